//! Counts and days as Chinese readers expect them. Values of figures are written by [`reports::number`], so that a figure looks the
//! same on paper and on screen.

use chrono::{Datelike, NaiveDate};
use domain::unit::{grouped, to_f64};

/// How many there are: `12,345`.
pub(crate) fn count(number: usize) -> String {
    grouped(whole(number))
}

/// A number of things as a number that can be divided.
pub(crate) fn real(number: usize) -> f64 {
    to_f64(whole(number))
}

fn whole(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// `2023年5月31日`
pub(crate) fn day(day: NaiveDate) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// `5月31日`
pub(crate) fn short_day(day: NaiveDate) -> String {
    format!("{}月{}日", day.month(), day.day())
}
