//! Landing one night: every file recognised, then read dataset by dataset, every row given its disposition.
//!
//! Nothing is kept beyond one file and a few ten thousand rows: what is ready is handed to the caller, who stores it. The order is the
//! same for the same folder, so that the last of two versions in one night is the same one tomorrow.

mod identity;
mod names;
mod planned;
mod recognise;

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::record_batch::RecordBatch;
use chrono::NaiveDate;
use domain::book::Counts;
use domain::digest::{Digest, Numbered};
use domain::person::PseudonymKey;
use domain::region::RegionCode;

use self::planned::{Opener, Planned};
pub(crate) use self::recognise::sheets_of;
use self::recognise::{note_counties, recognise};
use crate::batch::{LandedRow, Rows, RowsBuilder};
use crate::cell::Value;
use crate::contract::Contract;
use crate::counts::{Account, NightCounts};
use crate::digest::Hasher;
use crate::disposition::{Disposition, DispositionBuilder, Spot};
use crate::known::{Known, Standing};
use crate::night::IngestError;
use crate::problem::{Answer, Heard, Problem, lasting_sheet};
use crate::reader::{Cell, Depth, Flow, Interrupted, Isolation, Opened, Opening, Readers, Refusal};
use crate::row::{Row, SheetReader};
use crate::source::Source;
use crate::sources::SOURCES;

/// Landed rows that are handed on at once.
const ROWS_AT_ONCE: usize = 16_384;
/// Dispositions that are handed on at once.
const DISPOSITIONS_AT_ONCE: usize = 16_384;
/// The county of a row that no county can be told for.
const NO_COUNTY: &str = "000000";

/// One folder that was delivered in one night.
#[derive(Debug, Clone, Copy)]
pub struct Night<'a> {
    /// The batch that its rows belong to.
    pub batch_id: &'a str,
    /// The drop folder, below which files are named.
    pub root: &'a Path,
    /// The folder of the night.
    pub folder: &'a Path,
    /// The day of delivery.
    pub delivered_on: NaiveDate,
    /// How its files are understood.
    pub contract: &'a Contract,
    /// Where workbooks are read.
    pub isolation: &'a Isolation,
}

/// What landing hands to its caller, in order.
#[derive(Debug)]
pub enum Delivery {
    /// Rows that land.
    Rows(Rows),
    /// What became of rows that did not land.
    Dispositions(Dispositions),
    /// The night's last word about rows that had faults, after all dispositions; not handed on when there is nothing to say.
    Answers(Vec<Answer>),
    /// What became of a file; the last word about it.
    File(SourceFile),
}

/// Dispositions, and the faults behind the quarantined ones.
#[derive(Debug)]
pub struct Dispositions {
    /// By [`crate::disposition_schema`].
    pub batch: RecordBatch,
    /// Every fault of every quarantined row among them.
    pub problems: Vec<Problem>,
}

/// A file of the drop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Its path below the drop folder.
    pub file: String,
    /// Its content, by SHA-256, in hexadecimal.
    pub file_sha256: String,
    /// Its size.
    pub bytes: u64,
    /// Why it was refused, if it was.
    pub refusal: Option<Refusal>,
    /// What its sender has to know, in Chinese; empty when there is nothing.
    pub message: String,
    /// Its data rows.
    pub rows: u64,
    /// Its datasets, separated by commas; empty for a refused file.
    pub dataset: String,
    /// The counties whose people it may speak of, by their six digits; `000000` for rows that name none. A refused file may speak of
    /// anybody.
    pub counties: Vec<String>,
    /// The file on the disk, which is an archive if the file lies in one.
    pub path: PathBuf,
    /// Its content, if it is not the whole of the file on the disk.
    pub content: Option<Vec<u8>>,
}

impl SourceFile {
    /// `read` or `refused`.
    pub const fn state(&self) -> &'static str {
        match self.refusal {
            None => "read",
            Some(_) => "refused",
        }
    }
}

/// Why landing stopped.
#[derive(Debug, thiserror::Error)]
pub enum LandError<E> {
    /// The drop could not be read.
    #[error(transparent)]
    Read(#[from] IngestError),
    /// The caller could not store what was read.
    #[error("{0}")]
    Store(E),
}

/// Lands one night. `known` grows by what lands; the caller stores what it is handed before the next call.
pub fn land<E>(
    night: &Night<'_>,
    known: &mut Known,
    key: &PseudonymKey,
    deliver: &mut dyn FnMut(Delivery) -> Result<(), E>,
) -> Result<NightCounts, LandError<E>> {
    let mut opener = Opener::new(Readers::new(night.isolation));
    let mut planned = recognise(night, &mut opener)?;
    note_counties(night.contract, &mut planned, &mut opener, known)?;
    let mut lander = Lander {
        night,
        known,
        key,
        hasher: Hasher::new(key),
        deliver,
        dispositions: DispositionBuilder::default(),
        problems: vec![],
        heard: Heard::default(),
        counties: BTreeSet::new(),
        counts: NightCounts::default(),
    };
    for source in SOURCES {
        let mut rows = RowsBuilder::new(source, key);
        let mut files = planned
            .iter_mut()
            .filter(|file| file.refused.is_none() && file.datasets.contains(source.name))
            .peekable();
        let mut ahead = None;
        while let Some(file) = files.next() {
            let opening = match ahead.take() {
                Some(opening) => opening,
                None => opener.start(file, Depth::Whole)?,
            };
            // The next workbook is read by another process while the rows of this one are judged.
            if let Some(next) = files.peek_mut().filter(|next| next.is_apart) {
                ahead = Some(opener.start(next, Depth::Whole)?);
            }
            lander.file(file, opening, source, &mut rows)?;
        }
        lander.hand_on_rows(&mut rows).map_err(LandError::Store)?;
    }
    lander.hand_on_dispositions().map_err(LandError::Store)?;
    lander.hand_on_answers().map_err(LandError::Store)?;
    for file in planned {
        let content = opener.content(&file)?;
        lander.close(file, content).map_err(LandError::Store)?;
    }
    Ok(lander.counts)
}

/// Where the rows of a sheet come from.
struct Origin<'a> {
    file: &'a Arc<str>,
    sha256: &'a str,
    sheet: Arc<str>,
    places: Numbered,
    /// What the places in the sheet have in common from night to night.
    lasting_sheet: Digest,
    /// The path below the folder of the night, and the town or county that it names, once somebody asks.
    own_name: &'a str,
    town: OnceCell<Option<RegionCode>>,
    reader: &'a SheetReader,
}

struct Lander<'a, E> {
    night: &'a Night<'a>,
    known: &'a mut Known,
    key: &'a PseudonymKey,
    hasher: Hasher,
    deliver: &'a mut dyn FnMut(Delivery) -> Result<(), E>,
    dispositions: DispositionBuilder,
    problems: Vec<Problem>,
    heard: Heard,
    /// Of the file that is being read.
    counties: BTreeSet<Option<RegionCode>>,
    counts: NightCounts,
}

impl<E> Lander<'_, E> {
    /// Lands the rows of one dataset of a file, or refuses the file.
    fn file(
        &mut self,
        file: &mut Planned,
        opening: Result<Opening, Refusal>,
        source: &'static Source,
        rows: &mut RowsBuilder,
    ) -> Result<(), LandError<E>> {
        let opened = opening.and_then(Opening::finish).and_then(|opened| {
            let Opened::Book(mut book) = opened else {
                return Err(Refusal::NestedArchive);
            };
            let sheets = sheets_of(self.night.contract, &mut book, source, self.night.delivered_on)?;
            Ok((book, sheets))
        });
        let (mut book, sheets) = match opened {
            Ok(opened) => opened,
            Err(refusal) => {
                file.refuse(refusal, "");
                return Ok(());
            }
        };
        let mut counts = Counts::default();
        self.counties.clear();
        for sheet in sheets {
            let origin = Origin {
                file: &file.name,
                sha256: &file.sha256,
                lasting_sheet: lasting_sheet(source, &file.own_name, &sheet.name),
                places: Numbered::rows_of(&file.sha256, &sheet.name),
                own_name: &file.own_name,
                town: OnceCell::new(),
                sheet: sheet.name.into(),
                reader: &sheet.reader,
            };
            let taken = book.rows(sheet.index, &mut |number, cells| {
                self.row(&origin, number, cells, rows, &mut counts)?;
                Ok(Flow::Next)
            });
            match taken {
                Ok(()) => {}
                Err(Interrupted::Taker(error)) => return Err(LandError::Store(error)),
                // The sheet was read to its end when it was opened, and rows of it are out already.
                Err(Interrupted::File(_)) => {
                    let path = file.place.path().to_path_buf();
                    return Err(IngestError::Again { path }.into());
                }
            }
        }
        file.counties.append(&mut self.counties);
        self.counts.books.push(Account {
            file: file.name.to_string(),
            file_sha256: file.sha256.clone(),
            dataset: source.name,
            counts,
        });
        Ok(())
    }

    fn row(
        &mut self,
        origin: &Origin<'_>,
        row_number: i64,
        cells: &[Cell<'_>],
        rows: &mut RowsBuilder,
        counts: &mut Counts,
    ) -> Result<(), E> {
        if !origin.reader.is_data(row_number, cells) {
            return Ok(());
        }
        let place = origin.places.row(row_number);
        counts.rows_in.add(place);
        let source = origin.reader.source();
        let mut row = origin.reader.read(cells);
        row.hide_keys(source, self.key);
        self.resolve_names(origin, cells, &mut row);
        row.check_references(source, self.known);
        let county = self.known.county(self.place_of(origin.reader, &row));
        // Most files are of one county.
        if self.counties.last() != Some(&county) {
            self.counties.insert(county);
        }
        let spot = Spot {
            batch_id: self.night.batch_id,
            file: origin.file,
            file_sha256: origin.sha256,
            sheet: &origin.sheet,
            row_number,
            county_code: six_digits(county.as_ref()),
        };
        let identity = self.identity(origin, row_number, &row);
        let disposition = match identity.row_key {
            Some(row_key) if row.faults.is_empty() => {
                self.answer_problems(source, &identity);
                self.land_row(origin.reader, &row, row_key, spot, rows, counts)
            }
            _ => {
                self.note_problems(origin, row_number, &row, &identity, county);
                Disposition::Quarantined
            }
        };
        match disposition {
            Disposition::Landed => counts.landed.add(place),
            Disposition::Duplicate => counts.duplicate.add(place),
            Disposition::Quarantined => counts.quarantined.add(place),
        }
        // A row that landed says so itself.
        if disposition != Disposition::Landed {
            self.dispositions
                .append(spot, source.name, disposition, &row.reasons());
        }
        if rows.rows() >= ROWS_AT_ONCE {
            self.hand_on_rows(rows)?;
        }
        if self.dispositions.rows() >= DISPOSITIONS_AT_ONCE {
            self.hand_on_dispositions()?;
        }
        Ok(())
    }

    /// The place a row names, or the one where its household lives.
    fn place_of(&self, reader: &SheetReader, row: &Row<'_>) -> Option<RegionCode> {
        match reader.region.map(|position| &row.values[position]) {
            Some(Value::Region(code)) => Some(*code),
            _ => row
                .home
                .or_else(|| self.known.region_of(reader.household_of(row)?)),
        }
    }

    fn land_row(
        &mut self,
        reader: &SheetReader,
        row: &Row<'_>,
        row_key: Digest,
        spot: Spot<'_>,
        rows: &mut RowsBuilder,
        counts: &mut Counts,
    ) -> Disposition {
        let source = reader.source();
        let content = self.hasher.content(source, &row.values);
        let delivered_on = self.night.delivered_on;
        let (standing, landed_seq) = self.known.settle(source, row_key, content, delivered_on);
        let supersedes = match standing {
            Standing::Repeated => return Disposition::Duplicate,
            Standing::New => None,
            Standing::Correction { supersedes } => Some(supersedes),
            // Replaced before it came.
            Standing::Late => Some(landed_seq),
        };
        counts.landed_content = counts.landed_content.wrapping_add(content.0);
        self.note_landed(reader, row, landed_seq);
        let is_sealed = rows.append(&LandedRow {
            values: &row.values,
            written: &row.written,
            spot,
            row_key,
            content,
            landed_seq,
            supersedes,
        });
        if is_sealed {
            counts.sealed.add(rows.sealed_rows().row(landed_seq));
        }
        Disposition::Landed
    }

    /// Places and households are known from the moment they land.
    fn note_landed(&mut self, reader: &SheetReader, row: &Row<'_>, landed_seq: i64) {
        let Some(Value::Region(code)) = reader.region.map(|position| &row.values[position]) else {
            return;
        };
        match reader.source().name {
            "region" => match reader.place_of(row) {
                Some(place) => self.known.add_place(place, self.night.delivered_on, landed_seq),
                None => self.known.add_region(*code),
            },
            "household" => {
                if let Some(Value::Text(household)) = reader.household.map(|position| &row.values[position]) {
                    self.known.add_household(household, *code);
                }
            }
            _ => {}
        }
    }

    fn hand_on_rows(&mut self, rows: &mut RowsBuilder) -> Result<(), E> {
        if rows.rows() == 0 {
            return Ok(());
        }
        (self.deliver)(Delivery::Rows(rows.finish()))
    }

    fn hand_on_dispositions(&mut self) -> Result<(), E> {
        if self.dispositions.rows() == 0 {
            return Ok(());
        }
        let problems = std::mem::take(&mut self.problems);
        let batch = self.dispositions.finish();
        (self.deliver)(Delivery::Dispositions(Dispositions { batch, problems }))
    }

    fn hand_on_answers(&mut self) -> Result<(), E> {
        let answers = std::mem::take(&mut self.heard).into_answers(&mut self.known.open);
        if answers.is_empty() {
            return Ok(());
        }
        (self.deliver)(Delivery::Answers(answers))
    }

    fn close(&mut self, file: Planned, content: Option<Vec<u8>>) -> Result<(), E> {
        match file.refused {
            None => self.counts.files_read += 1,
            Some(_) => self.counts.files_refused += 1,
        }
        // An archive of files holds no rows of its own, but those of all of them.
        let counties = if file.refused.is_none() && !file.datasets.is_empty() {
            file.counties
        } else {
            self.known.counties().map(Some).collect()
        };
        let mut counties: Vec<String> = counties
            .iter()
            .map(|county| six_digits(county.as_ref()).to_owned())
            .collect();
        if counties.is_empty() {
            counties.push(NO_COUNTY.to_owned());
        }
        let names = SOURCES.map(|source| source.name);
        let datasets: Vec<&str> = names
            .into_iter()
            .filter(|name| file.refused.is_none() && file.datasets.contains(name))
            .collect();
        (self.deliver)(Delivery::File(SourceFile {
            rows: self.counts.rows_of(&file.name),
            file: file.name.to_string(),
            file_sha256: file.sha256,
            bytes: file.bytes,
            refusal: file.refused,
            message: file.message,
            dataset: datasets.join(","),
            counties,
            path: file.place.path().to_path_buf(),
            content,
        }))
    }
}

fn six_digits(county: Option<&RegionCode>) -> &str {
    county
        .and_then(|county| county.as_str().get(..6))
        .unwrap_or(NO_COUNTY)
}
