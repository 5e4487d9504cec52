//! What a sender has to know about the columns of a file, in Chinese. A column is never taken for another because it looks like it.

use super::candidate::Candidate;
use super::label::Label;
use crate::source::{Column, Kind};

/// From how much in common on another name is asked about.
const LIKENESS_MIN: f64 = 0.5;
/// Longer labels are cut.
const LETTERS_MAX: usize = 20;

/// Columns that nobody knows, and what they may have been meant as; columns that are there twice.
pub(super) fn remarks(candidate: &Candidate<'_>) -> Vec<String> {
    let absent = candidate.absent();
    let (repeated, names): (Vec<String>, Vec<String>) = candidate
        .strangers()
        .iter()
        .map(|(_, label)| Label::of(label).name)
        .filter(|name| !name.is_empty() && name != "序号")
        .partition(|name| candidate.has(name));
    let mut remarks = vec![];
    if !repeated.is_empty() {
        remarks.push(format!("重复的列（以第一列为准）：“{}”", repeated.join("”“")));
    }
    if names.is_empty() {
        return remarks;
    }
    let shown: Vec<String> = names.iter().map(|name| shown(name)).collect();
    remarks.push(format!("未识别的列：“{}”", shown.join("”“")));
    remarks.extend(names.iter().filter_map(|name| {
        let column = likest(name, &absent)?;
        Some(format!("“{name}”是否为“{}”？", column.header))
    }));
    remarks
}

/// What a header lacks.
pub(super) fn lacking(candidate: &Candidate<'_>) -> String {
    let mut parts = vec![format!(
        "{}缺少必填列“{}”",
        candidate.source.title,
        candidate.lacking().join("”“")
    )];
    parts.extend(remarks(candidate));
    parts.join("；")
}

/// A label as it may be told: what looks like a value is none.
fn shown(name: &str) -> String {
    if is_value(name) {
        return "（疑似数据）".to_owned();
    }
    let mut shown: String = name.chars().take(LETTERS_MAX).collect();
    if shown.len() < name.len() {
        shown.push('…');
    }
    shown
}

/// Whether a label holds as many digits in a row as a telephone number has, and so may be personal.
fn is_value(name: &str) -> bool {
    name.split(|letter: char| !letter.is_ascii_digit())
        .any(|digits| digits.len() >= 6)
}

/// The absent column whose header is most like this name.
fn likest<'c>(name: &str, absent: &[&'c Column]) -> Option<&'c Column> {
    if is_value(name) {
        return None;
    }
    let scored = absent.iter().map(|column| (likeness(name, column), *column));
    scored
        .filter(|(likeness, _)| *likeness >= LIKENESS_MIN)
        // Of equals, the required one and then the first.
        .reduce(|best, next| {
            let is_better =
                next.0 > best.0 || (next.0 >= best.0 && next.1.is_required && !best.1.is_required);
            if is_better { next } else { best }
        })
        .map(|(_, column)| column)
}

/// How much a name and a header have in common, from 0 to 1 and a little more when both speak of days.
fn likeness(name: &str, column: &Column) -> f64 {
    let header = column.header;
    let letters = f64::max(
        strsim::normalized_damerau_levenshtein(name, header),
        shared_letters(name, header),
    );
    let is_day = matches!(column.kind, Kind::Date | Kind::Time | Kind::Birth);
    let says_day = name.ends_with("日期") || name.ends_with("时间");
    if is_day && says_day {
        letters + 0.1
    } else {
        letters
    }
}

/// Twice the letters in common over all letters.
fn shared_letters(one: &str, other: &str) -> f64 {
    let mut left: Vec<char> = other.chars().collect();
    let all = one.chars().count() + left.len();
    let mut shared: u32 = 0;
    for letter in one.chars() {
        if let Some(at) = left.iter().position(|candidate| *candidate == letter) {
            left.swap_remove(at);
            shared += 1;
        }
    }
    f64::from(2 * shared) / f64::from(u32::try_from(all).unwrap_or(u32::MAX).max(1))
}
