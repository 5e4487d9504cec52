//! How many have ended one way by a time, when they can also end another way.

use crate::{
    rate::Interval,
    real::real,
    survival::{Spell, endings_from, log_log},
    tail::two_sided_z,
};

/// A step of a curve of cumulative incidence: from this time on, until the next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// The time at which spells ended.
    pub time: f64,
    /// How many were watched just before. Show nothing where they are fewer than five.
    pub at_risk: u64,
    /// The share that has ended by the cause asked for.
    pub incidence: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Its interval on the log-log scale, which stays between 0 and 1; none while none has ended so, or all have.
    pub interval: Option<Interval>,
    /// The share that has not ended at all.
    pub survival: f64,
}

/// The share of spells that has ended by one cause, the other causes taking some out of its reach.
#[derive(Debug, Clone, PartialEq)]
pub struct Incidence {
    /// The steps, in order of time. Before the first, none has ended.
    pub steps: Vec<Step>,
    /// How far spells were watched; the curve says nothing beyond.
    pub watched_until: f64,
}

impl Incidence {
    /// The cumulative incidence of this cause, with intervals of this confidence (0.95 for 95 %).
    ///
    /// As in [`crate::survival::Survival::of`] it begins at the first ending with at least `fewest` at risk. None without spells, when so
    /// many are never at risk, or for a confidence outside 0 to 1.
    ///
    /// Aalen, O. O. and Johansen, S. (1978). An empirical transition matrix for non-homogeneous Markov chains. Scandinavian Journal of
    /// Statistics 5, 141–150; the error is their Greenwood-type estimator (Andersen, Borgan, Gill and Keiding 1993, section IV.4.1.3).
    pub fn of(spells: &[Spell], cause: u8, fewest: u64, confidence: f64) -> Option<Self> {
        let z = two_sided_z(confidence)?;
        let watched_until = spells.iter().map(Spell::left).max_by(f64::total_cmp)?;
        let endings = endings_from(spells, fewest, |ended_by| ended_by == cause)?;

        let (mut survival, mut incidence) = (1.0, 0.0);
        // Of the survival, of both, of the incidence.
        let (mut variance, mut covariance, mut incidence_variance) = (0.0, 0.0, 0.0);
        let mut steps = Vec::new();
        for ending in endings {
            let at_risk = real(ending.at_risk);
            let (any, this) = (real(ending.ended) / at_risk, real(ending.by_cause) / at_risk);
            let scale = survival * survival / at_risk;
            incidence_variance +=
                2.0 * this * covariance + this * this * variance + scale * this * (1.0 - this);
            covariance = (1.0 - any) * (covariance + this * variance) - scale * this * (1.0 - any);
            variance = (1.0 - any) * (1.0 - any) * variance + scale * any * (1.0 - any);
            incidence += survival * this;
            survival *= 1.0 - any;

            let standard_error = f64::sqrt(incidence_variance.max(0.0));
            let interval = (incidence > 0.0 && incidence < 1.0)
                .then(|| log_log(incidence, standard_error / incidence, z));
            steps.push(Step {
                time: ending.time,
                at_risk: ending.at_risk,
                incidence,
                standard_error,
                interval,
                survival,
            });
        }
        Some(Self { steps, watched_until })
    }

    /// The step in force at this time; none before the first ending and beyond the watch.
    pub fn at(&self, time: f64) -> Option<&Step> {
        let passed = self.steps.partition_point(|step| step.time <= time);
        passed
            .checked_sub(1)
            .and_then(|last| self.steps.get(last))
            .filter(|_| time <= self.watched_until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survival::Survival;

    #[test]
    fn all_ways_to_end_and_not_ending_add_up_to_all() {
        let spells: Vec<Spell> = [
            (1.0, Some(1)),
            (2.0, Some(2)),
            (2.0, None),
            (3.0, Some(1)),
            (5.0, Some(2)),
            (6.0, None),
        ]
        .into_iter()
        .filter_map(|(left, cause)| Spell::new(left, cause))
        .collect();

        let (one, other) = Incidence::of(&spells, 1, 1, 0.95)
            .zip(Incidence::of(&spells, 2, 1, 0.95))
            .expect("spells");

        for (one, other) in one.steps.iter().zip(&other.steps) {
            assert!((one.incidence + other.incidence + one.survival - 1.0).abs() < 1e-15);
        }
        // By hand: 1/6 at 1; at 3 survival 5/6 · 4/5 = 2/3 and one of three: 1/6 + 2/9.
        assert!(
            one.at(3.5)
                .is_some_and(|step| (step.incidence - 7.0 / 18.0).abs() < 1e-15)
        );
        assert_eq!(one.at(0.5), None);
        assert_eq!(one.at(6.5), None);
    }

    #[test]
    fn with_one_cause_it_is_one_minus_survival_with_the_same_error() {
        let spells: Vec<Spell> = (1..9_u8)
            .filter_map(|left| Spell::new(f64::from(left), (left % 3 > 0).then_some(1)))
            .collect();

        let incidence = Incidence::of(&spells, 1, 1, 0.95).expect("spells");
        let survival = Survival::of(&spells, 1, 0.95).expect("spells");

        for (incidence, survival) in incidence.steps.iter().zip(&survival.steps) {
            assert!((incidence.incidence + survival.survival - 1.0).abs() < 1e-15);
            let apart = survival
                .standard_error
                .map(|error| (error - incidence.standard_error).abs());
            assert!(apart.is_none_or(|apart| apart < 1e-15));
        }
    }
}
