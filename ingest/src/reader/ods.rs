//! ODS, read as a stream.
//!
//! calamine reads ODS too. It does not stop at the end of a damaged document, unfolds what a document says is repeated before it looks at
//! the size, and does not tell a formula without a result from an empty cell; hence a reader of our own.

use std::borrow::Cow;
use std::io::{BufReader, Cursor, Read};

use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;
use zip::result::ZipError;

use super::guard::refusal_of;
use super::packed::Collector;
use super::workbook::Maker;
use super::xml::{CellText, RowCells, attribute, count, damaged, number, reader, value_of};
use super::{Cell, NO_RESULT, Refusal, text_cell};

/// No sheet has more rows.
const ROWS_MAX: i64 = 1_048_576;

pub(super) fn read(bytes: &[u8], maker: &mut Maker) -> Result<(), Refusal> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| refusal_of(&error))?;
    if is_encrypted(&mut archive)? {
        return Err(Refusal::Encrypted);
    }
    let content = archive
        .by_name("content.xml")
        .map_err(|error| refusal_of(&error))?;
    let mut reader = reader(BufReader::new(content));
    let mut buffer = vec![];
    let mut document = Document::new(maker);
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(damaged)? {
            Event::Start(element) => document.start(&element)?,
            Event::End(element) => document.end(element.name().as_ref())?,
            Event::Eof => break,
            text => document.text(&text)?,
        }
    }
    document.finish()
}

/// A workbook with a password says so in its manifest; what is in it looks damaged.
fn is_encrypted(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Result<bool, Refusal> {
    let mut manifest = vec![];
    match archive.by_name("META-INF/manifest.xml") {
        Ok(mut entry) => {
            entry
                .read_to_end(&mut manifest)
                .map_err(|_damaged| Refusal::Truncated)?;
        }
        Err(ZipError::FileNotFound) => {}
        Err(error) => return Err(refusal_of(&error)),
    }
    Ok(memchr::memmem::find(&manifest, b"encryption-data").is_some())
}

/// Where in the document we are.
struct Document<'m> {
    maker: &'m mut Maker,
    table: Option<Table>,
    cell: Option<OpenCell>,
    /// Elements that are open in a remark on a cell.
    remark_depth: u32,
    /// Paragraphs that are open in a cell.
    paragraph_depth: u32,
    is_done: bool,
}

struct Table {
    name: String,
    collector: Collector,
    row: RowCells,
    row_times: u32,
    /// The number of the row that comes next.
    next_row: i64,
    is_in_row: bool,
}

struct OpenCell {
    times: u32,
    value: Stated,
    has_formula: bool,
    is_covered: bool,
    text: CellText,
    has_paragraph: bool,
}

/// What the attributes of a cell say about its value.
enum Stated {
    Nothing,
    Value(Cell<'static>),
    /// The value is the text of the cell.
    Text,
}

impl<'m> Document<'m> {
    fn new(maker: &'m mut Maker) -> Self {
        Self {
            maker,
            table: None,
            cell: None,
            remark_depth: 0,
            paragraph_depth: 0,
            is_done: false,
        }
    }

    fn start(&mut self, element: &BytesStart<'_>) -> Result<(), Refusal> {
        if self.remark_depth > 0 {
            self.remark_depth += 1;
            return Ok(());
        }
        match element.name().as_ref() {
            "table:table" if self.table.is_some() => return Err(Refusal::Truncated),
            "table:table" => {
                self.table = Some(Table {
                    name: attribute(element, "name")?.unwrap_or_default().into_owned(),
                    collector: self.maker.collector(),
                    row: RowCells::default(),
                    row_times: 1,
                    next_row: 1,
                    is_in_row: false,
                });
            }
            "table:table-row" => {
                if let Some(table) = &mut self.table {
                    table.row.start();
                    table.row_times = count(element, "number-rows-repeated")?;
                    table.is_in_row = true;
                }
            }
            "table:table-cell" | "table:covered-table-cell"
                if self.table.as_ref().is_some_and(|table| table.is_in_row) =>
            {
                self.cell = Some(OpenCell::of(element)?);
            }
            "office:annotation" => self.remark_depth = 1,
            "text:p" | "text:h" => {
                self.paragraph_depth += 1;
                if let Some(cell) = &mut self.cell {
                    if cell.has_paragraph {
                        cell.text.push("\n")?;
                    }
                    cell.has_paragraph = true;
                }
            }
            "text:s" => {
                let spaces = count(element, "c")?;
                self.cell
                    .as_mut()
                    .map_or(Ok(()), |cell| cell.text.push_spaces(spaces))?;
            }
            "text:tab" => self.cell.as_mut().map_or(Ok(()), |cell| cell.text.push("\t"))?,
            "text:line-break" => self.cell.as_mut().map_or(Ok(()), |cell| cell.text.push("\n"))?,
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, event: &Event<'_>) -> Result<(), Refusal> {
        match &mut self.cell {
            Some(cell) if self.paragraph_depth > 0 && self.remark_depth == 0 => cell.text.push_event(event),
            _ => Ok(()),
        }
    }

    fn end(&mut self, name: &str) -> Result<(), Refusal> {
        if self.remark_depth > 0 {
            self.remark_depth -= 1;
            return Ok(());
        }
        match name {
            "text:p" | "text:h" => self.paragraph_depth = self.paragraph_depth.saturating_sub(1),
            "table:table-cell" | "table:covered-table-cell" => {
                if let (Some(cell), Some(table)) = (self.cell.take(), &mut self.table) {
                    let times = cell.times;
                    table.row.place_times(&cell.close(), times);
                }
            }
            "table:table-row" => {
                if let Some(table) = &mut self.table {
                    table.end_row()?;
                }
            }
            "table:table" => {
                if let Some(table) = self.table.take() {
                    self.maker.add(table.name, table.collector)?;
                }
            }
            "office:document-content" => self.is_done = true,
            _ => {}
        }
        Ok(())
    }

    fn finish(self) -> Result<(), Refusal> {
        if self.is_done {
            Ok(())
        } else {
            Err(Refusal::Truncated)
        }
    }
}

impl Table {
    fn end_row(&mut self) -> Result<(), Refusal> {
        self.is_in_row = false;
        let end = self.next_row + i64::from(self.row_times);
        // Empty rows are repeated down to the last row there can be, to say how they look.
        if !self.row.cells.is_empty() {
            if end > ROWS_MAX + 1 {
                return Err(Refusal::Oversized);
            }
            for number in self.next_row..end {
                self.collector.keep(number, &self.row.cells)?;
            }
        }
        self.next_row = end;
        Ok(())
    }
}

impl OpenCell {
    fn of(element: &BytesStart<'_>) -> Result<Self, Refusal> {
        let kind = attribute_of(element, "office:value-type")?;
        let value = |name: &str| Ok::<_, Refusal>(attribute(element, name)?.unwrap_or_default());
        let is_error = attribute_of(element, "calcext:value-type")?.as_deref() == Some("error");
        let stated = match kind.as_deref() {
            _ if is_error => Stated::Text,
            None => Stated::Nothing,
            Some("float" | "percentage" | "currency") => Stated::Value(number(
                &attribute_of(element, "office:value")?.unwrap_or_default(),
            )?),
            Some("date") => Stated::Value(text_cell(Cow::Owned(value("date-value")?.into_owned()))),
            Some("time") => Stated::Value(text_cell(Cow::Owned(value("time-value")?.into_owned()))),
            Some("boolean") => Stated::Value(Cell::Bool(value("boolean-value")? == "true")),
            Some(_) => match attribute(element, "string-value")? {
                Some(text) => Stated::Value(text_cell(Cow::Owned(text.into_owned()))),
                None => Stated::Text,
            },
        };
        Ok(Self {
            times: count(element, "number-columns-repeated")?,
            value: stated,
            has_formula: attribute(element, "formula")?.is_some(),
            is_covered: element.name().as_ref() == "table:covered-table-cell",
            text: CellText::default(),
            has_paragraph: false,
        })
    }

    fn close(mut self) -> Cell<'static> {
        match self.value {
            // What lies under a merged cell is seen by nobody.
            _ if self.is_covered => Cell::Empty,
            Stated::Value(cell) => cell,
            Stated::Nothing if self.has_formula && self.text.is_empty() => {
                Cell::Text(Cow::Borrowed(NO_RESULT))
            }
            Stated::Nothing | Stated::Text => text_cell(Cow::Owned(self.text.take())),
        }
    }
}

/// The value of an attribute by its whole name: a cell has a `value-type` for each of two vocabularies.
fn attribute_of<'e>(element: &'e BytesStart<'_>, name: &str) -> Result<Option<Cow<'e, str>>, Refusal> {
    match element.try_get_attribute(name) {
        Ok(Some(attribute)) => value_of(attribute).map(Some),
        Ok(None) => Ok(None),
        Err(_damaged) => Err(Refusal::Truncated),
    }
}
