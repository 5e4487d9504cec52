//! How rare a count is: the tails of the counting distributions, and the quantiles of the gamma, beta and normal distributions.
//!
//! The tails of counts are sums from the count outwards, so that a tail of 1e-12 has as many right digits as one of a half, at every
//! size of the parameters; the library's incomplete beta function loses them where a parameter is large. Continuous distributions are
//! the library's; their quantiles are a search on the distribution function, which is the part that can be tested. A parameter outside
//! its range gives none, never NaN.

mod ladder;

use statrs::function::{
    beta::checked_beta_reg,
    erf::{erfc, erfc_inv},
    factorial::ln_binomial,
    gamma::{checked_gamma_lr, checked_gamma_ur},
};
use std::f64::consts::SQRT_2;

use self::ladder::Ladder;
use crate::real::real;

/// The chance that a Poisson count with this mean is `count` or more: P(X ≥ count), the count itself included, as an alarm asks.
pub fn poisson_sf(count: u64, mean: f64) -> Option<f64> {
    nbinom_sf(count, mean, f64::INFINITY)
}

/// The chance that a Poisson count with this mean is `count` or fewer: P(X ≤ count).
pub fn poisson_cdf(count: u64, mean: f64) -> Option<f64> {
    nbinom_cdf(count, mean, f64::INFINITY)
}

/// The chance of exactly this Poisson count.
pub fn poisson_pmf(count: u64, mean: f64) -> Option<f64> {
    nbinom_pmf(count, mean, f64::INFINITY)
}

/// The chance that a negative-binomial count is `count` or more: P(X ≥ count), the count itself included, as an alarm asks.
///
/// The variance is mean + mean²/size: a Poisson count whose rate is itself gamma-distributed with shape `size`. An infinite size is the
/// Poisson distribution. None for a negative mean or a size that is not positive.
pub fn nbinom_sf(count: u64, mean: f64, size: f64) -> Option<f64> {
    nbinom(mean, size).map(|ladder| ladder.at_least(count))
}

/// The chance that a negative-binomial count is `count` or fewer: P(X ≤ count).
pub fn nbinom_cdf(count: u64, mean: f64, size: f64) -> Option<f64> {
    nbinom(mean, size).map(|ladder| ladder.at_most(count))
}

/// The chance of exactly this negative-binomial count.
pub fn nbinom_pmf(count: u64, mean: f64, size: f64) -> Option<f64> {
    nbinom(mean, size).map(|ladder| ladder.exactly(count))
}

/// The smallest count with P(X ≤ count) ≥ `probability`; none for a probability of 1, which no count reaches.
pub fn nbinom_quantile(probability: f64, mean: f64, size: f64) -> Option<u64> {
    if !(0.0..1.0).contains(&probability) {
        return None;
    }
    nbinom(mean, size).map(|ladder| ladder.quantile(probability))
}

/// The chance of `count` or more successes in `trials` independent trials: P(X ≥ count).
pub fn binomial_sf(count: u64, trials: u64, probability: f64) -> Option<f64> {
    match trials.checked_sub(count) {
        None => is_probability(probability).then_some(0.0),
        // Failures counted instead, so that a success that is certain needs no infinite odds.
        Some(failures) if probability > 0.5 => {
            binomial(trials, 1.0 - probability).map(|ladder| ladder.at_most(failures))
        }
        Some(_) => binomial(trials, probability).map(|ladder| ladder.at_least(count)),
    }
}

/// The chance of `count` or fewer successes in `trials` independent trials: P(X ≤ count).
pub fn binomial_cdf(count: u64, trials: u64, probability: f64) -> Option<f64> {
    match trials.checked_sub(count) {
        None => is_probability(probability).then_some(1.0),
        Some(failures) if probability > 0.5 => {
            binomial(trials, 1.0 - probability).map(|ladder| ladder.at_least(failures))
        }
        Some(_) => binomial(trials, probability).map(|ladder| ladder.at_most(count)),
    }
}

/// The chance that `drawn` of a lot of `lot`, of which `marked` are marked, hold `count` marked ones or fewer: P(X ≤ count).
///
/// None when more are marked or drawn than the lot holds.
pub fn hypergeometric_cdf(count: u64, lot: u64, marked: u64, drawn: u64) -> Option<f64> {
    if marked > lot || drawn > lot {
        return None;
    }
    let unmarked = lot - marked;
    let lowest = drawn.saturating_sub(unmarked);
    let ln_lowest =
        ln_binomial(marked, lowest) + ln_binomial(unmarked, drawn - lowest) - ln_binomial(lot, drawn);
    let mean = real(drawn) * real(marked) / real(lot.max(1));
    let (unmarked, marked, drawn) = (real(unmarked), real(marked), real(drawn));
    let ratio =
        |have: f64| (marked - have) * (drawn - have) / ((have + 1.0) * (unmarked - drawn + have + 1.0));
    Some(
        Ladder {
            lowest,
            ln_lowest,
            mean,
            ratio,
        }
        .at_most(count),
    )
}

/// The chance that a gamma variable with this shape and rate (mean shape/rate) is at most `x`.
pub fn gamma_cdf(x: f64, shape: f64, rate: f64) -> Option<f64> {
    let scaled = gamma_scaled(x, shape, rate)?;
    if scaled <= 0.0 {
        Some(0.0)
    } else {
        checked_gamma_lr(shape, scaled.min(f64::MAX)).ok()
    }
}

/// The chance that a gamma variable with this shape and rate (mean shape/rate) is more than `x`.
pub fn gamma_sf(x: f64, shape: f64, rate: f64) -> Option<f64> {
    let scaled = gamma_scaled(x, shape, rate)?;
    if scaled <= 0.0 {
        Some(1.0)
    } else {
        checked_gamma_ur(shape, scaled.min(f64::MAX)).ok()
    }
}

/// The value that a gamma variable with this shape and rate does not exceed with chance `probability` (0 to less than 1).
pub fn gamma_quantile(probability: f64, shape: f64, rate: f64) -> Option<f64> {
    let is_defined = (0.0..1.0).contains(&probability) && gamma_scaled(1.0, shape, rate).is_some();
    is_defined.then(|| {
        smallest(f64::MAX, |x| {
            gamma_cdf(x, shape, 1.0).is_some_and(|reached| reached >= probability)
        }) / rate
    })
}

/// The chance that a χ² variable with this many degrees of freedom is more than `x`.
pub fn chi_squared_sf(x: f64, degrees_of_freedom: u64) -> Option<f64> {
    gamma_sf(x, real(degrees_of_freedom) / 2.0, 0.5)
}

/// The chance that a beta variable with these shapes is at most `x`. The library holds six digits up to shapes of 1e5.
pub fn beta_cdf(x: f64, a: f64, b: f64) -> Option<f64> {
    let is_defined = a > 0.0 && b > 0.0 && a.is_finite() && b.is_finite() && !x.is_nan();
    if is_defined {
        checked_beta_reg(a, b, x.clamp(0.0, 1.0)).ok()
    } else {
        None
    }
}

/// The value that a beta variable with these shapes does not exceed with chance `probability`.
pub fn beta_quantile(probability: f64, a: f64, b: f64) -> Option<f64> {
    let is_defined = is_probability(probability) && beta_cdf(0.5, a, b).is_some();
    is_defined.then(|| {
        smallest(1.0, |x| {
            beta_cdf(x, a, b).is_some_and(|reached| reached >= probability)
        })
    })
}

/// The chance that a standard normal variable is more than `z`.
pub fn normal_sf(z: f64) -> f64 {
    erfc(z / SQRT_2) / 2.0
}

/// The value that a standard normal variable does not exceed with chance `probability`, both ends excluded.
pub fn normal_quantile(probability: f64) -> Option<f64> {
    (probability > 0.0 && probability < 1.0).then(|| -SQRT_2 * erfc_inv(2.0 * probability))
}

/// The z of a two-sided normal interval of this confidence: 1.96 for 0.95.
pub fn two_sided_z(confidence: f64) -> Option<f64> {
    normal_quantile(1.0 - one_tail(confidence)?)
}

/// The chance left outside one end of a two-sided interval of this confidence; none when it is not between 0 and 1.
pub(crate) fn one_tail(confidence: f64) -> Option<f64> {
    (confidence > 0.0 && confidence < 1.0).then_some((1.0 - confidence) / 2.0)
}

fn nbinom(mean: f64, size: f64) -> Option<Ladder<impl Fn(f64) -> f64>> {
    let spread = mean / size;
    let is_defined = mean >= 0.0 && mean.is_finite() && size > 0.0 && spread.is_finite();
    let ln_lowest = if size.is_infinite() {
        -mean
    } else {
        -size * spread.ln_1p()
    };
    let ratio = move |count: f64| mean * (1.0 + count / size) / ((1.0 + spread) * (count + 1.0));
    is_defined.then_some(Ladder {
        lowest: 0,
        ln_lowest,
        mean,
        ratio,
    })
}

fn binomial(trials: u64, probability: f64) -> Option<Ladder<impl Fn(f64) -> f64>> {
    let trials = real(trials);
    let odds = probability / (1.0 - probability);
    let ratio = move |count: f64| (trials - count) / (count + 1.0) * odds;
    is_probability(probability).then_some(Ladder {
        lowest: 0,
        ln_lowest: trials * (-probability).ln_1p(),
        mean: trials * probability,
        ratio,
    })
}

fn is_probability(probability: f64) -> bool {
    (0.0..=1.0).contains(&probability)
}

/// The value in units of the scale; none where the distribution is not defined.
fn gamma_scaled(x: f64, shape: f64, rate: f64) -> Option<f64> {
    let is_defined = shape > 0.0 && rate > 0.0 && shape.is_finite() && rate.is_finite() && !x.is_nan();
    is_defined.then_some(x * rate)
}

/// The smallest number from 0 to `highest` that is enough. Halves the bits, not the distance: 62 steps to the last digit of any size.
fn smallest(highest: f64, is_enough: impl Fn(f64) -> bool) -> f64 {
    let (mut below, mut above) = (0, highest.to_bits());
    while below < above {
        let middle = u64::midpoint(below, above);
        if is_enough(f64::from_bits(middle)) {
            above = middle;
        } else {
            below = middle + 1;
        }
    }
    f64::from_bits(above)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_out_of_range_has_no_tail() {
        assert_eq!(poisson_sf(1, -1.0), None);
        assert_eq!(poisson_sf(1, f64::NAN), None);
        assert_eq!(nbinom_sf(1, 1.0, 0.0), None);
        assert_eq!(nbinom_quantile(1.0, 1.0, 1.0), None);
        assert_eq!(binomial_sf(1, 2, 1.5), None);
        assert_eq!(hypergeometric_cdf(1, 10, 11, 3), None);
        assert_eq!(hypergeometric_cdf(1, 10, 3, 11), None);
        assert_eq!(gamma_quantile(1.0, 1.0, 1.0), None);
        assert_eq!(beta_quantile(0.5, 0.0, 1.0), None);
        assert_eq!(normal_quantile(0.0), None);
    }

    #[test]
    fn nothing_expected_is_nothing_seen() {
        assert_eq!(poisson_sf(0, 0.0), Some(1.0));
        assert_eq!(poisson_sf(1, 0.0), Some(0.0));
        assert_eq!(nbinom_quantile(0.99, 0.0, 1.0), Some(0));
    }

    #[test]
    fn what_is_certain_has_all_its_chance_at_the_top() {
        assert_eq!(binomial_sf(5, 5, 1.0), Some(1.0));
        assert_eq!(binomial_cdf(4, 5, 1.0), Some(0.0));
        assert_eq!(binomial_sf(6, 5, 0.3), Some(0.0));
        assert_eq!(binomial_cdf(0, 5, 0.0), Some(1.0));
        // Every one of a lot is drawn, so every marked one is in it.
        assert_eq!(hypergeometric_cdf(2, 10, 3, 10), Some(0.0));
        assert_eq!(hypergeometric_cdf(3, 10, 3, 10), Some(1.0));
    }

    #[test]
    fn small_tails_are_those_of_the_dice() {
        // Two sixes or more with three dice: (3·5 + 1)/216. No ace or one in a hand of two from four cards of which two are aces: 5/6.
        assert!(binomial_sf(2, 3, 1.0 / 6.0).is_some_and(|chance| (chance - 16.0 / 216.0).abs() < 1e-15));
        assert!(hypergeometric_cdf(1, 4, 2, 2).is_some_and(|chance| (chance - 5.0 / 6.0).abs() < 1e-14));
    }

    #[test]
    fn a_huge_size_is_the_poisson_distribution() {
        for size in [1e9, 1e12, 1e300] {
            let (negative_binomial, poisson) = (nbinom_sf(9, 3.0, size), poisson_sf(9, 3.0));
            let apart = negative_binomial
                .zip(poisson)
                .map(|(one, other)| (one / other - 1.0).abs());

            assert!(apart.is_some_and(|apart| apart < 1e-7), "{size}");
        }
    }

    #[test]
    fn a_tail_far_beyond_the_numbers_is_nothing_and_comes_at_once() {
        assert_eq!(poisson_sf(u64::MAX, 1e3), Some(0.0));
        assert_eq!(poisson_sf(2_000, 1.0), Some(0.0));
    }

    #[test]
    fn a_quantile_leads_back_to_its_chance() {
        for chance in [1e-6, 0.025, 0.5, 0.975, 0.999] {
            for shape in [0.3, 1.0, 7.5, 151.0, 4e3] {
                let gamma = gamma_quantile(chance, shape, 3.0).and_then(|x| gamma_cdf(x, shape, 3.0));
                let beta = beta_quantile(chance, shape, 2.0).and_then(|x| beta_cdf(x, shape, 2.0));

                assert!(
                    gamma.is_some_and(|back| (back / chance - 1.0).abs() < 1e-10),
                    "{chance} {shape} {gamma:?}"
                );
                assert!(
                    beta.is_some_and(|back| (back / chance - 1.0).abs() < 1e-9),
                    "{chance} {shape} {beta:?}"
                );
            }
            let normal = normal_quantile(chance).map(normal_sf);
            assert!(
                normal.is_some_and(|above| (1.0 - above - chance).abs() < 1e-10),
                "{chance} {normal:?}"
            );
        }
    }

    #[test]
    fn the_incomplete_beta_function_holds_six_digits_at_large_shapes() {
        // By symmetry it is a half.
        for shape in [1e2, 1e3, 1e4, 1e5] {
            assert!(
                beta_cdf(0.5, shape, shape).is_some_and(|half| (half - 0.5).abs() < 5e-7),
                "{shape}"
            );
        }
    }

    #[test]
    fn the_normal_tail_keeps_its_digits_where_it_is_thin() {
        // Abramowitz and Stegun (1964), table 26.2: Q(1), Q(3), Q(5).
        for (z, tail) in [
            (1.0, 0.158_655_253_931_457),
            (3.0, 1.349_898_031_6e-3),
            (5.0, 2.866_515_718_8e-7),
        ] {
            assert!((normal_sf(z) / tail - 1.0).abs() < 1e-10, "{z}: {}", normal_sf(z));
        }
        assert!(normal_quantile(0.975).is_some_and(|z| (z - 1.959_963_984_540_054).abs() < 1e-11));
    }
}
