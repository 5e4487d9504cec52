//! What the program says: results on standard output, progress and logs on standard error. The only file that prints.

use std::io::{BufWriter, ErrorKind, IsTerminal, StdoutLock, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use tracing_subscriber::EnvFilter;

/// How a result is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    #[default]
    Text,
    /// One JSON document and nothing else.
    Json,
}

/// Writes a line of a result.
pub(crate) fn line(text: impl AsRef<str>) -> anyhow::Result<()> {
    bytes(format!("{}\n", text.as_ref()).as_bytes())
}

/// Writes bytes of a result as they are.
pub(crate) fn bytes(content: &[u8]) -> anyhow::Result<()> {
    stream(|out| out.write_all(content).context("write the result"))
}

/// Hands out standard output for a result that is written line by line.
pub(crate) fn stream(
    write: impl FnOnce(&mut BufWriter<StdoutLock<'static>>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    let written = write(&mut out).and_then(|()| out.flush().context("write the result"));
    match written {
        Err(fault) if is_broken_pipe(&fault) => Ok(()),
        written => written,
    }
}

/// A reader that has had enough (`| head`) is no failure.
fn is_broken_pipe(fault: &anyhow::Error) -> bool {
    fault.chain().any(|cause| {
        let of_file = cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        let of_json = cause
            .downcast_ref::<serde_json::Error>()
            .and_then(serde_json::Error::io_error_kind);
        of_file.or(of_json) == Some(ErrorKind::BrokenPipe)
    })
}

/// Writes a result as one JSON document.
pub(crate) fn json(value: &impl Serialize) -> anyhow::Result<()> {
    line(serde_json::to_string_pretty(value).context("write the result as JSON")?)
}

/// Tells of a failure: one sentence, then the chain of causes.
pub(crate) fn failure(fault: &anyhow::Error) -> ExitCode {
    let mut err = std::io::stderr().lock();
    let mut text = format!("dixian: failed to {fault}\n");
    for cause in fault.chain().skip(1) {
        // Some layers only repeat what the one below them says.
        let cause = cause.to_string().replace("datafusion.public.", "");
        if !text.contains(&cause) {
            text.extend(["  because: ", &cause, "\n"]);
        }
    }
    // If standard error is closed there is nobody left to tell.
    drop(err.write_all(text.as_bytes()));
    ExitCode::from(1)
}

/// Logs to standard error: warnings by default, more with `DIXIAN_LOG=info`.
pub(crate) fn start_logging() {
    let filter = EnvFilter::try_from_env("DIXIAN_LOG").unwrap_or_else(|_| {
        EnvFilter::new("warn,dixian=info,usvg=error,delta_kernel=off,deltalake_core=off")
    });
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_target(false)
        .compact()
        .init();
}

/// Below the tables a library panics on purpose when a file could not be completed, and catches that itself: `object_store` has no other
/// answer to "stop writing". The fault is told as such; the panic is nothing to read about.
pub(crate) fn pass_over_caught_panics() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let is_caught = panic
            .location()
            .map(|place| Path::new(place.file()))
            .is_some_and(|file| {
                file.ends_with("src/buffered.rs") && file.to_string_lossy().contains("object_store-")
            });
        if !is_caught {
            usual(panic);
        }
    }));
}

/// A line of progress on standard error, when that is a terminal.
pub(crate) fn progress(what: &str) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed_precise} {prefix} {msg}") {
        bar.set_style(style);
    }
    bar.set_prefix(what.to_owned());
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

/// Rows as a text table, columns padded to the width that the characters take on a terminal.
pub(crate) fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let columns = head.len();
    let width = |index: usize| {
        let cells = rows
            .iter()
            .filter_map(|row| row.get(index))
            .map(|cell| cells_of(cell));
        cells
            .chain(std::iter::once(cells_of(head.get(index).unwrap_or(&""))))
            .max()
            .unwrap_or_default()
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let write_row = |cells: &mut dyn Iterator<Item = &str>| {
        let padded: Vec<String> = cells
            .zip(&widths)
            .map(|(cell, width)| {
                let space = " ".repeat(width.saturating_sub(cells_of(cell)));
                let is_number = cell.starts_with(|first: char| first.is_ascii_digit());
                if is_number {
                    format!("{space}{cell}")
                } else {
                    format!("{cell}{space}")
                }
            })
            .collect();
        padded.join("  ").trim_end().to_owned()
    };
    let mut lines = vec![write_row(&mut head.iter().copied())];
    lines.extend(
        rows.iter()
            .map(|row| write_row(&mut row.iter().map(String::as_str))),
    );
    lines.join("\n")
}

/// Terminal cells of a text: a Chinese character takes two.
fn cells_of(text: &str) -> usize {
    text.chars()
        .map(|letter| if letter.is_ascii() { 1 } else { 2 })
        .sum()
}
