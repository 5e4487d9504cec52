//! What follows a day: a weekday, the time of day with 上午 and 下午, the zone.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use super::digits::{number, small};
use crate::disposition::Reason;

/// Local time in Asia/Shanghai is eight hours ahead, and has been all the years that data can come from.
const SECONDS_AHEAD: i64 = 8 * 3600;

/// Puts what follows a day on it; nothing is midnight.
pub(super) fn on(day: NaiveDate, rest: &str) -> Result<NaiveDateTime, Reason> {
    let rest = after_weekday(day, rest.trim())?;
    let rest = rest.strip_prefix('T').unwrap_or(rest);
    let (rest, seconds_east) = zone(rest);
    let time = if rest.is_empty() {
        NaiveTime::MIN
    } else {
        time_of_day(rest).ok_or(Reason::DateInvalid)?
    };
    let local = day.and_time(time);
    match seconds_east {
        None => Ok(local),
        Some(seconds_east) => local
            .checked_add_signed(TimeDelta::seconds(SECONDS_AHEAD - seconds_east))
            .ok_or(Reason::DateInvalid),
    }
}

/// Takes 星期一 or 周一 off, which must be the weekday of that day: else one of the two is wrong, and who knows which.
fn after_weekday(day: NaiveDate, text: &str) -> Result<&str, Reason> {
    let inside = text.strip_prefix('(').unwrap_or(text);
    let Some(name) = ["星期", "周"].iter().find_map(|word| inside.strip_prefix(word)) else {
        return Ok(text);
    };
    let mut letters = name.chars();
    let number = match letters.next() {
        Some('一') => 1,
        Some('二') => 2,
        Some('三') => 3,
        Some('四') => 4,
        Some('五') => 5,
        Some('六') => 6,
        Some('日' | '天') => 7,
        _ => return Err(Reason::DateInvalid),
    };
    if day.weekday().number_from_monday() != number {
        return Err(Reason::DateAmbiguous);
    }
    let rest = letters.as_str();
    Ok(rest.strip_prefix(')').unwrap_or(rest).trim_start())
}

/// Takes `Z`, `+08:00`, `+0800` or `+08` off, as seconds east of Greenwich.
fn zone(text: &str) -> (&str, Option<i64>) {
    if let Some(before) = text.strip_suffix('Z') {
        return (before, Some(0));
    }
    let Some(at) = text.rfind(['+', '-']) else {
        return (text, None);
    };
    let (before, zone) = text.split_at(at);
    let (sign, digits) = zone
        .strip_prefix('-')
        .map_or((1, zone.trim_start_matches('+')), |digits| (-1, digits));
    let parts = match digits.split_once(':') {
        Some((hours, minutes)) => small(hours).zip(small(minutes)),
        None if digits.len() == 4 => digits
            .split_at_checked(2)
            .and_then(|(hours, minutes)| small(hours).zip(small(minutes))),
        None => small(digits).map(|hours| (hours, 0)),
    };
    match parts {
        Some((hours, minutes)) if hours <= 14 && minutes < 60 => (
            before.trim_end(),
            Some(sign * i64::from(hours * 3600 + minutes * 60)),
        ),
        _ => (text, None),
    }
}

/// `HH:MM`, `HH时MM分`, with seconds and their fraction or without, in the morning or in the afternoon.
fn time_of_day(text: &str) -> Option<NaiveTime> {
    let (text, half) = half_of_day(text);
    let written: String;
    let text = if text.ends_with(['时', '点', '分', '秒']) || text.contains(['时', '点']) {
        written = in_colons(text)?;
        &written
    } else {
        text
    };
    let mut parts = text.split(':');
    let hour = small(parts.next()?.trim())?;
    let minute = small(parts.next()?.trim())?;
    let second = match parts.next() {
        None => 0,
        Some(part) => {
            let (second, fraction) = part.split_once('.').unwrap_or((part, ""));
            fraction.bytes().all(|byte| byte.is_ascii_digit()).then_some(())?;
            small(second.trim())?
        }
    };
    if parts.next().is_some() {
        return None;
    }
    let hour = match half {
        Some(Half::Morning) if hour > 12 => return None,
        Some(Half::Morning) => hour % 12,
        Some(Half::Afternoon) if hour < 12 => hour + 12,
        Some(Half::Afternoon) | None => hour,
    };
    NaiveTime::from_hms_opt(hour, minute, second)
}

#[derive(Clone, Copy)]
enum Half {
    Morning,
    Afternoon,
}

fn half_of_day(text: &str) -> (&str, Option<Half>) {
    let words = [
        ("上午", Half::Morning),
        ("AM", Half::Morning),
        ("am", Half::Morning),
        ("下午", Half::Afternoon),
        ("PM", Half::Afternoon),
        ("pm", Half::Afternoon),
    ];
    for (word, half) in words {
        let rest = text.strip_prefix(word).or_else(|| text.strip_suffix(word));
        if let Some(rest) = rest {
            return (rest.trim(), Some(half));
        }
    }
    (text, None)
}

/// `10时30分15秒`, `10点30分`, `10时` with colons.
fn in_colons(text: &str) -> Option<String> {
    let (hour, rest) = text.split_once(['时', '点'])?;
    let (minute, rest) = rest.split_once('分').unwrap_or((rest, ""));
    let second = rest.strip_suffix('秒').unwrap_or(rest);
    let or_zero = |part: &str| {
        let part = part.trim();
        if part.is_empty() {
            "0".to_owned()
        } else {
            part.to_owned()
        }
    };
    Some(format!("{}:{}:{}", hour.trim(), or_zero(minute), or_zero(second)))
}

/// The time that six or four digits are: 163000, 1630.
pub(super) fn packed(digits: &str) -> Option<NaiveTime> {
    let time = match digits.len() {
        4 => number(digits) * 100,
        6 => number(digits),
        _ => return None,
    };
    NaiveTime::from_hms_opt(time / 10_000, time / 100 % 100, time % 100)
}
