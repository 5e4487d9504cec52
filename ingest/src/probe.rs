//! Doors for fuzzers and benches: any bytes through one reader, or through all that happens to a file before its rows are judged.
//!
//! Nothing of the program comes this way. Every function takes whatever it is given and comes back; what it gives is how many rows it saw.

use std::convert::Infallible;
use std::io::{Cursor, Write};

use chrono::NaiveDate;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::contract::Contract;
use crate::header::{Heads, Recognition};
use crate::land::sheets_of;
use crate::reader::{Book, Cell, Depth, Flow, Isolation, Opened, Opening, Readers, Refusal, infallible};
use crate::sources::SOURCES;

/// A file as it is, to its last row.
pub fn file(bytes: &[u8]) -> Result<u64, Refusal> {
    // Looking at the headers must not need more of the file than reading it.
    drop(Book::open(bytes.to_vec(), Depth::Heads));
    rows_of(Book::open(bytes.to_vec(), Depth::Whole)?)
}

/// A file, read where the caller wants it.
pub fn file_with(isolation: &Isolation, bytes: &[u8]) -> Result<u64, Refusal> {
    match Readers::new(isolation).open(bytes.to_vec(), Depth::Whole) {
        Ok(Ok(Opened::Book(book))) => rows_of(book),
        Ok(Ok(Opened::Archive(_))) => Err(Refusal::NestedArchive),
        Ok(Err(refusal)) => Err(refusal),
        Err(_no_reader) => Err(Refusal::Exhausted),
    }
}

fn rows_of(mut book: Book) -> Result<u64, Refusal> {
    let mut seen = 0;
    for sheet in 0..book.sheets().len() {
        book.heads(sheet)?.recognise(Contract::shipped());
        let mut last = -1;
        book.rows(sheet, &mut |number, _cells| {
            assert!(number > last, "rows are numbered upwards");
            (last, seen) = (number, seen + 1);
            Ok::<_, Infallible>(Flow::Next)
        })
        .map_err(infallible)?;
    }
    Ok(seen)
}

/// A file of a drop: every row of every dataset in it, read cell by cell.
pub fn checked_file(bytes: &[u8]) -> Result<u64, Refusal> {
    let mut book = match Opening::here(bytes.to_vec(), Depth::Whole).finish()? {
        Opened::Book(book) => book,
        Opened::Archive(mut archive) => {
            let members = archive.members().to_vec();
            return members.iter().try_fold(0, |seen, member| {
                Ok(seen + archive.member(member.index)?.len() as u64)
            });
        }
    };
    let mut seen = 0;
    for source in SOURCES {
        for sheet in sheets_of(Contract::shipped(), &mut book, source, NaiveDate::MAX)? {
            book.rows(sheet.index, &mut |number, cells| {
                if sheet.reader.is_data(number, cells) {
                    sheet.reader.read(cells);
                    seen += 1;
                }
                Ok::<_, Infallible>(Flow::Next)
            })
            .map_err(infallible)?;
        }
    }
    Ok(seen)
}

/// The rows of a header, one a line, its labels separated by tabs.
pub fn header(text: &str) -> Option<&'static str> {
    let mut heads = Heads::default();
    for (number, line) in (1..).zip(text.lines()) {
        let cells: Vec<Cell<'_>> = line.split('\t').map(|label| Cell::Text(label.into())).collect();
        if heads.take(number, &cells) == Flow::Stop {
            break;
        }
    }
    match heads.recognise(Contract::shipped()) {
        Recognition::Known(layout) => Some(layout.source.name),
        Recognition::Lacking(_) | Recognition::Unknown => None,
    }
}

/// An XLSX with these bytes as its only sheet.
pub fn xlsx_sheet(sheet: &[u8]) -> Result<u64, Refusal> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let relationship = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"r1\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let workbook = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"1\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
    );
    file(&container(&[
        ("[Content_Types].xml", b"<Types/>"),
        (
            "_rels/.rels",
            relationship("officeDocument", "xl/workbook.xml").as_bytes(),
        ),
        ("xl/workbook.xml", workbook.as_bytes()),
        (
            "xl/_rels/workbook.xml.rels",
            relationship("worksheet", "worksheets/sheet1.xml").as_bytes(),
        ),
        (
            "xl/sharedStrings.xml",
            "<sst><si><t>走访编号</t></si><si><t>户编号</t></si></sst>".as_bytes(),
        ),
        ("xl/worksheets/sheet1.xml", sheet),
    ]))
}

/// An ODS with these bytes as its content.
pub fn ods_content(content: &[u8]) -> Result<u64, Refusal> {
    file(&container(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content),
    ]))
}

fn container(parts: &[(&str, &[u8])]) -> Vec<u8> {
    const TO_MEMORY: &str = "memory takes every byte";
    let mut archive = ZipWriter::new(Cursor::new(vec![]));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, content) in parts {
        archive.start_file(*name, stored).expect(TO_MEMORY);
        archive.write_all(content).expect(TO_MEMORY);
    }
    archive.finish().expect(TO_MEMORY).into_inner()
}
