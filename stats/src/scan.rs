//! The scan statistic: the circle, or the circle and its last weeks, that is least like the rest; and how often chance alone does as well.
//!
//! Kulldorff, M. (1997). A spatial scan statistic. Communications in Statistics — Theory and Methods 26, 1481–1496; in space and time:
//! Kulldorff, M. (2001). JRSS A 164, 61–72. It delimits an area after an alarm; it is not the alarm, since it knows no over-dispersion.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rand_distr::{Binomial, Distribution, Poisson};

use crate::surge::cast::real;

/// A place: where it lies, how many live there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// East and north of any common point.
    pub at: (f64, f64),
    /// People or households at risk.
    pub population: f64,
}

/// The circle found.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// The place in its middle.
    pub centre: usize,
    /// All its places, nearest to the middle first.
    pub places: Vec<usize>,
    /// From the middle to the farthest place.
    pub radius: f64,
    /// The weeks it lasts, the last one included; 1 in a purely spatial scan.
    pub weeks: usize,
    /// Cases in it.
    pub cases: f64,
    /// Cases expected in it.
    pub expected: f64,
    /// The logarithm of the likelihood ratio.
    pub log_likelihood_ratio: f64,
}

/// The logarithm of the likelihood ratio of a zone with `cases` of `total` and `expected`: c ln(c/E) + (C − c) ln((C − c)/(C − E)) where there are
/// more cases than expected, and 0 elsewhere.
pub fn log_likelihood_ratio(cases: f64, expected: f64, total: f64) -> f64 {
    if cases <= expected || expected <= 0.0 || total <= expected {
        return 0.0;
    }
    let outside = total - cases;
    let rest = if outside > 0.0 {
        outside * (outside / (total - expected)).ln()
    } else {
        0.0
    };
    cases * (cases / expected).ln() + rest
}

/// The expectation-based one: c ln(c/b) + b − c. Neill, D. B. (2009). International Journal of Forecasting 25, 498–517.
pub fn expectation_based_ratio(cases: f64, expected: f64) -> f64 {
    if cases <= expected || expected <= 0.0 {
        return 0.0;
    }
    cases * (cases / expected).ln() + expected - cases
}

/// Circles around every place, with as much of the population as allowed, prepared once for all Monte Carlo runs.
#[derive(Debug, Clone)]
pub struct Circles {
    places: Vec<Place>,
    /// Per centre, every place within reach with its distance, nearest first.
    rings: Vec<Vec<(f64, usize)>>,
    total_population: f64,
}

impl Circles {
    /// Circles of at most `largest_share` of the population (one half is usual).
    pub fn new(places: Vec<Place>, largest_share: f64) -> Self {
        let total_population: f64 = places.iter().map(|place| place.population).sum();
        let allowed = largest_share * total_population;
        let rings = places
            .iter()
            .map(|centre| rings(centre, &places, allowed))
            .collect();
        Self {
            places,
            rings,
            total_population,
        }
    }

    /// The purely spatial scan of cases per place. Places equally far from the middle enter together. None when no circle has more cases than
    /// expected.
    pub fn scan(&self, cases: &[f64]) -> Option<Cluster> {
        let total: f64 = cases.iter().sum();
        let expected = |population: f64| total * population / self.total_population;
        let ratio = |cases: f64, population: f64| log_likelihood_ratio(cases, expected(population), total);
        let (centre, count, weeks, best) = self.best(
            1,
            |place, _| cases[place],
            |place, _| self.places[place].population,
            ratio,
        )?;
        let mut cluster = self.cluster(centre, count, weeks, best);
        cluster.cases = cluster.places.iter().map(|&it| cases[it]).sum();
        cluster.expected = expected(cluster.places.iter().map(|&it| self.places[it].population).sum());
        Some(cluster)
    }

    /// The space-time scan that ends with the last week: counts and expectations in the order place, week, and windows of up to `longest` weeks.
    /// Its score is expectation-based, since expectations are given.
    pub fn scan_last_weeks(
        &self,
        counts: &[f64],
        expected: &[f64],
        weeks: usize,
        longest: usize,
    ) -> Option<Cluster> {
        let last = |values: &[f64], place: usize, window: usize| -> f64 {
            values[(place + 1) * weeks - window..(place + 1) * weeks]
                .iter()
                .sum()
        };
        let (centre, count, window, best) = self.best(
            longest.min(weeks),
            |place, window| last(counts, place, window),
            |place, window| last(expected, place, window),
            expectation_based_ratio,
        )?;
        let mut cluster = self.cluster(centre, count, window, best);
        cluster.cases = cluster.places.iter().map(|&it| last(counts, it, window)).sum();
        cluster.expected = cluster.places.iter().map(|&it| last(expected, it, window)).sum();
        Some(cluster)
    }

    /// The best circle over all centres, sizes and windows; of equals the first.
    fn best(
        &self,
        longest: usize,
        cases: impl Fn(usize, usize) -> f64,
        size: impl Fn(usize, usize) -> f64,
        ratio: impl Fn(f64, f64) -> f64,
    ) -> Option<(usize, usize, usize, f64)> {
        let mut best: Option<(usize, usize, usize, f64)> = None;
        for window in 1..=longest {
            let cases: Vec<f64> = (0..self.places.len()).map(|place| cases(place, window)).collect();
            let sizes: Vec<f64> = (0..self.places.len()).map(|place| size(place, window)).collect();
            for (centre, ring) in self.rings.iter().enumerate() {
                let (mut inside, mut within) = (0.0, 0.0);
                for (rank, (distance, place)) in ring.iter().enumerate() {
                    inside += cases[*place];
                    within += sizes[*place];
                    let is_tied = ring
                        .get(rank + 1)
                        .is_some_and(|(next, _)| next.total_cmp(distance).is_eq());
                    let found = if is_tied { 0.0 } else { ratio(inside, within) };
                    if found > best.map_or(0.0, |it| it.3) {
                        best = Some((centre, rank + 1, window, found));
                    }
                }
            }
        }
        best
    }

    fn cluster(&self, centre: usize, count: usize, weeks: usize, log_likelihood_ratio: f64) -> Cluster {
        let inside = &self.rings[centre][..count];
        Cluster {
            centre,
            places: inside.iter().map(|(_, place)| *place).collect(),
            radius: inside.last().map_or(0.0, |(squared, _)| squared.sqrt()),
            weeks,
            cases: 0.0,
            expected: 0.0,
            log_likelihood_ratio,
        }
    }

    /// The best ratio of `runs` counties in which the same number of cases fell by chance, in proportion to population.
    pub fn by_chance(&self, total: u64, runs: usize, seed: u64) -> Vec<f64> {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let ratio_of = |cases: Vec<f64>| self.scan(&cases).map_or(0.0, |it| it.log_likelihood_ratio);
        (0..runs)
            .map(|_| ratio_of(self.scattered(total, &mut dice)))
            .collect()
    }

    /// The best score of `runs` counties in which every place and week has its expectation by chance.
    pub fn by_chance_in_weeks(
        &self,
        expected: &[f64],
        weeks: usize,
        longest: usize,
        runs: usize,
        seed: u64,
    ) -> Vec<f64> {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let mut draw = |mean: &f64| Poisson::new(*mean).map_or(0.0, |poisson| poisson.sample(&mut dice));
        (0..runs)
            .map(|_| {
                let counts: Vec<f64> = expected.iter().map(&mut draw).collect();
                let found = self.scan_last_weeks(&counts, expected, weeks, longest);
                found.map_or(0.0, |it| it.log_likelihood_ratio)
            })
            .collect()
    }

    /// A multinomial draw, one binomial after the other.
    fn scattered(&self, total: u64, dice: &mut ChaCha8Rng) -> Vec<f64> {
        let (mut cases, mut population) = (total, self.total_population);
        let mut draw = |place: &Place| {
            let share = (place.population / population).clamp(0.0, 1.0);
            let here = Binomial::new(cases, share).map_or(0, |binomial| binomial.sample(dice));
            cases -= here;
            population -= place.population;
            here
        };
        let counts: Vec<u64> = self.places.iter().map(&mut draw).collect();
        counts
            .into_iter()
            .map(|count| real(usize::try_from(count).unwrap_or(usize::MAX)))
            .collect()
    }
}

fn rings(centre: &Place, places: &[Place], allowed: f64) -> Vec<(f64, usize)> {
    let squared = |place: &Place| (place.at.0 - centre.at.0).powi(2) + (place.at.1 - centre.at.1).powi(2);
    let mut ring: Vec<(f64, usize)> = places.iter().map(squared).zip(0..).collect();
    ring.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let sums = ring.iter().scan(0.0, |within, (_, place)| {
        *within += places[*place].population;
        Some(*within)
    });
    let count = sums.take_while(|within| *within <= allowed).count();
    ring.truncate(count);
    ring
}

/// The Monte Carlo p: the rank of what was found among what chance found. Dwass, M. (1957). Annals of Mathematical Statistics 28, 181–187.
pub fn monte_carlo_p(found: f64, by_chance: &[f64]) -> f64 {
    let as_high = by_chance.iter().filter(|it| **it >= found).count();
    real(as_high + 1) / real(by_chance.len() + 1)
}

/// In how many days such a cluster is seen once by chance, when the scan is run every so many days: days / p. Kleinman, K. et al. (2004),
/// American Journal of Epidemiology 159, 217–224.
pub fn recurrence_interval_days(p: f64, run_every_days: f64) -> Option<f64> {
    (p > 0.0 && p <= 1.0).then(|| run_every_days / p)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> Circles {
        let place = |it: usize| Place {
            at: (real(it), 0.0),
            population: 100.0,
        };
        Circles::new((0..10).map(place).collect(), 0.5)
    }

    #[test]
    fn the_ratio_is_the_one_worked_out_by_hand() {
        // 6 of 10 cases where 2 are expected: 6 ln 3 + 4 ln ½.
        let by_hand = 6.0 * 3.0_f64.ln() - 4.0 * 2.0_f64.ln();

        assert!((log_likelihood_ratio(6.0, 2.0, 10.0) - by_hand).abs() < 1e-12);
        assert!(log_likelihood_ratio(1.0, 2.0, 10.0).abs() < f64::EPSILON);
    }

    #[test]
    fn the_two_neighbours_with_the_cases_are_the_cluster() {
        let cluster = row()
            .scan(&[1.0, 1.0, 1.0, 9.0, 8.0, 1.0, 1.0, 1.0, 1.0, 1.0])
            .unwrap();

        let mut places = cluster.places.clone();
        places.sort_unstable();
        assert_eq!(places, [2, 3, 4]);
        assert!((cluster.cases - 18.0).abs() < f64::EPSILON);
    }

    #[test]
    fn a_month_is_found_as_a_month() {
        let expected = vec![1.0; 10 * 8];
        let mut counts = expected.clone();
        for week in 5..8 {
            counts[2 * 8 + week] = 6.0;
        }

        let cluster = row().scan_last_weeks(&counts, &expected, 8, 8).unwrap();

        assert_eq!((cluster.places, cluster.weeks), (vec![2], 3));
    }

    #[test]
    fn chance_is_the_same_for_the_same_seed_and_its_rank_is_p() {
        let circles = row();
        let (once, twice) = (circles.by_chance(50, 19, 7), circles.by_chance(50, 19, 7));

        assert_eq!(once, twice);
        assert!((monte_carlo_p(1e9, &once) - 0.05).abs() < 1e-12);
        assert!((monte_carlo_p(0.0, &once) - 1.0).abs() < 1e-12);
        assert_eq!(recurrence_interval_days(0.05, 7.0), Some(140.0));
    }
}
