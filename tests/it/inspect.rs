//! An inspection from the frozen frame to the verdicts: nobody can choose, anybody can repeat, and what was found comes back.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value;

use crate::support;

const FROZEN_ON: &str = "2023-05-31";
const READ_ON: &str = "2023-06-30";
const SEED: &str = "3-1-6-2-5-5";

fn told(home: &Path, arguments: &[&str]) -> Value {
    let output = support::dixian_in(home, &[arguments, &["--format", "json"]].concat());
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

fn refused(home: &Path, arguments: &[&str]) -> String {
    let output = support::dixian_in(home, arguments);
    assert!(!output.status.success());
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn drawn_households(draw: &Value) -> Vec<String> {
    let households = draw["drawn"]["households"].as_array().unwrap();
    let key = |household: &Value| household["household_id"].as_str().unwrap().to_owned();
    households.iter().map(key).collect()
}

/// What inspectors deliver: they saw all of these households, and found something at the first few.
fn deliver(drop: &Path, households: &[String], with_problem: usize, village: &str) {
    let mut visits = "走访编号,户编号,走访人编号,走访人角色,走访方式,走访时间\n".to_owned();
    for (number, household) in households.iter().enumerate() {
        writeln!(visits, "A{number},{household},V1,暗访组,入户访问,2023-06-10").unwrap();
    }
    let mut problems = "问题编号,来源,区划代码,户编号,发现日期,问题类别\n".to_owned();
    for (number, household) in households.iter().take(with_problem).enumerate() {
        writeln!(
            problems,
            "P{number},暗访,{village},{household},2023-06-10,帮扶不实"
        )
        .unwrap();
    }
    support::write(&drop.join(READ_ON).join("走访记录.csv"), &visits);
    support::write(&drop.join(READ_ON).join("督查问题.csv"), &problems);
}

#[test]
fn a_draw_is_frozen_first_made_once_repeated_by_anybody_and_read_back() {
    let (home, drop) = (support::home(), tempfile::tempdir().unwrap());
    let home = home.path();
    support::simulate("LS", 400, 3, FROZEN_ON, 5, drop.path());
    assert!(support::run(home, drop.path(), FROZEN_ON).status.success());
    let freeze = [
        "inspect",
        "draw",
        "--region",
        "340604",
        "--villages",
        "5",
        "--households",
        "6",
    ];

    // The frame comes before the seed, and freezing again changes nothing.
    let frozen = told(home, &freeze);
    let draw_id = frozen["draw"]["draw_id"].as_str().unwrap().to_owned();
    assert!(frozen["draw"]["seed"].is_null() && drawn_households(&frozen).is_empty());
    assert_eq!(told(home, &freeze)["draw"], frozen["draw"]);
    assert!(refused(home, &["inspect", "score", &draw_id]).contains("has no seed yet"));

    let with_seed = [
        "inspect", "draw", "--frame", &draw_id, "--seed", SEED, "--by", "会议",
    ];
    let draw = told(home, &with_seed);
    let households = drawn_households(&draw);
    let villages = draw["drawn"]["villages"].as_array().unwrap();
    let by_lot = villages.iter().filter(|village| village["drawn_as"] == "reserve");
    assert_eq!((villages.len(), by_lot.count()), (5, 1));

    // A second seed would be a choice, of other sizes too.
    assert!(refused(home, &with_seed).contains("a second seed would be a choice"));
    let other = told(
        home,
        &["inspect", "draw", "--region", "340604", "--villages", "6"],
    );
    let other = other["draw"]["draw_id"].as_str().unwrap();
    let again = ["inspect", "draw", "--frame", other, "--seed", "9", "--by", "会议"];
    assert!(refused(home, &again).contains(&draw_id));

    // Whoever has the list and the seed draws the same, with the digest alone.
    let list = drop.path().join("frame.csv");
    let check = told(
        home,
        &["inspect", "verify", &draw_id, "--list", list.to_str().unwrap()],
    );
    assert_eq!(check["faults"].as_array().map(Vec::len), Some(0), "{check}");
    let first = &draw["drawn"]["households"][0];
    let kind = format!(
        "{},{},",
        first["region_code"].as_str().unwrap(),
        first["stratum"].as_str().unwrap()
    );
    let lines = std::fs::read_to_string(&list).unwrap();
    let of_kind: Vec<&str> = lines
        .lines()
        .filter_map(|line| line.strip_prefix(&kind))
        .collect();
    let smallest = stats::draw::by_digest(SEED, &of_kind, 1);
    assert_eq!(smallest, [first["household_id"].as_str().unwrap()]);

    // The next release has the lot on its list, and the findings of the visits speak.
    let visits = tempfile::tempdir().unwrap();
    let village = villages[0]["region_code"].as_str().unwrap();
    deliver(visits.path(), &households, 2, village);
    let run = support::run(home, visits.path(), READ_ON);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let listed = "select drawn_as, count(*) as villages from inspection_target where draw_id is not null group by drawn_as order by 1";
    let listed = told(home, &["query", listed]);
    assert_eq!(
        listed,
        serde_json::json!([
            { "drawn_as": "reserve", "villages": 1 },
            { "drawn_as": "targeted", "villages": 4 },
        ])
    );

    let score = told(home, &["inspect", "score", &draw_id]);
    assert_eq!(score["visited"].as_u64(), Some(households.len() as u64));
    assert_eq!(score["with_problem"].as_u64(), Some(2));
    let verdicts = score["villages"].as_array().unwrap();
    let found: u64 = verdicts
        .iter()
        .filter_map(|village| village["with_problem"].as_u64())
        .sum();
    assert_eq!(found, 2);
    let records = &score["discrepancy"];
    let seen = ["clean_record", "with_finding"].map(|side| records[side].as_u64().unwrap());
    assert_eq!(seen.iter().sum::<u64>(), households.len() as u64);
}
