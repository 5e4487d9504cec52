//! A plain workbook of rows of text, for originals that are no XLSX: rows and columns where they were, every cell as text.
//!
//! Text never becomes a formula, a number or a date here, nor when somebody edits the cell: the format of the cells is text.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::place::{COLUMNS_MAX, Place, ROWS_MAX};
use super::xml::escaped;
use super::{ReturnError, SheetRows};
use crate::returns::package::Package;

const HEAD: &str = concat!(r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#, "\n");
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const TYPES: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/// What a cell of a workbook can hold, in units of UTF-16.
const UNITS_MAX: usize = 32_767;
/// Characters of a sheet's name.
const NAME_LETTERS_MAX: usize = 31;
/// Rows whose texts say how wide a column is.
const MEASURED_ROWS: usize = 200;
const WIDTHS: std::ops::RangeInclusive<usize> = 8..=40;

/// The rows as a workbook.
pub(super) fn package(sheets: &[SheetRows]) -> Result<Package<'static>, ReturnError> {
    let names = names(sheets);
    let mut types = format!(
        r#"{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="{TYPES}.styles+xml"/>"#
    );
    let mut list = format!(
        r#"{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}"><bookViews><workbookView/></bookViews><sheets>"#
    );
    let mut relations = format!(
        r#"{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId0" Type="{RELATIONSHIPS}/styles" Target="styles.xml"/>"#
    );
    let mut parts = vec![];
    for (number, (name, sheet)) in (1..).zip(names.iter().zip(sheets)) {
        let part = format!("xl/worksheets/sheet{number}.xml");
        let ok = "a string takes what is written";
        write!(
            types,
            r#"<Override PartName="/{part}" ContentType="{TYPES}.worksheet+xml"/>"#
        )
        .expect(ok);
        let name = escaped(name);
        write!(
            list,
            r#"<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>"#
        )
        .expect(ok);
        write!(
            relations,
            r#"<Relationship Id="rId{number}" Type="{RELATIONSHIPS}/worksheet" Target="worksheets/sheet{number}.xml"/>"#
        )
        .expect(ok);
        parts.push((part, worksheet(sheet)?));
    }
    let root = format!(
        r#"{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{RELATIONSHIPS}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    );
    let texts = [
        ("[Content_Types].xml", types + "</Types>"),
        ("_rels/.rels", root),
        ("xl/workbook.xml", list + "</sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", relations + "</Relationships>"),
        ("xl/styles.xml", styles()),
    ];
    let texts = texts.into_iter().map(|(name, text)| (name.to_owned(), text));
    Ok(Package::of(texts.chain(parts).collect()))
}

/// Style 1 is text.
fn styles() -> String {
    format!(
        r#"{HEAD}<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>"#
    )
}

fn worksheet(sheet: &SheetRows) -> Result<String, ReturnError> {
    let beyond = |row, columns: usize| ReturnError::BeyondSheet {
        sheet: sheet.name.clone(),
        row,
        column: u32::try_from(columns).unwrap_or(u32::MAX),
    };
    let mut text = format!(r#"{HEAD}<worksheet xmlns="{MAIN}">{}<sheetData>"#, columns(sheet));
    let mut last = 0;
    for (number, cells) in &sheet.rows {
        if *number <= last || *number > ROWS_MAX || cells.len() > COLUMNS_MAX as usize {
            return Err(beyond(*number, cells.len()));
        }
        last = *number;
        text.push_str(r#"<row r=""#);
        text.push_str(&number.to_string());
        text.push_str(r#"">"#);
        for (column, cell) in (0..).zip(cells) {
            if cell.is_empty() {
                continue;
            }
            let name = Place { row: *number, column }.name();
            text.push_str(r#"<c r=""#);
            text.push_str(&name);
            text.push_str(r#"" s="1" t="inlineStr"><is><t xml:space="preserve">"#);
            text.push_str(&escaped(&fitting(cell)));
            text.push_str("</t></is></c>");
        }
        text.push_str("</row>");
    }
    text.push_str("</sheetData>");
    // Numbers as text are meant: no green corners.
    text.push_str(
        r#"<ignoredErrors><ignoredError sqref="A1:XFD1048576" numberStoredAsText="1"/></ignoredErrors></worksheet>"#,
    );
    Ok(text)
}

/// A text as long as a cell may be.
fn fitting(text: &str) -> std::borrow::Cow<'_, str> {
    if text.len() <= UNITS_MAX {
        return text.into();
    }
    let mut units = 0;
    let fits = |letter: &char| {
        units += letter.len_utf16();
        units <= UNITS_MAX
    };
    text.chars().take_while(fits).collect::<String>().into()
}

fn columns(sheet: &SheetRows) -> String {
    let mut widths: Vec<usize> = vec![];
    for (_, cells) in sheet.rows.iter().take(MEASURED_ROWS) {
        widths.resize(widths.len().max(cells.len()), 0);
        // A title alone in its row runs over the columns beside it.
        if cells.iter().filter(|cell| !cell.is_empty()).count() > 1 {
            for (width, cell) in widths.iter_mut().zip(cells) {
                *width = (*width).max(super::cover::width(cell) + 2);
            }
        }
    }
    if widths.is_empty() {
        return String::new();
    }
    let columns = (1..).zip(widths).map(|(number, width): (usize, usize)| {
        let width = width.clamp(*WIDTHS.start(), *WIDTHS.end());
        format!(r#"<col min="{number}" max="{number}" width="{width}" style="1" customWidth="1"/>"#)
    });
    format!("<cols>{}</cols>", columns.collect::<String>())
}

/// Names that a workbook takes: not empty, not too long, no two alike.
fn names(sheets: &[SheetRows]) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let mut name_of = |sheet: &SheetRows| {
        let letters = sheet.name.trim_matches('\'').chars();
        let letters = letters.map(|letter| if "[]:*?/\\".contains(letter) { '_' } else { letter });
        let name: String = letters.take(NAME_LETTERS_MAX - 4).collect();
        let name = if name.trim().is_empty() {
            "数据".to_owned()
        } else {
            name
        };
        let numbered = (2..).map(|number: u32| format!("{name}{number}"));
        let name = std::iter::once(name.clone())
            .chain(numbered)
            .find(|name| !taken.contains(&name.to_lowercase()))
            .expect("some number is free");
        taken.insert(name.to_lowercase());
        name
    };
    sheets.iter().map(&mut name_of).collect()
}
