//! XLSX, read as a stream.

use std::borrow::Cow;
use std::io::Cursor;

use calamine::{DataRef, Reader, SheetType, Xlsx, XlsxError};

use super::packed::{COLUMNS_MAX, Collector};
use super::{Cell, Depth, Flow, Interrupted, NO_RESULT, Refusal, Take, put, text_cell};

/// An open XLSX.
pub(super) struct Book(Xlsx<Cursor<Vec<u8>>>);

impl Book {
    pub(super) fn open(bytes: Cursor<Vec<u8>>) -> Result<Self, Refusal> {
        Xlsx::new(bytes).map(Self).map_err(|error| match error {
            XlsxError::Password => Refusal::Encrypted,
            _ => Refusal::Truncated,
        })
    }

    pub(super) fn is_1904(&self) -> bool {
        self.0.has_1904_epoch()
    }

    pub(super) fn worksheets(&self) -> Vec<String> {
        self.0
            .sheets_metadata()
            .iter()
            .filter(|sheet| sheet.typ == SheetType::WorkSheet)
            .map(|sheet| sheet.name.clone())
            .collect()
    }

    /// Reads a sheet to its end, or as far down as a header may stand.
    pub(super) fn collect(
        &mut self,
        name: &str,
        depth: Depth,
        collector: &mut Collector,
    ) -> Result<(), Refusal> {
        let read = self.rows(name, &mut |number, cells| {
            collector.take(number, cells)?;
            Ok(if depth == Depth::Heads && collector.has_heads() {
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

    pub(super) fn rows<E>(&mut self, name: &str, take: &mut Take<'_, E>) -> Result<(), Interrupted<E>> {
        let damaged = |_damaged: XlsxError| Interrupted::File(Refusal::Truncated);
        let mut reader = self.0.worksheet_cells_reader(name).map_err(damaged)?;
        let mut row = 0;
        let mut cells: Vec<Cell<'_>> = vec![];
        while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(damaged)? {
            let (cell_row, column) = cell.pos;
            if cell_row != row {
                // Rows of a sheet stand in their order, or two could have one number.
                if cell_row < row {
                    return Err(Interrupted::File(Refusal::Truncated));
                }
                if !cells.is_empty()
                    && take(i64::from(row) + 1, &cells).map_err(Interrupted::Taker)? == Flow::Stop
                {
                    return Ok(());
                }
                cells.clear();
                row = cell_row;
            }
            let value = match cell.value {
                // A formula that nobody has worked out. One whose result is no text at all has a result.
                DataRef::Empty if cell.formula.is_some() => Cell::Text(Cow::Borrowed(NO_RESULT)),
                value => from_streamed(value),
            };
            if value != Cell::Empty && (column as usize) < COLUMNS_MAX {
                put(&mut cells, column as usize, value);
            }
        }
        if !cells.is_empty() {
            take(i64::from(row) + 1, &cells).map_err(Interrupted::Taker)?;
        }
        Ok(())
    }
}

fn from_streamed(value: DataRef<'_>) -> Cell<'_> {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::SharedString(text) => text_cell(Cow::Borrowed(text)),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text_cell(Cow::Owned(text))
        }
        DataRef::Float(number) => Cell::Number(number),
        DataRef::Int(number) => Cell::Text(Cow::Owned(number.to_string())),
        DataRef::Bool(flag) => Cell::Bool(flag),
        DataRef::DateTime(moment) => Cell::Serial(moment.as_f64()),
        DataRef::Error(error) => Cell::Text(Cow::Owned(error.to_string())),
    }
}
