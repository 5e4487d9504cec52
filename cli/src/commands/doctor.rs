//! `dixian doctor`

use std::process::ExitCode;

use clap::Args;
use serde::Serialize;
use warehouse::KeyPlace;

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
    /// What could be better.
    advice: Option<String>,
}

impl Doctor {
    pub(crate) async fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let signs = examine(place).await;
        match self.format {
            Format::Json => output::json(&signs)?,
            Format::Text => {
                for sign in &signs {
                    let word = match (sign.is_well, &sign.advice) {
                        (true, None) => "well ",
                        (true, Some(_)) => "look ",
                        (false, _) => "WRONG",
                    };
                    let advice = sign
                        .advice
                        .as_ref()
                        .map_or_else(String::new, |text| format!("; {text}"));
                    output::line(format!("{word}  {}: {}{advice}", sign.what, sign.detail))?;
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
    if let Ok(settings) = place.settings() {
        let looked = KeyPlace::of(&place.home_with_keys(&settings));
        signs.push(looked.map_or_else(
            |fault| sign("key file", Err(fault.into())),
            |found| key_file(&found),
        ));
    }
    match place.open_existing() {
        Err(fault) => signs.push(sign("home", Err(fault))),
        Ok(warehouse) => {
            let rules = warehouse.catalogue().quality_rules().len();
            signs.push(sign(
                "data quality",
                warehouse
                    .check_rules()
                    .await
                    .map(|()| format!("{rules} rules"))
                    .map_err(anyhow::Error::from),
            ));
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
                    advice: None,
                })),
            }
        }
    }
    signs
}

/// Where the keys lie, and who can read them.
fn key_file(place: &KeyPlace) -> Sign {
    let advice = if place.is_open_to_others {
        Some("others than its owner may read it: take that right away (chmod 600)")
    } else if place.is_inside {
        Some(
            "it lies in the home, so whoever copies the home can read every name in it: move it and name it with `vault.key_file`",
        )
    } else if place.is_there {
        None
    } else {
        Some("it is made when something lands for the first time")
    };
    Sign {
        what: "key file",
        is_well: true,
        detail: format!("`{}`", place.path.display()),
        advice: advice.map(str::to_owned),
    }
}

fn sign(what: &'static str, looked: anyhow::Result<String>) -> Sign {
    match looked {
        Ok(detail) => Sign {
            what,
            is_well: true,
            detail,
            advice: None,
        },
        Err(fault) => Sign {
            what,
            is_well: false,
            detail: format!("{fault:#}"),
            advice: None,
        },
    }
}
