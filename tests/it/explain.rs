//! What is owed to one household, clause by clause.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::support;

const DAY: &str = "2023-05-31";

fn dixian(home: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(support::dixian());
    command.arg("--home").arg(home).args(arguments).output().unwrap()
}

fn json(output: &Output) -> Value {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_household_is_explained_with_the_words_of_the_clauses_and_what_to_do() {
    let (home, drop) = (support::home(), tempfile::tempdir().unwrap());
    support::simulate("LZ", 200, 3, DAY, 5, drop.path());
    assert!(support::run(home.path(), drop.path(), DAY).status.success());
    let asked = |sql: &str| json(&dixian(home.path(), &["query", "--format", "json", sql]));
    let worst = asked(
        "select household_current.household_id, count(finding.rule) as findings from household_current \
         left join finding on finding.household_id = household_current.household_id and finding.state = 'open' \
         where is_unresolved group by 1 order by 2 desc, 1 limit 1",
    );
    let id = worst[0]["household_id"].as_str().unwrap();

    let told = json(&dixian(home.path(), &["explain", id, "--format", "json"]));

    assert_eq!(told["household"]["household_id"], id);
    assert_eq!(told["places"].as_array().unwrap().len(), 5, "{told}");
    let count = told["findings"].as_array().unwrap().len() as u64;
    assert_eq!(worst[0]["findings"].as_u64(), Some(count));
    for finding in told["findings"].as_array().unwrap() {
        assert!(
            ["title", "action", "owner", "clause"]
                .iter()
                .all(|key| finding[key] != ""),
            "{finding}"
        );
    }
    let obligations = told["obligations"].as_array().unwrap();
    let visit = obligations
        .iter()
        .find(|owed| owed["obligation"] == "走访")
        .unwrap();
    assert_eq!(visit["clause"], "LZ-25");
    assert_eq!(visit["due_on"], "2023-06-30", "the second quarter");
    assert!(visit["phrase"].as_str().unwrap().contains("季度"), "{visit}");
    let text = dixian(home.path(), &["explain", id]);
    assert!(String::from_utf8_lossy(&text.stdout).contains("应办事项"));
}

#[test]
fn a_household_that_nobody_knows_is_told_without_repeating_its_number() {
    let (home, drop) = (support::home(), tempfile::tempdir().unwrap());
    support::simulate("LT", 40, 1, DAY, 3, drop.path());
    assert!(support::run(home.path(), drop.path(), DAY).status.success());

    let output = dixian(home.path(), &["explain", "11010519491231002X"]);

    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(told.contains("none has this 户编号"), "{told}");
    assert!(!told.contains("11010519491231002X"), "{told}");
}
