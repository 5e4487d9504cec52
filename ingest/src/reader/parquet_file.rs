//! Parquet: the names of the columns are the header, and every value becomes the cell that a person would have typed.
//!
//! Rows are numbered from 1; the header, which is no row of the file, is row 0.

use std::borrow::Cow;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type};
use arrow::error::ArrowError;
use arrow::record_batch::RecordBatch;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use bytes::Bytes;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use parquet::errors::ParquetError;

use super::packed::{COLUMNS_MAX, Collector};
use super::{Cell, Depth, Flow, Interrupted, Refusal, Take};

/// No office has as many rows in one file.
const ROWS_MAX: i64 = 100_000_000;
const BATCH_ROWS: usize = 4_096;
/// Instants are shown in the time of the whole country.
const ZONE: &str = "+08:00";
const DAY: &str = "%Y-%m-%d";
const MOMENT: &str = "%Y-%m-%d %H:%M:%S";

/// An open Parquet file.
pub(super) struct Table {
    bytes: Bytes,
    metadata: ArrowReaderMetadata,
}

impl Table {
    pub(super) fn open(bytes: Vec<u8>) -> Result<Self, Refusal> {
        let bytes = Bytes::from(bytes);
        let metadata = ArrowReaderMetadata::load(&bytes, ArrowReaderOptions::default()).map_err(damaged)?;
        if metadata.metadata().file_metadata().num_rows() > ROWS_MAX {
            return Err(Refusal::Oversized);
        }
        Ok(Self { bytes, metadata })
    }

    /// Reads the file to its end, or only its header.
    pub(super) fn collect(&self, depth: Depth, collector: &mut Collector) -> Result<(), Refusal> {
        let read = self.rows(&mut |number, cells| {
            collector.take(number, cells)?;
            Ok(if depth == Depth::Heads {
                Flow::Stop
            } else {
                Flow::Next
            })
        });
        match read {
            Ok(()) => Ok(()),
            Err(Interrupted::File(refusal) | Interrupted::Taker(refusal)) => Err(refusal),
        }
    }

    pub(super) fn rows<E>(&self, take: &mut Take<'_, E>) -> Result<(), Interrupted<E>> {
        let schema = self.metadata.schema();
        let header: Vec<Cell<'_>> = schema
            .fields()
            .iter()
            .map(|field| Cell::Text(Cow::Borrowed(field.name().as_str())))
            .collect();
        if take(0, &header).map_err(Interrupted::Taker)? == Flow::Stop {
            return Ok(());
        }
        let reader =
            ParquetRecordBatchReaderBuilder::new_with_metadata(self.bytes.clone(), self.metadata.clone())
                .with_batch_size(BATCH_ROWS)
                .build()
                .map_err(damaged)?;
        let mut number = 0;
        for batch in reader {
            let batch = batch.map_err(|_damaged| Refusal::Truncated)?;
            let columns = columns_of(&batch)?;
            let formatters = columns
                .iter()
                .map(Column::formatter)
                .collect::<Result<Vec<_>, _>>()?;
            for row in 0..batch.num_rows() {
                number += 1;
                let cells: Vec<Cell<'_>> = columns
                    .iter()
                    .zip(&formatters)
                    .map(|(column, formatter)| column.cell(row, formatter))
                    .collect();
                if take(number, &cells).map_err(Interrupted::Taker)? == Flow::Stop {
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}

#[expect(clippy::needless_pass_by_value, reason = "an error is mapped by value")]
fn damaged(error: ParquetError) -> Refusal {
    match error {
        // A compression that is not built in, or a type that nobody reads yet.
        ParquetError::NYI(_) => Refusal::ForeignForm,
        _ => Refusal::Truncated,
    }
}

fn columns_of(batch: &RecordBatch) -> Result<Vec<Column>, Refusal> {
    batch
        .columns()
        .iter()
        .take(COLUMNS_MAX)
        .map(|array| Column::of(array).map_err(|_unreadable| Refusal::ForeignForm))
        .collect()
}

/// A column in the types that cells have.
struct Column(ArrayRef);

impl Column {
    fn of(array: &ArrayRef) -> Result<Self, ArrowError> {
        let cast_to = match array.data_type() {
            DataType::Utf8View | DataType::LargeUtf8 => DataType::Utf8,
            DataType::Float16 | DataType::Float32 => DataType::Float64,
            DataType::Dictionary(_, values) => {
                return Self::of(&cast(array, values)?);
            }
            DataType::Timestamp(unit, Some(_)) => DataType::Timestamp(*unit, Some(ZONE.into())),
            _ => return Ok(Self(Arc::clone(array))),
        };
        cast(array, &cast_to).map(Self)
    }

    fn formatter(&self) -> Result<ArrayFormatter<'_>, Refusal> {
        let options = FormatOptions::new()
            .with_date_format(Some(DAY))
            .with_datetime_format(Some(MOMENT))
            .with_timestamp_format(Some(MOMENT))
            .with_timestamp_tz_format(Some(MOMENT));
        ArrayFormatter::try_new(&self.0, &options).map_err(|_unreadable| Refusal::ForeignForm)
    }

    fn cell<'c>(&'c self, row: usize, formatter: &ArrayFormatter<'_>) -> Cell<'c> {
        let array = &self.0;
        if array.is_null(row) {
            return Cell::Empty;
        }
        match array.data_type() {
            DataType::Utf8 => super::text_cell(Cow::Borrowed(array.as_string::<i32>().value(row))),
            DataType::Float64 => Cell::Number(array.as_primitive::<Float64Type>().value(row)),
            DataType::Boolean => Cell::Bool(array.as_boolean().value(row)),
            // Whole numbers, decimals and days have all their digits in text.
            _ => super::text_cell(Cow::Owned(formatter.value(row).to_string())),
        }
    }
}
