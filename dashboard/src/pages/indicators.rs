//! `/indicators` and `/indicators/{name}`: what each figure counts, over what, by which clause; and what it is today. The files of
//! the first are the catalogue, those of the second the figure in every place and the months before.

use askama::Template;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::response::Response;
use domain::release::{Definition, FigureUnit, Rule};
use reports::charts::{ranking_of, trend_of};
use reports::number::{clauses, word};

use crate::download::{Cell, Sheet};
use crate::error::PageError;
use crate::pages::{html, in_reading_order, topic};
use crate::parts::chart::ChartPart;
use crate::parts::figure::better;
use crate::parts::files::Files;
use crate::parts::table::{FigureRow, FigureTable};
use crate::reading::{Form, Reading};
use crate::shell::Shell;

#[derive(Template)]
#[template(path = "pages/indicators.html")]
struct IndicatorsPage {
    shell: Shell,
    files: Files,
    topics: Vec<Topic>,
    rules: Vec<RuleRow>,
}

struct Topic {
    title: &'static str,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    title: String,
    href: String,
    meaning: String,
    unit: &'static str,
    better: &'static str,
    source: String,
}

struct RuleRow {
    name: String,
    title: String,
    href: String,
    meaning: String,
    policy: String,
    source: String,
}

#[derive(Template)]
#[template(path = "pages/indicator.html")]
struct IndicatorPage {
    shell: Shell,
    files: Files,
    catalogue_href: String,
    name: String,
    title: String,
    topic: &'static str,
    meaning: String,
    numerator: String,
    denominator: String,
    unit: &'static str,
    better: &'static str,
    slice: String,
    policy: String,
    source: String,
    figures: FigureTable,
    trend: Option<ChartPart>,
    ranking: Option<ChartPart>,
}

pub(crate) fn catalogue(reading: &Reading, form: Form) -> Result<Response, PageError> {
    let release = &reading.release;
    let definitions = in_reading_order(release.definitions.iter());
    if form != Form::Page {
        return sheet(reading, &definitions).answer(form);
    }
    let mut topics: Vec<Topic> = vec![];
    for definition in definitions {
        let title = topic(&definition.topic).1;
        if topics.last().is_none_or(|last| last.title != title) {
            topics.push(Topic {
                title,
                entries: vec![],
            });
        }
        if let Some(last) = topics.last_mut() {
            last.entries.push(entry(reading, definition));
        }
    }
    html(&IndicatorsPage {
        shell: Shell::of(reading, "/indicators", "指标口径"),
        files: Files::of("/indicators", |path| reading.link(path)),
        topics,
        rules: release
            .rules
            .iter()
            .map(|rule| RuleRow {
                name: rule.name.clone(),
                title: rule.title.clone(),
                href: reading.link("/findings").with("rule", &rule.name).text(),
                meaning: rule.meaning.clone(),
                policy: rule.policy.join("、"),
                source: clauses(&rule.source),
            })
            .collect(),
    })
}

/// The catalogue as rows: the indicators, then the rules, for which some columns say nothing.
fn sheet<'r>(reading: &'r Reading, definitions: &[&'r Definition]) -> Sheet<'r> {
    let indicator = |definition: &&'r Definition| {
        let definition: &'r Definition = definition;
        vec![
            Cell::from("indicator"),
            Cell::from(definition.name.as_str()),
            Cell::from(definition.topic.as_str()),
            Cell::from(definition.title.as_str()),
            Cell::from(definition.meaning.as_str()),
            Cell::from(definition.numerator.as_str()),
            Cell::from(definition.denominator.as_deref()),
            Cell::key(definition.unit),
            Cell::key(definition.better),
            Cell::from(definition.slice.as_deref()),
            Cell::from(definition.policy.join(" ")),
            Cell::from(definition.source.join(" ")),
        ]
    };
    let rule = |rule: &'r Rule| {
        vec![
            Cell::from("rule"),
            Cell::from(rule.name.as_str()),
            Cell::from(rule.topic.as_str()),
            Cell::from(rule.title.as_str()),
            Cell::from(rule.meaning.as_str()),
            Cell::Absent,
            Cell::Absent,
            Cell::Absent,
            Cell::Absent,
            Cell::Absent,
            Cell::from(rule.policy.join(" ")),
            Cell::from(rule.source.join(" ")),
        ]
    };
    let rules = reading.release.rules.iter().map(rule);
    Sheet {
        name: format!("indicators-{}", reading.release.as_of()),
        columns: vec![
            "kind",
            "name",
            "topic",
            "title",
            "meaning",
            "numerator",
            "denominator",
            "unit",
            "better",
            "slice",
            "policy",
            "source",
        ],
        rows: definitions.iter().map(indicator).chain(rules).collect(),
    }
}

/// The unit as the catalogue names it; per cent is part of a value, so it has no word of its own.
const fn unit(unit: FigureUnit) -> &'static str {
    match unit {
        FigureUnit::Share => "%",
        other => word(other),
    }
}

fn entry(reading: &Reading, definition: &Definition) -> Entry {
    Entry {
        name: definition.name.clone(),
        title: definition.title.clone(),
        href: reading.definition_link(&definition.name),
        meaning: definition.meaning.clone(),
        unit: unit(definition.unit),
        better: better(definition.better),
        source: clauses(&definition.source),
    }
}

pub(crate) async fn show(
    reading: Reading,
    path: Result<Path<String>, PathRejection>,
) -> Result<Response, PageError> {
    let Path(path) = path.ok().ok_or(PageError::UnknownPage)?;
    let (name, form) = Form::split(&path);
    let release = &reading.release;
    let definition = release
        .definition(name)
        .ok_or_else(|| PageError::UnknownIndicator(name.to_owned()))?;
    let home = reading.home()?;
    if form != Form::Page {
        let today = release
            .places()
            .flat_map(|place| release.slices(place.code, name));
        let slices = release.slices(home.code, name).iter();
        let past = slices.flat_map(|figure| reading.past(home.code, name, &figure.slice));
        let file_name = format!("{name}-{}-{}", home.code, release.as_of());
        return Sheet::of_figures(&reading, file_name, today.chain(past)).answer(form);
    }
    let slices = release.slices(home.code, &definition.name);
    let has_whole = slices.iter().any(|figure| figure.slice.is_empty());
    let has_children = release
        .children(home.code)
        .any(|child| release.figure(child.code, &definition.name, "").is_some());
    let rows: Vec<FigureRow> = slices
        .iter()
        .map(|figure| FigureRow::of(&reading, home.code, definition, &figure.slice))
        .collect();
    html(&IndicatorPage {
        shell: Shell::of(&reading, "/indicators", &definition.title),
        files: Files::of(&format!("/indicators/{name}"), |path| reading.link(path)),
        catalogue_href: reading.link("/indicators").text(),
        name: definition.name.clone(),
        title: definition.title.clone(),
        topic: topic(&definition.topic).1,
        meaning: definition.meaning.clone(),
        numerator: definition.numerator.clone(),
        denominator: definition
            .denominator
            .clone()
            .unwrap_or_else(|| "无（计数）".to_owned()),
        unit: unit(definition.unit),
        better: better(definition.better),
        slice: definition.slice.clone().unwrap_or_else(|| "无".to_owned()),
        policy: definition.policy.join("、"),
        source: clauses(&definition.source),
        figures: FigureTable::new(&reading, definition.title.clone(), rows).by(definition.slice.as_ref()),
        trend: has_whole.then(|| ChartPart::of(trend_of(release, home.code, &definition.name, ""))),
        ranking: has_children.then(|| ChartPart::of(ranking_of(release, home.code, &definition.name, ""))),
    })
}
