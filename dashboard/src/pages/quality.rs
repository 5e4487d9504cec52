//! `/quality`: how good the delivered data are — by dimension, office and rule — and the rows that somebody has to look at.

use std::collections::BTreeMap;

use askama::Template;
use axum::response::Response;
use domain::quality::{Account, Dimension, QualityProblem, QualityRate, QualityRule};
use domain::release::Place;
use domain::unit::{grouped_decimal, per_cent};

use crate::download::{Cell, Sheet};
use crate::error::PageError;
use crate::link::Link;
use crate::number;
use crate::pages::html;
use crate::parts::attention::Severity;
use crate::parts::files::Files;
use crate::parts::pager::Pager;
use crate::reading::{Form, Reading};
use crate::shell::Shell;

/// What the list can be narrowed to, besides its place.
const WORDS: [&str; 3] = ["dimension", "rule", "office"];

#[derive(Template)]
#[template(path = "pages/quality.html")]
struct QualityPage {
    shell: Shell,
    name: String,
    as_of: String,
    files: Files,
    all_href: Option<String>,
    dimensions: Vec<RateRow>,
    offices: Vec<OfficeRow>,
    offices_without_fault: usize,
    rules: Vec<RateRow>,
    accounts: Vec<AccountRow>,
    changes_href: String,
    chosen: Vec<String>,
    meaning: Option<String>,
    problems: Vec<ProblemRow>,
    pager: Pager,
}

/// How many rows were asked and how many are wrong.
struct RateRow {
    title: String,
    under: String,
    href: String,
    value: String,
    wrong: String,
    asked: String,
}

/// What an office delivers, by dimension.
struct OfficeRow {
    office: String,
    href: String,
    rates: Vec<OfficeRate>,
}

/// Empty where no rule of the dimension asks what the office delivers.
struct OfficeRate {
    dimension: &'static str,
    value: String,
    share: String,
}

impl OfficeRate {
    fn of(dimension: &'static str, rate: Option<&&QualityRate>) -> Self {
        let value = rate.and_then(|rate| rate.value).map(per_cent);
        let share = rate.map(|rate| format!("{}/{}", whole(rate.numerator), whole(rate.denominator)));
        Self {
            dimension,
            value: value.unwrap_or_else(|| "—".to_owned()),
            share: share.unwrap_or_default(),
        }
    }
}

/// Two counts of the same thing.
struct AccountRow {
    ledger: String,
    with: &'static str,
    theirs: i64,
    came_in: i64,
    went_out: i64,
    ours: i64,
    difference: i64,
}

/// No value: who may see it opens the row in the system of record.
struct ProblemRow {
    rule: String,
    severity: Severity,
    register: String,
    field: String,
    village: String,
    href: String,
    household_id: String,
    subject: String,
    office: String,
    opened_on: String,
}

pub(crate) fn show(reading: &Reading, form: Form) -> Result<Response, PageError> {
    let place = reading.region_asked()?;
    let quality = &reading.release.quality;
    if let Some(rule) = reading.asked("rule").filter(|rule| quality.rule(rule).is_none()) {
        return Err(PageError::UnknownRule(rule.to_owned()));
    }
    let problems = problems(reading, place);
    if form != Form::Page {
        return sheet(reading, place, &problems).answer(form);
    }
    let link = |path: String| address(reading, path);
    let (pager, range) = Pager::of(
        problems.len(),
        reading.page_asked()?,
        &link("/quality".to_owned()),
    );
    let is_narrowed =
        WORDS.iter().any(|word| reading.asked(word).is_some()) || reading.asked("region").is_some();
    let rule = reading.asked("rule").and_then(|name| quality.rule(name));
    html(&QualityPage {
        shell: Shell::of(reading, "/quality", "数据质量"),
        name: place.name.clone(),
        as_of: number::day(reading.release.as_of()),
        files: Files::of("/quality", link),
        all_href: is_narrowed.then(|| reading.link("/quality").text()),
        dimensions: dimensions(reading, place),
        offices: offices(reading, place),
        offices_without_fault: offices_without_fault(reading, place),
        rules: rules(reading, place),
        accounts: quality.accounts_of(place.code).map(account_row).collect(),
        changes_href: {
            let link = reading.link("/changes");
            link.with_some("region", reading.asked("region")).text()
        },
        chosen: ["dimension", "office"]
            .iter()
            .filter_map(|word| reading.asked(word).map(str::to_owned))
            .chain(rule.map(|rule| rule.title.clone()))
            .collect(),
        meaning: rule.map(|rule| format!("{}（依据 {}）", rule.meaning, rule.source.join("、"))),
        problems: problems[range]
            .iter()
            .filter_map(|problem| row(reading, problem))
            .collect(),
        pager,
    })
}

/// The same filter at another address.
fn address(reading: &Reading, path: String) -> Link {
    let link = reading.link(path).with_some("region", reading.asked("region"));
    WORDS
        .into_iter()
        .fold(link, |link, word| link.with_some(word, reading.asked(word)))
}

/// The open problems of the filter, by place and rule.
fn problems<'r>(reading: &'r Reading, place: &Place) -> Vec<&'r QualityProblem> {
    let quality = &reading.release.quality;
    let is_asked = |word: &str, value: &str| reading.asked(word).is_none_or(|asked| asked == value);
    reading
        .release
        .quality_problems(place.code)
        .filter(|problem| is_asked("rule", &problem.rule) && is_asked("office", &problem.office))
        .filter(|problem| {
            let dimension = quality.rule(&problem.rule).map_or("", |rule| &rule.dimension);
            is_asked("dimension", dimension)
        })
        .collect()
}

fn dimensions(reading: &Reading, place: &Place) -> Vec<RateRow> {
    let rates: Vec<&QualityRate> = reading
        .release
        .quality
        .of_place(place.code)
        .filter(|rate| rate.rule.is_empty())
        .collect();
    let labels = Dimension::ALL.iter().map(|dimension| dimension.label());
    labels
        .chain(std::iter::once(""))
        .filter_map(|label| rates.iter().find(|rate| rate.dimension == label))
        .map(|rate| {
            let title = if rate.dimension.is_empty() {
                "全部"
            } else {
                &rate.dimension
            };
            let href = narrowed(reading, "dimension", &rate.dimension);
            rate_row(rate, title.to_owned(), String::new(), href)
        })
        .collect()
}

/// The offices that have rows to look at, the one with the most first: by number, since a rate of a few rows says little.
fn offices(reading: &Reading, place: &Place) -> Vec<OfficeRow> {
    let mut by_office: BTreeMap<&str, Vec<&QualityRate>> = BTreeMap::new();
    for rate in reading.release.quality.of_offices(place.code) {
        by_office.entry(&rate.office).or_default().push(rate);
    }
    let wrong = |rates: &[&QualityRate]| rates.iter().map(|rate| rate.numerator).sum::<f64>();
    let mut offices: Vec<(&str, Vec<&QualityRate>)> = by_office.into_iter().collect();
    offices.retain(|(_, rates)| wrong(rates) > 0.0);
    offices.sort_by(|(_, a), (_, b)| wrong(b).total_cmp(&wrong(a)));
    offices
        .into_iter()
        .map(|(office, rates)| OfficeRow {
            office: office.to_owned(),
            href: narrowed(reading, "office", office),
            rates: Dimension::ALL
                .iter()
                .map(|dimension| {
                    let label = dimension.label();
                    OfficeRate::of(label, rates.iter().find(|rate| rate.dimension == label))
                })
                .collect(),
        })
        .collect()
}

/// How many offices have nothing to look at.
fn offices_without_fault(reading: &Reading, place: &Place) -> usize {
    let mut wrong: BTreeMap<&str, bool> = BTreeMap::new();
    for rate in reading.release.quality.of_offices(place.code) {
        *wrong.entry(&rate.office).or_default() |= rate.numerator > 0.0;
    }
    wrong.values().filter(|is_wrong| !**is_wrong).count()
}

/// The rules that something breaks, the most broken first.
fn rules(reading: &Reading, place: &Place) -> Vec<RateRow> {
    let quality = &reading.release.quality;
    let mut rates: Vec<(&QualityRate, &QualityRule)> = quality
        .of_place(place.code)
        .filter(|rate| rate.numerator > 0.0)
        .filter_map(|rate| Some((rate, quality.rule(&rate.rule)?)))
        .collect();
    rates.sort_by(|(a, _), (b, _)| {
        b.numerator
            .total_cmp(&a.numerator)
            .then_with(|| a.rule.cmp(&b.rule))
    });
    rates
        .into_iter()
        .map(|(rate, rule)| {
            let under = format!("{} · {} · {}", rule.register_title, rule.field, rule.dimension);
            rate_row(
                rate,
                rule.title.clone(),
                under,
                narrowed(reading, "rule", &rule.name),
            )
        })
        .collect()
}

/// The list of one dimension, office or rule in the same place.
fn narrowed(reading: &Reading, word: &'static str, value: &str) -> String {
    let link = reading
        .link("/quality")
        .with_some("region", reading.asked("region"));
    link.with_some(word, Some(value).filter(|value| !value.is_empty()))
        .text()
}

fn rate_row(rate: &QualityRate, title: String, under: String, href: String) -> RateRow {
    RateRow {
        title,
        under,
        href,
        value: rate.value.map(per_cent).unwrap_or_default(),
        wrong: whole(rate.numerator),
        asked: whole(rate.denominator),
    }
}

fn account_row(account: &Account) -> AccountRow {
    AccountRow {
        ledger: account.ledger.clone(),
        with: if account.kind == "night" {
            "上次发布"
        } else {
            "部门"
        },
        theirs: account.theirs,
        came_in: account.came_in,
        went_out: account.went_out,
        ours: account.ours,
        difference: account.difference,
    }
}

/// A number of rows, which the table holds as a number that can be divided.
fn whole(rows: f64) -> String {
    grouped_decimal(rows, 0)
}

fn row(reading: &Reading, problem: &QualityProblem) -> Option<ProblemRow> {
    let rule = reading.release.quality.rule(&problem.rule)?;
    let village = reading.release.place(problem.region_code);
    Some(ProblemRow {
        rule: rule.title.clone(),
        severity: Severity::of(&rule.severity),
        register: rule.register_title.clone(),
        field: rule.field.clone(),
        village: village.map(|village| village.name.clone()).unwrap_or_default(),
        href: reading.region_link(problem.region_code),
        household_id: problem.household_id.clone(),
        // For a rule about a household the subject repeats it.
        subject: if problem.subject == problem.household_id {
            String::new()
        } else {
            problem.subject.clone()
        },
        office: problem.office.clone(),
        opened_on: problem.opened_on.to_string(),
    })
}

fn sheet<'r>(reading: &'r Reading, place: &Place, problems: &[&'r QualityProblem]) -> Sheet<'r> {
    let release = &reading.release;
    let cells = |problem: &&'r QualityProblem| {
        let problem: &'r QualityProblem = problem;
        let rule = release.quality.rule(&problem.rule);
        let text = |value: fn(&QualityRule) -> &str| Cell::from(rule.map_or("", value));
        let village = release.place(problem.region_code);
        vec![
            Cell::Day(problem.as_of),
            Cell::from(problem.rule.as_str()),
            text(|rule| &rule.title),
            text(|rule| &rule.dimension),
            text(|rule| &rule.severity),
            text(|rule| &rule.register_title),
            text(|rule| &rule.field),
            Cell::from(problem.region_code.as_str()),
            Cell::from(village.map_or("", |village| village.name.as_str())),
            Cell::from(problem.household_id.as_str()),
            Cell::from(problem.subject.as_str()),
            Cell::from(problem.office.as_str()),
            Cell::from(problem.person_in_charge.as_str()),
            Cell::Day(problem.opened_on),
        ]
    };
    Sheet {
        name: format!("quality-{}-{}", place.code, release.as_of()),
        columns: vec![
            "as_of",
            "rule",
            "title",
            "dimension",
            "severity",
            "register",
            "field",
            "region_code",
            "place",
            "household_id",
            "subject",
            "office",
            "person_in_charge",
            "opened_on",
        ],
        rows: problems.iter().map(cells).collect(),
    }
}
