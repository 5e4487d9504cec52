//! From a stratified sample to the whole: how it is shared out among the strata, and what it says of all.
//!
//! Cochran, W. G. (1977). Sampling Techniques, third edition. Wiley, chapter 5.

use crate::{rate::Interval, real::real, tail::two_sided_z};

/// What was found in a stratum.
#[derive(Debug, Clone, PartialEq)]
pub struct Stratum {
    /// How many there are.
    pub size: u64,
    /// The value of each that was drawn; 1 and 0 for yes and no.
    pub values: Vec<f64>,
}

/// A mean over all strata with its standard error. Times the number of all it is the total.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The mean.
    pub mean: f64,
    /// Its standard error.
    pub standard_error: f64,
}

impl Estimate {
    /// The mean of all, each stratum counting with its size; a stratum that was looked at in full adds no error.
    ///
    /// None without a stratum, when more were drawn than there are, or one was drawn of a larger stratum: its spread is unknown. Draw at
    /// least two of each.
    pub fn stratified(strata: &[Stratum]) -> Option<Self> {
        let all: f64 = strata.iter().map(|stratum| real(stratum.size)).sum();
        let mut estimate = Self {
            mean: 0.0,
            standard_error: 0.0,
        };
        let mut variance = 0.0;
        for Stratum { size, values } in strata.iter().filter(|stratum| stratum.size > 0) {
            let (size, drawn) = (real(*size), real(values.len() as u64));
            if drawn < 1.0 || drawn > size || (drawn < 2.0 && size > 1.0) {
                return None;
            }
            let mean = values.iter().sum::<f64>() / drawn;
            let squares = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>();
            estimate.mean += size / all * mean;
            if drawn < size {
                variance += (size / all).powi(2) * (1.0 - drawn / size) * squares / (drawn - 1.0) / drawn;
            }
        }
        estimate.standard_error = f64::sqrt(variance);
        (all > 0.0 && estimate.mean.is_finite()).then_some(estimate)
    }

    /// The normal interval of the mean. None for a confidence outside 0 to 1.
    pub fn interval(&self, confidence: f64) -> Option<Interval> {
        let z = two_sided_z(confidence)?;
        let half = z * self.standard_error;
        Some(Interval {
            lower: self.mean - half,
            upper: self.mean + half,
        })
    }
}

/// The part of a sample of `sample` that each stratum gets, in fractions: by size times standard deviation (Neyman), which is the smallest
/// error for the same work. With equal deviations it is by size alone; take √(p(1 − p)) of the expected share where none is known.
///
/// Each stratum comes as (size, deviation). None when one is negative, or nothing varies.
///
/// Neyman, J. (1934). On the two different aspects of the representative method. JRSS 97, 558–625.
pub fn neyman_allocation(strata: &[(u64, f64)], sample: u64) -> Option<Vec<f64>> {
    let all: f64 = strata
        .iter()
        .map(|(size, deviation)| real(*size) * deviation)
        .sum();
    let is_defined = all > 0.0 && all.is_finite() && strata.iter().all(|(_, deviation)| *deviation >= 0.0);
    is_defined.then(|| {
        strata
            .iter()
            .map(|(size, deviation)| real(sample) * real(*size) * deviation / all)
            .collect()
    })
}

/// Whole numbers for the strata of a sample: at least `fewest` of each (or all there are), never more than there are, and the rest by these
/// parts, the largest remainders first. Each stratum comes as (size, part).
///
/// The numbers add up to `sample`, except when the fewest of all strata are already more, or all together are fewer. None for a part that is
/// negative or no number.
pub fn whole_allocation(strata: &[(u64, f64)], sample: u64, fewest: u64) -> Option<Vec<u64>> {
    if !strata.iter().all(|(_, part)| *part >= 0.0 && part.is_finite()) {
        return None;
    }
    let mut numbers: Vec<u64> = strata.iter().map(|(size, _)| fewest.min(*size)).collect();
    // One at a time to the stratum that is furthest behind its part; ties to the first.
    for _ in numbers.iter().sum()..sample {
        let behind = |place: &usize| strata[*place].1 - real(numbers[*place]);
        let open = (0..strata.len()).filter(|&place| numbers[place] < strata[place].0);
        let Some(next) = open
            .rev()
            .max_by(|one, other| behind(one).total_cmp(&behind(other)))
        else {
            break;
        };
        numbers[next] += 1;
    }
    Some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_census_has_no_error() {
        let strata = [
            Stratum {
                size: 2,
                values: vec![1.0, 0.0],
            },
            Stratum {
                size: 1,
                values: vec![1.0],
            },
        ];

        let estimate = Estimate::stratified(&strata);

        assert!(estimate.is_some_and(|estimate| (estimate.mean - 2.0 / 3.0).abs() < 1e-15));
        assert_eq!(estimate.map(|estimate| estimate.standard_error), Some(0.0));
    }

    #[test]
    fn one_of_many_has_no_spread_and_no_estimate() {
        assert_eq!(
            Estimate::stratified(&[Stratum {
                size: 9,
                values: vec![1.0]
            }]),
            None
        );
        assert_eq!(
            Estimate::stratified(&[Stratum {
                size: 1,
                values: vec![1.0, 0.0]
            }]),
            None
        );
        assert_eq!(
            Estimate::stratified(&[Stratum {
                size: 4,
                values: vec![]
            }]),
            None
        );
        assert_eq!(Estimate::stratified(&[]), None);
    }

    #[test]
    fn every_stratum_gets_its_fewest_and_none_more_than_it_has() {
        assert_eq!(
            whole_allocation(&[(100, 9.2), (1, 0.1), (50, 0.7)], 10, 2),
            Some(vec![7, 1, 2])
        );
        assert_eq!(whole_allocation(&[(3, 8.0), (9, 2.0)], 10, 0), Some(vec![3, 7]));
        assert_eq!(whole_allocation(&[(3, 8.0), (2, 2.0)], 10, 0), Some(vec![3, 2]));
        assert_eq!(whole_allocation(&[(3, f64::NAN)], 10, 0), None);
        assert_eq!(neyman_allocation(&[(3, 0.0)], 10), None);
    }
}
