//! Workbooks, some with a hidden sheet of notes. The creation time is the folder's day, so that the same plan gives the same bytes.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use crate::SimulateError;
use crate::days::{between, date};
use crate::dirt::Layout;
use crate::write::header::{self, Heading};
use crate::write::row::Cell;
use crate::write::sheet::Sheet;

/// Writes the sheet as a workbook; gives the size in bytes.
pub(crate) fn write(path: &Path, sheet: &Sheet<'_>) -> Result<u64, SimulateError> {
    let mut workbook = fill(sheet).map_err(|source| SimulateError::xlsx(path, source))?;
    let file = File::create(path).map_err(|source| SimulateError::io(path, source))?;
    let mut writer = BufWriter::new(file);
    workbook
        .save_to_writer(&mut writer)
        .map_err(|source| SimulateError::xlsx(path, source))?;
    drop(writer);
    let size = path
        .metadata()
        .map_err(|source| SimulateError::io(path, source))?
        .len();
    Ok(size)
}

struct Formats {
    day: Format,
    time: Format,
}

fn fill(sheet: &Sheet<'_>) -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    let folder = sheet.folder;
    let created = ExcelDateTime::from_ymd(
        u16::try_from(folder.year()).unwrap_or(2000),
        u8::try_from(folder.month()).unwrap_or(1),
        u8::try_from(folder.day()).unwrap_or(1),
    )?;
    workbook.set_properties(
        &DocProperties::new()
            .set_author(sheet.office)
            .set_creation_datetime(&created),
    );
    let formats = Formats {
        day: Format::new().set_num_format("yyyy-mm-dd"),
        time: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
    };
    let page = workbook.add_worksheet_with_constant_memory()?;
    page.set_name(sheet.dataset.title())?;
    let mut line = 0;
    for texts in sheet.above() {
        write_texts(page, line, &texts)?;
        line += 1;
    }
    line += write_header(page, line, &sheet.headings())?;
    for (number, row) in (1_u32..).zip(sheet.rows) {
        let mut at = 0;
        if sheet.layout.has_serial {
            page.write_number(line, at, number)?;
            at += 1;
        }
        for (cell, column) in sheet.ordered(row) {
            write_cell(page, (line, at), cell, column.required, sheet.layout, &formats)?;
            at += 1;
        }
        line += 1;
    }
    for texts in sheet.below() {
        write_texts(page, line, &texts)?;
        line += 1;
    }
    let notes = sheet.notes();
    if !notes.is_empty() {
        let page = workbook.add_worksheet();
        page.set_name("填报说明")?.set_hidden(true);
        for (line, text) in (0..).zip(&notes) {
            page.write_string(line, 0, text)?;
        }
    }
    Ok(workbook)
}

/// Writes the header and gives the number of its rows; groups are merged cells, and so are the columns that stand in both rows.
fn write_header(page: &mut Worksheet, line: u32, headings: &[Heading]) -> Result<u32, XlsxError> {
    let lines = header::lines(headings);
    let runs = header::runs(headings);
    if runs.is_empty() {
        write_texts(page, line, &lines[0])?;
        return Ok(1);
    }
    let centred = Format::new().set_align(FormatAlign::Center);
    let column = |index: usize| u16::try_from(index).unwrap_or(u16::MAX);
    for (index, heading) in headings.iter().enumerate() {
        let at = column(index);
        match runs.iter().find(|(first, _, _)| *first == index) {
            Some((first, last, group)) if first < last => {
                page.merge_range(line, at, line, column(*last), group, &centred)?;
            }
            Some((_, _, group)) => {
                page.write_string(line, at, *group)?;
            }
            None if heading.group.is_none() => {
                page.merge_range(line, at, line + 1, at, &heading.label, &centred)?;
            }
            None => {} // Inside a merged cell.
        }
    }
    write_texts(page, line + 1, &lines[1])?;
    Ok(2)
}

fn write_texts(page: &mut Worksheet, line: u32, texts: &[String]) -> Result<(), XlsxError> {
    for (at, text) in (0..).zip(texts) {
        if !text.is_empty() {
            page.write_string(line, at, text)?;
        }
    }
    Ok(())
}

fn write_cell(
    page: &mut Worksheet,
    (line, at): (u32, u16),
    cell: &Cell,
    is_required: bool,
    layout: &Layout,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let written = match cell {
        Cell::Blank => return Ok(()),
        Cell::Label(label) => page.write_string(line, at, *label),
        Cell::Text(text) => page.write_string(line, at, &**text),
        Cell::Date(day) => page.write_number_with_format(line, at, serial(*day), &formats.day),
        Cell::Time(time) => page.write_number_with_format(line, at, serial_time(*time), &formats.time),
        Cell::Count(count) => page.write_number(line, at, real(*count)),
        Cell::Cents(cents) => page.write_number(line, at, real(*cents) / layout.cents_in_unit()),
        Cell::Decimal(units) => page.write_number(line, at, real(*units) / 10_000.0),
        Cell::Bool(value) => match layout.yes_or_no(*value, is_required) {
            "" => return Ok(()),
            word => page.write_string(line, at, word),
        },
    };
    written.map(|_| ())
}

/// The serial number of a day in the 1900 system.
fn serial(day: NaiveDate) -> f64 {
    real(between(date(1899, 12, 30), day))
}

fn serial_time(time: NaiveDateTime) -> f64 {
    serial(time.date()) + f64::from(time.num_seconds_from_midnight()) / 86_400.0
}

#[expect(clippy::cast_precision_loss, reason = "counts and cents stay far below 2^53")]
const fn real(number: i64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers_follow_the_1900_system() {
        assert!((serial(date(2023, 5, 15)) - 45061.0).abs() < f64::EPSILON);
    }
}
