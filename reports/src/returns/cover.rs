//! The first sheet of a returned workbook: how many rows came in and what became of them, what is wrong and where, and how to send the
//! corrected file.
//!
//! It names sheets, cells and columns and never what stands in a cell.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::place::Place;
use super::sheet::Spot;
use super::styles::{Look, Styles};
use super::xml::escaped;
use super::{Advice, Cover, Mark};

/// Places that are listed one by one.
const LISTED_MAX: usize = 300;
/// Widths of the columns, in characters.
const WIDTHS: [usize; 5] = [14, 18, 14, 14, 60];
const LINE_POINTS: usize = 16;

/// A wrong place, for the list.
pub(super) struct Listed<'a> {
    pub(super) sheet: &'a str,
    pub(super) is_hidden_sheet: bool,
    pub(super) spot: Spot,
    pub(super) mark: &'a Mark,
}

/// What the office has to know about this copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CopyKind {
    /// Its own workbook.
    Same,
    /// Its own workbook without the macros.
    WithoutMacros,
    /// Rows and columns of something that was no XLSX.
    Retyped,
}

/// The cover as a sheet. `uncommented` counts the coloured cells that have no comment.
pub(super) fn sheet(
    cover: &Cover,
    listed: &[Listed<'_>],
    uncommented: usize,
    copy: CopyKind,
    styles: &Styles,
) -> String {
    let mut page = Page {
        styles,
        rows: String::new(),
        row: 0,
        merged: vec![],
        links: vec![],
    };
    page.line(Look::Title, "退回说明", 28);
    facts(&mut page, cover);
    page.heading("一、本文件的行数");
    counts(&mut page, cover);
    page.heading("二、问题和改法");
    reasons(&mut page, &cover.advice, listed);
    page.heading("三、怎样重新报送");
    for (number, step) in (1..).zip(steps(copy)) {
        page.line_of_text(&format!("{number}. {step}"));
    }
    if uncommented > 0 {
        page.line_of_text(&format!(
            "问题较多，有{uncommented}个单元格只着色、不带批注，改法见第二部分。"
        ));
    }
    page.heading("四、问题所在的单元格（点击可跳转）");
    places(&mut page, listed);
    page.finish()
}

fn facts(page: &mut Page<'_>, cover: &Cover) {
    let facts = [
        ("报送单位", cover.office.clone()),
        ("文件", cover.file.clone()),
        ("报送日期", cover.delivered_on.to_string()),
        ("批次", cover.batch.clone()),
        ("内容", cover.datasets.join("、")),
        ("核对截至", cover.as_of.to_string()),
        ("联系方式", cover.contact.clone()),
    ];
    for (label, fact) in facts.into_iter().filter(|(_, fact)| !fact.is_empty()) {
        page.cells(&[
            (0, 0, Look::Label, Value::Text(label)),
            (1, 4, Look::Text, Value::Text(&fact)),
        ]);
    }
}

fn counts(page: &mut Page<'_>, cover: &Cover) {
    let rows = [
        ("读入", cover.rows.read),
        ("已入库", cover.rows.landed),
        ("重复", cover.rows.duplicate),
        ("退回", cover.rows.quarantined),
    ];
    let cell = |column, look, value| (column, column, look, value);
    let (mut labels, mut counts) = (vec![], vec![]);
    for (column, (label, count)) in (0..).zip(rows) {
        labels.push(cell(column, Look::Label, Value::Text(label)));
        counts.push(cell(column, Look::Number, Value::Number(count)));
    }
    page.cells(&labels);
    page.cells(&counts);
}

fn reasons(page: &mut Page<'_>, advice: &[Advice], listed: &[Listed<'_>]) {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for listed in listed {
        *counts.entry(&listed.mark.reason).or_default() += 1;
    }
    page.cells(&[
        (0, 1, Look::Label, Value::Text("问题")),
        (2, 2, Look::Label, Value::Text("处数")),
        (3, 4, Look::Label, Value::Text("怎样改")),
    ]);
    let mut line = |title: &str, count, what_to_do: &str| {
        page.cells(&[
            (0, 1, Look::Text, Value::Text(title)),
            (2, 2, Look::Number, Value::Number(count)),
            (3, 4, Look::Text, Value::Text(what_to_do)),
        ]);
    };
    for advice in advice {
        if let Some(count) = counts.remove(advice.reason.as_str()) {
            line(&advice.title, count, &advice.what_to_do);
        }
    }
    // A reason that nobody explained is still counted.
    for (reason, count) in counts {
        line(reason, count, "见单元格批注");
    }
}

fn steps(copy: CopyKind) -> Vec<&'static str> {
    let mut steps = vec![];
    match copy {
        CopyKind::Same => {}
        CopyKind::WithoutMacros => steps.push("原文件带有宏，本副本不含宏，其余不变。"),
        CopyKind::Retyped => {
            steps.push("原文件不是.xlsx格式，本副本保持原来的行和列，单元格一律为文本格式。");
        }
    }
    steps.extend([
        "红色单元格有问题，黄色的行整行有问题；鼠标移到单元格上，批注写明原因和应填内容。",
        "直接在原来的工作表里改，不用另填新表。颜色、批注和本页留着即可，不影响读取。",
        "改好后保存为.xlsx，放回原来的报送文件夹。系统读到改正的行，问题自动销号；没有改动的行不会重复计算。",
        "核实后确认原数据无误的，不要改动，请与联系人说明理由。",
    ]);
    steps
}

fn places(page: &mut Page<'_>, listed: &[Listed<'_>]) {
    page.cells(&[
        (0, 0, Look::Label, Value::Text("序号")),
        (1, 1, Look::Label, Value::Text("工作表")),
        (2, 2, Look::Label, Value::Text("单元格")),
        (3, 4, Look::Label, Value::Text("问题")),
    ]);
    for (number, listed) in (1..).zip(listed.iter().take(LISTED_MAX)) {
        let Spot { place, is_hidden } = listed.spot;
        let sheet = listed.sheet.replace('\'', "''");
        page.link(2, &format!("'{sheet}'!{}", place.name()));
        let mut message = listed.mark.message.clone();
        if listed.mark.column.is_none() {
            message.insert_str(0, "整行：");
        }
        if place.row != listed.mark.row {
            message.insert_str(0, &format!("第{}行：", listed.mark.row));
        }
        if listed.is_hidden_sheet {
            message.push_str("（工作表已隐藏，请先取消隐藏）");
        } else if is_hidden {
            message.push_str("（该行已隐藏或被筛选）");
        }
        page.cells(&[
            (0, 0, Look::Number, Value::Number(number)),
            (1, 1, Look::Text, Value::Text(listed.sheet)),
            (2, 2, Look::Link, Value::Text(&place.name())),
            (3, 4, Look::Text, Value::Text(&message)),
        ]);
    }
    if listed.len() > LISTED_MAX {
        let rest = listed.len() - LISTED_MAX;
        page.line_of_text(&format!("另有{rest}处未逐一列出，见各工作表中着色的单元格。"));
    }
}

enum Value<'a> {
    Text(&'a str),
    Number(u64),
}

/// First column, last column, look, and what stands there.
type Cell<'a> = (u32, u32, Look, Value<'a>);

/// The sheet while it is written, row by row.
struct Page<'s> {
    styles: &'s Styles,
    rows: String,
    row: u32,
    merged: Vec<String>,
    links: Vec<String>,
}

impl Page<'_> {
    /// A line over the whole width.
    fn line(&mut self, look: Look, text: &str, points: usize) {
        self.row(points, &[(0, 4, look, Value::Text(text))]);
    }

    fn heading(&mut self, text: &str) {
        self.line(Look::Heading, text, 30);
    }

    fn line_of_text(&mut self, text: &str) {
        self.cells(&[(0, 4, Look::Text, Value::Text(text))]);
    }

    /// A row as high as its longest text.
    fn cells(&mut self, cells: &[Cell<'_>]) {
        let lines = cells.iter().map(|(first, last, _, value)| match value {
            Value::Text(text) => {
                let room: usize = (*first..=*last).map(|column| WIDTHS[column as usize]).sum();
                // Text breaks before its room is used up.
                width(text).div_ceil(room - 4)
            }
            Value::Number(_) => 1,
        });
        self.row(lines.max().unwrap_or(1).max(1) * LINE_POINTS + 4, cells);
    }

    fn row(&mut self, points: usize, cells: &[Cell<'_>]) {
        self.row += 1;
        let mut texts = String::new();
        for (first, last, look, value) in cells {
            let style = self.styles.cover(*look);
            let name = |column| {
                Place {
                    row: self.row,
                    column,
                }
                .name()
            };
            let cell = match value {
                Value::Text(text) => format!(
                    r#"<c r="{}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{}</t></is></c>"#,
                    name(*first),
                    escaped(text)
                ),
                Value::Number(number) => {
                    format!(r#"<c r="{}" s="{style}"><v>{number}</v></c>"#, name(*first))
                }
            };
            texts.push_str(&cell);
            // The frame of merged cells is drawn by all of them.
            for column in first + 1..=*last {
                write!(texts, r#"<c r="{}" s="{style}"/>"#, name(column))
                    .expect("a string takes what is written");
            }
            if first < last {
                let area = format!(r#"<mergeCell ref="{}:{}"/>"#, name(*first), name(*last));
                self.merged.push(area);
            }
        }
        let row = self.row;
        write!(
            self.rows,
            r#"<row r="{row}" ht="{points}" customHeight="1">{texts}</row>"#
        )
        .expect("a string takes what is written");
    }

    /// Makes a cell of the next row lead to a place.
    fn link(&mut self, column: u32, location: &str) {
        let cell = Place {
            row: self.row + 1,
            column,
        };
        self.links.push(format!(
            r#"<hyperlink ref="{}" location="{}"/>"#,
            cell.name(),
            escaped(location)
        ));
    }

    fn finish(self) -> String {
        let mut columns = String::new();
        for (number, width) in (1..).zip(WIDTHS) {
            let number: usize = number;
            write!(
                columns,
                r#"<col min="{number}" max="{number}" width="{width}" customWidth="1"/>"#
            )
            .expect("a string takes what is written");
        }
        let links = match self.links.concat() {
            links if links.is_empty() => links,
            links => format!("<hyperlinks>{links}</hyperlinks>"),
        };
        format!(
            concat!(
                r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
                "\n",
                r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">"#,
                r#"<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>"#,
                r#"<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0"/></sheetViews>"#,
                r#"<cols>{columns}</cols><sheetData>{rows}</sheetData>"#,
                r#"<mergeCells count="{count}">{merged}</mergeCells>{links}"#,
                r#"<pageMargins left="0.6" right="0.6" top="0.7" bottom="0.7" header="0.3" footer="0.3"/>"#,
                r#"<pageSetup paperSize="9" orientation="portrait" fitToHeight="0"/></worksheet>"#,
            ),
            columns = columns,
            rows = self.rows,
            count = self.merged.len(),
            merged = self.merged.concat(),
            links = links,
        )
    }
}

/// The width of a text in characters; a Chinese one counts twice.
pub(super) fn width(text: &str) -> usize {
    text.chars()
        .map(|letter| if letter.is_ascii() { 1 } else { 2 })
        .sum()
}
