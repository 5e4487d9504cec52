//! What ODS and the XML of Excel 2003 have in common: events, attributes, the text of a cell.
//!
//! Entities that a document defines itself are never expanded: a document that uses one is refused. Nothing here recurses, so depth costs
//! nothing but bytes.

use std::borrow::Cow;
use std::io::BufRead;

use quick_xml::escape::unescape;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

use super::packed::{CELL_BYTES_MAX, COLUMNS_MAX};
use super::{Cell, Refusal};

/// The events of a document, in which empty elements are opened and closed like others.
pub(super) fn reader<R: BufRead>(source: R) -> Reader<R> {
    let mut reader = Reader::from_reader(source);
    reader.config_mut().expand_empty_elements = true;
    reader
}

pub(super) fn damaged(_error: quick_xml::Error) -> Refusal {
    Refusal::Truncated
}

/// The value of an attribute, whatever prefix its name has.
pub(super) fn attribute<'e>(
    element: &'e BytesStart<'_>,
    local_name: &str,
) -> Result<Option<Cow<'e, str>>, Refusal> {
    for attribute in element.attributes().with_checks(false) {
        let attribute = attribute.map_err(|_damaged| Refusal::Truncated)?;
        if attribute.key.local_name().as_ref() == local_name {
            return value_of(attribute).map(Some);
        }
    }
    Ok(None)
}

/// The value of an attribute, in which only the five entities stand that every document knows.
pub(super) fn value_of(attribute: Attribute<'_>) -> Result<Cow<'_, str>, Refusal> {
    match attribute.value {
        Cow::Borrowed(value) => unescape(value).map_err(|_unknown| Refusal::Truncated),
        Cow::Owned(value) => unescape(&value)
            .map(|value| Cow::Owned(value.into_owned()))
            .map_err(|_unknown| Refusal::Truncated),
    }
}

/// A count in an attribute; one where there is none.
pub(super) fn count(element: &BytesStart<'_>, local_name: &str) -> Result<u32, Refusal> {
    match attribute(element, local_name)? {
        None => Ok(1),
        Some(count) => count.trim().parse().map_err(|_no_count| Refusal::Truncated),
    }
}

/// Gathers the text of a cell.
#[derive(Debug, Default)]
pub(super) struct CellText(String);

impl CellText {
    pub(super) fn push(&mut self, text: &str) -> Result<(), Refusal> {
        if self.0.len() + text.len() > CELL_BYTES_MAX {
            return Err(Refusal::Oversized);
        }
        self.0.push_str(text);
        Ok(())
    }

    pub(super) fn push_spaces(&mut self, count: u32) -> Result<(), Refusal> {
        for _ in 0..count {
            self.push(" ")?;
        }
        Ok(())
    }

    /// Takes a piece of text, a section, or one of the five entities that every document knows.
    pub(super) fn push_event(&mut self, event: &Event<'_>) -> Result<(), Refusal> {
        match event {
            Event::Text(text) => self.push(&text.xml10_content()),
            Event::CData(text) => self.push(&text.xml10_content()),
            Event::GeneralRef(reference) => self.push_reference(reference),
            _ => Ok(()),
        }
    }

    fn push_reference(&mut self, reference: &BytesRef<'_>) -> Result<(), Refusal> {
        if let Some(letter) = reference.resolve_char_ref().map_err(damaged)? {
            return self.push(letter.encode_utf8(&mut [0; 4]));
        }
        match quick_xml::escape::resolve_xml_entity(&reference.xml10_content()) {
            Some(text) => self.push(text),
            None => Err(Refusal::Truncated),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    pub(super) fn take(&mut self) -> String {
        std::mem::take(&mut self.0)
    }
}

/// A row in which cells are placed from left to right.
#[derive(Debug, Default)]
pub(super) struct RowCells {
    pub(super) cells: Vec<Cell<'static>>,
    column: usize,
}

impl RowCells {
    pub(super) fn start(&mut self) {
        self.cells.clear();
        self.column = 0;
    }

    /// Goes to a column, counted from 1.
    pub(super) fn go_to(&mut self, column: u32) {
        self.column = (column as usize).saturating_sub(1);
    }

    pub(super) fn skip(&mut self, columns: u32) {
        self.column = self.column.saturating_add(columns as usize);
    }

    /// Places a cell, and goes on to the right of it.
    pub(super) fn place(&mut self, cell: Cell<'static>) {
        if self.column < COLUMNS_MAX && cell != Cell::Empty {
            super::put(&mut self.cells, self.column, cell);
        }
        self.skip(1);
    }

    pub(super) fn place_times(&mut self, cell: &Cell<'static>, times: u32) {
        if *cell == Cell::Empty {
            self.skip(times);
            return;
        }
        let end = self.column.saturating_add(times as usize);
        while self.column < end.min(COLUMNS_MAX) {
            self.place(cell.clone());
        }
        self.column = end;
    }
}

/// A number as a document writes it.
pub(super) fn number(text: &str) -> Result<Cell<'static>, Refusal> {
    let number: f64 = text.trim().parse().map_err(|_no_number| Refusal::Truncated)?;
    Ok(Cell::Number(number))
}
