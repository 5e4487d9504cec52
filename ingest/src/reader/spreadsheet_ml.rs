//! The XML of Excel 2003, which many systems still write and call `.xls`.

use std::borrow::Cow;

use quick_xml::events::{BytesStart, Event};

use super::packed::Collector;
use super::text::decoded;
use super::workbook::Maker;
use super::xml::{CellText, RowCells, attribute, count, damaged, number, reader};
use super::{Cell, NO_RESULT, Refusal, text_cell};

/// No sheet has more rows.
const ROWS_MAX: u32 = 1_048_576;

pub(super) fn read(bytes: Vec<u8>, maker: &mut Maker) -> Result<(), Refusal> {
    let text = decoded(bytes)?;
    // The text is decoded already, whatever its first line says about that.
    let text = match text.split_once("?>") {
        Some((declaration, rest)) if declaration.trim_start().starts_with("<?xml ") => rest,
        _ => &text,
    };
    let mut reader = reader(text.as_bytes());
    let mut buffer = vec![];
    let mut document = Document {
        maker,
        sheet: None,
        data: None,
        text: CellText::default(),
        remark_depth: 0,
        is_done: false,
    };
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(damaged)? {
            Event::Start(element) => document.start(&element)?,
            Event::End(element) => document.end(element.local_name().as_ref())?,
            Event::Eof => break,
            text if document.data.is_some() && document.remark_depth == 0 => {
                document.text.push_event(&text)?;
            }
            _ => {}
        }
    }
    if document.is_done {
        Ok(())
    } else {
        Err(Refusal::Truncated)
    }
}

/// Where in the document we are.
struct Document<'m> {
    maker: &'m mut Maker,
    sheet: Option<Sheet>,
    /// The type of the value that is open.
    data: Option<String>,
    text: CellText,
    /// Elements that are open in a remark on a cell.
    remark_depth: u32,
    is_done: bool,
}

struct Sheet {
    name: String,
    collector: Collector,
    row: RowCells,
    number: u32,
    /// Cells that the open one is merged with, to its right.
    merged: u32,
    cell: Option<Cell<'static>>,
    has_formula: bool,
}

impl Document<'_> {
    fn start(&mut self, element: &BytesStart<'_>) -> Result<(), Refusal> {
        if self.remark_depth > 0 {
            self.remark_depth += 1;
            return Ok(());
        }
        match element.local_name().as_ref() {
            "Date1904" => self.maker.is_1904 = true,
            "Worksheet" if self.sheet.is_some() => return Err(Refusal::Truncated),
            "Worksheet" => {
                self.sheet = Some(Sheet {
                    name: attribute(element, "Name")?.unwrap_or_default().into_owned(),
                    collector: self.maker.collector(),
                    row: RowCells::default(),
                    number: 0,
                    merged: 0,
                    cell: None,
                    has_formula: false,
                });
            }
            "Row" => {
                if let Some(sheet) = &mut self.sheet {
                    let number = match attribute(element, "Index")? {
                        Some(_) => count(element, "Index")?,
                        None => sheet.number + 1,
                    };
                    if number <= sheet.number || number > ROWS_MAX {
                        return Err(Refusal::Truncated);
                    }
                    sheet.number = number;
                    sheet.row.start();
                }
            }
            "Cell" => {
                if let Some(sheet) = &mut self.sheet {
                    if attribute(element, "Index")?.is_some() {
                        sheet.row.go_to(count(element, "Index")?);
                    }
                    sheet.merged = match attribute(element, "MergeAcross")? {
                        Some(_) => count(element, "MergeAcross")?,
                        None => 0,
                    };
                    sheet.has_formula = attribute(element, "Formula")?.is_some();
                    sheet.cell = None;
                }
            }
            "Data" => {
                self.data = Some(attribute(element, "Type")?.unwrap_or_default().into_owned());
                self.text.clear();
            }
            "Comment" => self.remark_depth = 1,
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), Refusal> {
        if self.remark_depth > 0 {
            self.remark_depth -= 1;
            return Ok(());
        }
        match (name, &mut self.sheet) {
            ("Data", sheet) => {
                let kind = self.data.take().unwrap_or_default();
                let text = self.text.take();
                if let Some(sheet) = sheet {
                    sheet.cell = Some(match kind.as_str() {
                        "Number" => number(&text)?,
                        "Boolean" => Cell::Bool(text.trim() == "1"),
                        _ => text_cell(Cow::Owned(text)),
                    });
                }
            }
            ("Cell", Some(sheet)) => {
                let cell = match sheet.cell.take() {
                    None if sheet.has_formula => Cell::Text(Cow::Borrowed(NO_RESULT)),
                    cell => cell.unwrap_or(Cell::Empty),
                };
                sheet.row.place(cell);
                sheet.row.skip(sheet.merged);
            }
            ("Row", Some(sheet)) => {
                sheet.collector.keep(i64::from(sheet.number), &sheet.row.cells)?;
                sheet.row.start();
            }
            ("Worksheet", sheet) => {
                if let Some(sheet) = sheet.take() {
                    self.maker.add(sheet.name, sheet.collector)?;
                }
            }
            ("Workbook", _) => self.is_done = true,
            _ => {}
        }
        Ok(())
    }
}
