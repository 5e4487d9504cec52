//! One cell becomes one value, or a reason why not: a function for each kind of column.
//!
//! Nothing is repaired by guess. What the contract lists as the same value in another spelling is read; all else is refused.

mod blank;
mod clock;
mod day;
mod digits;
mod number;

use std::borrow::Cow;

use chrono::{NaiveDate, NaiveDateTime};
use domain::person::{IdFault, IdNumber};
use domain::region::RegionCode;

pub(crate) use self::day::{Epoch, from_serial as serial_moment};
use crate::contract::Labels;
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
    /// The name of a place where its code should stand. What it means is not known here; no row lands with it.
    PlaceName(Cow<'a, str>),
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
#[derive(Debug, Clone)]
pub(crate) struct Setting {
    /// How the workbook counts its days.
    pub(crate) epoch: Epoch,
    /// What the unit in the header multiplies numbers by.
    pub(crate) factor: u32,
    /// Whether ticks stand in the column, so that an empty cell says no.
    pub(crate) has_ticks: bool,
    /// Whether the column asks what there is, so that 有 says yes and 无 says no.
    pub(crate) asks_having: bool,
    /// Whether the column is part of the key.
    pub(crate) is_key: bool,
    /// What the office writes in place of the labels of the list.
    pub(crate) labels: Option<Labels>,
    /// The day of delivery: nobody in the file was born later.
    pub(crate) delivered_on: NaiveDate,
}

impl Setting {
    /// A column of which nothing is known but its kind.
    pub(crate) const fn plain(epoch: Epoch, delivered_on: NaiveDate) -> Self {
        Self {
            epoch,
            factor: 1,
            has_ticks: false,
            asks_having: false,
            is_key: false,
            labels: None,
            delivered_on,
        }
    }

    fn label_of(&self, shown: &str) -> Option<&'static str> {
        self.labels
            .as_ref()?
            .get(domain::text::label(shown).as_ref())
            .copied()
    }
}

/// Reads a cell as a value of `kind`.
pub(crate) fn read<'c>(cell: &'c Cell<'_>, kind: &Kind, setting: &Setting) -> Result<Value<'c>, Reason> {
    if let Kind::Code(list) = kind
        && !cell.is_blank()
    {
        let shown = plain(cell);
        if let Some(label) = (list.canonical)(&shown).or_else(|| setting.label_of(&shown)) {
            return Ok(Value::Label(label));
        }
    }
    if cell.is_blank() || blank::is_mark(cell, kind, setting) {
        return Ok(if setting.has_ticks && matches!(kind, Kind::Bool) {
            Value::Flag(false)
        } else {
            Value::Missing
        });
    }
    // A value that should be there and is not: nobody's name, and no key. Other columns know no such value anyway.
    if matches!(
        kind,
        Kind::Text | Kind::Name | Kind::Phone | Kind::Id | Kind::PersonId | Kind::Household
    ) && blank::is_error(cell)
    {
        return Err(Reason::RequiredMissing);
    }
    match kind {
        Kind::Text => Ok(Value::Text(text(cell, setting.epoch))),
        Kind::Name => Ok(Value::Text(name(cell))),
        Kind::Phone => Ok(Value::Text(phone(cell))),
        Kind::Id | Kind::PersonId | Kind::Household => identifier(cell).map(Value::Text),
        Kind::RegionCode => region(cell).map(Value::Region),
        Kind::Region => region(cell)
            .map(Value::Region)
            .or_else(|reason| place_name(cell).map(Value::PlaceName).ok_or(reason)),
        Kind::Date | Kind::Birth => day::moment(cell, setting.epoch).map(|moment| Value::Day(moment.date())),
        Kind::Time => day::moment(cell, setting.epoch).map(Value::Moment),
        Kind::Int => number::int(cell, setting.factor).map(Value::Int),
        Kind::Number => number::number(cell, setting.factor).map(Value::Number),
        Kind::Money => number::money(cell, setting.factor).map(Value::Money),
        Kind::Bool => flag(cell, setting).map(Value::Flag),
        Kind::Code(_) => Err(Reason::CodeUnknown),
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

/// A name as it was written: only the apostrophe goes with which a spreadsheet marks a text.
fn name<'c>(cell: &'c Cell<'_>) -> Cow<'c, str> {
    match cell {
        Cell::Text(text) => Cow::Borrowed(without_apostrophe(trimmed(text))),
        _ => plain(cell),
    }
}

/// A telephone number. One that a spreadsheet wrote as 1.3812345678E+10 still has all its digits; 1.38E+10 has not, and stays as it is.
fn phone<'c>(cell: &'c Cell<'_>) -> Cow<'c, str> {
    let Cell::Text(text) = cell else {
        return plain(cell);
    };
    let text = in_form(trimmed(text));
    let digits = text.strip_suffix(".0").filter(|digits| is_mobile(digits));
    if let Some(digits) = digits {
        return Cow::Owned(digits.to_owned());
    }
    digits::restored(&text)
        .filter(|digits| is_mobile(digits))
        .map_or(text, Cow::Owned)
}

fn is_mobile(text: &str) -> bool {
    text.len() == 11 && text.starts_with('1') && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A key: white space at its ends, invisible characters and a leading apostrophe go, full-width letters become plain ones, and a
/// number must still have all its digits.
fn identifier<'c>(cell: &'c Cell<'_>) -> Result<Cow<'c, str>, Reason> {
    match cell {
        Cell::Number(number) | Cell::Serial(number) if number.abs() >= EXACT_BELOW => {
            Err(Reason::IdPrecisionLost)
        }
        Cell::Text(text) => {
            let text = in_form(trimmed(text));
            if is_scientific(&text) {
                return Err(Reason::IdPrecisionLost);
            }
            Ok(text)
        }
        _ => Ok(plain(cell)),
    }
}

/// Plain letters and digits without what nobody sees and without the apostrophe of a spreadsheet.
fn in_form(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(without_apostrophe(text));
    }
    let form = domain::text::normalise(text);
    let form = domain::text::visible(&form);
    Cow::Owned(without_apostrophe(form.trim()).to_owned())
}

fn without_apostrophe(text: &str) -> &str {
    text.strip_prefix(['\'', '‘', '’', '`'])
        .filter(|rest| !rest.is_empty())
        .unwrap_or(text)
}

/// Whether the text is a spreadsheet's short form of a long number: `3.40604E+17`.
fn is_scientific(text: &str) -> bool {
    // Hardly any key has a plus sign in it.
    let Some((digits, exponent)) = text.split_once('+') else {
        return false;
    };
    let Some(digits) = digits.strip_suffix(['E', 'e']) else {
        return false;
    };
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    are_digits(whole) && are_digits(fraction) && are_digits(exponent)
}

fn region(cell: &Cell<'_>) -> Result<RegionCode, Reason> {
    let shown = plain(cell);
    if let Ok(code) = shown.parse() {
        return Ok(code);
    }
    let shown = domain::text::label(&shown);
    let shown = without_apostrophe(&shown);
    let restored = digits::restored(shown);
    let digits = restored.as_deref().unwrap_or(shown);
    let digits = digits.strip_suffix(".0").unwrap_or(digits);
    // What is no code at all is no region's code either.
    digits.parse().map_err(|_not_a_code| Reason::RegionUnknown)
}

/// Text with Chinese letters in it.
fn place_name<'c>(cell: &'c Cell<'_>) -> Option<Cow<'c, str>> {
    let Cell::Text(text) = cell else {
        return None;
    };
    let text = trimmed(text);
    let is_name = text
        .chars()
        .any(|letter| letter.is_alphabetic() && !letter.is_ascii());
    is_name.then_some(Cow::Borrowed(text))
}

fn flag(cell: &Cell<'_>, setting: &Setting) -> Result<bool, Reason> {
    if let Cell::Bool(flag) = cell {
        return Ok(*flag);
    }
    let shown = plain(cell);
    let shown = domain::text::label(&shown);
    match without_apostrophe(&shown) {
        "是" | "1" | "1.0" | "Y" | "y" | "YES" | "Yes" | "yes" | "√" | "✓" | "✔" | "☑" | "TRUE" | "true"
        | "True" => Ok(true),
        "否" | "0" | "0.0" | "N" | "n" | "NO" | "No" | "no" | "×" | "✗" | "✘" | "✕" | "✖" | "□" | "☐"
        | "FALSE" | "false" | "False" => Ok(false),
        "有" if setting.asks_having => Ok(true),
        "无" | "没有" if setting.asks_having => Ok(false),
        other => match setting.label_of(other) {
            Some("是") => Ok(true),
            Some(_) => Ok(false),
            None => Err(Reason::CodeUnknown),
        },
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
