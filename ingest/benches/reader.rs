//! How fast a workbook becomes rows: calamine alone, our reader in this process, and our reader in a process of its own.
//!
//! `cargo bench -p ingest --bench reader` (or `-- 1000000` for more rows). Medians of five; the peak of memory is of the child, which
//! reads the same workbook once more.

use std::io::{self, Cursor, Write};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use calamine::{Reader, Xlsx};
use ingest::{Isolation, Limits, probe};
use rust_xlsxwriter::Workbook;

const ROWS: u32 = 100_000;
const READ_FILE: &str = "read-file";
const PEAK: &str = "peak";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let rows = arguments
        .iter()
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(ROWS);
    if arguments.iter().any(|argument| argument == READ_FILE) {
        ingest::serve_reader(
            &mut io::stdin().lock(),
            &mut io::stdout().lock(),
            Limits::default(),
        )
        .expect("the parent is there");
        return ExitCode::SUCCESS;
    }
    let workbook = workbook(rows);
    if arguments.iter().any(|argument| argument == PEAK) {
        probe::file(&workbook).expect("the workbook is whole");
        return ExitCode::SUCCESS;
    }
    let isolation = Isolation::Child {
        program: std::env::current_exe().expect("this program is on the disk"),
        arguments: vec![READ_FILE.into()],
        patience: Isolation::PATIENCE,
    };
    say(&format!(
        "{rows} rows, {:.1} MB",
        f64::from(u32::try_from(workbook.len()).unwrap_or(u32::MAX)) / 1e6
    ));
    let alone = median(|| calamine_alone(&workbook));
    for (what, took) in [
        ("calamine alone", alone),
        (
            "in this process",
            median(|| probe::file(&workbook).expect("the workbook is whole")),
        ),
        (
            "in another process",
            median(|| probe::file_with(&isolation, &workbook).expect("the workbook is whole")),
        ),
    ] {
        say(&format!(
            "{what}: {:.2} s, {:.0} rows/s, {:.2} of calamine alone",
            took.as_secs_f64(),
            f64::from(rows) / took.as_secs_f64(),
            took.as_secs_f64() / alone.as_secs_f64()
        ));
    }
    let peak = Command::new("/usr/bin/time")
        .args(["-f", "%M"])
        .arg(std::env::current_exe().expect("this program is on the disk"))
        .args([PEAK, &rows.to_string()])
        .stdout(Stdio::null())
        .output();
    if let Ok(output) = peak {
        say(&format!(
            "peak of making and reading it in one process: {} kB",
            String::from_utf8_lossy(&output.stderr).trim()
        ));
    }
    ExitCode::SUCCESS
}

fn say(text: &str) {
    writeln!(io::stdout().lock(), "{text}").expect("standard output is open");
}

fn median(run: impl Fn() -> u64) -> Duration {
    let mut times: Vec<Duration> = (0..5)
        .map(|_| {
            let started = Instant::now();
            assert!(run() > 0);
            started.elapsed()
        })
        .collect();
    times.sort();
    times[2]
}

fn calamine_alone(workbook: &[u8]) -> u64 {
    let mut book = Xlsx::new(Cursor::new(workbook.to_vec())).expect("the workbook is whole");
    let name = book.sheet_names().remove(0);
    let mut cells = book.worksheet_cells_reader(&name).expect("the sheet is there");
    let mut seen = 0;
    while cells.next_cell().expect("the sheet is whole").is_some() {
        seen += 1;
    }
    seen
}

/// Visits as a system of a department exports them: twelve columns, texts that repeat, dates as numbers.
fn workbook(rows: u32) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let heads = [
        "走访编号",
        "户编号",
        "走访人编号",
        "走访人角色",
        "走访方式",
        "走访目的",
        "发现问题",
        "区划代码",
        "乡镇",
        "备注",
        "走访时间",
        "录入时间",
    ];
    for (column, head) in (0..).zip(heads) {
        sheet.write_string(0, column, head).expect("the sheet has room");
    }
    for row in 1..=rows {
        let texts = [
            format!("ZF{row:09}"),
            format!("H{:08}", row % 40_000),
            format!("R{:04}", row % 900),
            "网格员".to_owned(),
            "入户访问".to_owned(),
            "月走访".to_owned(),
            format!("反映务工无门路，家中{}口人", row % 7),
            "340604100001".to_owned(),
            "某某镇".to_owned(),
            String::new(),
        ];
        for (column, text) in (0..).zip(&texts) {
            sheet.write_string(row, column, text).expect("the sheet has room");
        }
        for column in 10..12 {
            sheet
                .write_number(row, column, 44_600.0 + f64::from(row % 200) + 0.5)
                .expect("the sheet has room");
        }
    }
    book.save_to_buffer().expect("memory takes every byte")
}
