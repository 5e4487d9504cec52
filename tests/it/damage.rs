//! One changed byte anywhere in a home is found.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support;

fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_below(&path, found);
        } else {
            found.push(path);
        }
    }
}

fn is_sound(home: &Path) -> bool {
    let mut command = Command::new(support::dixian());
    command.arg("--home").arg(home).arg("verify");
    command.output().unwrap().status.success()
}

#[test]
fn one_changed_byte_is_found_in_every_file_that_the_books_rest_on() {
    let (home, drop) = (support::home(), tempfile::tempdir().unwrap());
    support::simulate("LT", 40, 1, "2023-05-31", 3, drop.path());
    let output = support::run(home.path(), drop.path(), "2023-05-31");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let is_sound = || is_sound(home.path());
    assert!(is_sound());

    let mut files = vec![home.path().join("control.db")];
    for (folder, how_many) in [
        ("raw", 2),
        ("warehouse/landed_visit", 9),
        ("warehouse/indicator", 4),
    ] {
        let mut own = vec![];
        files_below(&home.path().join(folder), &mut own);
        own.sort();
        files.extend(own.into_iter().take(how_many));
    }
    let kinds: std::collections::BTreeSet<_> = files.iter().filter_map(|path| path.extension()).collect();
    assert!(kinds.len() >= 3, "{kinds:?}");

    for file in files {
        let whole = std::fs::read(&file).unwrap();
        for place in [0, whole.len() / 3, whole.len() - 1] {
            let mut bytes = whole.clone();
            bytes[place] ^= 1;
            std::fs::write(&file, bytes).unwrap();
            assert!(!is_sound(), "{} byte {place}", file.display());
        }
        std::fs::write(&file, whole).unwrap();
    }
    assert!(is_sound());
}

#[test]
fn a_pointer_that_an_unfinished_run_left_is_no_damage() {
    let (home, drop) = (support::home(), tempfile::tempdir().unwrap());
    // Two years of month ends: enough versions for a checkpoint.
    support::simulate("LT", 40, 24, "2023-05-31", 3, drop.path());
    assert!(
        support::run(home.path(), drop.path(), "2023-05-31")
            .status
            .success()
    );
    let hint = home
        .path()
        .join("warehouse/indicator/_delta_log/_last_checkpoint");
    let whole = std::fs::read_to_string(&hint).unwrap();
    assert!(whole.contains("\"version\":19"), "{whole}");

    std::fs::write(&hint, whole.replace("\"version\":19", "\"version\":18")).unwrap();
    assert!(!is_sound(home.path()), "a pointer to another version");
    std::fs::write(&hint, "{").unwrap();
    assert!(!is_sound(home.path()), "half a pointer");

    std::fs::write(&hint, whole.replace("\"version\":19", "\"version\":39")).unwrap();
    assert!(is_sound(home.path()), "a pointer beyond what is recorded");

    // The next run sets it aside.
    assert!(
        support::run(home.path(), drop.path(), "2023-05-31")
            .status
            .success()
    );
    assert!(is_sound(home.path()));
}
