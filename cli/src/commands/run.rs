//! `dixian run`

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::anyhow;
use chrono::NaiveDate;
use clap::Args;
use domain::clock::{Clock, SystemClock};

use crate::config::Place;
use crate::landing::{self, Order, Outcome};
use crate::output::{self, Format};

/// Exit code of a run whose release is held back.
const HELD: u8 = 3;
/// Faults of rows that are shown to a person; the table `disposition` has all.
const PROBLEMS_SHOWN: usize = 20;

#[derive(Debug, Args)]
pub(crate) struct Run {
    /// The folder of source files; sub-folders named by days (2023-05-31) are nights. Without it the day is derived from what landed before
    #[arg(long, value_name = "DIR")]
    drop: Option<PathBuf>,
    /// The day that the release speaks of, e.g. 2023-05-31
    #[arg(long, value_name = "DAY")]
    as_of: NaiveDate,
    /// How the outcome is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Run {
    pub(crate) async fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let settings = place.settings()?;
        let warehouse = place.open()?;
        let slot = SystemClock
            .now()
            .format("manual:%Y-%m-%dT%H:%M:%S%.6f")
            .to_string();
        let contract = place.contract()?;
        let order = Order {
            contract: &contract,
            drop: self.drop.as_deref(),
            as_of: self.as_of,
            job: "manual",
            slot: &slot,
            only_new_nights: false,
        };
        let progress = output::progress("run");
        let outcome = landing::run(&warehouse, &order, &settings.gate, &SystemClock, &progress).await?;
        progress.finish_and_clear();
        let outcome = outcome.expect("a manual slot is named for its microsecond");
        match self.format {
            Format::Json => output::json(&outcome)?,
            Format::Text => show(&outcome)?,
        }
        Ok(match outcome.state {
            "published" => ExitCode::SUCCESS,
            "held" => ExitCode::from(HELD),
            _ => output::failure(&anyhow!("{}", outcome.reason.unwrap_or_default())),
        })
    }
}

/// The outcome for a person.
pub(crate) fn show(outcome: &Outcome) -> anyhow::Result<()> {
    for refused in &outcome.files.refused {
        output::line(format!("refused {}: {}", refused.file, refused.message))?;
    }
    for remark in outcome.files.remarks.iter().take(PROBLEMS_SHOWN) {
        output::line(format!("note {}: {}", remark.file, remark.message))?;
    }
    for problem in outcome.problems.iter().take(PROBLEMS_SHOWN) {
        let sheet = if problem.sheet.is_empty() {
            String::new()
        } else {
            format!("，工作表 {}", problem.sheet)
        };
        output::line(format!(
            "quarantined {}{sheet}，第{}行，{}：{}（{}）",
            problem.file, problem.row, problem.column, problem.message, problem.reason
        ))?;
    }
    let hidden = u64::try_from(outcome.problems.len().saturating_sub(PROBLEMS_SHOWN)).unwrap_or_default();
    if hidden + outcome.problems_unnamed > 0 {
        output::line(format!(
            "… and {} more faults: select * from disposition where disposition = 'quarantined'",
            hidden + outcome.problems_unnamed
        ))?;
    }
    let mut rows: Vec<Vec<String>> = outcome
        .datasets
        .iter()
        .map(|landing| {
            vec![
                landing.dataset.clone(),
                landing.title.clone(),
                landing.rows.to_string(),
                landing.landed.to_string(),
                landing.duplicate.to_string(),
                landing.quarantined.to_string(),
            ]
        })
        .collect();
    let sum = |count: fn(&domain::release::Landing) -> u64| {
        outcome.datasets.iter().map(count).sum::<u64>().to_string()
    };
    rows.push(vec![
        "total".to_owned(),
        "合计".to_owned(),
        sum(|landing| landing.rows),
        sum(|landing| landing.landed),
        sum(|landing| landing.duplicate),
        sum(|landing| landing.quarantined),
    ]);
    output::line(output::table(
        &[
            "dataset",
            "数据集",
            "rows in",
            "landed",
            "duplicate",
            "quarantined",
        ],
        &rows,
    ))?;
    output::line(format!(
        "files: {} read, {} refused",
        outcome.files.read,
        outcome.files.refused.len()
    ))?;
    for name in &outcome.recovered {
        output::line(format!("set aside what an unfinished run left behind: {name}"))?;
    }
    for step in &outcome.timings.steps {
        output::line(format!("{:>8.2} s  {}", step.seconds, step.name))?;
    }
    if !outcome.timings.dearest.is_empty() {
        output::line("the dearest definitions:")?;
    }
    for step in &outcome.timings.dearest {
        output::line(format!("{:>8.3} s  {}", step.seconds, step.name))?;
    }
    match (&outcome.release_id, &outcome.reason) {
        (Some(release_id), _) => output::line(format!("published {release_id}")),
        (None, Some(reason)) => output::line(format!("{}: {reason}", outcome.state)),
        (None, None) => Ok(()),
    }
}
