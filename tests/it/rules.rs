//! The register of rules and everything that names a rule fit together, and nothing is claimed that is not there.

use std::collections::{BTreeMap, BTreeSet};

use domain::policy::{Clause, RuleState};
use ingest::SOURCES;

use crate::support;

/// The definitions that name each clause, as paths below `sql/`.
fn named() -> BTreeMap<Clause, Vec<String>> {
    let mut named: BTreeMap<Clause, Vec<String>> = BTreeMap::new();
    for family in ["findings", "indicators"] {
        for (path, text) in support::texts(&format!("sql/{family}"), "sql") {
            let header = text
                .trim_start_matches("/*")
                .split("*/")
                .next()
                .unwrap_or_default();
            let header: toml::Table = header.parse().expect("a header is TOML");
            for clause in header["source"].as_array().into_iter().flatten() {
                let clause = clause.as_str().unwrap_or_default();
                let clause = clause.parse().unwrap_or_else(|error| panic!("{path}: {error}"));
                named.entry(clause).or_default().push(format!("{family}/{path}"));
            }
        }
    }
    named
}

#[test]
fn the_register_has_every_rule_of_the_five_documents_once() {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for rule in support::rules().rules() {
        *counts.entry(rule.clause.document().to_owned()).or_default() += 1;
    }

    let counts: Vec<(&str, usize)> = counts
        .iter()
        .map(|(document, rules)| (document.as_str(), *rules))
        .collect();
    assert_eq!(
        counts,
        [("HN", 27), ("LS", 53), ("LT", 39), ("LZ", 29), ("XJ", 19)]
    );
}

#[test]
fn every_clause_that_a_definition_names_is_in_the_register() {
    let register = support::rules();

    let lost: Vec<(Clause, Vec<String>)> = named()
        .into_iter()
        .filter(|(clause, _)| register.rule(clause).is_none())
        .collect();

    assert!(lost.is_empty(), "{lost:?}");
}

#[test]
fn every_clause_that_a_profile_names_is_in_the_register() {
    let register = support::rules();
    let documents: BTreeSet<String> = register
        .rules()
        .map(|rule| rule.clause.document().to_owned())
        .collect();
    let mut lost = vec![];
    for profile in support::policies().profiles() {
        for (parameter, entry) in profile.entries() {
            let clause: Result<Clause, _> = entry.clause.parse();
            let is_registered = clause
                .as_ref()
                .is_ok_and(|clause| register.rule(clause).is_some());
            let is_of_a_register = documents.contains(&profile.key) || clause.is_ok();
            if is_of_a_register && !is_registered {
                lost.push(format!("{} {parameter}: {}", profile.key, entry.clause));
            }
        }
    }

    assert!(lost.is_empty(), "{lost:?}");
}

#[test]
fn a_rule_that_a_definition_names_is_not_called_uncheckable() {
    let named = named();

    let wrong: Vec<String> = support::rules()
        .rules()
        .filter(|rule| rule.reason.is_some() && named.contains_key(&rule.clause))
        .map(|rule| format!("{}: take its reason out of policies/rules/", rule.clause))
        .collect();

    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn every_checked_rule_has_a_worked_example() {
    let named = named();
    let mut checked = 0;
    for rule in support::rules().rules() {
        let definitions = named.get(&rule.clause).map_or(&[][..], Vec::as_slice);
        if rule.state(!definitions.is_empty()) != RuleState::Checked {
            continue;
        }
        checked += 1;
        for path in definitions {
            let example = support::root()
                .join("tests/sql")
                .join(path.replace(".sql", ".slt"));
            assert!(
                example.exists(),
                "{}: {} is missing",
                rule.clause,
                example.display()
            );
        }
    }

    assert!(checked > 0);
}

#[test]
fn delivered_columns_are_delivered_and_missing_ones_have_a_place_to_go() {
    let register = support::rules();
    let proposed: BTreeMap<&str, _> = register.proposed().collect();
    let mut unused: BTreeSet<&str> = proposed.keys().copied().collect();
    let carries = |dataset: &str, header: &str| {
        SOURCES
            .iter()
            .find(|source| source.name == dataset)
            .map(|source| source.columns.iter().any(|column| column.header == header))
    };
    let mut faults = vec![];
    for rule in register.rules() {
        for column in &rule.columns {
            if carries(&column.dataset, &column.header) != Some(true) {
                faults.push(format!("{}: nobody sends {column:?}", rule.clause));
            }
        }
        for column in &rule.missing {
            unused.remove(column.dataset.as_str());
            match carries(&column.dataset, &column.header) {
                Some(true) => faults.push(format!("{}: {column:?} is sent", rule.clause)),
                None if !proposed.contains_key(column.dataset.as_str()) => {
                    faults.push(format!("{}: no dataset for {column:?}", rule.clause));
                }
                Some(false) | None => {}
            }
        }
    }

    assert!(faults.is_empty(), "{faults:?}");
    assert!(unused.is_empty(), "no rule needs {unused:?}");
}
