//! Months and quarters of the calendar, and windows that end on a day.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What is wrong with a text that should name a period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    /// Not a month.
    #[error("a month is written `2023-05`, not `{0}`")]
    NotAMonth(String),
    /// Not a quarter.
    #[error("a quarter is written `2023-Q2`, not `{0}`")]
    NotAQuarter(String),
}

/// A month of the calendar, `2023-05`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i32,
    month: u32,
}

impl Month {
    /// The month with this number, 1 to 12, in a year from 1 to 9999.
    pub const fn new(year: i32, month: u32) -> Option<Self> {
        if year < 1 || year > 9999 || month < 1 || month > 12 {
            return None;
        }
        Some(Self { year, month })
    }

    /// The month that `day` lies in.
    pub fn of(day: NaiveDate) -> Self {
        Self {
            year: day.year(),
            month: day.month(),
        }
    }

    /// The year.
    pub const fn year(self) -> i32 {
        self.year
    }

    /// The number of the month, from 1.
    pub const fn month(self) -> u32 {
        self.month
    }

    /// The first day.
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, self.month, 1).expect("months are checked when made")
    }

    /// The last day: the 28th to the 31st.
    pub fn last_day(self) -> NaiveDate {
        day_before(self.next().first_day())
    }

    /// The month before.
    #[must_use]
    pub const fn prev(self) -> Self {
        if self.month == 1 {
            Self {
                year: self.year - 1,
                month: 12,
            }
        } else {
            Self {
                year: self.year,
                month: self.month - 1,
            }
        }
    }

    /// The month after.
    #[must_use]
    pub const fn next(self) -> Self {
        if self.month == 12 {
            Self {
                year: self.year + 1,
                month: 1,
            }
        } else {
            Self {
                year: self.year,
                month: self.month + 1,
            }
        }
    }

    /// The quarter that the month lies in.
    pub const fn quarter(self) -> Quarter {
        Quarter {
            year: self.year,
            quarter: self.month.div_ceil(3),
        }
    }

    /// Whether `day` lies in the month.
    pub fn contains(self, day: NaiveDate) -> bool {
        Self::of(day) == self
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Month {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.split_once('-')
            .and_then(|(year, month)| Self::new(number(year, 4)?, number(month, 2)?.try_into().ok()?))
            .ok_or_else(|| PeriodError::NotAMonth(text.to_owned()))
    }
}

/// A quarter of the calendar, `2023-Q2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter {
    year: i32,
    quarter: u32,
}

impl Quarter {
    /// The quarter with this number, 1 to 4, in a year from 1 to 9999.
    pub const fn new(year: i32, quarter: u32) -> Option<Self> {
        if year < 1 || year > 9999 || quarter < 1 || quarter > 4 {
            return None;
        }
        Some(Self { year, quarter })
    }

    /// The quarter that `day` lies in.
    pub fn of(day: NaiveDate) -> Self {
        Month::of(day).quarter()
    }

    /// The year.
    pub const fn year(self) -> i32 {
        self.year
    }

    /// The number of the quarter, from 1.
    pub const fn quarter(self) -> u32 {
        self.quarter
    }

    /// The first of its three months.
    pub const fn first_month(self) -> Month {
        Month {
            year: self.year,
            month: self.quarter * 3 - 2,
        }
    }

    /// The last of its three months.
    pub const fn last_month(self) -> Month {
        Month {
            year: self.year,
            month: self.quarter * 3,
        }
    }

    /// The first day.
    pub fn first_day(self) -> NaiveDate {
        self.first_month().first_day()
    }

    /// The last day.
    pub fn last_day(self) -> NaiveDate {
        self.last_month().last_day()
    }

    /// The quarter before.
    #[must_use]
    pub const fn prev(self) -> Self {
        self.first_month().prev().quarter()
    }

    /// The quarter after.
    #[must_use]
    pub const fn next(self) -> Self {
        self.last_month().next().quarter()
    }

    /// Whether `day` lies in the quarter.
    pub fn contains(self, day: NaiveDate) -> bool {
        Self::of(day) == self
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-Q{}", self.year, self.quarter)
    }
}

impl FromStr for Quarter {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.split_once("-Q")
            .and_then(|(year, quarter)| Self::new(number(year, 4)?, number(quarter, 1)?.try_into().ok()?))
            .ok_or_else(|| PeriodError::NotAQuarter(text.to_owned()))
    }
}

/// A number of exactly `digits` ASCII digits.
fn number(text: &str, digits: usize) -> Option<i32> {
    let fits = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| text.parse().ok()).flatten()
}

/// `day` and `n` months on, on the last day of a month that is too short: 31 January and one month is 28 February.
pub fn months_after(day: NaiveDate, n: u32) -> NaiveDate {
    day.checked_add_months(Months::new(n)).unwrap_or(NaiveDate::MAX)
}

/// `day` and `n` months back, on the last day of a month that is too short. The last `n` months are what lies after it, up to `day`.
pub fn months_before(day: NaiveDate, n: u32) -> NaiveDate {
    day.checked_sub_months(Months::new(n)).unwrap_or(NaiveDate::MIN)
}

/// The last month that ended on or before `as_of`: 31 May is the end of May.
pub fn last_closed_month(as_of: NaiveDate) -> Month {
    let month = Month::of(as_of);
    if month.last_day() == as_of {
        month
    } else {
        month.prev()
    }
}

/// The last quarter that ended on or before `as_of`.
pub fn last_closed_quarter(as_of: NaiveDate) -> Quarter {
    let quarter = Quarter::of(as_of);
    if quarter.last_day() == as_of {
        quarter
    } else {
        quarter.prev()
    }
}

fn day_before(day: NaiveDate) -> NaiveDate {
    day.pred_opt().unwrap_or(NaiveDate::MIN)
}

/// Serde as the text that `Display` writes and `FromStr` reads.
macro_rules! serde_as_text {
    ($name:ident) => {
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?
                    .parse()
                    .map_err(serde::de::Error::custom)
            }
        }
    };
}

serde_as_text!(Month);
serde_as_text!(Quarter);

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn months_are_added_as_in_the_published_table() {
        for line in include_str!("../tests/data/month_add.csv").lines().skip(1) {
            let [start, months, due] = line.split(',').collect::<Vec<_>>()[..] else {
                panic!("three columns: {line}");
            };

            assert_eq!(
                months_after(day(start), months.parse().unwrap()),
                day(due),
                "{line}"
            );
        }
    }

    #[test]
    fn the_day_twelve_months_before_a_leap_day_is_28_february() {
        assert_eq!(months_before(day("2024-02-29"), 12), day("2023-02-28"));
        assert_eq!(months_before(day("2023-05-31"), 3), day("2023-02-28"));
    }

    #[test]
    fn a_month_is_closed_on_its_last_day() {
        assert_eq!(last_closed_month(day("2023-05-31")).to_string(), "2023-05");
        assert_eq!(last_closed_month(day("2023-05-30")).to_string(), "2023-04");
        assert_eq!(last_closed_month(day("2024-02-28")).to_string(), "2024-01");
        assert_eq!(last_closed_month(day("2023-01-01")).to_string(), "2022-12");
    }

    #[test]
    fn a_quarter_is_closed_on_its_last_day() {
        assert_eq!(last_closed_quarter(day("2023-06-30")).to_string(), "2023-Q2");
        assert_eq!(last_closed_quarter(day("2023-06-29")).to_string(), "2023-Q1");
        assert_eq!(last_closed_quarter(day("2023-03-30")).to_string(), "2022-Q4");
    }

    #[test]
    fn a_quarter_has_three_months() {
        let quarter: Quarter = "2023-Q4".parse().unwrap();

        assert_eq!(quarter.first_day(), day("2023-10-01"));
        assert_eq!(quarter.last_day(), day("2023-12-31"));
        assert_eq!(quarter.next().to_string(), "2024-Q1");
        assert_eq!(quarter.prev().to_string(), "2023-Q3");
    }

    #[test]
    fn only_one_way_of_writing_a_month_is_read() {
        assert_eq!("2023-05".parse(), Ok(Month::new(2023, 5).unwrap()));
        for text in [
            "2023-5",
            "2023-13",
            "2023-00",
            "2023",
            "202305",
            "+023-05",
            "2023-05-01",
            "",
        ] {
            assert!(text.parse::<Month>().is_err(), "{text}");
        }
    }
}
