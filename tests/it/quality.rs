//! The rules of data quality are sound, each with its examples, and what they find is kept and counted.

use std::collections::BTreeSet;

use domain::policy::Clause;
use warehouse::Workbench;

use crate::support;

fn bench<'a>(catalogue: &'a warehouse::Catalogue, policies: &'a domain::policy::PolicyBook) -> Workbench<'a> {
    Workbench::new(
        catalogue,
        policies,
        support::calendar(),
        support::sources(),
        ingest::disposition_schema(),
    )
    .unwrap()
}

#[tokio::test]
async fn every_rule_says_yes_or_no_and_answers_its_examples() {
    let (catalogue, policies) = (support::catalogue(), support::policies());

    let faults = bench(&catalogue, &policies).rule_faults().await.unwrap();

    let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn there_are_at_least_150_rules_and_each_names_a_column_that_is_delivered() {
    let rules = support::catalogue().quality_rules();

    let lost: Vec<String> = rules
        .iter()
        .filter(|rule| {
            let source =
                ingest::Source::named(&rule.register).expect("a register is called like its dataset");
            !source.columns.iter().any(|column| column.header == rule.field)
        })
        .map(|rule| format!("{}: {}", rule.name, rule.field))
        .collect();

    assert!(rules.len() >= 150, "{} rules", rules.len());
    assert!(lost.is_empty(), "{lost:?}");
}

#[test]
fn a_source_is_a_rule_of_a_document_or_a_code_of_the_public_suite() {
    let register = support::rules();
    let is_code = |source: &str| {
        source.split('_').count() >= 2
            && source
                .chars()
                .all(|letter| letter.is_ascii_digit() || letter == '_')
    };

    let lost: BTreeSet<String> = support::catalogue()
        .quality_rules()
        .iter()
        .flat_map(|rule| {
            rule.source
                .iter()
                .map(|source| (rule.name.clone(), source.clone()))
        })
        .filter(|(_, source)| {
            let clause: Result<Clause, _> = source.parse();
            !is_code(source) && !clause.is_ok_and(|clause| register.rule(&clause).is_some())
        })
        .map(|(rule, source)| format!("{rule}: {source}"))
        .collect();

    assert!(lost.is_empty(), "{lost:?}");
}
