//! A drop in a temporary folder, and what landing it gave.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fs;
use std::path::Path;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{Int64Type, TimestampMicrosecondType};
use arrow::record_batch::RecordBatch;
use chrono::NaiveDate;
use domain::person::PseudonymKey;
use ingest::{
    Answer, Contract, Delivery, Isolation, Known, LandError, Night, NightCounts, Personal, Problem,
    SourceFile, land,
};
use tempfile::TempDir;

pub(crate) const DELIVERED: &str = "2022-07-10";

/// A folder of files to land.
pub(crate) struct Drop {
    folder: TempDir,
}

impl Drop {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// A drop with the good places and households, on which other files can lean.
    pub(crate) fn with_households() -> Self {
        let drop = Self::new();
        for source in ["region", "household"] {
            drop.write(&format!("0/{source}.csv"), fixture(source, "good"));
        }
        drop
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    pub(crate) fn land(&self) -> Landed {
        self.land_with(&Isolation::InProcess)
    }

    pub(crate) fn land_as(&self, contract: &Contract) -> Landed {
        land_under(contract, self.path(), self.path(), DELIVERED, &mut Known::new())
    }

    pub(crate) fn land_into(&self, known: &mut Known) -> Landed {
        land_folder(self.path(), self.path(), DELIVERED, known)
    }

    /// Lands with workbooks read elsewhere.
    pub(crate) fn land_with(&self, isolation: &Isolation) -> Landed {
        self.try_land(isolation).unwrap()
    }

    pub(crate) fn try_land(&self, isolation: &Isolation) -> Result<Landed, LandError<Infallible>> {
        let contract = Contract::standard();
        let night = night(self.path(), self.path(), DELIVERED, &contract, isolation);
        try_land(&night, &mut Known::new())
    }
}

/// The text of a fixture.
pub(crate) fn fixture(source: &str, kind: &str) -> String {
    let path = format!(
        "{}/tests/fixtures/{source}/{kind}.csv",
        env!("CARGO_MANIFEST_DIR")
    );
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A fixture in one of the forms that files have.
pub(crate) fn in_form(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/fixtures/formats/{name}", env!("CARGO_MANIFEST_DIR"));
    fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What landing gave.
#[derive(Debug, Default)]
pub(crate) struct Landed {
    pub(crate) counts: NightCounts,
    pub(crate) dispositions: Vec<Outcome>,
    pub(crate) files: Vec<SourceFile>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) answers: Vec<Answer>,
    pub(crate) personal: Vec<Personal>,
    pub(crate) superseded: Vec<i64>,
    batches: Vec<(&'static str, RecordBatch)>,
}

/// A row of the disposition table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Outcome {
    pub(crate) file: String,
    pub(crate) sheet: String,
    pub(crate) row_number: i64,
    pub(crate) dataset: String,
    pub(crate) disposition: String,
    pub(crate) reasons: Vec<String>,
    pub(crate) county_code: String,
}

impl Landed {
    /// Rows by dataset and disposition.
    pub(crate) fn rows(&self) -> BTreeMap<(String, String), usize> {
        let mut rows = BTreeMap::new();
        for row in &self.dispositions {
            *rows
                .entry((row.dataset.clone(), row.disposition.clone()))
                .or_default() += 1;
        }
        rows
    }

    /// `disposition` or, for a quarantined row, its reasons, row by row.
    pub(crate) fn outcomes(&self, file: &str) -> Vec<String> {
        let rows = self.dispositions.iter().filter(|row| row.file == file);
        rows.map(|row| {
            if row.disposition == "quarantined" {
                row.reasons.join(";")
            } else {
                row.disposition.clone()
            }
        })
        .collect()
    }

    /// A column of a landed table as text, in the order of landing; absent values are empty.
    pub(crate) fn column(&self, dataset: &str, column: &str) -> Vec<String> {
        let batches = self.batches.iter().filter(|(name, _)| *name == dataset);
        batches
            .flat_map(|(_, batch)| {
                let array = batch.column_by_name(column).unwrap();
                (0..batch.num_rows())
                    .map(|row| shown(array, row))
                    .collect::<Vec<_>>()
            })
            .collect()
    }

    pub(crate) fn refusal(&self, file: &str) -> Option<&'static str> {
        let file = self.files.iter().find(|known| known.file == file);
        file.unwrap().refusal.map(ingest::Refusal::key)
    }

    pub(crate) fn personal(&self, column: &str) -> Vec<&str> {
        let values = self.personal.iter().filter(|personal| personal.column == column);
        values.map(|personal| personal.value.as_str()).collect()
    }
}

pub(crate) fn land_folder(root: &Path, folder: &Path, delivered_on: &str, known: &mut Known) -> Landed {
    land_under(&Contract::standard(), root, folder, delivered_on, known)
}

pub(crate) fn land_under(
    contract: &Contract,
    root: &Path,
    folder: &Path,
    delivered_on: &str,
    known: &mut Known,
) -> Landed {
    let night = night(root, folder, delivered_on, contract, &Isolation::InProcess);
    try_land(&night, known).unwrap()
}

fn night<'a>(
    root: &'a Path,
    folder: &'a Path,
    delivered_on: &str,
    contract: &'a Contract,
    isolation: &'a Isolation,
) -> Night<'a> {
    Night {
        batch_id: "b1",
        root,
        folder,
        delivered_on: delivered_on.parse::<NaiveDate>().unwrap(),
        contract,
        isolation,
    }
}

fn try_land(night: &Night<'_>, known: &mut Known) -> Result<Landed, LandError<Infallible>> {
    let mut landed = Landed::default();
    let counts = land(night, known, &PseudonymKey::new([7; 32]), &mut |delivery| {
        match delivery {
            Delivery::Rows(rows) => {
                landed
                    .dispositions
                    .extend(of_landed(rows.dataset.name, &rows.batch));
                landed.batches.push((rows.dataset.name, rows.batch));
                landed.personal.extend(rows.personal);
                landed.superseded.extend(rows.superseded);
            }
            Delivery::Dispositions(given) => {
                landed.dispositions.extend(dispositions(&given.batch));
                landed.problems.extend(given.problems);
            }
            Delivery::Answers(answers) => landed.answers.extend(answers),
            Delivery::File(file) => landed.files.push(file),
        }
        Ok::<_, Infallible>(())
    });
    landed.counts = counts?;
    landed
        .dispositions
        .sort_by(|a, b| (&a.file, &a.sheet, a.row_number).cmp(&(&b.file, &b.sheet, b.row_number)));
    assert_books(&landed);
    Ok(landed)
}

fn shown(array: &ArrayRef, row: usize) -> String {
    if array.is_null(row) {
        return String::new();
    }
    match array.as_primitive_opt::<TimestampMicrosecondType>() {
        Some(instants) => instants.value_as_datetime(row).unwrap().to_string(),
        None => arrow::util::display::array_value_to_string(array, row).unwrap(),
    }
}

/// The law, in the books and against what was handed over.
fn assert_books(landed: &Landed) {
    assert!(landed.counts.is_balanced());
    let total = landed.counts.total();
    assert_eq!(total.rows_in.rows, landed.dispositions.len() as u64);
    let landed_rows: usize = landed.batches.iter().map(|(_, batch)| batch.num_rows()).sum();
    assert_eq!(total.landed.rows, landed_rows as u64);
    let of_files: u64 = landed.files.iter().map(|file| file.rows).sum();
    assert_eq!(total.rows_in.rows, of_files);

    let mut places = domain::book::Tally::default();
    let mut content = 0_u128;
    for (_, batch) in &landed.batches {
        let text = |column: &str| batch.column_by_name(column).unwrap().as_string::<i32>().clone();
        let (sha, sheet, hash) = (text("file_sha256"), text("sheet"), text("content_hash"));
        let numbers = batch.column_by_name("row_number").unwrap();
        let numbers = numbers.as_primitive::<Int64Type>();
        for row in 0..batch.num_rows() {
            let sheet = domain::digest::Numbered::rows_of(sha.value(row), sheet.value(row));
            places.add(sheet.row(numbers.value(row)));
            content = content.wrapping_add(hash.value(row).parse::<domain::digest::Digest>().unwrap().0);
        }
    }
    assert_eq!(places, total.landed);
    assert_eq!(content, total.landed_content);
}

/// A landed row says itself what became of it.
fn of_landed(dataset: &str, batch: &RecordBatch) -> Vec<Outcome> {
    let text = |column: &str, row: usize| {
        let array = batch.column_by_name(column).unwrap();
        array.as_string::<i32>().value(row).to_owned()
    };
    let numbers = batch.column_by_name("row_number").unwrap();
    (0..batch.num_rows())
        .map(|row| Outcome {
            file: text("file", row),
            sheet: text("sheet", row),
            row_number: numbers.as_primitive::<Int64Type>().value(row),
            dataset: dataset.to_owned(),
            disposition: "landed".to_owned(),
            reasons: vec![],
            county_code: text("county_code", row),
        })
        .collect()
}

fn dispositions(batch: &RecordBatch) -> Vec<Outcome> {
    let text = |column: &str, row: usize| {
        let array = batch.column_by_name(column).unwrap();
        array.as_string::<i32>().value(row).to_owned()
    };
    let numbers = batch.column_by_name("row_number").unwrap();
    let reasons = batch.column_by_name("reasons").unwrap().as_list::<i32>();
    (0..batch.num_rows())
        .map(|row| {
            let listed = reasons.value(row);
            Outcome {
                file: text("file", row),
                sheet: text("sheet", row),
                row_number: numbers.as_primitive::<Int64Type>().value(row),
                dataset: text("dataset", row),
                disposition: text("disposition", row),
                reasons: (0..listed.len())
                    .map(|index| listed.as_string::<i32>().value(index).to_owned())
                    .collect(),
                county_code: text("county_code", row),
            }
        })
        .collect()
}
