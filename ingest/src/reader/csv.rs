//! Comma, tab or semicolon separated text: its encoding, its separator, its records with the physical line on which each starts.
//!
//! A reader of its own, because a refused file must be told from a short one: an unclosed quote is an error here, and the line is the
//! line in the file, also below a record that spans several.

use std::borrow::Cow;
use std::collections::BTreeMap;

use memchr::memmem;

use super::content::Content;
use super::packed::{CELL_BYTES_MAX, COLUMNS_MAX, label};
use super::text::{Pieces, Script};
use super::{Cell, Depth, Flow, Interrupted, Refusal, Take, text_cell, trimmed};
use crate::header::{HEAD_ROWS_MAX, Heads};

/// As much of a text as is searched for its header.
const HEAD_BYTES: usize = 256 * 1024;
/// A record that is longer has a cell that is too long, or a quote that nobody closed.
const RECORD_BYTES_MAX: usize = 256 << 20;

/// What stands between cells, the usual first.
const SEPARATORS: [u8; 3] = *b",\t;";

const TICKS: [&str; 3] = ["√", "✓", "✔"];

/// A text that can be decoded, and its separator.
pub(crate) struct TextBook {
    content: Content,
    script: Script,
    separator: u8,
    head: Head,
    has_ticks: bool,
}

/// The beginning of a text.
#[derive(Debug, Default)]
struct Head {
    text: String,
    /// Whether there is no more.
    is_whole: bool,
}

/// What a text is, before anybody knows its separator.
#[derive(Debug, Default)]
struct Survey {
    head: Head,
    has_text: bool,
    /// Whether a quote may stay open, or a cell may be too long.
    is_doubtful: bool,
    has_ticks: bool,
}

impl TextBook {
    pub(super) fn open(mut content: Content, depth: Depth) -> Result<Self, Refusal> {
        let mut refusal = Refusal::Empty;
        for script in Script::candidates(&mut content)? {
            match Survey::of(script.decode(&mut content)?, depth) {
                Ok(survey) => return Self::surveyed(content, script, survey, depth),
                Err(fault) => refusal = fault,
            }
        }
        Err(refusal)
    }

    fn surveyed(content: Content, script: Script, survey: Survey, depth: Depth) -> Result<Self, Refusal> {
        if !survey.has_text {
            return Err(Refusal::Empty);
        }
        let mut book = Self {
            content,
            script,
            separator: separator_of(&survey.head),
            head: survey.head,
            has_ticks: survey.has_ticks,
        };
        if depth == Depth::Whole && survey.is_doubtful {
            book.check()?;
        }
        Ok(book)
    }

    pub(super) fn rows<E>(&mut self, take: &mut Take<'_, E>) -> Result<(), Interrupted<E>> {
        self.records(&mut |line, cells| {
            if cells.iter().all(|cell| *cell == Cell::Empty) {
                Ok(Flow::Next)
            } else {
                take(line, cells)
            }
        })
    }

    /// The first rows, as far down as a header may stand.
    pub(super) fn heads(&self) -> Heads {
        self.head.heads(self.separator)
    }

    pub(super) fn may_hold_ticks(&self) -> bool {
        self.has_ticks
    }

    /// Reads the text to its end: an open quote or an endless cell refuses it before its first row is handed on.
    fn check(&mut self) -> Result<(), Refusal> {
        let taken = self.records(&mut |_, cells| {
            let is_long = |cell: &Cell<'_>| matches!(cell, Cell::Text(text) if text.len() > CELL_BYTES_MAX);
            if cells.iter().any(is_long) {
                return Err(Refusal::Oversized);
            }
            Ok(Flow::Next)
        });
        match taken {
            Ok(()) => Ok(()),
            Err(Interrupted::File(refusal) | Interrupted::Taker(refusal)) => Err(refusal),
        }
    }

    /// Hands every record on.
    fn records<E>(&mut self, take: &mut Take<'_, E>) -> Result<(), Interrupted<E>> {
        let mut pieces = self.script.decode(&mut self.content)?;
        let mut text = String::new();
        let mut line = 1;
        let mut wanted = 0;
        while !pieces.is_done() {
            pieces.append(&mut text)?;
            if text.len() < wanted && !pieces.is_done() {
                continue;
            }
            let mut records = Records {
                is_last: pieces.is_done(),
                line,
                ..Records::new(&text, self.separator)
            };
            let mut cells = Vec::new();
            while let Some(start) = records.next(&mut cells) {
                if records.has_open_quote {
                    return Err(Refusal::UnclosedQuote.into());
                }
                if take(start, &cells).map_err(Interrupted::Taker)? == Flow::Stop {
                    return Ok(());
                }
            }
            if text.len() - records.position > RECORD_BYTES_MAX {
                let is_open = records.has_open_quote;
                return Err(if is_open {
                    Refusal::UnclosedQuote
                } else {
                    Refusal::Oversized
                }
                .into());
            }
            let done = records.position;
            line = records.line;
            drop(cells);
            text.drain(..done);
            // A record that is longer than a piece is not looked at anew for every piece.
            wanted = 2 * text.len();
        }
        if pieces.is_unchanged() {
            Ok(())
        } else {
            Err(Refusal::Truncated.into())
        }
    }
}

impl Survey {
    /// Decodes a text to its end, or only its beginning.
    fn of(mut pieces: Pieces<'_>, depth: Depth) -> Result<Self, Refusal> {
        let mut survey = Self::default();
        let mut piece = String::new();
        let mut line_bytes = 0;
        while !pieces.is_done() {
            pieces.append(&mut piece)?;
            let bytes = piece.as_bytes();
            survey.has_text |= !trimmed(&piece).is_empty();
            survey.is_doubtful |= memchr::memchr(b'"', bytes).is_some();
            survey.has_ticks |= TICKS
                .iter()
                .any(|tick| memmem::find(bytes, tick.as_bytes()).is_some());
            survey.is_doubtful |= has_long_line(bytes, &mut line_bytes);
            if survey.head.text.len() < HEAD_BYTES {
                survey.head.text.push_str(&piece);
                survey.head.is_whole = pieces.is_done();
            } else if depth == Depth::Heads {
                break;
            }
            piece.clear();
        }
        Ok(survey)
    }
}

impl Head {
    fn records(&self, separator: u8) -> Records<'_> {
        Records {
            is_last: self.is_whole,
            ..Records::new(&self.text, separator)
        }
    }

    fn heads(&self, separator: u8) -> Heads {
        let mut heads = Heads::default();
        let mut records = self.records(separator);
        let mut cells = Vec::new();
        while let Some(line) = records.next(&mut cells) {
            let labels: Vec<Cell<'_>> = cells.iter().map(label).collect();
            if heads.take(line, &labels) == Flow::Stop {
                break;
            }
        }
        heads
    }

    /// How many cells most of the first rows have.
    fn usual_cells(&self, separator: u8) -> usize {
        let mut records = self.records(separator);
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
}

/// Whether a line is so long that one of its cells may be too long; `line_bytes` is what the pieces before have of the first line, and then
/// what this one has of the last.
fn has_long_line(piece: &[u8], line_bytes: &mut usize) -> bool {
    let mut start = 0;
    let mut is_long = false;
    for end in memchr::memchr2_iter(b'\n', b'\r', piece) {
        is_long |= *line_bytes + end - start > CELL_BYTES_MAX;
        *line_bytes = 0;
        start = end;
    }
    *line_bytes += piece.len() - start;
    is_long || *line_bytes > CELL_BYTES_MAX
}

/// The separator under which a header of the contract, or as much of one as possible, can be read; where none can, as where an office has
/// names of its own for everything, the one that cuts most rows into the same number of cells, and that into most.
fn separator_of(head: &Head) -> u8 {
    let fits = SEPARATORS.map(|separator| head.heads(separator).matched_columns());
    let cuts = |separator| {
        if fits == [0; 3] {
            head.usual_cells(separator)
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

/// The records of a text, one after the other.
struct Records<'t> {
    text: &'t str,
    position: usize,
    line: i64,
    separator: u8,
    /// Whether nothing follows the text, so that its end ends a record too.
    is_last: bool,
    /// Whether the record that was looked at last ends inside quotes.
    has_open_quote: bool,
}

impl<'t> Records<'t> {
    fn new(text: &'t str, separator: u8) -> Self {
        Self {
            text,
            position: 0,
            line: 1,
            separator,
            is_last: true,
            has_open_quote: false,
        }
    }

    /// Reads the next record into `cells` and gives the line on which it starts; none at the end of the text, or where the record may go on
    /// beyond it.
    fn next(&mut self, cells: &mut Vec<Cell<'t>>) -> Option<i64> {
        cells.clear();
        let bytes = self.text.as_bytes();
        if self.position >= bytes.len() {
            return None;
        }
        let start = (self.position, self.line);
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
                // The other half of a line end may follow.
                Some(b'\r') if !self.is_last && self.position + 1 == bytes.len() => break,
                Some(_) => {
                    self.end_line();
                    return Some(start.1);
                }
                None if self.is_last => return Some(start.1),
                None => break,
            }
        }
        cells.clear();
        (self.position, self.line) = start;
        None
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
        self.has_open_quote = false;
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

    fn open(text: impl Into<Vec<u8>>, depth: Depth) -> Result<TextBook, Refusal> {
        TextBook::open(Content::from(text.into()), depth)
    }

    fn separator_of(text: &str) -> u8 {
        super::separator_of(&Head {
            text: text.to_owned(),
            is_whole: true,
        })
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

        assert_eq!(open(text, Depth::Whole).err(), Some(Refusal::UnclosedQuote));
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
            assert_eq!(open(text, Depth::Whole).err(), Some(Refusal::Empty));
        }
    }

    /// The rows of a book, as lines of text.
    fn rows(book: &mut TextBook) -> Vec<(i64, String)> {
        let mut found = vec![];
        let taken = book.rows(&mut |line, cells| {
            let shown: Vec<_> = cells.iter().map(|cell| cell.shown().into_owned()).collect();
            found.push((line, shown.join("|")));
            Ok::<_, std::convert::Infallible>(Flow::Next)
        });
        assert!(taken.is_ok());
        found
    }

    #[test]
    fn a_long_text_on_the_disk_is_read_as_a_short_one() {
        // Records of every length, so that quotes, line ends and characters lie across pieces.
        let mut text = "走访编号,户编号,走访目的\r\n".to_owned();
        let mut expected = vec![(1, "走访编号|户编号|走访目的".to_owned())];
        let mut line = 2;
        for number in 0..2_000_usize {
            let purpose = "查".repeat(number % 1_500);
            text.extend([&format!("V{number}"), ",\"a\"\"b\r\nc\",", &purpose, "\r\n"]);
            expected.push((line, format!("V{number}|a\"b\r\nc|{purpose}")));
            line += 2;
        }
        let bytes = [text.as_bytes(), &vec![b'\n'; 4 << 20]].concat();
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        let content = Content::open(file.path()).unwrap();
        assert!(matches!(content, Content::Text(_)));

        let mut book = TextBook::open(content, Depth::Whole).unwrap();

        assert_eq!(rows(&mut book), expected);
        // It can be read again, until somebody changes it.
        assert_eq!(rows(&mut book).len(), expected.len());
        std::fs::write(file.path(), "走访编号,户编号\n").unwrap();
        let taken = book.rows(&mut |_, _| Ok::<_, std::convert::Infallible>(Flow::Next));
        assert!(matches!(taken, Err(Interrupted::File(Refusal::Truncated))));
    }

    #[test]
    fn an_endless_cell_refuses_the_file() {
        let long = "查".repeat(CELL_BYTES_MAX);
        assert_eq!(
            open(format!("a,b\n1,{long}\n"), Depth::Whole).err(),
            Some(Refusal::Oversized)
        );
        assert_eq!(
            open(format!("a,b\n1,\"{long}\"\n"), Depth::Whole).err(),
            Some(Refusal::Oversized)
        );
    }
}
