//! From a drop to a release, on days when things go wrong.

use std::path::Path;
use std::process::Output;

use crate::support::{self, dixian_in as dixian, two_households as small_drop, write};

fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|fault| panic!("{fault}: {}", String::from_utf8_lossy(&output.stderr)))
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn persons(home: &Path, release: Option<&str>) -> Vec<String> {
    let mut arguments = vec![
        "query",
        "select value from indicator where indicator = 'persons' and level = 'county'",
        "--format",
        "csv",
    ];
    if let Some(release) = release {
        arguments.extend(["--release", release]);
    }
    let output = dixian(home, &arguments);
    assert!(output.status.success(), "{}", told(&output));
    String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .skip(1)
        .map(str::to_owned)
        .collect()
}

#[test]
fn a_bad_row_and_a_bad_file_are_named_and_the_rest_lands() {
    let (home, drop) = (support::home(), tempfile::tempdir().unwrap());
    small_drop(drop.path());
    write(
        &drop.path().join("走访.csv"),
        "走访编号,户编号,走访人编号,走访人角色,走访方式,走访时间\n\
        Z1,H1,R1,网格员,入户访问,2022-05-10\n\
        Z2,H9,R1,网格员,入户访问,2022-02-30\n",
    );
    write(&drop.path().join("谜.csv"), "甲,乙,丙\n1,2,3\n");

    let output = dixian(
        home.path(),
        &[
            "run",
            "--as-of",
            "2022-05-31",
            "--format",
            "json",
            "--drop",
            drop.path().to_str().unwrap(),
        ],
    );

    assert!(output.status.success(), "{}", told(&output));
    let outcome = json(&output);
    assert_eq!(outcome["state"], "published");
    let mut reasons: Vec<(i64, &str, &str)> = outcome["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|problem| {
            (
                problem["row"].as_i64().unwrap(),
                problem["column"].as_str().unwrap(),
                problem["reason"].as_str().unwrap(),
            )
        })
        .collect();
    reasons.sort_unstable();
    assert_eq!(
        reasons,
        [
            (3, "户编号", "household_unknown"),
            (3, "走访时间", "date_invalid")
        ]
    );
    assert_eq!(outcome["files"]["refused"][0]["file"], "谜.csv");
    assert_eq!(outcome["files"]["refused"][0]["reason"], "unknown_header");
    let visits = outcome["datasets"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["dataset"] == "visit")
        .unwrap();
    assert_eq!(
        (
            visits["rows"].as_u64(),
            visits["landed"].as_u64(),
            visits["quarantined"].as_u64()
        ),
        (Some(2), Some(1), Some(1))
    );
}

#[test]
fn the_same_drop_twice_lands_nothing_new_and_figures_stay() {
    let (home, drop) = (support::home(), tempfile::tempdir().unwrap());
    small_drop(drop.path());
    let arguments = [
        "run",
        "--as-of",
        "2022-05-31",
        "--format",
        "json",
        "--drop",
        drop.path().to_str().unwrap(),
    ];

    let first = json(&dixian(home.path(), &arguments));
    let second = json(&dixian(home.path(), &arguments));

    let dearest: Vec<f64> = first["dearest"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["seconds"].as_f64().unwrap())
        .collect();
    assert_eq!(dearest.len(), 10, "the ten dearest definitions are named");
    assert!(dearest.is_sorted_by(|one, other| one >= other), "{dearest:?}");

    let sum = |outcome: &serde_json::Value, column: &str| -> u64 {
        outcome["datasets"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|row| row[column].as_u64())
            .sum()
    };
    assert_eq!((sum(&first, "rows"), sum(&first, "landed")), (6, 6));
    assert_eq!(
        (
            sum(&second, "rows"),
            sum(&second, "landed"),
            sum(&second, "duplicate")
        ),
        (6, 0, 6)
    );
    assert_eq!(persons(home.path(), None), ["5.0"]);
}

#[test]
fn an_earlier_release_still_answers_and_an_earlier_day_can_be_computed_again() {
    let (home, drop) = (support::home(), tempfile::tempdir().unwrap());
    small_drop(drop.path());
    let path = drop.path().to_str().unwrap();
    let first = json(&dixian(
        home.path(),
        &["run", "--as-of", "2022-05-31", "--format", "json", "--drop", path],
    ));
    let households = std::fs::read_to_string(drop.path().join("households.csv")).unwrap();
    write(
        &drop.path().join("households.csv"),
        &households.replace(",3,2022-05-01", ",4,2022-06-10"),
    );

    let second = json(&dixian(
        home.path(),
        &["run", "--as-of", "2022-06-30", "--format", "json", "--drop", path],
    ));
    let again = json(&dixian(
        home.path(),
        &["run", "--as-of", "2022-05-31", "--format", "json"],
    ));

    assert_eq!(persons(home.path(), first["release_id"].as_str()), ["5.0"]);
    assert_eq!(persons(home.path(), second["release_id"].as_str()), ["6.0"]);
    assert_eq!(persons(home.path(), again["release_id"].as_str()), ["5.0"]);
}

#[test]
fn a_rollback_lets_the_earlier_release_answer() {
    let (home, drop) = (support::home(), tempfile::tempdir().unwrap());
    small_drop(drop.path());
    let path = drop.path().to_str().unwrap();
    for day in ["2022-05-31", "2022-06-30"] {
        assert!(
            dixian(home.path(), &["run", "--as-of", day, "--drop", path])
                .status
                .success()
        );
    }

    assert!(
        dixian(home.path(), &["release", "rollback", "R20220531-0001"])
            .status
            .success()
    );

    let current = json(&dixian(
        home.path(),
        &[
            "query",
            "select distinct as_of from indicator",
            "--format",
            "json",
        ],
    ));
    assert_eq!(current, serde_json::json!([{ "as_of": "2022-05-31" }]));
}

#[test]
fn what_cannot_be_done_is_said_in_one_sentence() {
    let (home, drop) = (support::home(), tempfile::tempdir().unwrap());
    small_drop(drop.path());
    let path = drop.path().to_str().unwrap();
    let early = dixian(home.path(), &["run", "--as-of", "2021-01-31", "--drop", path]);
    assert_eq!(early.status.code(), Some(1));
    assert!(
        told(&early)
            .contains("publish a release for 2021-01-31: no household has a state on or before that day")
    );
    assert!(
        dixian(home.path(), &["run", "--as-of", "2022-05-31", "--drop", path])
            .status
            .success()
    );
    let out = tempfile::tempdir().unwrap();
    let folder = out.path().to_str().unwrap();

    for (arguments, sentence) in [
        (
            vec!["run", "--as-of", "2022-05-31", "--drop", "/nowhere"],
            "`/nowhere` is neither a folder nor a file",
        ),
        (vec!["query", "select 1", "--release", "R1"], "find release `R1`"),
        (
            vec!["query", "copy indicator to 'x.csv'"],
            "only `select` is allowed",
        ),
        (
            vec![
                "query",
                "create external table t stored as csv location '/etc/passwd'",
            ],
            "only `select` is allowed",
        ),
        (
            vec!["report", "monthly", "--period", "2022-04", "--out", folder],
            "find a release of 2022-04",
        ),
        (
            vec![
                "report", "monthly", "--period", "2022-05", "--region", "110000", "--out", folder,
            ],
            "knows no region 110000000000",
        ),
        (vec!["serve", "--listen", "0.0.0.0:0"], "尚无登录功能"),
        (vec!["policy", "show", "ZZ"], "show profile `ZZ`"),
    ] {
        let output = dixian(home.path(), &arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(
            told(&output).contains(sentence),
            "{arguments:?}: {}",
            told(&output)
        );
        assert!(
            !told(&output).contains("panicked"),
            "{arguments:?}: {}",
            told(&output)
        );
    }
}

#[test]
fn a_share_of_quarantined_rows_above_the_gate_holds_the_release() {
    let (home, drop) = (support::home(), tempfile::tempdir().unwrap());
    small_drop(drop.path());
    write(
        &drop.path().join("走访.csv"),
        "走访编号,户编号,走访人编号,走访人角色,走访方式,走访时间\nZ2,H9,R1,网格员,入户访问,2022-05-10\n",
    );
    write(
        &home.path().join("dixian.toml"),
        "[gate]\nquarantined_share_max = 0.01\n",
    );

    let output = dixian(
        home.path(),
        &[
            "run",
            "--as-of",
            "2022-05-31",
            "--format",
            "json",
            "--drop",
            drop.path().to_str().unwrap(),
        ],
    );

    assert_eq!(output.status.code(), Some(3));
    assert_eq!(json(&output)["state"], "held");
    assert_eq!(dixian(home.path(), &["query", "select 1"]).status.code(), Some(1));
}

#[tokio::test]
async fn a_run_that_died_leaves_the_last_release_serving_and_the_next_run_goes_on() {
    let (home, drop) = (support::home(), tempfile::tempdir().unwrap());
    small_drop(drop.path());
    let path = drop.path().to_str().unwrap();
    assert!(
        dixian(home.path(), &["run", "--as-of", "2022-05-31", "--drop", path])
            .status
            .success()
    );
    // A run is killed after it appended rows and before the ledger knew of them.
    {
        let warehouse = support::open(home.path());
        let mut writer = warehouse::Writer::new(
            &warehouse,
            chrono::DateTime::parse_from_rfc3339("2022-06-01T01:30:00+08:00").unwrap(),
        )
        .await
        .unwrap();
        let rows = writer
            .landed_columns("household", &household_columns())
            .await
            .unwrap();
        for batch in rows {
            writer.land("household", batch).await.unwrap();
        }
        writer.write().await.unwrap();
    }
    assert_eq!(persons(home.path(), None), ["5.0"]);

    let next = json(&dixian(
        home.path(),
        &["run", "--as-of", "2022-05-31", "--format", "json", "--drop", path],
    ));

    assert_eq!(next["state"], "published");
    assert_eq!(
        next["recovered"].as_array().unwrap().len(),
        1,
        "{}",
        next["recovered"]
    );
    assert_eq!(persons(home.path(), None), ["5.0"]);
    assert!(dixian(home.path(), &["verify"]).status.success());
}

#[test]
fn a_lost_key_is_missed() {
    let (home, drop) = (support::home(), tempfile::tempdir().unwrap());
    small_drop(drop.path());
    let path = drop.path().to_str().unwrap();
    assert!(
        dixian(home.path(), &["run", "--as-of", "2022-05-31", "--drop", path])
            .status
            .success()
    );

    std::fs::remove_file(home.key_file()).unwrap();
    let keyless = dixian(home.path(), &["run", "--as-of", "2022-05-31"]);
    assert!(
        told(&keyless).contains("is missing; put it back"),
        "{}",
        told(&keyless)
    );
    assert_eq!(dixian(home.path(), &["verify"]).status.code(), Some(1));
    // Figures need no key.
    assert_eq!(persons(home.path(), None), ["5.0"]);
}

fn household_columns() -> Vec<&'static str> {
    // Static, since the schema lives as long as the program.
    let schema = Box::leak(Box::new(ingest::landed_schema(
        ingest::Source::named("household").unwrap(),
    )));
    schema
        .fields()
        .iter()
        .map(|field| field.name().as_str())
        .collect()
}

#[tokio::test]
async fn only_one_process_writes_at_a_time() {
    let home = support::home();
    let warehouse = support::open(home.path());
    let at = chrono::DateTime::parse_from_rfc3339("2022-06-01T01:30:00+08:00").unwrap();
    let _writer = warehouse::Writer::new(&warehouse, at).await.unwrap();

    let output = dixian(home.path(), &["run", "--as-of", "2022-05-31"]);

    assert_eq!(output.status.code(), Some(1));
    assert!(
        told(&output).contains("another process is writing to this home"),
        "{}",
        told(&output)
    );
}
