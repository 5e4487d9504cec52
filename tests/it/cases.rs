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

/// The clauses of a finding that have no case of their own, each with the reason.
const WITHOUT_CLAUSE: [(&str, &str, &str); 3] = [
    (
        "comparison_unseen",
        "LS-13",
        "a night either has warnings of the county or not, and the policy holds in one county: kept there, broken under XJ-12",
    ),
    (
        "inspection_unseen",
        "XJ-05",
        "a night either has inspections of the county or not, and the policy holds in one county: told under LZ-28",
    ),
    (
        "screening_campaigns_few",
        "LS-12",
        "a year either had its campaign or not, and the policy holds in one county: told under HN-03 and LZ-03",
    ),
];

/// What else a broken clause breaks by itself: the case, and the other finding.
const ENTAILED: [(&str, &str); 1] = [
    // Whoever was not screened has missed the campaign.
    ("key_household_unscreened", "screening_missed"),
];

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
type Found = BTreeMap<String, BTreeMap<String, BTreeSet<String>>>;

fn found(home: &Path) -> Found {
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
    let mut found = Found::new();
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

/// What else lies in the places of a side: the other findings of its households, and how many.
fn beside(found: &Found, case: &Told) -> BTreeMap<String, usize> {
    let mut beside: BTreeMap<String, usize> = BTreeMap::new();
    for (rule, regions) in found {
        let is_entailed = ENTAILED.contains(&(case.finding.as_str(), rule.as_str()));
        for place in case.region_codes.split('、').filter(|_| !is_entailed) {
            let subjects = regions.get(place).into_iter().flatten();
            let others = subjects
                .filter(|subject| *rule != case.finding || **subject != case.subject)
                .count();
            if others > 0 {
                *beside.entry(rule.clone()).or_default() += others;
            }
        }
    }
    beside
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
    let cases = told(drop.path());
    for case in &cases {
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
    for pair in cases.chunks(2) {
        let [broken, kept] = pair else {
            panic!("a case has two sides")
        };
        let is_county = broken.region_codes.ends_with("000000");
        let (with_broken, with_kept) = (beside(&found, broken), beside(&found, kept));
        // What breaks one clause by the least breaks nothing else; of a whole county the other cases are part.
        if !is_county && with_broken != with_kept {
            faults.push(format!(
                "{} {}: beside it {with_broken:?} where it is broken, {with_kept:?} where it is kept",
                broken.finding, broken.clause
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
fn every_clause_of_a_finding_has_a_case_and_every_case_a_clause_of_its_finding() {
    let drop = tempfile::tempdir().unwrap();
    simulate::cases::write(drop.path()).unwrap();
    let mut covered: BTreeSet<(String, String)> = told(drop.path())
        .into_iter()
        .map(|case| (case.finding, case.clause))
        .collect();
    for (finding, clause, reason) in WITHOUT_CLAUSE {
        assert!(!reason.is_empty());
        assert!(
            covered.insert((finding.to_owned(), clause.to_owned())),
            "{finding} {clause} has a case"
        );
    }

    let mut named = BTreeSet::new();
    for (path, text) in support::texts("sql/findings", "sql") {
        let finding = Path::new(&path).file_stem().unwrap().to_str().unwrap();
        let header = text.trim_start_matches("/*").split("*/").next().unwrap();
        let header: toml::Table = header.parse().unwrap();
        for clause in header["source"].as_array().unwrap() {
            named.insert((finding.to_owned(), clause.as_str().unwrap().to_owned()));
        }
    }
    named.retain(|(finding, _)| !WITHOUT.iter().any(|(without, _)| without == finding));

    assert_eq!(covered, named);
}
