//! Cells as an office prints them. Digits are written by hand: a large county has tens of millions of cells.

use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};

use crate::dirt::{DateHabit, Layout, MoneyHabit};
use crate::write::row::Cell;

/// Appends the text of a cell.
pub(crate) fn print(text: &mut String, cell: &Cell, is_required: bool, layout: &Layout) {
    match cell {
        Cell::Blank => {}
        Cell::Label(label) => text.push_str(label),
        Cell::Text(value) => text.push_str(value),
        Cell::Date(day) => print_day(text, *day, layout.date),
        Cell::Time(time) => print_time(text, *time, layout.date),
        Cell::Count(count) => print_whole(text, *count, false),
        Cell::Cents(cents) => print_money(text, *cents, layout),
        Cell::Decimal(units) => print_fixed(text, *units, 4, false),
        Cell::Bool(value) => text.push_str(layout.yes_or_no(*value, is_required)),
    }
}

fn print_day(text: &mut String, day: NaiveDate, habit: DateHabit) {
    let (year, month, day) = (day.year(), day.month(), day.day());
    let separators = match habit {
        DateHabit::Dashes => {
            print_whole(text, i64::from(year), false);
            text.push('-');
            two_digits(text, month);
            text.push('-');
            two_digits(text, day);
            return;
        }
        DateHabit::Compact => {
            print_whole(text, i64::from(year), false);
            two_digits(text, month);
            two_digits(text, day);
            return;
        }
        DateHabit::Slashes => ["/", "/", ""],
        DateHabit::Characters => ["年", "月", "日"],
    };
    for (number, separator) in [i64::from(year), i64::from(month), i64::from(day)]
        .into_iter()
        .zip(separators)
    {
        print_whole(text, number, false);
        text.push_str(separator);
    }
}

fn print_time(text: &mut String, time: NaiveDateTime, habit: DateHabit) {
    let habit = match habit {
        DateHabit::Compact => DateHabit::Dashes,
        DateHabit::Dashes | DateHabit::Slashes | DateHabit::Characters => habit,
    };
    print_day(text, time.date(), habit);
    text.push(' ');
    two_digits(text, time.hour());
    text.push(':');
    two_digits(text, time.minute());
    text.push(':');
    two_digits(text, time.second());
}

fn print_money(text: &mut String, cents: i64, layout: &Layout) {
    if layout.money == MoneyHabit::TenThousand {
        print_fixed(text, cents, 6, false);
    } else {
        print_fixed(text, cents, 2, layout.is_grouped);
    }
}

/// A number given in units of its last decimal.
fn print_fixed(text: &mut String, units: i64, places: u32, is_grouped: bool) {
    let scale = 10_i64.pow(places);
    if units < 0 {
        text.push('-');
    }
    let units = units.abs();
    print_whole(text, units / scale, is_grouped);
    text.push('.');
    let fraction = units % scale;
    let mut unit = scale / 10;
    while unit > 0 {
        push_digit(text, fraction / unit % 10);
        unit /= 10;
    }
}

fn print_whole(text: &mut String, number: i64, is_grouped: bool) {
    if number < 0 {
        text.push('-');
    }
    let number = number.abs();
    let mut unit = 1;
    let mut digits = 1;
    while number / unit >= 10 {
        unit *= 10;
        digits += 1;
    }
    while unit > 0 {
        push_digit(text, number / unit % 10);
        unit /= 10;
        digits -= 1;
        if is_grouped && digits > 0 && digits % 3 == 0 {
            text.push(',');
        }
    }
}

fn two_digits(text: &mut String, number: u32) {
    push_digit(text, i64::from(number / 10 % 10));
    push_digit(text, i64::from(number % 10));
}

fn push_digit(text: &mut String, digit: i64) {
    let digit = u8::try_from(digit).unwrap_or(0);
    text.push(char::from(b'0' + digit));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::days::{at, date};
    use crate::write::dataset::Dataset;

    fn printed(cell: &Cell, change: impl FnOnce(&mut Layout)) -> String {
        let mut layout = Layout::of(1, Dataset::Income, None, date(2023, 5, 1));
        layout.money = MoneyHabit::Plain;
        layout.is_grouped = false;
        change(&mut layout);
        let mut text = String::new();
        print(&mut text, cell, true, &layout);
        text
    }

    #[test]
    fn days_are_written_in_four_ways() {
        let cell = Cell::Date(date(2023, 5, 7));
        let written = [
            DateHabit::Dashes,
            DateHabit::Slashes,
            DateHabit::Characters,
            DateHabit::Compact,
        ]
        .map(|habit| printed(&cell, |layout| layout.date = habit));

        assert_eq!(written, ["2023-05-07", "2023/5/7", "2023年5月7日", "20230507"]);
    }

    #[test]
    fn times_carry_their_seconds() {
        let cell = Cell::Time(at(date(2023, 5, 7), 9 * 3600 + 5));

        assert_eq!(
            printed(&cell, |layout| layout.date = DateHabit::Slashes),
            "2023/5/7 09:00:05"
        );
        assert_eq!(
            printed(&cell, |layout| layout.date = DateHabit::Compact),
            "2023-05-07 09:00:05"
        );
    }

    #[test]
    fn money_is_exact_in_every_unit() {
        let cell = Cell::Cents(123_456_705);

        assert_eq!(printed(&cell, |_| ()), "1234567.05");
        assert_eq!(printed(&cell, |layout| layout.is_grouped = true), "1,234,567.05");
        assert_eq!(
            printed(&cell, |layout| layout.money = MoneyHabit::TenThousand),
            "123.456705"
        );
        assert_eq!(printed(&Cell::Cents(-5), |_| ()), "-0.05");
    }
}
