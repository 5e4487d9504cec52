//! A figure traced back: the households that it counts, and the delivered rows behind them.

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
fn the_households_behind_a_figure_are_as_many_as_it_says_and_lead_to_delivered_rows() {
    let (home, drop) = (support::home(), tempfile::tempdir().unwrap());
    support::simulate("LZ", 200, 3, DAY, 5, drop.path());
    assert!(support::run(home.path(), drop.path(), DAY).status.success());
    let town = json(&dixian(
        home.path(),
        &[
            "query",
            "--format",
            "json",
            "select region_code from indicator where indicator = 'monitored_households' and level = 'town' \
             and slice = '' order by numerator desc, region_code limit 1",
        ],
    ));
    let town = town[0]["region_code"].as_str().unwrap().to_owned();

    for indicator in [
        "households",
        "monitored_households",
        "elimination_rate_households",
        "elimination_rate_eligible",
        "measure_coverage",
        "screening_coverage",
        "visit_overdue_rate",
    ] {
        for region in ["450222", town.as_str()] {
            let asked = [
                "lineage",
                "indicator",
                indicator,
                "--region",
                region,
                "--format",
                "json",
            ];
            let told = json(&dixian(home.path(), &asked));
            let shares = told["households"].as_array().unwrap();
            let count = |key: &str| shares.iter().filter(|share| share[key] == true).count();
            let figure = |key: &str| told["figure"][key].as_f64().map(|number| format!("{number:.0}"));
            let when = format!("{indicator} {region}");
            assert_eq!(
                figure("numerator"),
                Some(count("is_in_numerator").to_string()),
                "{when}"
            );
            if let Some(denominator) = figure("denominator") {
                assert_eq!(denominator, count("is_in_denominator").to_string(), "{when}");
            }
        }
    }

    let told = json(&dixian(
        home.path(),
        &[
            "lineage",
            "indicator",
            "households",
            "--region",
            &town,
            "--format",
            "json",
        ],
    ));
    let share = &told["households"][0];
    let id = share["household_id"].as_str().unwrap();
    let of_text = share["rows"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["sheet"] == "")
        .unwrap();
    let delivered = std::fs::read(drop.path().join(of_text["file"].as_str().unwrap())).unwrap();
    let number = usize::try_from(of_text["row_number"].as_u64().unwrap()).unwrap();
    let line = delivered.split(|byte| *byte == b'\n').nth(number - 1).unwrap();
    assert!(String::from_utf8_lossy(line).contains(id), "{of_text}");
}

#[test]
fn a_slice_has_its_own_households_and_a_figure_that_counts_none_says_so() {
    let (home, drop) = (support::home(), tempfile::tempdir().unwrap());
    support::simulate("LZ", 200, 3, DAY, 5, drop.path());
    assert!(support::run(home.path(), drop.path(), DAY).status.success());
    let risk = [
        "lineage",
        "indicator",
        "risk_share",
        "--region",
        "450222",
        "--slice",
        "因病",
    ];
    let told = json(&dixian(home.path(), &[&risk[..], &["--format", "json"]].concat()));
    let shares = told["households"].as_array().unwrap();
    let sick = shares
        .iter()
        .filter(|share| share["is_in_numerator"] == true)
        .count();
    assert_eq!(
        told["figure"]["numerator"]
            .as_f64()
            .map(|number| format!("{number:.0}")),
        Some(sick.to_string())
    );
    assert!(sick > 0 && sick <= shares.len(), "{told}");

    let text = dixian(
        home.path(),
        &["lineage", "indicator", "top_decile_share", "--region", "450222"],
    );
    assert!(String::from_utf8_lossy(&text.stdout).contains("没有户名单"));

    let unknown = dixian(
        home.path(),
        &["lineage", "indicator", "no_such", "--region", "450222"],
    );
    assert_eq!(unknown.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("no indicator is called `no_such`"));
}
