//! `/region/{code}`: one place of any level, its figures by topic, the places below it; the same address as `.csv` and `.json`.

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use domain::region::{Level, RegionCode};
use domain::release::{Definition, Place};
use reports::charts::{heat_of, ranking_of, trend_of};
use reports::number::{ABSENT, profile};

use crate::download::Sheet;
use crate::error::PageError;
use crate::number::{self, count};
use crate::order::worst_first;
use crate::pages::{html, in_reading_order, topic};
use crate::parts::attention::{Attention, is_open};
use crate::parts::chart::ChartPart;
use crate::parts::figure::FigureText;
use crate::parts::files::Files;
use crate::parts::table::{FigureRow, FigureTable, Group};
use crate::reading::{Form, Reading};
use crate::shell::Shell;

/// The columns of the table of places below.
const COLUMNS: [&str; 7] = [
    "households",
    "monitored_households",
    "unresolved_households",
    "unresolved_share",
    "elimination_rate_households",
    "visit_overdue_rate",
    "measure_coverage",
];

const TRENDS: [&str; 4] = [
    "unresolved_households",
    "elimination_rate_households",
    "newly_identified",
    "visit_overdue_rate",
];

#[derive(Template)]
#[template(path = "pages/region.html")]
struct RegionPage {
    shell: Shell,
    name: String,
    code: RegionCode,
    level: &'static str,
    as_of: String,
    profiles: String,
    files: Files,
    /// From the province to the place above.
    crumbs: Vec<Crumb>,
    is_empty: bool,
    figures: FigureTable,
    sliced: Vec<Sliced>,
    attention: Attention,
    columns: Vec<Column>,
    code_order_href: String,
    is_code_order: bool,
    children: Vec<ChildRow>,
    children_level: &'static str,
    trends: Vec<ChartPart>,
    comparisons: Vec<ChartPart>,
}

struct Crumb {
    name: String,
    href: String,
}

/// A figure by its slices, folded away until asked for.
struct Sliced {
    title: String,
    slice: String,
    count: usize,
    figures: FigureTable,
}

/// A column of the children's table; its head is a link that sorts by it.
struct Column {
    title: String,
    href: String,
    is_current: bool,
}

struct ChildRow {
    name: String,
    href: String,
    cells: Vec<FigureText>,
    open: String,
    findings_href: String,
}

/// The way to the page of the release's own place, or to its file.
pub(crate) fn home(reading: &Reading, form: Form) -> Result<Response, PageError> {
    let path = format!("/region/{}{}", reading.home()?.code, form.ending());
    Ok(Redirect::temporary(&reading.link(path).text()).into_response())
}

pub(crate) async fn show(
    reading: Reading,
    path: Result<Path<String>, axum::extract::rejection::PathRejection>,
) -> Result<Response, PageError> {
    let Path(path) = path.ok().ok_or(PageError::UnknownPage)?;
    let (text, form) = Form::split(&path);
    let place = reading.place(text)?;
    if form != Form::Page {
        let name = format!("region-{}-{}", place.code, reading.release.as_of());
        let figures = reading.release.figures(place.code).iter();
        return Sheet::of_figures(&reading, name, figures).answer(form);
    }
    let order = order(&reading)?;
    let release = &reading.release;
    let charts = |names: &[&str], draw: &dyn Fn(&str) -> ChartPart| -> Vec<ChartPart> {
        names
            .iter()
            .filter(|name| release.definition(name).is_some())
            .map(|name| draw(name))
            .collect()
    };
    let definitions = definitions(&reading, place);
    let is_empty = release.figures(place.code).is_empty();
    let has_children = release.children(place.code).next().is_some();
    let mut comparisons = vec![];
    if has_children && !is_empty {
        comparisons = charts(&["unresolved_share", "visit_overdue_rate"], &|name| {
            ChartPart::of(ranking_of(release, place.code, name, ""))
        });
        comparisons.push(ChartPart::wide(heat_of(release, place.code)));
    }
    html(&RegionPage {
        shell: Shell::of(&reading, "/region", &place.name),
        name: place.name.clone(),
        code: place.code,
        level: level_label(&place.level),
        as_of: number::day(release.as_of()),
        profiles: profiles(&reading, place.code),
        files: Files::of(&format!("/region/{}", place.code), |path| reading.link(path)),
        crumbs: crumbs(&reading, place),
        is_empty,
        figures: FigureTable::grouped(&reading, "指标".to_owned(), groups(&reading, place, &definitions)),
        sliced: definitions
            .iter()
            .filter_map(|definition| sliced(&reading, place, definition))
            .collect(),
        attention: Attention::of(&reading, place.code),
        columns: columns(&reading, place, order),
        code_order_href: format!("{}#children", reading.region_link(place.code)),
        is_code_order: order.is_none(),
        children_level: release
            .children(place.code)
            .next()
            .map_or("", |p| level_label(&p.level)),
        children: children(&reading, place, order),
        trends: if is_empty {
            vec![]
        } else {
            charts(&TRENDS, &|name| {
                ChartPart::of(trend_of(release, place.code, name, ""))
            })
        },
        comparisons,
    })
}

fn level_label(key: &str) -> &'static str {
    match Level::from_key(key) {
        Some(Level::Province) => "省级",
        Some(Level::City) => "市级",
        Some(Level::County) => "县级",
        Some(Level::Town) => "乡镇",
        Some(Level::Village) => "村",
        None => "",
    }
}

/// The profiles that the figures of a place were judged by.
fn profiles(reading: &Reading, region: RegionCode) -> String {
    let mut keys: Vec<String> = reading
        .release
        .figures(region)
        .iter()
        .filter(|figure| !figure.profile.is_empty())
        .map(|figure| profile(&figure.profile))
        .collect();
    keys.sort();
    keys.dedup();
    keys.join("、")
}

fn crumbs(reading: &Reading, place: &Place) -> Vec<Crumb> {
    let path = reading.release.path(place.code);
    path.iter()
        .filter(|above| above.code != place.code)
        .map(|above| Crumb {
            name: above.name.clone(),
            href: reading.region_link(above.code),
        })
        .collect()
}

/// The definitions that places of this level have, by topic.
fn definitions<'r>(reading: &'r Reading, place: &Place) -> Vec<&'r Definition> {
    let definitions = reading.release.definitions.iter();
    in_reading_order(definitions.filter(|definition| is_kept_at(reading, &place.level, &definition.name)))
}

/// The figures without a slice, under the title of their topic.
fn groups(reading: &Reading, place: &Place, definitions: &[&Definition]) -> Vec<Group> {
    let mut groups: Vec<Group> = vec![];
    let has_whole = |definition: &Definition| {
        definition.slice.is_none() || reading.release.figure(place.code, &definition.name, "").is_some()
    };
    for definition in definitions.iter().filter(|definition| has_whole(definition)) {
        let (_, title) = topic(&definition.topic);
        if groups.last().is_none_or(|last| last.title != title) {
            groups.push(Group { title, rows: vec![] });
        }
        if let Some(last) = groups.last_mut() {
            last.rows.push(FigureRow::of(reading, place.code, definition, ""));
        }
    }
    groups
}

/// Whether any place of the level has the figure: a quotient of the county with itself is not missing, it does not exist.
fn is_kept_at(reading: &Reading, level: &str, indicator: &str) -> bool {
    let release = &reading.release;
    Level::from_key(level).is_some_and(|level| {
        release
            .places_with_figures(level)
            .any(|place| !release.slices(place.code, indicator).is_empty())
    })
}

fn sliced(reading: &Reading, place: &Place, definition: &Definition) -> Option<Sliced> {
    let slices = reading.release.slices(place.code, &definition.name);
    let rows: Vec<FigureRow> = slices
        .iter()
        .filter(|figure| !figure.slice.is_empty())
        .map(|figure| FigureRow::of(reading, place.code, definition, &figure.slice))
        .collect();
    if rows.is_empty() {
        return None;
    }
    let slice = definition.slice.clone().unwrap_or_else(|| "分项".to_owned());
    Some(Sliced {
        title: definition.title.clone(),
        count: rows.len(),
        figures: FigureTable::new(reading, format!("{}，按{slice}", definition.title), rows).by(Some(&slice)),
        slice,
    })
}

/// The column of `?by=`.
fn order(reading: &Reading) -> Result<Option<&'static str>, PageError> {
    let Some(asked) = reading.asked("by") else {
        return Ok(None);
    };
    let known = COLUMNS.into_iter().find(|column| *column == asked);
    known
        .map(Some)
        .ok_or_else(|| PageError::UnknownIndicator(asked.to_owned()))
}

/// The definitions of the children's columns that this release has.
fn shown(reading: &Reading) -> impl Iterator<Item = &Definition> {
    COLUMNS.iter().filter_map(|name| reading.release.definition(name))
}

fn columns(reading: &Reading, place: &Place, order: Option<&str>) -> Vec<Column> {
    shown(reading)
        .map(|definition| {
            let link = reading
                .link(format!("/region/{}", place.code))
                .with("by", &definition.name);
            Column {
                title: definition.title.clone(),
                href: format!("{}#children", link.text()),
                is_current: order == Some(definition.name.as_str()),
            }
        })
        .collect()
}

fn children(reading: &Reading, place: &Place, order: Option<&str>) -> Vec<ChildRow> {
    let release = &reading.release;
    let mut places: Vec<&Place> = release.children(place.code).collect();
    if let Some(definition) = order.and_then(|name| release.definition(name)) {
        let figure = |place: &Place| release.figure(place.code, &definition.name, "");
        places.sort_by(|a, b| worst_first(figure(a), figure(b), definition.better));
    }
    places
        .into_iter()
        .map(|child| {
            let open = release
                .findings(child.code)
                .filter(|finding| is_open(finding))
                .count();
            let has_figures = !release.figures(child.code).is_empty();
            ChildRow {
                name: child.name.clone(),
                href: reading.region_link(child.code),
                cells: shown(reading)
                    .map(|definition| {
                        let figure = release.figure(child.code, &definition.name, "");
                        FigureText::of(reading, definition, figure)
                    })
                    .collect(),
                open: if has_figures {
                    count(open)
                } else {
                    ABSENT.to_owned()
                },
                findings_href: reading
                    .link("/findings")
                    .with("region", child.code.as_str())
                    .text(),
            }
        })
        .collect()
}
