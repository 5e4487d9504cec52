//! Days and clock times, short enough to be used everywhere in this crate.

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, Weekday};

use crate::dice::Dice;

/// `n` days later (earlier when negative).
pub(crate) fn plus(day: NaiveDate, n: i64) -> NaiveDate {
    let days = Days::new(n.unsigned_abs());
    let moved = if n < 0 {
        day.checked_sub_days(days)
    } else {
        day.checked_add_days(days)
    };
    moved.expect("simulated days lie far inside the calendar")
}

/// The days from `from` to `to`.
pub(crate) fn between(from: NaiveDate, to: NaiveDate) -> i64 {
    (to - from).num_days()
}

/// The day with this year, month and day of the month, the last day of the month at most.
pub(crate) fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    (1..=day)
        .rev()
        .find_map(|day| NaiveDate::from_ymd_opt(year, month, day))
        .expect("every month has a first day")
}

/// The first day of the month of `day`.
pub(crate) fn month_start(day: NaiveDate) -> NaiveDate {
    date(day.year(), day.month(), 1)
}

/// The last day of the month of `day`.
pub(crate) fn month_end(day: NaiveDate) -> NaiveDate {
    date(day.year(), day.month(), 31)
}

/// The same day of the month `n` months later, the last day of that month at most.
pub(crate) fn months_later(day: NaiveDate, n: i32) -> NaiveDate {
    let index = day.year() * 12 + day.month0().cast_signed() + n;
    date(
        index.div_euclid(12),
        index.rem_euclid(12).unsigned_abs() + 1,
        day.day(),
    )
}

/// A day in [from, to], or `from` when the range is empty.
pub(crate) fn any_day(dice: &mut Dice, from: NaiveDate, to: NaiveDate) -> NaiveDate {
    plus(from, dice.between(0, between(from, to)))
}

/// The day itself, or the Monday after a weekend.
pub(crate) fn weekday(day: NaiveDate) -> NaiveDate {
    match day.weekday() {
        Weekday::Sat => plus(day, 2),
        Weekday::Sun => plus(day, 1),
        Weekday::Mon | Weekday::Tue | Weekday::Wed | Weekday::Thu | Weekday::Fri => day,
    }
}

/// A time of the day during which offices work and villagers are at home.
pub(crate) fn office_hour(dice: &mut Dice, day: NaiveDate) -> NaiveDateTime {
    at(day, 8 * 3600 + dice.below(10 * 3600))
}

/// The time so many seconds after midnight.
pub(crate) fn at(day: NaiveDate, seconds: u32) -> NaiveDateTime {
    let time = NaiveTime::from_num_seconds_from_midnight_opt(seconds.min(86_399), 0)
        .expect("a day has 86,400 seconds");
    day.and_time(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_clamped_to_their_last_day() {
        assert_eq!(months_later(date(2022, 8, 31), 6), date(2023, 2, 28));
        assert_eq!(months_later(date(2023, 5, 31), -23), date(2021, 6, 30));
        assert_eq!(month_end(date(2024, 2, 3)), date(2024, 2, 29));
    }
}
