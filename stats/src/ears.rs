//! Early aberration reporting: this period against the few before it.
//!
//! For histories of less than eight weeks. With more history every method that uses it finds more at the same number of false alarms.
//!
//! Hutwagner, L., Thompson, W., Seeman, G. M. and Treadwell, T. (2003). The bioterrorism preparedness and response Early Aberration
//! Reporting System (EARS). Journal of Urban Health 80, i89–i96.

use crate::real::real;

/// How a bound is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ears {
    /// How many periods the bound rests on.
    pub baseline: usize,
    /// How many periods lie between them and the one judged, so that a slow beginning does not raise its own bound.
    pub lag: usize,
    /// How many standard deviations above the mean the bound lies.
    pub z: f64,
    /// The least standard deviation taken: seven equal periods do not mean that nothing varies.
    pub least_deviation: f64,
}

impl Ears {
    /// C1: the seven periods before, three standard deviations.
    pub const C1: Self = Self {
        baseline: 7,
        lag: 0,
        z: 3.0,
        least_deviation: 0.5,
    };
    /// C2: as C1, two periods left out in between.
    pub const C2: Self = Self { lag: 2, ..Self::C1 };

    /// The bound of each period, in counts: a count above it is an alarm.
    ///
    /// None where the baseline is not complete: at the beginning, and where a period of it is absent. A baseline of fewer than two periods
    /// has no deviation and no bound.
    pub fn bounds(&self, counts: &[Option<u64>]) -> Vec<Option<f64>> {
        (0..counts.len())
            .map(|period| self.bound(counts, period))
            .collect()
    }

    fn bound(&self, counts: &[Option<u64>], period: usize) -> Option<f64> {
        let until = period.checked_sub(self.lag)?;
        let from = until.checked_sub(self.baseline)?;
        let baseline: Vec<f64> = counts[from..until]
            .iter()
            .map(|count| count.map(real))
            .collect::<Option<_>>()?;
        let periods = real(baseline.len() as u64);
        let mean = baseline.iter().sum::<f64>() / periods;
        let squares = baseline.iter().map(|count| (count - mean).powi(2)).sum::<f64>();
        (baseline.len() > 1)
            .then(|| mean + self.z * (squares / (periods - 1.0)).sqrt().max(self.least_deviation))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seven_equal_weeks_leave_room_for_half_a_deviation() {
        let bounds = Ears::C1.bounds(&[Some(2); 9]);

        assert_eq!(bounds[..7], [None; 7]);
        assert_eq!(bounds[7..], [Some(3.5); 2]);
        assert_eq!(Ears::C2.bounds(&[Some(2); 9]), [None; 9]);
    }

    #[test]
    fn an_absent_week_is_no_week_without_events() {
        let mut counts = [Some(2); 12];
        counts[3] = None;

        let bounds = Ears::C1.bounds(&counts);

        assert_eq!(bounds[10], None);
        assert_eq!(bounds[11], Some(3.5));
        assert_eq!(
            Ears {
                baseline: 1,
                ..Ears::C1
            }
            .bounds(&counts),
            [None; 12]
        );
    }
}
