//! One side of a case as rows: its own town and villages, households without any fault, and what the case tells of them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveDateTime};
use domain::person::IdNumber;
use domain::region::{Level, RegionCode};

use crate::cases::line::{Line, unreadable};
use crate::cases::usual::{KEYS, usual};
use crate::days::date;
use crate::write::dataset::{Column, Dataset, Kind};
use crate::write::row::Cell;

/// The places and rows of one side of a case.
#[derive(Debug)]
pub(super) struct Scene {
    tag: String,
    town: RegionCode,
    /// How many villages of the town belong to other cases; none where the town is its own.
    before: Option<u32>,
    villages: u32,
    rows: Vec<(Dataset, Vec<Cell>)>,
    /// The first value of each key, and the keys given so far by dataset.
    first: BTreeMap<&'static str, String>,
    numbers: BTreeMap<Dataset, u32>,
    households: BTreeSet<String>,
    settled: BTreeSet<String>,
    peopled: BTreeSet<String>,
}

impl Scene {
    pub(super) fn new(tag: String, town: &str, before: Option<u32>) -> Self {
        let first = BTreeMap::from([("户编号", format!("{tag}H1"))]);
        Self {
            tag,
            town: town.parse().expect("a town has nine digits"),
            before,
            villages: 1,
            rows: vec![],
            first,
            numbers: BTreeMap::new(),
            households: BTreeSet::from(["1".to_owned()]),
            settled: BTreeSet::new(),
            peopled: BTreeSet::new(),
        }
    }

    /// Adds the rows of a line.
    pub(super) fn tell(&mut self, fact: &'static str) {
        let line = Line::read(fact);
        for number in 1..=line.times {
            if line.dataset == Dataset::Workflow {
                self.tell_course(&line);
            } else {
                let own = (line.times > 1).then(|| number.to_string());
                let values: Vec<(&str, &str)> = own
                    .as_deref()
                    .map(|own| ("户编号", own))
                    .into_iter()
                    .chain(line.values.iter().copied())
                    .collect();
                self.put(line.dataset, &values);
            }
        }
    }

    /// One workflow, a row for each stage.
    fn tell_course(&mut self, line: &Line) {
        let names: Vec<&str> = Dataset::Workflow
            .columns()
            .iter()
            .map(|column| column.name)
            .collect();
        let (about, stages): (Vec<_>, Vec<_>) = line
            .values
            .iter()
            .copied()
            .partition(|(name, _)| names.contains(name));
        let number = self.next_number(Dataset::Workflow).to_string();
        for (stage, value) in stages {
            let (time, result) = value.split_once('/').unwrap_or((value, "通过"));
            let mut values = vec![
                ("流程编号", number.as_str()),
                ("环节", stage),
                ("时间", time),
                ("结果", result),
            ];
            values.extend(about.iter().copied());
            self.put(Dataset::Workflow, &values);
        }
    }

    fn next_number(&mut self, dataset: Dataset) -> u32 {
        let number = self.numbers.entry(dataset).or_default();
        *number += 1;
        *number
    }

    /// Adds a row; later values win over earlier ones, and both over what is usual.
    fn put(&mut self, dataset: Dataset, values: &[(&str, &str)]) {
        let columns = dataset.columns();
        for (name, _) in values {
            if !columns.iter().any(|column| column.name == *name) {
                let _: () = unreadable(name, "a column of the dataset");
            }
        }
        let given: BTreeMap<&str, &str> = usual(dataset).iter().chain(values).copied().collect();
        let mut given: BTreeMap<&str, String> = given
            .into_iter()
            .map(|(name, value)| (name, value.to_owned()))
            .collect();
        let has_household = columns.iter().any(|column| column.name == "户编号");
        if has_household && dataset != Dataset::Inspection {
            given.entry("户编号").or_insert_with(|| "1".to_owned());
        }
        if !given.contains_key(columns[0].name) {
            let number = self.next_number(dataset).to_string();
            // Somebody's number begins with that of the household: the first person in it is its head.
            let number = match given.get("户编号") {
                Some(household) if dataset == Dataset::Member => format!("{household}-{number}"),
                _ => number,
            };
            given.insert(columns[0].name, number);
        }
        if dataset == Dataset::Episode {
            mark_elimination(&mut given);
        }
        let copied: Vec<(&str, String)> = given
            .iter()
            .filter_map(|(name, value)| Some((*name, given.get(value.strip_prefix('=')?)?.clone())))
            .collect();
        given.extend(copied);
        self.note_household(dataset, &given);
        let cells = columns
            .iter()
            .map(|column| {
                given
                    .get(column.name)
                    .map_or(Cell::Blank, |value| self.cell(column, value, &given))
            })
            .collect();
        self.rows.push((dataset, cells));
    }

    fn note_household(&mut self, dataset: Dataset, given: &BTreeMap<&str, String>) {
        let Some(household) = given.get("户编号").filter(|household| !household.is_empty()) else {
            return;
        };
        self.households.insert(household.clone());
        if dataset == Dataset::Household {
            self.settled.insert(household.clone());
        }
        if dataset == Dataset::Member {
            self.peopled.insert(household.clone());
        }
    }

    fn cell(&mut self, column: &Column, value: &str, given: &BTreeMap<&str, String>) -> Cell {
        if value.is_empty() {
            return Cell::Blank;
        }
        match column.kind {
            Kind::Text => Cell::from(self.text(column.name, value, given)),
            Kind::Date => Cell::Date(day(value)),
            Kind::Time => Cell::Time(time(value)),
            Kind::Number => value
                .parse()
                .map_or_else(|_| Cell::Decimal(fixed(value, 4)), Cell::Count),
            Kind::Money => Cell::Cents(fixed(value, 2)),
            Kind::Bool => Cell::Bool(value == "是"),
        }
    }

    fn text(&mut self, column: &str, value: &str, given: &BTreeMap<&str, String>) -> String {
        if column.ends_with("区划代码") {
            return self.place(value).to_string();
        }
        if column.ends_with("证件号码") {
            return match (value, given.get("人编号"), given.get("户编号")) {
                ("本人", Some(person), _) => self.id_number(person),
                ("户主", _, Some(household)) => self.id_number(&format!("{household}-1")),
                (person, _, _) => self.id_number(person),
            };
        }
        let Some((name, letter)) = KEYS.iter().find(|(name, _)| *name == column) else {
            return value.to_owned();
        };
        let key = format!("{}{letter}{value}", self.tag);
        self.first.entry(name).or_insert_with(|| key.clone());
        key
    }

    /// A number that is right and that nobody else in the cases has.
    fn id_number(&self, person: &str) -> String {
        let drawn = crate::dice::hash(&format!("{}{person}", self.tag));
        let sequence = u16::try_from(drawn % 1000).unwrap_or(0);
        let born = crate::days::plus(
            date(1960, 1, 1),
            i64::try_from(drawn / 1000 % 14_000).unwrap_or(0),
        );
        IdNumber::from_parts(self.town.at(Level::County), born, sequence)
            .reveal()
            .to_owned()
    }

    /// 县, 乡, 村 and the further villages 村2, 村3 …
    fn place(&mut self, word: &str) -> RegionCode {
        match word {
            "县" => self.town.at(Level::County),
            "乡" => self.town,
            village => {
                let number = village.trim_start_matches('村');
                let number = if number.is_empty() {
                    1
                } else {
                    number.parse().unwrap_or_else(|_| unreadable(word, "a place"))
                };
                self.villages = self.villages.max(number);
                self.village(number)
            }
        }
    }

    fn village(&self, number: u32) -> RegionCode {
        format!("{}{:03}", self.town.prefix(), self.before.unwrap_or(0) + number)
            .parse()
            .expect("a village has twelve digits")
    }

    /// Gives every household that was spoken of a row of its own and somebody who lives there.
    pub(super) fn settle(&mut self) {
        for household in self.households.clone() {
            if !self.settled.contains(&household) {
                self.put(Dataset::Household, &[("户编号", &household)]);
            }
            if !self.peopled.contains(&household) {
                let person = format!("{household}-1");
                self.put(Dataset::Member, &[("户编号", &household), ("人编号", &person)]);
            }
        }
    }

    pub(super) const fn villages(&self) -> u32 {
        self.villages
    }

    pub(super) fn places(&self) -> Vec<RegionCode> {
        (1..=self.villages).map(|number| self.village(number)).collect()
    }

    /// Where a finding about this side would lie; for a rule about a county, the county.
    pub(super) fn ground(&self, is_county: bool) -> String {
        let mut codes: Vec<String> = self.places().iter().map(ToString::to_string).collect();
        if is_county {
            codes = vec![self.town.at(Level::County).to_string()];
        } else if self.before.is_none() {
            codes.push(self.town.to_string());
        }
        codes.join("、")
    }

    /// What a pattern names: `{户编号}·住建`.
    pub(super) fn subject(&self, pattern: &str) -> String {
        let county = self.town.at(Level::County).to_string();
        let (town, village) = (self.town.to_string(), self.village(1).to_string());
        let places = [("{县}", county), ("{乡}", town), ("{村}", village)];
        let keys = self
            .first
            .iter()
            .map(|(name, key)| (format!("{{{name}}}"), key.clone()));
        places
            .into_iter()
            .map(|(name, code)| (name.to_owned(), code))
            .chain(keys)
            .fold(pattern.to_owned(), |text, (name, value)| {
                text.replace(&name, &value)
            })
    }

    pub(super) fn into_rows(self) -> Vec<(Dataset, Vec<Cell>)> {
        self.rows
    }
}

/// The columns that say the same of an elimination, from its day.
fn mark_elimination(given: &mut BTreeMap<&str, String>) {
    let is_over = given.contains_key("消除监测时间");
    let (is_marked, state) = if is_over {
        ("是", "已消除")
    } else {
        ("否", "监测中")
    };
    given
        .entry("风险是否已消除")
        .or_insert_with(|| is_marked.to_owned());
    given.entry("状态").or_insert_with(|| state.to_owned());
    if is_over {
        given
            .entry("风险消除方式")
            .or_insert_with(|| "帮扶消除".to_owned());
    }
}

fn day(text: &str) -> NaiveDate {
    let whole = if text.len() == 5 {
        format!("2023-{text}")
    } else {
        text.to_owned()
    };
    whole.parse().unwrap_or_else(|_| unreadable(text, "a day"))
}

fn time(text: &str) -> NaiveDateTime {
    let (date, clock) = text.split_once('T').unwrap_or((text, "09:00"));
    let clock = if clock.len() == 5 {
        format!("{clock}:00")
    } else {
        clock.to_owned()
    };
    day(date).and_time(clock.parse().unwrap_or_else(|_| unreadable(text, "a time")))
}

/// A decimal number in units of its last place.
fn fixed(text: &str, places: u32) -> i64 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = format!(
        "{whole}{fraction:0<width$}",
        width = usize::try_from(places).unwrap_or(0)
    );
    digits.parse().unwrap_or_else(|_| unreadable(text, "a number"))
}
