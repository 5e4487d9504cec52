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
    let is_sound = || {
        let output = Command::new(support::dixian())
            .arg("--home")
            .arg(home.path())
            .arg("verify")
            .output()
            .unwrap();
        output.status.success()
    };
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
