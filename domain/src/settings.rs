//! Reading settings strictly: every fault of a file is found at once, with its line and what was expected.
//!
//! A derived reader stops at the first fault. Whoever mends a policy file on a Sunday should see all of them.

use std::ops::Range;

use chrono::NaiveDate;
use toml::de::{DeTable, DeValue};
use toml::value::Datetime;

/// One fault of a settings file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {problem}", place(.file, *.line, .setting))]
pub struct Fault {
    /// The file, as the caller named it.
    pub file: String,
    /// The line, from 1, where it is known.
    pub line: Option<usize>,
    /// The setting: `parameter."visit.cycle".value`; empty when the file as a whole is meant.
    pub setting: String,
    /// What was expected, and what was found.
    pub problem: String,
}

fn place(file: &str, line: Option<usize>, setting: &str) -> String {
    let line = line.map(|line| format!(", line {line}"));
    let setting = (!setting.is_empty()).then(|| format!(", `{setting}`"));
    [Some(file.to_owned()), line, setting]
        .into_iter()
        .flatten()
        .collect()
}

/// A table of a settings file.
#[derive(Clone)]
pub struct Section<'t> {
    path: String,
    span: Range<usize>,
    table: DeTable<'t>,
}

/// A settings file being read, and the faults found so far.
pub struct SettingsFile<'t> {
    name: String,
    text: &'t str,
    root: Section<'t>,
    faults: Vec<Fault>,
}

impl<'t> SettingsFile<'t> {
    /// Starts to read a file. What is no TOML is a fault; the rest of the file is still read.
    pub fn new(name: &str, text: &'t str) -> Self {
        let (table, errors) = DeTable::parse_recoverable(text);
        let span = table.span();
        let mut file = Self {
            name: name.to_owned(),
            text,
            root: Section {
                path: String::new(),
                span,
                table: table.into_inner(),
            },
            faults: vec![],
        };
        for error in errors {
            let line = error.span().map(|span| file.line(span.start));
            file.push(line, String::new(), error.message().trim().to_owned());
        }
        file
    }

    /// The file as a whole.
    pub fn root(&self) -> Section<'t> {
        self.root.clone()
    }

    /// All faults, in the order in which they were found.
    pub fn into_faults(self) -> Vec<Fault> {
        self.faults
    }

    /// Whether anything is wrong so far.
    pub fn has_faults(&self) -> bool {
        !self.faults.is_empty()
    }

    /// Notes a fault of `key` in `section`.
    pub fn fault(&mut self, section: &Section<'t>, key: &str, problem: String) {
        let span = section
            .table
            .get(key)
            .map_or_else(|| section.span.clone(), toml::Spanned::span);
        let is_whole_file = section.path.is_empty() && !section.table.contains_key(key);
        let line = (!is_whole_file).then(|| self.line(span.start));
        self.push(line, section.setting(key), problem);
    }

    /// Every key outside `known` is a fault: a misspelt setting must not pass for an absent one.
    pub fn refuse_others(&mut self, section: &Section<'t>, known: &[&str]) {
        let others: Vec<String> = section
            .table
            .keys()
            .map(|key| key.get_ref().to_string())
            .filter(|key| !known.contains(&key.as_str()))
            .collect();
        for key in others {
            let problem = format!("unknown setting, expected one of {}", known.join(", "));
            self.fault(section, &key, problem);
        }
    }

    /// The value of a key that must be there.
    pub fn required<'s>(&mut self, section: &'s Section<'t>, key: &str) -> Option<&'s DeValue<'t>> {
        let value = section.value(key);
        if value.is_none() {
            self.fault(section, key, String::from("expected, but missing"));
        }
        value
    }

    /// A text that must be there.
    pub fn text(&mut self, section: &Section<'t>, key: &str) -> Option<String> {
        let value = self.required(section, key)?;
        let text = value.as_str().map(str::to_owned);
        if text.is_none() {
            self.fault(section, key, expected("a text", value));
        }
        text
    }

    /// A whole number that must be there.
    pub fn integer(&mut self, section: &Section<'t>, key: &str) -> Option<i64> {
        let value = self.required(section, key)?;
        let number = whole_number(value);
        if number.is_none() {
            self.fault(section, key, expected("a whole number", value));
        }
        number
    }

    /// A day that may be there.
    pub fn optional_date(&mut self, section: &Section<'t>, key: &str) -> Option<NaiveDate> {
        let value = section.value(key)?;
        let date = date(value);
        if date.is_none() {
            self.fault(section, key, expected("a date such as 2022-04-23", value));
        }
        date
    }

    /// A list of days that must be there.
    pub fn dates(&mut self, section: &Section<'t>, key: &str) -> Vec<NaiveDate> {
        let Some(value) = self.required(section, key) else {
            return vec![];
        };
        let dates: Option<Vec<NaiveDate>> = value
            .as_array()
            .and_then(|list| list.iter().map(|entry| date(entry.get_ref())).collect());
        if dates.is_none() {
            self.fault(section, key, expected("a list of dates", value));
        }
        dates.unwrap_or_default()
    }

    /// The keys of a section with their texts; anything else is a fault.
    pub fn texts(&mut self, section: &Section<'t>) -> Vec<(String, String)> {
        let mut texts = vec![];
        for key in section.keys() {
            match section.value(&key).and_then(DeValue::as_str) {
                Some(text) => texts.push((key, text.to_owned())),
                None => {
                    if let Some(value) = section.value(&key) {
                        self.fault(section, &key, expected("a text", value));
                    }
                }
            }
        }
        texts
    }

    /// The table at `key`, which is there.
    pub fn section(&mut self, section: &Section<'t>, key: &str) -> Option<Section<'t>> {
        let value = section.table.get(key)?;
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.fault(section, key, expected("a table", value.get_ref()));
        }
        Some(Section {
            path: section.setting(key),
            span: value.span(),
            table: table?.clone(),
        })
    }

    /// The tables of a list of tables, `[[key]]`; none when the key is absent.
    pub fn list(&mut self, section: &Section<'t>, key: &str) -> Vec<Section<'t>> {
        let Some(value) = section.value(key) else {
            return vec![];
        };
        let tables: Option<Vec<Section<'t>>> = value.as_array().and_then(|list| {
            let tables = list.iter().enumerate().map(|(number, value)| {
                Some(Section {
                    path: format!("{}.{}", section.setting(key), number + 1),
                    span: value.span(),
                    table: value.get_ref().as_table()?.clone(),
                })
            });
            tables.collect()
        });
        if tables.is_none() {
            self.fault(section, key, expected("a list of tables", value));
        }
        tables.unwrap_or_default()
    }

    /// The tables below `key`, by name; none when the key is absent.
    pub fn sections(&mut self, section: &Section<'t>, key: &str) -> Vec<(String, Section<'t>)> {
        let Some(value) = section.value(key) else {
            return vec![];
        };
        let Some(tables) = value.as_table() else {
            self.fault(section, key, expected("tables", value));
            return vec![];
        };
        let mut sections = vec![];
        for (name, value) in tables {
            let name = name.get_ref().to_string();
            let path = format!("{}.\"{name}\"", section.setting(key));
            if let Some(table) = value.get_ref().as_table() {
                let span = value.span();
                let table = table.clone();
                sections.push((name, Section { path, span, table }));
            } else {
                let line = self.line(value.span().start);
                self.push(Some(line), path, expected("a table", value.get_ref()));
            }
        }
        sections
    }

    fn push(&mut self, line: Option<usize>, setting: String, problem: String) {
        self.faults.push(Fault {
            file: self.name.clone(),
            line,
            setting,
            problem,
        });
    }

    fn line(&self, offset: usize) -> usize {
        let before = self.text.bytes().take(offset);
        1 + before.filter(|byte| *byte == b'\n').count()
    }
}

impl<'t> Section<'t> {
    /// What stands at a key.
    pub fn value(&self, key: &str) -> Option<&DeValue<'t>> {
        self.table.get(key).map(toml::Spanned::get_ref)
    }

    /// Its keys, in their order.
    pub fn keys(&self) -> Vec<String> {
        self.table.keys().map(|key| key.get_ref().to_string()).collect()
    }

    fn setting(&self, key: &str) -> String {
        match (self.path.as_str(), key) {
            ("", key) => key.to_owned(),
            (path, "") => path.to_owned(),
            (path, key) => format!("{path}.{key}"),
        }
    }
}

/// `expected a date, found a string`.
pub fn expected(what: &str, found: &DeValue<'_>) -> String {
    format!("expected {what}, found {}", shown(found))
}

fn shown(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => format!("the text `{text}`"),
        DeValue::Integer(number) => format!("the number {number}"),
        DeValue::Float(number) => format!("the number {number}"),
        DeValue::Boolean(flag) => format!("{flag}"),
        DeValue::Datetime(date) => format!("the date {date}"),
        DeValue::Array(_) => String::from("a list"),
        DeValue::Table(_) => String::from("a table"),
    }
}

pub(crate) fn whole_number(value: &DeValue<'_>) -> Option<i64> {
    let number = value.as_integer()?;
    i64::from_str_radix(number.as_str(), number.radix()).ok()
}

fn date(value: &DeValue<'_>) -> Option<NaiveDate> {
    match value.as_datetime()? {
        Datetime {
            date: Some(date),
            time: None,
            offset: None,
        } => NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into()),
        _ => None,
    }
}
