//! Cells that say that there is nothing to say: 无, /, —, N/A.
//!
//! In a number, a date, a key or a label they can mean nothing else. Free text and names are kept as they are, and in a column of 是/否
//! the word 无 may as well mean no.

use std::borrow::Cow;

use crate::reader::{Cell, trimmed};
use crate::source::Kind;

use super::Setting;

/// Words for nothing in any column but one of 是/否.
const ABSENT: [&str; 2] = ["无", "暂无"];
/// Words for nothing, also those that programs write.
const NOTHING: [&str; 16] = [
    "空", "空白", "(空)", "(空白)", "(无)", "N/A", "n/a", "NA", "#N/A", "NULL", "Null", "null", "None",
    "NaN", "nan", "NaT",
];

/// Whether a cell holds nothing but a mark for it, in a column where that is no value.
pub(super) fn is_mark(cell: &Cell<'_>, kind: &Kind, setting: &Setting) -> bool {
    let Cell::Text(text) = cell else {
        return false;
    };
    let text = trimmed(text);
    // Most cells are done here: no mark is longer, and none begins like a number or most keys.
    if text.len() > 16
        || text.starts_with(|first: char| first.is_ascii_alphanumeric() && !"Nn".contains(first))
    {
        return false;
    }
    let is_word = |words: &[&str]| {
        let text = plain(text);
        words.contains(&text.as_ref())
    };
    match kind {
        Kind::Name => false,
        Kind::Text => setting.is_key && (is_stroke(text) || is_word(&NOTHING) || is_word(&ABSENT)),
        Kind::Bool => is_stroke(text) || is_word(&NOTHING),
        Kind::Id
        | Kind::PersonId
        | Kind::Household
        | Kind::Region
        | Kind::RegionCode
        | Kind::Date
        | Kind::Time
        | Kind::Int
        | Kind::Number
        | Kind::Money
        | Kind::Code(_)
        | Kind::IdNumber
        | Kind::Birth
        | Kind::Phone => is_stroke(text) || is_word(&NOTHING) || is_word(&ABSENT),
    }
}

/// What a spreadsheet shows where a formula has failed, or was never worked out.
const ERRORS: [&str; 9] = [
    "#VALUE!",
    "#REF!",
    "#NAME?",
    "#DIV/0!",
    "#NUM!",
    "#NULL!",
    "#SPILL!",
    "#CALC!",
    "#GETTING_DATA",
];

/// Whether a cell holds an error instead of a value.
pub(super) fn is_error(cell: &Cell<'_>) -> bool {
    matches!(cell, Cell::Text(text) if text.contains('#') && ERRORS.contains(&trimmed(text)))
}

fn plain(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        Cow::Borrowed(text)
    } else {
        domain::text::label(text)
    }
}

/// Strokes of any kind and length: -, —, ——, /, ＼.
fn is_stroke(text: &str) -> bool {
    text.chars().all(|letter| {
        letter.is_whitespace()
            || matches!(
                letter,
                '-' | '－' | '–' | '—' | '―' | '−' | '─' | '﹣' | '_' | '＿' | '/' | '／' | '\\' | '＼'
            )
    })
}
