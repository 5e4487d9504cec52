//! What several tests need: the files of the checkout, and a home in a folder that goes away.

use std::path::{Path, PathBuf};

use arrow::array::RecordBatch;
use domain::calendar::WorkCalendar;
use domain::policy::PolicyBook;
use warehouse::{Catalogue, Home, Limits, Setup, SourceTable, SqlFile, Warehouse};

/// The root of the checkout.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests lie in the checkout")
        .to_path_buf()
}

/// All files below a folder of the checkout with this extension, as path below it and text.
pub(crate) fn texts(folder: &str, extension: &str) -> Vec<(String, String)> {
    let top = root().join(folder);
    let mut found = vec![];
    gather(&top, &top, extension, &mut found);
    found.sort();
    found
}

fn gather(top: &Path, folder: &Path, extension: &str, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(top, &path, extension, found);
        } else if path.extension().is_some_and(|own| own == extension) {
            let name = path.strip_prefix(top).unwrap().to_string_lossy().into_owned();
            found.push((name, std::fs::read_to_string(&path).unwrap()));
        }
    }
}

pub(crate) fn catalogue() -> Catalogue {
    let files: Vec<SqlFile> = texts("sql", "sql")
        .into_iter()
        .map(|(path, text)| SqlFile { path, text })
        .collect();
    Catalogue::read(&files).unwrap()
}

pub(crate) fn policies() -> PolicyBook {
    let files = texts("policies", "toml");
    let own: Vec<(&str, &str)> = files
        .iter()
        .filter(|(name, _)| !name.contains('/'))
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    PolicyBook::parse(&own).unwrap()
}

pub(crate) fn calendar() -> WorkCalendar {
    let files = texts("policies/calendar", "toml");
    let borrowed: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    WorkCalendar::parse(&borrowed).unwrap()
}

pub(crate) fn sources() -> Vec<SourceTable> {
    ingest::SOURCES
        .iter()
        .map(|source| SourceTable {
            name: source.name,
            title: source.title,
            schema: ingest::landed_schema(source),
        })
        .collect()
}

/// Opens a home in `folder`.
pub(crate) fn open(folder: &Path) -> Warehouse {
    Warehouse::open(Setup {
        home: Home::new(folder),
        catalogue: catalogue(),
        policies: policies(),
        calendar: calendar(),
        sources: sources(),
        disposition: ingest::disposition_schema(),
        limits: Limits {
            memory_mib: 512,
            threads: 2,
        },
    })
    .unwrap()
}

/// The binary, built beside this test.
pub(crate) fn dixian() -> PathBuf {
    let mut folder = std::env::current_exe().unwrap();
    folder.pop();
    folder.pop();
    folder.join("dixian")
}

/// Rows of a query as text, by column name, null as none.
pub(crate) fn cells(batches: &[RecordBatch]) -> Vec<std::collections::BTreeMap<String, Option<String>>> {
    use arrow::array::Array;
    use arrow::util::display::{ArrayFormatter, FormatOptions};
    let options = FormatOptions::default();
    let mut rows = vec![];
    for batch in batches {
        let schema = batch.schema();
        for row in 0..batch.num_rows() {
            let cell = |index: usize| {
                let column = batch.column(index);
                let shown = ArrayFormatter::try_new(column, &options).unwrap();
                column.is_valid(row).then(|| shown.value(row).to_string())
            };
            rows.push(
                schema
                    .fields()
                    .iter()
                    .enumerate()
                    .map(|(index, field)| (field.name().clone(), cell(index)))
                    .collect(),
            );
        }
    }
    rows
}
