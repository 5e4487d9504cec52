//! Figures under each other: one line each, with fraction, interval, change and the last two years.

use askama::Template;
use chrono::{Datelike, Days, NaiveDate};
use domain::region::RegionCode;
use domain::release::{Better, Definition, Figure, FigureUnit};

use reports::number::difference;

use crate::number;
use crate::order::is_small;
use crate::parts::figure::FigureText;
use crate::parts::spark::Spark;
use crate::reading::Reading;

/// A table of figures of one place.
#[derive(Template)]
#[template(path = "parts/table.html")]
pub(crate) struct FigureTable {
    /// What the rows are: 指标, or the slices of one.
    head: String,
    /// What is in the table, for those who do not see where it stands.
    label: String,
    /// On which day it was so, and with which it is compared.
    caption: String,
    /// Whether any row has a past; without one the columns for it are left out.
    has_past: bool,
    pub(crate) groups: Vec<Group>,
}

/// Rows under a heading of their own, or under none.
pub(crate) struct Group {
    pub(crate) title: &'static str,
    pub(crate) rows: Vec<FigureRow>,
}

impl FigureTable {
    /// A table without headings.
    pub(crate) fn new(reading: &Reading, label: String, rows: Vec<FigureRow>) -> Self {
        let groups = if rows.is_empty() {
            vec![]
        } else {
            vec![Group { title: "", rows }]
        };
        Self::grouped(reading, label, groups)
    }

    pub(crate) fn grouped(reading: &Reading, label: String, groups: Vec<Group>) -> Self {
        let as_of = reading.release.as_of();
        let rows = || groups.iter().flat_map(|group| &group.rows);
        let compared = rows().find_map(|row| Some(row.change.as_ref()?.since));
        let has_past = rows().any(|row| row.change.is_some() || row.spark.is_some());
        let caption = match compared {
            Some(since) => format!("截至{}；变化与{}比", number::day(as_of), number::short_day(since)),
            None => format!("截至{}", number::day(as_of)),
        };
        Self {
            head: "指标".to_owned(),
            label,
            caption,
            has_past,
            groups,
        }
    }

    /// The same table, whose rows are the slices of one figure.
    #[must_use]
    pub(crate) fn by(self, slice: Option<&String>) -> Self {
        match slice {
            Some(slice) => Self {
                head: slice.clone(),
                ..self
            },
            None => self,
        }
    }
}

impl askama::filters::HtmlSafe for FigureTable {}

pub(crate) struct FigureRow {
    pub(crate) text: FigureText,
    /// The slice, when the row is one of several.
    pub(crate) slice: String,
    pub(crate) change: Option<Change>,
    pub(crate) spark: Option<Spark>,
}

/// The difference to the month end before.
pub(crate) struct Change {
    /// ▲, ▼ or ＝
    pub(crate) sign: &'static str,
    pub(crate) amount: String,
    /// 好转, 变差 or nothing, where neither is good.
    pub(crate) verdict: &'static str,
    pub(crate) class: &'static str,
    /// The day that is compared with.
    pub(crate) since: NaiveDate,
}

impl FigureRow {
    /// The figure of `indicator` in a place, or nothing when the catalogue does not know it.
    pub(crate) fn find(reading: &Reading, region: RegionCode, indicator: &str) -> Option<Self> {
        let definition = reading.release.definition(indicator)?;
        Some(Self::of(reading, region, definition, ""))
    }

    pub(crate) fn of(reading: &Reading, region: RegionCode, definition: &Definition, slice: &str) -> Self {
        let release = &reading.release;
        let figure = release.figure(region, &definition.name, slice);
        let history = || release.history(region, &definition.name, slice);
        let earlier = history().rev().find(|earlier| earlier.as_of < release.as_of());
        Self {
            text: FigureText::of(reading, definition, figure),
            slice: slice_label(reading, slice),
            change: figure.and_then(|figure| change(figure, earlier?, definition)),
            spark: Spark::of(history(), definition.unit),
        }
    }
}

/// A slice in words: the published table names datasets by their key, all other slices by their Chinese label.
fn slice_label(reading: &Reading, slice: &str) -> String {
    let mut landings = reading.release.landings.iter();
    let landing = landings.find(|landing| landing.dataset == slice);
    landing.map_or_else(|| slice.to_owned(), |landing| landing.title.clone())
}

fn change(figure: &Figure, earlier: &Figure, definition: &Definition) -> Option<Change> {
    // A month that is still running cannot be compared with a whole one.
    let is_month_end = (figure.as_of + Days::new(1)).day() == 1;
    if definition.unit == FigureUnit::Episodes && !is_month_end {
        return None;
    }
    // One household more or less among four is no change for the better or the worse.
    if is_small(figure) || is_small(earlier) {
        return None;
    }
    let (now, then) = (figure.value?, earlier.value?);
    let amount = difference(now, then, definition.unit);
    let is_up = now > then;
    let is_good = match definition.better {
        _ if amount.is_none() => None,
        Better::Neither => None,
        Better::Higher => Some(is_up),
        Better::Lower => Some(!is_up),
    };
    let (verdict, class) = match is_good {
        Some(true) => ("好转", "good"),
        Some(false) => ("变差", "bad"),
        None => ("", "even"),
    };
    Some(Change {
        sign: match (&amount, is_up) {
            (None, _) => "＝",
            (Some(_), true) => "▲",
            (Some(_), false) => "▼",
        },
        amount: amount.unwrap_or_else(|| "持平".to_owned()),
        verdict,
        class,
        since: earlier.as_of,
    })
}
