//! A county with people in it, who do not exist.
//!
//! From a place, a number of households, a number of months and a seed this crate makes the files that the county's offices would have delivered, so that
//! they can enter the program through the same door as real ones, and the truth beside them. Places and calibration are real; every person, number and
//! event is drawn. The same plan gives the same bytes.
//!
//! It knows the words of [`domain`] and nothing of tables, SQL or the reader of its files.

pub mod cases;
mod county;
mod days;
mod dice;
mod dirt;
mod life;
mod merger;
mod offices;
mod people;
mod place;
mod rules;
mod shock;
mod surge;
mod truth;
mod write;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use domain::calendar::WorkCalendar;
use domain::policy::PolicyBook;

pub use place::Place;

/// What to simulate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Where.
    pub place: Place,
    /// How many households live there.
    pub households: u32,
    /// How many calendar months are delivered, the one of `as_of` included.
    pub months: u32,
    /// The day of the last night.
    pub as_of: NaiveDate,
    /// Other seeds give other people.
    pub seed: u64,
    /// In so many villages of one town many people lose their work in the last four weeks, so that early warning has something to find;
    /// 0 for none.
    pub surge_villages: u32,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Summary {
    /// Files below the output folder, the truth aside.
    pub files: u64,
    /// Their size.
    pub bytes: u64,
    /// Data rows by dataset (`visit` → 48 211).
    pub rows: BTreeMap<String, u64>,
    /// The days of the folders, first to last.
    pub folders: Vec<NaiveDate>,
    /// Persons on the first day.
    pub persons: u64,
    /// Households that are or were under observation on the last day.
    pub monitored_households: u64,
    /// Those of them that are out of danger.
    pub eliminated_households: u64,
    /// Households identified within the delivered months, up to the last day.
    pub newly_identified: u64,
    /// Rules broken, by the finding that should see it.
    pub broken: BTreeMap<String, u64>,
}

/// Why nothing, or not everything, was written.
#[derive(Debug, thiserror::Error)]
pub enum SimulateError {
    /// Not the key of a place that can be simulated.
    #[error("`{0}` is not a place that can be simulated: expected LS, LZ, XJ, LT or HN")]
    UnknownPlace(String),
    /// A plan that cannot be carried out.
    #[error("cannot simulate {what}: expected {expected}")]
    Plan {
        /// What was asked for: `0 months`.
        what: String,
        /// What can be done.
        expected: &'static str,
    },
    /// The folder or a file in it could not be written.
    #[error("cannot write {}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A text file could not be written.
    #[error("cannot write {}", path.display())]
    Csv {
        /// The file.
        path: PathBuf,
        /// Why.
        source: csv::Error,
    },
    /// A workbook could not be written.
    #[error("cannot write {}", path.display())]
    Xlsx {
        /// The file.
        path: PathBuf,
        /// Why.
        source: Box<rust_xlsxwriter::XlsxError>,
    },
}

impl SimulateError {
    fn io(path: &Path, source: std::io::Error) -> Self {
        Self::Io {
            path: path.to_path_buf(),
            source,
        }
    }

    fn csv(path: &Path, source: csv::Error) -> Self {
        Self::Csv {
            path: path.to_path_buf(),
            source,
        }
    }

    fn xlsx(path: &Path, source: rust_xlsxwriter::XlsxError) -> Self {
        Self::Xlsx {
            path: path.to_path_buf(),
            source: Box::new(source),
        }
    }
}

/// Writes the files of `plan` below `out`: one folder a month for the history, one a night for the last month, and `truth/`.
///
/// `progress` hears what is being done, how much of it is done, and how much there is.
pub fn write(
    plan: &Plan,
    policies: &PolicyBook,
    calendar: &WorkCalendar,
    out: &Path,
    progress: &mut dyn FnMut(&str, u64, u64),
) -> Result<Summary, SimulateError> {
    check(plan)?;
    county::write(plan, policies, calendar, out, progress)
}

fn check(plan: &Plan) -> Result<(), SimulateError> {
    let fault = |what: String, expected| Err(SimulateError::Plan { what, expected });
    if plan.households == 0 || plan.households > 2_000_000 {
        return fault(format!("{} households", plan.households), "1 to 2,000,000");
    }
    if plan.months == 0 || plan.months > 72 {
        return fault(format!("{} months", plan.months), "1 to 72");
    }
    let (first, last) = (days::date(2020, 1, 1), days::date(2026, 12, 31));
    if plan.as_of < first || plan.as_of > last {
        return fault(
            format!("the day {}", plan.as_of),
            "a day from 2020-01-01 to 2026-12-31",
        );
    }
    Ok(())
}
