//! A county whose every broken rule is known: the findings must be exactly those, no more and no fewer.
//!
//! The simulator judges its own events by its own reading of the policies; the SQL judges what was delivered. Two roads, one answer.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use chrono::NaiveDate;

use crate::support;

/// Rules that the truth lists as of the last day, by household.
const BY_HOUSEHOLD: [&str; 6] = [
    "development_flag_mismatch",
    "elimination_no_labour",
    "helper_missing",
    "leaflet_unknown",
    "measure_risk_mismatch",
    "safety_net_only",
];

/// Rules that the truth lists by a subject of their own: a village.
const BY_SUBJECT: [&str; 1] = ["grid_role_missing"];

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// `rule → subjects` of `truth/breaks.csv`; the visit duty is that of the last closed period.
fn broken(truth: &std::path::Path, period: &str) -> BTreeMap<String, BTreeSet<String>> {
    let text = std::fs::read_to_string(truth.join("breaks.csv")).unwrap();
    let mut broken: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [rule, subject, household_id] = [cells[0], cells[1], cells[2]];
        if BY_HOUSEHOLD.contains(&rule) || (rule == "visit_overdue" && subject == period) {
            broken
                .entry(rule.to_owned())
                .or_default()
                .insert(household_id.to_owned());
        }
        if BY_SUBJECT.contains(&rule) {
            broken
                .entry(rule.to_owned())
                .or_default()
                .insert(subject.to_owned());
        }
    }
    broken
}

#[test]
fn what_is_broken_is_found_and_nothing_else() {
    for (place, period) in [("LT", "2023-03"), ("XJ", "2023-05")] {
        let (home, drop) = (support::home(), tempfile::tempdir().unwrap());
        let plan = simulate::Plan {
            place: place.parse().unwrap(),
            households: 1_500,
            months: 6,
            as_of: day("2023-05-31"),
            seed: 11,
            surge_villages: 0,
        };
        simulate::write(
            &plan,
            &support::policies(),
            &support::calendar(),
            drop.path(),
            &mut |_, _, _| {},
        )
        .unwrap();

        let run = Command::new(support::dixian())
            .arg("--home")
            .arg(home.path())
            .args(["run", "--as-of", "2023-05-31", "--drop"])
            .arg(drop.path())
            .output()
            .unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        let asked = Command::new(support::dixian())
            .arg("--home")
            .arg(home.path())
            .args([
                "query",
                "select rule, subject from finding where state = 'open'",
                "--format",
                "json",
            ])
            .output()
            .unwrap();
        let rows: serde_json::Value = serde_json::from_slice(&asked.stdout).unwrap();

        let truth = broken(&drop.path().join("truth"), period);
        let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for row in rows.as_array().unwrap() {
            let rule = row["rule"].as_str().unwrap();
            if BY_HOUSEHOLD.contains(&rule) || BY_SUBJECT.contains(&rule) || rule == "visit_overdue" {
                found
                    .entry(rule.to_owned())
                    .or_default()
                    .insert(row["subject"].as_str().unwrap().to_owned());
            }
        }
        assert!(
            !truth.is_empty(),
            "{place}: nothing is broken, so nothing was tested"
        );
        assert_eq!(found, truth, "{place}");
    }
}
