//! Numbers and days as Chinese readers expect them. Absent is never a number here: whoever calls has a value.

use chrono::{Datelike, NaiveDate};
use domain::release::FigureUnit;

/// `12,345`; whole, halves away from zero.
pub(crate) fn count(value: f64) -> String {
    let digits = format!("{:.0}", value.abs().round());
    let mut text = String::new();
    if value < 0.0 && digits != "0" {
        text.push('−');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `4` as `f64`, for counts far below 2^32.
pub(crate) fn real(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// `12.3` of 0.1234; two decimals below one per cent, where one would hide the figure (0.48).
pub(crate) fn per_cent(value: f64) -> String {
    let hundredfold = value * 100.0;
    if value.abs() < 0.01 && value != 0.0 {
        fixed(hundredfold, 100.0, 2)
    } else {
        fixed(hundredfold, 10.0, 1)
    }
}

/// The number without its unit.
pub(crate) fn of_unit(value: f64, unit: FigureUnit) -> String {
    match unit {
        FigureUnit::Households | FigureUnit::Persons | FigureUnit::Episodes => count(value),
        FigureUnit::Share => per_cent(value),
        FigureUnit::Ratio => fixed(value, 100.0, 2),
        FigureUnit::Days => fixed(value, 10.0, 1),
    }
}

/// What stands behind the number.
pub(crate) const fn unit(unit: FigureUnit) -> &'static str {
    match unit {
        FigureUnit::Households => "户",
        FigureUnit::Persons => "人",
        FigureUnit::Episodes => "户次",
        FigureUnit::Share => "%",
        FigureUnit::Ratio => "倍",
        FigureUnit::Days => "天",
    }
}

fn fixed(value: f64, scale: f64, decimals: usize) -> String {
    // Rounded first, so that halves go away from zero as on paper; `{:.1}` alone would round 0.25 to the even 0.2.
    let rounded = (value * scale).round() / scale;
    let sign = if rounded < 0.0 { "−" } else { "" };
    format!("{sign}{:.decimals$}", rounded.abs())
}

/// `2023年5月31日`
pub(crate) fn day(day: NaiveDate) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// `5月31日`
pub(crate) fn short_day(day: NaiveDate) -> String {
    format!("{}月{}日", day.month(), day.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped_by_thousands() {
        let texts = [0.0, 999.0, 1000.0, 1_234_567.0, -1200.0].map(count);

        assert_eq!(texts, ["0", "999", "1,000", "1,234,567", "−1,200"]);
    }

    #[test]
    fn a_share_below_one_per_cent_keeps_two_decimals() {
        assert_eq!(per_cent(0.0048), "0.48");
        assert_eq!(per_cent(0.81777), "81.8");
        assert_eq!(per_cent(0.0), "0.0");
        assert_eq!(per_cent(1.0), "100.0");
    }
}
