//! What is wrong with the rules, said before any of them runs: every fault, with its file's register and its id.
//!
//! Each predicate is planned over the columns of its register and must come out as yes or no. Then the rule is asked of its own three
//! examples: the row that breaks it must, the row that nearly does must not, and of the row with the value absent it must not be said.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringArray, new_null_array};
use arrow::compute::{cast_with_options, concat};
use arrow::datatypes::{DataType, Schema, SchemaRef};
use datafusion::datasource::MemTable;
use datafusion::error::Result as EngineResult;
use datafusion::prelude::{DataFrame, SessionContext};

use super::judge::{evaluable, verdict};
use super::rule::{KEYS, Register, Rule};
use crate::error::{Result, WarehouseError};

/// One thing wrong with one rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{register}: {rule}: {what}")]
pub struct Fault {
    pub register: String,
    pub rule: String,
    pub what: String,
}

/// What an example must come out as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Broken,
    NotBroken,
}

/// Everything that is wrong with the rules of a register whose rows have the columns of `schema`.
pub(crate) fn faults(
    session: &SessionContext,
    register: &Register,
    schema: &SchemaRef,
) -> Result<Vec<Fault>> {
    let rows = Arc::new(MemTable::try_new(Arc::clone(schema), vec![vec![]])?);
    let rows = session.read_table(rows)?;
    let mut found = vec![];
    for key in KEYS.iter().filter(|key| schema.column_with_name(key).is_none()) {
        found.push(fault(register, "rows", format!("they have no column `{key}`")));
    }
    for name in register.header.derived.keys() {
        if schema.column_with_name(name).is_none() {
            found.push(fault(
                register,
                "rows",
                format!("they have no column `{name}`, which the header explains"),
            ));
        }
    }
    let mut sound = vec![];
    for rule in &register.rules {
        let faults = plan_faults(session, &rows, rule);
        if faults.is_empty() {
            sound.push(rule);
        }
        found.extend(faults.into_iter().map(|what| fault(register, &rule.id, what)));
    }
    for (rule, what) in example_faults(session, &sound, schema)? {
        found.push(fault(register, &rule.id, what));
    }
    Ok(found)
}

fn fault(register: &Register, rule: &str, what: String) -> Fault {
    Fault {
        register: register.name.clone(),
        rule: rule.to_owned(),
        what,
    }
}

/// Predicates that cannot be planned, or do not say yes or no.
fn plan_faults(session: &SessionContext, rows: &DataFrame, rule: &Rule) -> Vec<String> {
    let named = [
        ("among", rule.among.as_deref()),
        ("wrong", Some(rule.wrong.as_str())),
    ];
    let mut faults = vec![];
    for (name, text) in named {
        let Some(text) = text else { continue };
        match type_of(session, rows, text) {
            Ok(DataType::Boolean) => {}
            Ok(other) => faults.push(format!("`{name}` gives {other}, not yes or no")),
            Err(fault) => faults.push(format!("`{name}`: {fault}")),
        }
    }
    faults
}

fn type_of(session: &SessionContext, rows: &DataFrame, text: &str) -> EngineResult<DataType> {
    let planned = session.state().create_logical_expr(text, rows.schema())?;
    evaluable(session, rows, planned)?.data_type(rows.schema().as_arrow())
}

/// Examples that do not come out as they say, all asked in one go.
fn example_faults<'r>(
    session: &SessionContext,
    rules: &[&'r Rule],
    schema: &SchemaRef,
) -> Result<Vec<(&'r Rule, String)>> {
    let mut found = vec![];
    let mut examples = vec![];
    let mut rows = vec![];
    for rule in rules {
        let named = [
            ("violates", Some(&rule.violates), Outcome::Broken),
            ("passes", Some(&rule.passes), Outcome::NotBroken),
            ("absent", rule.absent.as_ref(), Outcome::NotBroken),
        ];
        for (name, cells, outcome) in named {
            let Some(cells) = cells else { continue };
            match row(cells, schema) {
                Ok(row) => {
                    examples.push((*rule, name, outcome));
                    rows.push(row);
                }
                Err(what) => found.push((*rule, format!("`{name}`: {what}"))),
            }
        }
    }
    if rows.is_empty() {
        return Ok(found);
    }
    let columns: Vec<ArrayRef> = (0..schema.fields().len())
        .map(|column| {
            let cells: Vec<&dyn Array> = rows.iter().map(|row| row[column].as_ref()).collect();
            concat(&cells)
        })
        .collect::<std::result::Result<_, _>>()
        .map_err(|fault| WarehouseError::shape("examples", fault.to_string()))?;
    let batch = RecordBatch::try_new(Arc::clone(schema), columns)
        .map_err(|fault| WarehouseError::shape("examples", fault.to_string()))?;
    let frame = session.read_batch(batch.clone())?;
    for rule in rules {
        let verdicts = verdict(session, &frame, rule)?
            .evaluate(&batch)?
            .into_array(batch.num_rows())?;
        let verdicts = verdicts
            .as_boolean_opt()
            .ok_or_else(|| WarehouseError::shape(&rule.id, "a rule says yes or no"))?;
        for (row, (of, name, outcome)) in examples.iter().enumerate() {
            let is_broken = verdicts.is_valid(row) && verdicts.value(row);
            match (outcome, is_broken) {
                _ if of.id != rule.id => {}
                (Outcome::Broken, false) => {
                    found.push((rule, format!("its example `{name}` does not break it")));
                }
                (Outcome::NotBroken, true) => found.push((rule, format!("its example `{name}` breaks it"))),
                (Outcome::Broken, true) | (Outcome::NotBroken, false) => {}
            }
        }
    }
    Ok(found)
}

/// An example as a row: the cells it names, everything else absent.
fn row(cells: &toml::Table, schema: &Schema) -> std::result::Result<Vec<ArrayRef>, String> {
    if let Some(unknown) = cells.keys().find(|name| schema.column_with_name(name).is_none()) {
        return Err(format!("there is no column `{unknown}`"));
    }
    schema
        .fields()
        .iter()
        .map(|field| match cells.get(field.name()) {
            None => Ok(new_null_array(field.data_type(), 1)),
            Some(value) => cell(value, field.data_type())
                .ok_or_else(|| format!("`{}` cannot hold {value}", field.name())),
        })
        .collect()
}

fn cell(value: &toml::Value, kind: &DataType) -> Option<ArrayRef> {
    let text = match value {
        toml::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let text = StringArray::from(vec![text]);
    let strict = arrow::compute::CastOptions {
        safe: false,
        ..Default::default()
    };
    cast_with_options(&text, kind, &strict).ok()
}
