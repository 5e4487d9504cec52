//! A user's own contract file, read strictly: every fault of it is found at once, with its line.

use std::sync::Arc;

use chrono::NaiveDate;
use domain::Fault;
use domain::region::RegionCode;
use domain::settings::{Section, SettingsFile};

use super::{Contract, PlaceAlias};
use crate::cell::{self, Epoch, Setting, Value};
use crate::header::Label;
use crate::reader::Cell;
use crate::source::{Column, Kind, Source};
use crate::sources::SOURCES;

/// What is said about places and not about a dataset.
const PLACES: &str = "place";

/// Adds what a file says to the contract; gives all that is wrong with it.
pub(super) fn add(contract: &mut Contract, name: &str, text: &str) -> Vec<Fault> {
    let mut file = SettingsFile::new(name, text);
    let root = file.root();
    for key in root.keys() {
        if key == PLACES {
            continue;
        }
        let Some(source) = SOURCES
            .into_iter()
            .find(|source| source.name == key || source.title == key)
        else {
            let names: Vec<&str> = SOURCES.iter().map(|source| source.name).collect();
            let problem = format!("unknown dataset, expected one of {}, {PLACES}", names.join(", "));
            file.fault(&root, &key, problem);
            continue;
        };
        if let Some(section) = file.section(&root, &key) {
            dataset(contract, &mut file, source, &section);
        }
    }
    for place in file.list(&root, PLACES) {
        add_place(contract, &mut file, &place);
    }
    file.into_faults()
}

fn dataset<'t>(
    contract: &mut Contract,
    file: &mut SettingsFile<'t>,
    source: &'static Source,
    section: &Section<'t>,
) {
    file.refuse_others(section, &["headers", "labels", "defaults"]);
    if let Some(headers) = file.section(section, "headers") {
        for (alias, header) in file.texts(&headers) {
            add_header(contract, source, &alias, &header)
                .unwrap_or_else(|problem| file.fault(&headers, &alias, problem));
        }
    }
    for (header, labels) in file.sections(section, "labels") {
        match column_called(source, &header) {
            Ok(column) => {
                for (alias, label) in file.texts(&labels) {
                    add_label(contract, source, column, &alias, &label)
                        .unwrap_or_else(|problem| file.fault(&labels, &alias, problem));
                }
            }
            Err(problem) => file.fault(&labels, "", problem),
        }
    }
    if let Some(defaults) = file.section(section, "defaults") {
        for (header, value) in file.texts(&defaults) {
            add_default(contract, source, &header, &value)
                .unwrap_or_else(|problem| file.fault(&defaults, &header, problem));
        }
    }
}

fn column_called(source: &'static Source, header: &str) -> Result<&'static Column, String> {
    let name = Label::of(header).name;
    source
        .columns
        .iter()
        .find(|column| column.header == name)
        .ok_or_else(|| {
            let headers: Vec<&str> = source.columns.iter().map(|column| column.header).collect();
            format!(
                "`{header}` is no column of {}, expected one of {}",
                source.title,
                headers.join(", ")
            )
        })
}

fn add_header(
    contract: &mut Contract,
    source: &'static Source,
    alias: &str,
    header: &str,
) -> Result<(), String> {
    let column = column_called(source, header)?;
    let name = Label::of(alias).name;
    if name.is_empty() {
        return Err(String::from("expected a header, found nothing"));
    }
    let index = |entry: &Source| entry.name == source.name;
    let place = (
        SOURCES.iter().position(|entry| index(entry)).unwrap_or_default(),
        source.position(column.name).unwrap_or_default(),
    );
    let places = contract.headers.entry(name).or_default();
    match places.iter().find(|(dataset, _)| *dataset == place.0) {
        Some(known) if *known == place => Ok(()),
        Some((_, known)) => {
            let known = source.columns[*known].header;
            Err(format!(
                "`{alias}` is `{known}` already, and one header cannot be two columns"
            ))
        }
        None => {
            places.push(place);
            Ok(())
        }
    }
}

fn add_label(
    contract: &mut Contract,
    source: &'static Source,
    column: &'static Column,
    alias: &str,
    label: &str,
) -> Result<(), String> {
    let canonical = canonical(column, label)?;
    if let Ok(known) = self::canonical(column, alias) {
        return Err(format!("`{alias}` is the label `{known}` already"));
    }
    let name = domain::text::label(alias).into_owned();
    let labels = contract.labels.entry((source.name, column.name)).or_default();
    match Arc::make_mut(labels).insert(name, canonical) {
        Some(known) if known != canonical => {
            Err(format!("`{alias}` is `{known}` already in another line or file"))
        }
        _ => Ok(()),
    }
}

/// The label of a column that a text is.
fn canonical(column: &Column, label: &str) -> Result<&'static str, String> {
    match column.kind {
        Kind::Code(list) => (list.canonical)(label).ok_or_else(|| {
            format!(
                "`{label}` is no label of `{}`, expected one of {}",
                column.header,
                (list.labels)().join(", ")
            )
        }),
        Kind::Bool if label == "是" => Ok("是"),
        Kind::Bool if label == "否" => Ok("否"),
        Kind::Bool => Err(format!(
            "expected 是 or 否 for `{}`, found `{label}`",
            column.header
        )),
        _ => Err(format!("`{}` has no list of labels", column.header)),
    }
}

fn add_default(
    contract: &mut Contract,
    source: &'static Source,
    header: &str,
    value: &str,
) -> Result<(), String> {
    let column = column_called(source, header)?;
    let is_reference = matches!(
        column.kind,
        Kind::Region | Kind::RegionCode | Kind::Household | Kind::Id | Kind::PersonId | Kind::IdNumber
    );
    if source.key.contains(&column.name) || column.is_personal || is_reference {
        return Err(format!(
            "`{header}` differs from row to row: a key, a reference or personal data has no default"
        ));
    }
    let setting = Setting {
        labels: contract.labels_of(source, column).cloned(),
        ..Setting::plain(Epoch::From1900, NaiveDate::MAX)
    };
    let cell = Cell::Text(value.into());
    match cell::read(&cell, &column.kind, &setting) {
        Ok(Value::Missing) | Err(_) => Err(format!(
            "`{value}` cannot be read, expected {}",
            column.expected()
        )),
        Ok(_) => {
            contract
                .defaults
                .insert((source.name, column.name), value.to_owned());
            Ok(())
        }
    }
}

fn add_place<'t>(contract: &mut Contract, file: &mut SettingsFile<'t>, place: &Section<'t>) {
    file.refuse_others(place, &["name", "code", "from", "to"]);
    let name = file.text(place, "name");
    let code = file.text(place, "code");
    let from = file.optional_date(place, "from");
    let to = file.optional_date(place, "to");
    if let (Some(from), Some(to)) = (from, to)
        && to < from
    {
        file.fault(place, "to", format!("expected a day from {from} on, found {to}"));
    }
    let code: Option<RegionCode> = code.and_then(|text| match text.parse() {
        Ok(code) => Some(code),
        Err(fault) => {
            file.fault(place, "code", format!("{fault}"));
            None
        }
    });
    let name = name.map(|name| domain::text::label(&name).into_owned());
    if name.as_deref() == Some("") {
        file.fault(place, "name", String::from("expected a name, found nothing"));
    }
    if let (Some(name), Some(code)) = (name, code) {
        contract.places.push(PlaceAlias { name, code, from, to });
    }
}
