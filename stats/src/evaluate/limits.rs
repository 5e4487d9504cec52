//! What a budget of false alerts allows: bells of clean years, and the limit at which they ring as often as was agreed.

use std::collections::BTreeMap;

use crate::rate::Interval;
use crate::surge::cast::real;

/// A town does not ring again for so many weeks.
pub const REFRACTORY_WEEKS: usize = 4;

/// A bell: somewhere, in a week, so loud.
#[derive(Debug, Clone, PartialEq)]
pub struct Bell {
    /// The week.
    pub week: usize,
    /// The township it is listed under.
    pub township: usize,
    /// How loud; higher is more surprising.
    pub score: f64,
    /// The villages it is about.
    pub villages: Vec<usize>,
}

/// The loudest bell of each town and week, in the order town, week: all that alerts are counted from.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Loudest(Vec<((usize, usize), f64)>);

impl Loudest {
    /// The loudest of these.
    pub fn of(bells: &[Bell]) -> Self {
        let mut loudest: BTreeMap<(usize, usize), f64> = BTreeMap::new();
        for bell in bells {
            let score = loudest.entry((bell.township, bell.week)).or_insert(bell.score);
            *score = score.max(bell.score);
        }
        Self(loudest.into_iter().collect())
    }

    /// Alerts at this limit: bells of a town within [`REFRACTORY_WEEKS`] of an alert are the same alert.
    pub fn alerts(&self, limit: f64) -> usize {
        let mut last: Option<(usize, usize)> = None;
        let mut alerts = 0;
        for &((township, week), score) in &self.0 {
            let is_same = last.is_some_and(|(town, rang)| town == township && week < rang + REFRACTORY_WEEKS);
            if score >= limit && !is_same {
                alerts += 1;
                last = Some((township, week));
            }
        }
        alerts
    }
}

/// The lowest limit at which these clean county-years ring at most `budget` times each on average; beyond every score where none is.
pub fn limit(clean: &[Loudest], budget: f64) -> f64 {
    let mut scores: Vec<f64> = clean
        .iter()
        .flat_map(|county| county.0.iter().map(|(_, score)| *score))
        .collect();
    scores.sort_by(f64::total_cmp);
    scores.dedup();
    let allowed = budget * real(clean.len());
    let is_beyond =
        |limit: f64| real(clean.iter().map(|county| county.alerts(limit)).sum::<usize>()) > allowed;
    let first = scores.partition_point(|score| is_beyond(*score));
    scores.get(first).copied().unwrap_or(f64::INFINITY)
}

/// Alerts in clean county-years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AlertRate {
    /// Alerts.
    pub alerts: usize,
    /// County-years watched.
    pub county_years: usize,
}

impl AlertRate {
    /// Of these counties, a year each, at this limit.
    pub fn at(clean: &[Loudest], limit: f64) -> Self {
        Self {
            alerts: clean.iter().map(|county| county.alerts(limit)).sum(),
            county_years: clean.len(),
        }
    }

    /// Alerts per county-year.
    pub fn yearly(self) -> f64 {
        real(self.alerts) / real(self.county_years.max(1))
    }

    /// The 95 % interval of that rate, by Byar's approximation to the Poisson interval: Breslow, N. E. and Day, N. E. (1987). Statistical
    /// Methods in Cancer Research II, eq. 2.13.
    pub fn interval(self) -> Interval {
        let bound = |count: f64, side: f64| {
            if count <= 0.0 {
                return 0.0;
            }
            count * (1.0 - 1.0 / (9.0 * count) + side * 1.96 / (3.0 * count.sqrt())).powi(3)
        };
        let years = real(self.county_years.max(1));
        let count = real(self.alerts);
        Interval {
            lower: bound(count, -1.0) / years,
            upper: bound(count + 1.0, 1.0) / years,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bells(rings: &[(usize, usize, f64)]) -> Loudest {
        let bell = |&(township, week, score): &(usize, usize, f64)| Bell {
            week,
            township,
            score,
            villages: vec![],
        };
        Loudest::of(&rings.iter().map(bell).collect::<Vec<_>>())
    }

    #[test]
    fn a_bell_that_never_stops_is_thirteen_alerts_a_year() {
        let always: Vec<(usize, usize, f64)> = (0..52).map(|week| (0, week, 1.0)).collect();

        assert_eq!(bells(&always).alerts(1.0), 13);
    }

    #[test]
    fn two_towns_in_one_week_are_two_alerts() {
        assert_eq!(bells(&[(0, 5, 2.0), (1, 5, 2.0), (0, 7, 3.0)]).alerts(1.0), 2);
    }

    #[test]
    fn the_limit_is_the_lowest_within_the_budget() {
        let counties = [bells(&[(0, 0, 1.0), (0, 10, 2.0)]), bells(&[(0, 0, 3.0)])];

        assert!((limit(&counties, 1.0) - 2.0).abs() < f64::EPSILON);
        assert!((limit(&counties, 0.5) - 3.0).abs() < f64::EPSILON);
        assert!(limit(&counties, 0.0).is_infinite());
    }

    #[test]
    fn no_alert_in_ten_years_is_less_than_two_fifths_of_one_a_year() {
        let none = AlertRate {
            alerts: 0,
            county_years: 10,
        };

        // The exact upper bound is 3.689 / 10; Byar's is within one in a hundred of it.
        assert!(none.interval().lower.abs() < f64::EPSILON);
        assert!(
            (none.interval().upper - 0.369).abs() < 0.004,
            "{:?}",
            none.interval()
        );
    }
}
