//! What a file is, told by its first bytes and never by its name.

/// As much of a text as is searched for the marks of a page or of an XML workbook.
pub(super) const MARKS_WITHIN: usize = 16 * 1024;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A zip container: XLSX, ODS, or an archive of files.
    Zip,
    /// An OLE container: XLS, or a workbook with a password.
    Ole,
    Parquet,
    /// Parquet with an encrypted footer.
    SealedParquet,
    /// A page with tables, as many systems "export to Excel".
    Html,
    /// The XML of Excel 2003.
    SpreadsheetMl,
    /// Something else that people send: a PDF, a letter, an archive of another kind.
    Foreign,
    Text,
}

/// The first bytes of what is no table.
const FOREIGN: [&[u8]; 10] = [
    b"%PDF",
    b"{\\rtf",
    b"Rar!\x1a",
    b"7z\xBC\xAF\x27\x1C",
    b"\x1F\x8B\x08",
    b"MIME-Version:",
    // Workbooks from before 1993, which have no container.
    b"\x09\x00\x04\x00",
    b"\x09\x00\x06\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x04\x06\x00",
];

impl Form {
    pub(super) fn of(bytes: &[u8]) -> Self {
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
            Self::Zip
        } else if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
            Self::Ole
        } else if bytes.starts_with(b"PAR1") {
            Self::Parquet
        } else if bytes.starts_with(b"PARE") {
            Self::SealedParquet
        } else if FOREIGN.iter().any(|mark| bytes.starts_with(mark)) {
            Self::Foreign
        } else {
            Self::of_text(bytes)
        }
    }

    fn of_text(bytes: &[u8]) -> Self {
        let head = bytes.get(..MARKS_WITHIN).unwrap_or(bytes);
        // Marks are ASCII in every encoding of the contract; in UTF-16 there is a zero beside every letter.
        let head: Vec<u8> = head
            .iter()
            .filter(|byte| **byte != 0)
            .map(u8::to_ascii_lowercase)
            .collect();
        let head = [b"\xEF\xBB\xBF".as_slice(), b"\xFF\xFE", b"\xFE\xFF"]
            .iter()
            .find_map(|mark| head.strip_prefix(*mark))
            .unwrap_or(&head)
            .trim_ascii_start();
        let holds = |mark: &str| memchr::memmem::find(head, mark.as_bytes()).is_some();
        if !head.starts_with(b"<") {
            Self::Text
        } else if holds("urn:schemas-microsoft-com:office:spreadsheet") && holds("<workbook") {
            Self::SpreadsheetMl
        } else if ["<html", "<!doctype html", "<table", "<body", "<head", "<meta"]
            .iter()
            .any(|mark| holds(mark))
        {
            Self::Html
        } else {
            Self::Text
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_bytes_say() {
        for (bytes, form) in [
            (b"PK\x03\x04rest".as_slice(), Form::Zip),
            (b"\xD0\xCF\x11\xE0\xA1", Form::Ole),
            (b"PAR1\x15", Form::Parquet),
            (b"%PDF-1.7", Form::Foreign),
            (b"\xEF\xBB\xBF \r\n<HTML xmlns:o=\"x\">", Form::Html),
            (b"<table border=1><tr>", Form::Html),
            (b"\xFF\xFE<\0t\0a\0b\0l\0e\0>\0", Form::Html),
            (
                b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">",
                Form::SpreadsheetMl,
            ),
            (b"a,b\n<1,2\n", Form::Text),
            (b"<5,<10\n1,2\n", Form::Text),
            (b"", Form::Text),
        ] {
            assert_eq!(Form::of(bytes), form, "{}", bytes.escape_ascii());
        }
    }
}
