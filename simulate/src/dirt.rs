//! How offices lay out their files: the drift that is legal. Encodings, title rows, footers, decorated headers, ways to write a day or a yes.
//!
//! Everything here is clean: a reader that follows the source contract lands every row.

use chrono::NaiveDate;
use domain::region::RegionCode;

use crate::dice::{Dice, hash, mix};
use crate::write::dataset::{Column, Dataset, Kind};

/// The file format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Csv(Encoding),
    Xlsx,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    Utf8Bom,
    Gb18030,
    /// Little endian with BOM: what a spreadsheet calls Unicode text.
    Utf16,
}

/// How an office writes a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateHabit {
    /// 2023-05-15
    Dashes,
    /// 2023/5/15
    Slashes,
    /// 2023年5月15日
    Characters,
    /// 20230515; times are written with dashes all the same.
    Compact,
}

/// How an office writes yes and no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BoolHabit {
    Characters,
    Digits,
    Letters,
    /// √ and nothing. Required columns get 是 and 否: there an empty cell would be a missing value.
    Tick,
}

/// What stands behind the name of a money column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MoneyHabit {
    Plain,
    /// 金额（元）
    FullWidth,
    /// 金额(元)
    HalfWidth,
    /// 金额（万元）, and the values divided by ten thousand.
    TenThousand,
}

/// How a header cell is decorated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HeaderHabit {
    Plain,
    /// *户编号 for required columns.
    Starred,
    /// 户 编 号
    Spaced,
}

/// The layout of one file.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one independent habit of layout"
)]
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    pub(crate) format: Format,
    pub(crate) date: DateHabit,
    pub(crate) yes: BoolHabit,
    pub(crate) money: MoneyHabit,
    pub(crate) header: HeaderHabit,
    /// Thousands separators in money.
    pub(crate) is_grouped: bool,
    pub(crate) has_title: bool,
    pub(crate) has_unit_row: bool,
    pub(crate) has_serial: bool,
    pub(crate) has_footer: bool,
    pub(crate) quotes_all: bool,
    /// Group names above the columns.
    pub(crate) has_two_rows: bool,
    /// A hidden sheet with notes, in a workbook.
    pub(crate) has_notes: bool,
    /// Between the fields of a text file.
    pub(crate) separator: u8,
    /// The order of the columns, as indices into the dataset's.
    pub(crate) order: Vec<usize>,
}

impl Layout {
    /// The habits of an office stay; whether it sends a workbook or a text file, and whether it kept the title, changes from file to file.
    pub(crate) fn of(seed: u64, dataset: Dataset, office: Option<RegionCode>, folder: NaiveDate) -> Self {
        let office = office.map_or(0, |code| hash(code.as_str()));
        let mut habit = Dice::new(seed, dataset.key(), office);
        let mut file = Dice::new(mix(seed, office), dataset.title(), hash(&folder.to_string()));
        let format = match file.weighted(&[0.40, 0.20, 0.22, 0.18]) {
            0 => Format::Csv(Encoding::Utf8),
            1 => Format::Csv(Encoding::Utf8Bom),
            2 => Format::Csv(Encoding::Gb18030),
            _ => Format::Xlsx,
        };
        let mut order: Vec<usize> = (0..dataset.columns().len()).collect();
        if habit.chance(0.2) {
            for index in (1..order.len()).rev() {
                let other = usize::try_from(habit.between(0, i64::try_from(index).unwrap_or(0))).unwrap_or(0);
                order.swap(index, other);
            }
        }
        let is_book = format == Format::Xlsx;
        let mut rare = Dice::new(
            mix(seed, office),
            "rare habits",
            hash(&format!("{}{folder}", dataset.key())),
        );
        let (format, separator) = match format {
            // Unicode text from a spreadsheet comes with tabs as often as not.
            Format::Csv(_) if rare.chance(0.03) => (Format::Csv(Encoding::Utf16), rare.one_of(b",\t")),
            Format::Csv(_) => (format, rare.among(&[(b',', 0.94), (b'\t', 0.03), (b';', 0.03)])),
            Format::Xlsx => (format, b','),
        };
        Self {
            format,
            date: habit.among(&[
                (DateHabit::Dashes, 0.4),
                (DateHabit::Slashes, 0.25),
                (DateHabit::Characters, 0.2),
                (DateHabit::Compact, 0.15),
            ]),
            yes: habit.among(&[
                (BoolHabit::Characters, 0.5),
                (BoolHabit::Digits, 0.2),
                (BoolHabit::Letters, 0.15),
                (BoolHabit::Tick, 0.15),
            ]),
            money: habit.among(&[
                (MoneyHabit::Plain, 0.4),
                (MoneyHabit::FullWidth, 0.25),
                (MoneyHabit::HalfWidth, 0.2),
                (MoneyHabit::TenThousand, 0.15),
            ]),
            header: habit.among(&[
                (HeaderHabit::Plain, 0.6),
                (HeaderHabit::Starred, 0.25),
                (HeaderHabit::Spaced, 0.15),
            ]),
            is_grouped: habit.chance(0.15),
            has_title: file.chance(if format == Format::Xlsx { 0.9 } else { 0.4 }),
            has_unit_row: file.chance(if format == Format::Xlsx { 0.7 } else { 0.2 }),
            has_serial: file.chance(0.5),
            has_footer: file.chance(if format == Format::Xlsx { 0.7 } else { 0.3 }),
            quotes_all: file.chance(0.15),
            has_two_rows: rare.chance(if is_book { 0.25 } else { 0.06 }),
            has_notes: is_book && rare.chance(0.2),
            separator,
            order,
        }
    }

    /// The header cell of a column.
    pub(crate) fn header_cell(&self, column: &Column) -> String {
        let spaced = |name: &str| {
            let characters: Vec<String> = name.chars().map(String::from).collect();
            if characters.len() <= 4 {
                characters.join(" ")
            } else {
                name.to_owned()
            }
        };
        let name = match self.header {
            HeaderHabit::Starred if column.required => format!("*{}", column.name),
            HeaderHabit::Plain | HeaderHabit::Starred => column.name.to_owned(),
            HeaderHabit::Spaced => spaced(column.name),
        };
        match (column.kind, self.money) {
            (Kind::Money, MoneyHabit::FullWidth) => name + "（元）",
            (Kind::Money, MoneyHabit::HalfWidth) => name + "(元)",
            (Kind::Money, MoneyHabit::TenThousand) => name + "（万元）",
            _ => name,
        }
    }

    /// How many 分 make the unit in which money is written.
    pub(crate) const fn cents_in_unit(&self) -> f64 {
        match self.money {
            MoneyHabit::Plain | MoneyHabit::FullWidth | MoneyHabit::HalfWidth => 100.0,
            MoneyHabit::TenThousand => 1_000_000.0,
        }
    }

    /// 是, 1, Y, √ …
    pub(crate) const fn yes_or_no(&self, value: bool, is_required: bool) -> &'static str {
        match (self.yes, value) {
            (BoolHabit::Characters, true) => "是",
            (BoolHabit::Characters, false) => "否",
            (BoolHabit::Digits, true) => "1",
            (BoolHabit::Digits, false) => "0",
            (BoolHabit::Letters, true) => "Y",
            (BoolHabit::Letters, false) => "N",
            (BoolHabit::Tick, true) if is_required => "是",
            (BoolHabit::Tick, false) if is_required => "否",
            (BoolHabit::Tick, true) => "√",
            (BoolHabit::Tick, false) => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::days::date;

    #[test]
    fn an_office_keeps_its_way_of_writing_days() {
        let layout = |day| Layout::of(7, Dataset::Visit, "340604100".parse().ok(), day);

        assert_eq!(layout(date(2023, 4, 30)).date, layout(date(2023, 5, 1)).date);
        assert_eq!(layout(date(2023, 4, 30)).order, layout(date(2023, 5, 1)).order);
    }

    #[test]
    fn a_required_yes_is_never_a_tick() {
        let mut layout = Layout::of(7, Dataset::Episode, None, date(2023, 4, 30));
        layout.yes = BoolHabit::Tick;

        assert_eq!(layout.yes_or_no(false, true), "否");
        assert_eq!(layout.yes_or_no(false, false), "");
    }
}
