//! Files as rows of cells, whatever they are: text or workbook, decided by their bytes and never by their name.
//!
//! Here a file is either readable as a whole or refused with its reason; what the cells mean is not known here.

pub(crate) mod csv;
mod guard;
mod xlsx;

use std::borrow::Cow;
use std::convert::Infallible;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::header::Heads;

/// Why a file could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Refusal {
    /// Nothing in it.
    Empty,
    /// Bytes that are no text in any encoding of the contract.
    Encoding,
    /// A workbook that ends too early or is damaged.
    Truncated,
    /// A workbook that asks for a password.
    Encrypted,
    /// A workbook that grows beyond all measure when unpacked.
    ZipBomb,
    /// A quote that never closes.
    UnclosedQuote,
    /// No header of the contract, or one that lacks a required column.
    UnknownHeader,
}

impl Refusal {
    /// The word in `source_file`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Encoding => "encoding",
            Self::Truncated => "truncated",
            Self::Encrypted => "encrypted",
            Self::ZipBomb => "zip_bomb",
            Self::UnclosedQuote => "unclosed_quote",
            Self::UnknownHeader => "unknown_header",
        }
    }

    /// What the sender of the file has to know.
    pub const fn message(self) -> &'static str {
        match self {
            Self::Empty => "文件为空",
            Self::Encoding => "文字编码无法识别，应为UTF-8、UTF-16（带BOM）或GB18030",
            Self::Truncated => "文件不完整或已损坏",
            Self::Encrypted => "文件设有密码，请取消密码后重新报送",
            Self::ZipBomb => "文件解压后过大，已拒收",
            Self::UnclosedQuote => "有未闭合的引号",
            Self::UnknownHeader => "表头无法识别",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.key())
    }
}

/// One cell as the file holds it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell<'a> {
    Empty,
    Text(Cow<'a, str>),
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

/// A file that can be read.
pub(crate) enum Book {
    Text(csv::TextBook),
    Sheets(xlsx::Workbook),
}

impl Book {
    pub(crate) fn open(bytes: Vec<u8>, depth: Depth) -> Result<Self, Refusal> {
        match bytes.get(..4) {
            Some(b"PK\x03\x04" | b"\xD0\xCF\x11\xE0") => xlsx::Workbook::open(bytes, depth).map(Self::Sheets),
            // Parquet has no header row to be recognised by.
            Some(b"PAR1") => Err(Refusal::UnknownHeader),
            _ => csv::TextBook::open(bytes, depth).map(Self::Text),
        }
    }

    /// The names of its sheets, hidden ones too; one without a name for a text.
    pub(crate) fn sheets(&self) -> Vec<String> {
        match self {
            Self::Text(_) => vec![String::new()],
            Self::Sheets(book) => book.sheets(),
        }
    }

    /// Hands every row of a sheet that holds a cell to `take`, with its place in the file, counted from 1.
    pub(crate) fn rows<E>(&mut self, sheet: usize, take: &mut Take<'_, E>) -> Result<(), Interrupted<E>> {
        match self {
            Self::Text(book) => book.rows(take),
            Self::Sheets(book) => book.rows(sheet, take),
        }
    }

    /// Whether its days are counted from 1904.
    pub(crate) fn is_1904(&self) -> bool {
        match self {
            Self::Text(_) => false,
            Self::Sheets(book) => book.is_1904,
        }
    }

    /// Whether a tick may stand in it; no means that nobody has to look for one.
    pub(crate) fn may_hold_ticks(&self) -> bool {
        match self {
            Self::Text(book) => book.may_hold_ticks(),
            Self::Sheets(_) => true,
        }
    }

    /// The first rows of a sheet, as far down as a header may stand.
    pub(crate) fn heads(&mut self, sheet: usize) -> Result<Heads, Refusal> {
        // A broken workbook can break its parser; that is the file's fault and no reason to end the run.
        catch_unwind(AssertUnwindSafe(|| {
            let mut heads = Heads::default();
            let taken = self.rows(sheet, &mut |number, cells| {
                Ok::<_, Infallible>(heads.take(number, cells))
            });
            match taken {
                Ok(()) => Ok(heads),
                Err(Interrupted::File(refusal)) => Err(refusal),
                Err(Interrupted::Taker(never)) => match never {},
            }
        }))
        .unwrap_or(Err(Refusal::Truncated))
    }
}
