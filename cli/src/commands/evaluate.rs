//! `dixian evaluate`

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use flate2::read::MultiGzDecoder;
use stats::evaluate::{Plan, benchmark, replay};
use stats::surge::Thresholds;

use crate::output;

#[derive(Debug, Args)]
pub(crate) struct Evaluate {
    /// The seed of the simulated counties
    #[arg(long, default_value_t = 2026, conflicts_with = "benchmark")]
    seed: u64,
    /// Counties to set limits on, to count false alerts on, and for each kind of surge
    #[arg(long, default_value_t = 20, conflicts_with = "benchmark")]
    counties: u64,
    /// A folder with `villages.csv`, `calendar.csv` and `signals_sparse.csv`, plain or `.gz`: every candidate from week 104 on, one JSON
    /// line each
    #[arg(long, value_name = "DIR")]
    benchmark: Option<PathBuf>,
}

impl Evaluate {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        match self.benchmark {
            Some(folder) => {
                let [villages, calendar, signals] = [
                    table(&folder, "villages.csv")?,
                    table(&folder, "calendar.csv")?,
                    table(&folder, "signals_sparse.csv")?,
                ];
                output::stream(|out| {
                    benchmark(villages, calendar, signals, &Thresholds::default(), out)
                        .map(drop)
                        .with_context(|| format!("judge the counties of `{}`", folder.display()))
                })?;
            }
            None => output::bytes(replay(Plan::new(self.seed, self.counties)).markdown().as_bytes())?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// A table of the folder, unpacked where it is packed.
fn table(folder: &Path, name: &str) -> anyhow::Result<Box<dyn Read>> {
    let plain = folder.join(name);
    let packed = folder.join(format!("{name}.gz"));
    match File::open(&plain) {
        Ok(file) => Ok(Box::new(file)),
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => {
            let file = File::open(&packed)
                .with_context(|| format!("read `{}` or `{}`", plain.display(), packed.display()))?;
            Ok(Box::new(MultiGzDecoder::new(file)))
        }
        Err(fault) => Err(fault).with_context(|| format!("read `{}`", plain.display())),
    }
}
