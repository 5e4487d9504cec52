//! Every finding has a case: what breaks its clause is found under its own key, and the near-miss beside it is not.
//!
//! The cases (`simulate/src/cases/`) are worked out by hand from the clauses and know nothing of the SQL.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::support;

/// The findings without a case, each with the reason.
const WITHOUT: [(&str, &str); 1] = [(
    "income_line_outdated",
    "compares the year of the line in the policy files with the calendar: no delivered dataset feeds it",
)];

/// A row of `truth/cases.csv`.
#[derive(Debug, serde::Deserialize)]
struct Told {
    finding: String,
    clause: String,
    side: String,
    subject: String,
    region_codes: String,
    reading: String,
}

fn told(drop: &Path) -> Vec<Told> {
    csv::Reader::from_path(drop.join("truth/cases.csv"))
        .unwrap()
        .deserialize()
        .collect::<Result<_, _>>()
        .unwrap()
}

/// The open findings: `rule → region → subjects`.
fn found(home: &Path) -> BTreeMap<String, BTreeMap<String, BTreeSet<String>>> {
    let asked = support::dixian_in(
        home,
        &[
            "query",
            "select rule, region_code, subject from finding where state = 'open'",
            "--format",
            "json",
        ],
    );
    let rows: serde_json::Value = serde_json::from_slice(&asked.stdout).unwrap();
    let mut found: BTreeMap<String, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
    for row in rows.as_array().unwrap() {
        let cell = |name: &str| row[name].as_str().unwrap().to_owned();
        found
            .entry(cell("rule"))
            .or_default()
            .entry(cell("region_code"))
            .or_default()
            .insert(cell("subject"));
    }
    found
}

#[test]
fn what_breaks_a_clause_is_found_and_the_near_miss_is_not() {
    let (home, drop) = (support::home(), tempfile::tempdir().unwrap());
    simulate::cases::write(drop.path()).unwrap();

    let run = support::run(home.path(), drop.path(), "2023-10-31");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));

    let refused = support::dixian_in(
        home.path(),
        &[
            "query",
            "select count(*) as rows from disposition where disposition <> 'landed'",
            "--format",
            "csv",
        ],
    );
    assert_eq!(String::from_utf8_lossy(&refused.stdout), "rows\n0\n");
    let found = found(home.path());
    let mut faults = vec![];
    for case in told(drop.path()) {
        let here: BTreeSet<&str> = case
            .region_codes
            .split('、')
            .filter_map(|place| found.get(&case.finding)?.get(place))
            .flatten()
            .map(String::as_str)
            .collect();
        let wanted = BTreeSet::from_iter((case.side == "broken").then_some(case.subject.as_str()));
        if here != wanted {
            faults.push(format!(
                "{} {} {}: found {here:?}, expected {wanted:?}\n    {}",
                case.finding, case.clause, case.side, case.reading
            ));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_finding_has_a_case_or_a_reason_for_having_none() {
    let drop = tempfile::tempdir().unwrap();
    simulate::cases::write(drop.path()).unwrap();

    let mut covered: BTreeSet<String> = told(drop.path()).into_iter().map(|case| case.finding).collect();
    for (finding, reason) in WITHOUT {
        assert!(!reason.is_empty());
        assert!(covered.insert(finding.to_owned()), "{finding} has a case");
    }
    let findings: BTreeSet<String> = support::texts("sql/findings", "sql")
        .into_iter()
        .filter_map(|(path, _)| Some(Path::new(&path).file_stem()?.to_str()?.to_owned()))
        .collect();

    assert_eq!(covered, findings);
}

#[test]
fn every_case_names_a_clause_of_its_finding() {
    let drop = tempfile::tempdir().unwrap();
    simulate::cases::write(drop.path()).unwrap();
    let headers: BTreeMap<String, String> = support::texts("sql/findings", "sql")
        .into_iter()
        .filter_map(|(path, text)| Some((Path::new(&path).file_stem()?.to_str()?.to_owned(), text)))
        .collect();

    let lost: Vec<String> = told(drop.path())
        .into_iter()
        .filter(|case| {
            let header = headers[&case.finding].split("*/").next().unwrap_or_default();
            !header.contains(&format!("\"{}\"", case.clause))
        })
        .map(|case| format!("{} {}", case.finding, case.clause))
        .collect();

    assert!(lost.is_empty(), "{lost:?}");
}
