//! Early warning on data of anybody's: the tables of a benchmark in, one JSON line for each candidate out.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output};

use crate::support;

fn evaluate(folder: &Path) -> Output {
    let mut command = Command::new(support::dixian());
    command
        .args(["evaluate", "--benchmark"])
        .arg(folder)
        .output()
        .unwrap()
}

/// Twelve villages in three towns, a signal here and there, and from week 110 on many in the village 7.
fn tables(folder: &Path) {
    let villages = (0..12).map(|village| {
        let (town, place) = (village / 4, village % 4);
        format!("c,{village},{town},{place},{town},400\n")
    });
    let weeks = (0..115).map(|week| format!("{week},0\n"));
    let signals = (0..115).flat_map(|week| {
        (0..12).filter_map(move |village| {
            let count = if village == 7 && week >= 110 {
                6
            } else {
                i32::from((week + village * 5) % 12 == 0)
            };
            (count > 0).then(|| format!("c,{village},{week},{count}\n"))
        })
    });
    let table = |head: &str, rows: Vec<String>| format!("{head}\n{}", rows.concat());
    let villages = table("county,village,township,x_km,y_km,households", villages.collect());
    let calendar = table("week,campaign_window", weeks.collect());
    let signals = table("county,village,week,signals", signals.collect());
    std::fs::write(folder.join("villages.csv"), villages).unwrap();
    std::fs::write(folder.join("calendar.csv"), calendar).unwrap();
    let file = std::fs::File::create(folder.join("signals_sparse.csv.gz")).unwrap();
    let mut packed = flate2::write::GzEncoder::new(file, flate2::Compression::default());
    packed.write_all(signals.as_bytes()).unwrap();
    packed.finish().unwrap();
}

#[test]
fn a_village_that_surges_is_the_loudest_candidate_and_no_later_count_is_used() {
    let folder = tempfile::tempdir().unwrap();
    tables(folder.path());

    let output = evaluate(folder.path());

    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let loudest = lines
        .iter()
        .max_by(|one, other| {
            one["score"]
                .as_f64()
                .unwrap()
                .total_cmp(&other["score"].as_f64().unwrap())
        })
        .unwrap();
    let named = loudest["villages"].as_array().unwrap();
    assert!(
        named
            .iter()
            .any(|village| village.as_i64() == Some(7) || village == "7"),
        "{loudest}"
    );
    let about = |line: &&serde_json::Value| {
        let villages = line["villages"].as_array().unwrap();
        villages.len() == 1 && (villages[0] == "7" || villages[0].as_i64() == Some(7))
    };
    let first = lines
        .iter()
        .filter(about)
        .map(|line| line["week"].as_u64().unwrap())
        .min();
    assert!(first.is_some_and(|week| week >= 110), "{first:?}");
}

#[test]
fn a_table_that_is_missing_is_named() {
    let folder = tempfile::tempdir().unwrap();

    let output = evaluate(folder.path());

    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("villages.csv"));
}
