//! Readers and writers of one home at the same time: every answer is one whole release, and nobody harms a run.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicBool, Ordering};

use domain::region::Level;
use domain::release::Release;
use warehouse::Moment;

use crate::kill::{self, Course, Standing};
use crate::support;

fn dixian(home: &Path, arguments: &[&str]) -> Output {
    Command::new(support::dixian())
        .arg("--home")
        .arg(home)
        .args(arguments)
        .output()
        .unwrap()
}

fn assert_done(output: &Output, what: &str) {
    assert!(
        output.status.success(),
        "{what}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// The releases of a home, oldest first, each with its state.
fn releases(home: &Path) -> Vec<(String, String)> {
    let output = dixian(home, &["release", "list", "--format", "json"]);
    assert_done(&output, "release list");
    let list: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).unwrap();
    let text = |row: &serde_json::Value, column: &str| row[column].as_str().unwrap().to_owned();
    list.iter()
        .rev()
        .map(|row| (text(row, "release_id"), text(row, "state")))
        .collect()
}

/// All that a release says, as text.
fn said(release: &Release) -> Vec<String> {
    let mut lines = vec![];
    for place in release.places() {
        let figures = release.figures(place.code).iter();
        lines.extend(figures.map(|figure| format!("{figure:?}")));
        lines.extend(release.findings(place.code).map(|finding| format!("{finding:?}")));
    }
    lines
}

/// Persons and households of the county are those of its villages.
fn assert_adds_up(release: &Release) {
    let county = release.home().unwrap().code;
    for indicator in ["persons", "households"] {
        let of = |code| {
            release
                .figure(code, indicator, "")
                .and_then(|figure| figure.value)
        };
        let villages: f64 = release
            .places()
            .filter(|place| place.code.level() == Level::Village)
            .filter_map(|place| of(place.code))
            .sum();
        assert_eq!(
            of(county),
            Some(villages),
            "{indicator} of {}",
            release.id.release_id
        );
        assert!(villages > 0.0, "{indicator} of {}", release.id.release_id);
    }
}

#[test]
fn whoever_reads_while_runs_publish_reads_one_whole_release() {
    let course = Course::new();
    let home = course.home();
    kill::finish(home.path(), course.drops[0].path());
    let is_over = AtomicBool::new(false);

    let answers = std::thread::scope(|scope| {
        let reading = scope.spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            let warehouse = support::open(home.path());
            let mut answers: BTreeMap<String, Vec<String>> = BTreeMap::new();
            let mut count = 0;
            while !is_over.load(Ordering::Relaxed) {
                let release = runtime.block_on(warehouse.read_release(None)).unwrap();
                assert_adds_up(&release);
                count += 1;
                // The same release never says two things.
                let now = said(&release);
                let before = answers
                    .entry(release.id.release_id)
                    .or_insert_with(|| now.clone());
                assert_eq!(*before, now);
            }
            (answers, count)
        });
        for drop in &course.drops[1..] {
            kill::finish(home.path(), drop.path());
        }
        kill::finish(home.path(), course.drops[1].path());
        is_over.store(true, Ordering::Relaxed);
        reading.join().unwrap()
    });

    let (answers, count) = answers;
    let known: Vec<String> = releases(home.path()).into_iter().map(|(id, _)| id).collect();
    assert_eq!(known.len(), 4);
    assert!(answers.keys().all(|id| known.contains(id)), "{known:?}");
    assert!(
        answers.len() > 1 && count > 4,
        "{count} answers of {} releases",
        answers.len()
    );
}

#[test]
fn two_runs_at_once_leave_what_one_after_the_other_leaves() {
    let course = Course::new();
    let home = course.home();
    kill::finish(home.path(), course.drops[0].path());

    let runs = [1, 2].map(|night| {
        kill::run(home.path(), course.drops[night].path())
            .spawn()
            .unwrap()
    });
    for run in runs {
        let output = run.wait_with_output().unwrap();
        if !output.status.success() {
            let told = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(1), "{told}");
            assert!(told.contains("another process is writing to this home"), "{told}");
            assert_eq!(told.matches("dixian:").count(), 1, "{told}");
        }
    }

    for night in [1, 2] {
        kill::finish(home.path(), course.drops[night].path());
    }
    kill::assert_whole(home.path(), &course.books[2], "after two runs at once");
}

#[test]
fn reports_rollbacks_and_proofs_during_a_run_do_no_harm() {
    let course = Course::new();
    let home = course.home();
    for night in [0, 1] {
        kill::finish(home.path(), course.drops[night].path());
    }
    let [(first, _), (second, _)] = releases(home.path()).try_into().unwrap();
    let paper = tempfile::tempdir().unwrap();
    let out = paper.path().to_str().unwrap();

    for moment in [
        Moment::RowsAppended,
        Moment::LandingCommitted,
        Moment::PartReplaced,
    ] {
        let standing = Standing::at(kill::run(home.path(), course.drops[2].path()), moment);
        let arguments = ["report", "monthly", "--period", "2023-05", "--out", out];
        assert_done(&dixian(home.path(), &arguments), moment.name());
        for release in [&first, &second] {
            let arguments = ["release", "rollback", release.as_str()];
            assert_done(&dixian(home.path(), &arguments), moment.name());
            let asked = "select max(as_of) from indicator";
            assert_done(&dixian(home.path(), &["query", asked]), moment.name());
            kill::assert_sound(home.path(), moment.name());
        }
        assert_eq!(support::books(home.path()), course.books[1], "{}", moment.name());
        standing.kill();
    }

    // Once more with a run that goes on: whatever was withdrawn meanwhile, its release answers.
    let run = kill::run(home.path(), course.drops[2].path()).spawn().unwrap();
    let withdrawn = dixian(home.path(), &["release", "rollback", &first]);
    assert_done(&withdrawn, "rollback");
    assert_done(&run.wait_with_output().unwrap(), "run");
    let states = releases(home.path());
    assert_eq!(states.len(), 3, "{states:?}");
    assert_eq!(states[1].1, "withdrawn", "{states:?}");
    if states[2].1 == "withdrawn" {
        // The run was faster.
        assert_done(
            &dixian(home.path(), &["release", "rollback", &states[2].0]),
            "rollback",
        );
    }
    kill::assert_whole(home.path(), &course.books[2], "after a rollback during a run");
}
