//! Rates of small places, drawn towards the rate of all: what a place's own count can say, and how sure it is.

use crate::{
    random::Random,
    rate::Interval,
    real::real,
    tail::{gamma_quantile, gamma_sf, one_tail},
};

/// Fewer places than this cannot say how places differ.
pub const FEWEST_PLACES: usize = 8;

/// What was counted at a place, and how many were at risk or expected there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Counted {
    /// The events.
    pub count: u64,
    /// Households at risk, or the count to expect; 0 where nobody lives.
    pub exposure: f64,
}

impl Counted {
    /// Nobody can be at risk less than not at all, and nothing happens to nobody.
    fn is_possible(&self) -> bool {
        self.exposure.is_finite() && (self.exposure > 0.0 || (self.exposure >= 0.0 && self.count == 0))
    }
}

/// Rates shrunken by the method of moments.
#[derive(Debug, Clone, PartialEq)]
pub struct Marshall {
    /// The rate of all places together.
    pub mean: f64,
    /// How far true rates lie apart, as a variance. 0 where the places differ no more than chance makes them: then every rate is the mean,
    /// and there is nothing to rank.
    pub variance: f64,
    /// The shrunken rate of each place; the mean where nobody lives.
    pub rates: Vec<f64>,
}

/// Rates per exposure, each drawn towards the common rate the more, the smaller its place.
///
/// One pass over the places and no distribution assumed. None without any exposure, where one is negative or no number, or where something
/// happened to nobody, which is an error of the data.
///
/// Marshall, R. J. (1991). Mapping disease and mortality rates using empirical Bayes estimators. Applied Statistics 40, 283–294.
pub fn marshall(places: &[Counted]) -> Option<Marshall> {
    let (count, exposure) = totals(places)?;
    let inhabited = real(places.iter().filter(|place| place.exposure > 0.0).count() as u64);
    let mean = count / exposure;
    let apart = |place: &Counted| {
        if place.exposure > 0.0 {
            place.exposure * (real(place.count) / place.exposure - mean).powi(2)
        } else {
            0.0
        }
    };
    let spread = places.iter().map(apart).sum::<f64>() / exposure;
    let variance = (spread - mean / (exposure / inhabited)).max(0.0);
    let shrunken = |place: &Counted| {
        if place.exposure > 0.0 && variance > 0.0 {
            let weight = variance / (variance + mean / place.exposure);
            mean + weight * (real(place.count) / place.exposure - mean)
        } else {
            mean
        }
    };
    Some(Marshall {
        mean,
        variance,
        rates: places.iter().map(shrunken).collect(),
    })
}

/// How relative risks are spread over places: a gamma distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prior {
    /// The shape ν.
    pub shape: f64,
    /// The rate α; the mean relative risk is ν/α.
    pub rate: f64,
    /// Where it comes from.
    pub source: PriorSource,
}

/// Where a prior comes from; print it beside what it shrank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PriorSource {
    /// Fitted to the places by maximum likelihood.
    Fitted,
    /// The places differ no more than chance makes them; the prior is so tight that all have nearly the same risk.
    NoDifference,
    /// Fewer than [`FEWEST_PLACES`] places: shape and rate 4, a relative risk of 1 with a coefficient of variation of a half.
    Fixed,
}

impl Prior {
    pub(crate) const FIXED: Self = Self {
        shape: 4.0,
        rate: 4.0,
        source: PriorSource::Fixed,
    };

    /// The shape beyond which a spread is no longer told from none.
    const TIGHT: f64 = 1e6;

    /// The prior of these places, by maximum likelihood of their negative-binomial counts.
    ///
    /// The exposure of a place is its expected count. Places where nothing is expected say nothing and are left out; with fewer than
    /// [`FEWEST_PLACES`] others, or no event at all, the prior is fixed. None where an expectation is negative or no number, or something
    /// happened where nothing can, which is an error of the data.
    ///
    /// Clayton, D. and Kaldor, J. (1987). Empirical Bayes estimates of age-standardized relative risks. Biometrics 43, 671–681.
    pub fn of(places: &[Counted]) -> Option<Self> {
        if !places.iter().all(Counted::is_possible) {
            return None;
        }
        let places: Vec<Counted> = places
            .iter()
            .filter(|place| place.exposure > 0.0)
            .copied()
            .collect();
        let Some((count, expected)) = totals(&places) else {
            return Some(Self::FIXED);
        };
        if places.len() < FEWEST_PLACES || count <= 0.0 {
            return Some(Self::FIXED);
        }
        let mean = count / expected;
        if !is_overdispersed(&places, mean) {
            return Some(Self {
                shape: Self::TIGHT,
                rate: Self::TIGHT / mean,
                source: PriorSource::NoDifference,
            });
        }
        let (mut low, mut high) = (1e-4_f64.ln(), Self::TIGHT.ln());
        for _ in 0..60 {
            let middle = f64::midpoint(low, high);
            if shape_score(&places, middle.exp(), mean_at(&places, middle.exp(), mean)) > 0.0 {
                low = middle;
            } else {
                high = middle;
            }
        }
        let shape = f64::midpoint(low, high).exp();
        Some(Self {
            shape,
            rate: shape / mean_at(&places, shape, mean),
            source: PriorSource::Fitted,
        })
    }

    /// What is known of a place after its count: the gamma distribution of its relative risk.
    pub fn after(&self, place: Counted) -> Posterior {
        Posterior {
            shape: self.shape + real(place.count),
            rate: self.rate + place.exposure.max(0.0),
        }
    }
}

/// What is known of the relative risk of a place: a gamma distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Posterior {
    /// The prior shape and the count.
    pub shape: f64,
    /// The prior rate and the expected count.
    pub rate: f64,
}

impl Posterior {
    /// The shrunken relative risk.
    pub fn mean(&self) -> f64 {
        self.shape / self.rate
    }

    /// Where the relative risk lies with this chance, as much left above as below. None for a chance outside 0 to 1.
    pub fn interval(&self, chance: f64) -> Option<Interval> {
        let tail = one_tail(chance)?;
        let lower = gamma_quantile(tail, self.shape, self.rate)?;
        let upper = gamma_quantile(1.0 - tail, self.shape, self.rate)?;
        Some(Interval { lower, upper })
    }

    /// The chance that the relative risk is more than this.
    pub fn chance_above(&self, risk: f64) -> Option<f64> {
        gamma_sf(risk, self.shape, self.rate)
    }
}

/// For each place the chance to be among the worst tenth (rounded up), from this many draws of all places together. The chances of all
/// places add up to the size of that tenth.
///
/// None for no places or no draws. The same seed gives the same chances; 2 000 draws hold them within about 0.02.
///
/// Laird, N. M. and Louis, T. A. (1989). Empirical Bayes ranking methods. Journal of Educational Statistics 14, 29–46.
pub fn chance_in_worst_tenth(places: &[Posterior], draws: u32, seed: u64) -> Option<Vec<f64>> {
    if places.is_empty() || draws == 0 {
        return None;
    }
    let tenth = places.len().div_ceil(10);
    let mut random = Random::from_seed(seed);
    let mut times_worst = vec![0_u32; places.len()];
    for _ in 0..draws {
        let mut drawn: Vec<(f64, usize)> = places
            .iter()
            .map(|place| random.gamma(place.shape) / place.rate)
            .zip(0..)
            .collect();
        drawn.select_nth_unstable_by(tenth - 1, |one, other| other.0.total_cmp(&one.0));
        for &(_, place) in drawn.iter().take(tenth) {
            times_worst[place] += 1;
        }
    }
    Some(
        times_worst
            .into_iter()
            .map(|times| f64::from(times) / f64::from(draws))
            .collect(),
    )
}

/// All events and all exposure; none without any, or with an impossible place.
fn totals(places: &[Counted]) -> Option<(f64, f64)> {
    let exposure: f64 = places.iter().map(|place| place.exposure).sum();
    (places.iter().all(Counted::is_possible) && exposure > 0.0)
        .then(|| (places.iter().map(|place| real(place.count)).sum(), exposure))
}

/// Whether the likelihood rises when the counts are let spread more than Poisson counts do (Dean 1992).
fn is_overdispersed(places: &[Counted], mean: f64) -> bool {
    let excess = |place: &Counted| (real(place.count) - mean * place.exposure).powi(2) - real(place.count);
    places.iter().map(excess).sum::<f64>() > 0.0
}

/// The mean relative risk that fits best at a given shape: a weighted mean whose weights depend on it, so repeated until it stands.
fn mean_at(places: &[Counted], shape: f64, start: f64) -> f64 {
    let mut mean = start;
    for _ in 0..200 {
        let (mut counts, mut exposures) = (0.0, 0.0);
        for place in places {
            let weight = 1.0 / (1.0 + place.exposure * mean / shape);
            counts += weight * real(place.count);
            exposures += weight * place.exposure;
        }
        let next = counts / exposures;
        let is_standing = (next / mean - 1.0).abs() < 1e-14;
        mean = next;
        if is_standing {
            break;
        }
    }
    mean
}

/// The slope of the log-likelihood in the shape. The difference of two digamma functions over a count is a plain sum.
fn shape_score(places: &[Counted], shape: f64, mean: f64) -> f64 {
    let score = |place: &Counted| {
        let expected = mean * place.exposure;
        let digammas: f64 = (0..place.count).map(|step| 1.0 / (shape + real(step))).sum();
        digammas - (expected / shape).ln_1p() + (expected - real(place.count)) / (shape + expected)
    };
    places.iter().map(score).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(counts: &[u64], exposure: f64) -> Vec<Counted> {
        counts.iter().map(|&count| Counted { count, exposure }).collect()
    }

    #[test]
    fn places_that_differ_no_more_than_chance_all_get_the_common_rate() {
        let even = places(&[2, 3, 2, 3, 2, 3, 2, 3], 100.0);

        let shrunken = marshall(&even).expect("there is exposure");
        let prior = Prior::of(&even).expect("there is exposure");

        assert_eq!(shrunken.variance.to_bits(), 0);
        assert!(
            shrunken
                .rates
                .iter()
                .all(|rate| rate.to_bits() == shrunken.mean.to_bits())
        );
        assert_eq!(prior.source, PriorSource::NoDifference);
        assert!((prior.after(even[0]).mean() / 0.025 - 1.0).abs() < 1e-4);
    }

    #[test]
    fn a_place_where_nobody_lives_gets_the_common_rate() {
        let mut all = places(&[9, 0, 4, 1, 7, 0, 2, 5], 100.0);
        all.push(Counted {
            count: 0,
            exposure: 0.0,
        });

        let shrunken = marshall(&all).expect("there is exposure");

        assert_eq!(shrunken.rates.last(), Some(&shrunken.mean));
        assert_eq!(marshall(&places(&[0, 0], 0.0)), None);
        assert_eq!(marshall(&places(&[0, 0], -1.0)), None);
        all.push(Counted {
            count: 1,
            exposure: 0.0,
        });
        assert_eq!(marshall(&all), None);
        assert_eq!(Prior::of(&all), None);
    }

    #[test]
    fn seven_places_get_the_fixed_prior_and_eight_their_own() {
        let counts = [9, 0, 14, 1, 7, 0, 2, 25];

        assert_eq!(Prior::of(&places(&counts[..7], 5.0)), Some(Prior::FIXED));
        assert_eq!(
            Prior::of(&places(&counts, 5.0)).map(|prior| prior.source),
            Some(PriorSource::Fitted)
        );
        assert_eq!(Prior::of(&places(&[0; 9], 5.0)), Some(Prior::FIXED));
        assert_eq!(Prior::of(&[]), Some(Prior::FIXED));
        assert_eq!(Prior::of(&places(&counts, f64::NAN)), None);
    }

    #[test]
    fn the_chances_to_be_among_the_worst_tenth_add_up_to_its_size() {
        let prior = Prior {
            shape: 2.0,
            rate: 2.0,
            source: PriorSource::Fitted,
        };
        let counts = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 30];
        let known: Vec<Posterior> = places(&counts, 5.0)
            .into_iter()
            .map(|place| prior.after(place))
            .collect();

        let chances = chance_in_worst_tenth(&known, 400, 1).expect("eleven places");

        assert!((chances.iter().sum::<f64>() - 2.0).abs() < 1e-9);
        assert!(chances[10] > 0.99 && chances[0] < 0.01, "{chances:?}");
        assert_eq!(chance_in_worst_tenth(&known, 400, 1), Some(chances));
        assert_eq!(chance_in_worst_tenth(&[], 400, 1), None);
        assert_eq!(chance_in_worst_tenth(&known, 0, 1), None);
    }
}
