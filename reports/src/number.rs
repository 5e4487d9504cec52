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

/// How far `now` lies from `then`, without its sign: `3户`, `1.2个百分点`. None where the two look the same.
///
/// Two shares below one per cent are written with two decimals, and so is their difference.
pub fn difference(now: f64, then: f64, unit: FigureUnit) -> Option<String> {
    const ONE_PER_CENT: f64 = 0.01;
    let size = (now - then).abs();
    let text = match unit {
        FigureUnit::Share => {
            let is_fine = now.max(then) < ONE_PER_CENT;
            fixed(size * 100.0, if is_fine { 2 } else { 1 })
        }
        FigureUnit::Households
        | FigureUnit::Persons
        | FigureUnit::Episodes
        | FigureUnit::Days
        | FigureUnit::Ratio => shown(size, unit),
    };
    let is_nothing = text
        .chars()
        .all(|character| !character.is_ascii_digit() || character == '0');
    let word = if unit == FigureUnit::Share {
        "个百分点"
    } else {
        word(unit)
    };
    (!is_nothing).then(|| format!("{text}{word}"))
}

/// The clauses that something rests on: `LS-31、LZ-25`.
pub fn clauses(source: &[String]) -> String {
    if source.is_empty() {
        return ABSENT.to_owned();
    }
    source.join("、")
}

/// The policy profiles of a figure in words: the key of a policy file stands as it is, the shipped default says so.
pub fn profile(key: &str) -> String {
    let named: Vec<&str> = key
        .split('+')
        .map(|key| if key == "default" { "缺省" } else { key })
        .collect();
    named.join("＋")
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

    #[test]
    fn a_difference_is_written_like_the_values_it_lies_between() {
        let words = |now, then, unit| difference(now, then, unit);

        assert_eq!(
            words(0.08, 0.12, FigureUnit::Share).as_deref(),
            Some("4.0个百分点")
        );
        // 37.50 % and 37.51 % are the same at one decimal; 0.48 % and 0.44 % are not at two.
        assert_eq!(words(0.3751, 0.375, FigureUnit::Share), None);
        assert_eq!(
            words(0.0048, 0.0044, FigureUnit::Share).as_deref(),
            Some("0.04个百分点")
        );
        assert_eq!(
            words(150.0, 153.0, FigureUnit::Households).as_deref(),
            Some("3户")
        );
        assert_eq!(words(6.0, 6.0, FigureUnit::Episodes), None);
    }

    #[test]
    fn what_rests_on_no_clause_says_so() {
        assert_eq!(clauses(&[]), ABSENT);
        assert_eq!(clauses(&["LS-31".to_owned(), "LZ-25".to_owned()]), "LS-31、LZ-25");
    }
}
