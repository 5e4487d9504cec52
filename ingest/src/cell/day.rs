//! Days and instants in the spellings of the contract.

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use crate::disposition::Reason;
use crate::reader::{Cell, trimmed};

/// Serials above the year 9999.
const SERIAL_END: f64 = 2_958_466.0;

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
            if text.is_ascii() {
                from_text(text, epoch)
            } else {
                from_text(&domain::text::normalise(text), epoch)
            }
        }
    }
}

fn from_serial(serial: f64, epoch: Epoch) -> Result<NaiveDateTime, Reason> {
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
        8 => {
            let (year, month_and_day) = (number(digits) / 10_000, number(digits) % 10_000);
            at_clock(year, month_and_day / 100, month_and_day % 100, rest)
        }
        4 => after_year(number(digits), rest).unwrap_or_else(|| from_number(text, epoch)),
        5 => from_number(text, epoch),
        // 202205 says no day.
        6 if rest.is_done() && is_month(number(digits) % 100) => Err(Reason::DateAmbiguous),
        // 5/6/2022 is a day in May or in June.
        1 | 2 if is_day_before_year(rest) => Err(Reason::DateAmbiguous),
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
    }
    Some(at_clock(year, number(month), number(day), rest))
}

fn at_clock(year: u32, month: u32, day: u32, rest: Rest<'_>) -> Result<NaiveDateTime, Reason> {
    let year = i32::try_from(year).map_err(|_too_large| Reason::DateInvalid)?;
    let day = NaiveDate::from_ymd_opt(year, month, day).ok_or(Reason::DateInvalid)?;
    let time = clock(rest.0).ok_or(Reason::DateInvalid)?;
    Ok(day.and_time(time))
}

/// `HH:MM`, with seconds and their fraction or without; nothing is midnight.
fn clock(text: &str) -> Option<NaiveTime> {
    let text = text.trim();
    if text.is_empty() {
        return Some(NaiveTime::MIN);
    }
    let text = text.strip_prefix('T').unwrap_or(text);
    let mut parts = text.split(':');
    let hour = two_digits(parts.next()?)?;
    let minute = two_digits(parts.next()?)?;
    let second = match parts.next() {
        None => 0,
        Some(part) => {
            let (second, fraction) = part.split_once('.').unwrap_or((part, ""));
            fraction.bytes().all(|byte| byte.is_ascii_digit()).then_some(())?;
            two_digits(second)?
        }
    };
    if parts.next().is_some() {
        return None;
    }
    NaiveTime::from_hms_opt(hour, minute, second)
}

fn two_digits(text: &str) -> Option<u32> {
    let is_written_right = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_written_right.then(|| number(text))
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

fn is_day_before_year(mut rest: Rest<'_>) -> bool {
    let first = rest.letter();
    let middle = rest.digits().len();
    let second = rest.letter();
    let last = rest.digits().len();
    matches!(first, Some('/' | '-' | '.')) && first == second && matches!(middle, 1 | 2) && last == 4
}

fn is_month(number: u32) -> bool {
    (1..=12).contains(&number)
}

/// The number that a few digits are; callers have counted them.
fn number(digits: &str) -> u32 {
    digits.bytes().fold(0, |number: u32, byte| {
        number.wrapping_mul(10).wrapping_add(u32::from(byte - b'0'))
    })
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
