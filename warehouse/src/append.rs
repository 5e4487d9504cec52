//! Rows on their way into a Delta table: encoded as they come, and one commit when all of them are there.
//!
//! Until the commit nobody can see them: what is left of an appender that never came so far is a file that no log names.

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Schema};
use deltalake::DeltaTable;
use deltalake::kernel::transaction::CommitProperties;
use deltalake::writer::{DeltaWriter, RecordBatchWriter, WriteMode};
use parquet::basic::Encoding;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;

use crate::error::{Result, WarehouseError};
use crate::store::{Store, compressed, expect_version};

/// Rows that a group of a file holds: so many are in memory, encoded, and so many are read by one core.
const ROWS_OF_A_GROUP: usize = 262_144;

/// Columns of landed rows that hardly ever hold a value twice.
const SINGULAR: [&str; 4] = ["row_key", "content_hash", "row_number", "landed_seq"];

/// A table that is being appended to: one file for each part of it.
pub(crate) struct Appender {
    name: String,
    table: DeltaTable,
    /// The one column that splits the table.
    partition: Option<String>,
    writer: RecordBatchWriter,
}

impl Appender {
    /// Begins at a version of the table.
    pub(crate) async fn open(store: &Store, name: &str, version: u64) -> Result<Self> {
        let fail = |source| WarehouseError::table(name, source);
        let table = store.open(name, version).await?;
        let partition = table
            .snapshot()
            .map_err(fail)?
            .metadata()
            .partition_columns()
            .first()
            .cloned();
        let writer = RecordBatchWriter::for_table(&table)
            .map_err(fail)?
            // A table that somebody else changed meanwhile is an error, never a retry.
            .with_commit_properties(CommitProperties::default().with_max_retries(0));
        let properties = landed_properties(&writer.arrow_schema());
        Ok(Self {
            name: name.to_owned(),
            partition,
            writer: writer.with_writer_properties(properties),
            table,
        })
    }

    /// Encodes rows.
    pub(crate) async fn add(&mut self, batch: RecordBatch) -> Result<()> {
        let part = self
            .partition
            .as_ref()
            .and_then(|column| Some((column, only_value(&batch, column)?.to_owned())));
        let written = match part {
            Some((column, value)) => {
                let part = [(column.clone(), value.into())].into_iter().collect();
                let written = self
                    .writer
                    .write_partition(batch, &part, WriteMode::Default)
                    .await;
                written.map(|_schema| ())
            }
            None => self.writer.write(batch).await,
        };
        written.map_err(|source| WarehouseError::table(&self.name, source))
    }

    /// Makes the rows a version of the table; gives it.
    pub(crate) async fn commit(mut self) -> Result<u64> {
        if self.writer.buffered_record_batch_count() > 0 {
            self.writer
                .flush_and_commit(&mut self.table)
                .await
                .map_err(|source| WarehouseError::table(&self.name, source))?;
        }
        expect_version(&self.name, &self.table)
    }
}

impl std::fmt::Debug for Appender {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Appender")
            .field("table", &self.name)
            .finish_non_exhaustive()
    }
}

/// The text that a column holds in every row, where it does.
fn only_value<'b>(batch: &'b RecordBatch, column: &str) -> Option<&'b str> {
    let values = batch.column_by_name(column)?.as_string_opt::<i32>()?;
    let mut values = (values.null_count() == 0).then(|| values.iter().flatten())?;
    let first = values.next()?;
    values.all(|value| value == first).then_some(first)
}

/// How landed rows are encoded. A dictionary of values that are all different would only cost time. Of columns of text no statistics are
/// kept: no query leaves out rows by the least and greatest text of a group, except by the batch.
fn landed_properties(schema: &Schema) -> WriterProperties {
    let mut properties = compressed().set_max_row_group_row_count(Some(ROWS_OF_A_GROUP));
    for field in schema.fields() {
        let column = ColumnPath::from(field.name().as_str());
        if SINGULAR.contains(&field.name().as_str()) {
            properties = properties.set_column_dictionary_enabled(column.clone(), false);
        }
        match field.data_type() {
            DataType::Utf8 if field.name() != "batch_id" => {
                properties = properties.set_column_statistics_enabled(column, EnabledStatistics::None);
            }
            DataType::Int64 if SINGULAR.contains(&field.name().as_str()) => {
                properties = properties.set_column_encoding(column, Encoding::DELTA_BINARY_PACKED);
            }
            _ => {}
        }
    }
    properties.build()
}
