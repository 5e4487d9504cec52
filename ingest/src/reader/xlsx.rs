//! Workbooks: XLSX read as a stream, XLS and ODS as a whole, hidden sheets included.
//!
//! Sheets of usual size are kept in memory once they have been read to their end. A larger one is read to its end once to prove that it can
//! be, and again for its rows: no row may leave a file that is refused in the end.

use std::borrow::Cow;
use std::convert::Infallible;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, DataRef, Ods, OdsError, Range, Reader, SheetType, Xls, XlsError, Xlsx, XlsxError};

use super::guard::{Container, inspect};
use super::{Cell, Depth, Flow, Interrupted, Refusal, Take};

/// Cells of a workbook that are kept in memory.
const KEPT_CELLS_MAX: usize = 600_000;
/// Columns beyond this one are not looked at: no dataset has a tenth of them.
const COLUMNS_MAX: u32 = 512;

type Bytes = Cursor<Vec<u8>>;

/// An open workbook.
pub(crate) struct Workbook {
    form: Form,
    names: Vec<String>,
    pub(super) is_1904: bool,
    /// How many more cells may be kept.
    cells_left: usize,
}

enum Form {
    Streamed {
        workbook: Box<Xlsx<Bytes>>,
        kept: Vec<Option<Vec<KeptRow>>>,
    },
    Whole(Vec<Range<Data>>),
}

struct KeptRow {
    number: i64,
    cells: Vec<Cell<'static>>,
}

impl Workbook {
    pub(super) fn open(bytes: Vec<u8>, depth: Depth) -> Result<Self, Refusal> {
        // A broken workbook can break its parser; that is the file's fault and no reason to end the run.
        catch_unwind(AssertUnwindSafe(|| {
            if bytes.starts_with(b"PK") {
                match inspect(&bytes, depth)? {
                    Container::Xlsx => Self::open_xlsx(bytes, depth),
                    Container::Ods => Self::open_ods(bytes),
                    Container::Other => Err(Refusal::UnknownHeader),
                }
            } else {
                Self::open_xls(bytes)
            }
        }))
        .unwrap_or(Err(Refusal::Truncated))
    }

    fn open_xlsx(bytes: Vec<u8>, depth: Depth) -> Result<Self, Refusal> {
        let workbook = Xlsx::new(Cursor::new(bytes)).map_err(|error| match error {
            XlsxError::Password => Refusal::Encrypted,
            _ => Refusal::Truncated,
        })?;
        let names = worksheets(&workbook);
        let mut book = Self {
            is_1904: workbook.has_1904_epoch(),
            form: Form::Streamed {
                workbook: Box::new(workbook),
                kept: names.iter().map(|_| None).collect(),
            },
            names,
            cells_left: KEPT_CELLS_MAX,
        };
        if depth == Depth::Whole {
            let mut has_cells = false;
            for sheet in 0..book.names.len() {
                has_cells |= book.prove(sheet)?;
            }
            if !has_cells {
                return Err(Refusal::Empty);
            }
        }
        Ok(book)
    }

    fn open_xls(bytes: Vec<u8>) -> Result<Self, Refusal> {
        // A workbook with a password is wrapped in the same container as an XLS.
        let wrapped: Vec<u8> = "EncryptedPackage".bytes().flat_map(|byte| [byte, 0]).collect();
        if bytes.windows(wrapped.len()).any(|window| window == wrapped) {
            return Err(Refusal::Encrypted);
        }
        let mut workbook = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
            XlsError::Password => Refusal::Encrypted,
            _ => Refusal::Truncated,
        })?;
        let is_1904 = workbook.has_1904_epoch();
        Self::whole(&mut workbook, is_1904)
    }

    fn open_ods(bytes: Vec<u8>) -> Result<Self, Refusal> {
        let mut workbook = Ods::new(Cursor::new(bytes)).map_err(|error| match error {
            OdsError::Password => Refusal::Encrypted,
            _ => Refusal::Truncated,
        })?;
        Self::whole(&mut workbook, false)
    }

    fn whole<R: Reader<Bytes>>(workbook: &mut R, is_1904: bool) -> Result<Self, Refusal> {
        let names = worksheets(workbook);
        let ranges = names
            .iter()
            .map(|name| workbook.worksheet_range(name))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_damaged| Refusal::Truncated)?;
        if ranges.iter().all(Range::is_empty) {
            return Err(Refusal::Empty);
        }
        Ok(Self {
            form: Form::Whole(ranges),
            names,
            is_1904,
            cells_left: 0,
        })
    }

    pub(super) fn sheets(&self) -> Vec<String> {
        self.names.clone()
    }

    /// Reads a sheet to its end, keeps it if it is not too large, and tells whether it holds any cell.
    fn prove(&mut self, sheet: usize) -> Result<bool, Refusal> {
        let mut rows = vec![];
        let mut cells_seen = 0;
        let cells_left = self.cells_left;
        let read = self.rows(sheet, &mut |number, cells| {
            cells_seen += cells.len();
            if cells_seen <= cells_left {
                rows.push(KeptRow {
                    number,
                    cells: cells.iter().map(owned).collect(),
                });
            } else {
                rows = vec![];
            }
            Ok::<_, Infallible>(Flow::Next)
        });
        match read {
            Ok(()) => {}
            Err(Interrupted::File(refusal)) => return Err(refusal),
            Err(Interrupted::Taker(never)) => match never {},
        }
        if let Form::Streamed { kept, .. } = &mut self.form
            && cells_seen <= cells_left
        {
            self.cells_left -= cells_seen;
            kept[sheet] = Some(rows);
        }
        Ok(cells_seen > 0)
    }

    pub(super) fn rows<E>(&mut self, sheet: usize, take: &mut Take<'_, E>) -> Result<(), Interrupted<E>> {
        match &mut self.form {
            Form::Streamed { workbook, kept } => match &kept[sheet] {
                Some(rows) => kept_rows(rows, take),
                None => streamed_rows(workbook, &self.names[sheet], take),
            },
            Form::Whole(ranges) => range_rows(&ranges[sheet], take),
        }
    }
}

fn worksheets<R: Reader<Bytes>>(workbook: &R) -> Vec<String> {
    workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .collect()
}

fn kept_rows<E>(rows: &[KeptRow], take: &mut Take<'_, E>) -> Result<(), Interrupted<E>> {
    for row in rows {
        if take(row.number, &row.cells).map_err(Interrupted::Taker)? == Flow::Stop {
            break;
        }
    }
    Ok(())
}

fn streamed_rows<E>(
    workbook: &mut Xlsx<Bytes>,
    name: &str,
    take: &mut Take<'_, E>,
) -> Result<(), Interrupted<E>> {
    let damaged = |_damaged: XlsxError| Interrupted::File(Refusal::Truncated);
    let mut reader = workbook.worksheet_cells_reader(name).map_err(damaged)?;
    let mut row = 0;
    let mut cells: Vec<Cell<'_>> = vec![];
    while let Some(cell) = reader.next_cell().map_err(damaged)? {
        let (cell_row, column) = cell.get_position();
        if cell_row != row {
            if !cells.is_empty()
                && take(i64::from(row) + 1, &cells).map_err(Interrupted::Taker)? == Flow::Stop
            {
                return Ok(());
            }
            cells.clear();
            row = cell_row;
        }
        let value = from_streamed(cell.get_value());
        if value != Cell::Empty && column < COLUMNS_MAX {
            put(&mut cells, column as usize, value);
        }
    }
    if !cells.is_empty() {
        take(i64::from(row) + 1, &cells).map_err(Interrupted::Taker)?;
    }
    Ok(())
}

fn put<'a>(cells: &mut Vec<Cell<'a>>, column: usize, value: Cell<'a>) {
    if cells.len() <= column {
        cells.resize(column + 1, Cell::Empty);
    }
    cells[column] = value;
}

fn range_rows<E>(range: &Range<Data>, take: &mut Take<'_, E>) -> Result<(), Interrupted<E>> {
    let (first_row, first_column) = range.start().unwrap_or_default();
    let mut cells = vec![];
    for (row, values) in (i64::from(first_row) + 1..).zip(range.rows()) {
        cells.clear();
        cells.resize(first_column as usize, Cell::Empty);
        cells.extend(values.iter().take(COLUMNS_MAX as usize).map(from_range));
        if cells.iter().all(|cell| *cell == Cell::Empty) {
            continue;
        }
        if take(row, &cells).map_err(Interrupted::Taker)? == Flow::Stop {
            break;
        }
    }
    Ok(())
}

fn from_streamed<'a>(value: &DataRef<'a>) -> Cell<'a> {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::SharedString(text) => text_cell(Cow::Borrowed(*text)),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text_cell(Cow::Owned(text.clone()))
        }
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::Int(number) => text_cell(Cow::Owned(number.to_string())),
        DataRef::Bool(flag) => Cell::Bool(*flag),
        DataRef::DateTime(moment) => Cell::Serial(moment.as_f64()),
        DataRef::Error(error) => text_cell(Cow::Owned(error.to_string())),
    }
}

fn from_range(value: &Data) -> Cell<'_> {
    match value {
        Data::Empty => Cell::Empty,
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
            text_cell(Cow::Borrowed(text))
        }
        Data::Float(number) => Cell::Number(*number),
        Data::Int(number) => text_cell(Cow::Owned(number.to_string())),
        Data::Bool(flag) => Cell::Bool(*flag),
        Data::DateTime(moment) => Cell::Serial(moment.as_f64()),
        Data::Error(error) => text_cell(Cow::Owned(error.to_string())),
    }
}

fn text_cell(text: Cow<'_, str>) -> Cell<'_> {
    if text.is_empty() {
        Cell::Empty
    } else {
        Cell::Text(text)
    }
}

fn owned(cell: &Cell<'_>) -> Cell<'static> {
    match cell {
        Cell::Empty => Cell::Empty,
        Cell::Text(text) => Cell::Text(Cow::Owned(text.clone().into_owned())),
        Cell::Number(number) => Cell::Number(*number),
        Cell::Serial(number) => Cell::Serial(*number),
        Cell::Bool(flag) => Cell::Bool(*flag),
    }
}
