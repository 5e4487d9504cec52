//! What the program carries: the SQL, the policies and the calendar. The one place that changes when one of those files does.

use anyhow::anyhow;
use domain::policy::RuleBook;
use include_dir::{Dir, include_dir};
use warehouse::SqlFile;

static SQL: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../sql");
static POLICIES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../policies");

/// All files below `sql/`, by path: the definitions, and the rules of data quality.
pub(crate) fn sql() -> Vec<SqlFile> {
    ["sql", "toml"]
        .into_iter()
        .flat_map(|extension| texts(&SQL, extension))
        .map(|(path, text)| SqlFile { path, text })
        .collect()
}

/// The shipped policy profiles, by file name.
pub(crate) fn policies() -> Vec<(String, String)> {
    texts(&POLICIES, "toml")
        .into_iter()
        .filter(|(path, _)| !path.contains('/'))
        .collect()
}

/// The shipped numbers of early warning, by file name.
pub(crate) fn standards() -> Vec<(String, String)> {
    texts(&POLICIES, "toml")
        .into_iter()
        .filter(|(path, _)| path.starts_with("signals/"))
        .collect()
}

/// The years of the working calendar, by file name.
pub(crate) fn calendar() -> Vec<(String, String)> {
    texts(&POLICIES, "toml")
        .into_iter()
        .filter(|(path, _)| path.starts_with("calendar/"))
        .collect()
}

/// The rules of the policy documents, each with its words.
pub(crate) fn rule_book() -> anyhow::Result<RuleBook> {
    let files: Vec<(String, String)> = texts(&POLICIES, "toml")
        .into_iter()
        .filter(|(path, _)| path.starts_with("rules/"))
        .collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    RuleBook::parse(&files).map_err(|faults| {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        anyhow!("read the rules of the policies: {}", faults.join("; "))
    })
}

fn texts(folder: &Dir<'_>, extension: &str) -> Vec<(String, String)> {
    let mut found = vec![];
    gather(folder, extension, &mut found);
    found.sort();
    found
}

fn gather(folder: &Dir<'_>, extension: &str, found: &mut Vec<(String, String)>) {
    for file in folder.files() {
        let is_wanted = file.path().extension().is_some_and(|found| found == extension);
        if is_wanted && let Some(text) = file.contents_utf8() {
            found.push((file.path().to_string_lossy().replace('\\', "/"), text.to_owned()));
        }
    }
    for inner in folder.dirs() {
        gather(inner, extension, found);
    }
}
