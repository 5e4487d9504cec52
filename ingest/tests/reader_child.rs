//! Workbooks are read by another process: what it gives is what reading here gives, and whatever becomes of it, the run goes on.
//!
//! A harness of its own, because this program is also the child: called with `read-file` it reads for a parent, called with another of the
//! words below it misbehaves as a broken reader would.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "the helpers of a test fail as the test does"
)]

#[path = "it/support.rs"]
#[expect(dead_code, reason = "shared with the tests that need no child")]
mod support;

use std::io::{self, Cursor, Read, Write};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use ingest::{Isolation, LandError, Limits};
use libtest_mimic::{Arguments, Trial};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::support::{Drop, Landed, in_form};

fn main() -> ExitCode {
    let word = std::env::args().nth(1).unwrap_or_default();
    match word.as_str() {
        "read-file" => serve(Limits::default()),
        "read-file-in-little-memory" => serve(Limits {
            address_space_bytes: 96 << 20,
            ..Limits::default()
        }),
        "greet-and-die" => greet(|| std::process::abort()),
        "greet-and-sleep" => greet(|| std::thread::sleep(Duration::from_mins(10))),
        "greet-and-babble" => greet(|| say(&[b'r', 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F])),
        "greet-and-lie" => greet(|| say(&[b's', 3, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF])),
        "die-in-the-middle" => die_in_the_middle(),
        "say-nothing" => ExitCode::SUCCESS,
        _ => libtest_mimic::run(&Arguments::from_args(), trials()).exit_code(),
    }
}

fn trials() -> Vec<Trial> {
    let trial = |name, run: fn()| {
        Trial::test(name, move || {
            run();
            Ok(())
        })
    };
    vec![
        trial(
            "a_child_reads_what_this_process_reads",
            a_child_reads_what_this_process_reads,
        ),
        trial("one_child_reads_many_files", one_child_reads_many_files),
        trial(
            "a_sheet_of_many_frames_arrives_whole_and_in_order",
            a_sheet_of_many_frames_arrives_whole_and_in_order,
        ),
        trial(
            "whatever_becomes_of_a_reader_the_file_is_refused_and_the_rest_lands",
            whatever_becomes_of_a_reader_the_file_is_refused_and_the_rest_lands,
        ),
        trial(
            "a_workbook_that_would_take_all_memory_is_refused",
            a_workbook_that_would_take_all_memory_is_refused,
        ),
        trial(
            "no_bytes_of_a_workbook_break_the_run",
            no_bytes_of_a_workbook_break_the_run,
        ),
        trial(
            "a_program_that_is_no_reader_ends_the_run_and_blames_no_file",
            a_program_that_is_no_reader_ends_the_run_and_blames_no_file,
        ),
        trial(
            "a_reader_that_dies_after_rows_were_handed_on_ends_the_run",
            a_reader_that_dies_after_rows_were_handed_on_ends_the_run,
        ),
    ]
}

fn serve(limits: Limits) -> ExitCode {
    match ingest::serve_reader(&mut io::stdin().lock(), &mut io::stdout().lock(), limits) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_broken) => ExitCode::FAILURE,
    }
}

fn say(bytes: &[u8]) {
    let mut out = io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).unwrap();
}

/// Says what a reader says first, waits for a file, and then does something else.
fn greet(then: fn()) -> ExitCode {
    let greeting = b"dixian read-file 1";
    say(&[b"h".as_slice(), &(greeting.len() as u64).to_le_bytes(), greeting].concat());
    io::stdin().lock().read_exact(&mut [0; 100]).unwrap();
    then();
    ExitCode::SUCCESS
}

/// A reader that reads well, and dies while it hands on the rows of its first whole file.
fn die_in_the_middle() -> ExitCode {
    /// Passes on as many bytes as are left.
    struct Few(usize);

    impl Write for Few {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.0 < bytes.len() {
                std::process::abort();
            }
            self.0 -= bytes.len();
            io::stdout().lock().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            io::stdout().lock().flush()
        }
    }

    match ingest::serve_reader(&mut io::stdin().lock(), &mut Few(100_000), Limits::default()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_broken) => ExitCode::FAILURE,
    }
}

fn child(word: &str, patience: Duration) -> Isolation {
    Isolation::Child {
        program: std::env::current_exe().unwrap(),
        arguments: vec![word.into()],
        patience,
    }
}

fn land_in(drop: &Drop, word: &str) -> Landed {
    drop.land_with(&child(word, Duration::from_mins(1)))
}

fn forms() -> Drop {
    let drop = Drop::with_households();
    for name in [
        "visits.xlsx",
        "visits-1904.xlsx",
        "visits.xls",
        "visits.ods",
        "bare.ods",
        "visits.xml.xls",
        "visits.html.xls",
        "page.xls",
        "visits.parquet",
        "measures.parquet",
    ] {
        drop.write(name, in_form(name));
    }
    drop.write("cut.xlsx", &in_form("visits.xlsx")[..5_000]);
    let mut archive = ZipWriter::new(Cursor::new(vec![]));
    for name in ["visits-1904.xls", "visits.xlsx"] {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(&in_form(name)).unwrap();
    }
    drop.write("two.zip", archive.finish().unwrap().into_inner());
    drop
}

fn a_child_reads_what_this_process_reads() {
    let drop = forms();

    let (here, there) = (drop.land(), land_in(&drop, "read-file"));

    assert_eq!(here.dispositions, there.dispositions);
    assert_eq!(here.files, there.files);
    assert_eq!(here.counts, there.counts);
    assert!(there.files.iter().filter(|file| file.state() == "read").count() > 12);
}

fn one_child_reads_many_files() {
    let drop = Drop::with_households();
    for number in 0..250 {
        drop.write(&format!("{number}.xlsx"), in_form("visits.xlsx"));
    }
    let started = Instant::now();

    let landed = land_in(&drop, "read-file");

    assert_eq!(landed.counts.files_refused, 0);
    assert!(started.elapsed() < Duration::from_secs(30));
}

/// A workbook of visits with this many rows.
fn workbook(rows: u32) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let heads = [
        "走访编号",
        "户编号",
        "走访人编号",
        "走访人角色",
        "走访方式",
        "走访时间",
        "发现问题",
    ];
    for (column, head) in (0..).zip(heads) {
        sheet.write_string(0, column, head).unwrap();
    }
    for row in 1..=rows {
        let id = format!("V{row}");
        for (column, text) in (0..).zip([
            &id,
            "H001",
            "R1",
            "网格员",
            "入户访问",
            "2022-05-15",
            "反映务工无门路",
        ]) {
            sheet.write_string(row, column, text).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

fn a_sheet_of_many_frames_arrives_whole_and_in_order() {
    let drop = Drop::with_households();
    drop.write("a.xlsx", workbook(6_000));

    let landed = land_in(&drop, "read-file");

    let numbers: Vec<i64> = landed
        .dispositions
        .iter()
        .filter(|row| row.file == "a.xlsx")
        .map(|row| row.row_number)
        .collect();
    assert_eq!(numbers, (2..=6_001).collect::<Vec<i64>>());
}

fn whatever_becomes_of_a_reader_the_file_is_refused_and_the_rest_lands() {
    for (word, reason) in [
        ("greet-and-die", "zip_bomb"),
        ("greet-and-sleep", "zip_bomb"),
        ("greet-and-babble", "truncated"),
        ("greet-and-lie", "truncated"),
    ] {
        let drop = Drop::with_households();
        drop.write("a.xlsx", in_form("visits.xlsx"));
        drop.write("b.csv", support::fixture("visit", "good"));

        let landed = drop.land_with(&child(word, Duration::from_millis(1_500)));

        assert_eq!(landed.refusal("a.xlsx"), Some(reason), "{word}");
        assert_eq!(landed.refusal("b.csv"), None, "{word}");
    }
}

/// An XLSX that says it holds a hundred billion different texts. Read here, it would end this process.
fn a_workbook_that_would_take_all_memory_is_refused() {
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook(3))).unwrap();
    let mut claiming = ZipWriter::new(Cursor::new(vec![]));
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut text = String::new();
        entry.read_to_string(&mut text).unwrap();
        claiming.start_file(&*name, SimpleFileOptions::default()).unwrap();
        let text = match text.split_once("uniqueCount=\"") {
            Some((before, after)) => format!("{before}uniqueCount=\"100000000000{after}"),
            None => text,
        };
        claiming.write_all(text.as_bytes()).unwrap();
    }
    let drop = Drop::with_households();
    drop.write("a.xlsx", claiming.finish().unwrap().into_inner());
    drop.write("b.xlsx", in_form("visits.xlsx"));

    let landed = land_in(&drop, "read-file");
    let squeezed = land_in(&drop, "read-file-in-little-memory");

    for landed in [landed, squeezed] {
        assert_eq!(landed.refusal("a.xlsx"), Some("zip_bomb"));
        assert_eq!(landed.refusal("b.xlsx"), None);
        let file = landed.files.iter().find(|file| file.file == "a.xlsx").unwrap();
        assert_eq!(
            file.message,
            "读取该文件超出时间或内存上限，已拒收，请拆分后重新报送"
        );
    }
}

/// Every kind of container with a few bytes turned over, each as a file of a drop.
fn no_bytes_of_a_workbook_break_the_run() {
    let drop = Drop::with_households();
    let mut files = 0;
    for name in [
        "visits.xls",
        "visits-1904.xls",
        "visits.parquet",
        "visits.xlsx",
        "bare.ods",
    ] {
        let content = in_form(name);
        for turn in 0..60 {
            let mut bytes = content.clone();
            for step in 0..3 {
                let at = (turn * 7_919 + step * 104_729) % bytes.len();
                bytes[at] ^= 1 << (turn % 8);
            }
            drop.write(&format!("{name}.{turn}"), bytes);
            files += 1;
        }
    }
    drop.write("good.xlsx", in_form("visits.xlsx"));

    let landed = drop.land_with(&child("read-file-in-little-memory", Duration::from_secs(20)));

    // The two files that every drop here has, and the good one.
    // A container that no longer shows what it is may be taken for an archive of files, each of them told apart.
    assert!(landed.files.len() >= files + 3);
    assert_eq!(landed.refusal("good.xlsx"), None);
}

fn a_program_that_is_no_reader_ends_the_run_and_blames_no_file() {
    let drop = Drop::with_households();
    drop.write("a.xlsx", in_form("visits.xlsx"));

    let failure = drop
        .try_land(&child("say-nothing", Duration::from_mins(1)))
        .unwrap_err();

    assert!(matches!(failure, LandError::Read(_)));
    assert_eq!(failure.to_string(), "cannot start the reader of workbooks");
}

fn a_reader_that_dies_after_rows_were_handed_on_ends_the_run() {
    let drop = Drop::with_households();
    drop.write("a.xlsx", workbook(6_000));

    let failure = drop
        .try_land(&child("die-in-the-middle", Duration::from_mins(1)))
        .unwrap_err();

    assert!(
        failure.to_string().starts_with("cannot read the file "),
        "{failure}"
    );
    assert!(failure.to_string().ends_with(" a second time"), "{failure}");
}
