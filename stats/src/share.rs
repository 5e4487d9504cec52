//! Shares of small places, drawn towards the share of all: what a place's own count can say of its true share.
//!
//! Counts without an upper end, such as events for each one expected, are in [`crate::shrink`].

use crate::{
    real::real,
    shrink::{FEWEST_PLACES, PriorSource},
    tail::{beta_cdf, beta_quantile},
};

/// The 95 % quantile of the normal distribution: places differ when their spread is beyond it.
pub(crate) const Z_ONE_SIDED: f64 = 1.644_853_626_951_472_2;

/// So many of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Those that are so.
    pub count: u64,
    /// All that were looked at.
    pub of: u64,
}

/// How true shares are spread over places: a beta distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prior {
    /// The successes that it stands for.
    pub successes: f64,
    /// The failures that it stands for.
    pub failures: f64,
    /// Where it comes from.
    pub source: PriorSource,
}

impl Prior {
    /// The number of trials beyond which a spread is no longer told from none.
    const TIGHT: f64 = 1e6;

    /// The prior of these places, by the moments of their shares weighted by size.
    ///
    /// Where shares spread no more than chance makes them, places do not differ. Where they do, but chance alone would do so more often than
    /// once in twenty, or there are fewer than [`FEWEST_PLACES`] places, the data cannot say how much: then shares are taken to vary by a half
    /// of the rarer side. Else one case at a place of one household would make a prior by which it is the worst of all.
    ///
    /// None where a count is more than what was looked at, or all are so, or none: then there is nothing to tell apart.
    ///
    /// Kleinman, J. C. (1973). Proportions with extraneous variance: single and independent samples. JASA 68, 46–54; the test is that of Tarone,
    /// R. E. (1979). Testing the goodness of fit of the binomial distribution. Biometrika 66, 585–590.
    pub fn of(places: &[Part]) -> Option<Self> {
        if places.iter().any(|place| place.count > place.of) {
            return None;
        }
        let seen: Vec<(f64, f64)> = places
            .iter()
            .filter(|place| place.of > 0)
            .map(|place| (real(place.count), real(place.of)))
            .collect();
        let all: f64 = seen.iter().map(|(_, of)| of).sum();
        let mean = seen.iter().map(|(count, _)| count).sum::<f64>() / all;
        if !(mean > 0.0 && mean < 1.0) {
            return None;
        }
        if seen.len() < FEWEST_PLACES {
            return Some(Self::fixed(mean));
        }
        // The spread of the shares, what chance alone makes of it, and how much of it a difference between places would.
        let variance = mean * (1.0 - mean);
        let (mut spread, mut chance, mut weight) = (0.0, 0.0, 0.0);
        let (mut excess, mut pairs) = (-all, 0.0);
        for (count, of) in &seen {
            excess += (count - of * mean).powi(2) / variance;
            pairs += of * (of - 1.0);
            let own = of / all;
            spread += own * (count / of - mean).powi(2);
            chance += own * (1.0 - own) / of;
            weight += own * (1.0 - own);
        }
        let correlation = (spread - variance * chance) / (variance * (weight - chance));
        // Where every place has one trial nothing is known of a spread, and the divisors are nought.
        if pairs <= 0.0 || excess <= 0.0 || correlation <= 1.0 / Self::TIGHT {
            return Some(Self::with(mean, Self::TIGHT, PriorSource::NoDifference));
        }
        if excess < Z_ONE_SIDED * f64::sqrt(2.0 * pairs) {
            return Some(Self::fixed(mean));
        }
        let trials = 1.0 / correlation.min(0.999) - 1.0;
        Some(Self::with(mean, trials, PriorSource::Fitted))
    }

    fn fixed(mean: f64) -> Self {
        let spread = 0.25 * mean.min(1.0 - mean).powi(2);
        Self::with(mean, mean * (1.0 - mean) / spread - 1.0, PriorSource::Fixed)
    }

    fn with(mean: f64, trials: f64, source: PriorSource) -> Self {
        Self {
            successes: mean * trials,
            failures: (1.0 - mean) * trials,
            source,
        }
    }

    /// The share of all places together.
    pub fn mean(&self) -> f64 {
        self.successes / (self.successes + self.failures)
    }

    /// The share that so large a part of places stays below.
    pub fn quantile(&self, part: f64) -> Option<f64> {
        beta_quantile(part, self.successes, self.failures)
    }

    /// The chance that the true share of a place is more than this, after its count.
    pub fn chance_above(&self, place: Part, share: f64) -> Option<f64> {
        let failures = self.failures + real(place.of.checked_sub(place.count)?);
        // The upper tail as the lower one of the other side keeps its digits.
        beta_cdf(1.0 - share, failures, self.successes + real(place.count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(counts: &[u64], of: u64) -> Vec<Part> {
        counts.iter().map(|&count| Part { count, of }).collect()
    }

    #[test]
    fn the_prior_has_the_mean_and_spread_of_the_places() {
        // Shares .1 and .5, mean .3: spread .04, by chance alone .21 · 7/8 / 10 = .018375.
        // Correlation (.04 − .018375) / (.21 · (7/8 − 7/80)) = .130 76, so 6.6474 trials.
        let prior = Prior::of(&places(&[1, 1, 1, 1, 5, 5, 5, 5], 10)).expect("eight places");

        assert_eq!(prior.source, PriorSource::Fitted);
        assert!((prior.mean() - 0.3).abs() < 1e-12);
        assert!((prior.successes + prior.failures - (0.165_375 / 0.021_625 - 1.0)).abs() < 1e-9);
    }

    #[test]
    fn more_of_more_is_surer_than_as_much_of_few() {
        let all = [places(&[1, 0, 1, 0, 4, 5, 1, 0], 10), places(&[1], 1)].concat();
        let prior = Prior::of(&all).expect("nine places");
        let above = |count, of| prior.chance_above(Part { count, of }, 0.25).expect("a share");

        assert!(above(1, 1) < above(5, 10) && above(5, 10) < above(50, 100));
        assert!(above(0, 100) < above(0, 10) && above(0, 10) < above(0, 0));
    }

    #[test]
    fn equal_places_do_not_differ_and_few_get_the_fixed_spread() {
        let even = Prior::of(&places(&[2, 3, 2, 3, 2, 3, 2, 3], 100)).expect("eight places");
        // Mean .2, standard deviation .1: .16 / .01 − 1 = 15 trials.
        let few = Prior::of(&places(&[1, 3], 10)).expect("two places");

        assert_eq!(even.source, PriorSource::NoDifference);
        assert_eq!(few.source, PriorSource::Fixed);
        assert!((few.successes - 3.0).abs() < 1e-12 && (few.failures - 12.0).abs() < 1e-12);
    }

    #[test]
    fn one_case_among_many_places_is_not_the_worst_of_all() {
        let mut all = places(&[0; 40], 4);
        all.push(Part { count: 1, of: 1 });

        let prior = Prior::of(&all).expect("one case");

        assert_eq!(prior.source, PriorSource::Fixed);
        let chance = prior.chance_above(Part { count: 1, of: 1 }, prior.quantile(0.75).expect("a part"));
        assert!(chance.is_some_and(|chance| chance < 0.5), "{chance:?}");
    }

    #[test]
    fn none_of_all_and_all_of_all_tell_nothing_apart() {
        assert_eq!(Prior::of(&places(&[0; 9], 10)), None);
        assert_eq!(Prior::of(&places(&[10; 9], 10)), None);
        assert_eq!(Prior::of(&places(&[0; 9], 0)), None);
        assert_eq!(Prior::of(&[Part { count: 2, of: 1 }]), None);
        assert_eq!(
            Prior::of(&places(&[0, 1, 0, 0, 1, 0, 0, 0], 1)).map(|prior| prior.source),
            Some(PriorSource::NoDifference)
        );
    }
}
