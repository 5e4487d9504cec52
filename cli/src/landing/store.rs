//! Every delivery of the reader goes where it belongs: rows to their table, personal cells to the vault, files to the archive.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Context, anyhow};
use arrow::array::{ArrayRef, AsArray, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::Int64Type;
use chrono::{Datelike, NaiveDate};
use domain::person::without_numbers;
use ingest::{Delivery, Dispositions, Problem, Rows, SourceFile};
use warehouse::{AnsweredRow, Compartment, NightProblems, PersonalRow, SeenProblem, Writer};

use super::{Outcome, PROBLEMS_NAMED, Refused, Remark, RowProblem};

/// Where a delivery comes from.
pub(super) struct Origin<'a> {
    pub(super) batch_id: &'a str,
    pub(super) delivered_on: NaiveDate,
}

impl Origin<'_> {
    /// Under whose keys its personal data are sealed.
    fn compartment(&self, county_code: &str) -> Compartment {
        Compartment {
            county_code: county_code.to_owned(),
            year: self.delivered_on.year(),
        }
    }
}

pub(super) async fn store(
    writer: &mut Writer<'_>,
    origin: &Origin<'_>,
    delivery: Delivery,
    night: &mut NightProblems,
    outcome: &mut Outcome,
) -> anyhow::Result<()> {
    match delivery {
        Delivery::Rows(rows) => {
            writer.keep_personal(&personal_rows(origin, &rows)?)?;
            writer
                .supersede(rows.dataset.name, &rows.superseded, origin.batch_id)
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
            let compartments = file
                .counties
                .iter()
                .map(|county| origin.compartment(county))
                .collect();
            match &file.content {
                Some(content) => writer.archive_content(content, &file.file_sha256, &compartments)?,
                None => writer.archive(&file.path, &file.file_sha256, &compartments)?,
            }
            writer.note_files(file_row(origin.batch_id, &file)?).await?;
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
fn personal_rows(origin: &Origin<'_>, rows: &Rows) -> anyhow::Result<Vec<PersonalRow>> {
    let about = |name: &str| {
        rows.batch
            .column_by_name(name)
            .with_context(|| format!("land rows without `{name}`"))
    };
    let seqs = about("landed_seq")?.as_primitive::<Int64Type>().values();
    let counties = about("county_code")?.as_string::<i32>();
    let mut gathered: BTreeMap<i64, serde_json::Map<String, serde_json::Value>> = BTreeMap::new();
    for cell in &rows.personal {
        gathered
            .entry(cell.landed_seq)
            .or_default()
            .insert(cell.column.to_owned(), cell.value.clone().into());
    }
    gathered
        .into_iter()
        .map(|(landed_seq, cells)| {
            // Rows get their numbers in the order in which they land.
            let row = seqs
                .binary_search(&landed_seq)
                .map_err(|_nowhere| anyhow!("find the row {landed_seq} of a personal cell"))?;
            Ok(PersonalRow {
                dataset: rows.dataset.name,
                landed_seq,
                compartment: origin.compartment(counties.value(row)),
                cells: serde_json::Value::Object(cells).to_string(),
            })
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
        household_id: problem.household_id.as_deref().and_then(household),
        county_code: problem.county_code.as_deref().map(str::to_owned),
        state_on: problem.state_on,
    }
}

/// What a row with faults gives as its 户编号, unless it can be somebody's name or number: the faults may be that a cell has slipped.
fn household(written: &str) -> Option<String> {
    written.is_ascii().then(|| without_numbers(written).into_owned())
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
