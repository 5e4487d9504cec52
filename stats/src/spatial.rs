//! Whether neighbouring places are alike.
//!
//! With true neighbours and at least thirty places; below that a map that looks clustered is what chance draws. Compare rates that are
//! standardised for size ([`standardised_rates`]), not raw ones: small places scatter.

use crate::{
    real::real,
    shrink::{Counted, marshall},
    tail::normal_sf,
};

/// Fewer places with neighbours than this have no pattern.
pub const FEWEST_PLACES: usize = 30;

/// Who borders on whom: for each place the places next to it, by their position in the list.
pub type Neighbours = [Vec<usize>];

/// Moran's I: how alike neighbours are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moran {
    /// About 0 for no pattern, towards 1 when neighbours are alike, negative when they differ more than others.
    pub index: f64,
    /// The index to expect without a pattern, −1/(n − 1).
    pub expected: f64,
    /// Standard deviations above it, the values being shuffled among the places.
    pub score: f64,
    /// The chance of neighbours so alike, or more, without a pattern, by the normal approximation.
    pub chance: f64,
}

/// Moran's I of the values of places, each neighbour of a place having the same part in its surroundings.
///
/// A place without neighbours (an island) is left out altogether. None with fewer than [`FEWEST_PLACES`] others, when all have the same
/// value, or a value is no number.
///
/// Moran, P. A. P. (1950). Notes on continuous stochastic phenomena. Biometrika 37, 17–23; the variance is that of Cliff, A. D. and Ord, J. K.
/// (1981). Spatial Processes, p. 46 (randomisation).
pub fn moran(values: &[f64], neighbours: &Neighbours) -> Option<Moran> {
    let deviations = deviations(values, neighbours)?;
    let connected = connected(neighbours);
    let places = real(connected.len() as u64);
    let squares: f64 = deviations.iter().map(|deviation| deviation * deviation).sum();
    let fourths: f64 = deviations.iter().map(|deviation| deviation.powi(4)).sum();
    if squares <= 0.0 {
        return None;
    }
    let alike: f64 = connected
        .iter()
        .map(|&place| deviations[place] * mean_of(&neighbours[place], &deviations))
        .sum();
    let index = alike / squares;

    // Each row of the weights adds up to 1, so all of them to n.
    let weight = |from: usize, to: usize| {
        if neighbours[from].contains(&to) {
            1.0 / real(neighbours[from].len() as u64)
        } else {
            0.0
        }
    };
    let mut received = vec![0.0; values.len()];
    let mut pairs = 0.0;
    for &place in &connected {
        for &other in &neighbours[place] {
            received[other] += weight(place, other);
            // Of a pair that borders both ways each side is met once: half of the square of both weights together.
            let both = weight(place, other) + weight(other, place);
            pairs += if weight(other, place) > 0.0 {
                both * both / 2.0
            } else {
                both * both
            };
        }
    }
    let sums: f64 = connected
        .iter()
        .map(|&place| (1.0 + received[place]).powi(2))
        .sum();
    let kurtosis = places * fourths / (squares * squares);
    let expected = -1.0 / (places - 1.0);
    let square = places * places;
    let spread = places * ((square - 3.0 * places + 3.0) * pairs - places * sums + 3.0 * square)
        - kurtosis * ((square - places) * pairs - 2.0 * places * sums + 6.0 * square);
    let variance = spread / ((places - 1.0) * (places - 2.0) * (places - 3.0) * square) - expected * expected;
    let score = (index - expected) / variance.sqrt();
    Some(Moran {
        index,
        expected,
        score,
        chance: normal_sf(score),
    })
}

/// For each place how much the values of it and its neighbours together lie above all, in standard deviations: a hot spot is above 2 and
/// passes [`crate::multiple::benjamini_hochberg`], a cold one below −2.
///
/// None for an island; none at all with fewer than [`FEWEST_PLACES`] places that have neighbours, when all have the same value, or a value is
/// no number.
///
/// Getis, A. and Ord, J. K. (1992, 1995). Local spatial autocorrelation statistics (Gi*). Geographical Analysis 27, 286–306.
pub fn hot_spots(values: &[f64], neighbours: &Neighbours) -> Option<Vec<Option<f64>>> {
    let deviations = deviations(values, neighbours)?;
    let places = real(connected(neighbours).len() as u64);
    let variance = deviations
        .iter()
        .map(|deviation| deviation * deviation)
        .sum::<f64>()
        / places;
    let score = |place: usize| {
        let around = &neighbours[place];
        let size = real(around.len() as u64) + 1.0;
        let sum: f64 = deviations[place] + around.iter().map(|&other| deviations[other]).sum::<f64>();
        let spread = variance * size * (places - size) / (places - 1.0);
        (size > 1.0 && spread > 0.0).then(|| sum / spread.sqrt())
    };
    (variance > 0.0).then(|| (0..values.len()).map(score).collect())
}

/// The rate of each place less the common rate, in its own standard deviations: what a map or [`moran`] can compare.
///
/// None for a place where nobody lives; none at all without any exposure or any event.
///
/// Assunção, R. M. and Reis, E. A. (1999). A new proposal to adjust Moran's I for population density. Statistics in Medicine 18, 2147–2162.
pub fn standardised_rates(places: &[Counted]) -> Option<Vec<Option<f64>>> {
    let common = marshall(places).filter(|common| common.mean > 0.0)?;
    let standardise = |place: &Counted| {
        let rate = real(place.count) / place.exposure;
        let deviation = (common.variance + common.mean / place.exposure).sqrt();
        (place.exposure > 0.0).then(|| (rate - common.mean) / deviation)
    };
    Some(places.iter().map(standardise).collect())
}

/// The values of the places that have neighbours less their mean; 0 for islands.
fn deviations(values: &[f64], neighbours: &Neighbours) -> Option<Vec<f64>> {
    let connected = connected(neighbours);
    let are_places = neighbours.len() == values.len()
        && neighbours.iter().enumerate().all(|(place, around)| {
            around
                .iter()
                .all(|&other| other != place && neighbours.get(other).is_some_and(|back| !back.is_empty()))
        });
    let are_numbers = connected
        .iter()
        .all(|&place| values.get(place).is_some_and(|value| value.is_finite()));
    if connected.len() < FEWEST_PLACES || !are_places || !are_numbers {
        return None;
    }
    let mean = connected.iter().map(|&place| values[place]).sum::<f64>() / real(connected.len() as u64);
    Some(
        (0..values.len())
            .map(|place| {
                if neighbours[place].is_empty() {
                    0.0
                } else {
                    values[place] - mean
                }
            })
            .collect(),
    )
}

fn connected(neighbours: &Neighbours) -> Vec<usize> {
    (0..neighbours.len())
        .filter(|&place| !neighbours[place].is_empty())
        .collect()
}

fn mean_of(around: &[usize], deviations: &[f64]) -> f64 {
    around.iter().map(|&other| deviations[other]).sum::<f64>() / real(around.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Thirty villages along a road.
    fn road(length: usize) -> Vec<Vec<usize>> {
        let around = |place: usize| [place.checked_sub(1), (place + 1 < length).then_some(place + 1)];
        (0..length)
            .map(|place| around(place).into_iter().flatten().collect())
            .collect()
    }

    #[test]
    fn thirty_places_have_a_pattern_and_twenty_nine_have_none() {
        let rising: Vec<f64> = (0..30_u8).map(f64::from).collect();

        assert!(moran(&rising, &road(30)).is_some_and(|moran| moran.index > 0.8 && moran.chance < 1e-6));
        assert_eq!(moran(&rising[..29], &road(29)), None);
        assert_eq!(hot_spots(&rising[..29], &road(29)), None);
    }

    #[test]
    fn an_island_changes_nothing() {
        let rising: Vec<f64> = (0..30_u8).map(f64::from).collect();
        let with_island: Vec<f64> = rising.iter().copied().chain([1e6]).collect();
        let mut neighbours = road(30);
        neighbours.push(Vec::new());

        assert_eq!(moran(&with_island, &neighbours), moran(&rising, &road(30)));
        assert_eq!(
            hot_spots(&with_island, &neighbours).map(|scores| scores[30]),
            Some(None)
        );
    }

    #[test]
    fn equal_values_and_impossible_neighbours_have_no_pattern() {
        let mut neighbours = road(30);

        assert_eq!(moran(&[2.0; 30], &neighbours), None);
        assert_eq!(hot_spots(&[2.0; 30], &neighbours), None);
        neighbours[3].push(99);
        assert_eq!(
            moran(&(0..30_u8).map(f64::from).collect::<Vec<f64>>(), &neighbours),
            None
        );
    }

    #[test]
    fn a_place_where_nobody_lives_has_no_rate() {
        let places = [
            Counted {
                count: 3,
                exposure: 10.0,
            },
            Counted {
                count: 0,
                exposure: 0.0,
            },
        ];

        assert_eq!(standardised_rates(&places), Some(vec![Some(0.0), None]));
        assert_eq!(standardised_rates(&places[1..]), None);
    }
}
