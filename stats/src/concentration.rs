//! Whether events gather in a few places more than people do, and more than chance makes them.

use crate::{
    random::Random,
    real::real,
    tail::{binomial_cdf, binomial_sf},
};

/// Below this many events in a place its quotient says nothing and is not shown.
pub const FEWEST_EVENTS: u64 = 5;

/// Events of the average mix that every place gets before its own are looked at.
const ADDED_EVENTS: f64 = 5.0;

/// How much more of one type a place has than all places together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LocationQuotient {
    /// Share of the type here over its share everywhere; none with fewer than [`FEWEST_EVENTS`] events here.
    pub quotient: Option<f64>,
    /// The same with five events of the average mix added, so that few events stay near 1.
    pub shrunken: f64,
    /// The exact chance of so many of the type here, or more, at the share of everywhere. Flag it only when it passes
    /// [`crate::multiple::benjamini_hochberg`] over the list.
    pub chance_above: f64,
    /// The exact chance of so few, or fewer.
    pub chance_below: f64,
}

/// The location quotient of a type in a place: `of_type` of `events` here, `of_type_everywhere` of `events_everywhere`.
///
/// None when nothing of the type is anywhere, or the numbers contradict each other.
///
/// Florence, P. S. (1939). Report on the location of industry. Political and Economic Planning; the tail is the exact binomial test.
pub fn location_quotient(
    of_type: u64,
    events: u64,
    of_type_everywhere: u64,
    events_everywhere: u64,
) -> Option<LocationQuotient> {
    let others = events_everywhere.checked_sub(events)?;
    let others_of_type = of_type_everywhere.checked_sub(of_type)?;
    if of_type > events || others_of_type > others || of_type_everywhere == 0 {
        return None;
    }
    let share = real(of_type_everywhere) / real(events_everywhere);
    let quotient = (events >= FEWEST_EVENTS).then(|| real(of_type) / real(events) / share);
    let shrunken = (real(of_type) + ADDED_EVENTS * share) / (real(events) + ADDED_EVENTS) / share;
    let chance_above = binomial_sf(of_type, events, share)?;
    let chance_below = binomial_cdf(of_type, events, share)?;
    Some(LocationQuotient {
        quotient,
        shrunken,
        chance_above,
        chance_below,
    })
}

/// The Herfindahl–Hirschman index: the sum of squared shares, 1 when all is in one place, 1/n when n places share it evenly.
///
/// Of few events over many places it is mostly chance; then use [`ellison_glaeser`]. None without any event.
///
/// Hirschman, A. O. (1964). The paternity of an index. American Economic Review 54, 761–762.
pub fn herfindahl(counts: &[u64]) -> Option<f64> {
    let all: f64 = counts.iter().map(|&count| real(count)).sum();
    (all > 0.0).then(|| counts.iter().map(|&count| (real(count) / all).powi(2)).sum())
}

/// The events of a place, and how many people it has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Populated {
    /// The events.
    pub count: u64,
    /// The people or households among whom they happened.
    pub people: f64,
}

/// The Ellison–Glaeser index of events of one household each: how much they gather beyond what people and chance explain.
///
/// About 0 when events fall as people live; 1 when all gather at one place; above 0.05 is commonly called high. It may be a little below 0.
/// None with fewer than two events, everybody in one place, or events where nobody lives.
///
/// Ellison, G. and Glaeser, E. L. (1997). Geographic concentration in U.S. manufacturing industries. Journal of Political Economy 105,
/// 889–927.
pub fn ellison_glaeser(places: &[Populated]) -> Option<f64> {
    let (events, people) = totals(places)?;
    if events < 2.0 {
        return None;
    }
    let apart = |place: &Populated| (real(place.count) / events - place.people / people).powi(2);
    let unevenness = 1.0
        - places
            .iter()
            .map(|place| (place.people / people).powi(2))
            .sum::<f64>();
    let raw = places.iter().map(apart).sum::<f64>() / unevenness;
    (unevenness > 0.0).then(|| (raw - 1.0 / events) / (1.0 - 1.0 / events))
}

/// The chance that events which fall as people live are spread as unevenly as these: χ² against this many multinomial draws.
///
/// The draws and what was seen count together, so the chance is never 0 and its finest step is 1/(draws + 1). χ² itself needs no table,
/// which would be wrong with less than one event to expect. None without any event, without draws, or with events where nobody lives.
///
/// Potthoff, R. F. and Whittinghill, M. (1966). Testing for homogeneity II. Biometrika 53, 183–190; Besag, J. and Diggle, P. J. (1977).
/// Simple Monte Carlo tests for spatial pattern. Applied Statistics 26, 327–333.
pub fn chance_of_unevenness(places: &[Populated], draws: u32, seed: u64) -> Option<f64> {
    let (events, people) = totals(places)?;
    if events < 1.0 || draws == 0 {
        return None;
    }
    let inhabited: Vec<&Populated> = places.iter().filter(|place| place.people > 0.0).collect();
    let expected: Vec<f64> = inhabited
        .iter()
        .map(|place| place.people / people * events)
        .collect();
    let counts: Vec<u64> = inhabited.iter().map(|place| place.count).collect();
    // Sums of the same terms in another order differ in the last digit.
    let seen = unevenness(&counts, &expected) * (1.0 - 1e-12);

    let upper_ends = running_sum(&expected);
    let mut random = Random::from_seed(seed);
    let mut as_uneven = 1_u32;
    for _ in 0..draws {
        let mut drawn = vec![0; counts.len()];
        for _ in 0..counts.iter().sum() {
            let point = random.uniform() * events;
            let place = upper_ends
                .partition_point(|end| *end <= point)
                .min(drawn.len() - 1);
            drawn[place] += 1;
        }
        if unevenness(&drawn, &expected) >= seen {
            as_uneven += 1;
        }
    }
    Some(f64::from(as_uneven) / (f64::from(draws) + 1.0))
}

/// χ² of counts against what was to expect of each.
fn unevenness(counts: &[u64], expected: &[f64]) -> f64 {
    counts
        .iter()
        .zip(expected)
        .map(|(&count, expected)| (real(count) - expected).powi(2) / expected)
        .sum()
}

fn running_sum(numbers: &[f64]) -> Vec<f64> {
    let add = |sum: &mut f64, number: &f64| {
        *sum += number;
        Some(*sum)
    };
    numbers.iter().scan(0.0, add).collect()
}

/// All events and all people; none where nobody lives, or something happened where nobody lives.
fn totals(places: &[Populated]) -> Option<(f64, f64)> {
    let is_possible = |place: &Populated| {
        place.people.is_finite() && (place.people > 0.0 || (place.people >= 0.0 && place.count == 0))
    };
    let people: f64 = places.iter().map(|place| place.people).sum();
    let events = places.iter().map(|place| real(place.count)).sum();
    (people > 0.0 && places.iter().all(is_possible)).then_some((events, people))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn populated(places: &[(u64, f64)]) -> Vec<Populated> {
        places
            .iter()
            .map(|&(count, people)| Populated { count, people })
            .collect()
    }

    #[test]
    fn a_quotient_of_four_events_is_hidden_and_of_five_is_shown() {
        let four = location_quotient(2, 4, 10, 100).expect("consistent");
        let five = location_quotient(2, 5, 10, 100).expect("consistent");

        assert_eq!(four.quotient, None);
        assert!(
            five.quotient
                .is_some_and(|quotient| (quotient - 4.0).abs() < 1e-12)
        );
        // (2 + 5 · 0.1) / (5 + 5) / 0.1 = 2.5, and P(X ≥ 2) of five at a tenth = 1 − 0.59049 − 0.32805.
        assert!((five.shrunken - 2.5).abs() < 1e-12);
        assert!((five.chance_above - 0.081_46).abs() < 1e-12);
        assert!((five.chance_below - 0.991_44).abs() < 1e-12);
    }

    #[test]
    fn a_place_without_events_is_average() {
        let empty = location_quotient(0, 0, 10, 100).expect("consistent");

        assert_eq!((empty.quotient, empty.shrunken), (None, 1.0));
        assert_eq!(location_quotient(0, 5, 0, 100), None);
        assert_eq!(location_quotient(6, 5, 10, 100), None);
        assert_eq!(location_quotient(2, 5, 1, 100), None);
        assert_eq!(location_quotient(0, 95, 10, 100), None);
    }

    #[test]
    fn nothing_is_not_concentrated() {
        assert_eq!(herfindahl(&[0, 0]), None);
        assert_eq!(ellison_glaeser(&populated(&[(1, 10.0), (0, 10.0)])), None);
        assert_eq!(ellison_glaeser(&populated(&[(3, 10.0), (0, 0.0)])), None);
        assert_eq!(ellison_glaeser(&populated(&[(3, 0.0), (2, 10.0)])), None);
        assert_eq!(chance_of_unevenness(&populated(&[(0, 10.0)]), 99, 1), None);
        assert_eq!(chance_of_unevenness(&populated(&[(1, 10.0)]), 0, 1), None);
    }

    #[test]
    fn all_in_one_of_many_places_is_one() {
        let places = populated(&[(10, 1.0), (0, 1.0), (0, 1.0), (0, 1.0)]);

        // Σ(s − p)² = (3/4)² + 3/16 = 3/4 and 1 − Σp² = 3/4.
        assert!(ellison_glaeser(&places).is_some_and(|index| (index - 1.0).abs() < 1e-12));
    }

    #[test]
    fn events_that_fall_as_people_live_are_expected_at_index_nought() {
        // X/N as (2, 2) has index (0 − 1/4)/(3/4); (4, 0) has 1, (3, 1) has (1/8 / (1/2) − 1/4)/(3/4) = 0. Binomial weights 6, 2, 8 of 16.
        let index =
            |one, other| ellison_glaeser(&populated(&[(one, 1.0), (other, 1.0)])).expect("four events");

        let mean = (6.0 * index(2, 2) + 2.0 * index(4, 0) + 8.0 * index(3, 1)) / 16.0;

        assert!(mean.abs() < 1e-12, "{mean}");
    }

    #[test]
    fn unevenness_by_draws_is_near_the_exact_chance() {
        // Four events over two equal places: all four in one has the chance 2/16.
        let chance = chance_of_unevenness(&populated(&[(4, 5.0), (0, 5.0)]), 3_999, 1);

        assert!(
            chance.is_some_and(|chance| (chance - 0.125).abs() < 0.02),
            "{chance:?}"
        );
        assert_eq!(
            chance_of_unevenness(&populated(&[(2, 5.0), (2, 5.0)]), 99, 1),
            Some(1.0)
        );
    }
}
