//! Which places to look at first: for each thing counted the chance that a place is truly among the worse, and one score out of these.
//!
//! A place is worse in something when its true rate is above the rate that most places stay below. The chance of that is 0 to 1 whatever is
//! counted, so that things of different kinds can be added, and a small place cannot come first by one case.

use crate::{
    random::Random,
    real::real,
    share::{self, Part, Z_ONE_SIDED},
    shrink::{self, Counted, PriorSource},
    tail::gamma_quantile,
};

/// The chances of all places to be among the worse in one thing.
#[derive(Debug, Clone, PartialEq)]
pub struct Chances {
    /// The rate that counts as worse: that which so large a part of places stays on the better side of, and never on the better side of the
    /// mean.
    pub threshold: f64,
    /// What is known of the differences between places.
    pub source: PriorSource,
    /// The chance of each place.
    pub of_places: Vec<f64>,
}

/// The chances that the true shares of places are above the share that `part` of them stays below (0.75 for three quarters).
///
/// None where nothing tells the places apart: no case, nothing but cases, or no more difference than chance makes.
pub fn shares_above(places: &[Part], part: f64) -> Option<Chances> {
    let prior = share::Prior::of(places).filter(|prior| prior.source != PriorSource::NoDifference)?;
    let threshold = prior.quantile(part)?.max(prior.mean());
    let of_places: Option<Vec<f64>> = places
        .iter()
        .map(|place| prior.chance_above(*place, threshold))
        .collect();
    Some(Chances {
        threshold,
        source: prior.source,
        of_places: of_places?,
    })
}

/// On which side of the others a place is worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// More than expected.
    Above,
    /// Fewer than expected: perhaps nobody looked.
    Below,
}

/// The chances that what is truly found in places for each one expected lies beyond what `part` of them have.
///
/// None where nothing tells the places apart, as for [`shares_above`].
pub fn ratios_beyond(places: &[Counted], side: Side, part: f64) -> Option<Chances> {
    let mut prior = shrink::Prior::of(places).filter(|prior| prior.source != PriorSource::NoDifference)?;
    if places.iter().all(|place| place.count == 0) {
        return None;
    }
    if !differ(places) {
        prior = shrink::Prior::FIXED;
    }
    let mean = prior.shape / prior.rate;
    let threshold = match side {
        Side::Above => gamma_quantile(part, prior.shape, prior.rate)?.max(mean),
        Side::Below => gamma_quantile(1.0 - part, prior.shape, prior.rate)?.min(mean),
    };
    let chance = |place: &Counted| {
        let above = prior.after(*place).chance_above(threshold)?;
        Some(match side {
            Side::Above => above,
            Side::Below => 1.0 - above,
        })
    };
    let of_places: Option<Vec<f64>> = places.iter().map(chance).collect();
    Some(Chances {
        threshold,
        source: prior.source,
        of_places: of_places?,
    })
}

/// Whether counts spread so much more than chance makes them that it says how much places differ: chance alone does so once in twenty.
///
/// Dean, C. B. (1992). Testing for overdispersion in Poisson and binomial regression models. JASA 87, 451–457.
fn differ(places: &[Counted]) -> bool {
    let count: f64 = places.iter().map(|place| real(place.count)).sum();
    let mean = count / places.iter().map(|place| place.exposure).sum::<f64>();
    let (mut excess, mut squares) = (0.0, 0.0);
    for place in places {
        let expected = mean * place.exposure;
        excess += (real(place.count) - expected).powi(2) - real(place.count);
        squares += expected.powi(2);
    }
    excess > Z_ONE_SIDED * f64::sqrt(2.0 * squares)
}

/// One thing counted, with its weight in the score.
#[derive(Debug, Clone, PartialEq)]
pub struct Component {
    /// How much it counts, against the others.
    pub weight: f64,
    /// The chance of each place to be among the worse.
    pub of_places: Vec<f64>,
}

/// Where a place stands among the others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// The weighted mean of its chances.
    pub score: f64,
    /// Its place by score, the largest first; equal scores in the order of the list.
    pub rank: usize,
    /// The ranks it has nine times in ten, were the truth of each thing known. Two places whose ranges meet are not told apart.
    pub rank_low: usize,
    /// The other end.
    pub rank_high: usize,
}

/// Where each place stands; none without a place or a weight, or when a component is of other places.
///
/// The ranges of ranks come from this many draws of the truth: each place is among the worse in a thing or not, with its chance.
pub fn standings(components: &[Component], places: usize, draws: u32) -> Option<Vec<Standing>> {
    let weights: f64 = components.iter().map(|component| component.weight).sum();
    let are_whole = components.iter().all(|component| {
        component.of_places.len() == places && component.weight >= 0.0 && component.weight.is_finite()
    });
    if places == 0 || draws == 0 || !are_whole || weights <= 0.0 {
        return None;
    }
    let scores: Vec<f64> = (0..places)
        .map(|place| {
            let sum: f64 = components
                .iter()
                .map(|component| component.weight * component.of_places[place])
                .sum();
            sum / weights
        })
        .collect();
    let mut order: Vec<usize> = (0..places).collect();
    order.sort_by(|one, other| scores[*other].total_cmp(&scores[*one]));
    let ranges = rank_ranges(components, places, draws);
    let mut standings: Vec<Standing> = scores
        .into_iter()
        .zip(ranges)
        .map(|(score, (rank_low, rank_high))| Standing {
            score,
            rank: 0,
            rank_low,
            rank_high,
        })
        .collect();
    for (rank, place) in (1..).zip(order) {
        standings[place].rank = rank;
        // A draw may miss what the score says; the range holds it all the same.
        standings[place].rank_low = standings[place].rank_low.min(rank);
        standings[place].rank_high = standings[place].rank_high.max(rank);
    }
    Some(standings)
}

/// The ranks of each place in nine draws of ten, the tail at either end left out; of equal truths all take the middle rank.
fn rank_ranges(components: &[Component], places: usize, draws: u32) -> Vec<(usize, usize)> {
    let mut random = Random::from_seed(1);
    let mut ranks: Vec<Vec<usize>> = vec![Vec::with_capacity(draws as usize); places];
    for _ in 0..draws {
        let truths: Vec<f64> = (0..places)
            .map(|place| {
                components
                    .iter()
                    .map(|component| {
                        if random.uniform() < component.of_places[place] {
                            component.weight
                        } else {
                            0.0
                        }
                    })
                    .sum()
            })
            .collect();
        let mut order: Vec<usize> = (0..places).collect();
        order.sort_by(|one, other| truths[*other].total_cmp(&truths[*one]));
        let mut from = 0;
        for tied in order.chunk_by(|one, other| truths[*one].total_cmp(&truths[*other]).is_eq()) {
            let rank = from + tied.len().div_ceil(2);
            for place in tied {
                ranks[*place].push(rank);
            }
            from += tied.len();
        }
    }
    let tail = draws as usize / 20;
    ranks
        .into_iter()
        .map(|mut of_place| {
            of_place.sort_unstable();
            (of_place[tail], of_place[of_place.len() - 1 - tail])
        })
        .collect()
}

/// How a list did when somebody went there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lift {
    /// Cases for each visit to the places of the list.
    pub of_list: f64,
    /// Cases for each visit to the others.
    pub of_others: f64,
    /// The first over the second.
    pub ratio: f64,
    /// Its 95 % interval, places being the units that vary; none when fewer than two places of a side were visited, or one side has no case.
    pub interval: Option<crate::rate::Interval>,
}

/// How much more is found for each visit at the places of a list than at others; none when one side was not visited, or nothing was found at
/// the others.
pub fn lift(list: &[Part], others: &[Part]) -> Option<Lift> {
    const Z_95: f64 = 1.959_963_984_540_054;
    let (of_list, list_variance) = clustered_rate(list)?;
    let (of_others, others_variance) = clustered_rate(others)?;
    if of_others <= 0.0 {
        return None;
    }
    let ratio = of_list / of_others;
    let interval = list_variance
        .zip(others_variance)
        .filter(|_| of_list > 0.0)
        .map(|(one, other)| {
            let half = Z_95 * (one / of_list.powi(2) + other / of_others.powi(2)).sqrt();
            crate::rate::Interval {
                lower: ratio * (-half).exp(),
                upper: ratio * half.exp(),
            }
        });
    Some(Lift {
        of_list,
        of_others,
        ratio,
        interval,
    })
}

/// Cases for each visit and the variance of that between places: the ratio estimator (Cochran 1977, section 6.4). A few places may happen to be
/// alike, so it is never less than that of as many visits anywhere.
fn clustered_rate(places: &[Part]) -> Option<(f64, Option<f64>)> {
    let visited: Vec<&Part> = places.iter().filter(|place| place.of > 0).collect();
    let visits: f64 = visited.iter().map(|place| real(place.of)).sum();
    if visits <= 0.0 {
        return None;
    }
    let rate = visited.iter().map(|place| real(place.count)).sum::<f64>() / visits;
    let places = real(visited.len() as u64);
    let squares: f64 = visited
        .iter()
        .map(|place| (real(place.count) - rate * real(place.of)).powi(2))
        .sum();
    let variance = (places > 1.0).then(|| {
        let between = squares * places / (places - 1.0) / visits.powi(2);
        between.max(rate * (1.0 - rate) / visits)
    });
    Some((rate, variance))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn component(weight: f64, of_places: &[f64]) -> Component {
        Component {
            weight,
            of_places: of_places.to_vec(),
        }
    }

    #[test]
    fn the_score_is_the_weighted_mean_and_the_largest_comes_first() {
        let components = [component(1.0, &[0.2, 0.9, 0.2]), component(3.0, &[0.4, 0.5, 0.4])];

        let standings = standings(&components, 3, 200).expect("three places");

        // (0.9 + 3 · 0.5) / 4 = 0.6, (0.2 + 3 · 0.4) / 4 = 0.35; the two equal ones keep their order.
        let scores: Vec<f64> = standings.iter().map(|standing| standing.score).collect();
        assert!((scores[1] - 0.6).abs() < 1e-12 && (scores[0] - 0.35).abs() < 1e-12);
        assert_eq!(
            standings.iter().map(|standing| standing.rank).collect::<Vec<_>>(),
            [2, 1, 3]
        );
    }

    #[test]
    fn what_is_certain_has_one_rank_and_what_is_not_has_a_range() {
        let certain = component(1.0, &[1.0, 0.0]);
        let open = component(1.0, &[0.5, 0.5]);

        let sure = standings(std::slice::from_ref(&certain), 2, 100).expect("two places");
        let unsure = standings(&[open], 2, 100).expect("two places");

        assert_eq!((sure[0].rank_low, sure[0].rank_high), (1, 1));
        assert_eq!((sure[1].rank_low, sure[1].rank_high), (2, 2));
        assert!(
            unsure
                .iter()
                .all(|place| (place.rank_low, place.rank_high) == (1, 2))
        );
        assert_eq!(standings(&[certain], 3, 100), None);
        assert_eq!(standings(&[], 3, 100), None);
    }

    #[test]
    fn places_that_chance_explains_are_not_told_apart() {
        let even = |count| Part { count, of: 100 };
        let counts: Vec<Counted> = [5, 5, 6, 5, 4, 5, 5, 5]
            .iter()
            .map(|&count| Counted { count, exposure: 5.0 })
            .collect();

        assert_eq!(shares_above(&[2, 3, 2, 3, 2, 3, 2, 3].map(even), 0.75), None);
        assert_eq!(ratios_beyond(&counts, Side::Below, 0.75), None);
        assert_eq!(ratios_beyond(&[], Side::Above, 0.75), None);
    }

    #[test]
    fn few_of_many_expected_is_worse_below_and_better_above() {
        let counts: Vec<Counted> = [30, 2, 12, 10, 25, 9, 14, 11]
            .iter()
            .map(|&count| Counted {
                count,
                exposure: 14.0,
            })
            .collect();

        let below = ratios_beyond(&counts, Side::Below, 0.75).expect("eight places");
        let above = ratios_beyond(&counts, Side::Above, 0.75).expect("eight places");

        assert!(
            below.of_places[1] > 0.95 && above.of_places[1] < 0.01,
            "{below:?}"
        );
        assert!(above.of_places[0] > 0.9 && below.of_places[0] < 0.01, "{above:?}");
    }

    #[test]
    fn a_list_is_worth_what_it_finds_more() {
        let part = |count, of| Part { count, of };
        let lift = lift(&[part(3, 10), part(5, 10)], &[part(2, 10), part(2, 10)]).expect("visited");

        // 8/20 over 4/20. Between places the variances are 2 · 2 / 400 = .01 and nought; of twenty visits .24/20 = .012 and .16/20 = .008.
        // exp(1.96 · √(.012/.16 + .008/.04)) = 2.795.
        assert!((lift.ratio - 2.0).abs() < 1e-12);
        let interval = lift.interval.expect("two places each");
        assert!((interval.upper / 2.0 - 2.794_7).abs() < 1e-3, "{interval:?}");
        assert_eq!(super::lift(&[part(1, 2)], &[part(0, 0)]), None);
        assert_eq!(super::lift(&[part(1, 2)], &[part(0, 5)]), None);
    }
}
