//! The predictive tail of a count: how surprising is `observed`, if so many were expected with this variance?
//!
//! An evaluation asks for this tail a hundred million times, nearly always at a count below thirty. From zero upwards the probabilities follow
//! from one another by one multiplication, so a loop of a few steps replaces three gamma functions and an incomplete beta function; and the
//! tail is summed itself, not taken from one, so that 1e-20 keeps its digits.

/// Where a factor of the loop would leave the range of a double, it is kept as a logarithm instead.
const SMALLEST_START: f64 = -600.0;

/// P(X ≥ `observed`) for a negative binomial count with this mean and variance; Poisson, when the variance is not above the mean.
///
/// With mean `r·ν'/α'` and variance `mean + r²·ν'/α'²` this is the gamma-Poisson predictive tail of one village: Greenwood, M. and Yule, G. U.
/// (1920). JRSS 83, 255–279; Clayton, D. and Kaldor, J. (1987). Biometrics 43, 671–681. None when mean or variance are no such numbers.
pub fn upper_tail(observed: u32, mean: f64, variance: f64) -> Option<f64> {
    if !(mean.is_finite() && variance.is_finite() && mean >= 0.0 && variance >= 0.0) {
        return None;
    }
    if observed == 0 {
        return Some(1.0);
    }
    if mean <= 0.0 {
        return Some(0.0);
    }
    // Size = mean² / (variance − mean); the ratio of neighbours is (k + size)·failure / (k + 1), or mean / (k + 1) without over-dispersion.
    let over = (variance - mean).max(mean * 1e-9);
    let failure = over / (mean + over);
    let size_failure = mean * mean / (mean + over); // size · failure
    let log_start = (mean * mean / over) * (-failure).ln_1p();
    let ratio = |k: f64| (k * failure + size_failure) / (k + 1.0);
    Some(if log_start < SMALLEST_START {
        tail_from_logarithm(observed, log_start, ratio)
    } else if f64::from(observed) <= mean {
        (1.0 - below(observed, log_start.exp(), ratio)).max(0.0)
    } else {
        let term = (0..observed).fold(log_start.exp(), |term, k| term * ratio(f64::from(k)));
        from(observed, term, ratio)
    })
}

/// The sum of the probabilities of 0 … `observed` − 1.
fn below(observed: u32, start: f64, ratio: impl Fn(f64) -> f64) -> f64 {
    let mut term = start;
    let mut sum = 0.0;
    for k in 0..observed {
        sum += term;
        term *= ratio(f64::from(k));
    }
    sum
}

/// The sum of the probabilities from `observed` on, the first of which is `term`.
fn from(observed: u32, mut term: f64, ratio: impl Fn(f64) -> f64) -> f64 {
    let mut sum = 0.0;
    let mut k = f64::from(observed);
    while term > sum * 1e-16 {
        sum += term;
        term *= ratio(k);
        k += 1.0;
    }
    sum.min(1.0)
}

/// The same for a mean so large that the probability of nothing is no double.
fn tail_from_logarithm(observed: u32, log_start: f64, ratio: impl Fn(f64) -> f64) -> f64 {
    let mut log_term = log_start;
    let mut sum = 0.0;
    let mut k = 0.0;
    let first = f64::from(observed);
    loop {
        let step = ratio(k);
        if k >= first {
            let term = f64::exp(log_term);
            sum += term;
            if step < 1.0 && term <= sum * 1e-16 {
                return f64::min(sum, 1.0);
            }
        }
        log_term += step.ln();
        k += 1.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_of_an_expected_one_have_the_poisson_tail_of_the_table() {
        // 1 − e⁻¹(1 + 1 + ½) = 0.080301…
        let p = upper_tail(3, 1.0, 1.0).unwrap();

        assert!((p - 0.080_301_397_071_394_2).abs() < 1e-9, "{p}");
    }

    #[test]
    fn a_geometric_count_has_a_tail_of_powers() {
        // Size 1, mean 1: each further case halves the probability.
        let p = upper_tail(40, 1.0, 2.0).unwrap();

        assert!((p / 0.5_f64.powi(40) - 1.0).abs() < 1e-12, "{p}");
    }

    #[test]
    fn a_mean_beyond_the_range_of_a_double_still_has_its_tail() {
        let middle = upper_tail(2000, 2000.0, 2000.0).unwrap();

        assert!((middle - 0.503).abs() < 0.002, "{middle}");
    }

    #[test]
    fn nothing_expected_and_nothing_seen_is_no_surprise() {
        assert_eq!(upper_tail(0, 0.0, 0.0), Some(1.0));
        assert_eq!(upper_tail(1, 0.0, 0.0), Some(0.0));
        assert_eq!(upper_tail(1, f64::NAN, 1.0), None);
    }
}
