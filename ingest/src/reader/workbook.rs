//! Files of sheets, whatever program wrote them: what is asked of all of them.
//!
//! A sheet is read to its end before its first row is handed on, since no row may leave a file that is refused in the end. What was read
//! is kept in few bytes; where there is too much of it, XLSX and Parquet are read a second time, and other forms are refused.

use std::convert::Infallible;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde::{Deserialize, Serialize};

use super::form::Form;
use super::guard::{Container, inspect};
use super::packed::{Collector, KEPT_BYTES_MAX, Packed, unpack};
use super::{Depth, Flow, Interrupted, Refusal, Take};
use super::{html, ods, parquet_file, spreadsheet_ml, xls, xlsx};
use crate::header::Heads;

/// No office has as many sheets in one file.
const SHEETS_MAX: usize = 256;
/// The first rows of all sheets together.
const HEADS_BYTES_MAX: usize = 16 << 20;

/// An open file of sheets.
pub(crate) struct Workbook {
    outline: Outline,
    rows: Vec<Option<Packed>>,
    source: Source,
}

/// What is known of a file of sheets before its rows are asked for.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Outline {
    pub(super) sheets: Vec<SheetOutline>,
    pub(super) is_1904: bool,
    pub(super) has_ticks: bool,
}

/// What is known of a sheet before its rows are asked for.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct SheetOutline {
    pub(super) name: String,
    /// Its first rows, packed.
    heads: Vec<u8>,
}

/// Where rows come from that were not kept.
enum Source {
    None,
    Xlsx(Box<xlsx::Book>),
    Parquet(Box<parquet_file::Table>),
}

impl Outline {
    /// The first rows of a sheet, as far down as a header may stand.
    pub(super) fn heads(&self, sheet: usize) -> Result<Heads, Refusal> {
        let mut heads = Heads::default();
        let taken = unpack(&self.sheets[sheet].heads, &mut |number, cells| {
            Ok::<_, Infallible>(heads.take(number, cells))
        });
        match taken {
            Ok(_) => Ok(heads),
            Err(Interrupted::File(refusal)) => Err(refusal),
            Err(Interrupted::Taker(never)) => match never {},
        }
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.sheets.iter().map(|sheet| sheet.name.clone()).collect()
    }
}

impl Workbook {
    pub(super) fn open(bytes: Vec<u8>, form: Form, depth: Depth) -> Result<Self, Refusal> {
        // A broken workbook can break its parser; that is the file's fault and no reason to end the run.
        catch_unwind(AssertUnwindSafe(|| Self::open_form(bytes, form, depth)))
            .unwrap_or(Err(Refusal::Truncated))
    }

    fn open_form(bytes: Vec<u8>, form: Form, depth: Depth) -> Result<Self, Refusal> {
        let mut maker = Maker::default();
        let source = match form {
            Form::Zip => match inspect(&bytes, depth)? {
                Container::Xlsx => open_xlsx(bytes, depth, &mut maker)?,
                Container::Ods => {
                    ods::read(&bytes, &mut maker)?;
                    Source::None
                }
                Container::Archive => return Err(Refusal::NestedArchive),
                Container::Other => return Err(Refusal::ForeignForm),
            },
            Form::Ole => {
                xls::read(bytes, &mut maker)?;
                Source::None
            }
            Form::Parquet => open_parquet(bytes, depth, &mut maker)?,
            Form::Html => {
                html::read(bytes, &mut maker)?;
                Source::None
            }
            Form::SpreadsheetMl => {
                spreadsheet_ml::read(bytes, &mut maker)?;
                Source::None
            }
            Form::SealedParquet => return Err(Refusal::Encrypted),
            Form::Foreign | Form::Text => return Err(Refusal::ForeignForm),
        };
        maker.finish(source, depth)
    }

    pub(super) fn outline(&self) -> &Outline {
        &self.outline
    }

    /// Hands the frames of a sheet on, as they are kept or made anew.
    pub(super) fn frames<E>(
        &mut self,
        sheet: usize,
        take: &mut dyn FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), Interrupted<E>> {
        if let Some(packed) = &self.rows[sheet] {
            return packed
                .frames()
                .iter()
                .try_for_each(|frame| take(frame).map_err(Interrupted::Taker));
        }
        let mut packed = Packed::default();
        self.rows(sheet, &mut |number, cells| {
            packed.push(number, cells);
            if packed.frames().len() > 1 {
                let last = packed.split_last();
                packed.frames().iter().try_for_each(|frame| take(frame))?;
                packed = last;
            }
            Ok(Flow::Next)
        })?;
        packed
            .frames()
            .iter()
            .try_for_each(|frame| take(frame).map_err(Interrupted::Taker))
    }

    pub(super) fn rows<E>(&mut self, sheet: usize, take: &mut Take<'_, E>) -> Result<(), Interrupted<E>> {
        if let Some(packed) = &self.rows[sheet] {
            return packed.rows(take);
        }
        let Self { source, outline, .. } = self;
        let again = AssertUnwindSafe(|| match source {
            Source::Xlsx(book) => book.rows(&outline.sheets[sheet].name, take),
            Source::Parquet(table) => table.rows(take),
            Source::None => Ok(()),
        });
        catch_unwind(again).unwrap_or(Err(Interrupted::File(Refusal::Truncated)))
    }
}

fn open_xlsx(bytes: Vec<u8>, depth: Depth, maker: &mut Maker) -> Result<Source, Refusal> {
    let mut book = xlsx::Book::open(Cursor::new(bytes))?;
    maker.is_1904 = book.is_1904();
    for name in book.worksheets() {
        let mut collector = maker.collector();
        book.collect(&name, depth, &mut collector)?;
        maker.add(name, collector)?;
    }
    Ok(Source::Xlsx(Box::new(book)))
}

fn open_parquet(bytes: Vec<u8>, depth: Depth, maker: &mut Maker) -> Result<Source, Refusal> {
    let table = parquet_file::Table::open(bytes)?;
    let mut collector = maker.collector();
    table.collect(depth, &mut collector)?;
    maker.add(String::new(), collector)?;
    Ok(Source::Parquet(Box::new(table)))
}

/// Puts a file of sheets together, sheet by sheet.
#[derive(Default)]
pub(super) struct Maker {
    outline: Outline,
    rows: Vec<Option<Packed>>,
    kept_bytes: usize,
    heads_bytes: usize,
    has_rows: bool,
    pub(super) is_1904: bool,
}

impl Maker {
    /// What takes the rows of the next sheet.
    pub(super) fn collector(&self) -> Collector {
        Collector::new(KEPT_BYTES_MAX.saturating_sub(self.kept_bytes))
    }

    pub(super) fn add(&mut self, name: String, collector: Collector) -> Result<(), Refusal> {
        let heads = collector.heads.frames().concat();
        self.heads_bytes += heads.len();
        self.kept_bytes += collector.rows.as_ref().map_or(0, Packed::bytes);
        self.has_rows |= collector.has_rows;
        self.outline.has_ticks |= collector.has_ticks;
        if self.heads_bytes > HEADS_BYTES_MAX || self.rows.len() == SHEETS_MAX {
            return Err(Refusal::Oversized);
        }
        // A row is named by its sheet and its number: two sheets of one name are none that a spreadsheet made.
        if self.outline.sheets.iter().any(|sheet| sheet.name == name) {
            return Err(Refusal::Truncated);
        }
        self.outline.sheets.push(SheetOutline { name, heads });
        self.rows.push(collector.rows);
        Ok(())
    }

    pub(super) fn has_rows(&self) -> bool {
        self.has_rows
    }

    fn finish(mut self, source: Source, depth: Depth) -> Result<Workbook, Refusal> {
        if !self.has_rows && depth == Depth::Whole {
            return Err(Refusal::Empty);
        }
        self.outline.is_1904 = self.is_1904;
        let is_kept = self.rows.iter().all(Option::is_some) && depth == Depth::Whole;
        Ok(Workbook {
            outline: self.outline,
            rows: self.rows,
            source: if is_kept { Source::None } else { source },
        })
    }
}
