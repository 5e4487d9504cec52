//! `dixian verify`

use std::process::ExitCode;

use clap::Args;

use crate::config::Place;
use crate::output::{self, Format};

#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// How the result is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Verify {
    pub(crate) async fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let checks = place.open_existing()?.verify().await?;
        match self.format {
            Format::Json => output::json(&checks)?,
            Format::Text => {
                for check in &checks {
                    let word = if check.is_sound { "sound" } else { "WRONG" };
                    output::line(format!("{word}  {}: {}", check.name, check.detail))?;
                }
            }
        }
        let is_sound = checks.iter().all(|check| check.is_sound);
        Ok(if is_sound {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
}
