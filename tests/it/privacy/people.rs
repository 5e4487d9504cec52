//! Who is in a drop, read from its files with eyes of our own, and a search for all of them at once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use calamine::{Data, Reader};

/// The people of a drop, as its files name them.
#[derive(Debug, Default)]
pub(super) struct People {
    pub(super) names: BTreeSet<String>,
    pub(super) ids: BTreeSet<String>,
    pub(super) phones: BTreeSet<String>,
    pub(super) households: BTreeSet<String>,
    /// 区划代码 of villages.
    pub(super) villages: BTreeSet<String>,
}

impl People {
    /// Reads every table below a folder, the truth aside.
    pub(super) fn of(drop: &Path) -> Self {
        let mut people = Self::default();
        for night in crate::support::nights(drop) {
            let mut below = vec![];
            super::files(&night, &mut below);
            for table in below.iter().flat_map(|path| tables(path)) {
                people.read(&table);
            }
        }
        people
    }

    /// Takes what stands below a header that asks for people.
    fn read(&mut self, rows: &[Vec<String>]) {
        let mut columns: BTreeMap<usize, String> = BTreeMap::new();
        for row in rows {
            for (index, cell) in row.iter().enumerate() {
                let label = domain::text::label(cell).trim_start_matches('*').to_owned();
                if [
                    "姓名",
                    "户主姓名",
                    "证件号码",
                    "户主证件号码",
                    "联系电话",
                    "户编号",
                    "区划代码",
                ]
                .contains(&label.as_str())
                {
                    columns.insert(index, label);
                } else if let Some(header) = columns.get(&index) {
                    self.take(&header.clone(), cell, &label);
                }
            }
        }
    }

    fn take(&mut self, header: &str, cell: &str, label: &str) {
        let is_number = |length: usize| {
            label.chars().count() == length
                && label
                    .chars()
                    .all(|letter| letter.is_ascii_digit() || letter == 'X' || letter == 'x')
        };
        match header {
            "姓名" | "户主姓名" => {
                let is_name = (2..=6).contains(&label.chars().count())
                    && label
                        .chars()
                        .all(|letter| letter == '·' || ('\u{4e00}'..='\u{9fff}').contains(&letter));
                if is_name {
                    self.names.extend([cell.trim().to_owned(), label.to_owned()]);
                }
            }
            "证件号码" | "户主证件号码" if is_number(18) || is_number(15) => {
                self.ids.insert(label.to_uppercase());
            }
            "联系电话" if is_number(11) => {
                self.phones.insert(label.to_owned());
            }
            "区划代码" if is_number(12) && !label.ends_with("000") => {
                self.villages.insert(label.to_owned());
            }
            "户编号" if label.starts_with(|first: char| first.is_ascii_alphanumeric()) => {
                self.households.insert(label.to_owned());
            }
            _ => {}
        }
    }

    /// Everything that must not be found.
    pub(super) fn all(&self) -> impl Iterator<Item = String> {
        self.names.iter().chain(&self.ids).chain(&self.phones).cloned()
    }
}

/// The tables of a file: its sheets, or the one text.
fn tables(path: &Path) -> Vec<Vec<Vec<String>>> {
    let content = std::fs::read(path).unwrap();
    if let Ok(mut book) = calamine::open_workbook_auto_from_rs(std::io::Cursor::new(&content)) {
        return book
            .worksheets()
            .into_iter()
            .map(|(_, range)| range.rows().map(|row| row.iter().map(shown).collect()).collect())
            .collect();
    }
    let (text, _, is_broken) = encoding_rs::UTF_8.decode(&content);
    let text = if is_broken {
        encoding_rs::GB18030.decode(&content).0
    } else {
        text
    };
    let table = |delimiter: u8| -> Vec<Vec<String>> {
        csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(text.as_bytes())
            .into_records()
            .map_while(Result::ok)
            .map(|record| record.iter().map(str::to_owned).collect())
            .collect()
    };
    let widest = [b',', b'\t', b';']
        .into_iter()
        .map(table)
        .max_by_key(|rows| rows.iter().map(Vec::len).max());
    widest.into_iter().collect()
}

fn shown(cell: &Data) -> String {
    match cell {
        // A number that a spreadsheet keeps exactly.
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
        other => other.to_string(),
    }
}

/// Texts to look for, by their first bytes.
pub(super) struct Secrets {
    starts: Vec<bool>,
    by_start: BTreeMap<[u8; 3], Vec<String>>,
}

impl Secrets {
    pub(super) fn new(secrets: impl IntoIterator<Item = String>) -> Self {
        let mut starts = vec![false; 1 << 16];
        let mut by_start: BTreeMap<[u8; 3], Vec<String>> = BTreeMap::new();
        for secret in secrets {
            let start = *secret.as_bytes().first_chunk::<3>().unwrap();
            starts[usize::from(start[0]) << 8 | usize::from(start[1])] = true;
            by_start.entry(start).or_default().push(secret);
        }
        Self { starts, by_start }
    }

    /// The first of them that is found.
    pub(super) fn found_in(&self, bytes: &[u8]) -> Option<&str> {
        bytes.windows(3).enumerate().find_map(|(index, start)| {
            if !self.starts[usize::from(start[0]) << 8 | usize::from(start[1])] {
                return None;
            }
            self.by_start
                .get(start)?
                .iter()
                .find(|secret| bytes[index..].starts_with(secret.as_bytes()))
                .map(String::as_str)
        })
    }
}
