//! One document, whatever paper it goes to: what a pack says, without a word on how it looks.
//!
//! Every writer walks the same blocks, so that the PDF and later formats cannot disagree. A pack is put together with a
//! [`Composer`], which keeps the numbers of headings, figures, tables and annexes.

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use crate::charts::Chart;

/// A document, ready to be written.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Document {
    pub meta: Meta,
    pub blocks: Vec<Block>,
}

/// What stands above the text, and what a file says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Meta {
    /// The title, broken where a reader would break it.
    pub title_lines: Vec<String>,
    pub masthead: Masthead,
    /// The day the data stand at.
    pub as_of: NaiveDate,
    pub release_id: String,
}

impl Meta {
    /// The title in one line.
    pub fn title(&self) -> String {
        self.title_lines.concat()
    }
}

/// Who issues a document, to whom, under which number and on which day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Masthead {
    /// 发文机关标志: the red line of large type.
    pub mark: String,
    /// 发文字号: `烈防返监〔2023〕5号`.
    pub number: Option<String>,
    /// 主送机关, without the colon.
    pub addressee: Option<String>,
    /// 发文机关署名.
    pub issuer: String,
    /// 成文日期.
    pub issued_on: NaiveDate,
    /// 抄送机关.
    pub copies: Option<String>,
    /// 印发机关.
    pub printer: Option<String>,
    /// Whether the data are simulated. The document then says so.
    pub is_simulated: bool,
}

impl Masthead {
    /// The masthead of a document on simulated data: it claims no real office.
    pub fn simulated(place: &str, addressee: &str, issued_on: NaiveDate) -> Self {
        let office = format!("{place}防止返贫监测帮扶工作专班");
        Self {
            mark: format!("{office}（模拟数据）"),
            number: None,
            addressee: Some(addressee.to_owned()),
            issuer: format!("{office}（模拟）"),
            issued_on,
            copies: None,
            printer: Some(format!("{office}（模拟）")),
            is_simulated: true,
        }
    }
}

/// One piece of a document.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Block {
    /// A heading of the first level, with its number: 一、总体情况.
    Heading {
        text: String,
    },
    Paragraph(Paragraph),
    Figure {
        caption: String,
        chart: Chart,
    },
    Table(Table),
    /// 附件说明: what is attached.
    AnnexList {
        titles: Vec<String>,
    },
    /// 署名 and 成文日期.
    Signature {
        issuer: String,
        issued_on: NaiveDate,
    },
    /// The head of an annex, on a new page.
    Annex {
        label: String,
        title: String,
    },
    /// 版记, at the foot of the last page.
    Imprint {
        copies: Option<String>,
        printer: String,
        issued_on: NaiveDate,
    },
}

/// A paragraph of running text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Paragraph {
    /// The words it opens with, set apart: （一）存量。
    pub lead: Option<String>,
    pub text: String,
    /// A footnote at its end.
    pub note: Option<String>,
}

impl From<String> for Paragraph {
    fn from(text: String) -> Self {
        Self {
            text,
            ..Self::default()
        }
    }
}

/// A table of text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Table {
    pub caption: String,
    pub columns: Vec<Column>,
    /// A line break inside a cell is kept.
    pub rows: Vec<Vec<String>>,
    /// What must be said about the numbers.
    pub note: Option<String>,
}

/// One column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    pub head: String,
    /// Its share of the width, against the other columns.
    pub width: u8,
    pub align: Align,
}

/// Names left, numbers right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    Left,
    Centre,
    Right,
}

impl Column {
    pub fn new(head: impl Into<String>, width: u8, align: Align) -> Self {
        Self {
            head: head.into(),
            width,
            align,
        }
    }
}

/// `2023年5月31日`
pub fn day(day: NaiveDate) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

const NUMERALS: [&str; 12] = [
    "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二",
];

/// Puts a document together and counts its headings, figures, tables and annexes.
#[derive(Debug, Default)]
pub struct Composer {
    blocks: Vec<Block>,
    headings: usize,
    figures: usize,
    tables: usize,
    annexes: Vec<String>,
    /// The paragraph that figures are referred to from, and whether it already refers to one.
    referring: Option<(usize, bool)>,
}

impl Composer {
    /// A heading with the next number.
    pub fn heading(&mut self, text: &str) {
        let numeral = NUMERALS.get(self.headings).copied().unwrap_or("〇");
        self.headings += 1;
        self.referring = None;
        self.blocks.push(Block::Heading {
            text: format!("{numeral}、{text}"),
        });
    }

    /// A paragraph; an empty one is left out.
    pub fn paragraph(&mut self, paragraph: impl Into<Paragraph>) {
        let paragraph = paragraph.into();
        if !paragraph.text.is_empty() {
            self.referring = Some((self.blocks.len(), false));
            self.blocks.push(Block::Paragraph(paragraph));
        }
    }

    /// A figure, called by the chart's title. The paragraph before it says that `subject` is seen there, since a writer may set the
    /// figure on the next page.
    pub fn figure(&mut self, chart: Chart, subject: &str) {
        self.figures += 1;
        self.refer_to_figure(subject);
        self.blocks.push(Block::Figure {
            caption: format!("图{}　{}", self.figures, chart.title),
            chart,
        });
    }

    fn refer_to_figure(&mut self, subject: &str) {
        let Some((at, has_reference)) = self.referring else {
            return;
        };
        if let Some(Block::Paragraph(paragraph)) = self.blocks.get_mut(at) {
            let number = self.figures;
            let text = paragraph.text.trim_end_matches('。');
            let stop = if has_reference { '，' } else { '。' };
            paragraph.text = format!("{text}{stop}{subject}见图{number}。");
            self.referring = Some((at, true));
        }
    }

    /// A table; without rows it is left out.
    pub fn table(&mut self, table: Table) {
        if table.rows.is_empty() {
            return;
        }
        self.tables += 1;
        let caption = format!("表{}　{}", self.tables, table.caption);
        self.blocks.push(Block::Table(Table { caption, ..table }));
    }

    /// The head of an annex with the next number.
    pub fn annex(&mut self, title: &str) {
        self.annexes.push(title.to_owned());
        self.blocks.push(Block::Annex {
            label: format!("附件{}", self.annexes.len()),
            title: title.to_owned(),
        });
    }

    /// The document: the list of annexes and the signature go before the first annex, the imprint to the end.
    pub fn finish(self, meta: Meta) -> Document {
        let Self {
            mut blocks, annexes, ..
        } = self;
        let masthead = &meta.masthead;
        let body = blocks
            .iter()
            .position(|block| matches!(block, Block::Annex { .. }))
            .unwrap_or(blocks.len());
        let closing = [
            (!annexes.is_empty()).then_some(Block::AnnexList { titles: annexes }),
            Some(Block::Signature {
                issuer: masthead.issuer.clone(),
                issued_on: masthead.issued_on,
            }),
        ];
        blocks.splice(body..body, closing.into_iter().flatten());
        blocks.push(Block::Imprint {
            copies: masthead.copies.clone(),
            printer: masthead
                .printer
                .clone()
                .unwrap_or_else(|| masthead.issuer.clone()),
            issued_on: masthead.issued_on,
        });
        Document { meta, blocks }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::DataTable;

    #[test]
    fn a_paragraph_says_what_is_seen_in_the_figures_after_it() {
        let chart = || Chart {
            svg: String::new(),
            title: "图".to_owned(),
            description: String::new(),
            table: DataTable::default(),
        };
        let mut composer = Composer::default();
        composer.paragraph("逾期走访率为2.8%。".to_owned());
        composer.figure(chart(), "各乡镇（街道）逾期走访率");
        composer.figure(chart(), "逾期走访率变化趋势");

        let text = composer.blocks.iter().find_map(|block| match block {
            Block::Paragraph(paragraph) => Some(paragraph.text.as_str()),
            _ => None,
        });
        assert_eq!(
            text,
            Some("逾期走访率为2.8%。各乡镇（街道）逾期走访率见图1，逾期走访率变化趋势见图2。")
        );
    }
}
