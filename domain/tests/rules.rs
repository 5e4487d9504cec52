//! The register of rules: read strictly, and a rule is checked only when a definition says so.

use domain::policy::{Clause, RuleBook, RuleState};

fn faults(text: &str) -> Vec<String> {
    RuleBook::parse(&[("ab.toml", text)])
        .expect_err("a register with faults")
        .iter()
        .map(ToString::to_string)
        .collect()
}

const RULES: &str = r#"profile = "AB"

[rule.AB-01]
article = "一"
phrase = "每月走访"
asks = "每月走访一次。"
columns = ["visit.走访时间"]

[rule.AB-02a]
article = "二"
phrase = "制定计划"
asks = "有计划。"
missing = ["plan.制定日期"]

[rule.AB-02b]
article = "二"
phrase = "加强领导"
asks = "加强领导。"
reason = "没有可以核对的事。"
"#;

#[test]
fn a_rule_is_checked_only_when_a_definition_names_it() {
    let book = RuleBook::parse(&[("ab.toml", RULES)]).unwrap();

    let states: Vec<(String, RuleState, RuleState)> = book
        .rules()
        .map(|rule| (rule.clause.to_string(), rule.state(false), rule.state(true)))
        .collect();

    assert_eq!(
        states,
        [
            ("AB-01".to_owned(), RuleState::Open, RuleState::Checked),
            ("AB-02a".to_owned(), RuleState::Recorded, RuleState::Checked),
            ("AB-02b".to_owned(), RuleState::NotCheckable, RuleState::Checked),
        ]
    );
}

#[test]
fn a_clause_is_a_document_a_number_and_perhaps_a_letter() {
    let clause: Clause = "LS-18a".parse().unwrap();

    assert_eq!((clause.document(), clause.to_string().as_str()), ("LS", "LS-18a"));
    for text in ["LS-1", "LS18", "ls-01", "LS-18A", "LS-01aa", "default", "-01", ""] {
        assert!(text.parse::<Clause>().is_err(), "{text}");
    }
}

#[test]
fn every_fault_of_a_register_is_reported() {
    let text = r#"profile = "AB"
[rule.AB-01]
article = "一"
phrase = ""
ask = "每月走访一次。"
columns = ["走访时间"]
[rule.AC-02]
[rule.AB-3]
[rule.AB-04]
article = "四"
phrase = "加强领导"
asks = "加强领导。"
columns = ["visit.走访时间"]
reason = "没有可以核对的事。"
"#;

    let faults = faults(text);

    assert_eq!(
        faults,
        [
            "ab.toml, line 5, `rule.\"AB-01\".ask`: unknown setting, expected one of article, phrase, asks, columns, missing, \
             reason, note",
            "ab.toml, line 4, `rule.\"AB-01\".phrase`: expected some words, found none",
            "ab.toml, line 2, `rule.\"AB-01\".asks`: expected, but missing",
            "ab.toml, line 6, `rule.\"AB-01\".columns`: expected a list such as [\"visit.走访时间\"], found a list",
            "ab.toml, line 2, `rule.\"AB-01\".reason`: expected `columns` or `missing`, or else a `reason`",
            "ab.toml, line 14, `rule.\"AB-04\".reason`: expected `columns` or `missing`, or else a `reason`",
            "ab.toml, line 8, `rule.\"AB-3\"`: expected a clause such as LS-18a, found `AB-3`",
            "ab.toml, line 7, `rule.\"AC-02\"`: expected a clause of `AB`",
            "ab.toml, line 2, `rule`: expected AB-02, which is missing",
            "ab.toml, line 2, `rule`: expected AB-03, which is missing",
        ]
    );
}

#[test]
fn a_document_has_one_file_of_rules() {
    let faults = RuleBook::parse(&[("ab.toml", RULES), ("again.toml", RULES)]).unwrap_err();

    assert_eq!(faults.len(), 1, "{faults:?}");
}
