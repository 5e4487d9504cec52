//! Every delivery of the reader goes where it belongs: rows to their table, personal cells to the vault, files to the archive.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use ingest::{Delivery, Dispositions, Problem, Rows, SourceFile};
use warehouse::{AnsweredRow, NightProblems, PersonalRow, SeenProblem, Writer};

use super::{Outcome, PROBLEMS_NAMED, Refused, Remark, RowProblem};

pub(super) async fn store(
    writer: &mut Writer<'_>,
    drop: &Path,
    batch_id: &str,
    delivery: Delivery,
    night: &mut NightProblems,
    outcome: &mut Outcome,
) -> anyhow::Result<()> {
    match delivery {
        Delivery::Rows(rows) => {
            writer.keep_personal(&personal_rows(&rows))?;
            writer
                .supersede(rows.dataset.name, &rows.superseded, batch_id)
                .await?;
            writer.land(rows.dataset.name, rows.batch).await?;
        }
        Delivery::Dispositions(Dispositions { batch, problems }) => {
            for problem in problems {
                night.seen.push(seen(&problem));
                if outcome.problems.len() < PROBLEMS_NAMED {
                    outcome.problems.push(named(&problem));
                } else {
                    outcome.problems_unnamed += 1;
                }
            }
            writer.note(batch).await?;
        }
        Delivery::Answers(answers) => {
            night
                .answered
                .extend(answers.into_iter().map(|answer| AnsweredRow {
                    subject: answer.subject,
                    remaining: answer.remaining,
                }));
        }
        Delivery::File(file) => {
            writer.archive(&drop.join(&file.file), &file.file_sha256)?;
            writer.note_files(file_row(batch_id, &file)?).await?;
            match file.refusal {
                None => {
                    outcome.files.read += 1;
                    if !file.message.is_empty() && outcome.files.remarks.len() < PROBLEMS_NAMED {
                        outcome.files.remarks.push(Remark {
                            file: file.file,
                            message: file.message,
                        });
                    }
                }
                Some(refusal) => outcome.files.refused.push(Refused {
                    file: file.file,
                    reason: refusal.key().to_owned(),
                    message: file.message,
                }),
            }
        }
    }
    Ok(())
}

/// The personal cells of rows, gathered row by row.
fn personal_rows(rows: &Rows) -> Vec<PersonalRow> {
    let mut gathered: BTreeMap<i64, serde_json::Map<String, serde_json::Value>> = BTreeMap::new();
    for cell in &rows.personal {
        gathered
            .entry(cell.landed_seq)
            .or_default()
            .insert(cell.column.to_owned(), cell.value.clone().into());
    }
    gathered
        .into_iter()
        .map(|(landed_seq, cells)| PersonalRow {
            dataset: rows.dataset.name,
            landed_seq,
            cells: serde_json::Value::Object(cells).to_string(),
        })
        .collect()
}

/// For the ledger; which content the file had is known when the night is over.
fn seen(problem: &Problem) -> SeenProblem {
    SeenProblem {
        problem_id: problem.problem_id,
        subject: problem.subject,
        dataset: problem.dataset,
        file: problem.file.to_string(),
        file_sha256: String::new(),
        sheet: problem.sheet.to_string(),
        row_number: problem.row_number,
        position: problem.position,
        header: problem.column.header,
        reason: problem.reason.key(),
        message: problem.message(),
        household_id: problem.household_id.as_deref().map(str::to_owned),
        county_code: problem.county_code.as_deref().map(str::to_owned),
        state_on: problem.state_on,
    }
}

fn named(problem: &Problem) -> RowProblem {
    RowProblem {
        file: problem.file.to_string(),
        sheet: problem.sheet.to_string(),
        row: problem.row_number,
        dataset: problem.dataset.to_owned(),
        column: problem.column.header.to_owned(),
        reason: problem.reason.key().to_owned(),
        message: problem.message(),
    }
}

fn file_row(batch_id: &str, file: &SourceFile) -> anyhow::Result<RecordBatch> {
    let text = |value: &str| -> ArrayRef { Arc::new(StringArray::from(vec![value])) };
    let number = |value: u64| -> ArrayRef {
        Arc::new(Int64Array::from(vec![i64::try_from(value).unwrap_or(i64::MAX)]))
    };
    let columns = vec![
        text(batch_id),
        text(&file.file),
        text(&file.file_sha256),
        number(file.bytes),
        text(file.state()),
        text(file.refusal.map_or("", ingest::Refusal::key)),
        number(file.rows),
        text(&file.dataset),
    ];
    RecordBatch::try_new(warehouse::source_file_schema(), columns).context("note a file")
}
