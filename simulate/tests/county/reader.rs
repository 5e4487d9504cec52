//! Reads delivered files back, with nothing of the program: title rows skipped, decorations removed, days made alike.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use calamine::{Data, Reader, Xlsx, open_workbook};
use chrono::{Days, NaiveDate};

/// The cells of a row by canonical column; empty cells are absent, days are written 2023-05-15, times with a clock behind.
pub(crate) type Row = BTreeMap<String, String>;

/// One delivered file.
pub(crate) struct Delivered {
    pub(crate) path: PathBuf,
    /// The day of its folder.
    pub(crate) folder: NaiveDate,
    /// 走访记录
    pub(crate) register: String,
    pub(crate) rows: Vec<Row>,
}

/// All files below `out`, the truth aside, in order.
pub(crate) fn read_drop(out: &Path) -> Vec<Delivered> {
    let mut files = vec![];
    for day in folders(out) {
        let Ok(folder) = name(&day).parse() else { continue };
        for office in folders(&day) {
            for path in folders(&office) {
                let register = name(&path)
                    .chars()
                    .take_while(|character| !character.is_ascii_digit())
                    .collect();
                let lines = if path.extension().unwrap() == "xlsx" {
                    workbook(&path)
                } else {
                    text_file(&path)
                };
                files.push(Delivered {
                    rows: rows(&lines),
                    path,
                    folder,
                    register,
                });
            }
        }
    }
    files
}

/// A table of `truth/`.
pub(crate) fn read_truth(out: &Path, table: &str) -> Vec<Row> {
    let text = fs::read_to_string(out.join("truth").join(table)).unwrap();
    let mut lines = text
        .lines()
        .map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let header = lines.next().unwrap();
    lines
        .map(|line| header.iter().cloned().zip(line).collect())
        .collect()
}

/// The entries of a folder, sorted.
pub(crate) fn folders(path: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> = fs::read_dir(path)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    entries
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

fn text_file(path: &Path) -> Vec<Vec<String>> {
    let bytes = fs::read(path).unwrap();
    if let Some(units) = bytes.strip_prefix(b"\xFF\xFE") {
        let (text, _, has_faults) = encoding_rs::UTF_16LE.decode(units);
        assert!(!has_faults, "{}", path.display());
        return lines_of(&text);
    }
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(other) => encoding_rs::GB18030
            .decode_without_bom_handling_and_without_replacement(&other.into_bytes())
            .unwrap()
            .into_owned(),
    };
    lines_of(text.trim_start_matches('\u{feff}'))
}

/// The separator is the one that occurs most above the first rows of data.
fn lines_of(text: &str) -> Vec<Vec<String>> {
    let head: Vec<&str> = text.lines().take(4).collect();
    let often = |separator: &u8| head.concat().bytes().filter(|byte| byte == separator).count();
    csv::ReaderBuilder::new()
        .has_headers(false)
        .delimiter(*b",\t;".iter().max_by_key(|separator| often(separator)).unwrap())
        .from_reader(text.as_bytes())
        .records()
        .map(|record| record.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

fn workbook(path: &Path) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let page = book.worksheet_range_at(0).unwrap().unwrap();
    page.rows().map(|row| row.iter().map(printed).collect()).collect()
}

fn printed(cell: &Data) -> String {
    match cell {
        Data::DateTime(time) => {
            let seconds = (time.as_f64() * 86_400.0).round();
            let days = (seconds / 86_400.0).floor();
            let day = NaiveDate::from_ymd_opt(1899, 12, 30).unwrap() + Days::new(days as u64);
            let clock = (seconds - days * 86_400.0) as u64;
            let (hour, minute, second) = (clock / 3600, clock / 60 % 60, clock % 60);
            if clock == 0 {
                day.to_string()
            } else {
                format!("{day} {hour:02}:{minute:02}:{second:02}")
            }
        }
        other => other.to_string(),
    }
}

fn rows(lines: &[Vec<String>]) -> Vec<Row> {
    let filled = |line: &Vec<String>| line.iter().filter(|cell| !cell.is_empty()).count();
    let start = lines.iter().position(|line| filled(line) > 2).unwrap();
    let (upper, next) = (&lines[start], &lines[start + 1]);
    // A row of data holds a key, and a key holds many digits; the lower row of a header holds 1 to 5 at most.
    let is_word = |cell: &String| cell.len() == 1 || !cell.bytes().any(|byte| byte.is_ascii_digit());
    let is_pair = next.iter().all(is_word);
    let mut group = String::new();
    let labels: Vec<String> = upper
        .iter()
        .zip(next)
        .map(|(above, below)| {
            if !above.is_empty() {
                group.clone_from(above);
            }
            match (is_pair, below.as_str()) {
                (false, _) | (true, "") => above.clone(),
                (true, number) if number.len() == 1 => format!("{group}{number}"),
                (true, label) => label.to_owned(),
            }
        })
        .collect();
    let start = start + usize::from(is_pair);
    let header: Vec<(String, bool)> = labels.iter().map(|cell| column(cell)).collect();
    lines[start + 1..]
        .iter()
        .filter(|line| !line[0].starts_with("合计") && !line[0].starts_with("填表人"))
        .map(|line| {
            header
                .iter()
                .zip(line)
                .filter(|(_, cell)| !cell.is_empty())
                .map(|((name, is_ten_thousand), cell)| (name.clone(), value(name, cell, *is_ten_thousand)))
                .collect()
        })
        .collect()
}

fn column(cell: &str) -> (String, bool) {
    let bare = cell.replace([' ', '*'], "");
    let name = bare.split(['（', '(']).next().unwrap().to_owned();
    (name, bare.contains("万元"))
}

fn value(column: &str, cell: &str, is_ten_thousand: bool) -> String {
    let is_day = ["日期", "时间", "期初", "期末", "时限"]
        .iter()
        .any(|word| column.ends_with(word));
    if is_day {
        return day(cell);
    }
    if is_ten_thousand {
        let yuan: f64 = cell.parse::<f64>().unwrap() * 10_000.0;
        return format!("{yuan:.2}");
    }
    cell.to_owned()
}

fn day(cell: &str) -> String {
    let mut parts = cell.split(' ');
    let date = parts.next().unwrap();
    let numbers: Vec<u32> = if date.len() == 8 && date.bytes().all(|byte| byte.is_ascii_digit()) {
        let number: u32 = date.parse().unwrap();
        vec![number / 10_000, number / 100 % 100, number % 100]
    } else {
        date.split(['-', '/', '年', '月', '日'])
            .filter(|part| !part.is_empty())
            .map(|part| part.parse().unwrap())
            .collect()
    };
    let clock = parts.next().map_or_else(String::new, |clock| format!(" {clock}"));
    format!("{:04}-{:02}-{:02}{clock}", numbers[0], numbers[1], numbers[2])
}

/// A money cell in 分.
pub(crate) fn cents(row: &Row, column: &str) -> i64 {
    row.get(column).map_or(0, |cell| {
        let yuan: f64 = cell.replace(',', "").parse().unwrap();
        (yuan * 100.0).round() as i64
    })
}
