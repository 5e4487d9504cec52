//! One row: which rows of a sheet are data, what their cells mean, and everything that is wrong with them.

mod around;

use chrono::NaiveDate;
use domain::person::{KeyOf, PseudonymKey};
use domain::region::RegionCode;

use crate::cell::{self, Epoch, Setting, Value};
use crate::contract::Contract;
use crate::disposition::Reason;
use crate::header::{self, Label, Layout};
use crate::known::Known;
use crate::reader::{Cell, trimmed};
use crate::source::{Column, Kind, Source};

/// Words that begin a row of sums.
const SUM_WORDS: [&str; 4] = ["合计", "总计", "小计", "累计"];
/// Words that begin a row in which somebody signs.
const SIGNATURE_WORDS: [&str; 14] = [
    "填表人",
    "审核人",
    "制表人",
    "填报人",
    "填报单位",
    "填表单位",
    "填表日期",
    "填报日期",
    "制表日期",
    "制表单位",
    "负责人",
    "单位负责人",
    "复核人",
    "经办人",
];

/// How the rows of one sheet are read.
pub(crate) struct SheetReader {
    layout: Layout,
    settings: Vec<Setting>,
    /// What an empty cell says, by column, where the office has stated it once for all.
    defaults: Vec<Option<Cell<'static>>>,
    orders: Vec<(usize, usize)>,
    pub(crate) key: Vec<usize>,
    /// The key without the day of a state: what stays the same from night to night.
    pub(crate) lasting_key: Vec<usize>,
    /// 数据日期, where it is part of the key.
    state_day: Option<usize>,
    /// 区划代码 of the row.
    pub(crate) region: Option<usize>,
    /// 户编号 of the row.
    pub(crate) household: Option<usize>,
    delivered_on: NaiveDate,
}

/// What a number in a column is multiplied by: as its header says, else as the title does for amounts.
fn factor(layout: &Layout, column: &Column, place: Option<&header::Place>) -> u32 {
    let of_title = match column.kind {
        Kind::Money => layout.money_factor,
        _ => 1,
    };
    place.and_then(|place| place.factor).unwrap_or(of_title)
}

/// A row as it was read.
pub(crate) struct Row<'c> {
    /// One value for every column of the dataset.
    pub(crate) values: Vec<Value<'c>>,
    /// What is wrong, with the column where it shows.
    pub(crate) faults: Vec<(usize, Reason)>,
    /// What else is to be said about a fault, in Chinese, by its column.
    pub(crate) details: Vec<(usize, String)>,
    /// What was written where a pseudonym now stands for a key.
    pub(crate) written: Vec<(usize, String)>,
    /// Where its household lives, once references are checked.
    pub(crate) home: Option<RegionCode>,
}

impl SheetReader {
    pub(crate) fn new(contract: &Contract, layout: Layout, epoch: Epoch, delivered_on: NaiveDate) -> Self {
        let source = layout.source;
        let position = |name: &str| {
            source
                .position(name)
                .expect("a description names its own columns")
        };
        let settings = source
            .columns
            .iter()
            .zip(&layout.columns)
            .map(|(column, place)| Setting {
                factor: factor(&layout, column, place.as_ref()),
                asks_having: column.name.starts_with("has_"),
                is_key: source.key.contains(&column.name),
                labels: contract.labels_of(source, column).cloned(),
                ..Setting::plain(epoch, delivered_on)
            })
            .collect();
        let defaults = source
            .columns
            .iter()
            .map(|column| {
                let value = contract.default_of(source, column)?;
                Some(Cell::Text(value.to_owned().into()))
            })
            .collect();
        let key: Vec<usize> = source.key.iter().map(|name| position(name)).collect();
        let state_day = key
            .iter()
            .copied()
            .find(|position| source.columns[*position].name == "state_on");
        Self {
            settings,
            defaults,
            orders: source
                .orders
                .iter()
                .map(|(earlier, later)| (position(earlier), position(later)))
                .collect(),
            lasting_key: key
                .iter()
                .copied()
                .filter(|position| Some(*position) != state_day)
                .collect(),
            key,
            state_day,
            region: source.position("region_code"),
            household: source.position("household_id"),
            delivered_on,
            layout,
        }
    }

    /// Whether any column of the sheet may be written as √ and empty.
    pub(crate) fn has_flags(&self) -> bool {
        let columns = self.source().columns.iter().zip(&self.layout.columns);
        columns
            .into_iter()
            .any(|(column, place)| matches!(column.kind, Kind::Bool) && place.is_some())
    }

    /// Notes the columns in which this row has a tick.
    pub(crate) fn note_ticks(&self, row_number: i64, cells: &[Cell<'_>], has_ticks: &mut [bool]) {
        if row_number <= self.layout.row_number {
            return;
        }
        let columns = self.source().columns.iter().zip(&self.layout.columns);
        for ((column, place), has_ticks) in columns.zip(has_ticks) {
            if matches!(column.kind, Kind::Bool) && !*has_ticks {
                let cell = place.and_then(|place| cells.get(place.position));
                *has_ticks = cell.is_some_and(cell::is_tick);
            }
        }
    }

    /// Says in which columns an empty cell means no.
    pub(crate) fn set_ticks(&mut self, has_ticks: &[bool]) {
        for (setting, has_ticks) in self.settings.iter_mut().zip(has_ticks) {
            setting.has_ticks = *has_ticks;
        }
    }

    pub(crate) fn source(&self) -> &'static Source {
        self.layout.source
    }

    /// Whether a row below the header is one of data: not empty, no sums, no signature, no repeated header.
    pub(crate) fn is_data(&self, row_number: i64, cells: &[Cell<'_>]) -> bool {
        if row_number <= self.layout.row_number {
            return false;
        }
        let mut mapped = self
            .layout
            .columns
            .iter()
            .flatten()
            .filter_map(|place| cells.get(place.position));
        if mapped.all(Cell::is_blank) {
            return false;
        }
        let Some(position) = cells.iter().position(|cell| !cell.is_blank()) else {
            return false;
        };
        let first = &cells[position];
        // Everything that is looked for begins with a Chinese character, or with the star of a required column.
        let is_suspect = match first {
            Cell::Text(text) => trimmed(text).starts_with(|letter: char| !letter.is_ascii() || letter == '*'),
            _ => false,
        };
        !(is_suspect && (self.is_footer(position, cells) || self.is_header(cells)))
    }

    /// Whether the row whose first cell stands at `position` holds sums, signatures or a remark.
    fn is_footer(&self, position: usize, cells: &[Cell<'_>]) -> bool {
        let first = cells[position].shown();
        let first = domain::text::label(&first);
        let is_word = |words: &[&str], ends: &[char]| {
            words.iter().any(|word| {
                first
                    .strip_prefix(word)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with(ends))
            })
        };
        let is_sum = is_word(&SUM_WORDS, &[':', '(']);
        let is_signature = is_word(&SIGNATURE_WORDS, &[':']);
        let is_remark = is_word(&["备注", "说明", "注"], &[':'])
            && cells.iter().filter(|cell| !cell.is_blank()).count() == 1;
        // These words are nobody's key; in any other column a row that has all it needs is data, whatever it begins with.
        let is_in_key = self
            .key
            .iter()
            .any(|key| self.layout.columns[*key].is_some_and(|place| place.position == position));
        (is_sum || is_signature || is_remark) && (is_in_key || !self.has_all_required(cells))
    }

    fn has_all_required(&self, cells: &[Cell<'_>]) -> bool {
        let columns = self.source().columns.iter().zip(&self.layout.columns);
        columns
            .filter(|(column, _)| column.is_required)
            .filter_map(|(_, place)| place.as_ref())
            .all(|place| cells.get(place.position).is_some_and(|cell| !cell.is_blank()))
    }

    /// Whether the header stands here again, as on every page of a long print.
    fn is_header(&self, cells: &[Cell<'_>]) -> bool {
        let columns = self.layout.labels.iter().zip(&self.layout.columns);
        columns
            .filter_map(|(label, place)| Some((label, cells.get(place.as_ref()?.position)?)))
            .filter(|(_, cell)| !cell.is_blank())
            .all(|(label, cell)| Some(Label::of(&cell.shown()).name) == *label)
    }

    /// The day that the row says how things are on: of its state, if it can be read, else of its delivery.
    pub(crate) fn state_on(&self, row: &Row<'_>) -> Option<NaiveDate> {
        match self.state_day {
            Some(position) => row.values[position].day(),
            None => Some(self.delivered_on),
        }
    }

    /// 户编号, if the row says it.
    pub(crate) fn household_of<'r>(&self, row: &'r Row<'_>) -> Option<&'r str> {
        match &row.values[self.household?] {
            Value::Text(household) => Some(household),
            _ => None,
        }
    }

    /// Where a column of the dataset stands in the file.
    pub(crate) fn position_of(&self, column: usize) -> Option<u32> {
        let place = self.layout.columns[column]?;
        u32::try_from(place.position).ok()
    }

    /// Reads the cells of a row.
    pub(crate) fn read<'c>(&'c self, cells: &'c [Cell<'_>]) -> Row<'c> {
        let columns = self.source().columns;
        let mut row = Row {
            values: Vec::with_capacity(columns.len()),
            faults: vec![],
            details: vec![],
            written: vec![],
            home: None,
        };
        for (position, (column, place)) in columns.iter().zip(&self.layout.columns).enumerate() {
            let cell = place.and_then(|place| cells.get(place.position));
            let value = match cell.map(|cell| cell::read(cell, &column.kind, &self.settings[position])) {
                Some(Ok(value)) => value,
                Some(Err(reason)) => {
                    row.faults.push((position, reason));
                    Value::Refused
                }
                // A short row has empty cells at its end.
                None if place.is_some() && self.settings[position].has_ticks => Value::Flag(false),
                None => Value::Missing,
            };
            let value = match (&self.defaults[position], value) {
                (Some(default), Value::Missing) => {
                    cell::read(default, &column.kind, &self.settings[position]).unwrap_or(Value::Missing)
                }
                (_, value) => value,
            };
            if column.is_required && value == Value::Missing {
                row.faults.push((position, Reason::RequiredMissing));
            }
            row.values.push(value);
        }
        self.check_days(&mut row);
        row
    }

    /// Days that follow one another, and none after the delivery.
    fn check_days(&self, row: &mut Row<'_>) {
        let is_late = |day: Option<NaiveDate>| day.is_some_and(|day| day > self.delivered_on);
        for (position, column) in self.source().columns.iter().enumerate() {
            if column.has_happened && is_late(row.values[position].day()) {
                row.faults.push((position, Reason::OrderInvalid));
            }
        }
        for (earlier, later) in &self.orders {
            if let (Some(earlier), Some(after)) = (row.values[*earlier].day(), row.values[*later].day())
                && earlier > after
            {
                row.faults.push((*later, Reason::OrderInvalid));
            }
        }
    }
}

impl Row<'_> {
    /// Puts a pseudonym in place of every key that is somebody's ID number or mobile number: before the row gets a hash, and before it is
    /// looked up, since the tables know it by that pseudonym.
    pub(crate) fn hide_keys(&mut self, source: &Source, key: &PseudonymKey) {
        for (position, column) in source.columns.iter().enumerate() {
            let of = match column.kind {
                Kind::PersonId => KeyOf::Person,
                Kind::Id | Kind::Household => KeyOf::Thing,
                _ => continue,
            };
            let value = &mut self.values[position];
            if let Value::Text(written) = value
                && let Some(pseudonym) = key.instead_of(written, of)
            {
                self.written.push((position, written.clone().into_owned()));
                *value = Value::Text(pseudonym.into());
            }
        }
    }

    /// Households and places that nobody knows; notes where the row's own household lives.
    pub(crate) fn check_references(&mut self, source: &Source, known: &Known) {
        for (position, column) in source.columns.iter().enumerate() {
            match (&column.kind, &self.values[position]) {
                (Kind::Household, Value::Text(household)) => match known.region_of(household) {
                    Some(home) => self.home = Some(home),
                    None => self.faults.push((position, Reason::HouseholdUnknown)),
                },
                (Kind::Region, Value::Region(code)) if !known.has_region(*code) => {
                    self.faults.push((position, Reason::RegionUnknown));
                }
                _ => {}
            }
        }
    }

    /// Whether all of these columns could be read.
    pub(crate) fn has_all(&self, positions: &[usize]) -> bool {
        positions.iter().all(|position| {
            !matches!(
                self.values[*position],
                Value::Missing | Value::Refused | Value::PlaceName(_)
            )
        })
    }

    /// All reasons, each once, by their words.
    pub(crate) fn reasons(&self) -> Vec<Reason> {
        let mut reasons: Vec<Reason> = self.faults.iter().map(|(_, reason)| *reason).collect();
        reasons.sort_unstable();
        reasons.dedup();
        reasons
    }
}
