//! `dixian simulate`

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use chrono::NaiveDate;
use clap::Args;

use crate::config::{self, Place};
use crate::output::{self, Format};

#[derive(Debug, Args)]
pub(crate) struct Simulate {
    /// The place and its policy: LS 烈山区, LZ 柳城县, XJ 西吉县, LT 龙头镇, HN a county of 新乡
    #[arg(long, default_value = "LS")]
    profile: simulate::Place,
    /// Households
    #[arg(long, default_value_t = 20_000)]
    households: u32,
    /// Calendar months of history, the last one included
    #[arg(long, default_value_t = 24)]
    months: u32,
    /// The day of the last night
    #[arg(long, value_name = "DAY", required_unless_present = "cases")]
    as_of: Option<NaiveDate>,
    /// Another seed gives other people
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// In so many villages of one town a surge of people out of work in the last four weeks, to see early warning at it
    #[arg(long, default_value_t = 0, value_name = "VILLAGES")]
    surge_villages: u32,
    /// No drawn county: for every finding what breaks its clause and what just keeps it, as of 2023-10-31, with the answers in `truth/cases.csv`
    #[arg(long, conflicts_with_all = ["profile", "households", "months", "as_of", "seed", "surge_villages"])]
    cases: bool,
    /// Where the files go
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// How the summary is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Simulate {
    pub(crate) fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let summary = match self.as_of {
            Some(as_of) => {
                let plan = simulate::Plan {
                    place: self.profile,
                    households: self.households,
                    months: self.months,
                    as_of,
                    seed: self.seed,
                    surge_villages: self.surge_villages,
                };
                write(&plan, place, &self.out)?
            }
            None => simulate::cases::write(&self.out)
                .with_context(|| format!("write the cases into `{}`", self.out.display()))?,
        };
        match self.format {
            Format::Json => output::json(&summary)?,
            Format::Text => {
                let rows: Vec<Vec<String>> = summary
                    .rows
                    .iter()
                    .map(|(dataset, rows)| vec![dataset.clone(), rows.to_string()])
                    .collect();
                output::line(output::table(&["dataset", "rows"], &rows))?;
                output::line(format!(
                    "{} files in {} nights, {} persons, all of them made up, in {}",
                    summary.files,
                    summary.folders.len(),
                    summary.persons,
                    self.out.display()
                ))?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Writes the files of a plan.
pub(crate) fn write(
    plan: &simulate::Plan,
    place: &Place,
    out: &std::path::Path,
) -> anyhow::Result<simulate::Summary> {
    let progress = output::progress("simulate");
    let mut tell = |what: &str, done: u64, of: u64| progress.set_message(format!("{what} {done}/{of}"));
    let summary = simulate::write(plan, &place.policies()?, &config::calendar()?, out, &mut tell)
        .with_context(|| format!("simulate into `{}`", out.display()))?;
    progress.finish_and_clear();
    Ok(summary)
}
