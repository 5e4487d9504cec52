//! How numbers become shares and text: one place for every division of counts and every rounding.

/// `numerator / denominator`; none over nothing.
pub fn share(numerator: u64, denominator: u64) -> Option<f64> {
    (denominator > 0).then(|| to_f64(numerator) / to_f64(denominator))
}

/// A count as a number that can be divided.
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
pub const fn to_f64(count: u64) -> f64 {
    count as f64
}

/// Rounded half away from zero to `decimals` places, as people round: 0.125 → 0.13, 2.5 → 3, 1.005 → 1.01.
pub fn rounded(value: f64, decimals: usize) -> f64 {
    fixed(value, decimals).parse().unwrap_or(value)
}

/// `value` with exactly `decimals` places, rounded half away from zero: `1.0`, `12.35`.
///
/// Halves are judged on the shortest decimal that names the number, which is what a reader sees: 1.005 is a half although the
/// binary number lies just below it.
pub fn fixed(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return String::from("—");
    }
    let written = format!("{}", value.abs());
    let (whole, fraction) = written.split_once('.').unwrap_or((&written, ""));
    let mut digits: Vec<u8> = whole
        .bytes()
        .chain(fraction.bytes().chain(std::iter::repeat(b'0')).take(decimals))
        .collect();
    let is_up = fraction
        .as_bytes()
        .get(decimals)
        .is_some_and(|next| *next >= b'5');
    if is_up {
        increment(&mut digits);
    }
    let point = digits.len() - decimals;
    let is_zero = digits.iter().all(|digit| *digit == b'0');
    let mut text = String::with_capacity(digits.len() + 2);
    if value < 0.0 && !is_zero {
        text.push('-');
    }
    for (place, digit) in digits.into_iter().enumerate() {
        if place == point && decimals > 0 {
            text.push('.');
        }
        text.push(char::from(digit));
    }
    text
}

fn increment(digits: &mut Vec<u8>) {
    for digit in digits.iter_mut().rev() {
        if *digit < b'9' {
            *digit += 1;
            return;
        }
        *digit = b'0';
    }
    digits.insert(0, b'1');
}

/// A count with thousands separators: `12,345`.
pub fn grouped(count: u64) -> String {
    with_separators(&count.to_string())
}

/// A signed count with thousands separators: `-1,234`.
pub fn grouped_signed(count: i64) -> String {
    with_separators(&count.to_string())
}

/// A number with thousands separators and exactly `decimals` places: `12,345.60`.
pub fn grouped_decimal(value: f64, decimals: usize) -> String {
    with_separators(&fixed(value, decimals))
}

/// A share as text: `0.1234` → `12.3%`, and below one per cent, where one decimal would round half of it away, `0.0048` → `0.48%`.
/// What is there but too small to be written is `<0.01%`, never zero.
pub fn per_cent(share: f64) -> String {
    if !share.is_finite() {
        return fixed(share, 1);
    }
    // The decimal point moves in the text, not in the number: 0.285 × 100 is not 28.5 in binary.
    let shifted: f64 = format!("{share:e}")
        .split_once('e')
        .and_then(|(digits, exponent)| {
            let exponent: i32 = exponent.parse().ok()?;
            format!("{digits}e{}", exponent + 2).parse().ok()
        })
        .unwrap_or(share * 100.0);
    let size = shifted.abs();
    if size > 0.0 && size < 0.01 {
        return if shifted < 0.0 { ">-0.01%" } else { "<0.01%" }.to_owned();
    }
    // 0.996 % would be 1.00 %, and from one per cent on there is one decimal.
    let is_below_one = size > 0.0 && rounded(size, 2) < 1.0;
    format!("{}%", fixed(shifted, if is_below_one { 2 } else { 1 }))
}

/// An amount of 元 as text, with 分 only where there are any: `7,000` and `7,000.50`.
pub fn money(yuan: f64) -> String {
    let text = grouped_decimal(yuan, 2);
    text.strip_suffix(".00").map_or(text.clone(), str::to_owned)
}

fn with_separators(number: &str) -> String {
    let (sign, number) = number.strip_prefix('-').map_or(("", number), |rest| ("-", rest));
    let (whole, fraction) = number
        .split_once('.')
        .map_or((number, None), |(whole, rest)| (whole, Some(rest)));
    let mut text = String::from(sign);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_nothing_is_absent() {
        assert_eq!(share(0, 0), None);
        assert_eq!(share(1, 4), Some(0.25));
    }

    #[test]
    fn halves_go_away_from_zero() {
        assert_eq!(
            [
                (0.5, 0),
                (1.5, 0),
                (2.5, 0),
                (-2.5, 0),
                (1.005, 2),
                (0.125, 2),
                (9.995, 2)
            ]
            .map(|(value, decimals)| fixed(value, decimals)),
            ["1", "2", "3", "-3", "1.01", "0.13", "10.00"]
        );
    }

    #[test]
    fn a_negative_nothing_has_no_sign() {
        assert_eq!(fixed(-0.001, 2), "0.00");
        assert_eq!(fixed(-0.0, 0), "0");
    }

    #[test]
    fn very_small_and_very_large_numbers_are_written_out() {
        assert_eq!(fixed(1e-9, 3), "0.000");
        assert_eq!(fixed(1e21, 1), "1000000000000000000000.0");
        assert_eq!(fixed(f64::NAN, 1), "—");
    }

    #[test]
    fn shares_are_shown_in_per_cent() {
        assert_eq!(
            [0.0, 0.1234, 0.2845, 0.2855, 1.0].map(per_cent),
            ["0.0%", "12.3%", "28.5%", "28.6%", "100.0%"]
        );
    }

    #[test]
    fn a_share_below_one_per_cent_keeps_two_decimals_and_is_never_written_as_nothing() {
        assert_eq!(
            [0.0048, 0.00994, 0.00996, 0.01, 0.0001, 0.00009, -0.0005, -0.00001].map(per_cent),
            [
                "0.48%", "0.99%", "1.0%", "1.0%", "0.01%", "<0.01%", "-0.05%", ">-0.01%"
            ]
        );
    }

    #[test]
    fn thousands_are_separated() {
        assert_eq!(
            [0, 999, 1000, 123_456, 1_234_567].map(grouped),
            ["0", "999", "1,000", "123,456", "1,234,567"]
        );
        assert_eq!(grouped_signed(-1234), "-1,234");
        assert_eq!(grouped_decimal(12_345.6, 2), "12,345.60");
    }

    #[test]
    fn cents_are_shown_only_where_there_are_any() {
        assert_eq!([7000.0, 7000.5, 0.0].map(money), ["7,000", "7,000.50", "0"]);
    }
}
