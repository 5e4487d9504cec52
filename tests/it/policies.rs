//! Policies and definitions fit together: whatever a definition says it rests on is answered everywhere and is what its SQL reads.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use domain::policy::{DEFAULT_KEY, Parameter};

use crate::support;

#[test]
fn every_profile_parses_and_keeps_a_key_of_its_own() {
    let files = support::texts("policies", "toml")
        .into_iter()
        .filter(|(name, _)| !name.contains('/'))
        .count();

    assert_eq!(support::policies().profiles().count(), files);
}

#[test]
fn the_default_answers_every_parameter() {
    let book = support::policies();
    let default = book.profile(DEFAULT_KEY).unwrap();

    let silent: Vec<&Parameter> = Parameter::ALL
        .iter()
        .filter(|parameter| default.entry(**parameter).is_none())
        .collect();

    assert!(silent.is_empty(), "{silent:?}");
}

/// Parameters that a definition's models read for others: definition, parameter, why it does not rest on it.
const NOT_RESTED_ON: &[(&str, &str, &str)] = &[
    (
        "warning/warning_conversion_rate.sql",
        "warning.response_days",
        "counts what warnings led to, not how soon",
    ),
    (
        "warning/warning_verified_rate.sql",
        "warning.response_days",
        "counts answers, not how soon they came",
    ),
    (
        "warning/warning_below_threshold.sql",
        "warning.response_days",
        "takes the list of warnings, not how soon they were answered",
    ),
    (
        "warning/warning_many_departments.sql",
        "warning.response_days",
        "asks whether they were answered, not how soon",
    ),
    (
        "workflow/stage_order.sql",
        "inclusion.approver",
        "takes the list of workflows, not who decides",
    ),
    (
        "workflow/stage_order.sql",
        "inclusion.limit_days",
        "takes the list of workflows, not their limit",
    ),
];

/// The words of a text that could be names of tables.
fn words(text: &str) -> BTreeSet<&str> {
    text.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'))
        .collect()
}

/// The text of a definition with that of every model it is made of.
fn closure(text: &str, models: &BTreeMap<String, String>) -> String {
    let mut seen = BTreeSet::new();
    let mut waiting = vec![text];
    let mut whole = String::new();
    while let Some(text) = waiting.pop() {
        whole.push_str(text);
        for word in words(text) {
            if let Some((name, model)) = models.get_key_value(word)
                && seen.insert(name)
            {
                waiting.push(model);
            }
        }
    }
    whole
}

/// A definition: its path, what its header says it rests on, and the parameters that it and its models name.
fn definitions() -> Vec<(String, BTreeSet<String>, BTreeSet<String>)> {
    let models: BTreeMap<String, String> = ["sql/staging", "sql/core"]
        .iter()
        .flat_map(|folder| support::texts(folder, "sql"))
        .map(|(name, text)| (name.trim_end_matches(".sql").to_owned(), text))
        .collect();
    ["sql/indicators", "sql/findings"]
        .iter()
        .flat_map(|folder| support::texts(folder, "sql"))
        .map(|(path, text)| {
            let (header, body) = text
                .trim_start_matches("/*")
                .split_once("*/")
                .expect("a definition opens with its header");
            let header: toml::Table = header.parse().expect("a header is TOML");
            let said = header["policy"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|name| name.as_str().map(str::to_owned))
                .collect();
            let whole = closure(body, &models);
            let read = Parameter::ALL
                .iter()
                .map(|parameter| parameter.name())
                .filter(|name| whole.contains(&format!("'{name}'")))
                .map(str::to_owned)
                .collect();
            (path, said, read)
        })
        .collect()
}

#[test]
fn every_parameter_that_a_header_names_is_read_by_its_sql() {
    let faults: Vec<String> = definitions()
        .into_iter()
        .flat_map(|(path, said, read)| {
            said.difference(&read)
                .map(|name| format!("{path} names `{name}` and does not read it"))
                .collect::<Vec<_>>()
        })
        .collect();

    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_parameter_that_a_definition_reads_stands_in_its_header() {
    let unsaid: BTreeSet<(String, String)> = definitions()
        .into_iter()
        .flat_map(|(path, said, read)| {
            let names: Vec<String> = read.difference(&said).cloned().collect();
            names.into_iter().map(move |name| (path.clone(), name))
        })
        .collect();

    let allowed: BTreeSet<(String, String)> = NOT_RESTED_ON
        .iter()
        .map(|(path, name, _)| ((*path).to_owned(), (*name).to_owned()))
        .collect();
    assert_eq!(unsaid, allowed);
}

/// What a command about policies answers, as JSON.
fn told(arguments: &[&str]) -> serde_json::Value {
    let home = tempfile::tempdir().unwrap();
    let output = Command::new(support::dixian())
        .arg("--home")
        .arg(home.path())
        .arg("policy")
        .args(arguments)
        .args(["--format", "json"])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The row about a parameter.
fn about<'a>(rows: &'a serde_json::Value, parameter: &str) -> Option<&'a serde_json::Value> {
    rows.as_array()
        .into_iter()
        .flatten()
        .find(|row| row["parameter"] == parameter)
}

#[test]
fn an_explanation_quotes_the_document_and_names_whom_it_overrides() {
    let rows = told(&["explain", "--region", "450222101", "--on", "2023-06-01"]);

    let cycle = about(&rows, "visit.cycle").unwrap();
    assert_eq!(cycle["value"], "quarter");
    assert_eq!(cycle["phrase"], "帮扶人每季度至少入户走访一次");
    assert_eq!(cycle["overrides"], "default month");
    let quarters = about(&rows, "screening.quarters").unwrap();
    assert_eq!(quarters["confidence"], "unknown");
}

#[test]
fn two_documents_differ_where_they_say_so_and_nowhere_else() {
    let rows = told(&["diff", "LS", "LZ"]);

    let cycle = about(&rows, "visit.cycle").unwrap();
    assert_eq!(cycle["left"]["clause"], "LS-31");
    assert_eq!(cycle["right"]["value"], "quarter");
    assert_eq!(
        about(&rows, "grid.households_max").unwrap()["right"],
        serde_json::Value::Null
    );
    assert!(about(&rows, "inclusion.approver").is_none(), "both say county");
}

#[test]
fn a_place_differs_from_itself_after_its_document_has_ended() {
    let rows = told(&["diff", "640422@2025-12-31", "640422@2026-01-01"]);

    let method = about(&rows, "visit.method").unwrap();
    assert_eq!(
        (&method["left"]["profile"], &method["left"]["value"]),
        (&"XJ".into(), &"any".into())
    );
    assert_eq!(method["right"]["profile"], "default");
    let same = told(&["diff", "640422@2025-12-31", "640422@2025-12-31"]);
    assert_eq!(same, serde_json::json!([]));
}
