//! Villages that are merged: a small one is closed and its households are counted in another of the same town from then on.

use chrono::NaiveDate;
use domain::region::RegionCode;

use crate::days::{any_day, between, plus, weekday};
use crate::dice::{Dice, whole};
use crate::place::{County, Village};

/// The share of a county's villages that are closed in a year (our own assumption: the study has no number).
const SHARE_A_YEAR: f64 = 0.015;
/// A place with fewer villages keeps them all.
const VILLAGES_MIN: usize = 40;

/// A village that ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Merger {
    pub(crate) closed: RegionCode,
    pub(crate) into: RegionCode,
    /// The first day on which the village is part of the other one.
    pub(crate) on: NaiveDate,
}

/// The mergers of the county after `after` and up to `to`, by day. Villages in `kept` are neither closed nor enlarged; in two years at least
/// one of a whole county is.
pub(crate) fn mergers(
    county: &County,
    seed: u64,
    (after, to): (NaiveDate, NaiveDate),
    kept: &[RegionCode],
) -> Vec<Merger> {
    let villages = county.towns.iter().map(|town| town.villages.len()).sum::<usize>();
    let days = i32::try_from(between(after, to)).unwrap_or(0);
    if villages < VILLAGES_MIN || days < 1 {
        return vec![];
    }
    let mut dice = Dice::new(seed, "merger", 0);
    let years = f64::from(days) / 365.0;
    let expected = SHARE_A_YEAR * years * f64::from(u32::try_from(villages).unwrap_or(0));
    let drawn = whole(expected.floor()) + i64::from(dice.chance(expected.fract()));
    let wanted = drawn.max(i64::from(years > 1.8));
    let mut mergers: Vec<Merger> = vec![];
    // A town may have no village that is fit; then another town is asked.
    for _ in 0..wanted * 20 {
        if i64::try_from(mergers.len()).unwrap_or(i64::MAX) >= wanted {
            break;
        }
        let town = dice.pick(&county.towns);
        let is_free = |village: &&Village| {
            let is_taken = |merger: &Merger| merger.closed == village.code || merger.into == village.code;
            village.households > 0 && !kept.contains(&village.code) && !mergers.iter().any(is_taken)
        };
        let mut free: Vec<&Village> = town.villages.iter().filter(is_free).collect();
        if free.len() < 3 {
            continue;
        }
        free.sort_by_key(|village| (village.households, village.code));
        // One of the smaller half.
        let half = u32::try_from(free.len() / 2).unwrap_or(1);
        let closed = free[dice.below(half) as usize];
        let Some(heir) = neighbour(&free, closed) else {
            continue;
        };
        mergers.push(Merger {
            closed: closed.code,
            into: heir.code,
            on: weekday(any_day(&mut dice, plus(after, 1), to)).min(to),
        });
    }
    mergers.sort_by_key(|merger| (merger.on, merger.closed));
    mergers
}

/// The village of the same kind that is listed next to it.
fn neighbour<'v>(villages: &[&'v Village], closed: &Village) -> Option<&'v Village> {
    let is_community = |village: &Village| village.name.contains("社区") || village.name.contains("居委会");
    let number = |village: &Village| village.code.as_str().parse::<i64>().unwrap_or(0);
    villages
        .iter()
        .copied()
        .filter(|village| village.code != closed.code && is_community(village) == is_community(closed))
        .min_by_key(|village| ((number(village) - number(closed)).abs(), village.code))
}

/// The end of this village, if it has one.
pub(crate) fn of(mergers: &[Merger], village: RegionCode) -> Option<Merger> {
    mergers.iter().find(|merger| merger.closed == village).copied()
}

/// The code under which the place counts on `day`: its own, or that of the village it was merged into.
pub(crate) fn code_on(mergers: &[Merger], place: RegionCode, day: NaiveDate) -> RegionCode {
    of(mergers, place)
        .filter(|merger| merger.on <= day)
        .map_or(place, |merger| merger.into)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::days::date;
    use crate::place::Place;

    fn drawn(place: Place, seed: u64) -> (County, Vec<Merger>) {
        let county = County::settle(place, 20_000, seed);
        let window = (date(2021, 6, 30), date(2023, 5, 31));
        let mergers = mergers(&county, seed, window, &[]);
        (county, mergers)
    }

    #[test]
    fn one_to_two_villages_in_a_hundred_are_closed_in_a_year_and_at_least_one_in_two() {
        for place in [Place::Lieshan, Place::Liucheng, Place::Xiji, Place::Xinxiang] {
            for seed in 1..20 {
                let (county, mergers) = drawn(place, seed);
                let villages: usize = county.towns.iter().map(|town| town.villages.len()).sum();

                assert!(!mergers.is_empty(), "{place}");
                assert!(mergers.len() * 100 <= villages * 4, "{place}: {}", mergers.len());
            }
        }
    }

    #[test]
    fn a_single_town_keeps_its_villages() {
        assert_eq!(drawn(Place::Longtou, 7).1, []);
    }

    #[test]
    fn a_village_is_merged_into_another_of_its_town_that_lives_on() {
        let (_, mergers) = drawn(Place::Xiji, 7);

        for merger in &mergers {
            let town = domain::region::Level::Town;
            assert_eq!(merger.closed.at(town), merger.into.at(town));
            assert_ne!(merger.closed, merger.into);
            assert_eq!(of(&mergers, merger.into), None);
            assert_eq!(
                code_on(&mergers, merger.closed, plus(merger.on, -1)),
                merger.closed
            );
            assert_eq!(code_on(&mergers, merger.closed, merger.on), merger.into);
        }
    }
}
