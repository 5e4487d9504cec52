//! What if: a book in which some parameters have another value, everywhere and on every day.

use std::str::FromStr;

use toml::de::DeTable;

use super::profile::Confidence;
use super::read::value;
use super::{Parameter, PolicyBook, Value};

/// What stands where the clause of a supposed value would stand.
const CLAUSE: &str = "假设";

/// A parameter with the value that is supposed: `monitoring.income_line_yuan=8000`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supposition {
    /// The parameter.
    pub parameter: Parameter,
    /// Its supposed value.
    pub value: Value,
}

/// Why a text is no supposition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SuppositionError {
    /// There is no `=`.
    #[error("expected PARAMETER=VALUE, found `{0}`")]
    Shape(String),
    /// No parameter has a name with this in it.
    #[error("no parameter is called `{0}`; `dixian policy show default` lists them")]
    Unknown(String),
    /// Several have.
    #[error("`{0}` may be {1}")]
    Ambiguous(String, String),
    /// The parameter cannot have this value.
    #[error("{0} expects {1}, found `{2}`")]
    Value(&'static str, String, String),
}

impl FromStr for Supposition {
    type Err = SuppositionError;

    /// Reads `name=value`: of the name a part that only one parameter has, the value as in a policy file, a word without its quotes.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, written) = text
            .split_once('=')
            .ok_or_else(|| SuppositionError::Shape(text.to_owned()))?;
        let (name, written) = (name.trim(), written.trim());
        let parameter = called(name)?;
        let value = read(parameter, written)
            .or_else(|| read(parameter, &format!("{written:?}")))
            .ok_or_else(|| {
                SuppositionError::Value(
                    parameter.name(),
                    parameter.kind().expectation(),
                    written.to_owned(),
                )
            })?;
        Ok(Self { parameter, value })
    }
}

fn called(name: &str) -> Result<Parameter, SuppositionError> {
    if let Some(parameter) = Parameter::from_name(name) {
        return Ok(parameter);
    }
    let mut near = Parameter::ALL
        .iter()
        .filter(|parameter| !name.is_empty() && parameter.name().contains(name));
    match (near.next(), near.next()) {
        (Some(only), None) => Ok(*only),
        (None, _) => Err(SuppositionError::Unknown(name.to_owned())),
        (Some(first), Some(second)) => {
            let all: Vec<&str> = [first, second]
                .into_iter()
                .chain(near)
                .map(|near| near.name())
                .collect();
            Err(SuppositionError::Ambiguous(name.to_owned(), all.join(", ")))
        }
    }
}

fn read(parameter: Parameter, written: &str) -> Option<Value> {
    let line = format!("value = {written}");
    let table = DeTable::parse(&line).ok()?;
    value(parameter.kind(), table.get_ref().get("value")?.get_ref())
}

impl PolicyBook {
    /// The book in which these values hold wherever a profile answers, the default's answer included. The kind of days stays as it was.
    #[must_use]
    pub fn supposing(&self, suppositions: &[Supposition]) -> Self {
        let mut book = self.clone();
        for supposed in suppositions {
            let entries = book
                .profiles
                .iter_mut()
                .filter_map(|profile| profile.entries.get_mut(&supposed.parameter));
            for entry in entries {
                entry.value = supposed.value.clone();
                CLAUSE.clone_into(&mut entry.clause);
                entry.phrase = None;
                entry.valid_to = None;
                entry.confidence = Confidence::Inferred;
            }
        }
        book
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn supposed(text: &str) -> Result<Value, String> {
        let read: Result<Supposition, _> = text.parse();
        read.map(|supposed| supposed.value)
            .map_err(|fault| fault.to_string())
    }

    #[test]
    fn a_part_of_a_name_is_enough_when_only_one_parameter_has_it() {
        let read: Supposition = "income_line=8000".parse().unwrap();

        assert_eq!(read.parameter, Parameter::MonitoringIncomeLineYuan);
        assert_eq!(read.value, Value::Integer(8000));
        assert!(
            supposed("visit=month")
                .unwrap_err()
                .contains("visit.cycle, visit.method")
        );
        assert!(
            supposed("visits=month")
                .unwrap_err()
                .contains("no parameter is called `visits`")
        );
    }

    #[test]
    fn a_value_is_read_as_in_a_policy_file_and_a_word_needs_no_quotes() {
        assert_eq!(
            supposed("visit.cycle=quarter"),
            Ok(Value::Text("quarter".to_owned()))
        );
        assert_eq!(supposed("income_line = \"none\""), Ok(Value::Absent));
        assert_eq!(supposed("income_line=none"), Ok(Value::Absent));
        assert_eq!(
            supposed("visit.roles=[\"网格员\"]"),
            Ok(Value::List(vec!["网格员".to_owned()]))
        );
        assert_eq!(
            supposed("income_line=-1").unwrap_err(),
            "monitoring.income_line_yuan expects a whole number, 0 or more, or \"none\", found `-1`"
        );
        assert!(supposed("visit.cycle=weekly").is_err());
        assert!(supposed("income_line").is_err());
    }
}
