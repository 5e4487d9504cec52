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

/// A place of which some were looked at: what is estimated for all of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// How many there are.
    pub size: f64,
    /// The cases among all of them, estimated from those looked at.
    pub cases: f64,
    /// The variance of that estimate; 0 where all were looked at.
    pub variance: f64,
}

impl Place {
    /// What a stratified sample says of a place. Strata of which one was drawn are taken together, since one has no spread; none where nothing
    /// was drawn of some stratum, or one of a larger whole.
    pub fn of(strata: &[Stratum]) -> Option<Self> {
        let (lone, mut kept): (Vec<Stratum>, Vec<Stratum>) = strata
            .iter()
            .filter(|stratum| stratum.size > 0)
            .cloned()
            .partition(|stratum| stratum.values.len() == 1 && stratum.size > 1);
        if !lone.is_empty() {
            // A single one joins the largest of the others.
            let mut together = match kept.iter().enumerate().max_by_key(|(_, stratum)| stratum.size) {
                Some((at, _)) if lone.len() == 1 => kept.swap_remove(at),
                _ => Stratum {
                    size: 0,
                    values: vec![],
                },
            };
            for stratum in lone {
                together.size += stratum.size;
                together.values.extend(stratum.values);
            }
            kept.push(together);
        }
        let size: f64 = kept.iter().map(|stratum| real(stratum.size)).sum();
        let estimate = Estimate::stratified(&kept)?;
        Some(Self {
            size,
            cases: estimate.mean * size,
            variance: (estimate.standard_error * size).powi(2),
        })
    }
}

/// Some places out of all the places of a stratum, drawn with equal chances.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// How many places the stratum has.
    pub places: u64,
    /// Those that were drawn; all of them where the stratum was taken for certain.
    pub drawn: Vec<Place>,
}

impl Estimate {
    /// The share of cases in all strata together, from places drawn of each and households drawn of each place: the ratio of the estimated
    /// cases to the estimated size, so that places of different size do not blur it.
    ///
    /// Strata of which one place was drawn are taken together. None when nothing was drawn of a stratum, or one place of a larger whole.
    ///
    /// Cochran (1977), sections 11.7 and 6.11; the variance is that of the residuals of the ratio.
    pub fn two_stage(strata: &[Cluster]) -> Option<Self> {
        let strata = with_spread(strata)?;
        let weight = |stratum: &Cluster| real(stratum.places) / real(stratum.drawn.len() as u64);
        let total = |of: fn(&Place) -> f64| -> f64 {
            strata
                .iter()
                .map(|stratum| weight(stratum) * stratum.drawn.iter().map(of).sum::<f64>())
                .sum()
        };
        let size = total(|place| place.size);
        let mean = total(|place| place.cases) / size;
        let mut variance = 0.0;
        for stratum in &strata {
            let drawn = real(stratum.drawn.len() as u64);
            let places = real(stratum.places);
            variance += places / drawn * stratum.drawn.iter().map(|place| place.variance).sum::<f64>();
            if drawn < places {
                let residuals: Vec<f64> = stratum
                    .drawn
                    .iter()
                    .map(|place| place.cases - mean * place.size)
                    .collect();
                let middle = residuals.iter().sum::<f64>() / drawn;
                let squares: f64 = residuals.iter().map(|residual| (residual - middle).powi(2)).sum();
                variance += places.powi(2) * (1.0 - drawn / places) * squares / (drawn - 1.0) / drawn;
            }
        }
        mean.is_finite().then(|| Self {
            mean,
            standard_error: variance.sqrt() / size,
        })
    }
}

/// The strata with those of a single place drawn taken together, so that each has a spread.
fn with_spread(strata: &[Cluster]) -> Option<Vec<Cluster>> {
    let (lone, mut kept): (Vec<Cluster>, Vec<Cluster>) = strata
        .iter()
        .filter(|stratum| stratum.places > 0)
        .cloned()
        .partition(|stratum| stratum.drawn.len() == 1 && stratum.places > 1);
    if !lone.is_empty() {
        kept.push(Cluster {
            places: lone.iter().map(|stratum| stratum.places).sum(),
            drawn: lone.into_iter().flat_map(|stratum| stratum.drawn).collect(),
        });
    }
    let is_sound = |stratum: &Cluster| {
        let drawn = stratum.drawn.len() as u64;
        drawn <= stratum.places && (drawn > 1 || (drawn == 1 && stratum.places == 1))
    };
    (!kept.is_empty() && kept.iter().all(is_sound)).then_some(kept)
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

    fn place(size: f64, cases: f64, variance: f64) -> Place {
        Place {
            size,
            cases,
            variance,
        }
    }

    #[test]
    fn a_place_counts_each_stratum_with_its_size() {
        let strata = [
            Stratum {
                size: 2,
                values: vec![1.0, 0.0],
            },
            Stratum {
                size: 8,
                values: vec![1.0, 0.0, 0.0, 0.0],
            },
        ];

        // 1 of 2 for certain, and 8 · 1/4 of the rest; its variance 64 · (1 − 4/8) · (3/4 / 3) / 4 = 2.
        let known = Place::of(&strata).expect("both were drawn");
        assert!(
            (known.cases - 3.0).abs() < 1e-12 && (known.variance - 2.0).abs() < 1e-12,
            "{known:?}"
        );

        let lone = |size, value| Stratum {
            size,
            values: vec![value],
        };
        let together = Place::of(&[lone(4, 1.0), lone(6, 0.0)]).expect("two together");
        assert!((together.cases - 5.0).abs() < 1e-12);
        assert_eq!(Place::of(&[lone(4, 1.0)]), None);
    }

    #[test]
    fn certain_places_add_their_own_error_only_and_drawn_ones_that_between_places_too() {
        let certain = Cluster {
            places: 1,
            drawn: vec![place(10.0, 4.0, 1.0)],
        };
        let drawn = Cluster {
            places: 4,
            drawn: vec![place(20.0, 1.0, 0.0), place(20.0, 3.0, 0.0)],
        };

        let estimate = Estimate::two_stage(&[certain.clone(), drawn]).expect("two of four");

        // (4 + 2 · 4) / (10 + 2 · 40) = 12/90; residuals −5/3 and 1/3: 16 · (1 − 2/4) · 2 / 2 = 8, and 1 of the certain place.
        assert!((estimate.mean - 12.0 / 90.0).abs() < 1e-12);
        assert!(
            (estimate.standard_error - 3.0 / 90.0).abs() < 1e-12,
            "{estimate:?}"
        );
        let unseen = Cluster {
            places: 3,
            drawn: vec![],
        };
        assert_eq!(Estimate::two_stage(&[certain, unseen]), None);
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
