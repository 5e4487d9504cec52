//! How much of a recent period has been entered yet.
//!
//! What happened last week is known in part: the rest is entered later. The expectation is lowered to what can be known by now; what was
//! observed stays as it is.

use std::collections::BTreeMap;

use crate::real::real;

/// Below this share entered a period is not judged.
pub const LEAST_ENTERED: f64 = 0.5;

/// An event that has been entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entered {
    /// Days from the event to its entry.
    pub delay_days: u32,
    /// Days from the event to today: a longer delay could not have been seen.
    pub age_days: u32,
}

/// The share of events that is entered within each number of days.
#[derive(Debug, Clone, PartialEq)]
pub struct Completeness {
    /// The share entered before each delay that occurred, and at the longest all.
    steps: BTreeMap<u32, f64>,
    longest_days: u32,
}

impl Completeness {
    /// The completeness from the events entered, of those that are ever entered within `longest_days`.
    ///
    /// Quick entries of recent events are seen and slow ones not yet; that is put right by counting backwards from the longest delay, each
    /// delay among those old enough to have shown it. Later delays are left out. None when no event is `longest_days` old, for then nobody
    /// knows how many are still to come. A delay larger than its age is an error of the data and left out.
    ///
    /// Kalbfleisch, J. D. and Lawless, J. F. (1989). Inference based on retrospective ascertainment. JASA 84, 360–372; Lawless, J. F. (1994).
    /// Adjustments for reporting delays and the prediction of occurred but not reported events. Canadian Journal of Statistics 22, 15–31.
    pub fn of(events: &[Entered], longest_days: u32) -> Option<Self> {
        let seen: Vec<Entered> = events
            .iter()
            .filter(|event| event.delay_days <= event.age_days.min(longest_days))
            .copied()
            .collect();
        if !seen.iter().any(|event| event.age_days >= longest_days) {
            return None;
        }
        let mut with_delay: BTreeMap<u32, u64> = BTreeMap::new();
        for event in &seen {
            *with_delay.entry(event.delay_days).or_default() += 1;
        }
        let mut share = 1.0;
        let mut steps = BTreeMap::new();
        for (&delay, &events) in with_delay.iter().rev() {
            steps.insert(delay, share);
            let old_enough = |event: &&Entered| event.delay_days <= delay && event.age_days >= delay;
            share *= 1.0 - real(events) / real(seen.iter().filter(old_enough).count() as u64);
        }
        Some(Self { steps, longest_days })
    }

    /// The share of the events of a day that is entered when the day is this old.
    pub fn at(&self, age_days: u32) -> f64 {
        if age_days >= self.longest_days {
            return 1.0;
        }
        self.steps
            .range(..=age_days)
            .next_back()
            .map_or(0.0, |(_, share)| *share)
    }

    /// What to expect of the days of a period so far: each day with its expected events and its age (events, days).
    ///
    /// None when less than [`LEAST_ENTERED`] of the period is to be expected yet: then it is too early to judge it.
    pub fn expected_by_now(&self, days: &[(f64, u32)]) -> Option<f64> {
        let all: f64 = days.iter().map(|(events, _)| events).sum();
        let by_now: f64 = days.iter().map(|(events, age)| events * self.at(*age)).sum();
        (by_now >= LEAST_ENTERED * all).then_some(by_now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entered(events: &[(u32, u32)]) -> Vec<Entered> {
        events
            .iter()
            .map(|&(delay_days, age_days)| Entered { delay_days, age_days })
            .collect()
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share is at most a hundred percent"
    )]
    fn percent(completeness: &Completeness, age: u32) -> u32 {
        (completeness.at(age) * 100.0).round() as u32
    }

    #[test]
    fn recent_quick_entries_do_not_make_entering_look_quick() {
        // All four old events: delays 0, 1, 2, 2. Two events of yesterday and today, entered at once: later ones are not seen yet.
        let completeness = Completeness::of(&entered(&[(0, 9), (1, 9), (2, 9), (2, 9), (0, 1), (0, 0)]), 5)
            .expect("four are old");

        // Delay 2: two of the four that are two days old. Delay 1: one of the three (0, 1, and yesterday's) that are one day old.
        assert!((completeness.at(1) - 0.5).abs() < 1e-15);
        assert!((completeness.at(0) - 0.5 * (1.0 - 1.0 / 3.0)).abs() < 1e-15);
        assert_eq!(
            (completeness.at(2), completeness.at(5), completeness.at(99)),
            (1.0, 1.0, 1.0)
        );
    }

    #[test]
    fn without_recent_events_it_is_the_plain_share() {
        let completeness =
            Completeness::of(&entered(&[(0, 9), (3, 9), (3, 9), (4, 9)]), 6).expect("all are old");

        assert_eq!(
            [0, 1, 2, 3, 4].map(|age| percent(&completeness, age)),
            [25, 25, 25, 75, 100]
        );
    }

    #[test]
    fn nothing_old_enough_says_nothing() {
        assert_eq!(Completeness::of(&[], 5), None);
        assert_eq!(Completeness::of(&entered(&[(0, 4), (1, 4)]), 5), None);
        assert_eq!(Completeness::of(&entered(&[(9, 7)]), 5), None);
    }

    #[test]
    fn a_week_is_judged_once_half_of_it_is_entered() {
        let completeness =
            Completeness::of(&entered(&[(0, 9), (3, 9), (3, 9), (4, 9)]), 6).expect("all are old");

        assert_eq!(completeness.expected_by_now(&[(2.0, 3), (2.0, 0)]), Some(2.0));
        assert_eq!(completeness.expected_by_now(&[(2.0, 2), (2.0, 0)]), None);
    }

    #[test]
    fn before_the_quickest_entry_nothing_is_in() {
        let completeness = Completeness::of(&entered(&[(2, 9), (3, 9)]), 6).expect("both are old");

        assert_eq!(
            [0, 1, 2, 3].map(|age| percent(&completeness, age)),
            [0, 0, 50, 100]
        );
    }
}
