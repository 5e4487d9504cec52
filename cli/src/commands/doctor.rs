//! `dixian doctor`

use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use crate::config::{self, Place};
use crate::output::{self, Format};
use crate::schedule::Timetable;

#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// How the result is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// One thing looked at.
#[derive(Debug, Serialize)]
struct Sign {
    what: &'static str,
    is_well: bool,
    detail: String,
}

impl Doctor {
    pub(crate) async fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let signs = examine(place).await;
        match self.format {
            Format::Json => output::json(&signs)?,
            Format::Text => {
                for sign in &signs {
                    let word = if sign.is_well { "well " } else { "WRONG" };
                    output::line(format!("{word}  {}: {}", sign.what, sign.detail))?;
                }
            }
        }
        let is_well = signs.iter().all(|sign| sign.is_well);
        Ok(if is_well {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
}

async fn examine(place: &Place) -> Vec<Sign> {
    let mut signs = vec![
        sign(
            "settings",
            place
                .settings()
                .and_then(|settings| Timetable::new(&settings))
                .map(|timetable| {
                    let jobs: Vec<String> = timetable
                        .jobs()
                        .map(|job| format!("{} next {}", job.name, job.next_slot().unwrap_or_default()))
                        .collect();
                    if jobs.is_empty() {
                        "nothing is scheduled".to_owned()
                    } else {
                        jobs.join(", ")
                    }
                }),
        ),
        sign(
            "policies",
            place
                .policies()
                .map(|book| format!("{} profiles", book.profiles().count())),
        ),
        sign(
            "sources",
            place
                .contract()
                .map(|_contract| "the source contract is understood".to_owned()),
        ),
        sign(
            "calendar",
            config::calendar().map(|calendar| {
                let years: Vec<String> = calendar.years().map(|year| year.year.to_string()).collect();
                format!("working days of {}", years.join(", "))
            }),
        ),
    ];
    match place.open_existing() {
        Err(fault) => signs.push(sign("home", Err(fault))),
        Ok(warehouse) => {
            signs.push(sign(
                "release",
                warehouse
                    .release(None)
                    .map(|release| format!("{} as of {}", release.release_id, release.as_of))
                    .map_err(anyhow::Error::from),
            ));
            match warehouse.verify().await {
                Err(fault) => signs.push(sign("books", Err(fault.into()))),
                Ok(checks) => signs.extend(checks.into_iter().map(|check| Sign {
                    what: "books",
                    is_well: check.is_sound,
                    detail: format!("{}: {}", check.name, check.detail),
                })),
            }
        }
    }
    signs
}

fn sign(what: &'static str, looked: anyhow::Result<String>) -> Sign {
    match looked {
        Ok(detail) => Sign {
            what,
            is_well: true,
            detail,
        },
        Err(fault) => Sign {
            what,
            is_well: false,
            detail: format!("{fault:#}"),
        },
    }
}
