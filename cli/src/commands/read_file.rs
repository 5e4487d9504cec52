//! `dixian read-file`: the process in which a run has its workbooks read, so that a file that breaks its reader breaks nothing else.

use std::io;
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use ingest::{Isolation, Limits};

/// The word by which a run calls its reader.
const NAME: &str = "read-file";

#[derive(Debug, Args)]
pub(crate) struct ReadFile;

impl ReadFile {
    #[expect(clippy::unused_self, reason = "every command is run in the same way")]
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        // The words of a run come in through one pipe and the answers go out through another; nothing else is said.
        ingest::serve_reader(
            &mut io::stdin().lock(),
            &mut io::BufWriter::new(io::stdout().lock()),
            Limits::default(),
        )
        .context("read a file for a run")?;
        Ok(ExitCode::SUCCESS)
    }
}

/// How a run has its workbooks read: by this program, in another process.
pub(crate) fn isolation() -> anyhow::Result<Isolation> {
    Ok(Isolation::Child {
        program: std::env::current_exe().context("find this program on the disk")?,
        arguments: vec![NAME.into()],
        patience: Isolation::PATIENCE,
    })
}
