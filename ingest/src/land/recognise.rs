//! Before any row is judged: which datasets are in which files, which counties they are of, and where ticks stand.

use std::convert::Infallible;
use std::path::PathBuf;

use chrono::NaiveDate;

use super::Night;
use super::planned::{Opener, Place, Planned};
use crate::cell::{Epoch, Value};
use crate::contract::Contract;
use crate::header::Recognition;
use crate::known::Known;
use crate::night::{IngestError, files, relative};
use crate::reader::{Archive, Book, Cell, Depth, Flow, Opened, Opening, Refusal, infallible};
use crate::row::SheetReader;
use crate::source::Source;
use crate::sources::SOURCES;

/// A file that is being opened, or the reason why not.
type Started = (Planned, Result<Opening, Refusal>);

/// Looks at the headers of every file of a night, and into its archives.
pub(super) fn recognise(night: &Night<'_>, opener: &mut Opener) -> Result<Vec<Planned>, IngestError> {
    let mut planned = vec![];
    // One file is opened by a reader while the one before it is looked at.
    let mut ahead: Option<Started> = None;
    for path in files(night.folder)? {
        let (name, own_name) = (relative(night.root, &path), relative(night.folder, &path));
        let mut file = Planned::new(name, own_name, Place::File(path));
        let opening = opener.start(&mut file, Depth::Heads)?;
        if let Some(started) = ahead.replace((file, opening)) {
            look_at(night.contract, started, opener, &mut planned)?;
        }
    }
    if let Some(started) = ahead {
        look_at(night.contract, started, opener, &mut planned)?;
    }
    Ok(planned)
}

fn look_at(
    contract: &Contract,
    (mut file, opening): Started,
    opener: &mut Opener,
    planned: &mut Vec<Planned>,
) -> Result<(), IngestError> {
    let found = match opening.and_then(Opening::finish) {
        Ok(Opened::Book(mut book)) => recognise_sheets(contract, &mut book, &mut file),
        Ok(Opened::Archive(archive)) => {
            let members = members_of(contract, &mut file, archive, opener)?;
            planned.push(file);
            planned.extend(members);
            return Ok(());
        }
        Err(refusal) => Err(refusal),
    };
    if let Err(refusal) = found {
        file.refuse(refusal, "");
    }
    planned.push(file);
    Ok(())
}

/// Looks at the headers of every file in an archive.
fn members_of(
    contract: &Contract,
    outer: &mut Planned,
    archive: Archive,
    opener: &mut Opener,
) -> Result<Vec<Planned>, IngestError> {
    let path: PathBuf = outer.place.path().to_path_buf();
    let members = archive.members().to_vec();
    outer.message = format!("压缩包，内有{}个文件", members.len());
    opener.hold(path.clone(), archive);
    let mut planned = vec![];
    for member in members {
        let name = format!("{}/{}", outer.name, member.name);
        let own_name = format!("{}/{}", outer.own_name, member.name);
        let mut file = Planned::new(name, own_name, Place::Member(path.clone(), member.index));
        let opening = opener.start(&mut file, Depth::Heads)?;
        if opening.is_err() {
            // What cannot be unpacked lies in the archive and is kept there.
            file.sha256.clone_from(&outer.sha256);
        }
        let found = match opening.and_then(Opening::finish) {
            Ok(Opened::Book(mut book)) => recognise_sheets(contract, &mut book, &mut file),
            Ok(Opened::Archive(_)) => Err(Refusal::NestedArchive),
            Err(refusal) => Err(refusal),
        };
        if let Err(refusal) = found {
            file.refuse(refusal, "");
        }
        planned.push(file);
    }
    Ok(planned)
}

fn recognise_sheets(contract: &Contract, book: &mut Book, file: &mut Planned) -> Result<(), Refusal> {
    file.is_apart = matches!(book, Book::Remote(_));
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
    planned: &mut [Planned],
    opener: &mut Opener,
    known: &mut Known,
) -> Result<(), IngestError> {
    let region = SOURCES[0];
    for file in planned
        .iter_mut()
        .filter(|file| file.datasets.contains(region.name))
    {
        let opened = opener.start(file, Depth::Whole)?.and_then(Opening::finish);
        let Ok(Opened::Book(mut book)) = opened else {
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
pub(crate) struct Sheet {
    pub(crate) index: usize,
    pub(crate) name: String,
    pub(crate) reader: SheetReader,
}

/// The sheets of a file that hold a dataset, with their ticks noted.
pub(crate) fn sheets_of(
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
        taken.map_err(infallible)?;
    }
    for sheet in sheets {
        sheet.reader.set_ticks(&has_ticks);
    }
    Ok(())
}
