//! A few digits as a number, and Chinese ones as digits.

/// The number that a few digits are; callers have counted them.
pub(super) fn number(digits: &str) -> u32 {
    digits.bytes().fold(0, |number: u32, byte| {
        number
            .wrapping_mul(10)
            .wrapping_add(u32::from(byte.wrapping_sub(b'0')))
    })
}

/// The number of one or two digits.
pub(super) fn small(digits: &str) -> Option<u32> {
    let is_written_right =
        (1..=2).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_written_right.then(|| number(digits))
}

/// `二〇二三年五月十五日` as `2023年5月15日`; none when it is not written like that.
pub(super) fn from_chinese(text: &str) -> Option<String> {
    let (year, rest) = text.split_once('年')?;
    let (month, rest) = rest.split_once('月')?;
    let end = rest.find(['日', '号'])?;
    let (day, rest) = rest.split_at(end);
    let year: Vec<u32> = year.trim().chars().map(digit).collect::<Option<_>>()?;
    let [thousands, hundreds, tens, ones] = year.as_slice() else {
        return None;
    };
    let (month, day) = (up_to_99(month.trim())?, up_to_99(day.trim())?);
    Some(format!("{thousands}{hundreds}{tens}{ones}年{month}月{day}{rest}"))
}

/// 五, 十, 十五, 二十, 三十一, 〇五.
fn up_to_99(text: &str) -> Option<u32> {
    let Some((tens, ones)) = text.split_once('十') else {
        let mut letters = text.chars();
        let first = digit(letters.next()?)?;
        return match (letters.next(), letters.next()) {
            (None, _) => Some(first),
            (Some(second), None) if first == 0 => digit(second),
            _ => None,
        };
    };
    let one_of = |text: &str| {
        let mut letters = text.chars();
        let first = digit(letters.next()?)?;
        letters.next().is_none().then_some(first)
    };
    let tens = if tens.is_empty() { 1 } else { one_of(tens)? };
    let ones = if ones.is_empty() { 0 } else { one_of(ones)? };
    Some(tens * 10 + ones)
}

fn digit(letter: char) -> Option<u32> {
    let digit = match letter {
        '〇' | '零' | '○' => 0,
        '一' => 1,
        '二' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    };
    Some(digit)
}

/// All the digits of a number in scientific notation, if it shows them all: 1.3812345678E+10, but not 1.38E+10.
pub(super) fn restored(text: &str) -> Option<String> {
    let (shown, exponent) = text.split_once("E+").or_else(|| text.split_once("e+"))?;
    let (whole, fraction) = shown.split_once('.').unwrap_or((shown, ""));
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_written_right = whole.len() == 1 && are_digits(whole) && are_digits(fraction);
    (is_written_right && small(exponent)? as usize == fraction.len()).then(|| format!("{whole}{fraction}"))
}
