//! What a release answers to those who read it.

use super::*;
use crate::change::{ChangeReason, Direction, Ledger};

fn code(text: &str) -> RegionCode {
    text.parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn place(digits: &str, parent: Option<&str>) -> Place {
    let code = code(digits);
    Place {
        code,
        name: digits.to_owned(),
        level: code.level().key().to_owned(),
        parent: parent.map(|parent| parent.parse().unwrap()),
    }
}

fn figure(indicator: &str, slice: &str, as_of: &str) -> Figure {
    Figure {
        as_of: day(as_of),
        indicator: indicator.to_owned(),
        region_code: code("340604"),
        level: "county".to_owned(),
        slice: slice.to_owned(),
        numerator: None,
        denominator: None,
        value: None,
        lower: None,
        upper: None,
        profile: "LS".to_owned(),
    }
}

fn finding(digits: &str, rule: &str) -> Finding {
    Finding {
        as_of: day("2023-05-31"),
        rule: rule.to_owned(),
        clause: String::new(),
        severity: "warn".to_owned(),
        region_code: code(digits),
        household_id: String::new(),
        subject: String::new(),
        due_on: None,
        days_overdue: None,
        detail: String::new(),
        opened_on: day("2023-05-01"),
        closed_on: None,
        state: "open".to_owned(),
    }
}

fn release() -> Release {
    Release::new(ReleaseParts {
        id: ReleaseId {
            release_id: "r1".to_owned(),
            as_of: day("2023-05-31"),
            published_at: "2023-06-01 02:11:05".to_owned(),
            state: "published".to_owned(),
        },
        // Village …101001 moved to town 100: its digits say 101, its 上级代码 says 100.
        places: vec![
            place("340604", None),
            place("340604100", Some("340604")),
            place("340604101", Some("340604")),
            place("340604100001", Some("340604100")),
            place("340604101001", Some("340604100")),
            place("340604101002", Some("340604101")),
        ],
        definitions: vec![],
        rules: vec![],
        figures: vec![
            figure("risk_share", "因病", "2023-05-31"),
            figure("risk_share", "", "2023-05-31"),
            figure("households", "", "2023-05-31"),
        ],
        history: vec![
            figure("households", "", "2023-05-31"),
            figure("households", "", "2023-04-30"),
            figure("households", "x", "2023-04-30"),
        ],
        findings: vec![
            finding("340604101002", "b"),
            finding("340604101001", "a"),
            finding("340604100001", "c"),
            finding("340604999001", "d"),
        ],
        landings: vec![],
        quality: Quality::default(),
        changes: Changes::default(),
        inspection: Inspection::default(),
        concentration: vec![],
        spells: Spells::default(),
        signals: Signals::default(),
    })
}

#[test]
fn a_release_that_opened_all_its_findings_itself_is_the_first_that_looked() {
    let mut looked_before = release();
    assert!(!looked_before.is_first_look());

    for finding in &mut looked_before.findings {
        finding.opened_on = day("2023-05-31");
    }
    assert!(looked_before.is_first_look());
    looked_before.findings[0].opened_on = day("2023-05-30");
    assert!(!looked_before.is_first_look());
}

#[test]
fn findings_follow_the_tree_of_the_day_and_not_the_digits() {
    let release = release();
    let rules =
        |region: &str| -> Vec<&str> { release.findings(code(region)).map(|f| f.rule.as_str()).collect() };

    assert_eq!(rules("340604100"), ["c", "a"]);
    assert_eq!(rules("340604101"), ["b"]);
    assert_eq!(
        rules("340604"),
        ["c", "a", "b"],
        "a village that no place knows lies nowhere"
    );
    assert!(rules("450222").is_empty());
}

#[test]
fn a_household_that_left_a_merged_village_changed_where_the_village_counts_now() {
    let mut release = release();
    let moved = |village: &str, direction: Direction| HouseholdChange {
        ledger: Ledger::Households,
        region_code: code(village),
        counts_as: code("340604101002"),
        household_id: "h1".to_owned(),
        direction,
        reason: ChangeReason::Merged,
        subject: String::new(),
    };
    // Village …100001 ended and counts in …101002, in the other town.
    release.changes = Changes::new(
        Some(day("2023-04-30")),
        vec![
            moved("340604100001", Direction::Out),
            moved("340604101002", Direction::In),
        ],
    );

    assert_eq!(release.household_changes(code("340604101")).count(), 2);
    assert_eq!(release.household_changes(code("340604100")).count(), 0);
}

#[test]
fn a_figure_is_found_by_indicator_and_slice() {
    let release = release();
    let slice = |indicator: &str, slice: &str| {
        release
            .figure(code("340604"), indicator, slice)
            .map(|f| f.slice.as_str())
    };

    assert_eq!(slice("risk_share", "因病"), Some("因病"));
    assert_eq!(slice("risk_share", ""), Some(""));
    assert_eq!(slice("risk_share", "因残"), None);
    assert_eq!(slice("absent", ""), None);
    assert_eq!(release.slices(code("340604"), "risk_share").len(), 2);
}

#[test]
fn history_is_in_order_of_days() {
    let days: Vec<NaiveDate> = release()
        .history(code("340604"), "households", "")
        .map(|f| f.as_of)
        .collect();

    assert_eq!(days, [day("2023-04-30"), day("2023-05-31")]);
}
