//! One row before any office has printed it.

use chrono::{NaiveDate, NaiveDateTime};
use domain::region::RegionCode;

/// A value, not yet in anybody's habit of writing it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell {
    Blank,
    Label(&'static str),
    Text(Box<str>),
    Date(NaiveDate),
    Time(NaiveDateTime),
    Count(i64),
    /// Money in 分.
    Cents(i64),
    /// A number with four decimals, in units of the last.
    Decimal(i64),
    Bool(bool),
}

impl From<&'static str> for Cell {
    fn from(label: &'static str) -> Self {
        Self::Label(label)
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text.into_boxed_str())
    }
}

impl From<&String> for Cell {
    fn from(text: &String) -> Self {
        Self::Text(text.as_str().into())
    }
}

impl From<RegionCode> for Cell {
    fn from(code: RegionCode) -> Self {
        Self::Text(code.as_str().into())
    }
}

impl From<NaiveDate> for Cell {
    fn from(day: NaiveDate) -> Self {
        Self::Date(day)
    }
}

impl From<NaiveDateTime> for Cell {
    fn from(time: NaiveDateTime) -> Self {
        Self::Time(time)
    }
}

impl From<u32> for Cell {
    fn from(count: u32) -> Self {
        Self::Count(i64::from(count))
    }
}

impl From<i32> for Cell {
    fn from(count: i32) -> Self {
        Self::Count(i64::from(count))
    }
}

impl From<usize> for Cell {
    fn from(count: usize) -> Self {
        Self::Count(i64::try_from(count).unwrap_or(i64::MAX))
    }
}

impl From<bool> for Cell {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Blank, Into::into)
    }
}

/// The cells of a row, in the canonical order of its dataset.
macro_rules! cells {
    ($($cell:expr),+ $(,)?) => {
        vec![$($crate::write::row::Cell::from($cell)),+]
    };
}
pub(crate) use cells;

/// A row and the day on which its office entered it.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) entered_on: NaiveDate,
    pub(crate) cells: Vec<Cell>,
}
