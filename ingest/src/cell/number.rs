//! Whole numbers, numbers and exact amounts.

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

/// A whole number.
pub(super) fn int(cell: &Cell<'_>, factor: u32) -> Result<i64, Reason> {
    let decimal = decimal(cell)?;
    let mantissa = decimal.mantissa * i128::from(factor);
    let unit = 10_i128.pow(decimal.scale);
    if mantissa % unit != 0 {
        return Err(Reason::NumberInvalid);
    }
    i64::try_from(mantissa / unit).map_err(|_too_large| Reason::NumberInvalid)
}

/// Hundredths of a yuan, rounded half away from zero.
pub(super) fn money(cell: &Cell<'_>, factor: u32) -> Result<i128, Reason> {
    let decimal = decimal(cell)?;
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
    let decimal = decimal(cell)?;
    let digits = format!("{}e-{}", decimal.mantissa * i128::from(factor), decimal.scale);
    digits.parse().map_err(|_no_number| Reason::NumberInvalid)
}

fn decimal(cell: &Cell<'_>) -> Result<Decimal, Reason> {
    let read = match cell {
        // The shortest text that is this number: 0.572268 and not its neighbours.
        Cell::Number(number) => parsed(&number.to_string()),
        Cell::Text(text) => {
            let text = trimmed(text);
            if text.is_ascii() {
                parsed(text)
            } else {
                parsed(&domain::text::normalise(text))
            }
        }
        Cell::Empty | Cell::Serial(_) | Cell::Bool(_) => None,
    };
    read.ok_or(Reason::NumberInvalid)
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
