//! Cumulative sums: many small excesses in a row are an alarm, though none is one alone.

use crate::{linear::solve, real::real, tail::poisson_pmf};

/// Both running sums at a period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sums {
    /// What is above the reference, in the units of the values.
    pub above: f64,
    /// What is below it.
    pub below: f64,
}

/// The tabular cumulative sums of values around a reference, each step giving back `allowance`: half the shift that matters.
///
/// On standardised residuals the reference is 0 and the allowance 0.5. A sum that has reached `limit` is an alarm and begins again from 0 at
/// the next period; without a limit it runs on.
///
/// Page, E. S. (1954). Continuous inspection schemes. Biometrika 41, 100–115; Montgomery and Runger, Applied Statistics and Probability for
/// Engineers, section 16-10.
pub fn tabular(values: &[f64], reference: f64, allowance: f64, limit: Option<f64>) -> Vec<Sums> {
    let carried = |sum: f64| {
        if limit.is_some_and(|limit| sum >= limit) {
            0.0
        } else {
            sum
        }
    };
    let mut sums = Sums {
        above: 0.0,
        below: 0.0,
    };
    let mut next = |value: &f64| {
        sums = Sums {
            above: (carried(sums.above) + value - reference - allowance).max(0.0),
            below: (carried(sums.below) - value + reference - allowance).max(0.0),
        };
        sums
    };
    values.iter().map(&mut next).collect()
}

/// The cumulative sum of the log-likelihood ratio of Poisson counts: does the rate rather stand `factor` times above expectation?
///
/// Each count comes with its own expectation (count, expected). A sum that has reached `limit` is an alarm and begins again from 0 at the
/// next period. None for a factor not above 1, or an expectation that is not positive.
///
/// Lucas, J. M. (1985). Counted data CUSUM's. Technometrics 27, 129–144; Höhle, M. and Paul, M. (2008). Count data regression charts for the
/// monitoring of surveillance time series. Computational Statistics and Data Analysis 52, 4357–4368.
pub fn poisson_likelihood(counts: &[(u64, f64)], factor: f64, limit: f64) -> Option<Vec<f64>> {
    let is_defined = factor > 1.0 && factor.is_finite() && counts.iter().all(|(_, expected)| *expected > 0.0);
    let mut sum = 0.0;
    let mut next = |&(count, expected): &(u64, f64)| {
        let carried = if sum >= limit { 0.0 } else { sum };
        sum = f64::max(
            0.0,
            carried + real(count) * factor.ln() - expected * (factor - 1.0),
        );
        sum
    };
    is_defined.then(|| counts.iter().map(&mut next).collect())
}

/// A Poisson count as a number that is nearly standard normal when its mean is this. None for a mean that is not positive.
///
/// Rossi, G., Lampugnani, L. and Marchi, M. (1999). An approximate CUSUM procedure for surveillance of health events. Statistics in Medicine
/// 18, 2111–2122.
pub fn rossi_score(count: u64, mean: f64) -> Option<f64> {
    let count = real(count);
    (mean > 0.0 && mean.is_finite())
        .then(|| (count - 3.0 * mean + 2.0 * (mean * count).sqrt()) / (2.0 * mean.sqrt()))
}

/// How many periods pass on average until a cumulative sum of Poisson counts reaches `limit`, when each period gives back `allowance`.
///
/// Exact for whole numbers: the sum is a Markov chain. With the mean of quiet times it is the time between false alarms; with the mean of
/// bad ones the delay. `head_start` is where the sum begins. None for a mean that is not positive, a head start at the limit or beyond, a
/// limit above 1 000, or when the limit is practically never reached.
///
/// Brook, D. and Evans, D. A. (1972). An approach to the probability distribution of CUSUM run length. Biometrika 59, 539–549.
pub fn average_run_length(mean: f64, allowance: u64, limit: u64, head_start: u64) -> Option<f64> {
    if mean <= 0.0 || head_start >= limit || limit > 1_000 {
        return None;
    }
    // From each sum below the limit to each other: the next sum is what the count adds, less the allowance, never below 0.
    let stays = |from: u64, to: u64| -> Option<f64> {
        let (Some(exact), lowest) = ((to + allowance).checked_sub(from), allowance.saturating_sub(from))
        else {
            return Some(0.0);
        };
        let counts = if to == 0 { 0..=lowest } else { exact..=exact };
        counts.map(|count| poisson_pmf(count, mean)).sum()
    };
    let row = |from: u64| -> Option<Vec<f64>> {
        let of = |to: u64| Some(f64::from(u8::from(from == to)) - stays(from, to)?);
        (0..limit).map(of).collect()
    };
    let matrix: Vec<Vec<f64>> = (0..limit).map(row).collect::<Option<_>>()?;
    let lengths = solve(matrix, vec![1.0; usize::try_from(limit).ok()?])?;
    lengths
        .get(usize::try_from(head_start).ok()?)
        .copied()
        .filter(|length| length.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alarm_begins_again_from_nothing() {
        let running: Vec<f64> = tabular(&[2.0; 4], 0.0, 0.5, None)
            .iter()
            .map(|sums| sums.above)
            .collect();
        let resetting: Vec<f64> = tabular(&[2.0; 4], 0.0, 0.5, Some(3.0))
            .iter()
            .map(|sums| sums.above)
            .collect();

        assert_eq!(running, [1.5, 3.0, 4.5, 6.0]);
        assert_eq!(resetting, [1.5, 3.0, 1.5, 3.0]);
    }

    #[test]
    fn an_expectation_of_nothing_has_no_likelihood() {
        assert_eq!(poisson_likelihood(&[(1, 0.0)], 2.0, 5.0), None);
        assert_eq!(poisson_likelihood(&[(1, 1.0)], 1.0, 5.0), None);
        assert_eq!(poisson_likelihood(&[], 2.0, 5.0), Some(vec![]));
        assert_eq!(rossi_score(1, 0.0), None);
        assert_eq!(rossi_score(4, 4.0), Some(0.0));
    }

    #[test]
    fn a_limit_of_one_above_no_allowance_waits_for_the_first_event() {
        // The waiting time for a count above 0 is geometric.
        let expected = 1.0 / (1.0 - f64::exp(-0.3));

        assert!(average_run_length(0.3, 0, 1, 0).is_some_and(|length| (length - expected).abs() < 1e-12));
        assert_eq!(average_run_length(0.3, 0, 1, 1), None);
        assert_eq!(average_run_length(0.0, 0, 1, 0), None);
    }
}
