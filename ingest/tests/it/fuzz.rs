//! A fuzzer of a few seconds that finds the same every time: every seed of `fuzz/`, and mutations of it, through the same doors.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use ingest::{Refusal, probe};

/// Mutations of every seed.
const MUTATIONS: u64 = 150;
/// What is worth putting somewhere.
const PIECES: [&[u8]; 12] = [
    b"\"",
    b",",
    b"\r\n",
    b"\0",
    b"<table>",
    b"</",
    b"&#x110000;",
    b"4294967295",
    b"-1",
    b"\xFF\xFF\xFF\xFF",
    b"1e999",
    b"]]>",
];

type Door = fn(&[u8]) -> Result<u64, Refusal>;

#[expect(clippy::unnecessary_wraps, reason = "a door like the others")]
fn header(bytes: &[u8]) -> Result<u64, Refusal> {
    Ok(probe::header(&String::from_utf8_lossy(bytes)).map_or(0, |_dataset| 1))
}

fn html(bytes: &[u8]) -> Result<u64, Refusal> {
    probe::file(&[b"<table>", bytes].concat())
}

fn spreadsheet_ml(bytes: &[u8]) -> Result<u64, Refusal> {
    probe::file(
        &[
            b"<Workbook x='urn:schemas-microsoft-com:office:spreadsheet'>",
            bytes,
        ]
        .concat(),
    )
}

/// Chance without chance: xorshift.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end.max(1) as u64).unwrap()
    }
}

fn mutated(seed: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=dice.below(3) {
        let at = dice.below(bytes.len());
        let end = (at + dice.below(40)).min(bytes.len());
        match dice.below(6) {
            0 if at < bytes.len() => bytes[at] ^= 1 << dice.below(8),
            1 => drop(bytes.drain(at..end)),
            2 => bytes.truncate(at),
            3 => {
                let piece = bytes[at..end].repeat(1 + dice.below(4));
                let to = dice.below(bytes.len());
                bytes.splice(to..to, piece);
            }
            _ => {
                let piece = PIECES[dice.below(PIECES.len())];
                bytes.splice(at..at, piece.iter().copied());
            }
        }
    }
    bytes
}

/// Counts panics of our own, which a reader would catch and take for the fault of the file.
fn count_own_panics() -> &'static AtomicUsize {
    static OWN: AtomicUsize = AtomicUsize::new(0);
    let default = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let file = panic.location().map_or("", |place| place.file());
        if file.contains("ingest/src") {
            OWN.fetch_add(1, Ordering::SeqCst);
        }
        if !file.contains("/registry/") && !file.contains("/rustc/") {
            default(panic);
        }
    }));
    &OWN
}

fn seeds(folder: &Path) -> Vec<Vec<u8>> {
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

#[test]
fn no_bytes_break_a_reader() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let own_panics = count_own_panics();
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let doors: [(&str, Door); 7] = [
        ("csv", probe::file),
        ("xlsx", probe::xlsx_sheet),
        ("ods", probe::ods_content),
        ("html", html),
        ("spreadsheet_ml", spreadsheet_ml),
        ("header", header),
        ("file", probe::checked_file),
    ];
    let mut read = 0;

    for (name, door) in doors {
        for seed in seeds(&root.join("../fuzz/seeds").join(name)) {
            read += u64::from(door(&seed).is_ok());
            for _ in 0..MUTATIONS {
                read += u64::from(door(&mutated(&seed, &mut dice)).is_ok());
            }
        }
    }
    // A sheet of Excel 97 can claim as much memory as it likes; that is for a process of its own (`reader_child`).
    let is_ole = |bytes: &Vec<u8>| bytes.starts_with(b"\xD0\xCF");
    for seed in seeds(&root.join("tests/fixtures/formats")) {
        if is_ole(&seed) {
            continue;
        }
        for _ in 0..MUTATIONS {
            read += u64::from(probe::checked_file(&mutated(&seed, &mut dice)).is_ok());
        }
    }

    assert_eq!(own_panics.load(Ordering::SeqCst), 0);
    // Most of them are no longer what they were; some still are.
    assert!(read > 500, "{read}");
}
