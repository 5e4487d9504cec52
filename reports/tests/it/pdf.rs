//! The bulletin on paper: the same bytes twice, nothing read as markup, no character without a glyph.

use std::time::{Duration, Instant};

use domain::period::Month;
use reports::document::{Block, Composer, Document, Masthead, Meta};
use reports::packs::monthly;
use reports::writers::pdf::{PdfError, page_count, pdf};

use crate::county::county;
use crate::fixture::{code, day};

fn bulletin(towns: u32) -> Document {
    monthly(&county(towns), code("340604"), Month::of(day("2023-05-31")), None)
        .expect("the county has figures")
}

fn document(text: &str) -> Document {
    let mut composer = Composer::default();
    composer.heading(text);
    composer.paragraph(text.to_owned());
    composer.finish(Meta {
        title_lines: vec![text.to_owned()],
        masthead: Masthead::simulated("烈山区", "各乡镇（街道）", day("2023-05-31")),
        as_of: day("2023-05-31"),
        release_id: "R1".to_owned(),
    })
}

#[test]
fn the_bulletin_has_pages_and_the_same_bytes_twice() {
    let document = bulletin(19);

    let first = pdf(&document).unwrap();

    assert!(first.starts_with(b"%PDF-"));
    assert_eq!(first, pdf(&document).unwrap());
    assert!(page_count(&document).unwrap() >= 3);
}

#[test]
fn three_towns_take_fewer_pages_than_nineteen() {
    assert!(page_count(&bulletin(3)).unwrap() < page_count(&bulletin(19)).unwrap());
}

#[test]
fn markup_is_set_as_it_is_written() {
    let text = "#import \"x\" $注入$ *测试* _强_ `码` @引 <不解析> \\ [甲] {乙} = 丙 #panic(\"丁\")";

    let plain = pdf(&document("甲乙丙丁")).unwrap();
    let marked = pdf(&document(text)).unwrap();

    assert!(marked.len() > plain.len());
    assert_eq!(page_count(&document(text)).unwrap(), 1);
}

#[test]
fn a_character_without_a_glyph_is_named_before_anything_is_printed() {
    let error = pdf(&document("张😀村")).unwrap_err();

    assert!(matches!(&error, PdfError::MissingGlyphs(missing) if *missing == ['😀']));
    assert_eq!(
        error.to_string(),
        "no face at hand has the characters 😀 (U+1F600)"
    );
}

#[test]
fn a_long_issuer_and_a_long_title_stay_on_the_page() {
    let mut document = document(&"很长的标题".repeat(12));
    document.meta.masthead.mark =
        "某某某某某某某某某某领导小组办公室某某某某某某某某某某领导小组办公室文件".to_owned();
    document.meta.masthead.number = Some("烈防返监〔2023〕5号".to_owned());
    document.meta.masthead.copies = Some("区委办、区政府办".to_owned());
    for block in &mut document.blocks {
        if let Block::Signature { issuer, .. } = block {
            *issuer = "某某领导小组".repeat(6);
        }
    }

    assert!(page_count(&document).unwrap() <= 2);
}

#[test]
fn setting_a_bulletin_takes_seconds_even_without_optimisation() {
    let document = bulletin(19);
    let start = Instant::now();

    pdf(&document).unwrap();

    // Far from the second that a release build is held to; a layout that runs away would not end here.
    assert!(start.elapsed() < Duration::from_mins(1));
}
