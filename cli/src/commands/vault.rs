//! `dixian vault`

use std::process::ExitCode;

use anyhow::bail;
use clap::{Args, Subcommand};
use domain::clock::{Clock, SystemClock};
use serde::Serialize;
use warehouse::{Compartment, CompartmentRow, KeyPlace, ShreddingRow, Writer};

use crate::config::Place;
use crate::output::{self, Format};

#[derive(Debug, Subcommand)]
pub(crate) enum Vault {
    /// What is sealed, by county and year of delivery, and what was shredded
    List {
        /// How the result is written
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Make new keys: a new wrapping key, under which every data key is wrapped anew, and new data keys for what comes
    Rotate,
    /// Throw the keys of what a county delivered in a year away, its rows and its files: nobody can read them again
    Shred(Shred),
}

#[derive(Debug, Args)]
pub(crate) struct Shred {
    /// The county by its six digits, e.g. 340604; 000000 for what names none
    #[arg(long, value_name = "CODE", value_parser = county)]
    county: String,
    /// The year of delivery
    #[arg(long, value_parser = clap::value_parser!(i32).range(1900..=2999))]
    year: i32,
    /// Why, for the books
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Who orders it, for the books
    #[arg(long, value_name = "NAME")]
    by: String,
}

/// The answer of `vault list`.
#[derive(Debug, Serialize)]
struct Custody {
    compartments: Vec<CompartmentRow>,
    shreddings: Vec<ShreddingRow>,
}

impl Vault {
    pub(crate) async fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let warehouse = place.open_existing()?;
        match self {
            Self::List { format } => {
                let (compartments, shreddings) = warehouse.custody()?;
                list(
                    Custody {
                        compartments,
                        shreddings,
                    },
                    format,
                )?;
            }
            Self::Rotate => {
                let mut writer = Writer::new(&warehouse, SystemClock.now()).await?;
                let key_id = writer.rotate_keys()?;
                output::line(format!(
                    "the wrapping key is now {key_id}; copies of this home made before open only with copies of `{}` made before",
                    KeyPlace::of(warehouse.home())?.path.display()
                ))?;
            }
            Self::Shred(shred) => {
                if shred.reason.trim().is_empty() || shred.by.trim().is_empty() {
                    bail!("shred without a reason and a name: the books need both");
                }
                let compartment = Compartment {
                    county_code: shred.county,
                    year: shred.year,
                };
                let mut writer = Writer::new(&warehouse, SystemClock.now()).await?;
                let thrown = writer.shred(&compartment, &shred.reason, &shred.by, SystemClock.now())?;
                output::line(format!(
                    "{thrown} data keys of {compartment} were thrown away; destroy the copies of `{}` made before, or they open copies of this home made before",
                    KeyPlace::of(warehouse.home())?.path.display()
                ))?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn county(text: &str) -> Result<String, String> {
    if text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(text.to_owned())
    } else {
        Err("expected the six digits of a county".to_owned())
    }
}

fn list(custody: Custody, format: Format) -> anyhow::Result<()> {
    if format == Format::Json {
        return output::json(&custody);
    }
    let rows: Vec<Vec<String>> = custody
        .compartments
        .into_iter()
        .map(|row| {
            vec![
                row.compartment.county_code,
                row.compartment.year.to_string(),
                row.rows.to_string(),
                row.shredded_rows.to_string(),
                row.data_keys.to_string(),
                row.shredded_keys.to_string(),
            ]
        })
        .collect();
    output::line(output::table(
        &["county", "year", "rows", "shredded", "data keys", "thrown away"],
        &rows,
    ))?;
    for row in custody.shreddings {
        output::line(format!(
            "shredded {} on {} by {}: {}",
            row.compartment, row.noted_at, row.by, row.reason
        ))?;
    }
    Ok(())
}
