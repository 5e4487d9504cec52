//! `dixian explain`

use std::collections::BTreeMap;
use std::process::ExitCode;

use chrono::NaiveDate;
use clap::Args;
use domain::policy::Clause;
use domain::release::{Finding, Place as Region, Rule};
use serde::Serialize;
use warehouse::{Explanation, HouseholdRow, ObligationRow};

use crate::config::Place;
use crate::embedded;
use crate::output::{self, Format};

#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// 户编号 of the household
    household: String,
    /// The release to ask; the current one when it is not named
    #[arg(long, value_name = "ID")]
    release: Option<String>,
    /// How the result is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Serialize)]
struct Report<'a> {
    release_id: &'a str,
    as_of: NaiveDate,
    household: &'a HouseholdRow,
    places: &'a [Region],
    obligations: Vec<Owed<'a>>,
    findings: Vec<Found<'a>>,
}

/// What is owed, with the words of the document.
#[derive(Debug, Serialize)]
struct Owed<'a> {
    #[serde(flatten)]
    obligation: &'a ObligationRow,
    phrase: Option<String>,
}

/// What is wrong, and what is to be done about it.
#[derive(Debug, Serialize)]
struct Found<'a> {
    #[serde(flatten)]
    finding: &'a Finding,
    title: &'a str,
    action: &'a str,
    owner: &'a str,
}

impl Explain {
    pub(crate) async fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let warehouse = place.open_existing()?;
        let known = warehouse
            .explain(self.release.as_deref(), &self.household)
            .await?;
        let rules = warehouse.catalogue().rules();
        let report = report(&known, &rules)?;
        match self.format {
            Format::Json => output::json(&report)?,
            Format::Text => output::line(shown(&report))?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn report<'a>(known: &'a Explanation, rules: &'a [Rule]) -> anyhow::Result<Report<'a>> {
    let book = embedded::rule_book()?;
    let phrase = |clause: &str| {
        let clause: Clause = clause.parse().ok()?;
        Some(book.rule(&clause)?.phrase.clone())
    };
    let by_name: BTreeMap<&str, &Rule> = rules.iter().map(|rule| (rule.name.as_str(), rule)).collect();
    let obligations = known.obligations.iter().map(|obligation| Owed {
        phrase: phrase(&obligation.clause),
        obligation,
    });
    let findings = known.findings.iter().map(|finding| {
        let rule = by_name.get(finding.rule.as_str());
        Found {
            finding,
            title: rule.map_or(&finding.rule, |rule| &rule.title),
            action: rule.map_or("", |rule| &rule.action),
            owner: rule.map_or("", |rule| &rule.owner),
        }
    });
    Ok(Report {
        release_id: &known.release_id,
        as_of: known.as_of,
        household: &known.household,
        places: &known.places,
        obligations: obligations.collect(),
        findings: findings.collect(),
    })
}

fn shown(report: &Report<'_>) -> String {
    format!(
        "{}\n\n{}\n\n{}",
        who(report),
        what_is_owed(&report.obligations),
        what_is_wrong(&report.findings)
    )
}

fn day(day: Option<NaiveDate>) -> String {
    day.map_or_else(|| "—".to_owned(), |day| day.to_string())
}

fn who(report: &Report<'_>) -> String {
    let home = report.household;
    let path: Vec<&str> = report
        .places
        .iter()
        .rev()
        .map(|place| place.name.as_str())
        .collect();
    let persons = home
        .persons
        .map_or_else(|| "—".to_owned(), |persons| persons.to_string());
    let monitoring = match (home.identified_on, home.eliminated_on) {
        (None, _) => "未列为监测对象".to_owned(),
        (identified, None) => format!(
            "{}，{}识别，未消除；风险：{}；最近联系：{}",
            home.object_type,
            day(identified),
            home.risks,
            day(home.last_contact_on)
        ),
        (identified, eliminated) => {
            format!(
                "{}，{}识别，{}消除",
                home.object_type,
                day(identified),
                day(eliminated)
            )
        }
    };
    format!(
        "户 {}  {}  （{}，{}）\n{}，{persons}人\n{monitoring}",
        home.household_id,
        path.join(" "),
        report.release_id,
        report.as_of,
        home.household_class
    )
}

fn what_is_owed(obligations: &[Owed<'_>]) -> String {
    if obligations.is_empty() {
        return "没有应办事项。".to_owned();
    }
    let cells: Vec<Vec<String>> = obligations
        .iter()
        .map(|Owed { obligation, phrase }| {
            vec![
                obligation.state.clone(),
                obligation.obligation.clone(),
                day(obligation.due_on),
                day(obligation.done_on),
                obligation.detail.clone(),
                obligation.clause.clone(),
                phrase.clone().unwrap_or_default(),
            ]
        })
        .collect();
    let head = ["状态", "事项", "期限", "办理", "说明", "条款", "原文"];
    format!("应办事项\n{}", output::table(&head, &cells))
}

fn what_is_wrong(findings: &[Found<'_>]) -> String {
    if findings.is_empty() {
        return "没有未关闭的问题。".to_owned();
    }
    let cells: Vec<Vec<String>> = findings
        .iter()
        .map(|found| {
            let late = found.finding.days_overdue;
            vec![
                found.title.to_owned(),
                found.finding.detail.clone(),
                late.map_or_else(String::new, |days| format!("{days}天")),
                found.action.to_owned(),
                found.owner.to_owned(),
                found.finding.clause.clone(),
            ]
        })
        .collect();
    let head = ["问题", "说明", "逾期", "怎么办", "谁办", "条款"];
    format!("未关闭的问题\n{}", output::table(&head, &cells))
}
