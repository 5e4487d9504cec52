//! Figures under each other: one line each, with fraction, interval, change and the last two years.

use askama::Template;
use chrono::{Datelike, Days};
use domain::region::RegionCode;
use domain::release::{Better, Definition, Figure, FigureUnit};

use crate::number;
use crate::parts::figure::FigureText;
use crate::parts::spark::Spark;
use crate::reading::Reading;

/// A table of figures of one place.
#[derive(Template)]
#[template(path = "parts/table.html")]
pub(crate) struct FigureTable {
    /// Says what is in the table and on which day it was so.
    pub(crate) caption: String,
    pub(crate) rows: Vec<FigureRow>,
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
    /// `较4月30日`
    pub(crate) since: String,
}

impl FigureRow {
    pub(crate) fn of(reading: &Reading, region: RegionCode, definition: &Definition, slice: &str) -> Self {
        let release = &reading.release;
        let figure = release.figure(region, &definition.name, slice);
        let history = || release.history(region, &definition.name, slice);
        let earlier = history().rev().find(|earlier| earlier.as_of < release.as_of());
        Self {
            text: FigureText::of(reading, definition, figure),
            slice: slice.to_owned(),
            change: figure.and_then(|figure| change(figure, earlier?, definition)),
            spark: Spark::of(history(), definition.unit),
        }
    }
}

fn change(figure: &Figure, earlier: &Figure, definition: &Definition) -> Option<Change> {
    // A month that is still running cannot be compared with a whole one.
    let is_month_end = (figure.as_of + Days::new(1)).day() == 1;
    if definition.unit == FigureUnit::Episodes && !is_month_end {
        return None;
    }
    let difference = figure.value? - earlier.value?;
    let words = number::of_unit(difference.abs(), definition.unit);
    let is_nothing = words.chars().all(|c| matches!(c, '0' | '.'));
    let unit = match definition.unit {
        FigureUnit::Share => "个百分点",
        other => number::unit(other),
    };
    let is_up = difference > 0.0;
    let is_good = match definition.better {
        _ if is_nothing => None,
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
        sign: match (is_nothing, is_up) {
            (true, _) => "＝",
            (false, true) => "▲",
            (false, false) => "▼",
        },
        amount: if is_nothing {
            "持平".to_owned()
        } else {
            format!("{words}{unit}")
        },
        verdict,
        class,
        since: format!("较{}", number::short_day(earlier.as_of)),
    })
}
