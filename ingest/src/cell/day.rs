//! Days and instants in the spellings of the contract.

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use super::clock;
use super::digits::{self, number};
use crate::disposition::Reason;
use crate::reader::{Cell, trimmed};

/// Serials above the year 9999.
const SERIAL_END: f64 = 2_958_466.0;
/// Years before it are slips of the keyboard.
const YEAR_MIN: u32 = 1850;

/// From which day a workbook counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Epoch {
    /// 1 is 1 January 1900, and 1900 has a 29 February that never was.
    From1900,
    /// 0 is 1 January 1904.
    From1904,
}

/// Reads a day with or without a time; without one it is midnight.
pub(super) fn moment(cell: &Cell<'_>, epoch: Epoch) -> Result<NaiveDateTime, Reason> {
    match cell {
        Cell::Empty | Cell::Bool(_) => Err(Reason::DateInvalid),
        Cell::Serial(serial) => from_serial(*serial, epoch),
        // 20230515 and 2022.1 are numbers too: a number is read as it would be typed.
        Cell::Number(number) => from_text(&number.to_string(), epoch),
        Cell::Text(text) => {
            let text = trimmed(text);
            if let Some(moment) = usual(text) {
                Ok(moment)
            } else if text.is_ascii() {
                from_text(text.strip_prefix('\'').unwrap_or(text), epoch)
            } else {
                from_text(&plain(text), epoch)
            }
        }
    }
}

/// `2023-05-15`, `2023-05-15 10:30` and `2023-05-15 10:30:00`, as programs write them: what most cells hold.
fn usual(text: &str) -> Option<NaiveDateTime> {
    let bytes = text.as_bytes();
    let has = |separator: u8, at: usize| bytes.get(at) == Some(&separator);
    let two = |at: usize| {
        let digits = bytes.get(at..at + 2)?;
        let is_written_right = digits.iter().all(u8::is_ascii_digit);
        is_written_right.then(|| u32::from(digits[0] - b'0') * 10 + u32::from(digits[1] - b'0'))
    };
    let second = match bytes.len() {
        10 | 16 => 0,
        19 if has(b':', 16) => two(17)?,
        _ => return None,
    };
    let time = if bytes.len() == 10 {
        NaiveTime::MIN
    } else if has(b' ', 10) && has(b':', 13) {
        NaiveTime::from_hms_opt(two(11)?, two(14)?, second)?
    } else {
        return None;
    };
    let year = two(0)? * 100 + two(2)?;
    if year < YEAR_MIN || !has(b'-', 4) || !has(b'-', 7) {
        return None;
    }
    let day = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, two(5)?, two(8)?)?;
    Some(day.and_time(time))
}

/// The text in the characters that dates are made of: 2023。5。15 and 2023—5—15 come from keyboards that write Chinese, and some
/// write the digits in Chinese too.
fn plain(text: &str) -> String {
    let text = domain::text::normalise(text);
    let text = text.trim_start_matches(['\'', '‘', '’']);
    let text: String = domain::text::visible(text)
        .chars()
        .map(|letter| match letter {
            '。' => '.',
            '–' | '—' | '−' => '-',
            other => other,
        })
        .collect();
    digits::from_chinese(&text).unwrap_or(text)
}

pub(crate) fn from_serial(serial: f64, epoch: Epoch) -> Result<NaiveDateTime, Reason> {
    if !(0.0..SERIAL_END).contains(&serial) {
        return Err(Reason::DateInvalid);
    }
    let seconds = (serial.fract() * 86_400.0).round();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the range is checked above"
    )]
    let (days, seconds) = (serial.trunc() as u64, seconds as i64);
    let start = match epoch {
        Epoch::From1904 => NaiveDate::from_ymd_opt(1904, 1, 1),
        Epoch::From1900 if days == 60 => None,
        Epoch::From1900 if days < 60 => NaiveDate::from_ymd_opt(1899, 12, 31),
        Epoch::From1900 => NaiveDate::from_ymd_opt(1899, 12, 30),
    };
    start
        .and_then(|start| start.checked_add_days(Days::new(days)))
        .map(|day| day.and_time(NaiveTime::MIN))
        .and_then(|midnight| midnight.checked_add_signed(TimeDelta::seconds(seconds)))
        .ok_or(Reason::DateInvalid)
}

/// Reads normalised text.
fn from_text(text: &str, epoch: Epoch) -> Result<NaiveDateTime, Reason> {
    let mut rest = Rest(text);
    let digits = rest.digits();
    match digits.len() {
        8 => packed(digits, rest),
        // A time stamp of a program: 20230515163000, 202305151630.
        12 | 14 => {
            let (day, time) = digits.split_at(8);
            let time = clock::packed(time).ok_or(Reason::DateInvalid)?;
            let midnight = packed(day, rest)?;
            Ok(midnight.date().and_time(time))
        }
        4 => after_year(number(digits), rest).unwrap_or_else(|| from_number(text, epoch)),
        5 => from_number(text, epoch),
        // 202205 says no day.
        6 if rest.is_done() && is_month(number(digits) % 100) => Err(Reason::DateAmbiguous),
        1 | 2 => before_year(number(digits), digits.len(), rest),
        _ => Err(Reason::DateInvalid),
    }
}

fn packed(digits: &str, rest: Rest<'_>) -> Result<NaiveDateTime, Reason> {
    let (year, month_and_day) = (number(digits) / 10_000, number(digits) % 10_000);
    at_clock(year, month_and_day / 100, month_and_day % 100, rest)
}

/// Reads 5/15/2023 and 15/5/2023, which are one day each; 5/6/2023 may be two, and 23-5-15 is in no certain century.
fn before_year(first: u32, digits: usize, mut rest: Rest<'_>) -> Result<NaiveDateTime, Reason> {
    let separator = rest.letter();
    let middle = rest.digits();
    let second = rest.letter();
    let last = rest.digits();
    if separator == Some('年') && digits == 2 && second == Some('月') {
        return Err(Reason::DateAmbiguous);
    }
    let is_date = matches!(separator, Some('/' | '-' | '.')) && separator == second;
    match (is_date, middle.len(), last.len()) {
        (true, 1 | 2, 4) => {
            let (year, second) = (number(last), number(middle));
            let month_first = at_clock(year, first, second, rest);
            let day_first = at_clock(year, second, first, rest);
            match (month_first, day_first) {
                (Ok(one), Ok(other)) if one != other => Err(Reason::DateAmbiguous),
                (Ok(moment), _) | (_, Ok(moment)) => Ok(moment),
                (Err(reason), Err(_)) => Err(reason),
            }
        }
        (true, 1 | 2, 1 | 2) => Err(Reason::DateAmbiguous),
        _ => Err(Reason::DateInvalid),
    }
}

/// Reads what follows a year of four digits; none when the four digits cannot be a year and must be a serial.
fn after_year(year: u32, mut rest: Rest<'_>) -> Option<Result<NaiveDateTime, Reason>> {
    let is_yearlike = (1900..=2100).contains(&year);
    let ambiguous = Some(Err(Reason::DateAmbiguous));
    let invalid = Some(Err(Reason::DateInvalid));
    let Some(separator) = rest.letter() else {
        return if is_yearlike { ambiguous } else { None };
    };
    let month = rest.digits();
    if separator == '.' && rest.is_done() && !is_yearlike {
        return None;
    }
    if month.is_empty() && separator == '年' && rest.is_done() {
        return ambiguous;
    }
    if !matches!(separator, '-' | '/' | '.' | '年') || month.len() > 2 || !is_month(number(month)) {
        return invalid;
    }
    let second = rest.letter();
    if second.is_none() || (second == Some('月') && rest.is_done()) {
        return ambiguous;
    }
    let expected = if separator == '年' { '月' } else { separator };
    let day = rest.digits();
    if second != Some(expected) || !(1..=2).contains(&day.len()) {
        return invalid;
    }
    if separator == '年' {
        rest.skip(['日', '号']);
    } else {
        // The full stop after the last number of 2023.5.15.
        rest.0 = rest.0.strip_suffix('.').unwrap_or(rest.0);
    }
    Some(at_clock(year, number(month), number(day), rest))
}

fn at_clock(year: u32, month: u32, day: u32, rest: Rest<'_>) -> Result<NaiveDateTime, Reason> {
    // Nobody who is in the data was born before that.
    if year < YEAR_MIN {
        return Err(Reason::DateInvalid);
    }
    let year = i32::try_from(year).map_err(|_too_large| Reason::DateInvalid)?;
    let day = NaiveDate::from_ymd_opt(year, month, day).ok_or(Reason::DateInvalid)?;
    clock::on(day, rest.0)
}

/// Reads a serial that was written as a number.
fn from_number(text: &str, epoch: Epoch) -> Result<NaiveDateTime, Reason> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let serial: f64 = text.parse().map_err(|_no_number| Reason::DateInvalid)?;
    if is_number {
        from_serial(serial, epoch)
    } else {
        Err(Reason::DateInvalid)
    }
}

fn is_month(number: u32) -> bool {
    (1..=12).contains(&number)
}

/// What is left of a text, read from the left; spaces between the parts do not count.
#[derive(Clone, Copy)]
struct Rest<'t>(&'t str);

impl<'t> Rest<'t> {
    fn digits(&mut self) -> &'t str {
        let text = self.0.trim_start_matches(' ');
        let length = text.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = text.split_at(length);
        self.0 = rest;
        digits
    }

    fn letter(&mut self) -> Option<char> {
        let mut letters = self.0.trim_start_matches(' ').chars();
        let letter = letters.next();
        self.0 = letters.as_str();
        letter
    }

    fn skip(&mut self, letters: [char; 2]) {
        let text = self.0.trim_start_matches(' ');
        self.0 = text.strip_prefix(letters).unwrap_or(text);
    }

    fn is_done(&self) -> bool {
        self.0.trim().is_empty()
    }
}
