//! Workbooks that go back to the office that sent them: its own file in its own layout, the wrong cells coloured, the reason in a comment,
//! and a cover sheet before it.
//!
//! An XLSX is patched and not rebuilt, so that everything in it stays that we do not know; whatever else was sent becomes a plain workbook
//! of text first. What is wrong, and where, the caller says; nothing is judged here. Comments and cover say what the caller hands in and
//! never what stands in a cell.

mod comments;
mod cover;
mod package;
mod place;
mod rows;
mod shapes;
mod sheet;
mod styles;
#[cfg(test)]
mod tests;
mod workbook;
mod xml;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use thiserror::Error;

use self::cover::{CopyKind, Listed};
use self::package::Package;
use self::place::{COLUMNS_MAX, Place, ROWS_MAX};
use self::sheet::{Sheet, Spot};
use self::styles::Styles;
use self::workbook::Workbook;

/// Comments in one workbook: `LibreOffice` opens 200 in a second, and 100 000 of them not at all. Cells beyond are coloured all the same.
const COMMENTS_MAX: usize = 5_000;

/// What an office sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Original<'a> {
    /// The bytes of an XLSX (also of one with macros, which do not go back).
    Workbook(&'a [u8]),
    /// Anything else, as the texts in its cells.
    Rows(Vec<SheetRows>),
}

/// One sheet, or a text file, as rows of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRows {
    /// As the marks name it; empty for a text file.
    pub name: String,
    /// Row numbers from 1, upwards, with their cells. Rows that are left out stay empty.
    pub rows: Vec<(u32, Vec<String>)>,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// The sheet.
    pub sheet: String,
    /// The row, from 1.
    pub row: u32,
    /// The column, from 0; none if the row is wrong as a whole.
    pub column: Option<u32>,
    /// The word for what is wrong, by which the cover counts.
    pub reason: String,
    /// What is wrong and what is expected, in Chinese and without the content of the cell.
    pub message: String,
}

/// What the cover says beside the marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cover {
    /// Who sent the file; may be empty.
    pub office: String,
    /// The file, as its sender named it.
    pub file: String,
    /// The day it was delivered.
    pub delivered_on: NaiveDate,
    /// The batch it came in.
    pub batch: String,
    /// The titles of the datasets in it.
    pub datasets: Vec<String>,
    /// What became of its rows.
    pub rows: RowCounts,
    /// What to do about each reason, in the order in which the cover lists them.
    pub advice: Vec<Advice>,
    /// The day up to which what was known is taken into account.
    pub as_of: NaiveDate,
    /// Whom to ask; may be empty.
    pub contact: String,
}

/// How many rows of a file were read, and what became of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowCounts {
    /// All data rows.
    pub read: u64,
    /// Rows that are in the tables.
    pub landed: u64,
    /// Rows that were known already.
    pub duplicate: u64,
    /// Rows that go back.
    pub quarantined: u64,
}

/// What to do about a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// The word that the marks carry.
    pub reason: String,
    /// The reason in a few Chinese words.
    pub title: String,
    /// A Chinese sentence.
    pub what_to_do: String,
}

/// Why a workbook cannot be returned. Where the container, the dialect or a part is at fault, its rows can still go back as
/// [`Original::Rows`].
#[derive(Debug, Error)]
pub enum ReturnError {
    /// No zip, a damaged one, or one that cannot be written.
    #[error("cannot read or write the container of the workbook")]
    Container(#[source] zip::result::ZipError),
    /// A part is damaged.
    #[error("cannot unpack `{part}` of the workbook")]
    Unpack {
        /// Its name.
        part: String,
        /// The cause.
        source: std::io::Error,
    },
    /// The copy cannot be packed.
    #[error("cannot pack the workbook")]
    Pack(#[source] std::io::Error),
    /// A part that would have to be held in memory and is too large for it.
    #[error("`{part}` of the workbook is too large")]
    PartTooLarge {
        /// Its name.
        part: String,
    },
    /// A part that is no UTF-8.
    #[error("`{part}` of the workbook is not UTF-8")]
    Encoding {
        /// Its name.
        part: String,
        /// The cause.
        source: std::string::FromUtf8Error,
    },
    /// A part that is no XML.
    #[error("`{part}` of the workbook is not XML")]
    Xml {
        /// Its name.
        part: String,
        /// The cause.
        source: Box<quick_xml::Error>,
    },
    /// A part whose elements do not stand where they can stand.
    #[error("`{part}` of the workbook is out of order")]
    Tangled {
        /// Its name.
        part: String,
    },
    /// A part that another one refers to and that is not there.
    #[error("`{part}` of the workbook is missing")]
    Missing {
        /// Its name.
        part: String,
    },
    /// A container without a workbook.
    #[error("the file is not a workbook")]
    NotAWorkbook,
    /// The strict dialect of Open XML, whose elements have other names.
    #[error("the workbook is in the strict dialect")]
    StrictDialect,
    /// A mark on a sheet that is not there.
    #[error("the workbook has no sheet `{0}`")]
    UnknownSheet(String),
    /// A place that no sheet has, or rows that are not in order.
    #[error("sheet `{sheet}` cannot have row {row}, column {column} here")]
    BeyondSheet {
        /// The sheet.
        sheet: String,
        /// The row, from 1.
        row: u32,
        /// The column, from 0.
        column: u32,
    },
}

/// The copy that goes back. The same input gives the same bytes.
pub fn write(original: &Original<'_>, marks: &[Mark], cover: &Cover) -> Result<Vec<u8>, ReturnError> {
    let (mut package, names) = match original {
        Original::Workbook(bytes) => (Package::open(bytes)?, None),
        Original::Rows(sheets) => {
            let names: Vec<String> = sheets.iter().map(|sheet| sheet.name.clone()).collect();
            (rows::package(sheets)?, Some(names))
        }
    };
    let workbook = Workbook::open(&mut package)?;
    let copy = match original {
        Original::Rows(_) => CopyKind::Retyped,
        Original::Workbook(_) if workbook.had_macros => CopyKind::WithoutMacros,
        Original::Workbook(_) => CopyKind::Same,
    };
    let marks = by_sheet(marks, &workbook, names.as_deref())?;
    let mut round = Round {
        styles: package.edit(&workbook.styles_part, |text| {
            Ok((vec![], Styles::read(text, workbook.was_returned)?))
        })?,
        was_returned: workbook.was_returned,
        comments: 0,
        cells_without_comment: 0,
    };
    let mut listed = vec![];
    for (index, (entry, marks)) in workbook.sheets.iter().zip(&marks).enumerate() {
        let Some(part) = &entry.part else { continue };
        if workbook.is_earlier_cover(index) {
            continue;
        }
        let spots = return_sheet(&mut package, part, marks, &mut round)?;
        listed.extend(marks.iter().zip(spots).map(|(mark, spot)| Listed {
            sheet: &entry.name,
            is_hidden_sheet: entry.is_hidden,
            spot,
            mark,
        }));
    }
    let uncommented = round.cells_without_comment;
    let cover = cover::sheet(cover, &listed, uncommented, copy, &round.styles);
    workbook.put_first(&mut package, cover)?;
    package.edit(&workbook.styles_part, |text| Ok((round.styles.edits(text)?, ())))?;
    package.finish()
}

/// What goes from sheet to sheet.
struct Round {
    styles: Styles,
    was_returned: bool,
    comments: usize,
    cells_without_comment: usize,
}

impl Round {
    /// Takes away the comments that are too many.
    fn limit(&mut self, comments: &mut BTreeMap<Place, Vec<String>>) {
        let room = COMMENTS_MAX - self.comments;
        if let Some((first, _)) = comments.iter().nth(room) {
            self.cells_without_comment += comments.split_off(&first.clone()).len();
        }
        self.comments += comments.len();
    }
}

/// The marks of each sheet, in the order of their places.
fn by_sheet<'m>(
    marks: &'m [Mark],
    workbook: &Workbook,
    names: Option<&[String]>,
) -> Result<Vec<Vec<&'m Mark>>, ReturnError> {
    let mut sorted: Vec<Vec<&Mark>> = workbook.sheets.iter().map(|_| vec![]).collect();
    for mark in marks {
        let index = match names {
            Some(names) => names.iter().position(|name| *name == mark.sheet),
            None => workbook
                .sheets
                .iter()
                .position(|sheet| sheet.name == mark.sheet && sheet.part.is_some()),
        };
        let index = index.ok_or_else(|| ReturnError::UnknownSheet(mark.sheet.clone()))?;
        let column = mark.column.unwrap_or(0);
        if mark.row == 0 || mark.row > ROWS_MAX || column >= COLUMNS_MAX {
            return Err(ReturnError::BeyondSheet {
                sheet: mark.sheet.clone(),
                row: mark.row,
                column,
            });
        }
        sorted[index].push(mark);
    }
    for marks in &mut sorted {
        marks.sort();
        marks.dedup();
    }
    Ok(sorted)
}

/// Marks one sheet; tells where each mark can be seen.
fn return_sheet(
    package: &mut Package<'_>,
    part: &str,
    marks: &[&Mark],
    round: &mut Round,
) -> Result<Vec<Spot>, ReturnError> {
    let relations = package.relations(part)?;
    // Comments of an earlier round are taken away even where nothing is wrong any more.
    let may_have_ours = round.was_returned && relations.iter().any(|relation| relation.kind == "comments");
    if marks.is_empty() && !may_have_ours {
        package.edit(part, |text| Ok((sheet::unselect(text)?, ())))?;
        return Ok(vec![]);
    }
    let new_relation = package.free_relation(part)?;
    let (mut coloured, relation) = package.edit(part, |text| {
        let sheet = Sheet::read(text)?;
        let mut coloured = sheet.colour(text, marks, &mut round.styles)?;
        let mut edits = std::mem::take(&mut coloured.edits);
        edits.extend(sheet.unselect());
        let relation = if let Some(relation) = sheet.shapes() {
            relation.to_owned()
        } else {
            edits.push(sheet.refer_to_shapes(text, &new_relation));
            new_relation
        };
        Ok((edits, (coloured, relation)))
    })?;
    round.limit(&mut coloured.comments);
    comments::put(package, part, &relation, &coloured.comments)?;
    Ok(coloured.spots)
}
