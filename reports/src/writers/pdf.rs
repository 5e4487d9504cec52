//! PDF in the layout of GB/T 9704-2012, set by Typst as a library.
//!
//! Typst sees one template, one file of data and the faces it is given: no file system, no network, no clock. With the embedded
//! faces alone the same document gives the same bytes on every machine; faces of the host come first only when they are asked for.

mod fonts;
mod world;

use chrono::Datelike;
use serde::Serialize;
use typst::diag::SourceDiagnostic;
use typst::ecow::EcoVec;
use typst::foundations::Datetime;
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

use crate::document::Document;
use fonts::Chains;
pub use fonts::Fonts;
use world::Job;

/// Why there is no PDF.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    #[error("no face at hand has the characters {}", listed(.0))]
    MissingGlyphs(Vec<char>),
    #[error("failed to turn the document into data")]
    Data(#[from] serde_json::Error),
    #[error("failed to set the document: {0}")]
    Layout(String),
    #[error("failed to write the pdf: {0}")]
    Export(String),
}

fn listed(characters: &[char]) -> String {
    let named: Vec<String> = characters
        .iter()
        .map(|character| format!("{character} (U+{:04X})", u32::from(*character)))
        .collect();
    named.join(", ")
}

/// What the template reads.
#[derive(Serialize)]
struct Data<'a> {
    fonts: &'a Chains,
    document: &'a Document,
}

/// The document as PDF, with the embedded faces alone.
pub fn pdf(document: &Document) -> Result<Vec<u8>, PdfError> {
    pdf_with(document, Fonts::embedded())
}

/// The document as PDF, with the given faces.
pub fn pdf_with(document: &Document, fonts: &Fonts) -> Result<Vec<u8>, PdfError> {
    let pages = set(document, fonts)?;
    let pdf = typst_pdf::pdf(&pages, &PdfOptions::default())
        .map_err(|diagnostics| PdfError::Export(messages(&diagnostics)))?;
    // Typst remembers every layout of the process; what the last ten documents did not use is let go.
    typst::comemo::evict(10);
    Ok(pdf)
}

/// How many pages the document takes.
pub fn page_count(document: &Document) -> Result<usize, PdfError> {
    Ok(set(document, Fonts::embedded())?.pages().len())
}

fn set(document: &Document, fonts: &Fonts) -> Result<PagedDocument, PdfError> {
    let data = serde_json::to_string(&Data {
        fonts: fonts.chains(),
        document,
    })?;
    let missing = fonts.missing(&data);
    if !missing.is_empty() {
        return Err(PdfError::MissingGlyphs(missing));
    }
    let job = Job::new(fonts, data, today(document));
    typst::compile::<PagedDocument>(&job)
        .output
        .map_err(|diagnostics| PdfError::Layout(messages(&diagnostics)))
}

/// The day that the document is issued on is today, as far as the template can tell.
fn today(document: &Document) -> Option<Datetime> {
    let day = document.meta.masthead.issued_on;
    Datetime::from_ymd(
        day.year(),
        u8::try_from(day.month()).ok()?,
        u8::try_from(day.day()).ok()?,
    )
}

fn messages(diagnostics: &EcoVec<SourceDiagnostic>) -> String {
    let messages: Vec<&str> = diagnostics
        .iter()
        .map(|diagnostic| diagnostic.message.as_str())
        .collect();
    messages.join("; ")
}

#[cfg(test)]
mod tests {
    use typst::layout::{Frame, FrameItem};

    use super::*;
    use crate::document::{Align, Column, Composer, Masthead, Meta, Paragraph, Table};

    const MARKUP: &str = "#import \"x\" $注入$ *测试* _强_ `码` @引 <不解析> [甲] {乙} #panic(丁)";

    fn document() -> Document {
        let issued_on = "2023-05-31".parse().unwrap();
        let mut composer = Composer::default();
        composer.heading("总体情况");
        composer.paragraph(Paragraph {
            lead: Some("（一）喆堃村。".to_owned()),
            text: MARKUP.to_owned(),
            note: Some("数据来源：发布编号R1。".to_owned()),
        });
        composer.table(Table {
            caption: "各村".to_owned(),
            columns: vec![
                Column::new("村", 1, Align::Left),
                Column::new("率", 1, Align::Right),
            ],
            rows: vec![vec![MARKUP.to_owned(), "8.0%\n12/150".to_owned()]],
            note: None,
        });
        composer.annex("指标口径说明");
        composer.paragraph("附文。".to_owned());
        composer.finish(Meta {
            title_lines: vec![
                "烈山区2023年5月".to_owned(),
                "防止返贫监测帮扶工作月报".to_owned(),
            ],
            masthead: Masthead::simulated("烈山区", "各乡镇（街道）", issued_on),
            as_of: issued_on,
            release_id: "R1".to_owned(),
        })
    }

    /// The text of a page in drawing order, without white space, and how many glyphs are the box for a missing one.
    fn read(frame: &Frame, text: &mut String, boxes: &mut usize) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Text(line) => {
                    text.extend(line.text.chars().filter(|character| !character.is_whitespace()));
                    *boxes += line.glyphs.iter().filter(|glyph| glyph.id == 0).count();
                }
                FrameItem::Group(group) => read(&group.frame, text, boxes),
                _ => {}
            }
        }
    }

    fn pages() -> Vec<String> {
        let pages = set(&document(), Fonts::embedded()).unwrap();
        let read_page = |frame: &Frame| {
            let (mut text, mut boxes) = (String::new(), 0);
            read(frame, &mut text, &mut boxes);
            assert_eq!(boxes, 0, "{text}");
            text
        };
        pages.pages().iter().map(|page| read_page(&page.frame)).collect()
    }

    #[test]
    fn the_page_says_what_the_document_says_and_markup_is_only_text() {
        let pages = pages();
        let markup: String = MARKUP.split_whitespace().collect();

        let (annex, body) = pages.split_last().unwrap();
        let body = body.concat();
        for text in [
            "烈山区防止返贫监测帮扶工作专班（模拟数据）",
            "烈山区2023年5月防止返贫监测帮扶工作月报",
            "各乡镇（街道）：",
            "一、总体情况",
            "（一）喆堃村。",
            "表1　各村",
            "8.0%12/150",
            "附件：1.指标口径说明",
            "2023年5月31日",
            "数据来源：发布编号R1。",
        ] {
            let text: String = text.split_whitespace().collect();
            assert!(body.contains(&text), "{text} in {body}");
        }
        assert_eq!(body.matches(&markup).count(), 2, "{body}");
        assert!(annex.starts_with("附件1指标口径说明"), "{annex}");
        assert!(annex.contains("2023年5月31日印发"));
    }

    #[test]
    fn pages_are_numbered_between_dashes() {
        let pages = pages();

        assert!(pages[0].ends_with("—1—") && pages[1].ends_with("—2—"));
    }

    #[test]
    fn a_full_page_has_22_lines_of_28_characters() {
        let mut document = document();
        document.blocks = vec![crate::document::Block::Paragraph(Paragraph::from(
            "甲".repeat(28 * 60),
        ))];

        let pages = set(&document, Fonts::embedded()).unwrap();
        let (mut text, mut boxes) = (String::new(), 0);
        read(&pages.pages()[1].frame, &mut text, &mut boxes);

        assert_eq!(text.matches('甲').count(), 22 * 28);
    }

    /// The pieces of text that a frame holds, each in one line.
    fn pieces(frame: &Frame, found: &mut Vec<(String, f64)>) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Text(line) => found.push((line.text.to_string(), line.size.to_pt())),
                FrameItem::Group(group) => pieces(&group.frame, found),
                _ => {}
            }
        }
    }

    #[test]
    fn a_long_fraction_shrinks_to_its_column_and_stays_on_one_line() {
        let mut document = document();
        let columns = std::iter::once(Column::new("乡镇（街道）", 15, Align::Left))
            .chain((0..7).map(|_| Column::new("监测发生率", 12, Align::Right)))
            .collect();
        let rates = ["12.3%\n4/9", "12.3%\n12,345/345,678"]
            .into_iter()
            .cycle()
            .take(7);
        document.blocks = vec![crate::document::Block::Table(Table {
            caption: "比率".to_owned(),
            columns,
            rows: vec![std::iter::once("合计").chain(rates).map(str::to_owned).collect()],
            note: None,
        })];

        let pages = set(&document, Fonts::embedded()).unwrap();
        let mut found = vec![];
        pages
            .pages()
            .iter()
            .for_each(|page| pieces(&page.frame, &mut found));

        let sizes = |text: &str| -> Vec<f64> {
            let same = found.iter().filter(|(piece, _)| piece == text);
            same.map(|(_, size)| size.round()).collect()
        };
        assert_eq!(sizes("4/9"), [8.0; 4]);
        assert_eq!(sizes("12,345/345,678"), [7.0; 3]);
    }
}
