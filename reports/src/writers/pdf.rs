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
