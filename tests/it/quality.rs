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

/// The faults of a rule file of a home, all of them.
async fn faults_of(rules: &str) -> String {
    let mut files: Vec<warehouse::SqlFile> = support::sql();
    files.push(warehouse::SqlFile {
        path: "home/quality/member.toml".to_owned(),
        text: rules.to_owned(),
    });
    match warehouse::Catalogue::read(&files) {
        Err(fault) => fault.to_string(),
        Ok(catalogue) => {
            let policies = support::policies();
            let faults = bench(&catalogue, &policies).rule_faults().await.unwrap();
            let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
            faults.join("\n")
        }
    }
}

const SOUND: &str = r#"
[[rule]]
id = "own_rule"
title = "本县规则"
meaning = "满100岁"
field = "出生日期"
dimension = "不准确"
severity = "info"
wrong = "age_at_least >= 100"
source = ["LT-12"]
violates = { age_at_least = 100 }
passes = { age_at_least = 99 }
absent = {}
"#;

#[tokio::test]
async fn a_county_adds_a_rule_and_a_faulty_one_is_refused_with_all_its_faults() {
    assert_eq!(faults_of(SOUND).await, "");

    let twice = faults_of(&SOUND.replace("own_rule", "sex_missing").replace("不准确", "不好")).await;
    assert!(
        twice.contains("another rule has this id") && twice.contains("`不好` is not a dimension"),
        "{twice}"
    );

    let unknown =
        faults_of(&SOUND.replace("wrong = \"age_at_least >= 100\"", "wrong = \"agee >= 100\"")).await;
    assert!(unknown.contains("agee"), "{unknown}");

    let number =
        faults_of(&SOUND.replace("wrong = \"age_at_least >= 100\"", "wrong = \"age_at_least + 1\"")).await;
    assert!(number.contains("not yes or no"), "{number}");

    let examples = faults_of(
        &SOUND
            .replace("age_at_least = 99", "age_at_least = 101")
            .replace("age_at_least = 100 }", "age_at_least = 98 }"),
    )
    .await;
    assert!(
        examples.contains("`violates` does not break it") && examples.contains("`passes` breaks it"),
        "{examples}"
    );

    let silent = faults_of(&SOUND.replace("absent = {}", "")).await;
    assert!(silent.contains("of which it cannot be said"), "{silent}");
}
