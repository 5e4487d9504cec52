//! `dixian`: one binary. Commands wire the other crates together and decide nothing that those could decide.

mod commands;
mod config;
mod embedded;
mod halt;
mod landing;
mod office;
mod output;
mod schedule;
mod whole;

use std::process::ExitCode;

use clap::Parser;

use crate::commands::Command;
use crate::config::Place;

#[derive(Debug, Parser)]
#[command(
    name = "dixian",
    version,
    about = "底线 Dixian: watching that no rural household falls back into poverty (防止返贫监测), from spreadsheets to figures, pages and packs",
    propagate_version = true
)]
struct Arguments {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    output::start_logging();
    output::pass_over_caught_panics();
    // A reader needs no threads, and may have none of what a runtime opens.
    if let Command::ReadFile(command) = arguments.command {
        return command.run().unwrap_or_else(|fault| output::failure(&fault));
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(fault) => return output::failure(&anyhow::Error::new(fault).context("start")),
    };
    match runtime.block_on(arguments.command.run(&arguments.place)) {
        Ok(code) => code,
        Err(fault) => output::failure(&fault),
    }
}
