//! Before any row is judged: which datasets are in which files, which counties they are of, and where ticks stand.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;
use data_encoding::HEXLOWER;
use domain::region::RegionCode;
use sha2::{Digest as _, Sha256};

use super::Night;
use crate::cell::{Epoch, Value};
use crate::contract::Contract;
use crate::header::Recognition;
use crate::known::Known;
use crate::night::{IngestError, files, relative};
use crate::reader::{Book, Cell, Depth, Flow, Interrupted, Refusal};
use crate::row::SheetReader;
use crate::source::Source;
use crate::sources::SOURCES;

/// A file whose headers were looked at.
pub(super) struct Planned {
    path: PathBuf,
    /// Its path below the drop folder.
    pub(super) name: Arc<str>,
    /// Its path below the folder of the night, which it keeps from night to night.
    pub(super) own_name: String,
    pub(super) sha256: String,
    pub(super) bytes: u64,
    pub(super) datasets: BTreeSet<&'static str>,
    pub(super) counties: BTreeSet<Option<RegionCode>>,
    pub(super) refused: Option<Refusal>,
    pub(super) message: String,
}

impl Planned {
    pub(super) fn refuse(&mut self, refusal: Refusal, detail: &str) {
        self.refused = Some(refusal);
        let colon = if detail.is_empty() { "" } else { "：" };
        self.message = format!("{}{colon}{detail}", refusal.message());
    }

    /// Its bytes as they are now, and what they hash to, should the file have changed since its headers were looked at.
    pub(super) fn read(&mut self) -> Result<Vec<u8>, IngestError> {
        let bytes = read(&self.path)?;
        self.sha256 = HEXLOWER.encode(&Sha256::digest(&bytes));
        self.bytes = bytes.len() as u64;
        Ok(bytes)
    }
}

fn read(path: &Path) -> Result<Vec<u8>, IngestError> {
    fs::read(path).map_err(|source| IngestError::File {
        path: path.to_path_buf(),
        source,
    })
}

/// Looks at the headers of every file of a night.
pub(super) fn recognise(night: &Night<'_>) -> Result<Vec<Planned>, IngestError> {
    let plan = |path: PathBuf| {
        let mut file = Planned {
            name: relative(night.root, &path).into(),
            own_name: relative(night.folder, &path),
            path,
            sha256: String::new(),
            bytes: 0,
            datasets: BTreeSet::new(),
            counties: BTreeSet::new(),
            refused: None,
            message: String::new(),
        };
        let bytes = file.read()?;
        let found = Book::open(bytes, Depth::Heads)
            .and_then(|mut book| recognise_sheets(night.contract, &mut book, &mut file));
        match found {
            Ok(()) => {}
            Err(refusal) => file.refuse(refusal, ""),
        }
        Ok(file)
    };
    files(night.folder)?.into_iter().map(plan).collect()
}

fn recognise_sheets(contract: &Contract, book: &mut Book, file: &mut Planned) -> Result<(), Refusal> {
    let mut strangers = vec![];
    let mut lacking = None;
    let mut remarks = vec![];
    let mut has_rows = false;
    for (sheet, name) in book.sheets().into_iter().enumerate() {
        let heads = book.heads(sheet)?;
        has_rows |= !heads.is_empty();
        match heads.recognise(contract) {
            Recognition::Known(layout) => {
                file.datasets.insert(layout.source.name);
                for remark in layout.remarks {
                    if !remarks.contains(&remark) {
                        remarks.push(remark);
                    }
                }
            }
            Recognition::Lacking(message) => {
                lacking.get_or_insert(message);
                strangers.push(name);
            }
            Recognition::Unknown if heads.is_empty() => {}
            Recognition::Unknown => strangers.push(name),
        }
    }
    if !has_rows {
        return Err(Refusal::Empty);
    }
    if file.datasets.is_empty() {
        file.refuse(Refusal::UnknownHeader, &lacking.unwrap_or_default());
    } else {
        if !strangers.is_empty() {
            remarks.insert(0, format!("未识别的工作表：{}", strangers.join("、")));
        }
        file.message = remarks.join("；");
    }
    Ok(())
}

/// Reads the counties of the night's places before any row is judged: the first row must know them as well as the last.
pub(super) fn note_counties(
    contract: &Contract,
    planned: &[Planned],
    known: &mut Known,
) -> Result<(), IngestError> {
    let region = SOURCES[0];
    for file in planned.iter().filter(|file| file.datasets.contains(region.name)) {
        let Ok(mut book) = Book::open(read(&file.path)?, Depth::Whole) else {
            continue;
        };
        let Ok(sheets) = sheets_of(contract, &mut book, region, NaiveDate::MAX) else {
            continue;
        };
        for sheet in sheets {
            let mut take = |number, cells: &[Cell<'_>]| {
                if sheet.reader.is_data(number, cells)
                    && let Some(Value::Region(code)) = sheet.reader.read(cells).values.first()
                {
                    known.add_county_of(*code);
                }
                Ok::<_, Infallible>(Flow::Next)
            };
            // A file that breaks here breaks again when its rows are read, and is refused there.
            let Ok(()) = book.rows(sheet.index, &mut take) else {
                break;
            };
        }
    }
    Ok(())
}

/// A sheet of one dataset.
pub(super) struct Sheet {
    pub(super) index: usize,
    pub(super) name: String,
    pub(super) reader: SheetReader,
}

/// The sheets of a file that hold a dataset, with their ticks noted.
pub(super) fn sheets_of(
    contract: &Contract,
    book: &mut Book,
    source: &'static Source,
    delivered_on: NaiveDate,
) -> Result<Vec<Sheet>, Refusal> {
    let epoch = if book.is_1904() {
        Epoch::From1904
    } else {
        Epoch::From1900
    };
    let mut sheets = vec![];
    for (index, name) in book.sheets().into_iter().enumerate() {
        if let Recognition::Known(layout) = book.heads(index)?.recognise(contract)
            && layout.source.name == source.name
        {
            let reader = SheetReader::new(contract, layout, epoch, delivered_on);
            sheets.push(Sheet { index, name, reader });
        }
    }
    if book.may_hold_ticks() {
        note_ticks(book, source, &mut sheets)?;
    }
    Ok(sheets)
}

fn note_ticks(book: &mut Book, source: &Source, sheets: &mut [Sheet]) -> Result<(), Refusal> {
    let mut has_ticks = vec![false; source.columns.len()];
    for sheet in sheets.iter().filter(|sheet| sheet.reader.has_flags()) {
        let taken = book.rows(sheet.index, &mut |number, cells| {
            sheet.reader.note_ticks(number, cells, &mut has_ticks);
            Ok::<_, Infallible>(Flow::Next)
        });
        match taken {
            Ok(()) => {}
            Err(Interrupted::File(refusal)) => return Err(refusal),
            Err(Interrupted::Taker(never)) => match never {},
        }
    }
    for sheet in sheets {
        sheet.reader.set_ticks(&has_ticks);
    }
    Ok(())
}
