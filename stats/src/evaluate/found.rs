//! Whether a surge was found, when, and how much of it.

use super::limits::Bell;
use super::simulated::Surge;
use crate::rate::{Interval, wilson};
use crate::surge::cast::real;

/// A surge counts as found within so many weeks, its first included; a miss counts as so many weeks of delay.
pub const WATCHED_WEEKS: usize = 8;

/// The bells that touch one surge.
#[derive(Debug, Clone, PartialEq)]
pub struct Touched {
    surge: Surge,
    bells: Vec<Bell>,
}

impl Touched {
    /// Keeps the bells that touch the surge in its first [`WATCHED_WEEKS`].
    pub fn new(surge: Surge, mut bells: Vec<Bell>) -> Self {
        let weeks = surge.onset..surge.onset + WATCHED_WEEKS;
        let touches = |bell: &Bell| {
            bell.villages
                .iter()
                .any(|village| surge.villages.contains(village))
        };
        bells.retain(|bell| weeks.contains(&bell.week) && touches(bell));
        Self { surge, bells }
    }

    /// The week of the surge, from 1, in which a bell of this limit rings first.
    pub fn delay_weeks(&self, limit: f64) -> Option<usize> {
        let loud = self.bells.iter().filter(|bell| bell.score >= limit);
        loud.map(|bell| bell.week - self.surge.onset + 1).min()
    }

    /// Of the villages hit, the share that bells of this limit named; of the villages that the loudest of them named, the share hit.
    pub fn zone(&self, limit: f64) -> Option<(f64, f64)> {
        let loud: Vec<&Bell> = self.bells.iter().filter(|bell| bell.score >= limit).collect();
        let loudest = loud.iter().max_by(|a, b| a.score.total_cmp(&b.score))?;
        let is_hit = |village: &&usize| self.surge.villages.contains(village);
        let named = self
            .surge
            .villages
            .iter()
            .filter(|it| loud.iter().any(|bell| bell.villages.contains(it)));
        Some((
            real(named.count()) / real(self.surge.villages.len()),
            real(loudest.villages.iter().filter(is_hit).count()) / real(loudest.villages.len()),
        ))
    }
}

/// How the surges of one kind fared at one limit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sensitivity {
    /// Surges.
    pub surges: usize,
    /// Found within two weeks.
    pub in_two: usize,
    /// Found within four weeks.
    pub in_four: usize,
    /// Found within [`WATCHED_WEEKS`].
    pub in_all: usize,
    /// Mean delay in weeks, misses counted as [`WATCHED_WEEKS`].
    pub mean_delay_weeks: f64,
    /// Nine in ten were found by this week, misses counted the same.
    pub p90_delay_weeks: usize,
    /// Mean share of the villages hit that were named; none when nothing was found.
    pub zone_recall: Option<f64>,
    /// Mean share of the villages named by the loudest bell that were hit.
    pub zone_precision: Option<f64>,
}

impl Sensitivity {
    /// At this limit.
    pub fn at(surges: &[Touched], limit: f64) -> Self {
        let delays: Vec<Option<usize>> = surges.iter().map(|surge| surge.delay_weeks(limit)).collect();
        let within = |weeks: usize| delays.iter().flatten().filter(|delay| **delay <= weeks).count();
        let mut counted: Vec<usize> = delays
            .iter()
            .map(|delay| delay.unwrap_or(WATCHED_WEEKS))
            .collect();
        counted.sort_unstable();
        let zones: Vec<(f64, f64)> = surges.iter().filter_map(|surge| surge.zone(limit)).collect();
        let mean = |part: fn(&(f64, f64)) -> f64| {
            (!zones.is_empty()).then(|| zones.iter().map(part).sum::<f64>() / real(zones.len()))
        };
        Self {
            surges: surges.len(),
            in_two: within(2),
            in_four: within(4),
            in_all: within(WATCHED_WEEKS),
            mean_delay_weeks: real(counted.iter().sum::<usize>()) / real(counted.len().max(1)),
            p90_delay_weeks: counted
                .get(counted.len() * 9 / 10)
                .copied()
                .unwrap_or(WATCHED_WEEKS),
            zone_recall: mean(|zone| zone.0),
            zone_precision: mean(|zone| zone.1),
        }
    }

    /// A count of these as a share with its Wilson interval.
    pub fn share(&self, found: usize) -> (f64, Option<Interval>) {
        let (found, surges) = (real(found), real(self.surges));
        (found / surges.max(1.0), wilson(found, surges))
    }

    /// Of ten alerts at this many false ones a year, how many are true, if five such surges happen a year.
    pub fn positive_predictive_value(&self, false_alerts_yearly: f64) -> f64 {
        let found = 5.0 * self.share(self.in_all).0;
        if found + false_alerts_yearly > 0.0 {
            found / (found + false_alerts_yearly)
        } else {
            0.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn touched(bells: &[(usize, f64, &[usize])]) -> Touched {
        let bell = |&(week, score, villages): &(usize, f64, &[usize])| Bell {
            week,
            township: 0,
            score,
            villages: villages.to_vec(),
        };
        let surge = Surge {
            villages: vec![1, 2, 3, 4],
            onset: 100,
        };
        Touched::new(surge, bells.iter().map(bell).collect())
    }

    #[test]
    fn the_first_week_of_a_surge_is_week_one() {
        let surge = touched(&[
            (99, 9.0, &[1]),
            (100, 3.0, &[1]),
            (101, 5.0, &[1]),
            (100, 9.0, &[7]),
        ]);

        assert_eq!(surge.delay_weeks(3.0), Some(1));
        assert_eq!(surge.delay_weeks(4.0), Some(2));
        assert_eq!(surge.delay_weeks(6.0), None);
    }

    #[test]
    fn a_miss_counts_as_eight_weeks() {
        let found = Sensitivity::at(&[touched(&[(101, 5.0, &[1])]), touched(&[])], 4.0);

        assert!((found.mean_delay_weeks - 5.0).abs() < f64::EPSILON);
        assert_eq!((found.in_two, found.in_all, found.surges), (1, 1, 2));
    }

    #[test]
    fn recall_counts_the_villages_named_and_precision_those_that_were_hit() {
        let surge = touched(&[(101, 5.0, &[1, 2, 8, 9]), (102, 4.0, &[3])]);

        assert_eq!(surge.zone(4.0), Some((0.75, 0.5)));
    }
}
