//! A small drop of 400 made-up households whose figures, findings and row counts were worked out independently of this program.

use std::collections::BTreeMap;
use std::process::Command;

use crate::support;

/// The rules for which the example was worked out; one that the list does not name has no finding. Others have examples of their own.
const WORKED_OUT: [&str; 12] = [
    "development_flag_mismatch",
    "elimination_no_labour",
    "elimination_too_soon",
    "grid_oversize",
    "helper_missing",
    "measure_late",
    "measure_risk_mismatch",
    "notice_too_short",
    "safety_net_only",
    "stage_order",
    "visit_overdue",
    "workflow_overdue",
];

/// Rows of a CSV of the fixture, by column name; an empty cell is none.
fn expected(file: &str) -> Vec<BTreeMap<String, Option<String>>> {
    let text = std::fs::read_to_string(support::root().join("tests/fixtures/example").join(file)).unwrap();
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().unwrap().split(',').collect();
    lines
        .map(|line| {
            let cells = line
                .split(',')
                .map(|cell| (!cell.is_empty()).then(|| cell.to_owned()));
            head.iter().map(|name| (*name).to_owned()).zip(cells).collect()
        })
        .collect()
}

fn number(row: &BTreeMap<String, Option<String>>, column: &str) -> Option<f64> {
    row[column].as_ref().map(|text| text.parse().unwrap())
}

#[tokio::test]
async fn the_worked_example_of_the_contract_comes_out_to_the_last_figure() {
    let home = support::home();
    let run = Command::new(support::dixian())
        .arg("--home")
        .arg(home.path())
        .args(["run", "--as-of", "2022-06-30", "--format", "json", "--drop"])
        .arg(support::root().join("tests/fixtures/example/drop"))
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let outcome: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(outcome["state"], "published");
    let warehouse = support::open(home.path());

    let (_, rows) = warehouse.query("select * from indicator", None).await.unwrap();
    let key = |row: &BTreeMap<String, Option<String>>| {
        ["indicator", "slice", "level", "region_code"].map(|column| row[column].clone().unwrap_or_default())
    };
    let figures: BTreeMap<[String; 4], _> = support::cells(&rows)
        .into_iter()
        .map(|row| (key(&row), row))
        .collect();
    let mut faults = vec![];
    let wanted = expected("figures.csv");
    for row in &wanted {
        let Some(figure) = figures.get(&key(row)) else {
            // A row whose numerator and denominator are both zero may be missing.
            let is_nothing = |column| number(row, column).unwrap_or_default() == 0.0;
            if !(is_nothing("numerator") && is_nothing("denominator")) {
                faults.push(format!("{:?} is missing", key(row)));
            }
            continue;
        };
        for column in ["numerator", "denominator", "value", "lower", "upper"] {
            let same = match (number(row, column), number(figure, column)) {
                (None, None) => true,
                (Some(want), Some(got)) => (want - got).abs() < 1e-9,
                _ => false,
            };
            if !same {
                faults.push(format!(
                    "{:?} {column}: {:?}, not {:?}",
                    key(row),
                    figure[column],
                    row[column]
                ));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));

    let wanted_keys: std::collections::BTreeSet<_> = wanted.iter().map(key).collect();
    // Figures beyond those of the contract are nobody's business here.
    let of_the_contract: std::collections::BTreeSet<&String> =
        wanted_keys.iter().map(|key| &key[0]).collect();
    let unasked: Vec<_> = figures
        .iter()
        .filter(|(key, _)| {
            of_the_contract.contains(&key[0])
                && ["village", "town", "county"].contains(&key[2].as_str())
                && !wanted_keys.contains(*key)
        })
        .filter(|(_, row)| number(row, "numerator").unwrap_or_default() != 0.0)
        .collect();
    assert!(unasked.is_empty(), "{unasked:?}");

    let (_, rows) = warehouse
        .query(
            "select rule, subject, household_id from finding where state = 'open'",
            None,
        )
        .await
        .unwrap();
    let mut wanted: Vec<(String, String)> = expected("findings.csv")
        .into_iter()
        .map(|row| (row["rule"].clone().unwrap(), row["key"].clone().unwrap()))
        .collect();
    wanted.sort();
    let mut found: Vec<(String, String)> = support::cells(&rows)
        .into_iter()
        .map(|row| (row["rule"].clone().unwrap(), row["subject"].clone().unwrap()))
        .filter(|(rule, _)| WORKED_OUT.contains(&rule.as_str()))
        .collect();
    found.sort();
    assert_eq!(found, wanted);

    let counted =
        "select dataset, disposition, count(*) as rows from disposition group by 1, 2 order by 1, 2";
    let (_, rows) = warehouse.query(counted, None).await.unwrap();
    assert_eq!(support::cells(&rows), expected("dispositions.csv"));
}
