//! House rules that no compiler checks.

use std::collections::BTreeSet;
use std::path::Path;

use crate::support;

/// A file of Rust longer than this holds more than one thing.
const LINES_MAX: usize = 600;

/// What is not ours, or not kept.
const NOT_OURS: [&str; 5] = [".git", "target", "dixian-home", "demo", "fonts"];

/// Numbers that definitions compare with and that are no policy's: file, comparison, why.
const NUMBERS: &[(&str, &str, &str)] = &[
    (
        "findings/income/self_paid_sum_mismatch.sql",
        ">= 1",
        "less than one yuan is what rounding may do to a sum",
    ),
    (
        "indicators/risk/location_quotient.sql",
        ">= 3",
        "a quotient of fewer than three households is withheld, by the definition of the figure",
    ),
];

/// Files that select every column: file, why.
const STARS: &[(&str, &str)] = &[
    (
        "core/fct_obligation.sql",
        "unites the kinds of obligations, which name their columns above",
    ),
    (
        "published/finding.sql",
        "unites three parts of the same file, which name their columns",
    ),
];

/// The files of the checkout that hold text, with their paths.
fn files() -> Vec<(String, String)> {
    let mut found = vec![];
    gather(&support::root(), &mut found);
    found.sort();
    found
}

fn gather(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).expect("a folder of the checkout") {
        let path = entry.expect("an entry of the checkout").path();
        let is_ours = path
            .file_name()
            .is_some_and(|name| !NOT_OURS.iter().any(|other| name == *other));
        if is_ours && path.is_dir() {
            gather(&path, found);
        } else if is_ours && let Ok(text) = std::fs::read_to_string(&path) {
            let name = path.strip_prefix(support::root()).expect("a file below the root");
            found.push((name.to_string_lossy().replace('\\', "/"), text));
        }
    }
}

fn rust() -> Vec<(String, String)> {
    files()
        .into_iter()
        .filter(|(name, _)| Path::new(name).extension().is_some_and(|end| end == "rs"))
        .collect()
}

/// SQL without its header and its remarks, line by line, with line numbers.
fn statements(text: &str) -> Vec<(usize, String)> {
    let mut is_header = false;
    let mut lines = vec![];
    for (index, line) in text.lines().enumerate() {
        is_header |= line.starts_with("/*");
        if !is_header {
            let code = line.split("--").next().unwrap_or_default();
            lines.push((index + 1, code.to_owned()));
        }
        is_header &= !line.contains("*/");
    }
    lines
}

#[test]
fn no_file_of_rust_is_long() {
    let long: Vec<String> = rust()
        .into_iter()
        .map(|(name, text)| (name, text.lines().count()))
        .filter(|(_, lines)| *lines > LINES_MAX)
        .map(|(name, lines)| format!("{name}: {lines} lines"))
        .collect();

    assert!(long.is_empty(), "{long:?}");
}

#[test]
fn every_module_opens_with_what_it_is() {
    let silent: Vec<String> = rust()
        .into_iter()
        // The tests of a file stand beside it and speak through their names; an empty file is no module.
        .filter(|(name, text)| !name.ends_with("/tests.rs") && !text.trim().is_empty())
        .filter(|(_, text)| !text.starts_with("//!"))
        .map(|(name, _)| name)
        .collect();

    assert!(silent.is_empty(), "{silent:?}");
}

#[test]
fn no_module_is_called_mod() {
    let found: Vec<String> = rust()
        .into_iter()
        .map(|(name, _)| name)
        .filter(|name| name.ends_with("/mod.rs"))
        .collect();

    assert!(found.is_empty(), "{found:?}");
}

/// Whether a line of Rust opens a string with a statement of SQL.
fn holds_sql(line: &str) -> bool {
    const OPENINGS: [&str; 5] = [
        "select ",
        "insert into ",
        "with ",
        "create table ",
        "delete from ",
    ];
    let is_remark = line.trim_start().starts_with("//");
    !is_remark
        && line.split('"').skip(1).step_by(2).any(|inside| {
            OPENINGS
                .iter()
                .any(|opening| inside.trim_start().starts_with(opening))
        })
}

#[test]
fn sql_stands_in_sql_in_the_warehouse_and_in_tests() {
    assert!(holds_sql("let text = \"select 1\";"));
    assert!(!holds_sql("/// e.g. \"select 1\""));

    let found: Vec<String> = rust()
        .into_iter()
        .filter(|(name, _)| {
            let is_test = name.split('/').any(|part| part == "tests" || part == "benches")
                || name.ends_with("/tests.rs");
            !name.starts_with("warehouse/") && !is_test
        })
        .flat_map(|(name, text)| {
            text.lines()
                .enumerate()
                .filter(|(_, line)| holds_sql(line))
                .map(|(index, _)| format!("{name}:{}", index + 1))
                .collect::<Vec<_>>()
        })
        .collect();

    assert!(found.is_empty(), "{found:?}");
}

/// The comparisons with a number in a line of SQL: `>= 3`. Nothing and something, `= 0` and `> 0`, are no numbers of a rule.
fn comparisons(line: &str) -> Vec<String> {
    let mut found = vec![];
    let letters: Vec<char> = line.chars().collect();
    let mut at = 0;
    while at < letters.len() {
        let operator: String = letters
            .iter()
            .skip(at)
            .take_while(|letter| "<>=".contains(**letter))
            .collect();
        at += operator.len().max(1);
        if operator.is_empty() {
            continue;
        }
        let rest: String = letters.iter().skip(at).collect();
        let number: String = rest
            .trim_start()
            .chars()
            .take_while(char::is_ascii_digit)
            .collect();
        let is_emptiness = number == "0" && matches!(operator.as_str(), "=" | ">");
        if !number.is_empty() && !is_emptiness {
            found.push(format!("{operator} {number}"));
        }
    }
    found
}

#[test]
fn no_definition_compares_with_a_number_of_a_policy() {
    assert_eq!(comparisons("where days >= 15 and n > 0"), [">= 15"]);

    let mut found = BTreeSet::new();
    for family in ["indicators", "findings"] {
        for (name, text) in support::texts(&format!("sql/{family}"), "sql") {
            for (_, line) in statements(&text) {
                for comparison in comparisons(&line) {
                    found.insert((format!("{family}/{name}"), comparison));
                }
            }
        }
    }

    let allowed: BTreeSet<(String, String)> = NUMBERS
        .iter()
        .map(|(file, comparison, _)| ((*file).to_owned(), (*comparison).to_owned()))
        .collect();
    assert_eq!(
        found, allowed,
        "a number of a policy is joined from dim_policy; another goes to the list with its reason"
    );
}

#[test]
fn no_sql_selects_every_column() {
    let found: BTreeSet<String> = support::texts("sql", "sql")
        .into_iter()
        .filter(|(_, text)| statements(text).iter().any(|(_, line)| line.contains("select *")))
        .map(|(name, _)| name)
        .collect();

    let allowed: BTreeSet<String> = STARS.iter().map(|(file, _)| (*file).to_owned()).collect();
    assert_eq!(found, allowed);
}

#[test]
fn no_file_knows_the_machine_it_was_written_on() {
    // Written in two halves, so that this file does not find itself.
    let marks = [
        concat!("/ro", "ot/"),
        concat!("/ho", "me/"),
        concat!("/Us", "ers/"),
        concat!("/wo", "rk/"),
        concat!("index.cra", "tes.io"),
        concat!("static.cra", "tes.io"),
        concat!("rsp", "roxy"),
        concat!("mirr", "ors."),
    ];
    let found: Vec<String> = files()
        .into_iter()
        .flat_map(|(name, text)| {
            let hits = marks.iter().filter(|mark| text.contains(**mark));
            hits.map(|mark| format!("{name}: {mark}")).collect::<Vec<_>>()
        })
        .collect();

    assert!(found.is_empty(), "{found:?}");
}
