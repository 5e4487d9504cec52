//! `dixian policy`

mod diff;
mod what_if;

use std::process::ExitCode;

use anyhow::anyhow;
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use domain::policy::{Entry, Parameter, PolicyBook, Profile};
use domain::region::RegionCode;
use serde::Serialize;

use crate::config::Place;
use crate::output::{self, Format};

#[derive(Debug, Subcommand)]
pub(crate) enum Policy {
    /// All profiles, their places and days
    List {
        /// How the result is written
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// One profile: every parameter with its value and clause
    Show {
        /// The key of the profile: LS, LZ, XJ, HN, LT, default
        key: String,
        /// How the result is written
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Which value of every parameter holds at a place on a day, which profile says so in which words, and whom it overrides
    Explain(Explain),
    /// What differs between two profiles (LS LZ), or between two places and days (340604@2023-05-31 340604@2026-03-01)
    Diff(diff::Diff),
    /// A release recomputed with other values, beside itself: who would fall below the line, what it would cost, what would change
    WhatIf(what_if::WhatIf),
}

#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The place, e.g. 340604
    #[arg(long, value_name = "CODE")]
    region: RegionCode,
    /// The day, e.g. 2023-05-31
    #[arg(long, value_name = "DAY")]
    on: NaiveDate,
    /// How the result is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// One parameter of a profile, or of a place and day.
#[derive(Debug, Serialize)]
struct Row {
    parameter: &'static str,
    title: &'static str,
    value: String,
    day_type: Option<&'static str>,
    profile: String,
    clause: String,
    confidence: &'static str,
    phrase: Option<String>,
    overrides: Option<String>,
}

#[derive(Debug, Serialize)]
struct ProfileRow {
    key: String,
    title: String,
    region: Option<RegionCode>,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
    document: String,
}

impl Policy {
    pub(crate) async fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let book = place.policies()?;
        match self {
            Self::WhatIf(what_if) => what_if.run(place).await?,
            Self::List { format } => list(&book, format)?,
            Self::Show { key, format } => {
                show(&stated(named(&book, &key)?), format)?;
            }
            Self::Diff(diff) => diff.run(&book)?,
            Self::Explain(explain) => show(&resolved(&book, explain.region, explain.on), explain.format)?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The profile with this key.
fn named<'a>(book: &'a PolicyBook, key: &str) -> anyhow::Result<&'a Profile> {
    book.profile(key).ok_or_else(|| {
        let known: Vec<&str> = book.profiles().map(|profile| profile.key.as_str()).collect();
        anyhow!("show profile `{key}`: there are {}", known.join(", "))
    })
}

fn list(book: &PolicyBook, format: Format) -> anyhow::Result<()> {
    let rows: Vec<ProfileRow> = book
        .profiles()
        .map(|profile| ProfileRow {
            key: profile.key.clone(),
            title: profile.title.clone(),
            region: profile.region,
            valid_from: profile.valid_from,
            valid_to: profile.valid_to,
            document: profile.document.clone(),
        })
        .collect();
    if format == Format::Json {
        return output::json(&rows);
    }
    let day = |day: Option<NaiveDate>| day.map_or_else(String::new, |day| day.to_string());
    let cells: Vec<Vec<String>> = rows
        .into_iter()
        .map(|row| {
            let region = row
                .region
                .map_or_else(String::new, |code| code.prefix().to_owned());
            vec![
                row.key,
                row.title,
                region,
                day(row.valid_from),
                day(row.valid_to),
                row.document,
            ]
        })
        .collect();
    output::line(output::table(
        &["key", "title", "region", "from", "to", "document"],
        &cells,
    ))
}

fn stated(profile: &Profile) -> Vec<Row> {
    profile
        .entries()
        .map(|(parameter, entry)| Row {
            parameter: parameter.name(),
            title: parameter.title(),
            value: entry.value.to_string(),
            day_type: entry.day_type.map(domain::calendar::DayType::key),
            profile: profile.key.clone(),
            clause: entry.clause.clone(),
            confidence: entry.confidence.key(),
            phrase: entry.phrase.clone(),
            overrides: None,
        })
        .collect()
}

fn resolved(book: &PolicyBook, region: RegionCode, on: NaiveDate) -> Vec<Row> {
    Parameter::ALL
        .iter()
        .map(|parameter| {
            let answer = book.resolve(*parameter, region, on);
            Row {
                parameter: parameter.name(),
                title: parameter.title(),
                value: answer.value.to_string(),
                day_type: answer.day_type.map(domain::calendar::DayType::key),
                profile: answer.profile.to_owned(),
                clause: answer.clause.to_owned(),
                confidence: answer.confidence.key(),
                phrase: answer.phrase.map(str::to_owned),
                overrides: overridden(book, *parameter, region, on),
            }
        })
        .collect()
}

/// Who would answer if those before them were silent: `LZ quarter; default month`.
fn overridden(book: &PolicyBook, parameter: Parameter, region: RegionCode, on: NaiveDate) -> Option<String> {
    let others: Vec<String> = book
        .answers(parameter, region, on)
        .skip(1)
        .map(|(profile, entry)| format!("{} {}", profile.key, value(entry)))
        .collect();
    (!others.is_empty()).then(|| others.join("; "))
}

/// `15 natural`, `month`.
fn value(entry: &Entry) -> String {
    match entry.day_type {
        Some(day_type) => format!("{} {}", entry.value, day_type.key()),
        None => entry.value.to_string(),
    }
}

fn show(rows: &[Row], format: Format) -> anyhow::Result<()> {
    if format == Format::Json {
        return output::json(&rows);
    }
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            vec![
                row.parameter.to_owned(),
                row.title.to_owned(),
                row.value.clone(),
                row.day_type.unwrap_or_default().to_owned(),
                row.profile.clone(),
                row.clause.clone(),
                row.confidence.to_owned(),
                row.phrase.clone().unwrap_or_default(),
                row.overrides.clone().unwrap_or_default(),
            ]
        })
        .collect();
    output::line(output::table(
        &[
            "parameter",
            "名称",
            "value",
            "days",
            "profile",
            "clause",
            "confidence",
            "原文",
            "overrides",
        ],
        &cells,
    ))
}
