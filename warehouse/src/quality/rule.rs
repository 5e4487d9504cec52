//! A register and its rules, as their files say.

use std::collections::{BTreeMap, BTreeSet};

use domain::quality::{Dimension, QualityRule};
use serde::Deserialize;

use crate::model::SqlFile;

/// The columns that the rows of every register have, besides those that its rules read.
pub(super) const KEYS: [&str; 5] = [
    "region_code",
    "household_id",
    "subject",
    "office",
    "person_in_charge",
];

/// Rows of one kind, and what is asked of them.
#[derive(Debug, Clone)]
pub(crate) struct Register {
    /// `member`
    pub(crate) name: String,
    pub(crate) header: RegisterHeader,
    /// The select that gives the rows.
    pub(crate) text: String,
    pub(crate) needs: Vec<String>,
    pub(crate) rules: Vec<Rule>,
}

/// The header of a register's SQL file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RegisterHeader {
    /// 家庭成员
    pub(crate) title: String,
    /// What a row is, and which rows are asked.
    pub(crate) meaning: String,
    /// Columns that no department delivers: what they mean.
    #[serde(default)]
    pub(crate) derived: BTreeMap<String, String>,
}

/// One rule, as it stands in its file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rule {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) meaning: String,
    /// The header of the column at issue.
    pub(crate) field: String,
    pub(crate) dimension: String,
    pub(crate) severity: String,
    /// Which rows are asked; all when it is absent.
    pub(crate) among: Option<String>,
    /// What must not be so.
    pub(crate) wrong: String,
    pub(crate) source: Vec<String>,
    /// A row that breaks the rule.
    pub(crate) violates: toml::Table,
    /// A row that nearly does.
    pub(crate) passes: toml::Table,
    /// A row of which it cannot be said.
    pub(crate) absent: Option<toml::Table>,
}

impl Rule {
    pub(crate) fn dimension(&self) -> Option<Dimension> {
        Dimension::from_label(&self.dimension)
    }

    /// The clause that the rule rests on: the first source that is one, else LT-12, which asks for data in time, right and whole.
    pub(crate) fn clause(&self) -> &str {
        let mut clauses = self
            .source
            .iter()
            .filter(|source| source.parse::<domain::policy::Clause>().is_ok());
        clauses.next().map_or("LT-12", String::as_str)
    }

    pub(crate) fn shown(&self, register: &Register) -> QualityRule {
        QualityRule {
            name: self.id.clone(),
            register: register.name.clone(),
            register_title: register.header.title.clone(),
            title: self.title.clone(),
            meaning: self.meaning.clone(),
            field: self.field.clone(),
            dimension: self.dimension.clone(),
            severity: self.severity.clone(),
            source: self.source.clone(),
        }
    }
}

/// Adds to each register the rules of the files named for it. Gives every fault of every file, not only the first.
pub(crate) fn read_registers(
    mut registers: BTreeMap<String, Register>,
    files: &[&SqlFile],
) -> Result<Vec<Register>, Vec<String>> {
    let mut faults = vec![];
    let mut ids = BTreeSet::new();
    for file in files {
        let path = &file.path;
        let Some(register) = registers.get_mut(file.name()) else {
            faults.push(format!("{path}: there is no register called `{}`", file.name()));
            continue;
        };
        let table: toml::Table = match file.text.parse() {
            Ok(table) => table,
            Err(fault) => {
                faults.push(format!("{path}: {fault}"));
                continue;
            }
        };
        for key in table.keys().filter(|key| *key != "rule") {
            faults.push(format!("{path}: `{key}` is not known here; rules are `[[rule]]`"));
        }
        let entries = table.get("rule").and_then(toml::Value::as_array);
        for (index, entry) in entries.into_iter().flatten().enumerate() {
            match Rule::deserialize(entry.clone()) {
                Err(fault) => {
                    let name = entry.get("id").and_then(toml::Value::as_str);
                    let name = name.map_or_else(|| format!("rule {}", index + 1), str::to_owned);
                    faults.push(format!("{path}: {name}: {}", fault.to_string().trim()));
                }
                Ok(rule) => {
                    faults.extend(
                        own_faults(&rule, &mut ids).map(|fault| format!("{path}: {}: {fault}", rule.id)),
                    );
                    register.rules.push(rule);
                }
            }
        }
    }
    if faults.is_empty() {
        Ok(registers.into_values().collect())
    } else {
        Err(faults)
    }
}

/// What is wrong with a rule that needs no engine to see.
fn own_faults(rule: &Rule, ids: &mut BTreeSet<String>) -> impl Iterator<Item = String> + use<> {
    let is_word = |id: &str| {
        id.starts_with(|letter: char| letter.is_ascii_lowercase())
            && id
                .chars()
                .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_')
    };
    let is_about_absence = rule.dimension() == Some(Dimension::Incomplete);
    [
        (!is_word(&rule.id)).then(|| "an id is lower-case words joined by `_`".to_owned()),
        (!ids.insert(rule.id.clone())).then(|| "another rule has this id".to_owned()),
        rule.dimension()
            .is_none()
            .then(|| format!("`{}` is not a dimension", rule.dimension)),
        (!["info", "warn", "error"].contains(&rule.severity.as_str()))
            .then(|| format!("`{}` is not a severity", rule.severity)),
        rule.source.is_empty().then(|| "it names no source".to_owned()),
        (rule.absent.is_none() && !is_about_absence)
            .then(|| "it has no example of a row of which it cannot be said".to_owned()),
    ]
    .into_iter()
    .flatten()
}
