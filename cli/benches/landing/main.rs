//! How fast files become checked, deduplicated, durable rows, beside tools that only read or copy the same files.
//!
//! `cargo bench -p cli -p integration-tests --bench landing` (or `-- rounds=1 rows=100000 sheet_rows=20000 long_rows=0`). It makes its own data
//! and installs its own peers below the target folder. Ours and the peers take turns, so that a busy machine is busy for all of them.
//!
//! What is measured of ours is the whole process from its start to its end: `dixian run` on a home that already knows the county's places,
//! households and two months of everything. The gate of the release holds the night back for one wrong row, so the process ends when the rows
//! are committed: read, judged, written, the books added up again from the tables, synced, named in the ledger. The peers are measured
//! inside their process, without its start.

mod data;
mod home;
mod peers;

use std::io::Write;
use std::path::Path;
use std::time::Instant;

use self::home::{Landed, Template};
use self::peers::Peers;

/// What a run takes on, by name: `rows=1000000`.
struct Sizes {
    rounds: u64,
    rows: u64,
    sheet_rows: u64,
    long_rows: u64,
}

fn main() {
    let asked = |name: &str, usual: u64| {
        let prefix = format!("{name}=");
        std::env::args()
            .find_map(|argument| argument.strip_prefix(&prefix)?.parse().ok())
            .unwrap_or(usual)
    };
    let sizes = Sizes {
        rounds: asked("rounds", 5),
        rows: asked("rows", 1_000_000),
        sheet_rows: asked("sheet_rows", 200_000),
        long_rows: asked("long_rows", 10_000_000),
    };
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a temporary folder can be made");
    let peers = Peers::install(Path::new(env!("CARGO_TARGET_TMPDIR")));
    let template = Template::make(&folder.path().join("template"));
    say(&format!(
        "{} cores, load {}; {} households are known",
        std::thread::available_parallelism().map_or(0, usize::from),
        load(),
        template.households.len()
    ));
    text(&sizes, folder.path(), &template, &peers);
    workbook(&sizes, folder.path(), &template, &peers);
    if sizes.long_rows > 0 {
        long(&sizes, folder.path(), &template);
    }
    say(&format!("\nload at the end {}", load()));
}

/// A CSV of visits: `DuckDB` copies it to one Parquet file.
fn text(sizes: &Sizes, folder: &Path, template: &Template, peers: &Peers) {
    let drop_path = folder.join("text");
    let file = data::visits_csv(&drop_path, sizes.rows, &template.households);
    say(&format!(
        "\nCSV: {} rows, {:.0} MB",
        sizes.rows,
        megabytes(size(&file))
    ));
    let (mut ours, mut duckdb) = (vec![], vec![]);
    for _ in 0..sizes.rounds {
        ours.push(template.land(folder, &drop_path, sizes.rows));
        duckdb.push(peers.run("duckdb", &file));
    }
    let ours = Row::of_landed("dixian: landed", &ours, sizes.rows);
    let duckdb = Row::of("DuckDB: CSV copied to Parquet", &duckdb, sizes.rows);
    show(&[&ours, &duckdb]);
    say(&format!(
        "rows/s of dixian ÷ DuckDB: {:.2} (wanted: at least 0.60)",
        duckdb.median() / ours.median()
    ));
}

/// The same as a workbook: pandas only reads it, calamine only looks at its cells.
fn workbook(sizes: &Sizes, folder: &Path, template: &Template, peers: &Peers) {
    let drop_path = folder.join("workbook");
    let file = data::visits_xlsx(&drop_path, sizes.sheet_rows, &template.households);
    say(&format!(
        "\nXLSX: {} rows, {:.0} MB",
        sizes.sheet_rows,
        megabytes(size(&file))
    ));
    let (mut ours, mut pandas, mut calamine) = (vec![], vec![], vec![]);
    for _ in 0..sizes.rounds {
        ours.push(template.land(folder, &drop_path, sizes.sheet_rows));
        calamine.push(peers::calamine(&file));
        pandas.push(peers.run("pandas", &file));
    }
    let ours = Row::of_landed("dixian: landed", &ours, sizes.sheet_rows);
    let pandas = Row::of("pandas with openpyxl: read", &pandas, sizes.sheet_rows);
    let calamine = Row::of("calamine: every cell read", &calamine, sizes.sheet_rows);
    show(&[&ours, &pandas, &calamine]);
    say(&format!(
        "time of dixian ÷ pandas: {:.2} (wanted: at most 0.50); ÷ calamine: {:.2} (wanted: at most 1.30)",
        ours.median() / pandas.median(),
        ours.median() / calamine.median()
    ));
}

/// A file of many rows, once, for its memory.
fn long(sizes: &Sizes, folder: &Path, template: &Template) {
    let drop_path = folder.join("long");
    let file = data::visits_csv(&drop_path, sizes.long_rows, &template.households);
    let landed = template.land(folder, &drop_path, sizes.long_rows);
    say(&format!(
        "\nlong CSV: {} rows, {:.0} MB, landed in {:.1} s, peak {:.2} GB (wanted: at most 2.50)",
        sizes.long_rows,
        megabytes(size(&file)),
        landed.seconds,
        megabytes(landed.peak) / 1000.0
    ));
    say(&landed.steps.join(", "));
}

/// The rounds of one contestant.
struct Row {
    name: &'static str,
    seconds: Vec<f64>,
    rows: u64,
    note: String,
}

impl Row {
    fn of(name: &'static str, seconds: &[f64], rows: u64) -> Self {
        let mut seconds = seconds.to_vec();
        seconds.sort_by(f64::total_cmp);
        Self {
            name,
            seconds,
            rows,
            note: String::new(),
        }
    }

    fn of_landed(name: &'static str, landed: &[Landed], rows: u64) -> Self {
        let seconds: Vec<f64> = landed.iter().map(|landed| landed.seconds).collect();
        let peak = landed.iter().map(|landed| landed.peak).max().unwrap_or_default();
        let steps = landed
            .last()
            .map(|landed| landed.steps.join(", "))
            .unwrap_or_default();
        Self {
            note: format!("peak {:.0} MB; last round: {steps}", megabytes(peak)),
            ..Self::of(name, &seconds, rows)
        }
    }

    fn median(&self) -> f64 {
        self.seconds[self.seconds.len() / 2]
    }
}

#[expect(clippy::cast_precision_loss, reason = "rows stay far below 2^53")]
fn show(rows: &[&Row]) {
    for row in rows {
        let (least, most) = (row.seconds[0], row.seconds[row.seconds.len() - 1]);
        say(&format!(
            "{:<32} median {:>6.2} s ({least:.2}–{most:.2}), {:>9.0} rows/s  {}",
            row.name,
            row.median(),
            row.rows as f64 / row.median(),
            row.note
        ));
    }
}

fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}").expect("standard output is open");
}

/// How long something takes.
fn seconds<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let started = Instant::now();
    let done = work();
    (started.elapsed().as_secs_f64(), done)
}

fn size(file: &Path) -> u64 {
    std::fs::metadata(file).expect("the file was made").len()
}

fn load() -> String {
    std::fs::read_to_string("/proc/loadavg")
        .ok()
        .and_then(|text| Some(text.split(' ').next()?.to_owned()))
        .unwrap_or_else(|| "unknown".to_owned())
}

#[expect(clippy::cast_precision_loss, reason = "sizes stay far below 2^53")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
