//! `/visits`: whose visit is overdue — the places by the rate that is surely reached, and the households by the days they wait.

use askama::Template;
use axum::response::Response;
use domain::region::Level;
use domain::release::{Finding, Place};
use reports::charts::ranking_of;

use crate::download::{Cell, Sheet};
use crate::error::PageError;
use crate::number;
use crate::order::worst_first;
use crate::pages::html;
use crate::parts::attention::is_open;
use crate::parts::chart::ChartPart;
use crate::parts::figure::FigureText;
use crate::parts::files::Files;
use crate::parts::pager::Pager;
use crate::parts::strip::Strip;
use crate::parts::table::FigureRow;
use crate::reading::{Form, Reading};
use crate::shell::Shell;

const RATE: &str = "visit_overdue_rate";
const HEADLINES: [&str; 3] = [RATE, "days_since_contact_p50", "days_since_contact_p90"];

/// How many villages the page lists; all of them are in the files of their towns.
const VILLAGES_SHOWN: usize = 20;

#[derive(Template)]
#[template(path = "pages/visits.html")]
struct VisitsPage {
    shell: Shell,
    name: String,
    as_of: String,
    region: String,
    is_filtered: bool,
    all_href: String,
    files: Files,
    headlines: Vec<FigureRow>,
    ranking: Option<ChartPart>,
    villages: Vec<VillageRow>,
    villages_total: usize,
    households: Vec<HouseholdRow>,
    pager: Pager,
}

struct VillageRow {
    name: String,
    town: String,
    href: String,
    visits_href: String,
    rate: FigureText,
    strip: Option<Strip>,
}

/// No name: who may see it opens the household in the system of record.
struct HouseholdRow {
    household_id: String,
    village: String,
    town: String,
    href: String,
    due_on: String,
    days_overdue: String,
    detail: String,
}

pub(crate) fn show(reading: &Reading, form: Form) -> Result<Response, PageError> {
    let place = reading.region_asked()?;
    let release = &reading.release;
    let overdue = overdue(reading, place);
    if form != Form::Page {
        return sheet(reading, place, &overdue).answer(form);
    }
    let link = |path: String| reading.link(path).with_some("region", reading.asked("region"));
    let (pager, range) = Pager::of(overdue.len(), reading.page_asked()?, &link("/visits".to_owned()));
    let villages = villages(reading, place);
    html(&VisitsPage {
        shell: Shell::of(reading, "/visits", "走访"),
        name: place.name.clone(),
        as_of: number::day(release.as_of()),
        region: place.code.to_string(),
        is_filtered: reading.asked("region").is_some(),
        all_href: reading.link("/visits").text(),
        files: Files::of("/visits", link),
        headlines: HEADLINES
            .iter()
            .filter_map(|name| FigureRow::find(reading, place.code, name))
            .collect(),
        ranking: release
            .children(place.code)
            .next()
            .map(|_| ChartPart::of(ranking_of(release, place.code, RATE, ""))),
        villages_total: villages.len(),
        villages: village_rows(reading, place, &villages),
        households: overdue[range]
            .iter()
            .map(|finding| household(reading, finding))
            .collect(),
        pager,
    })
}

/// The open findings of the rule, the longest wait first.
fn overdue<'r>(reading: &'r Reading, place: &Place) -> Vec<&'r Finding> {
    let mut findings: Vec<&Finding> = reading
        .release
        .findings(place.code)
        .filter(|finding| finding.rule == "visit_overdue" && is_open(finding))
        .collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.days_overdue));
    findings
}

fn villages<'r>(reading: &'r Reading, place: &Place) -> Vec<&'r Place> {
    let release = &reading.release;
    let Some(definition) = release.definition(RATE) else {
        return vec![];
    };
    let figure = |place: &Place| release.figure(place.code, RATE, "");
    let mut villages: Vec<&Place> = release
        .places_with_figures(Level::Village)
        .filter(|village| village.code != place.code && release.lies_in(village.code, place.code))
        .filter(|village| figure(village).is_some_and(|figure| figure.numerator.unwrap_or(0.0) > 0.0))
        .collect();
    villages.sort_by(|a, b| worst_first(figure(a), figure(b), definition.better));
    villages
}

fn village_rows(reading: &Reading, place: &Place, villages: &[&Place]) -> Vec<VillageRow> {
    let release = &reading.release;
    let Some(definition) = release.definition(RATE) else {
        return vec![];
    };
    let shown: Vec<_> = villages
        .iter()
        .take(VILLAGES_SHOWN)
        .filter_map(|village| Some((village, release.figure(village.code, RATE, "")?)))
        .collect();
    let scale = Strip::scale(shown.iter().map(|(_, figure)| *figure));
    let reference = release
        .figure(place.code, RATE, "")
        .and_then(|figure| figure.value);
    shown
        .iter()
        .map(|(village, figure)| VillageRow {
            name: village.name.clone(),
            town: above(reading, village),
            href: reading.region_link(village.code),
            visits_href: reading
                .link("/visits")
                .with("region", village.code.as_str())
                .text(),
            rate: FigureText::of(reading, definition, Some(figure)),
            strip: Strip::of(figure, reference, scale),
        })
        .collect()
}

fn household(reading: &Reading, finding: &Finding) -> HouseholdRow {
    let village = reading.release.place(finding.region_code);
    HouseholdRow {
        household_id: finding.household_id.clone(),
        village: village.map(|village| village.name.clone()).unwrap_or_default(),
        town: village.map(|village| above(reading, village)).unwrap_or_default(),
        href: reading.region_link(finding.region_code),
        due_on: finding.due_on.map(|day| day.to_string()).unwrap_or_default(),
        days_overdue: finding
            .days_overdue
            .map(|days| days.to_string())
            .unwrap_or_default(),
        detail: finding.detail.clone(),
    }
}

/// The name of the place above.
fn above(reading: &Reading, place: &Place) -> String {
    let parent = place.parent.and_then(|parent| reading.release.place(parent));
    parent.map(|parent| parent.name.clone()).unwrap_or_default()
}

fn sheet<'r>(reading: &'r Reading, place: &Place, overdue: &[&'r Finding]) -> Sheet<'r> {
    let release = &reading.release;
    let name = |place: Option<&'r Place>| place.map_or("", |place| place.name.as_str());
    let row = |finding: &&'r Finding| {
        let finding: &'r Finding = finding;
        let village = release.place(finding.region_code);
        let town = village.and_then(|village| release.place(village.parent?));
        vec![
            Cell::Day(finding.as_of),
            Cell::from(finding.household_id.as_str()),
            Cell::from(finding.region_code.as_str()),
            Cell::from(name(town)),
            Cell::from(name(village)),
            Cell::from(finding.due_on),
            Cell::from(finding.days_overdue),
            Cell::from(finding.clause.as_str()),
            Cell::from(finding.detail.as_str()),
        ]
    };
    Sheet {
        name: format!("visits-{}-{}", place.code, release.as_of()),
        columns: vec![
            "as_of",
            "household_id",
            "region_code",
            "town",
            "village",
            "due_on",
            "days_overdue",
            "clause",
            "detail",
        ],
        rows: overdue.iter().map(row).collect(),
    }
}
