//! Text files.

use std::fs;
use std::path::Path;

use encoding_rs::GB18030;

use crate::SimulateError;
use crate::dirt::Encoding;
use crate::write::header;
use crate::write::print::print;
use crate::write::sheet::Sheet;

/// Writes the sheet as CSV; gives the size in bytes.
pub(crate) fn write(path: &Path, sheet: &Sheet<'_>, encoding: Encoding) -> Result<u64, SimulateError> {
    let text = body(sheet).map_err(|source| SimulateError::csv(path, source))?;
    let bytes = match encoding {
        Encoding::Utf8 => text.into_bytes(),
        Encoding::Utf8Bom => [b"\xEF\xBB\xBF".as_slice(), text.as_bytes()].concat(),
        Encoding::Gb18030 => GB18030.encode(&text).0.into_owned(),
        Encoding::Utf16 => "\u{feff}"
            .encode_utf16()
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect(),
    };
    fs::write(path, &bytes).map_err(|source| SimulateError::io(path, source))?;
    Ok(u64::try_from(bytes.len()).unwrap_or(u64::MAX))
}

fn body(sheet: &Sheet<'_>) -> Result<String, csv::Error> {
    let layout = sheet.layout;
    let style = if layout.quotes_all {
        csv::QuoteStyle::Always
    } else {
        csv::QuoteStyle::Necessary
    };
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .delimiter(layout.separator)
        .quote_style(style)
        .from_writer(vec![]);
    let width = sheet.width();
    for line in sheet.above().into_iter().chain(header::lines(&sheet.headings())) {
        write_padded(&mut writer, &line, width)?;
    }
    let mut text = String::new();
    for (number, row) in sheet.rows.iter().enumerate() {
        if layout.has_serial {
            writer.write_field((number + 1).to_string())?;
        }
        for (cell, column) in sheet.ordered(row) {
            text.clear();
            print(&mut text, cell, column.required, layout);
            writer.write_field(&text)?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    for line in sheet.below() {
        write_padded(&mut writer, &line, width)?;
    }
    let bytes = writer
        .into_inner()
        .map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8(bytes).expect("only whole strings were written"))
}

fn write_padded(writer: &mut csv::Writer<Vec<u8>>, line: &[String], width: usize) -> Result<(), csv::Error> {
    for field in line {
        writer.write_field(field)?;
    }
    for _ in line.len()..width {
        writer.write_field("")?;
    }
    writer.write_record(None::<&[u8]>)
}

/// The small tables beside the nights, always plain UTF-8.
pub(crate) fn write_plain(path: &Path, header: &[&str], rows: &[Vec<String>]) -> Result<(), SimulateError> {
    let mut writer = csv::Writer::from_path(path).map_err(|source| SimulateError::csv(path, source))?;
    writer
        .write_record(header)
        .map_err(|source| SimulateError::csv(path, source))?;
    for row in rows {
        writer
            .write_record(row)
            .map_err(|source| SimulateError::csv(path, source))?;
    }
    writer.flush().map_err(|source| SimulateError::io(path, source))
}

/// How an office lays out its file is the sheet's business; here it is only written down.
#[cfg(test)]
mod tests {
    use super::*;
    use crate::days::date;
    use crate::dirt::Layout;
    use crate::write::dataset::Dataset;
    use crate::write::row::{Row, cells};

    fn sheet_text(change: impl FnOnce(&mut Layout)) -> String {
        let mut layout = Layout::of(1, Dataset::VillageYear, None, date(2023, 5, 1));
        layout.order = (0..8).collect();
        layout.header = crate::dirt::HeaderHabit::Plain;
        layout.has_title = false;
        layout.has_unit_row = false;
        layout.has_footer = false;
        layout.quotes_all = false;
        layout.has_serial = false;
        layout.has_two_rows = false;
        layout.separator = b',';
        change(&mut layout);
        let rows = [Row {
            entered_on: date(2023, 5, 1),
            cells: cells![
                "340604100001".to_owned(),
                2022,
                3_u32,
                9_u32,
                1_u32,
                0_u32,
                0_u32,
                None::<u32>
            ],
        }];
        let sheet = Sheet {
            dataset: Dataset::VillageYear,
            layout: &layout,
            office: "统计局",
            folder: date(2023, 5, 1),
            clerks: ("张三", "李四"),
            rows: &rows,
        };
        body(&sheet).unwrap()
    }

    #[test]
    fn a_plain_file_is_a_header_and_its_rows() {
        assert_eq!(
            sheet_text(|_| ()),
            "区划代码,年度,总户数,总人口数,脱贫户数,低保户数,特困人数,残疾人数\r\n340604100001,2022,3,9,1,0,0,\r\n"
        );
    }

    #[test]
    fn the_separator_may_be_another() {
        let text = sheet_text(|layout| layout.separator = b';');

        assert!(text.ends_with("340604100001;2022;3;9;1;0;0;\r\n"), "{text}");
    }

    #[test]
    fn title_and_footer_are_as_wide_as_the_header() {
        let text = sheet_text(|layout| {
            layout.has_title = true;
            layout.has_serial = true;
            layout.has_footer = true;
        });

        assert!(text.lines().all(|line| line.matches(',').count() == 8), "{text}");
        assert!(text.contains("合计"), "{text}");
        assert!(text.contains("填表人：张三"), "{text}");
    }
}
