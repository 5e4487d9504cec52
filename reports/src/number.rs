//! How a figure's value looks, on paper and on screen alike.

use domain::release::{Figure, FigureUnit};
use domain::unit::{fixed, grouped_decimal, per_cent};

/// What stands where there is no value. Absent is not zero.
pub const ABSENT: &str = "—";

/// A value as text, without the word of its unit: `1,286`, `12.3%`, `1.8`.
pub fn shown(value: f64, unit: FigureUnit) -> String {
    match unit {
        FigureUnit::Households | FigureUnit::Persons | FigureUnit::Episodes => grouped_decimal(value, 0),
        FigureUnit::Share => per_cent(value),
        FigureUnit::Ratio => fixed(value, 1),
        // Percentiles are interpolated: 12.5 days stay 12.5, 12 days are 12.
        FigureUnit::Days => fixed(value, 1).trim_end_matches(".0").to_owned(),
    }
}

/// The word that follows a value: `户`. Per cent is part of the value itself.
pub const fn word(unit: FigureUnit) -> &'static str {
    match unit {
        FigureUnit::Households => "户",
        FigureUnit::Persons => "人",
        FigureUnit::Episodes => "户次",
        FigureUnit::Share => "",
        FigureUnit::Ratio => "倍",
        FigureUnit::Days => "天",
    }
}

/// A value with its unit: `1,286户`, `12.3%`.
pub fn with_word(value: f64, unit: FigureUnit) -> String {
    format!("{}{}", shown(value, unit), word(unit))
}

/// A count as text.
pub fn count(value: f64) -> String {
    grouped_decimal(value, 0)
}

/// Numerator over denominator, `41/333`, where the figure has both; a ratio has shares there, `41.7%/23.1%`.
pub fn fraction(figure: &Figure, unit: FigureUnit) -> Option<String> {
    over(figure.numerator, figure.denominator, unit)
}

/// The same from its two numbers.
pub fn over(numerator: Option<f64>, denominator: Option<f64>, unit: FigureUnit) -> Option<String> {
    let part = |value| {
        if unit == FigureUnit::Ratio {
            per_cent(value)
        } else {
            count(value)
        }
    };
    Some(format!("{}/{}", part(numerator?), part(denominator?)))
}

/// The 95 % interval of a share, `9.1%–16.2%`, where the figure has one.
pub fn interval(lower: Option<f64>, upper: Option<f64>, unit: FigureUnit) -> Option<String> {
    Some(format!("{}–{}", shown(lower?, unit), shown(upper?, unit)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_unit_has_its_own_look() {
        let shown: Vec<String> = [
            (20_000.0, FigureUnit::Households),
            (0.1234, FigureUnit::Share),
            (1.84, FigureUnit::Ratio),
            (12.5, FigureUnit::Days),
            (12.0, FigureUnit::Days),
            (0.0, FigureUnit::Persons),
        ]
        .map(|(value, unit)| with_word(value, unit))
        .into();

        assert_eq!(shown, ["20,000户", "12.3%", "1.8倍", "12.5天", "12天", "0人"]);
    }
}
