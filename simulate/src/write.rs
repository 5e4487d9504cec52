//! From rows to files: which folder, which office, which layout.
//!
//! A large register is written town by town and then forgotten, so that memory holds one town at a time; everything else waits for the end.

pub(crate) mod csv_file;
pub(crate) mod dataset;
pub(crate) mod header;
pub(crate) mod print;
pub(crate) mod row;
pub(crate) mod schedule;
pub(crate) mod sheet;
pub(crate) mod xlsx_file;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use chrono::{Datelike, NaiveDate};
use domain::region::RegionCode;

use crate::SimulateError;
use crate::dice::Dice;
use crate::dirt::{Format, Layout};
use crate::people::names;
use crate::write::dataset::Dataset;
use crate::write::row::{Cell, Row};
use crate::write::schedule::Schedule;
use crate::write::sheet::Sheet;

/// Above so many rows a register is split by town.
const SPLIT_ABOVE_ROWS: f64 = 2000.0;

/// The files of one place, by folder, dataset and town (none: the county's office).
type Pages = BTreeMap<(usize, Dataset, Option<RegionCode>), Vec<Row>>;

/// How many rows there will be, so that the split is known before the first row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Expectation {
    pub(crate) households: f64,
    /// The share of households with a helper and measures.
    pub(crate) assisted_share: f64,
    pub(crate) warnings_per_month: f64,
    pub(crate) campaigns: u32,
}

/// The post room: takes rows in any order and writes them as files.
#[derive(Debug)]
pub(crate) struct Deliveries {
    out: PathBuf,
    seed: u64,
    county: String,
    schedule: Schedule,
    expected: Expectation,
    pages: Pages,
    rows: BTreeMap<Dataset, u64>,
    files: u64,
    bytes: u64,
}

impl Deliveries {
    pub(crate) fn new(
        out: PathBuf,
        seed: u64,
        county: String,
        schedule: Schedule,
        expected: Expectation,
    ) -> Self {
        Self {
            out,
            seed,
            county,
            schedule,
            expected,
            pages: BTreeMap::new(),
            rows: BTreeMap::new(),
            files: 0,
            bytes: 0,
        }
    }

    pub(crate) const fn schedule(&self) -> &Schedule {
        &self.schedule
    }

    /// Rows written so far, by dataset.
    pub(crate) const fn rows(&self) -> &BTreeMap<Dataset, u64> {
        &self.rows
    }

    pub(crate) const fn files(&self) -> u64 {
        self.files
    }

    pub(crate) const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Hands in a row that its office entered on `entered_on`. What is entered after the last day never arrives.
    pub(crate) fn put(
        &mut self,
        dataset: Dataset,
        place: RegionCode,
        entered_on: NaiveDate,
        cells: Vec<Cell>,
    ) {
        debug_assert_eq!(cells.len(), dataset.columns().len(), "{}", dataset.key());
        let Some(folder) = self.schedule.folder_of(entered_on) else {
            return;
        };
        let town = (dataset.is_town_register() && self.expected_rows(dataset, folder) > SPLIT_ABOVE_ROWS)
            .then(|| place.at(domain::region::Level::Town));
        self.pages
            .entry((folder, dataset, town))
            .or_default()
            .push(Row { entered_on, cells });
    }

    fn expected_rows(&self, dataset: Dataset, folder: usize) -> f64 {
        let Expectation {
            households,
            assisted_share,
            warnings_per_month,
            campaigns,
        } = self.expected;
        let day = self.schedule.folders()[folder];
        let is_first = folder == 0;
        let share = if self.schedule.is_monthly(folder) {
            1.0
        } else {
            1.0 / 30.0
        };
        let in_campaign =
            (4..=5).contains(&day.month()) || (campaigns > 1 && (10..=11).contains(&day.month()));
        match dataset {
            Dataset::Household => households * if is_first { 1.0 } else { 0.01 * share },
            Dataset::Member => households * if is_first { 3.0 } else { 0.02 * share },
            Dataset::Grid | Dataset::GridWorker if is_first => households / 40.0,
            Dataset::Visit => households * 0.52 * share,
            Dataset::Screening if in_campaign => households * 0.6 * share,
            Dataset::Income if is_first || day.month() <= 2 => households * (0.1 + assisted_share) * share,
            Dataset::Helper | Dataset::Measure | Dataset::Workflow if is_first => {
                households * assisted_share * 2.0
            }
            Dataset::Measure => households * assisted_share * 0.05 * share,
            Dataset::Warning => warnings_per_month * 1.2 * share,
            Dataset::Region
            | Dataset::VillageYear
            | Dataset::Grid
            | Dataset::GridWorker
            | Dataset::Episode
            | Dataset::Workflow
            | Dataset::Income
            | Dataset::Helper
            | Dataset::Declaration
            | Dataset::Screening
            | Dataset::Hazard
            | Dataset::RelocationSite
            | Dataset::Inspection => 0.0,
        }
    }

    /// Writes the files of a town whose rows are complete.
    pub(crate) fn close_town(&mut self, town: RegionCode, name: &str) -> Result<(), SimulateError> {
        let (closed, open): (Pages, Pages) = std::mem::take(&mut self.pages)
            .into_iter()
            .partition(|((_, _, office), _)| *office == Some(town));
        self.pages = open;
        for ((folder, dataset, office), rows) in closed {
            self.write_page(folder, dataset, office, name, rows)?;
        }
        Ok(())
    }

    /// Writes everything that is left: the files of the county's offices. A night on which nothing happened still has its folder.
    pub(crate) fn close(&mut self) -> Result<(), SimulateError> {
        for day in self.schedule.folders() {
            make_folder(&self.out.join(day.to_string()))?;
        }
        for ((folder, dataset, office), rows) in std::mem::take(&mut self.pages) {
            let name = format!("{}{}", self.county, dataset.office());
            self.write_page(folder, dataset, office, &name, rows)?;
        }
        Ok(())
    }

    fn write_page(
        &mut self,
        folder: usize,
        dataset: Dataset,
        office: Option<RegionCode>,
        name: &str,
        mut rows: Vec<Row>,
    ) -> Result<(), SimulateError> {
        rows.sort_by_key(|row| row.entered_on);
        let day = self.schedule.folders()[folder];
        let layout = Layout::of(self.seed, dataset, office, day);
        let mut dice = Dice::new(self.seed, name, u64::from(day.year().unsigned_abs()));
        let clerks = (names::clerk(&mut dice), names::clerk(&mut dice));
        let desk = office.map_or_else(|| name.to_owned(), |code| code.prefix().to_owned());
        let path = self.out.join(day.to_string()).join(desk);
        make_folder(&path)?;
        let extension = match layout.format {
            Format::Csv(_) => "csv",
            Format::Xlsx => "xlsx",
        };
        let path = path.join(format!("{}{}.{extension}", dataset.title(), day.format("%Y%m%d")));
        let sheet = Sheet {
            dataset,
            layout: &layout,
            office: name,
            folder: day,
            clerks,
            rows: &rows,
        };
        self.bytes += match layout.format {
            Format::Csv(encoding) => csv_file::write(&path, &sheet, encoding)?,
            Format::Xlsx => xlsx_file::write(&path, &sheet)?,
        };
        self.files += 1;
        *self.rows.entry(dataset).or_default() += u64::try_from(rows.len()).unwrap_or(u64::MAX);
        Ok(())
    }
}

fn make_folder(path: &std::path::Path) -> Result<(), SimulateError> {
    fs::create_dir_all(path).map_err(|source| SimulateError::io(path, source))
}
