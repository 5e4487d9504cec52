//! One cell becomes one value, or a reason why not: a function for each kind of column.
//!
//! Nothing is repaired by guess. What the contract lists as the same value in another spelling is read; all else is refused.

mod day;
mod number;

use std::borrow::Cow;

use chrono::{NaiveDate, NaiveDateTime};
use domain::person::{IdFault, IdNumber};
use domain::region::RegionCode;

pub(crate) use self::day::Epoch;
use crate::disposition::Reason;
use crate::reader::{Cell, trimmed};
use crate::source::Kind;

/// Integers of 16 digits and more are no longer exact in a spreadsheet.
const EXACT_BELOW: f64 = 1e15;

/// A checked value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value<'a> {
    /// The cell is empty, or the file has no such column.
    Missing,
    /// The cell was refused; checks that depend on it are not run.
    Refused,
    Text(Cow<'a, str>),
    Label(&'static str),
    Region(RegionCode),
    Day(NaiveDate),
    /// Local time in Asia/Shanghai.
    Moment(NaiveDateTime),
    Int(i64),
    Number(f64),
    /// Hundredths of a yuan.
    Money(i128),
    Flag(bool),
    Person(IdNumber),
}

impl Value<'_> {
    /// The day of a day or of an instant.
    pub(crate) fn day(&self) -> Option<NaiveDate> {
        match self {
            Self::Day(day) => Some(*day),
            Self::Moment(moment) => Some(moment.date()),
            _ => None,
        }
    }
}

/// What a cell's meaning depends on beside its column.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting {
    /// How the workbook counts its days.
    pub(crate) epoch: Epoch,
    /// What the unit in the header multiplies numbers by.
    pub(crate) factor: u32,
    /// Whether ticks stand in the column, so that an empty cell says no.
    pub(crate) has_ticks: bool,
    /// The day of delivery: nobody in the file was born later.
    pub(crate) delivered_on: NaiveDate,
}

/// Reads a cell as a value of `kind`.
pub(crate) fn read<'c>(cell: &'c Cell<'_>, kind: &Kind, setting: Setting) -> Result<Value<'c>, Reason> {
    if cell.is_blank() {
        return Ok(if setting.has_ticks && matches!(kind, Kind::Bool) {
            Value::Flag(false)
        } else {
            Value::Missing
        });
    }
    match kind {
        Kind::Text => Ok(Value::Text(text(cell, setting.epoch))),
        Kind::Id | Kind::Household => identifier(cell).map(Value::Text),
        Kind::Region | Kind::RegionCode => region(cell).map(Value::Region),
        Kind::Date | Kind::Birth => day::moment(cell, setting.epoch).map(|moment| Value::Day(moment.date())),
        Kind::Time => day::moment(cell, setting.epoch).map(Value::Moment),
        Kind::Int => number::int(cell, setting.factor).map(Value::Int),
        Kind::Number => number::number(cell, setting.factor).map(Value::Number),
        Kind::Money => number::money(cell, setting.factor).map(Value::Money),
        Kind::Bool => flag(cell).map(Value::Flag),
        Kind::Code(list) => {
            let shown = plain(cell);
            (list.canonical)(&shown)
                .map(Value::Label)
                .ok_or(Reason::CodeUnknown)
        }
        Kind::IdNumber => person(cell, setting.delivered_on).map(Value::Person),
    }
}

/// The text of a cell of any type; a number as it would be typed.
fn plain<'c>(cell: &'c Cell<'_>) -> Cow<'c, str> {
    match cell {
        Cell::Empty => Cow::Borrowed(""),
        Cell::Text(text) => Cow::Borrowed(trimmed(text)),
        Cell::Number(number) | Cell::Serial(number) => Cow::Owned(number.to_string()),
        Cell::Bool(flag) => Cow::Borrowed(if *flag { "TRUE" } else { "FALSE" }),
    }
}

fn text<'c>(cell: &'c Cell<'_>, epoch: Epoch) -> Cow<'c, str> {
    match cell {
        // A spreadsheet that took a text for a date shows it as one.
        Cell::Serial(_) => day::moment(cell, epoch).map_or_else(
            |_no_date| plain(cell),
            |moment| Cow::Owned(moment.date().to_string()),
        ),
        _ => plain(cell),
    }
}

/// A key: white space and a leading apostrophe go, and a number must still have all its digits.
fn identifier<'c>(cell: &'c Cell<'_>) -> Result<Cow<'c, str>, Reason> {
    match cell {
        Cell::Number(number) | Cell::Serial(number) if number.abs() >= EXACT_BELOW => {
            Err(Reason::IdPrecisionLost)
        }
        Cell::Text(text) => {
            let text = trimmed(text);
            if is_scientific(text) {
                return Err(Reason::IdPrecisionLost);
            }
            let rest = text.strip_prefix('\'').filter(|rest| !rest.is_empty());
            Ok(Cow::Borrowed(rest.unwrap_or(text)))
        }
        _ => Ok(plain(cell)),
    }
}

/// Whether the text is a spreadsheet's short form of a long number: `3.40604E+17`.
fn is_scientific(text: &str) -> bool {
    let Some((digits, exponent)) = text.split_once("E+") else {
        return false;
    };
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    are_digits(whole) && are_digits(fraction) && are_digits(exponent)
}

fn region(cell: &Cell<'_>) -> Result<RegionCode, Reason> {
    let shown = plain(cell);
    let shown = if shown.is_ascii() {
        shown
    } else {
        Cow::Owned(domain::text::label(&shown).into_owned())
    };
    // What is no code at all is no region's code either.
    shown
        .trim_start_matches('\'')
        .parse()
        .map_err(|_not_a_code| Reason::RegionUnknown)
}

fn flag(cell: &Cell<'_>) -> Result<bool, Reason> {
    if let Cell::Bool(flag) = cell {
        return Ok(*flag);
    }
    let shown = plain(cell);
    let shown = domain::text::label(&shown);
    match shown.as_ref() {
        "是" | "1" | "Y" | "y" | "√" | "✓" | "✔" | "TRUE" | "true" | "True" => Ok(true),
        "否" | "0" | "N" | "n" | "FALSE" | "false" | "False" => Ok(false),
        _ => Err(Reason::CodeUnknown),
    }
}

/// Whether the cell holds a tick.
pub(crate) fn is_tick(cell: &Cell<'_>) -> bool {
    matches!(cell, Cell::Text(text) if matches!(trimmed(text), "√" | "✓" | "✔"))
}

fn person(cell: &Cell<'_>, delivered_on: NaiveDate) -> Result<IdNumber, Reason> {
    if let Cell::Number(number) | Cell::Serial(number) = cell
        && number.abs() >= EXACT_BELOW
    {
        return Err(Reason::IdPrecisionLost);
    }
    let id: IdNumber = plain(cell).parse().map_err(|fault| match fault {
        IdFault::PrecisionLost => Reason::IdPrecisionLost,
        IdFault::Checksum => Reason::IdChecksum,
    })?;
    if id.born_after(delivered_on) {
        return Err(Reason::IdChecksum);
    }
    Ok(id)
}

#[cfg(test)]
mod tests;
