//! What several tests need: the files of the checkout, and a home in a folder that goes away.

use std::path::{Path, PathBuf};

use arrow::array::RecordBatch;
use domain::calendar::WorkCalendar;
use domain::policy::{PolicyBook, RuleBook};
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

/// Everything below `sql/`: definitions, and rules of data quality.
pub(crate) fn sql() -> Vec<SqlFile> {
    ["sql", "toml"]
        .into_iter()
        .flat_map(|extension| texts("sql", extension))
        .map(|(path, text)| SqlFile { path, text })
        .collect()
}

pub(crate) fn catalogue() -> Catalogue {
    Catalogue::read(&sql()).unwrap()
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

/// The register of the rules of the policy documents.
pub(crate) fn rules() -> RuleBook {
    let files = texts("policies/rules", "toml");
    let borrowed: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    RuleBook::parse(&borrowed).unwrap()
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

/// A home in a folder of its own that goes away with its key file.
pub(crate) struct TempHome {
    _folder: tempfile::TempDir,
    root: PathBuf,
}

impl TempHome {
    pub(crate) fn path(&self) -> &Path {
        &self.root
    }

    /// Where the program looks for the keys.
    pub(crate) fn key_file(&self) -> PathBuf {
        self.root.with_extension("key")
    }
}

/// A home in which nothing has happened yet.
pub(crate) fn home() -> TempHome {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("home");
    std::fs::create_dir(&root).unwrap();
    TempHome {
        _folder: folder,
        root,
    }
}

/// Opens a home in `folder`.
pub(crate) fn open(folder: &Path) -> Warehouse {
    Warehouse::open(Setup {
        home: Home::new(folder),
        catalogue: catalogue(),
        policies: policies(),
        calendar: calendar(),
        standards: warehouse::StandardBook::default(),
        sources: sources(),
        disposition: ingest::disposition_schema(),
        limits: Limits {
            memory_mib: 512,
            threads: 2,
        },
        disk: std::sync::Arc::new(warehouse::LocalDisk),
        watcher: warehouse::Watcher::default(),
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

/// Writes a simulated county's files.
pub(crate) fn simulate(place: &str, households: u32, months: u32, as_of: &str, seed: u64, drop: &Path) {
    let plan = simulate::Plan {
        place: place.parse().unwrap(),
        households,
        months,
        as_of: as_of.parse().unwrap(),
        seed,
        surge_villages: 0,
    };
    simulate::write(&plan, &policies(), &calendar(), drop, &mut |_, _, _| {}).unwrap();
}

/// The nights of a drop, oldest first.
pub(crate) fn nights(drop: &Path) -> Vec<PathBuf> {
    let mut nights: Vec<PathBuf> = std::fs::read_dir(drop)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir() && path.file_name().is_some_and(|name| name != "truth"))
        .collect();
    nights.sort();
    nights
}

/// Copies a folder with everything in it.
pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// `dixian run` to its end.
pub(crate) fn run(home: &Path, drop: &Path, as_of: &str) -> std::process::Output {
    std::process::Command::new(dixian())
        .arg("--home")
        .arg(home)
        .args(["run", "--as-of", as_of, "--drop"])
        .arg(drop)
        .output()
        .unwrap()
}

/// What a home holds, whatever the runs that brought it there.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Books {
    /// The current rows of every dataset, by key and content; a row that is there twice is twice in it.
    pub(crate) rows: Vec<String>,
    /// What the release says of households, and what it found.
    pub(crate) figures: Vec<String>,
}

/// Reads the release that answers.
pub(crate) fn books(home: &Path) -> Books {
    let datasets = ingest::SOURCES.map(|source| {
        let name = source.name;
        format!("select '{name}' as dataset, row_key, content_hash from source_{name}")
    });
    let rows = select(
        home,
        &format!("{} order by 1, 2, 3", datasets.join(" union all ")),
    );
    let figures = "select indicator || ' ' || region_code || ' ' || slice as name, coalesce(cast(value as varchar), '') as value
         from indicator where indicator <> 'quarantine_rate'
         union all
         select rule || ' ' || coalesce(household_id, '') || ' ' || subject, state from finding
         order by 1, 2";
    Books {
        rows,
        figures: select(home, figures),
    }
}

fn select(home: &Path, text: &str) -> Vec<String> {
    let output = std::process::Command::new(dixian())
        .arg("--home")
        .arg(home)
        .args(["query", text, "--format", "csv"])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect()
}

/// `dixian` with these arguments, to its end.
pub(crate) fn dixian_in(home: &Path, arguments: &[&str]) -> std::process::Output {
    std::process::Command::new(dixian())
        .arg("--home")
        .arg(home)
        .args(arguments)
        .output()
        .unwrap()
}

/// Writes a file, its folder too.
pub(crate) fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

const REGIONS: &str = "区划代码,名称,层级,上级代码\n\
    340600000000,淮北市,市,\n\
    340604000000,烈山区,县,340600000000\n\
    340604100000,甲镇,乡,340604000000\n\
    340604100001,乙村,村,340604100000\n";
const HOUSEHOLDS: &str = "户编号,户主姓名,户主证件号码,区划代码,户类型,家庭人口数,数据日期\n\
    H1,赵一,340604199001010010,340604100001,脱贫户,3,2022-05-01\n\
    H2,钱二,340604199001010037,340604100001,一般农户,2,2022-05-01\n";

/// A drop of one village and two households whose ID numbers are made right.
pub(crate) fn two_households(folder: &Path) {
    write(&folder.join("regions.csv"), REGIONS);
    let id = |sequence| {
        let born = "1990-01-01".parse().unwrap();
        domain::person::IdNumber::from_parts("340604".parse().unwrap(), born, sequence)
            .reveal()
            .to_owned()
    };
    let households = HOUSEHOLDS
        .replace("340604199001010010", &id(1))
        .replace("340604199001010037", &id(3));
    write(&folder.join("households.csv"), &households);
}
