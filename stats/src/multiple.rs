//! Many tests at once: which findings of a list still stand, and one chance out of several.

use std::f64::consts::PI;

use crate::real::real;

/// The chances of a list, adjusted so that of those at most q a share of at most q is false on average (the false discovery rate).
///
/// Each place of the list keeps its place; a place without a chance stays without one and is not counted. For a list looked at once; a
/// weekly watch has a budget of false alarms instead. Holds for independent and positively dependent tests.
///
/// Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate. JRSS B 57, 289–300.
pub fn benjamini_hochberg(chances: &[Option<f64>]) -> Vec<Option<f64>> {
    step_up(chances, |_| 1.0)
}

/// As [`benjamini_hochberg`], under any dependence between the tests, and stricter by the sum of 1/i over the list.
///
/// Benjamini, Y. and Yekutieli, D. (2001). The control of the false discovery rate under dependency. Annals of Statistics 29, 1165–1188.
pub fn benjamini_yekutieli(chances: &[Option<f64>]) -> Vec<Option<f64>> {
    step_up(chances, |tests| (1..=tests).map(|test| 1.0 / real(test)).sum())
}

/// One chance out of several tests of the same place, whatever their dependence; each comes with its weight.
///
/// Each chance is kept between 1e-15 and 1 − 1e-6, so that a single certain "nothing here" cannot silence the others. None for no tests, a
/// weight that is not positive, or a chance outside 0 to 1.
///
/// Liu, Y. and Xie, J. (2020). Cauchy combination test. JASA 115, 393–402.
pub fn cauchy_combination(weighted_chances: &[(f64, f64)]) -> Option<f64> {
    let (mut sum, mut weights) = (0.0, 0.0);
    for &(weight, chance) in weighted_chances {
        if !(weight > 0.0 && weight.is_finite() && (0.0..=1.0).contains(&chance)) {
            return None;
        }
        let chance = chance.clamp(1e-15, 1.0 - 1e-6);
        // tan(π/2 − πp) = 1/tan(πp), which keeps the digits of a small p.
        sum += weight / (PI * chance).tan();
        weights += weight;
    }
    (weights > 0.0).then(|| weights.atan2(sum) / PI)
}

fn step_up(chances: &[Option<f64>], penalty: impl Fn(u64) -> f64) -> Vec<Option<f64>> {
    let mut adjusted = vec![None; chances.len()];
    let is_chance = |chance: &f64| (0.0..=1.0).contains(chance);
    let mut largest_first: Vec<(usize, f64)> = chances
        .iter()
        .enumerate()
        .filter_map(|(at, chance)| Some((at, chance.filter(is_chance)?)))
        .collect();
    largest_first.sort_by(|one, other| other.1.total_cmp(&one.1));

    let tests = largest_first.len() as u64;
    let factor = penalty(tests) * real(tests);
    let mut smallest_yet: f64 = 1.0;
    for (rank, (at, chance)) in (1..=tests).rev().zip(largest_first) {
        smallest_yet = smallest_yet.min(chance * factor / real(rank));
        if let Some(place) = adjusted.get_mut(at) {
            *place = Some(smallest_yet);
        }
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_tests_have_no_chance() {
        assert_eq!(benjamini_hochberg(&[]), vec![]);
        assert_eq!(benjamini_hochberg(&[None, Some(f64::NAN)]), vec![None, None]);
        assert_eq!(cauchy_combination(&[]), None);
        assert_eq!(cauchy_combination(&[(0.0, 0.5)]), None);
        assert_eq!(cauchy_combination(&[(1.0, f64::NAN)]), None);
    }

    #[test]
    fn a_certain_nothing_does_not_silence_the_others() {
        let combined = cauchy_combination(&[(1.0, 1e-9), (1.0, 1.0)]);

        assert!(combined.is_some_and(|chance| chance < 1e-8), "{combined:?}");
    }

    #[test]
    fn one_test_alone_keeps_its_chance() {
        for chance in [1e-12, 0.004, 0.5, 0.97] {
            let combined = cauchy_combination(&[(3.0, chance)]);

            assert!(
                combined.is_some_and(|combined| (combined / chance - 1.0).abs() < 1e-12),
                "{combined:?}"
            );
        }
    }
}
