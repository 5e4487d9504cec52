//! `dixian policy diff`

use std::str::FromStr;

use chrono::NaiveDate;
use clap::Args;
use domain::policy::{Entry, Parameter, PolicyBook, Profile};
use domain::region::RegionCode;
use serde::Serialize;

use crate::output::{self, Format};

#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// A profile, or a place and a day: LS, 340604@2023-05-31
    #[arg(value_name = "KEY|CODE@DAY")]
    left: Side,
    /// The other
    #[arg(value_name = "KEY|CODE@DAY")]
    right: Side,
    /// How the result is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// What is compared.
#[derive(Debug, Clone)]
enum Side {
    /// What one profile says itself.
    Profile(String),
    /// What holds at a place on a day.
    Place(RegionCode, NaiveDate),
}

impl FromStr for Side {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let Some((code, day)) = text.split_once('@') else {
            return Ok(Self::Profile(text.to_owned()));
        };
        let code = code.parse().map_err(|fault| format!("{fault}"))?;
        let day = day
            .parse()
            .map_err(|fault| format!("`{day}` is no day: {fault}"))?;
        Ok(Self::Place(code, day))
    }
}

/// One answer: the value with its kind of days, and who says so.
#[derive(Debug, Serialize, PartialEq, Eq)]
struct Answer {
    value: String,
    profile: String,
    clause: String,
}

/// A parameter that is answered differently, or by one side only.
#[derive(Debug, Serialize)]
struct Difference {
    parameter: &'static str,
    title: &'static str,
    left: Option<Answer>,
    right: Option<Answer>,
}

impl Diff {
    pub(crate) fn run(self, book: &PolicyBook) -> anyhow::Result<()> {
        let differences = self.differences(book)?;
        if self.format == Format::Json {
            return output::json(&differences);
        }
        if differences.is_empty() {
            return output::line("no parameter differs");
        }
        let shown = |answer: Option<Answer>| {
            answer.map_or_else(
                || ["·".to_owned(), String::new()],
                |answer| [answer.value, format!("{} {}", answer.profile, answer.clause)],
            )
        };
        let cells: Vec<Vec<String>> = differences
            .into_iter()
            .map(|row| {
                let names = [row.parameter.to_owned(), row.title.to_owned()];
                let cells = [names, shown(row.left), shown(row.right)];
                cells.into_iter().flatten().collect()
            })
            .collect();
        output::line(output::table(
            &["parameter", "名称", "first", "says so", "second", "says so"],
            &cells,
        ))
    }

    fn differences(&self, book: &PolicyBook) -> anyhow::Result<Vec<Difference>> {
        let mut differences = vec![];
        for parameter in Parameter::ALL {
            let left = self.left.answer(book, *parameter)?;
            let right = self.right.answer(book, *parameter)?;
            let is_same =
                left.as_ref().map(|answer| &answer.value) == right.as_ref().map(|answer| &answer.value);
            if !is_same {
                differences.push(Difference {
                    parameter: parameter.name(),
                    title: parameter.title(),
                    left,
                    right,
                });
            }
        }
        Ok(differences)
    }
}

impl Side {
    fn answer(&self, book: &PolicyBook, parameter: Parameter) -> anyhow::Result<Option<Answer>> {
        let found = match self {
            Self::Profile(key) => {
                let profile = super::named(book, key)?;
                profile.entry(parameter).map(|entry| (profile, entry))
            }
            Self::Place(region, on) => book.answers(parameter, *region, *on).next(),
        };
        Ok(found.map(|(profile, entry)| answer(profile, entry)))
    }
}

fn answer(profile: &Profile, entry: &Entry) -> Answer {
    Answer {
        value: super::value(entry),
        profile: profile.key.clone(),
        clause: entry.clause.clone(),
    }
}
