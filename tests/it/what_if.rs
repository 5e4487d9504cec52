//! A release recomputed under supposed policies, beside itself.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::support;

const DAY: &str = "2023-06-30";

fn what_if(home: &Path, set: &[&str]) -> Output {
    let mut command = Command::new(support::dixian());
    command
        .arg("--home")
        .arg(home)
        .args(["policy", "what-if", "--format", "json"]);
    for supposed in set {
        command.args(["--set", supposed]);
    }
    command.output().unwrap()
}

fn report(home: &Path, set: &[&str]) -> Value {
    let output = what_if(home, set);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn what_would_follow_from_another_line_is_told_by_town_and_nothing_is_written() {
    let (home, drop) = (support::home(), tempfile::tempdir().unwrap());
    support::simulate("LS", 300, 3, DAY, 5, drop.path());
    assert!(support::run(home.path(), drop.path(), DAY).status.success());
    let books = support::books(home.path());

    // The line of LS is 7000: supposing what is changes nothing.
    let same = report(home.path(), &["income_line=7000"]);
    assert_eq!(same["figures"].as_array().map(Vec::len), Some(0), "{same}");
    assert_eq!(same["rules"].as_array().map(Vec::len), Some(0), "{same}");

    // Nobody has a million a year: all that have an account fall below it.
    let rich = report(home.path(), &["income_line=1000000"]);
    let places = rich["places"].as_array().unwrap();
    let (towns, whole) = places.split_at(places.len() - 1);
    let below = |place: &Value, side: &str| place["burden"][side]["below"].as_f64().unwrap();
    let share = rich["figures"]
        .as_array()
        .unwrap()
        .iter()
        .find(|figure| figure["indicator"] == "below_line_share")
        .unwrap();
    assert_eq!(share["value"]["then"].as_f64(), Some(1.0));
    assert_eq!(share["numerator"]["now"].as_f64(), Some(below(&whole[0], "now")));
    assert_eq!(
        share["numerator"]["then"].as_f64(),
        Some(below(&whole[0], "then"))
    );
    for side in ["now", "then"] {
        let sum: f64 = towns.iter().map(|town| below(town, side)).sum();
        assert!((sum - below(&whole[0], side)).abs() < 1e-9, "{side}");
    }
    assert!(below(&whole[0], "then") > below(&whole[0], "now"));

    assert_eq!(support::books(home.path()), books);
}

#[test]
fn a_parameter_that_nobody_knows_and_a_value_it_cannot_have_are_told() {
    let home = support::home();
    for (set, told) in [
        ("income=8000", "`income` may be"),
        ("outcome=8000", "no parameter is called `outcome`"),
        ("income_line=viel", "expects a whole number"),
    ] {
        let output = what_if(home.path(), &[set]);
        assert_eq!(output.status.code(), Some(2), "{set}");
        assert!(String::from_utf8_lossy(&output.stderr).contains(told), "{set}");
    }
}
