//! `/`: the county on one page — what there is, what changed, what needs someone today, and where; `/.csv` and `/.json` hold its
//! figures.

use askama::Template;
use axum::response::Response;
use domain::release::{Figure, Place};
use reports::charts::{ranking_of, tiles_of, trend_of};

use crate::download::Sheet;
use crate::error::PageError;
use crate::number;
use crate::pages::html;
use crate::parts::attention::Attention;
use crate::parts::chart::ChartPart;
use crate::parts::files::Files;
use crate::parts::signals::OpenSignals;
use crate::parts::table::{FigureRow, FigureTable};
use crate::reading::{Form, Reading};
use crate::shell::Shell;

/// The five that are read first.
const HEADLINES: [&str; 5] = [
    "monitored_households",
    "unresolved_households",
    "elimination_rate_households",
    "elimination_rate_persons",
    "visit_overdue_rate",
];

/// The table beside the list of what needs attention. The elimination rate stands on this page three times, each under its own name:
/// the published one is by persons, and none of them alone tells the whole.
const KEY_FIGURES: [&str; 15] = [
    "monitored_persons",
    "monitored_incidence",
    "unresolved_persons",
    "elimination_rate_eligible",
    "unresolved_share",
    "newly_identified",
    "newly_eliminated",
    "reidentified_12m",
    "measure_coverage",
    "development_measure_rate",
    "measure_late_rate",
    "workflow_overdue_rate",
    "warning_overdue_rate",
    "warning_verified_rate",
    "screening_coverage",
];

const TRENDS: [&str; 4] = [
    "unresolved_households",
    "elimination_rate_households",
    "newly_identified",
    "visit_overdue_rate",
];

/// What the ranking and the tile map can show.
const COMPARED: [&str; 5] = [
    "visit_overdue_rate",
    "unresolved_share",
    "monitored_incidence",
    "elimination_rate_households",
    "measure_coverage",
];

#[derive(Template)]
#[template(path = "pages/overview.html")]
struct OverviewPage {
    shell: Shell,
    place: String,
    region_href: String,
    files: Files,
    as_of: String,
    headlines: Vec<FigureRow>,
    figures: FigureTable,
    attention: Attention,
    signals: OpenSignals,
    trends: Vec<ChartPart>,
    choices: Vec<Choice>,
    ranking: ChartPart,
    /// None where the ranking already says why there is nothing to compare.
    tiles: Option<ChartPart>,
}

/// An indicator that the comparison can be switched to.
struct Choice {
    title: String,
    href: String,
    is_current: bool,
}

pub(crate) fn show(reading: &Reading, form: Form) -> Result<Response, PageError> {
    let home = reading.home()?;
    let release = &reading.release;
    let compared = compared(reading)?;
    if form != Form::Page {
        return sheet(reading, home, compared).answer(form);
    }
    let ranking = ChartPart::of(ranking_of(release, home.code, compared, ""));
    let tiles = Some(tiles(reading, home, compared)).filter(|tiles| !tiles.repeats(&ranking));
    let definitions = KEY_FIGURES.iter().filter_map(|name| release.definition(name));
    html(&OverviewPage {
        shell: Shell::of(reading, "/", "总览"),
        place: home.name.clone(),
        region_href: reading.region_link(home.code),
        files: Files::of("/", |path| {
            reading.link(path).with_some("by", reading.asked("by"))
        }),
        as_of: number::day(release.as_of()),
        headlines: HEADLINES
            .iter()
            .filter_map(|name| FigureRow::find(reading, home.code, name))
            .collect(),
        figures: FigureTable::new(
            reading,
            "主要指标".to_owned(),
            definitions
                .map(|definition| FigureRow::of(reading, home.code, definition, ""))
                .collect(),
        ),
        attention: Attention::of(reading, home.code),
        signals: OpenSignals::of(reading, home.code),
        trends: TRENDS
            .iter()
            .map(|name| ChartPart::of(trend_of(release, home.code, name, "")))
            .collect(),
        choices: choices(reading, compared),
        ranking,
        tiles,
    })
}

/// The indicator of `?by=`, else the first.
fn compared(reading: &Reading) -> Result<&'static str, PageError> {
    let Some(asked) = reading.asked("by") else {
        return Ok(COMPARED[0]);
    };
    COMPARED
        .into_iter()
        .find(|name| *name == asked)
        .ok_or_else(|| PageError::UnknownIndicator(asked.to_owned()))
}

fn choices(reading: &Reading, current: &str) -> Vec<Choice> {
    COMPARED
        .iter()
        .filter_map(|name| reading.release.definition(name))
        .map(|definition| Choice {
            title: definition.title.clone(),
            href: format!("{}#towns", reading.link("/").with("by", &definition.name).text()),
            is_current: definition.name == current,
        })
        .collect()
}

/// The figures of the page, one below the other: the place's own, the compared one of the places below, and the month ends that the
/// trends are drawn from.
fn sheet<'r>(reading: &'r Reading, home: &Place, compared: &str) -> Sheet<'r> {
    let release = &reading.release;
    let own = HEADLINES
        .iter()
        .chain(&KEY_FIGURES)
        .filter_map(|name| release.figure(home.code, name, ""));
    let below = release
        .children(home.code)
        .filter_map(|child| release.figure(child.code, compared, ""));
    let past = TRENDS.iter().flat_map(|name| reading.past(home.code, name, ""));
    let figures: Vec<&Figure> = own.chain(below).chain(past).collect();
    let name = format!("overview-{}-{}", home.code, release.as_of());
    Sheet::of_figures(reading, name, figures.into_iter())
}

fn tiles(reading: &Reading, home: &Place, indicator: &str) -> ChartPart {
    ChartPart::of(tiles_of(&reading.release, home.code, indicator))
}
