//! Control limits of a single series: how far a month may lie from the mean by ordinary variation.
//!
//! The individuals chart (XmR): mean ± 2.66 × the mean of the moving ranges, where 2.66 = 3 / 1.128 and 1.128 is the expected range
//! of two normal values in standard deviations (Shewhart; Wheeler, *Understanding Variation*). It uses the movement from one month
//! to the next, so a slow drift does not widen the limits and hide itself.

use domain::release::FigureUnit;

/// Fewer months than this give no limits: they would say more about the few months than about the place.
pub const FEWEST_MONTHS: usize = 12;

/// A series that moves so far one way that its mean is no level it keeps to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drift {
    pub is_rising: bool,
    /// Whether it hardly ever turns back on the way.
    pub is_steady: bool,
}

impl Drift {
    pub const fn label(self) -> &'static str {
        match (self.is_steady, self.is_rising) {
            (true, true) => "持续上升",
            (true, false) => "持续下降",
            (false, true) => "总体上升",
            (false, false) => "总体下降",
        }
    }
}

/// Mean and limits of a series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    pub mean: f64,
    pub lower: f64,
    pub upper: f64,
}

impl Limits {
    /// The limits of monthly values; none with fewer than [`FEWEST_MONTHS`], or when no two neighbouring months have a value.
    ///
    /// A month without a value breaks the chain: the range across the gap is not a movement of one month. Limits are cut off where
    /// no value can lie: below zero, and above one for a share.
    pub fn of(months: &[Option<f64>], unit: FigureUnit) -> Option<Self> {
        let values: Vec<f64> = months.iter().flatten().copied().collect();
        let ranges: Vec<f64> = months
            .windows(2)
            .filter_map(|pair| Some((pair[1]? - pair[0]?).abs()))
            .collect();
        if values.len() < FEWEST_MONTHS {
            return None;
        }
        let mean = mean(&values)?;
        let reach = 2.66 * self::mean(&ranges)?;
        let highest = if unit == FigureUnit::Share {
            1.0
        } else {
            f64::INFINITY
        };
        Some(Self {
            mean,
            lower: (mean - reach).max(0.0),
            upper: (mean + reach).min(highest),
        })
    }

    /// Whether a value lies outside.
    pub fn exclude(&self, value: f64) -> bool {
        value < self.lower || value > self.upper
    }

    /// Whether the months below the lower limit all come before those above the upper one, or the other way round, and a third of
    /// all months lie outside: then each such month is no event of its own, the whole series is on its way.
    pub fn drift(&self, months: &[Option<f64>]) -> Option<Drift> {
        let values: Vec<f64> = months.iter().flatten().copied().collect();
        let where_is = |is_outside: &dyn Fn(f64) -> bool| -> Vec<usize> {
            let values = values.iter().enumerate();
            values
                .filter(|(_, value)| is_outside(**value))
                .map(|(at, _)| at)
                .collect()
        };
        let low = where_is(&|value| value < self.lower);
        let high = where_is(&|value| value > self.upper);
        if (low.len() + high.len()) * 3 < values.len() {
            return None;
        }
        let ends = |list: &[usize]| Some((*list.first()?, *list.last()?));
        let ((low_first, low_last), (high_first, high_last)) = (ends(&low)?, ends(&high)?);
        let is_rising = low_last < high_first;
        if !is_rising && high_last >= low_first {
            return None;
        }
        let steps = values.windows(2);
        let backward = steps.filter(|pair| {
            if is_rising {
                pair[1] < pair[0]
            } else {
                pair[1] > pair[0]
            }
        });
        // One step back in eight is still a steady way.
        let is_steady = backward.count() * 8 <= values.len();
        Some(Drift { is_rising, is_steady })
    }
}

/// What ordinary variation says of a series.
#[derive(Debug, Clone, Copy)]
pub(super) struct Judgement {
    pub(super) limits: Limits,
    pub(super) drift: Option<Drift>,
}

impl Judgement {
    pub(super) fn of(series: &[Option<f64>], unit: FigureUnit) -> Option<Self> {
        let limits = Limits::of(series, unit)?;
        let drift = limits.drift(series);
        Some(Self { limits, drift })
    }

    /// Whether a month is an event of its own.
    pub(super) fn is_event(&self, value: f64) -> bool {
        self.drift.is_none() && self.limits.exclude(value)
    }

    /// How far a value lies outside the limits.
    pub(super) fn excess(&self, value: f64) -> f64 {
        (self.limits.lower - value).max(value - self.limits.upper)
    }
}

fn mean(values: &[f64]) -> Option<f64> {
    let count = u32::try_from(values.len()).ok().filter(|count| *count > 0)?;
    Some(values.iter().sum::<f64>() / f64::from(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_mean_and_2_66_mean_ranges() {
        // Ten and twelve in turn: mean 11, every moving range 2, so 11 ± 5.32.
        let months: Vec<Option<f64>> = [10.0, 12.0].repeat(6).into_iter().map(Some).collect();

        let limits = Limits::of(&months, FigureUnit::Episodes).unwrap();

        assert!((limits.mean - 11.0).abs() < 1e-12);
        assert!((limits.lower - 5.68).abs() < 1e-12);
        assert!((limits.upper - 16.32).abs() < 1e-12);
        assert!(limits.exclude(17.0) && !limits.exclude(16.0));
    }

    #[test]
    fn eleven_months_are_too_few_and_a_gap_does_not_count() {
        let eleven = vec![Some(1.0); 11];
        let with_gap: Vec<Option<f64>> = eleven.iter().copied().chain([None]).collect();

        assert_eq!(Limits::of(&eleven, FigureUnit::Episodes), None);
        assert_eq!(Limits::of(&with_gap, FigureUnit::Episodes), None);
    }

    #[test]
    fn the_range_across_a_gap_is_not_a_movement() {
        let mut months = vec![Some(1.0); 6];
        months.push(None);
        months.extend(vec![Some(5.0); 6]);

        let limits = Limits::of(&months, FigureUnit::Days).unwrap();

        assert_eq!((limits.lower, limits.upper), (limits.mean, limits.mean));
    }

    #[test]
    fn a_series_that_climbs_all_the_way_is_on_its_way_and_one_that_swings_is_not() {
        let climb: Vec<Option<f64>> = (0..24).map(|month| Some(0.1 + 0.02 * f64::from(month))).collect();
        let fall: Vec<Option<f64>> = climb.iter().rev().copied().collect();
        // Two jumps at the ends of years, and slowly down in between.
        let jumps: Vec<Option<f64>> = [0.1, 0.4, 0.7]
            .iter()
            .flat_map(|level| (0..8).map(move |month| Some(level - 0.01 * f64::from(month))))
            .collect();
        let swing: Vec<Option<f64>> = [0.1, 0.5, 0.1]
            .iter()
            .flat_map(|level| [Some(*level); 8])
            .collect();
        let drift = |months: &[Option<f64>]| {
            let drift = Limits::of(months, FigureUnit::Share)?.drift(months);
            drift.map(Drift::label)
        };

        assert_eq!(drift(&climb), Some("持续上升"));
        assert_eq!(drift(&fall), Some("持续下降"));
        assert_eq!(drift(&jumps), Some("总体上升"));
        assert_eq!(drift(&swing), None);
    }

    #[test]
    fn a_share_has_no_limit_below_zero_or_above_one() {
        let months: Vec<Option<f64>> = [0.1, 0.9].repeat(6).into_iter().map(Some).collect();

        let limits = Limits::of(&months, FigureUnit::Share).unwrap();

        assert_eq!((limits.lower, limits.upper), (0.0, 1.0));
    }
}
