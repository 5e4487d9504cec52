//! `/findings`: everything that is wrong or due, by rule, place and state.

use std::collections::BTreeMap;

use askama::Template;
use axum::response::Response;
use domain::release::{Finding, Place};
use reports::number::profile;

use crate::download::{Cell, Sheet};
use crate::error::PageError;
use crate::link::Link;
use crate::number;
use crate::pages::html;
use crate::parts::attention::{Attention, Severity, is_open, rule_title};
use crate::parts::choice::{self, Choice};
use crate::parts::files::Files;
use crate::parts::pager::Pager;
use crate::reading::{Form, Reading};
use crate::shell::Shell;

#[derive(Template)]
#[template(path = "pages/findings.html")]
struct FindingsPage {
    shell: Shell,
    name: String,
    as_of: String,
    files: Files,
    older: Option<String>,
    rules: Vec<Choice>,
    regions: Vec<Choice>,
    states: Vec<Choice>,
    meaning: Option<Meaning>,
    attention: Attention,
    findings: Vec<FindingRow>,
    pager: Pager,
}

/// What the chosen rule says.
struct Meaning {
    text: String,
    sources: String,
}

struct FindingRow {
    rule: String,
    clause: String,
    severity: Severity,
    village: String,
    town: String,
    href: String,
    household_id: String,
    subject: String,
    due_on: String,
    days_overdue: String,
    detail: String,
    opened_on: String,
    closed_on: Option<String>,
}

/// What the query narrows the list to.
struct Filter<'r> {
    place: &'r Place,
    rule: Option<&'r str>,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Closed,
    All,
}

impl State {
    const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::Open, "open", "未办结"),
        (Self::Closed, "closed", "已办结"),
        (Self::All, "all", "全部"),
    ];

    const fn holds(self, is_open: bool) -> bool {
        match self {
            Self::Open => is_open,
            Self::Closed => !is_open,
            Self::All => true,
        }
    }
}

pub(crate) fn show(reading: &Reading, form: Form) -> Result<Response, PageError> {
    let filter = filter(reading)?;
    let findings = filtered(reading, &filter);
    if form != Form::Page {
        return sheet(reading, &filter, &findings).answer(form);
    }
    let link = |path: String| address(reading, path);
    let (pager, range) = Pager::of(
        findings.len(),
        reading.page_asked()?,
        &link("/findings".to_owned()),
    );
    let rule = filter
        .rule
        .and_then(|name| reading.release.rules.iter().find(|rule| rule.name == name));
    html(&FindingsPage {
        shell: Shell::of(reading, "/findings", "问题清单"),
        name: filter.place.name.clone(),
        as_of: number::day(reading.release.as_of()),
        files: Files::of("/findings", link),
        older: reading.older.clone(),
        rules: rules(reading, &filter),
        regions: choice::regions(reading, filter.place)?,
        states: State::ALL
            .iter()
            .map(|(state, value, title)| Choice {
                value: (*value).to_owned(),
                title: (*title).to_owned(),
                is_current: *state == filter.state,
            })
            .collect(),
        meaning: rule.map(|rule| Meaning {
            text: rule.meaning.clone(),
            sources: rule.source.join("、"),
        }),
        attention: Attention::of(reading, filter.place.code),
        findings: findings[range]
            .iter()
            .map(|finding| row(reading, finding))
            .collect(),
        pager,
    })
}

fn filter(reading: &Reading) -> Result<Filter<'_>, PageError> {
    let release = &reading.release;
    let rule = reading.asked("rule");
    if let Some(name) = rule {
        let is_known = release.rules.iter().any(|rule| rule.name == name);
        if !is_known {
            return Err(PageError::UnknownRule(name.to_owned()));
        }
    }
    let state = match reading.asked("state") {
        None => State::Open,
        Some(asked) => State::ALL
            .iter()
            .find(|(_, value, _)| *value == asked)
            .map(|(state, _, _)| *state)
            .ok_or_else(|| PageError::BadWord {
                word: "state",
                value: asked.to_owned(),
                expected: " open、closed 或 all",
            })?,
    };
    Ok(Filter {
        place: reading.region_asked()?,
        rule,
        state,
    })
}

/// Open before closed, the longest delay first.
fn filtered<'r>(reading: &'r Reading, filter: &Filter<'_>) -> Vec<&'r Finding> {
    let mut findings: Vec<&Finding> = reading
        .release
        .findings(filter.place.code)
        .filter(|finding| filter.rule.is_none_or(|rule| finding.rule == rule))
        .filter(|finding| filter.state.holds(is_open(finding)))
        .collect();
    findings.sort_by_key(|finding| (!is_open(finding), std::cmp::Reverse(finding.days_overdue)));
    findings
}

/// The same filter at another address.
fn address(reading: &Reading, path: String) -> Link {
    ["region", "rule", "state"]
        .into_iter()
        .fold(reading.link(path), |link, key| {
            link.with_some(key, reading.asked(key))
        })
}

fn rules(reading: &Reading, filter: &Filter<'_>) -> Vec<Choice> {
    reading
        .release
        .rules
        .iter()
        .map(|rule| Choice {
            value: rule.name.clone(),
            title: rule.title.clone(),
            is_current: filter.rule == Some(rule.name.as_str()),
        })
        .collect()
}

fn village_and_town<'r>(reading: &'r Reading, finding: &Finding) -> (Option<&'r Place>, Option<&'r Place>) {
    let release = &reading.release;
    let village = release.place(finding.region_code);
    (
        village,
        village.and_then(|village| release.place(village.parent?)),
    )
}

fn row(reading: &Reading, finding: &Finding) -> FindingRow {
    let (village, town) = village_and_town(reading, finding);
    let name = |place: Option<&Place>| place.map(|place| place.name.clone()).unwrap_or_default();
    FindingRow {
        rule: rule_title(reading, &finding.rule),
        // Where no document says anything the shipped default judged, and that is no clause.
        clause: profile(&finding.clause),
        severity: Severity::of(&finding.severity),
        village: name(village),
        town: name(town),
        href: reading.region_link(finding.region_code),
        household_id: finding.household_id.clone(),
        // For a rule about a household the subject repeats it.
        subject: if finding.subject == finding.household_id {
            String::new()
        } else {
            finding.subject.clone()
        },
        due_on: finding.due_on.map(|day| day.to_string()).unwrap_or_default(),
        days_overdue: finding
            .days_overdue
            .map(|days| days.to_string())
            .unwrap_or_default(),
        detail: finding.detail.clone(),
        opened_on: finding.opened_on.to_string(),
        closed_on: finding.closed_on.map(|day| day.to_string()),
    }
}

fn sheet<'r>(reading: &'r Reading, filter: &Filter<'_>, findings: &[&'r Finding]) -> Sheet<'r> {
    let name = |place: Option<&'r Place>| place.map_or("", |place| place.name.as_str());
    let titles: BTreeMap<&str, &str> = reading
        .release
        .rules
        .iter()
        .map(|rule| (rule.name.as_str(), rule.title.as_str()))
        .collect();
    let cells = |finding: &&'r Finding| {
        let finding: &'r Finding = finding;
        let (village, town) = village_and_town(reading, finding);
        let rule = finding.rule.as_str();
        vec![
            Cell::Day(finding.as_of),
            Cell::from(rule),
            Cell::from(titles.get(rule).copied().unwrap_or(rule)),
            Cell::from(finding.clause.as_str()),
            Cell::from(finding.severity.as_str()),
            Cell::from(finding.region_code.as_str()),
            Cell::from(name(town)),
            Cell::from(name(village)),
            Cell::from(finding.household_id.as_str()),
            Cell::from(finding.subject.as_str()),
            Cell::from(finding.due_on),
            Cell::from(finding.days_overdue),
            Cell::from(finding.detail.as_str()),
            Cell::Day(finding.opened_on),
            Cell::from(finding.closed_on),
            Cell::from(finding.state.as_str()),
        ]
    };
    Sheet {
        name: format!("findings-{}-{}", filter.place.code, reading.release.as_of()),
        columns: vec![
            "as_of",
            "rule",
            "title",
            "clause",
            "severity",
            "region_code",
            "town",
            "village",
            "household_id",
            "subject",
            "due_on",
            "days_overdue",
            "detail",
            "opened_on",
            "closed_on",
            "state",
        ],
        rows: findings.iter().map(cells).collect(),
    }
}
