//! Shares of countable things, and how sure they are; quantiles of a list.

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
