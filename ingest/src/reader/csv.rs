//! Comma, tab or semicolon separated text: its encoding, its separator, its records with the physical line on which each starts.
//!
//! A reader of its own, because a refused file must be told from a short one: an unclosed quote is an error here, and the line is the
//! line in the file, also below a record that spans several.

use std::borrow::Cow;
use std::collections::BTreeMap;

use encoding_rs::{Encoding, GB18030, UTF_16BE, UTF_16LE};
use memchr::memmem;

use super::packed::{CELL_BYTES_MAX, COLUMNS_MAX, label};
use super::{Cell, Depth, Flow, Interrupted, Refusal, Take, text_cell, trimmed};
use crate::header::{HEAD_ROWS_MAX, Heads};

/// As much of a file as is decoded to find its header.
const HEAD_BYTES: usize = 256 * 1024;

/// What stands between cells, the usual first.
const SEPARATORS: [u8; 3] = *b",\t;";

const TICKS: [char; 3] = ['√', '✓', '✔'];

/// A decoded text and its separator.
pub(crate) struct TextBook {
    text: String,
    separator: u8,
}

impl TextBook {
    pub(super) fn open(bytes: Vec<u8>, depth: Depth) -> Result<Self, Refusal> {
        if bytes.is_empty() {
            return Err(Refusal::Empty);
        }
        let text = match depth {
            Depth::Whole => decoded(bytes)?,
            Depth::Heads => decoded_head(bytes)?,
        };
        if trimmed(&text).is_empty() {
            return Err(Refusal::Empty);
        }
        let book = Self {
            separator: separator_of(&text),
            text,
        };
        if depth == Depth::Whole && (book.text.contains('"') || has_long_line(&book.text)) {
            book.check()?;
        }
        Ok(book)
    }

    pub(super) fn rows<E>(&self, take: &mut Take<'_, E>) -> Result<(), Interrupted<E>> {
        let mut records = Records::new(&self.text, self.separator);
        let mut cells = Vec::new();
        while let Some(line) = records.next(&mut cells) {
            if cells.iter().all(|cell| *cell == Cell::Empty) {
                continue;
            }
            match take(line, &cells).map_err(Interrupted::Taker)? {
                Flow::Next => {}
                Flow::Stop => break,
            }
        }
        Ok(())
    }

    /// The first rows, as far down as a header may stand.
    pub(super) fn heads(&self) -> Heads {
        heads(&self.text, self.separator)
    }

    pub(super) fn may_hold_ticks(&self) -> bool {
        let mut letter = [0; 4];
        TICKS.iter().any(|tick| {
            memmem::find(self.text.as_bytes(), tick.encode_utf8(&mut letter).as_bytes()).is_some()
        })
    }

    /// Reads the text to its end: an open quote or an endless cell refuses it before its first row is handed on.
    fn check(&self) -> Result<(), Refusal> {
        let mut records = Records::new(&self.text, self.separator);
        let mut cells = Vec::new();
        while records.next(&mut cells).is_some() {
            let is_long = |cell: &Cell<'_>| matches!(cell, Cell::Text(text) if text.len() > CELL_BYTES_MAX);
            if !records.has_open_quote && cells.iter().any(is_long) {
                return Err(Refusal::Oversized);
            }
        }
        if records.has_open_quote {
            Err(Refusal::UnclosedQuote)
        } else {
            Ok(())
        }
    }
}

/// Whether a line is so long that one of its cells may be too long.
fn has_long_line(text: &str) -> bool {
    let mut start = 0;
    for end in memchr::memchr2_iter(b'\n', b'\r', text.as_bytes()) {
        if end - start > CELL_BYTES_MAX {
            return true;
        }
        start = end;
    }
    text.len() - start > CELL_BYTES_MAX
}

/// The separator under which a header of the contract, or as much of one as possible, can be read; where none can, as where an office has
/// names of its own for everything, the one that cuts most rows into the same number of cells, and that into most.
fn separator_of(text: &str) -> u8 {
    let fits = SEPARATORS.map(|separator| heads(text, separator).matched_columns());
    let cuts = |separator| {
        if fits == [0; 3] {
            usual_cells(text, separator)
        } else {
            0
        }
    };
    let mut best = (0, 0);
    let mut found = b',';
    for (separator, columns) in SEPARATORS.into_iter().zip(fits) {
        let fit = (columns, cuts(separator));
        if fit > best {
            (best, found) = (fit, separator);
        }
    }
    found
}

/// How many cells most of the first rows have.
fn usual_cells(text: &str, separator: u8) -> usize {
    let mut records = Records::new(text, separator);
    let mut cells = vec![];
    let mut rows_by_cells = BTreeMap::<usize, usize>::new();
    for _ in 0..HEAD_ROWS_MAX {
        if records.next(&mut cells).is_none() {
            break;
        }
        *rows_by_cells.entry(cells.len()).or_default() += 1;
    }
    let usual = rows_by_cells
        .into_iter()
        .max_by_key(|(cells, rows)| (*rows, *cells));
    usual.map_or(0, |(cells, _)| cells)
}

fn heads(text: &str, separator: u8) -> Heads {
    let mut heads = Heads::default();
    let mut records = Records::new(text, separator);
    let mut cells = Vec::new();
    while let Some(line) = records.next(&mut cells) {
        let labels: Vec<Cell<'_>> = cells.iter().map(label).collect();
        if heads.take(line, &labels) == Flow::Stop {
            break;
        }
    }
    heads
}

/// A text in any encoding of the contract.
pub(super) fn decoded(bytes: Vec<u8>) -> Result<String, Refusal> {
    match bytes.as_slice() {
        [0xEF, 0xBB, 0xBF, ..] => {
            let mut text = String::from_utf8(bytes).map_err(|_not_utf8| Refusal::Encoding)?;
            text.drain(..3);
            Ok(text)
        }
        [0xFF, 0xFE, rest @ ..] => decoded_as(UTF_16LE, rest),
        [0xFE, 0xFF, rest @ ..] => decoded_as(UTF_16BE, rest),
        _ => match String::from_utf8(bytes) {
            Ok(text) => Ok(text),
            Err(not_utf8) => decoded_as(GB18030, not_utf8.as_bytes()),
        },
    }
}

fn decoded_as(encoding: &'static Encoding, bytes: &[u8]) -> Result<String, Refusal> {
    encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .map(Cow::into_owned)
        .ok_or(Refusal::Encoding)
}

/// The first lines of a long file, decoded; all of a short one, or of one in UTF-16 or without line ends.
fn decoded_head(mut bytes: Vec<u8>) -> Result<String, Refusal> {
    let is_utf16 = matches!(bytes.as_slice(), [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]);
    // A line end is never half a character, neither in UTF-8 nor in GB18030.
    let end = bytes
        .get(..HEAD_BYTES)
        .and_then(|head| head.iter().rposition(|byte| *byte == b'\n'));
    let Some(end) = end.filter(|_| !is_utf16) else {
        return decoded(bytes);
    };
    bytes.truncate(end);
    decoded(bytes)
}

/// The records of a text, one after the other.
pub(crate) struct Records<'t> {
    text: &'t str,
    position: usize,
    line: i64,
    separator: u8,
    has_open_quote: bool,
}

impl<'t> Records<'t> {
    pub(crate) fn new(text: &'t str, separator: u8) -> Self {
        Self {
            text,
            position: 0,
            line: 1,
            separator,
            has_open_quote: false,
        }
    }

    /// Reads the next record into `cells` and gives the line on which it starts; none at the end of the text.
    pub(crate) fn next(&mut self, cells: &mut Vec<Cell<'t>>) -> Option<i64> {
        cells.clear();
        let bytes = self.text.as_bytes();
        if self.position >= bytes.len() {
            return None;
        }
        let start_line = self.line;
        loop {
            let field = if bytes.get(self.position) == Some(&b'"') {
                self.quoted()
            } else {
                Cow::Borrowed(self.plain())
            };
            if cells.len() < COLUMNS_MAX {
                cells.push(text_cell(field));
            }
            match bytes.get(self.position) {
                Some(byte) if *byte == self.separator => self.position += 1,
                Some(_) => {
                    self.end_line();
                    return Some(start_line);
                }
                None => return Some(start_line),
            }
        }
    }

    fn end_line(&mut self) {
        let bytes = self.text.as_bytes();
        let is_pair =
            bytes.get(self.position) == Some(&b'\r') && bytes.get(self.position + 1) == Some(&b'\n');
        self.position += if is_pair { 2 } else { 1 };
        self.line += 1;
    }

    fn plain(&mut self) -> &'t str {
        let start = self.position;
        let rest = &self.text.as_bytes()[start..];
        let length = memchr::memchr3(self.separator, b'\n', b'\r', rest).unwrap_or(rest.len());
        self.position = start + length;
        self.slice(start, self.position)
    }

    fn quoted(&mut self) -> Cow<'t, str> {
        let bytes = self.text.as_bytes();
        let mut field = Cow::Borrowed("");
        self.position += 1;
        loop {
            let start = self.position;
            while let Some(byte) = bytes.get(self.position) {
                match byte {
                    b'"' => break,
                    b'\n' => self.line += 1,
                    b'\r' if bytes.get(self.position + 1) != Some(&b'\n') => self.line += 1,
                    _ => {}
                }
                self.position += 1;
            }
            join(&mut field, self.slice(start, self.position));
            if self.position >= bytes.len() {
                self.has_open_quote = true;
                return field;
            }
            self.position += 1;
            if bytes.get(self.position) != Some(&b'"') {
                break;
            }
            // Two quotes stand for one.
            self.position += 1;
            join(&mut field, "\"");
        }
        // Whatever follows the closing quote belongs to the field.
        let tail = self.plain();
        join(&mut field, tail);
        field
    }

    fn slice(&self, start: usize, end: usize) -> &'t str {
        self.text
            .get(start..end)
            .expect("fields begin and end at ASCII characters")
    }
}

fn join<'t>(field: &mut Cow<'t, str>, part: &'t str) {
    if field.is_empty() {
        *field = Cow::Borrowed(part);
    } else if !part.is_empty() {
        field.to_mut().push_str(part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(text: &str) -> Vec<(i64, Vec<String>)> {
        let mut records = Records::new(text, b',');
        let mut cells = vec![];
        let mut found = vec![];
        while let Some(line) = records.next(&mut cells) {
            found.push((line, cells.iter().map(|cell| cell.shown().into_owned()).collect()));
        }
        found
    }

    fn row(line: i64, fields: &[&str]) -> (i64, Vec<String>) {
        (line, fields.iter().map(|field| (*field).to_owned()).collect())
    }

    #[test]
    fn a_record_knows_the_line_on_which_it_starts() {
        let found = records("甲,乙\r\n1,\"两\n行\"\r\n\r\n2,\n3");

        assert_eq!(
            found,
            [
                row(1, &["甲", "乙"]),
                row(2, &["1", "两\n行"]),
                row(4, &[""]),
                row(5, &["2", ""]),
                row(6, &["3"]),
            ]
        );
    }

    #[test]
    fn two_quotes_stand_for_one_and_a_quote_inside_a_field_is_a_character() {
        let found = records("\"说\"\"好\"\"了\",5\" 管,\"\",\"尾\"巴\n");

        assert_eq!(found, [row(1, &["说\"好\"了", "5\" 管", "", "尾巴"])]);
    }

    #[test]
    fn a_quote_that_never_closes_refuses_the_file() {
        let text = "走访编号,户编号\n1,\"2\n3,4\n";

        assert_eq!(
            TextBook::open(text.into(), Depth::Whole).err(),
            Some(Refusal::UnclosedQuote)
        );
    }

    #[test]
    fn encodings_of_the_contract_are_read_and_others_refused() {
        let text = "走访编号,户编号\n1,㐂𠮷\n";
        let utf16 = |little: bool| {
            let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
            units
                .flat_map(|unit| {
                    if little {
                        unit.to_le_bytes()
                    } else {
                        unit.to_be_bytes()
                    }
                })
                .collect::<Vec<u8>>()
        };
        let gb18030 = GB18030.encode(text).0.into_owned();
        let with_mark = ["\u{feff}", text].concat().into_bytes();

        for bytes in [text.into(), with_mark, gb18030, utf16(true), utf16(false)] {
            assert_eq!(decoded(bytes).as_deref(), Ok(text));
        }
        assert_eq!(decoded(vec![b'a', 0xFF, 0xFF]), Err(Refusal::Encoding));
        assert_eq!(
            decoded([&[0xEF, 0xBB, 0xBF], &[0xD6, 0xD0][..]].concat()),
            Err(Refusal::Encoding)
        );
    }

    #[test]
    fn the_separator_is_the_one_that_gives_a_header() {
        assert_eq!(separator_of("填报单位,某县\n走访编号;户编号;走访时间\n"), b';');
        assert_eq!(separator_of("走访编号\t户编号\t走访时间\n"), b'\t');
        assert_eq!(separator_of("走访编号,户编号,走访时间\n"), b',');
        // Headers that only the contract of an office knows.
        assert_eq!(
            separator_of("某镇,入户台账\n流水;门户;上门日\nV1;H1;2022-06-01\nV2;H2;2022-06-02\n"),
            b';'
        );
        assert_eq!(separator_of("只有一列\n甲\n"), b',');
    }

    #[test]
    fn blank_files_are_empty() {
        for text in ["", "\u{feff}", " \r\n\u{3000}\n"] {
            assert_eq!(
                TextBook::open(text.into(), Depth::Whole).err(),
                Some(Refusal::Empty)
            );
        }
    }
}
