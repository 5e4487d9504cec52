//! `dixian returns`: every file with open faults goes back to its sender, in its own layout, with the faults marked.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, anyhow};
use clap::Args;
use domain::book::Counts;
use ingest::{Reason, Source};
use reports::returns::{Advice, Cover, Mark, Original, RowCounts, SheetRows};
use serde::Serialize;
use warehouse::{AccountRow, Opened, ProblemRow, Warehouse};

use crate::config::Place;
use crate::output::{self, Format};
use crate::whole;

/// Files with open faults, as workbooks that their senders know
#[derive(Debug, Args)]
pub(crate) struct Returns {
    /// Where to write them; a folder for every delivering office
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// How the list of what was written is shown
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// One workbook that was written.
#[derive(Debug, Serialize)]
struct Written {
    path: PathBuf,
    file: String,
    delivered_on: String,
    problems: usize,
}

impl Returns {
    pub(crate) fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let contact = place.settings()?.masthead.issuer.unwrap_or_default();
        let warehouse = place.open_existing()?;
        let problems = warehouse.ledger(|ledger| ledger.problems(Some("open"), None))?;
        let accounts = warehouse.ledger(|ledger| ledger.accounts())?;
        // A content that came under two names goes back under both.
        let mut files: BTreeMap<(&str, &str), Vec<&ProblemRow>> = BTreeMap::new();
        for problem in &problems {
            files
                .entry((&problem.file, &problem.file_sha256))
                .or_default()
                .push(problem);
        }
        let mut written = vec![];
        for ((file, sha256), problems) in files {
            let path = self.out.join(target(file));
            let content = returned(&warehouse, file, sha256, &problems, &accounts, &contact)
                .with_context(|| format!("write back `{file}`"))?;
            let Some(content) = content else {
                continue;
            };
            whole::write(&path, content)?;
            written.push(Written {
                path,
                file: file.to_owned(),
                delivered_on: problems
                    .first()
                    .map(|problem| problem.seen_on.clone())
                    .unwrap_or_default(),
                problems: problems.len(),
            });
        }
        match self.format {
            Format::Json => output::json(&written)?,
            Format::Text => {
                for file in &written {
                    output::line(format!("{} problems  {}", file.problems, file.path.display()))?;
                }
                output::line(format!("{} files go back", written.len()))?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The workbook that goes back for one delivered file; none when the file was shredded.
fn returned(
    warehouse: &Warehouse,
    file: &str,
    sha256: &str,
    problems: &[&ProblemRow],
    accounts: &[AccountRow],
    contact: &str,
) -> anyhow::Result<Option<Vec<u8>>> {
    let last = problems.last().ok_or_else(|| anyhow!("nothing is wrong in it"))?;
    let own: Vec<&AccountRow> = accounts
        .iter()
        .filter(|account| account.batch_id == last.seen_in && account.file_sha256 == sha256)
        .collect();
    let mut counts = Counts::default();
    for account in &own {
        counts += account.counts;
    }
    let titles = own
        .iter()
        .filter_map(|account| Source::named(&account.dataset))
        .map(|source| source.title.to_owned());
    let mut reasons: Vec<Reason> = problems
        .iter()
        .filter_map(|problem| Reason::named(&problem.reason))
        .collect();
    reasons.sort_unstable();
    reasons.dedup();
    let delivered_on = last.seen_on.parse().context("read the day of a problem")?;
    let cover = Cover {
        office: office(file).unwrap_or_default(),
        file: name(file).to_owned(),
        delivered_on,
        batch: last.seen_in.clone(),
        datasets: titles.collect(),
        rows: RowCounts {
            read: counts.rows_in.rows,
            landed: counts.landed.rows,
            duplicate: counts.duplicate.rows,
            quarantined: counts.quarantined.rows,
        },
        advice: reasons
            .iter()
            .map(|reason| Advice {
                reason: reason.key().to_owned(),
                title: reason.title().to_owned(),
                what_to_do: reason.advice().to_owned(),
            })
            .collect(),
        as_of: delivered_on,
        contact: contact.to_owned(),
    };
    let marks: Vec<Mark> = problems
        .iter()
        .map(|problem| {
            Ok(Mark {
                sheet: problem.sheet.clone(),
                row: u32::try_from(problem.row_number).context("read the row of a problem")?,
                column: problem.position,
                reason: problem.reason.clone(),
                message: problem.message.clone(),
            })
        })
        .collect::<anyhow::Result<_>>()?;
    let Opened::Clear(bytes) = warehouse.delivered_file(sha256)? else {
        return Ok(None);
    };
    // A workbook that cannot be patched still goes back, as text.
    if is_open_xml(&bytes)
        && let Ok(copy) = reports::returns::write(&Original::Workbook(&bytes), &marks, &cover)
    {
        return Ok(Some(copy));
    }
    let sheets =
        ingest::shown_sheets(bytes).map_err(|refusal| anyhow!("read the delivered file: {refusal}"))?;
    let rows = sheets
        .into_iter()
        .map(|sheet| SheetRows {
            name: sheet.name,
            rows: sheet.rows,
        })
        .collect();
    reports::returns::write(&Original::Rows(rows), &marks, &cover)
        .map(Some)
        .context("draw up the copy")
}

fn is_open_xml(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK")
}

/// The parts of a file's path below its night that are plain names; a path from an archive can hold anything.
fn parts(file: &str) -> Vec<&str> {
    let is_night = |part: &str| part.parse::<chrono::NaiveDate>().is_ok();
    Path::new(file)
        .components()
        .filter_map(|part| match part {
            Component::Normal(name) => name.to_str(),
            _ => None,
        })
        .filter(|part| !is_night(part))
        .collect()
}

/// The office that delivered a file: the folder it put it in.
fn office(file: &str) -> Option<String> {
    let parts = parts(file);
    (parts.len() > 1).then(|| parts[0].to_owned())
}

fn name(file: &str) -> &str {
    parts(file).last().copied().unwrap_or(file)
}

/// `340604100/导出0002.csv` goes back as `340604100/导出0002（退回）.xlsx`.
fn target(file: &str) -> PathBuf {
    let stem = Path::new(name(file))
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy();
    let mut path: PathBuf = office(file).into_iter().collect();
    path.push(format!("{stem}（退回）.xlsx"));
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_goes_back_to_its_office_and_never_outside() {
        for (file, path) in [
            (
                "2023-05-30/340604100/导出0002.csv",
                "340604100/导出0002（退回）.xlsx",
            ),
            ("民政.xlsx", "民政（退回）.xlsx"),
            ("../../etc/x.csv", "etc/x（退回）.xlsx"),
        ] {
            assert_eq!(target(file), PathBuf::from(path));
        }
    }
}
