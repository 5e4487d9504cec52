//! `dixian query`

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use arrow::array::{Array, ArrayRef, RecordBatch, StringArray};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use clap::{Args, ValueEnum};

use crate::config::Place;
use crate::output;

#[derive(Debug, Args)]
pub(crate) struct Query {
    /// The statement, e.g. "select * from indicator where level = 'county'"
    sql: String,
    /// The release to ask; the current one when it is not named
    #[arg(long, value_name = "ID")]
    release: Option<String>,
    /// How the rows are written
    #[arg(long, value_enum, default_value_t)]
    format: RowFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum RowFormat {
    #[default]
    Table,
    Csv,
    /// One array of row objects
    Json,
    Parquet,
}

impl Query {
    pub(crate) async fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let warehouse = place.open_existing()?;
        let (schema, mut batches) = warehouse.query(&self.sql, self.release.as_deref()).await?;
        if batches.is_empty() {
            batches.push(RecordBatch::new_empty(Arc::clone(&schema)));
        }
        match self.format {
            RowFormat::Table => {
                let options = FormatOptions::default().with_null("");
                let text = arrow::util::pretty::pretty_format_batches_with_options(&batches, &options)
                    .context("write the rows")?;
                output::line(text.to_string())?;
            }
            RowFormat::Csv => {
                let mut out = vec![];
                let mut writer = arrow::csv::WriterBuilder::new().with_header(true).build(&mut out);
                for batch in &batches {
                    writer.write(&flat(batch)?).context("write the rows as CSV")?;
                }
                drop(writer);
                output::bytes(&out)?;
            }
            RowFormat::Json => {
                let mut out = vec![];
                let mut writer = arrow::json::WriterBuilder::new()
                    .with_explicit_nulls(true)
                    .build::<_, arrow::json::writer::JsonArray>(&mut out);
                writer
                    .write_batches(&batches.iter().collect::<Vec<_>>())
                    .context("write the rows as JSON")?;
                writer.finish().context("write the rows as JSON")?;
                let text = if out.is_empty() {
                    "[]".into()
                } else {
                    String::from_utf8_lossy(&out)
                };
                output::line(text)?;
            }
            RowFormat::Parquet => {
                let mut out = vec![];
                let mut writer = parquet::arrow::ArrowWriter::try_new(&mut out, schema, None)
                    .context("write the rows as Parquet")?;
                for batch in &batches {
                    writer.write(batch).context("write the rows as Parquet")?;
                }
                writer.close().context("write the rows as Parquet")?;
                output::bytes(&out)?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The batch with lists written out as text: CSV has no lists.
fn flat(batch: &RecordBatch) -> anyhow::Result<RecordBatch> {
    let mut columns: Vec<(String, ArrayRef, bool)> = vec![];
    for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
        let column = if field.data_type().is_nested() {
            let options = FormatOptions::default();
            let shown = ArrayFormatter::try_new(column, &options).context("write the rows as CSV")?;
            let texts =
                (0..column.len()).map(|row| column.is_valid(row).then(|| shown.value(row).to_string()));
            Arc::new(texts.collect::<StringArray>())
        } else {
            Arc::clone(column)
        };
        columns.push((field.name().clone(), column, true));
    }
    RecordBatch::try_from_iter_with_nullable(columns).context("write the rows as CSV")
}
