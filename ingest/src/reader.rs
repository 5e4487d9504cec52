//! Files as rows of cells, whatever they are: text or workbook, decided by their bytes and never by their name.
//!
//! Here a file is either readable as a whole or refused with its reason; what the cells mean is not known here. Text is read in place by a
//! reader of our own. Everything that needs another parser is read in a process of its own, if the caller names one ([`Isolation`]).

mod archive;
mod content;
mod csv;
mod form;
mod guard;
mod html;
mod ods;
mod ole;
mod packed;
mod parquet_file;
mod process;
mod readers;
mod refusal;
mod serve;
mod spreadsheet_ml;
mod text;
mod wire;
mod workbook;
mod xls;
mod xlsx;
mod xml;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

pub(crate) use self::content::Content;
use self::form::Form;
pub use self::process::Isolation;
pub(crate) use self::readers::{Archive, Opened, Opening, Readers, infallible};
pub use self::refusal::Refusal;
pub use self::serve::{Limits, serve_reader};
use crate::header::Heads;

/// What stands here for a formula that was never worked out. Such a cell is not empty, and no column takes it for a value.
pub(crate) const NO_RESULT: &str = "#VALUE!";

/// One cell as the file holds it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Cell<'a> {
    Empty,
    Text(#[serde(borrow)] Cow<'a, str>),
    /// A number without a date format.
    Number(f64),
    /// A number that the workbook shows as a date or a time, in the workbook's own day count.
    Serial(f64),
    Bool(bool),
}

impl Cell<'_> {
    /// Whether nothing can be seen in the cell.
    pub(crate) fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => trimmed(text).is_empty(),
            Self::Number(_) | Self::Serial(_) | Self::Bool(_) => false,
        }
    }

    /// The text of the cell as a person reads it, for headers and footers.
    pub(crate) fn shown(&self) -> Cow<'_, str> {
        match self {
            Self::Empty | Self::Bool(_) => Cow::Borrowed(""),
            Self::Text(text) => Cow::Borrowed(text),
            Self::Number(number) | Self::Serial(number) => Cow::Owned(number.to_string()),
        }
    }
}

/// Text without white space, or characters that nobody sees, at either end.
pub(crate) fn trimmed(text: &str) -> &str {
    let is_plain = |byte: &u8| byte.is_ascii_graphic();
    if text.as_bytes().first().is_none_or(is_plain) && text.as_bytes().last().is_none_or(is_plain) {
        return text;
    }
    text.trim_matches(|letter: char| {
        letter.is_whitespace() || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
    })
}

/// Whether the reader of a sheet wants the next row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flow {
    Next,
    Stop,
}

/// What can go wrong while rows are handed out: the file, or the one who takes them.
#[derive(Debug)]
pub(crate) enum Interrupted<E> {
    File(Refusal),
    Taker(E),
}

impl<E> From<Refusal> for Interrupted<E> {
    fn from(refusal: Refusal) -> Self {
        Self::File(refusal)
    }
}

/// Takes one row of a sheet: its number and its cells.
pub(crate) type Take<'t, E> = dyn FnMut(i64, &[Cell<'_>]) -> Result<Flow, E> + 't;

/// How much of a file has to be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Depth {
    /// The headers: which datasets are in it. What lies below may still turn out to be broken.
    Heads,
    /// All of it: every row can be handed out.
    Whole,
}

fn text_cell(text: Cow<'_, str>) -> Cell<'_> {
    if text.is_empty() {
        Cell::Empty
    } else {
        Cell::Text(text)
    }
}

fn put<'a>(cells: &mut Vec<Cell<'a>>, column: usize, value: Cell<'a>) {
    if cells.len() <= column {
        cells.resize(column + 1, Cell::Empty);
    }
    cells[column] = value;
}

/// A file that can be read.
pub(crate) enum Book {
    Text(Box<csv::TextBook>),
    Sheets(Box<workbook::Workbook>),
    Remote(readers::RemoteBook),
}

impl Book {
    /// Opens a file in this process.
    pub(crate) fn open(content: impl Into<Content>, depth: Depth) -> Result<Self, Refusal> {
        match content.into() {
            Content::Bytes(bytes) if Form::of(bytes.get_ref()) != Form::Text => {
                let bytes = bytes.into_inner();
                let form = Form::of(&bytes);
                workbook::Workbook::open(bytes, form, depth).map(|book| Self::Sheets(Box::new(book)))
            }
            text => csv::TextBook::open(text, depth).map(|book| Self::Text(Box::new(book))),
        }
    }

    /// The names of its sheets, hidden ones too; one without a name for a text.
    pub(crate) fn sheets(&self) -> Vec<String> {
        match self {
            Self::Text(_) => vec![String::new()],
            Self::Sheets(book) => book.outline().names(),
            Self::Remote(book) => book.outline.names(),
        }
    }

    /// Hands every row of a sheet that holds a cell to `take`, with its place in the file, counted from 1.
    pub(crate) fn rows<E>(&mut self, sheet: usize, take: &mut Take<'_, E>) -> Result<(), Interrupted<E>> {
        match self {
            Self::Text(book) => book.rows(take),
            Self::Sheets(book) => book.rows(sheet, take),
            Self::Remote(book) => book.rows(sheet, take),
        }
    }

    /// Whether its days are counted from 1904.
    pub(crate) fn is_1904(&self) -> bool {
        match self {
            Self::Text(_) => false,
            Self::Sheets(book) => book.outline().is_1904,
            Self::Remote(book) => book.outline.is_1904,
        }
    }

    /// Whether a tick may stand in it; no means that nobody has to look for one.
    pub(crate) fn may_hold_ticks(&self) -> bool {
        match self {
            Self::Text(book) => book.may_hold_ticks(),
            Self::Sheets(book) => book.outline().has_ticks,
            Self::Remote(book) => book.outline.has_ticks,
        }
    }

    /// The first rows of a sheet, as far down as a header may stand.
    pub(crate) fn heads(&mut self, sheet: usize) -> Result<Heads, Refusal> {
        match self {
            Self::Text(book) => Ok(book.heads()),
            Self::Sheets(book) => book.outline().heads(sheet),
            Self::Remote(book) => book.outline.heads(sheet),
        }
    }
}
