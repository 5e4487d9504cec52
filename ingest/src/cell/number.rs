//! Whole numbers, numbers and exact amounts, with the unit that a cell may carry itself.

use std::borrow::Cow;

use crate::disposition::Reason;
use crate::reader::{Cell, trimmed};

/// An exact decimal number: `mantissa` divided by ten to the `scale`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Decimal {
    mantissa: i128,
    scale: u32,
}

/// Digits that are read at most: an amount has 18, a spreadsheet's number 17 and its zeros.
const DIGITS_MAX: usize = 24;
/// What `Decimal128(18,2)` holds.
const HUNDREDTHS_END: i128 = 1_000_000_000_000_000_000;
/// What an amount is counted in.
const MONEY_UNITS: [&str; 3] = ["元整", "元", "圆"];
/// What people, households and years are counted in.
const COUNT_UNITS: [&str; 7] = ["人", "户", "口", "名", "个", "次", "年"];
/// Either: the trigger of a warning may be an amount or a count.
const ANY_UNITS: [&str; 10] = ["元整", "元", "圆", "人", "户", "口", "名", "个", "次", "年"];
/// The words between a number and its unit, the longer ones first.
const MULTIPLES: [(&str, u32); 7] = [
    ("千万", 10_000_000),
    ("百万", 1_000_000),
    ("十万", 100_000),
    ("亿", 100_000_000),
    ("万", 10_000),
    ("千", 1_000),
    ("百", 100),
];

/// A whole number.
pub(super) fn int(cell: &Cell<'_>, factor: u32) -> Result<i64, Reason> {
    let (decimal, factor) = amount(cell, factor, &COUNT_UNITS)?;
    let mantissa = decimal.mantissa * i128::from(factor);
    let unit = 10_i128.pow(decimal.scale);
    if mantissa % unit != 0 {
        return Err(Reason::NumberInvalid);
    }
    i64::try_from(mantissa / unit).map_err(|_too_large| Reason::NumberInvalid)
}

/// Hundredths of a yuan, rounded half away from zero.
pub(super) fn money(cell: &Cell<'_>, factor: u32) -> Result<i128, Reason> {
    let (decimal, factor) = amount(cell, factor, &MONEY_UNITS)?;
    let mantissa = decimal.mantissa * i128::from(factor) * 100;
    let unit = 10_i128.pow(decimal.scale);
    let half = unit / 2 * mantissa.signum();
    let hundredths = (mantissa + half) / unit;
    if hundredths.abs() < HUNDREDTHS_END {
        Ok(hundredths)
    } else {
        Err(Reason::NumberInvalid)
    }
}

/// Any number.
pub(super) fn number(cell: &Cell<'_>, factor: u32) -> Result<f64, Reason> {
    let (decimal, factor) = amount(cell, factor, &ANY_UNITS)?;
    let digits = format!("{}e-{}", decimal.mantissa * i128::from(factor), decimal.scale);
    digits.parse().map_err(|_no_number| Reason::NumberInvalid)
}

/// A number and what it is multiplied by: as the cell itself says, else as the header does.
fn amount(cell: &Cell<'_>, factor: u32, units: &[&str]) -> Result<(Decimal, u32), Reason> {
    let read = match cell {
        // The shortest text that is this number: 0.572268 and not its neighbours.
        Cell::Number(number) => parsed(&number.to_string()).map(|decimal| (decimal, factor)),
        Cell::Text(text) => {
            let text = trimmed(text);
            parsed(text).map(|decimal| (decimal, factor)).or_else(|| {
                let text = domain::text::normalise(text);
                let text = domain::text::visible(&text);
                written(super::without_apostrophe(&text), factor, units)
            })
        }
        Cell::Empty | Cell::Serial(_) | Cell::Bool(_) => None,
    };
    read.ok_or(Reason::NumberInvalid)
}

/// A number as people write it: `¥1,234.50`, `(300)`, `2万`, `1.5万元`, `3人`.
fn written(text: &str, factor: u32, units: &[&str]) -> Option<(Decimal, u32)> {
    if let Some(inside) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        let (decimal, factor) = written(inside.trim(), factor, units)?;
        // Brackets are the minus of an account; what has another sign inside was meant otherwise.
        let is_plain = inside
            .trim()
            .starts_with(|first: char| first.is_ascii_digit() || is_currency(first));
        return is_plain.then_some((decimal.negated(), factor));
    }
    let text: Cow<'_, str> = if text.contains('−') {
        Cow::Owned(text.replace('−', "-"))
    } else {
        Cow::Borrowed(text)
    };
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.as_ref()),
    };
    let rest = rest.strip_prefix(is_currency).unwrap_or(rest).trim_start();
    let end = rest
        .find(|letter: char| !(letter.is_ascii_digit() || matches!(letter, '.' | ',')))
        .unwrap_or(rest.len());
    let (digits, unit) = rest.split_at(end);
    let decimal = parsed(&format!("{sign}{digits}"))?;
    let unit = unit.trim();
    if unit.is_empty() {
        return Some((decimal, factor));
    }
    let (multiple, word) = MULTIPLES
        .iter()
        .find_map(|(word, multiple)| Some((*multiple, unit.strip_prefix(word)?)))
        .unwrap_or((1, unit));
    (word.is_empty() || units.contains(&word)).then_some((decimal, multiple))
}

const fn is_currency(letter: char) -> bool {
    matches!(letter, '¥' | '￥')
}

impl Decimal {
    const fn negated(self) -> Self {
        Self {
            mantissa: -self.mantissa,
            scale: self.scale,
        }
    }
}

fn parsed(text: &str) -> Option<Decimal> {
    let (is_negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if (whole.is_empty() && fraction.is_empty()) || !is_grouped(whole) {
        return None;
    }
    let mut mantissa: i128 = 0;
    let mut count = 0;
    for byte in whole.bytes().filter(|byte| *byte != b',').chain(fraction.bytes()) {
        if !byte.is_ascii_digit() {
            return None;
        }
        mantissa = mantissa * 10 + i128::from(byte - b'0');
        count += usize::from(mantissa != 0);
        if count > DIGITS_MAX {
            return None;
        }
    }
    // Zeros in front are not counted above, and so many behind the point are no amount.
    let scale = u32::try_from(fraction.len()).ok().filter(|scale| *scale <= 30)?;
    Some(Decimal {
        mantissa: if is_negative { -mantissa } else { mantissa },
        scale,
    })
}

/// Whether thousands separators, if there are any, stand before every third digit.
fn is_grouped(whole: &str) -> bool {
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or("");
    let mut has_more = false;
    let are_threes = groups.all(|group| {
        has_more = true;
        group.len() == 3
    });
    !has_more || (are_threes && (1..=3).contains(&first.len()))
}
