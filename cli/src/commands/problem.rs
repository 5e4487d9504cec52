//! `dixian problem`: what is wrong in whose data, until it is corrected or somebody answers for leaving it.

use std::process::ExitCode;

use anyhow::bail;
use clap::{Args, Subcommand, ValueEnum};
use domain::clock::{Clock, SystemClock};

use crate::config::Place;
use crate::output::{self, Format};

/// What to do with problems
#[derive(Debug, Subcommand)]
pub(crate) enum Problem {
    /// List the faults of delivered rows, with file, sheet, row and what was expected
    List(List),
    /// Leave a fault as it is, with a name and a reason; a corrected row still closes it
    Waive(Waive),
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Which ones
    #[arg(long, value_enum, default_value_t)]
    state: State,
    /// How the list is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum State {
    /// Not answered yet
    #[default]
    Open,
    /// Answered by a corrected row
    Closed,
    /// Left as they are by somebody
    Waived,
    /// All of them
    All,
}

impl State {
    const fn key(self) -> Option<&'static str> {
        match self {
            Self::Open => Some("open"),
            Self::Closed => Some("closed"),
            Self::Waived => Some("waived"),
            Self::All => None,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct Waive {
    /// The problem, as listed
    #[arg(value_name = "PROBLEM")]
    problem_id: String,
    /// Who answers for it
    #[arg(long, value_name = "NAME")]
    by: String,
    /// Why it may stay
    #[arg(long, value_name = "REASON")]
    because: String,
}

impl Problem {
    pub(crate) fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        match self {
            Self::List(list) => list.run(place),
            Self::Waive(waive) => waive.run(place),
        }
    }
}

impl List {
    fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let problems = place
            .open_existing()?
            .ledger(|ledger| ledger.problems(self.state.key(), None))?;
        if self.format == Format::Json {
            output::json(&problems)?;
            return Ok(ExitCode::SUCCESS);
        }
        let rows: Vec<Vec<String>> = problems
            .iter()
            .map(|problem| {
                let sheet = if problem.sheet.is_empty() {
                    String::new()
                } else {
                    format!("，工作表 {}", problem.sheet)
                };
                vec![
                    problem.problem_id.clone(),
                    problem.state.clone(),
                    problem.opened_on.clone(),
                    problem.nights.to_string(),
                    format!("{}{sheet}，第{}行", problem.file, problem.row_number),
                    format!("{}（{}）", problem.message, problem.reason),
                ]
            })
            .collect();
        output::line(output::table(
            &["problem", "state", "since", "nights", "where", "what"],
            &rows,
        ))?;
        output::line(format!("{} problems", problems.len()))?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Waive {
    fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let (by, because) = (self.by.trim(), self.because.trim());
        if by.is_empty() || because.is_empty() {
            bail!("waive the problem: a name and a reason are needed");
        }
        let waived = place
            .open_existing()?
            .ledger(|ledger| ledger.waive(&self.problem_id, by, because, SystemClock.now()))?;
        if !waived {
            bail!("waive `{}`: no open problem is called that", self.problem_id);
        }
        output::line(format!("waived {}", self.problem_id))?;
        Ok(ExitCode::SUCCESS)
    }
}
