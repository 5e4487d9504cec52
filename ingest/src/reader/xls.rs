//! XLS, the format of Excel 97 to 2003: read as a whole, since a sheet of it has 65 536 rows at most.

use std::borrow::Cow;
use std::io::Cursor;

use calamine::{Data, Range, Reader, SheetType, Xls, XlsError};

use super::ole;
use super::packed::COLUMNS_MAX;
use super::workbook::Maker;
use super::{Cell, Refusal, text_cell};

pub(super) fn read(bytes: Vec<u8>, maker: &mut Maker) -> Result<(), Refusal> {
    // An XLSX with a password is wrapped in the same container.
    let wrapped: Vec<u8> = "EncryptedPackage".bytes().flat_map(|byte| [byte, 0]).collect();
    if memchr::memmem::find(&bytes, &wrapped).is_some() {
        return Err(Refusal::Encrypted);
    }
    if !ole::has_ends(&bytes) {
        return Err(Refusal::Truncated);
    }
    let mut workbook = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsError::Password => Refusal::Encrypted,
        _ => Refusal::Truncated,
    })?;
    maker.is_1904 = workbook.has_1904_epoch();
    let names: Vec<String> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .collect();
    for name in names {
        let range = workbook
            .worksheet_range(&name)
            .map_err(|_damaged| Refusal::Truncated)?;
        let mut collector = maker.collector();
        let (first_row, first_column) = range.start().unwrap_or_default();
        let mut cells = vec![];
        for (row, values) in (i64::from(first_row) + 1..).zip(Range::rows(&range)) {
            cells.clear();
            cells.resize((first_column as usize).min(COLUMNS_MAX), Cell::Empty);
            cells.extend(values.iter().map(from_range));
            cells.truncate(COLUMNS_MAX);
            collector.keep(row, &cells)?;
        }
        maker.add(name, collector)?;
    }
    Ok(())
}

fn from_range(value: &Data) -> Cell<'_> {
    match value {
        Data::Empty => Cell::Empty,
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
            text_cell(Cow::Borrowed(text))
        }
        Data::Float(number) => Cell::Number(*number),
        Data::Int(number) => Cell::Text(Cow::Owned(number.to_string())),
        Data::Bool(flag) => Cell::Bool(*flag),
        Data::DateTime(moment) => Cell::Serial(moment.as_f64()),
        Data::Error(error) => Cell::Text(Cow::Owned(error.to_string())),
    }
}
