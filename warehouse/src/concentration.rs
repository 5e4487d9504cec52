//! From what is counted at places to where it gathers: the shrinking, the funnel and the verdicts come from `stats`, the rest is carrying.
//!
//! The counts are `sql/core/fct_concentration_count.sql`; the published table is shaped in `sql/published/concentration.sql`.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, RecordBatch, StringArray};
use domain::concentration::Verdict;
use stats::concentration::location_quotient;
use stats::funnel::{Funnel, Measure, Place, Position};
use stats::multiple::benjamini_hochberg;
use stats::rate::standardised_ratio;
use stats::shrink::{Counted, FEWEST_PLACES, Prior, PriorSource};

use crate::code;
use crate::error::Result;
use crate::reader::{Columns, required, rows, whole_count};

/// Of the places named in a list a tenth may be named by chance.
const FALSE_SHARE: f64 = 0.1;

/// Fewer expected than this, and none at all would not be surprising. The funnel is of the others: what chance does to so few is not what its
/// scale makes of it.
const FEWEST_EXPECTED: f64 = 1.0;

/// How sure it must be that a place by itself is above: as the outer limits of the funnel.
const SURE: f64 = 0.998;

/// One thing counted at one place.
struct Count {
    group: [String; 4],
    place: String,
    observed: f64,
    expected: f64,
    unresolved: f64,
}

struct Judged {
    count: Count,
    quotient: Option<f64>,
    shrunken: Option<f64>,
    chance_above: Option<f64>,
    position: Option<Position>,
    variance: Option<f64>,
    verdict: Verdict,
}

/// Judges the rows of `fct_concentration_count`: within each county, measure, slice and level by itself.
pub(crate) fn judge(counts: &[RecordBatch]) -> Result<RecordBatch> {
    let mut groups: BTreeMap<[String; 4], Vec<Count>> = BTreeMap::new();
    for count in rows(counts, read)? {
        groups.entry(count.group.clone()).or_default().push(count);
    }
    table(&groups.into_values().flat_map(judge_group).collect::<Vec<_>>())
}

fn read(columns: &Columns<'_>, row: usize) -> Result<Count> {
    let number = |name: &str| required(columns.number(name, row)?, name);
    Ok(Count {
        group: [
            columns.text("county_code", row)?,
            columns.text("measure", row)?,
            columns.text("slice", row)?,
            columns.text("level", row)?,
        ],
        place: columns.text("region_code", row)?,
        observed: number("observed")?,
        expected: number("expected")?,
        unresolved: number("unresolved")?,
    })
}

fn judge_group(mut counts: Vec<Count>) -> Vec<Judged> {
    counts.sort_by(|one, other| one.place.cmp(&other.place));
    let counted: Vec<Counted> = counts
        .iter()
        .map(|count| Counted {
            count: whole_count(count.observed),
            exposure: count.expected,
        })
        .collect();
    let is_enough = counted.iter().filter(|place| place.exposure > 0.0).count() >= FEWEST_PLACES;
    let prior = Prior::of(&counted).filter(|_| is_enough);
    let funnel = funnel(&counts);
    let chances = |chance: fn(&Position) -> f64| -> Vec<Option<f64>> {
        let positions = funnel.as_ref().map_or(&[] as &[_], |funnel| &funnel.positions);
        let of_places = positions.iter().map(|position| position.as_ref().map(chance));
        benjamini_hochberg(&of_places.collect::<Vec<_>>())
    };
    let (above, below) = (
        chances(|position| position.chance_above),
        chances(|position| position.chance_below),
    );
    let (of_slice, unresolved) = counts.iter().fold((0.0, 0.0), |(of_slice, unresolved), count| {
        (of_slice + count.observed, unresolved + count.unresolved)
    });
    let is_named = |chances: &[Option<f64>], place: usize| {
        let chance = chances.get(place).copied().flatten();
        chance.is_some_and(|chance| chance <= FALSE_SHARE)
    };
    counts
        .into_iter()
        .enumerate()
        .map(|(place, count)| {
            let [_, _, slice, _] = &count.group;
            let has_risk = !slice.is_empty();
            let quotient = has_risk.then(|| {
                location_quotient(
                    whole_count(count.observed),
                    whole_count(count.unresolved),
                    whole_count(of_slice),
                    whole_count(unresolved),
                )
            });
            // Places that do not differ are as likely above as below: that says nothing of any of them.
            let known = prior
                .filter(|prior| prior.source != PriorSource::NoDifference)
                .map(|prior| prior.after(counted[place]));
            let verdict = match &funnel {
                _ if count.expected < FEWEST_EXPECTED => match by_interval(&count, SURE) {
                    Verdict::Above => Verdict::Above,
                    Verdict::Below | Verdict::NoDifference | Verdict::TooSmall => Verdict::TooSmall,
                },
                Some(_) if is_named(&above, place) => Verdict::Above,
                Some(_) if is_named(&below, place) => Verdict::Below,
                Some(_) => Verdict::NoDifference,
                None => by_interval(&count, 0.95),
            };
            Judged {
                quotient: quotient.flatten().map(|quotient| quotient.shrunken),
                shrunken: known.map(|known| known.mean()),
                chance_above: known.and_then(|known| known.chance_above(1.0)),
                position: funnel
                    .as_ref()
                    .and_then(|funnel| funnel.positions.get(place).copied()?),
                variance: funnel.as_ref().map(|funnel| funnel.tau2),
                verdict,
                count,
            }
        })
        .collect()
}

fn funnel(counts: &[Count]) -> Option<Funnel> {
    let places: Vec<Place> = counts
        .iter()
        .map(|count| Place {
            events: count.observed,
            base: if count.expected < FEWEST_EXPECTED {
                0.0
            } else {
                count.expected
            },
        })
        .collect();
    Funnel::of(&places, Measure::Ratio).filter(|_| counts.iter().any(|count| count.observed > 0.0))
}

/// What few places can bear: each by itself, against the exact interval of its ratio.
fn by_interval(count: &Count, confidence: f64) -> Verdict {
    match standardised_ratio(whole_count(count.observed), count.expected, confidence) {
        Some(ratio) if ratio.interval.lower > 1.0 => Verdict::Above,
        Some(ratio) if ratio.interval.upper < 1.0 => Verdict::Below,
        Some(_) => Verdict::NoDifference,
        None => Verdict::TooSmall,
    }
}

fn table(judged: &[Judged]) -> Result<RecordBatch> {
    let text = |of: fn(&Judged) -> &str| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(judged.iter().map(of)))
    };
    let number = |of: fn(&Judged) -> Option<f64>| -> ArrayRef {
        Arc::new(judged.iter().map(of).collect::<Float64Array>())
    };
    let (_, batch) = code::table(
        "concentration_judged",
        [
            ("region_code", text(|row| &row.count.place)),
            ("measure", text(|row| &row.count.group[1])),
            ("slice", text(|row| &row.count.group[2])),
            ("quotient", number(|row| row.quotient)),
            ("shrunken", number(|row| row.shrunken)),
            ("chance_above", number(|row| row.chance_above)),
            (
                "funnel_score",
                number(|row| row.position.map(|position| position.adjusted_score)),
            ),
            ("funnel_variance", number(|row| row.variance)),
            ("verdict", text(|row| row.verdict.label())),
        ],
    )?;
    Ok(batch)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(observed: &[f64], expected: f64) -> Vec<Count> {
        observed
            .iter()
            .enumerate()
            .map(|(place, observed)| Count {
                group: ["c", "monitored", "", "village"].map(str::to_owned),
                place: format!("{place:02}"),
                observed: *observed,
                expected,
                unresolved: *observed,
            })
            .collect()
    }

    fn verdicts(counts: Vec<Count>) -> Vec<Verdict> {
        judge_group(counts).into_iter().map(|row| row.verdict).collect()
    }

    #[test]
    fn both_tails_are_named_and_the_rest_is_no_different() {
        let mut observed = vec![20.0; 20];
        observed[3] = 55.0;
        observed[7] = 1.0;

        let verdicts = verdicts(counts(&observed, 20.0));

        assert_eq!((verdicts[3], verdicts[7]), (Verdict::Above, Verdict::Below));
        assert_eq!(
            verdicts
                .iter()
                .filter(|verdict| **verdict == Verdict::NoDifference)
                .count(),
            18
        );
    }

    #[test]
    fn three_towns_get_intervals_and_no_funnel() {
        let judged = judge_group(counts(&[40.0, 20.0, 6.0], 20.0));

        // Exact 95 % limits of 40, 20 and 6: 28.6 to 54.5, 12.2 to 30.9, 2.2 to 13.1; 20 are expected in each.
        assert_eq!(
            judged.iter().map(|row| row.verdict).collect::<Vec<_>>(),
            [Verdict::Above, Verdict::NoDifference, Verdict::Below]
        );
        assert!(
            judged
                .iter()
                .all(|row| row.position.is_none() && row.shrunken.is_none())
        );
    }

    #[test]
    fn none_where_less_than_one_is_expected_is_too_small_to_say() {
        let mut some = vec![1.0; 9];
        (some[0], some[1]) = (0.0, 9.0);

        let verdicts = verdicts(counts(&some, 0.9));

        // Nine of 0.9 have an exact 99.8 % interval from 2.1 on, over 0.9.
        assert_eq!((verdicts[0], verdicts[1]), (Verdict::TooSmall, Verdict::Above));
    }
}
