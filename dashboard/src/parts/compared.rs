//! Places against the whole: what there is, what there would be, and whether the difference says anything.

use domain::concentration::{Concentration, Verdict};
use domain::region::{Level, RegionCode};
use domain::unit::fixed;
use reports::number::ABSENT;

use crate::reading::Reading;

/// One thing counted at one place, in words.
pub(crate) struct ComparedRow {
    pub(crate) place: String,
    /// The town of a village.
    pub(crate) town: String,
    pub(crate) href: String,
    /// 未消除户, 因病 …
    pub(crate) thing: String,
    pub(crate) observed: String,
    pub(crate) expected: String,
    pub(crate) ratio: String,
    pub(crate) interval: String,
    /// 85%: the chance that the true level is above the whole's.
    pub(crate) chance_above: String,
    pub(crate) verdict: &'static str,
    pub(crate) class: &'static str,
}

impl ComparedRow {
    pub(crate) fn of(reading: &Reading, row: &Concentration) -> Self {
        let release = &reading.release;
        let place = release.place(row.region_code);
        let town = place
            .filter(|place| Level::from_key(&place.level) == Some(Level::Village))
            .and_then(|place| release.place(place.parent?));
        let times = |value: Option<f64>| value.map_or_else(|| ABSENT.to_owned(), |value| fixed(value, 2));
        Self {
            place: place.map(|place| place.name.clone()).unwrap_or_default(),
            town: town.map(|town| town.name.clone()).unwrap_or_default(),
            href: reading.region_link(row.region_code),
            thing: if row.slice.is_empty() {
                row.measure.title().to_owned()
            } else {
                row.slice.clone()
            },
            observed: fixed(row.observed, 0),
            expected: fixed(row.expected, 1),
            ratio: times(row.ratio),
            interval: row.lower.zip(row.upper).map_or_else(
                || ABSENT.to_owned(),
                |(lower, upper)| format!("{}–{}", fixed(lower, 2), fixed(upper, 2)),
            ),
            chance_above: row.chance_above.map_or_else(
                || ABSENT.to_owned(),
                |chance| format!("{}%", fixed(chance * 100.0, 0)),
            ),
            verdict: row.verdict.label(),
            class: match row.verdict {
                Verdict::Above | Verdict::Below => "tag-warn",
                Verdict::NoDifference | Verdict::TooSmall => "tag-info",
            },
        }
    }
}

/// Everything counted at the places of a level that has this verdict, the furthest from the whole first.
pub(crate) fn standing_out(
    reading: &Reading,
    region: RegionCode,
    level: Level,
    is_wanted: impl Fn(&Concentration) -> bool,
) -> Vec<&Concentration> {
    let release = &reading.release;
    let mut rows: Vec<&Concentration> = release
        .concentration
        .iter()
        .filter(|row| row.level() == Some(level) && is_wanted(row))
        .filter(|row| release.lies_in(row.region_code, region))
        .collect();
    let distance = |row: &Concentration| row.funnel_score.map_or(0.0, f64::abs);
    rows.sort_by(|a, b| {
        distance(b)
            .total_cmp(&distance(a))
            .then(a.region_code.cmp(&b.region_code))
    });
    rows
}
