//! From lengths of spells to rates and curves: both come from `stats`, the rest is carrying.
//!
//! The lengths are counted in `sql/core/fct_spell_count.sql`; the published tables are shaped in `sql/published/spell_*.sql`.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use domain::concentration::Verdict;
use domain::spell::Course;
use stats::competing::Incidence;
use stats::logrank::log_rank;
use stats::multiple::benjamini_hochberg;
use stats::rate::exact_share;
use stats::survival::{Spell, Watched, time_rate};

use crate::code;
use crate::error::{Result, WarehouseError};
use crate::reader::{Columns, required, rows, whole_count};

/// What can end a spell, as `stats` numbers it.
const EVENT: u8 = 1;
const EXIT: u8 = 2;

const DAYS_IN_YEAR: f64 = 365.25;

/// With fewer under watch nothing is said of a month, nor of the months after it.
const FEWEST_AT_RISK: u64 = 5;

/// With fewer events expected, here or in the rest of the county, nothing is said of a difference.
const FEWEST_EXPECTED: f64 = 5.0;

/// Of the classes and towns named in a list a tenth may be named by chance.
const FALSE_SHARE: f64 = 0.1;

/// Offices settle many households on one day, and so what looks sure may be one decision: a difference is named only if it is also large.
const ORDINARY: std::ops::RangeInclusive<f64> = 0.8..=1.25;

const CONFIDENCE: f64 = 0.95;

/// Which spells belong together: county, course, level, place, kind of stratum, stratum.
type Key = [String; 6];

/// Spells of one stratum, by when they enter and leave (days since their start) and what ended them.
#[derive(Debug, Default, Clone)]
struct Lengths {
    spells: BTreeMap<(i64, i64, Option<u8>), u64>,
    outside: u64,
}

impl Lengths {
    fn all(&self) -> Vec<Spell> {
        let spell = |(&(entered, left, cause), &count): (&(i64, i64, Option<u8>), &u64)| {
            let spell = if entered > 0 {
                Spell::entering_late(days(entered), days(left), cause)
            } else {
                Spell::new(days(left), cause)
            };
            spell
                .into_iter()
                .flat_map(move |spell| (0..count).map(move |_| spell))
        };
        self.spells.iter().flat_map(spell).collect()
    }

    fn count(&self, is_meant: impl Fn(i64, Option<u8>) -> bool) -> f64 {
        let meant = self
            .spells
            .iter()
            .filter(|((entered, _, cause), _)| is_meant(*entered, *cause));
        number(meant.map(|(_, count)| count).sum())
    }

    /// Those of `self` that are not among `part`, in both only what ended by the event counting as ended.
    fn beside(&self, part: &Self) -> [Vec<Spell>; 2] {
        let mut rest = self.clone();
        for (length, count) in &part.spells {
            if let Some(here) = rest.spells.get_mut(length) {
                *here = here.saturating_sub(*count);
            }
        }
        [part, &rest].map(|lengths| {
            let mut events = Self::default();
            for (&(entered, left, cause), count) in &lengths.spells {
                let cause = cause.filter(|cause| *cause == EVENT);
                *events.spells.entry((entered, left, cause)).or_default() += count;
            }
            events.all()
        })
    }
}

/// A stratum with what is known of it.
struct Judged {
    key: Key,
    lengths: Lengths,
    /// Whether there is a whole county that it is a part of.
    is_part: bool,
    rate: Option<stats::survival::TimeRate>,
    expected: Option<f64>,
    chance: Option<f64>,
    verdict: Option<Verdict>,
    points: Vec<Point>,
}

/// What is known of a stratum so many months after the start.
struct Point {
    month: u32,
    at_risk: f64,
    events: f64,
    exits: f64,
    incidence: f64,
    limits: Option<(f64, f64)>,
    exit_incidence: f64,
}

/// Judges the rows of `fct_spell_count`, each county by itself; gives what is registered as `spell_rate_judged` and `spell_curve_judged`.
pub(crate) fn judge(counts: &[RecordBatch]) -> Result<[RecordBatch; 2]> {
    let mut strata: BTreeMap<Key, Lengths> = BTreeMap::new();
    for (key, length, count) in rows(counts, read)? {
        let lengths = strata.entry(key).or_default();
        match length {
            Some(length) => *lengths.spells.entry(length).or_default() += count,
            None => lengths.outside += count,
        }
    }
    let mut judged = vec![];
    for (key, lengths) in &strata {
        let whole = whole_of(key);
        // A town that is its whole county has nobody to be held against.
        let whole = strata.get(&whole).filter(|whole| whole.spells != lengths.spells);
        judged.push(judge_one(key, lengths, whole)?);
    }
    name(&mut judged);
    Ok([rate_table(&judged)?, curve_table(&judged)?])
}

/// All spells of the county that a stratum is part of.
fn whole_of([county, course, ..]: &Key) -> Key {
    [county, course, "county", county, "", ""].map(str::to_owned)
}

type Length = (i64, i64, Option<u8>);

fn read(columns: &Columns<'_>, row: usize) -> Result<(Key, Option<Length>, u64)> {
    let count = |name: &str| required(columns.count(name, row)?, name);
    let outcome = columns.text("outcome", row)?;
    let cause = match outcome.as_str() {
        "event" => Some(Some(EVENT)),
        "exit" => Some(Some(EXIT)),
        "open" => Some(None),
        "outside" => None,
        _ => return Err(shape(format!("`{outcome}` is not an outcome"))),
    };
    let (entered, left) = (count("entered_days")?, count("left_days")?);
    let key = [
        columns.text("county_code", row)?,
        columns.text("course", row)?,
        columns.text("level", row)?,
        columns.text("region_code", row)?,
        columns.text("stratum_kind", row)?,
        columns.text("stratum", row)?,
    ];
    let spells = whole_count(required(columns.number("spells", row)?, "spells")?);
    Ok((key, cause.map(|cause| (entered, left, cause)), spells))
}

fn shape(problem: String) -> WarehouseError {
    WarehouseError::shape("fct_spell_count", problem)
}

fn judge_one(key: &Key, lengths: &Lengths, whole: Option<&Lengths>) -> Result<Judged> {
    let course = Course::from_key(&key[1]).ok_or_else(|| shape(format!("`{}` is not a course", key[1])))?;
    let spells = lengths.all();
    let test = whole.and_then(|whole| log_rank(&whole.beside(lengths)));
    let expected = test.as_ref().map(|test| test.expected[0]);
    let is_enough =
        |test: &stats::logrank::LogRank| test.expected.iter().all(|events| *events >= FEWEST_EXPECTED);
    Ok(Judged {
        key: key.clone(),
        is_part: whole.is_some(),
        rate: time_rate(&spells, EVENT, CONFIDENCE),
        expected,
        chance: test.filter(is_enough).map(|test| test.chance),
        verdict: None,
        points: points(&spells, lengths, course),
        lengths: lengths.clone(),
    })
}

/// The curve at the end of each month, as far as enough are under watch.
fn points(spells: &[Spell], lengths: &Lengths, course: Course) -> Vec<Point> {
    let watched = Watched::of(spells);
    // Every month before the last has enough at risk, from the start on, so that no ending has to be passed over.
    let curves = [EVENT, EXIT].map(|cause| Incidence::of(spells, cause, 1, CONFIDENCE));
    let [Some(events), Some(exits)] = curves else {
        return vec![];
    };
    let mut points = vec![];
    let mut before = -1;
    for month in 0..=course.months() {
        let last = last_day(month);
        let at_risk = watched.at_risk(days(last));
        if at_risk < FEWEST_AT_RISK {
            break;
        }
        let ended = |by: u8| {
            let here = lengths.spells.iter();
            let here =
                here.filter(|((_, left, cause), _)| *cause == Some(by) && (before + 1..=last).contains(left));
            number(here.map(|(_, count)| count).sum())
        };
        let step = events.at(days(last));
        let incidence = step.map_or(0.0, |step| step.incidence);
        let limits = step
            .and_then(|step| step.interval)
            .map(|interval| (interval.lower, interval.upper));
        points.push(Point {
            month,
            at_risk: number(at_risk),
            events: ended(EVENT),
            exits: ended(EXIT),
            incidence,
            limits: limits.or_else(|| none_yet(lengths, last, incidence)),
            exit_incidence: exits.at(days(last)).map_or(0.0, |step| step.incidence),
        });
        before = last;
    }
    points
}

/// While nothing has happened: what the number of those watched from their start until now does not contradict.
fn none_yet(lengths: &Lengths, last: i64, incidence: f64) -> Option<(f64, f64)> {
    let through = lengths
        .spells
        .iter()
        .filter(|((entered, left, _), _)| *entered == 0 && *left >= last);
    let interval = exact_share(0, through.map(|(_, count)| count).sum(), CONFIDENCE)?;
    (incidence <= 0.0).then_some((interval.lower, interval.upper))
}

/// The last day of so many months of equal length: twelve of them hold a year, of 365 days or 366.
fn last_day(month: u32) -> i64 {
    (i64::from(month) * 1461 + 47) / 48
}

/// Names what differs from the rest of its county: by more than chance explains, and by enough to matter.
fn name(judged: &mut [Judged]) {
    let mut families: BTreeMap<[String; 4], Vec<usize>> = BTreeMap::new();
    for (at, row) in judged.iter().enumerate().filter(|(_, row)| row.is_part) {
        let [county, course, level, _, stratum_kind, _] = row.key.clone();
        families
            .entry([county, course, level, stratum_kind])
            .or_default()
            .push(at);
    }
    for family in families.into_values() {
        let chances: Vec<Option<f64>> = family.iter().map(|at| judged[*at].chance).collect();
        for (at, chance) in family.into_iter().zip(benjamini_hochberg(&chances)) {
            let row = &mut judged[at];
            let ratio = row.expected.map(|expected| events(row) / expected);
            let is_large = ratio.is_some_and(|ratio| !ORDINARY.contains(&ratio));
            row.verdict = Some(match chance {
                None => Verdict::TooSmall,
                Some(chance) if chance <= FALSE_SHARE && is_large => {
                    if ratio.is_some_and(|ratio| ratio > 1.0) {
                        Verdict::Above
                    } else {
                        Verdict::Below
                    }
                }
                Some(_) => Verdict::NoDifference,
            });
        }
    }
}

fn events(row: &Judged) -> f64 {
    row.lengths.count(|_, cause| cause == Some(EVENT))
}

/// The columns that say which spells are meant, once for each of the rows.
fn keys(keys: &[&Key]) -> [(&'static str, ArrayRef); 4] {
    let text =
        |at: usize| -> ArrayRef { Arc::new(StringArray::from_iter_values(keys.iter().map(|key| &key[at]))) };
    [
        ("course", text(1)),
        ("region_code", text(3)),
        ("stratum_kind", text(4)),
        ("stratum", text(5)),
    ]
}

fn rate_table(judged: &[Judged]) -> Result<RecordBatch> {
    let column = |of: fn(&Judged) -> Option<f64>| -> ArrayRef {
        Arc::new(judged.iter().map(of).collect::<Float64Array>())
    };
    let levels: ArrayRef = Arc::new(StringArray::from_iter_values(
        judged.iter().map(|row| &row.key[2]),
    ));
    let verdicts = judged.iter().map(|row| row.verdict.map(Verdict::label));
    let [course, region, kind, stratum] = keys(&judged.iter().map(|row| &row.key).collect::<Vec<_>>());
    let (_, batch) = code::table(
        "spell_rate_judged",
        [
            course,
            region,
            kind,
            stratum,
            ("level", levels),
            ("spells", column(|row| Some(row.lengths.count(|_, _| true)))),
            (
                "late",
                column(|row| Some(row.lengths.count(|entered, _| entered > 0))),
            ),
            ("outside", column(|row| Some(number(row.lengths.outside)))),
            ("events", column(|row| Some(events(row)))),
            (
                "exits",
                column(|row| Some(row.lengths.count(|_, cause| cause == Some(EXIT)))),
            ),
            (
                "years",
                column(|row| Some(row.rate.map_or(0.0, |rate| rate.time / DAYS_IN_YEAR))),
            ),
            (
                "rate",
                column(|row| row.rate.map(|rate| of_hundred_years(rate.rate))),
            ),
            (
                "lower",
                column(|row| row.rate.map(|rate| of_hundred_years(rate.interval.lower))),
            ),
            (
                "upper",
                column(|row| row.rate.map(|rate| of_hundred_years(rate.interval.upper))),
            ),
            ("expected", column(|row| row.expected)),
            ("chance", column(|row| row.chance)),
            ("verdict", Arc::new(verdicts.collect::<StringArray>())),
        ],
    )?;
    Ok(batch)
}

fn curve_table(judged: &[Judged]) -> Result<RecordBatch> {
    let points: Vec<(&Judged, &Point)> = judged
        .iter()
        .flat_map(|row| row.points.iter().map(move |point| (row, point)))
        .collect();
    let column = |of: fn(&Point) -> Option<f64>| -> ArrayRef {
        Arc::new(
            points
                .iter()
                .map(|(_, point)| of(point))
                .collect::<Float64Array>(),
        )
    };
    let levels: ArrayRef = Arc::new(StringArray::from_iter_values(
        points.iter().map(|(row, _)| &row.key[2]),
    ));
    let months = points.iter().map(|(_, point)| i64::from(point.month));
    let [course, region, kind, stratum] = keys(&points.iter().map(|(row, _)| &row.key).collect::<Vec<_>>());
    let (_, batch) = code::table(
        "spell_curve_judged",
        [
            course,
            region,
            kind,
            stratum,
            ("level", levels),
            ("month", Arc::new(Int64Array::from_iter_values(months))),
            ("at_risk", column(|point| Some(point.at_risk))),
            ("events", column(|point| Some(point.events))),
            ("exits", column(|point| Some(point.exits))),
            ("incidence", column(|point| Some(point.incidence))),
            ("lower", column(|point| point.limits.map(|limits| limits.0))),
            ("upper", column(|point| point.limits.map(|limits| limits.1))),
            ("exit_incidence", column(|point| Some(point.exit_incidence))),
        ],
    )?;
    Ok(batch)
}

/// A rate for each day, for a hundred households watched a year.
fn of_hundred_years(rate: f64) -> f64 {
    rate * DAYS_IN_YEAR * 100.0
}

#[expect(clippy::cast_precision_loss, reason = "spells are days long, far below 2^53")]
fn days(days: i64) -> f64 {
    days as f64
}

fn number(count: u64) -> f64 {
    domain::unit::to_f64(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lengths(spells: &[(i64, i64, Option<u8>, u64)]) -> Lengths {
        Lengths {
            spells: spells
                .iter()
                .map(|&(entered, left, cause, count)| ((entered, left, cause), count))
                .collect(),
            outside: 0,
        }
    }

    fn key(level: &str, place: &str) -> Key {
        ["c", "elimination", level, place, "", ""].map(str::to_owned)
    }

    fn judged(towns: &[Lengths]) -> Vec<Judged> {
        let mut whole = Lengths::default();
        for town in towns {
            for (length, count) in &town.spells {
                *whole.spells.entry(*length).or_default() += count;
            }
        }
        let mut judged: Vec<Judged> = (0..)
            .zip(towns)
            .map(|(at, town): (u8, _)| judge_one(&key("town", &at.to_string()), town, Some(&whole)).unwrap())
            .collect();
        name(&mut judged);
        judged
    }

    #[test]
    fn twelve_months_hold_a_year_and_a_leap_year() {
        assert_eq!([0, 1, 6, 12, 24].map(last_day), [0, 31, 183, 366, 731]);
    }

    #[test]
    fn a_curve_ends_before_fewer_than_five_are_watched_and_never_begins_with_fewer() {
        // Ten are watched from the start; one is eliminated on day 31, which is still the first month, six leave the watch on day 50.
        let ten = lengths(&[(0, 31, Some(EVENT), 1), (0, 50, None, 6), (0, 400, None, 3)]);
        let points = points(&ten.all(), &ten, Course::Elimination);

        let seen: Vec<(u32, f64, f64)> = points.iter().map(|p| (p.month, p.at_risk, p.events)).collect();
        assert_eq!(seen, [(0, 10.0, 0.0), (1, 10.0, 1.0)]);
        assert!((points[1].incidence - 0.1).abs() < 1e-12);
        // Nothing of ten: the exact upper limit is 1 − 0.025^(1/10) = 0.3085.
        assert!(
            points[0]
                .limits
                .is_some_and(|(lower, upper)| lower <= 0.0 && (upper - 0.3085).abs() < 1e-4)
        );

        let late = lengths(&[(200, 400, None, 50), (0, 400, None, 4)]);
        assert!(super::points(&late.all(), &late, Course::Elimination).is_empty());

        let thin_at_its_only_end = lengths(&[(0, 20, None, 9), (0, 300, Some(EVENT), 1)]);
        let thin = super::points(
            &thin_at_its_only_end.all(),
            &thin_at_its_only_end,
            Course::Elimination,
        );
        assert_eq!(thin.iter().map(|point| point.month).collect::<Vec<_>>(), [0]);
    }

    #[test]
    fn natural_ends_put_some_out_of_reach_and_are_no_eliminations() {
        let spells = lengths(&[
            (0, 10, Some(EXIT), 5),
            (0, 20, Some(EVENT), 5),
            (0, 100, None, 10),
        ]);
        let points = points(&spells.all(), &spells, Course::Elimination);

        // 5 of 20, then 5 of the 15 that are left: 3/4 · 1/3 = 1/4.
        assert!(
            (points[1].incidence - 0.25).abs() < 1e-12 && (points[1].exit_incidence - 0.25).abs() < 1e-12
        );
    }

    #[test]
    fn a_town_that_is_quick_is_named_and_towns_alike_or_small_are_not() {
        let alike = || {
            lengths(&[
                (0, 300, Some(EVENT), 20),
                (0, 700, Some(EVENT), 20),
                (0, 800, None, 10),
            ])
        };
        let quick = lengths(&[(0, 200, Some(EVENT), 48), (0, 800, None, 2)]);
        let small = lengths(&[(0, 200, Some(EVENT), 2)]);

        let verdicts: Vec<Option<Verdict>> = judged(&[alike(), alike(), quick, small])
            .into_iter()
            .map(|row| row.verdict)
            .collect();

        assert_eq!(verdicts[2..], [Some(Verdict::Above), Some(Verdict::TooSmall)]);
        assert_eq!(
            judged(&[alike(), alike(), alike()])
                .into_iter()
                .map(|row| row.verdict)
                .collect::<Vec<_>>(),
            [Some(Verdict::NoDifference); 3]
        );
    }

    #[test]
    fn a_rate_is_of_a_hundred_households_watched_a_year() {
        // 730.5 days, two household-years: one elimination is 50 in a hundred.
        let row = judge_one(
            &key("county", "c"),
            &lengths(&[(0, 365, Some(EVENT), 1), (135, 500, None, 1)]),
            None,
        )
        .unwrap();
        let rate = of_hundred_years(row.rate.expect("time was watched").rate);

        assert!((rate - 100.0 * 365.25 / 730.0).abs() < 1e-9, "{rate}");
        assert_eq!((row.expected, row.verdict), (None, None));
    }
}
