//! How long it takes, when for some it has not happened yet.
//!
//! A spell that is still open says "at least so long" and stays in the count; leaving it out makes everything look quick. A spell that was
//! already running when the records begin enters late and counts from there. Ties are normal where things are entered by the month; nothing
//! here minds them.

use crate::{
    rate::{Interval, exact_count},
    real::real,
    tail::two_sided_z,
};

/// The time one household, or one thing, was watched.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spell {
    entered: Option<f64>,
    left: f64,
    cause: Option<u8>,
}

impl Spell {
    /// A spell that was watched from its beginning, `left` units of time long. `cause` numbers what ended it; none while it is open.
    ///
    /// None for a length that is negative or no number.
    pub fn new(left: f64, cause: Option<u8>) -> Option<Self> {
        (left >= 0.0 && left.is_finite()).then_some(Self {
            entered: None,
            left,
            cause,
        })
    }

    /// A spell that had already lasted `entered` when the watch began. None unless it leaves later than it enters.
    pub fn entering_late(entered: f64, left: f64, cause: Option<u8>) -> Option<Self> {
        let is_possible = entered >= 0.0 && left > entered && left.is_finite();
        is_possible.then_some(Self {
            entered: Some(entered),
            left,
            cause,
        })
    }

    /// When it ended, or was last watched.
    pub(crate) fn left(&self) -> f64 {
        self.left
    }

    /// How long it was watched.
    fn watched(&self) -> f64 {
        self.left - self.entered.unwrap_or(0.0)
    }
}

/// When spells came and went, in order, so that asking of one time does not go through all of them.
#[derive(Debug, Clone)]
pub struct Watched {
    entered: Vec<f64>,
    left: Vec<f64>,
    ended: Vec<f64>,
}

impl Watched {
    /// The order of these spells.
    pub fn of(spells: &[Spell]) -> Self {
        let in_order = |times: &mut dyn Iterator<Item = f64>| {
            let mut times: Vec<f64> = times.collect();
            times.sort_by(f64::total_cmp);
            times
        };
        let ended = spells.iter().filter(|spell| spell.cause.is_some());
        Self {
            entered: in_order(&mut spells.iter().filter_map(|spell| spell.entered)),
            left: in_order(&mut spells.iter().map(|spell| spell.left)),
            ended: in_order(&mut ended.map(|spell| spell.left)),
        }
    }

    /// How many were watched just before this time: entered before it, and left at it or later.
    pub fn at_risk(&self, time: f64) -> u64 {
        let gone = self.left.partition_point(|left| *left < time);
        let not_yet_in = self.entered.len() - self.entered.partition_point(|entered| *entered < time);
        (self.left.len() - gone - not_yet_in) as u64
    }

    /// How many ended at this time.
    pub(crate) fn ended_at(&self, time: f64) -> u64 {
        let until =
            |is_before: fn(&f64, f64) -> bool| self.ended.partition_point(|left| is_before(left, time));
        (until(|left, time| *left <= time) - until(|left, time| *left < time)) as u64
    }
}

/// A time at which spells ended, and how many could have.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Ending {
    pub(crate) time: f64,
    pub(crate) at_risk: u64,
    /// Ended by any cause.
    pub(crate) ended: u64,
    /// Ended by the cause asked for.
    pub(crate) by_cause: u64,
}

/// The endings from the first on at which at least `fewest` are at risk; none when that never is, though something ended or so many are
/// not even watched.
pub(crate) fn endings_from(
    spells: &[Spell],
    fewest: u64,
    is_cause: impl Fn(u8) -> bool,
) -> Option<Vec<Ending>> {
    let mut endings = endings(spells, is_cause);
    if endings.is_empty() {
        return (spells.len() as u64 >= fewest).then_some(endings);
    }
    let begins = endings.iter().position(|ending| ending.at_risk >= fewest)?;
    Some(endings.split_off(begins))
}

/// The times at which spells ended, in order. Entered means before the time, left means at it or later.
pub(crate) fn endings(spells: &[Spell], is_cause: impl Fn(u8) -> bool) -> Vec<Ending> {
    let mut in_order: Vec<&Spell> = spells.iter().collect();
    in_order.sort_by(|one, other| one.left.total_cmp(&other.left));
    let watched = Watched::of(spells);

    let mut endings = Vec::new();
    for together in in_order.chunk_by(|one, other| one.left.total_cmp(&other.left).is_eq()) {
        let time = together[0].left;
        let causes: Vec<u8> = together.iter().filter_map(|spell| spell.cause).collect();
        if !causes.is_empty() {
            endings.push(Ending {
                time,
                at_risk: watched.at_risk(time),
                ended: causes.len() as u64,
                by_cause: causes.into_iter().filter(|cause| is_cause(*cause)).count() as u64,
            });
        }
    }
    endings
}

/// A step of a survival curve: from this time on, until the next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// The time at which spells ended.
    pub time: f64,
    /// How many were watched just before. Show nothing where they are fewer than five.
    pub at_risk: u64,
    /// How many ended.
    pub ended: u64,
    /// The share that lasts longer than this time.
    pub survival: f64,
    /// Greenwood's standard error; none once nobody lasts longer.
    pub standard_error: Option<f64>,
    /// The interval on the log-log scale, which stays between 0 and 1; none once nobody lasts longer.
    pub interval: Option<Interval>,
}

/// The share of spells that lasts longer than each time.
#[derive(Debug, Clone, PartialEq)]
pub struct Survival {
    /// The steps, in order of time. Before the first, all last.
    pub steps: Vec<Step>,
    /// How far spells were watched; the curve says nothing beyond.
    pub watched_until: f64,
}

impl Survival {
    /// The product-limit curve of any ending at all, with intervals of this confidence (0.95 for 95 %).
    ///
    /// The curve begins at the first ending at which at least `fewest` are at risk (5 is usual with late entries, 1 takes all): with late
    /// entries the first may be alone, and one who ends alone takes the curve to 0 for ever. It then speaks of those who lasted until there.
    /// None without spells, when so many are never at risk, or for a confidence outside 0 to 1. When spells end in several ways and one is
    /// asked for, use [`crate::competing::Incidence`]: one minus this curve overstates it.
    ///
    /// Kaplan, E. L. and Meier, P. (1958). Nonparametric estimation from incomplete observations. JASA 53, 457–481; Greenwood, M. (1926) for
    /// the error; Kalbfleisch and Prentice (1980), section 1.3, for the interval.
    pub fn of(spells: &[Spell], fewest: u64, confidence: f64) -> Option<Self> {
        let z = two_sided_z(confidence)?;
        let watched_until = spells.iter().map(|spell| spell.left).max_by(f64::total_cmp)?;
        let endings = endings_from(spells, fewest, |_| true)?;

        let (mut survival, mut relative_variance) = (1.0, 0.0);
        let mut steps = Vec::new();
        for ending in endings {
            let (at_risk, ended) = (real(ending.at_risk), real(ending.ended));
            survival *= 1.0 - ended / at_risk;
            let error = (survival > 0.0).then(|| {
                relative_variance += ended / (at_risk * (at_risk - ended));
                f64::sqrt(relative_variance)
            });
            steps.push(Step {
                time: ending.time,
                at_risk: ending.at_risk,
                ended: ending.ended,
                survival,
                standard_error: error.map(|error| error * survival),
                interval: error.map(|error| log_log(survival, error, z)),
            });
        }
        Some(Self { steps, watched_until })
    }

    /// The share that lasts longer than this time; none beyond the watch, unless nobody was left.
    pub fn at(&self, time: f64) -> Option<f64> {
        let passed = self.steps.partition_point(|step| step.time <= time);
        let survival = passed
            .checked_sub(1)
            .map_or(1.0, |last| self.steps[last].survival);
        (time <= self.watched_until || survival <= 0.0).then_some(survival)
    }

    /// The first time by which at least this share has ended (0.5: the median), with its interval.
    ///
    /// Each is none while the curve, or its limit, has not come down so far: then [`Survival::mean_until`] still says something.
    ///
    /// Brookmeyer, R. and Crowley, J. (1982). A confidence interval for the median survival time. Biometrics 38, 29–41.
    pub fn quantile(&self, share: f64) -> Quantile {
        let first = |value: fn(&Step) -> Option<f64>| {
            let is_reached = |step: &&Step| value(step).is_some_and(|value| value <= 1.0 - share + ROUNDING);
            self.steps.iter().find(is_reached).map(|step| step.time)
        };
        Quantile {
            time: first(|step| Some(step.survival)),
            lower: first(|step| Some(step.interval?.lower)),
            upper: first(|step| Some(step.interval?.upper)),
        }
    }

    /// The mean time up to `horizon`: the area under the curve, known even where the median is not yet reached. With its standard error.
    ///
    /// None for a horizon that is not positive, or beyond the watch while some still last.
    ///
    /// Royston, P. and Parmar, M. (2013). Restricted mean survival time. BMC Medical Research Methodology 13, 152.
    pub fn mean_until(&self, horizon: f64) -> Option<MeanTime> {
        self.at(horizon).filter(|_| horizon > 0.0)?;
        let within: Vec<&Step> = self.steps.iter().take_while(|step| step.time < horizon).collect();
        let (mut area, mut variance, mut until) = (0.0, 0.0, horizon);
        for step in within.into_iter().rev() {
            area += step.survival * (until - step.time);
            until = step.time;
            let (at_risk, ended) = (real(step.at_risk), real(step.ended));
            if at_risk > ended {
                variance += area * area * ended / (at_risk * (at_risk - ended));
            }
        }
        Some(MeanTime {
            mean: area + until,
            standard_error: variance.sqrt(),
        })
    }
}

/// A time by which a share has ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantile {
    /// The time itself.
    pub time: Option<f64>,
    /// The lower end of its interval.
    pub lower: Option<f64>,
    /// The upper end of its interval.
    pub upper: Option<f64>,
}

/// A mean time up to a horizon.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeanTime {
    /// The mean, in the units of the spells.
    pub mean: f64,
    /// Its standard error.
    pub standard_error: f64,
}

/// Events over the time that spells were watched.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TimeRate {
    /// The events.
    pub events: u64,
    /// The time watched, all spells together.
    pub time: f64,
    /// Events for each unit of time.
    pub rate: f64,
    /// The exact Poisson interval of the rate.
    pub interval: Interval,
}

/// How often spells end by this cause for each unit of time watched. None without any time, or for a confidence outside 0 to 1.
///
/// Unlike the share ever ended it does not favour those who were watched longest. Breslow, N. E. and Day, N. E. (1987). Statistical methods
/// in cancer research II. IARC, chapter 2.
pub fn time_rate(spells: &[Spell], cause: u8, confidence: f64) -> Option<TimeRate> {
    let time: f64 = spells.iter().map(Spell::watched).sum();
    let events = spells.iter().filter(|spell| spell.cause == Some(cause)).count() as u64;
    let Interval { lower, upper } = exact_count(events, confidence)?;
    let interval = Interval {
        lower: lower / time,
        upper: upper / time,
    };
    (time > 0.0).then(|| TimeRate {
        events,
        time,
        rate: real(events) / time,
        interval,
    })
}

/// Products of fractions that should be a half differ from it in the last digits.
const ROUNDING: f64 = 1e-12;

/// The interval of a share strictly between 0 and 1 on the scale of ln(−ln); `error` is relative to the share.
pub(crate) fn log_log(share: f64, error: f64, z: f64) -> Interval {
    let hazard = -share.ln();
    let half = z * error / hazard;
    Interval {
        lower: (-hazard * half.exp()).exp(),
        upper: (-hazard * (-half).exp()).exp(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn watched(spells: &[(f64, Option<u8>)]) -> Vec<Spell> {
        spells
            .iter()
            .map(|&(left, cause)| Spell::new(left, cause).expect("a length"))
            .collect()
    }

    #[test]
    fn a_spell_cannot_end_before_it_begins() {
        assert_eq!(Spell::new(-1.0, None), None);
        assert_eq!(Spell::new(f64::NAN, None), None);
        assert_eq!(Spell::entering_late(3.0, 3.0, Some(1)), None);
        assert!(Spell::new(0.0, Some(1)).is_some());
    }

    #[test]
    fn who_ends_on_the_first_day_was_at_risk_with_all_others() {
        let curve = Survival::of(&watched(&[(0.0, Some(1)), (4.0, None)]), 1, 0.95).expect("two spells");

        assert_eq!(curve.at(0.0), Some(0.5));
        assert_eq!(curve.at(5.0), None);
    }

    #[test]
    fn who_enters_at_a_time_is_not_yet_at_risk_and_who_leaves_at_it_still_is() {
        let spells = [
            Spell::entering_late(2.0, 6.0, Some(1)),
            Spell::new(2.0, Some(1)),
            Spell::new(4.0, None),
        ];
        let watched = Watched::of(&spells.into_iter().flatten().collect::<Vec<_>>());

        assert_eq!(
            [0.0, 2.0, 2.5, 4.0, 6.0, 6.5].map(|time| watched.at_risk(time)),
            [2, 2, 2, 2, 1, 0]
        );
        assert_eq!([2.0, 4.0, 6.0].map(|time| watched.ended_at(time)), [1, 0, 1]);
    }

    #[test]
    fn nothing_ended_is_a_curve_of_one() {
        let curve = Survival::of(&watched(&[(3.0, None); 6]), 5, 0.95).expect("six are watched");

        assert_eq!(curve.steps, vec![]);
        assert_eq!(curve.at(3.0), Some(1.0));
        assert_eq!(
            curve.quantile(0.5),
            Quantile {
                time: None,
                lower: None,
                upper: None
            }
        );
        assert_eq!(
            curve.mean_until(2.0),
            Some(MeanTime {
                mean: 2.0,
                standard_error: 0.0
            })
        );
        assert_eq!(curve.mean_until(4.0), None);
        assert_eq!(curve.mean_until(0.0), None);
    }

    #[test]
    fn nobody_has_no_curve_and_no_rate() {
        assert_eq!(Survival::of(&[], 1, 0.95), None);
        assert_eq!(Survival::of(&watched(&[(3.0, Some(1)); 4]), 5, 0.95), None);
        assert_eq!(Survival::of(&watched(&[(3.0, Some(1)); 4]), 1, 1.0), None);
        assert_eq!(time_rate(&[], 1, 0.95), None);
    }

    #[test]
    fn a_rate_counts_only_the_time_that_was_watched() {
        let spells = [
            Spell::entering_late(6.0, 10.0, Some(1)),
            Spell::new(6.0, Some(2)),
            Spell::new(10.0, None),
        ];
        let spells: Vec<Spell> = spells.into_iter().flatten().collect();

        let rate = time_rate(&spells, 1, 0.95).expect("twenty units of time");

        assert_eq!((rate.events, rate.time, rate.rate), (1, 20.0, 0.05));
        assert!((rate.interval.upper - 5.571_643_390_9 / 20.0).abs() < 1e-9);
    }
}
