//! Shares, counts and ratios of countable things, and how sure they are; quantiles of a list.

use crate::{
    real::real,
    tail::{beta_quantile, gamma_quantile, one_tail},
};

/// The 97.5 % quantile of the normal distribution: what a two-sided interval of 95 % takes.
const Z_95: f64 = 1.959_963_984_540_054;

/// An interval, both ends included.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
}

/// The 95 % Wilson interval of `numerator` successes among `denominator` things; none over nothing, or when it is no share.
pub fn wilson(numerator: f64, denominator: f64) -> Option<Interval> {
    wilson_at(numerator, denominator, Z_95)
}

/// The Wilson interval at the confidence whose normal quantile is `z`.
///
/// Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. JASA 22, 209–212.
pub fn wilson_at(numerator: f64, denominator: f64, z: f64) -> Option<Interval> {
    let is_share = denominator > 0.0
        && denominator.is_finite()
        && (0.0..=denominator).contains(&numerator)
        && z.is_finite();
    if !is_share {
        return None;
    }
    let missing = denominator - numerator;
    let centre = numerator + z * z / 2.0;
    let half = z * (z * z / 4.0 + numerator * missing / denominator).sqrt();
    // The textbook's `centre − half` loses all digits of a rare event. Its product with `centre + half` is known, so divide instead;
    // then nothing is exactly 0 at no successes, as it should be.
    let lower = numerator * (numerator / denominator) / (centre + half);
    let upper = if missing > 0.0 {
        (centre + half) / (denominator + z * z)
    } else {
        1.0
    };
    Some(Interval { lower, upper })
}

/// The exact interval of a share: every share that `successes` of `trials` does not contradict. Wider than Wilson's, never too short.
///
/// `confidence` is two-sided, 0.95 for 95 %. None over no trials, or when there are more successes than trials.
///
/// Clopper, C. J. and Pearson, E. S. (1934). The use of confidence or fiducial limits. Biometrika 26, 404–413.
pub fn exact_share(successes: u64, trials: u64, confidence: f64) -> Option<Interval> {
    let failures = trials.checked_sub(successes)?;
    let tail = one_tail(confidence)?;
    if trials == 0 {
        return None;
    }
    let lower = match successes {
        0 => 0.0,
        _ => beta_quantile(tail, real(successes), real(failures) + 1.0)?,
    };
    let upper = match failures {
        0 => 1.0,
        _ => beta_quantile(1.0 - tail, real(successes) + 1.0, real(failures))?,
    };
    Some(Interval { lower, upper })
}

/// The exact interval of the mean of a Poisson count: every mean that this count does not contradict, in counts.
///
/// `confidence` is two-sided, 0.95 for 95 %. The lower end of no events is exactly 0.
///
/// Garwood, F. (1936). Fiducial limits for the Poisson distribution. Biometrika 28, 437–442.
pub fn exact_count(count: u64, confidence: f64) -> Option<Interval> {
    let tail = one_tail(confidence)?;
    let lower = match count {
        0 => 0.0,
        _ => gamma_quantile(tail, real(count), 1.0)?,
    };
    let upper = gamma_quantile(1.0 - tail, real(count) + 1.0, 1.0)?;
    Some(Interval { lower, upper })
}

/// The interval of the mean of a Poisson count in closed form, in counts, at the confidence whose normal quantile is `z`.
///
/// Within a hundredth of [`exact_count`] from five events on; below that take the exact one. The lower end is never negative.
///
/// Breslow, N. E. and Day, N. E. (1987). Statistical methods in cancer research II. IARC, p. 69 (Byar's approximation).
pub fn byar(count: u64, z: f64) -> Option<Interval> {
    let limit = |count: f64, z: f64| {
        let root = 1.0 - 1.0 / (9.0 * count) + z / (3.0 * count.sqrt());
        count * root.max(0.0).powi(3)
    };
    let lower = if count == 0 { 0.0 } else { limit(real(count), -z) };
    let upper = limit(real(count) + 1.0, z);
    (z >= 0.0 && z.is_finite()).then_some(Interval { lower, upper })
}

/// How many were seen for each one expected, with its exact interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ratio {
    /// Observed over expected.
    pub value: f64,
    /// The exact Poisson interval of the ratio.
    pub interval: Interval,
}

/// Observed over expected (the standardised ratio of indirect standardisation), with its exact Poisson interval.
///
/// None where nothing was expected: then an observation is an error of the data, not an infinite ratio.
pub fn standardised_ratio(observed: u64, expected: f64, confidence: f64) -> Option<Ratio> {
    if !(expected > 0.0 && expected.is_finite()) {
        return None;
    }
    let Interval { lower, upper } = exact_count(observed, confidence)?;
    let interval = Interval {
        lower: lower / expected,
        upper: upper / expected,
    };
    Some(Ratio {
        value: real(observed) / expected,
        interval,
    })
}

/// The quantile `q` (0 to 1) of a list in ascending order, interpolated between its neighbours: position (n − 1)·q, as R's type 7 and
/// SQL's `percentile_cont` have it. None of an empty list.
pub fn percentile(sorted: &[f64], q: f64) -> Option<f64> {
    if !(0.0..=1.0).contains(&q) {
        return None;
    }
    let last = sorted.len().checked_sub(1)?;
    #[expect(clippy::cast_precision_loss, reason = "a list is shorter than 2^53")]
    let position = last as f64 * q;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the position lies between 0 and the last index"
    )]
    let below = position.floor() as usize;
    let fraction = position - position.floor();
    let low = *sorted.get(below)?;
    match sorted.get(below + 1) {
        Some(high) if fraction > 0.0 => Some(low + (high - low) * fraction),
        _ => Some(low),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_nothing_has_no_interval() {
        assert_eq!(wilson(0.0, 0.0), None);
        assert_eq!(wilson(2.0, 1.0), None);
        assert_eq!(wilson(-1.0, 1.0), None);
        assert_eq!(wilson(f64::NAN, 1.0), None);
    }

    #[test]
    fn the_ends_are_exact_where_there_is_none_or_all() {
        for denominator in [1.0, 3.0, 7.0, 411.0, 1e6] {
            assert!(wilson(0.0, denominator).is_some_and(|interval| interval.lower.to_bits() == 0));
            assert!(
                wilson(denominator, denominator)
                    .is_some_and(|interval| interval.upper.to_bits() == 1.0_f64.to_bits())
            );
        }
    }

    #[test]
    fn an_exact_interval_reaches_the_end_where_there_is_none_or_all() {
        assert!(exact_share(0, 9, 0.95).is_some_and(|interval| interval.lower.to_bits() == 0));
        assert!(exact_share(9, 9, 0.95).is_some_and(|interval| interval.upper >= 1.0));
        assert!(exact_count(0, 0.95).is_some_and(|interval| interval.lower.to_bits() == 0));
        assert_eq!(exact_share(0, 0, 0.95), None);
        assert_eq!(exact_share(2, 1, 0.95), None);
        assert_eq!(exact_count(2, 1.0), None);
    }

    #[test]
    fn byar_is_within_a_hundredth_of_the_exact_interval_from_five_events_on() {
        for count in [5, 6, 9, 20, 100, 1_000] {
            let (near, exact) = byar(count, Z_95)
                .zip(exact_count(count, 0.95))
                .expect("both exist");

            assert!(
                (near.lower / exact.lower - 1.0).abs() < 0.01,
                "{count}: {near:?} {exact:?}"
            );
            assert!(
                (near.upper / exact.upper - 1.0).abs() < 0.01,
                "{count}: {near:?} {exact:?}"
            );
        }
        assert!(byar(0, Z_95).is_some_and(|interval| interval.lower.to_bits() == 0));
        assert!(byar(1, 5.0).is_some_and(|interval| interval.lower >= 0.0));
    }

    #[test]
    fn nothing_expected_has_no_ratio() {
        assert_eq!(standardised_ratio(3, 0.0, 0.95), None);
        assert_eq!(standardised_ratio(0, f64::NAN, 0.95), None);
    }

    #[test]
    fn a_percentile_lies_between_its_neighbours() {
        let days = [1.0, 2.0, 4.0, 8.0];

        // Position 3 × 0.5 = 1.5: half-way from 2 to 4. Position 3 × 0.9 = 2.7: 4 + 0.7 × 4.
        assert_eq!(percentile(&days, 0.5), Some(3.0));
        assert!(percentile(&days, 0.9).is_some_and(|value| (value - 6.8).abs() < 1e-12));
        assert_eq!(percentile(&days, 0.0), Some(1.0));
        assert_eq!(percentile(&days, 1.0), Some(8.0));
    }

    #[test]
    fn an_empty_list_has_no_percentile_and_one_value_is_all_of_them() {
        assert_eq!(percentile(&[], 0.5), None);
        assert_eq!(percentile(&[5.0], 0.9), Some(5.0));
        assert_eq!(percentile(&[5.0], 1.1), None);
    }
}
