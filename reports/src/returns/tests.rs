//! Workbooks that were written, returned and read again.

mod cover;
mod layout;
mod marks;
mod odd;
mod rows;

use std::io::{Cursor, Read as _, Write as _};

use calamine::{Data, Reader as _, Xlsx};
use rust_xlsxwriter::{Color, Format, Formula, Note, Workbook, Worksheet};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::*;

fn cover() -> Cover {
    let day = NaiveDate::from_ymd_opt(2022, 6, 1).unwrap();
    Cover {
        office: "某镇人民政府".to_owned(),
        file: "某镇/走访.xlsx".to_owned(),
        delivered_on: day,
        batch: "B20220601".to_owned(),
        datasets: vec!["走访记录".to_owned()],
        rows: RowCounts {
            read: 6,
            landed: 3,
            duplicate: 1,
            quarantined: 2,
        },
        advice: vec![Advice {
            reason: "code_unknown".to_owned(),
            title: "不在代码表内".to_owned(),
            what_to_do: "从代码表中选一项填写。".to_owned(),
        }],
        as_of: day,
        contact: "县专班".to_owned(),
    }
}

fn mark(sheet: &str, row: u32, column: impl Into<Option<u32>>, message: &str) -> Mark {
    Mark {
        sheet: sheet.to_owned(),
        row,
        column: column.into(),
        reason: "code_unknown".to_owned(),
        message: message.to_owned(),
    }
}

/// A form as offices have them: title, merged header, formats, a formula, a filter, a note of their own, a hidden sheet.
fn form() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let head = Format::new()
        .set_bold()
        .set_background_color(Color::RGB(0xDD_EB_F7));
    let money = Format::new().set_num_format("#,##0.00");
    let sheet = workbook.add_worksheet().set_name("走访").unwrap();
    sheet.merge_range(0, 0, 0, 3, "走访登记表", &head).unwrap();
    for (column, label) in (0..).zip(["户编号", "走访方式", "金额", "合计"]) {
        sheet.write_with_format(1, column, label, &head).unwrap();
    }
    for row in 2..8 {
        sheet.write(row, 0, format!("H{row}")).unwrap();
        sheet.write(row, 1, "入户").unwrap();
        sheet
            .write_with_format(row, 2, f64::from(row) * 1.5, &money)
            .unwrap();
        sheet
            .write(row, 3, Formula::new(format!("=C{}*2", row + 1)))
            .unwrap();
    }
    sheet.merge_range(6, 1, 7, 1, "入户", &Format::new()).unwrap();
    sheet.set_column_width(0, 33).unwrap();
    sheet.autofilter(1, 0, 7, 3).unwrap();
    sheet.set_print_area(0, 0, 7, 3).unwrap();
    sheet
        .insert_note(2, 0, &Note::new("本单位的批注").set_author("某镇"))
        .unwrap();
    hidden(workbook.add_worksheet());
    workbook
        .add_worksheet()
        .set_name("其他")
        .unwrap()
        .write(0, 0, "x")
        .unwrap();
    workbook.save_to_buffer().unwrap()
}

fn hidden(sheet: &mut Worksheet) {
    sheet
        .set_name("代码")
        .unwrap()
        .set_hidden(true)
        .write(0, 0, "入户")
        .unwrap();
}

fn returned(original: &[u8], marks: &[Mark]) -> Vec<u8> {
    write(&Original::Workbook(original), marks, &cover()).unwrap()
}

fn part(workbook: &[u8], name: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(workbook)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn parts(workbook: &[u8]) -> Vec<String> {
    let archive = ZipArchive::new(Cursor::new(workbook)).unwrap();
    archive
        .file_names()
        .map(|name| name.unwrap().into_owned())
        .collect()
}

/// The texts of a sheet, row by row.
fn texts(workbook: &[u8], sheet: &str) -> Vec<Vec<String>> {
    let mut workbook = Xlsx::new(Cursor::new(workbook.to_vec())).unwrap();
    let range = workbook.worksheet_range(sheet).unwrap();
    range
        .rows()
        .map(|row| row.iter().map(Data::to_string).collect())
        .collect()
}

/// The style of a cell.
fn style(workbook: &[u8], sheet: &str, cell: &str) -> Option<String> {
    let sheet = part(workbook, sheet);
    let (_, tag) = sheet.split_once(&format!(r#"c r="{cell}""#))?;
    let style: usize = between(tag.split('>').next()?, "s=\"", "\"")?.parse().ok()?;
    let styles = part(workbook, "xl/styles.xml");
    let formats = between(&styles, "cellXfs", "cellXfs>")?;
    formats.split("xf ").nth(style + 1).map(str::to_owned)
}

/// The colour of a cell, as its style says.
fn colour(workbook: &[u8], sheet: &str, cell: &str) -> Option<String> {
    let style = style(workbook, sheet, cell)?;
    let fill: usize = between(&style, "fillId=\"", "\"")?.parse().ok()?;
    let styles = part(workbook, "xl/styles.xml");
    let fill = between(&styles, "fills", "fills>")?
        .split("fill>")
        .nth(2 * fill + 1)?;
    between(fill, "fgColor rgb=\"", "\"").map(str::to_owned)
}

/// The workbook with other texts in its parts, and some parts more.
fn rewritten(workbook: &[u8], rewrite: impl Fn(&str, String) -> String, more: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(vec![]));
    let options = SimpleFileOptions::default();
    for name in parts(workbook) {
        writer.start_file(name.as_str(), options).unwrap();
        writer
            .write_all(rewrite(&name, part(workbook, &name)).as_bytes())
            .unwrap();
    }
    for (name, text) in more {
        writer.start_file(*name, options).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> Option<&'a str> {
    Some(text.split_once(from)?.1.split_once(to)?.0)
}

/// The comments of a part, with their cells.
fn comments(workbook: &[u8], name: &str) -> Vec<(String, String)> {
    let text = part(workbook, name);
    let comments = text.split("<comment ").skip(1).map(|comment| {
        let cell = between(comment, "ref=\"", "\"").unwrap().to_owned();
        let texts = comment.split("<t").skip(1).filter_map(|text| {
            let (attributes, text) = text.split_once('>')?;
            (attributes.is_empty() || attributes.starts_with(' ')).then(|| text.split('<').next())?
        });
        (cell, texts.collect())
    });
    comments.collect()
}

const SHEET: &str = "xl/worksheets/sheet1.xml";
const CELL_COLOUR: &str = "FFFFB3AE";
const ROW_COLOUR: &str = "FFFFEBB1";
