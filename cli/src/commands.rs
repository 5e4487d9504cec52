//! The commands, one file each.

mod demo;
mod doctor;
mod evaluate;
mod explain;
mod inspect;
mod lineage;
mod policy;
mod problem;
mod query;
pub(crate) mod read_file;
mod release;
pub(crate) mod report;
mod returns;
mod run;
mod serve;
mod signal;
mod simulate;
mod vault;
mod verify;

use std::process::ExitCode;

use clap::Subcommand;

use crate::config::Place;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show everything with nothing but this program: a simulated county, its release, its bulletin and its pages
    Demo(demo::Demo),
    /// Write source files as departments of a county would deliver them; every person in them is made up
    Simulate(simulate::Simulate),
    /// The nightly run: land a drop of source files, derive the figures of a day, check the books, publish a release
    Run(run::Run),
    /// Ask a release in SQL (read only)
    Query(query::Query),
    /// Write a pack, such as the monthly bulletin
    Report(report::Report),
    /// Serve the pages on this machine and keep the schedule
    Serve(serve::Serve),
    /// Prove the books: conservation, table versions, archived files
    Verify(verify::Verify),
    /// List, show and compare releases, or go back to an earlier one
    #[command(subcommand)]
    Release(release::Release),
    /// List policy profiles, and say which number holds where and when, and why
    #[command(subcommand)]
    Policy(policy::Policy),
    /// List what is wrong in delivered rows, or leave a fault as it is with a reason
    #[command(subcommand)]
    Problem(problem::Problem),
    /// List and show early warnings; acknowledge, confirm, raise, lower or close one, with a name and a reason
    #[command(subcommand)]
    Signal(signal::Signal),
    /// Write back every file with open faults: a copy in its own layout, the faults marked, for the office that sent it
    Returns(returns::Returns),
    /// List what is sealed, give the home new keys, or make what a county delivered in a year unreadable for good
    #[command(subcommand)]
    Vault(vault::Vault),
    /// Say what is owed to one household, clause by clause, what is overdue, and what to do
    Explain(explain::Explain),
    /// Trace a figure to its definition, its households and the delivered rows behind them
    #[command(subcommand)]
    Lineage(lineage::Lineage),
    /// Measure early warning on simulated counties, or list what it would say about yours
    Evaluate(evaluate::Evaluate),
    /// Draw villages and households for an inspection, prove the draw, and read the findings back
    #[command(subcommand)]
    Inspect(inspect::Inspect),
    /// Say what is wrong with this home
    Doctor(doctor::Doctor),
    /// Read one file after the other for a run, in a process of its own
    #[command(hide = true)]
    ReadFile(read_file::ReadFile),
}

impl Command {
    pub(crate) async fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        match self {
            Self::Demo(command) => command.run(place).await,
            Self::Simulate(command) => command.run(place),
            Self::Run(command) => command.run(place).await,
            Self::Query(command) => command.run(place).await,
            Self::Report(command) => command.run(place).await,
            Self::Serve(command) => command.run(place).await,
            Self::Verify(command) => command.run(place).await,
            Self::Release(command) => command.run(place).await,
            Self::Policy(command) => command.run(place).await,
            Self::Problem(command) => command.run(place),
            Self::Signal(command) => command.run(place).await,
            Self::Returns(command) => command.run(place),
            Self::Vault(command) => command.run(place).await,
            Self::Explain(command) => command.run(place).await,
            Self::Lineage(command) => command.run(place).await,
            Self::Evaluate(command) => command.run(),
            Self::Inspect(command) => command.run(place).await,
            Self::Doctor(command) => command.run(place).await,
            Self::ReadFile(command) => command.run(),
        }
    }
}
