//! The binary, killed at any moment: nothing is lost, nothing is there twice, and the next run goes on.
//!
//! 60 kills here; `DIXIAN_KILLS=1000 cargo test --workspace --test it kill` is the long form.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use warehouse::Moment;

use crate::support::{self, Books, TempHome};

/// Kills before a night may come to its end.
const KILLS_A_NIGHT: u32 = 8;

#[expect(
    clippy::disallowed_methods,
    reason = "the long form of a test is asked for from outside"
)]
fn kills() -> u32 {
    std::env::var("DIXIAN_KILLS")
        .ok()
        .and_then(|number| number.parse().ok())
        .unwrap_or(60)
}

/// A delivery of some nights, what a home holds after each of them when nobody disturbs it, and how long that takes.
pub(crate) struct Course {
    pub(crate) drops: Vec<tempfile::TempDir>,
    pub(crate) books: Vec<Books>,
    pub(crate) took: Vec<Duration>,
    pub(crate) undisturbed: TempHome,
}

impl Course {
    pub(crate) fn new() -> Self {
        let whole = tempfile::tempdir().unwrap();
        support::simulate("LT", 60, 2, "2023-05-31", 5, whole.path());
        let nights = support::nights(whole.path());
        // A first delivery with the whole history but its last days, then the last nights one by one.
        let cut = nights.len() - 2;
        let mut drops = vec![tempfile::tempdir().unwrap()];
        for night in &nights[..cut] {
            support::copy(night, &drops[0].path().join(night.file_name().unwrap()));
        }
        for night in &nights[cut..] {
            let drop = tempfile::tempdir().unwrap();
            support::copy(night, &drop.path().join(night.file_name().unwrap()));
            drops.push(drop);
        }
        let undisturbed = support::home();
        let (mut books, mut took) = (vec![], vec![]);
        for drop in &drops {
            let started = Instant::now();
            finish(undisturbed.path(), drop.path());
            took.push(started.elapsed());
            books.push(support::books(undisturbed.path()));
        }
        Self {
            drops,
            books,
            took,
            undisturbed,
        }
    }

    /// A home in which nothing has happened yet. What rows say is hashed with its key, so it has that of the undisturbed one.
    pub(crate) fn home(&self) -> TempHome {
        let home = support::home();
        std::fs::copy(self.undisturbed.key_file(), home.key_file()).unwrap();
        home
    }
}

pub(crate) fn run(home: &Path, drop: &Path) -> Command {
    let mut command = Command::new(support::dixian());
    command
        .arg("--home")
        .arg(home)
        .args(["run", "--as-of", "2023-05-31", "--drop"])
        .arg(drop)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Runs to the end, which must be a release.
pub(crate) fn finish(home: &Path, drop: &Path) {
    let output = run(home, drop).output().unwrap();
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Starts a run and kills it after a while; tells whether it was still running.
pub(crate) fn kill_after(mut run: Command, while_running: Duration) -> bool {
    let mut child = run.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let end = Instant::now() + while_running;
    while Instant::now() < end {
        if child.try_wait().unwrap().is_some() {
            return false;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    child.kill().unwrap();
    !child.wait().unwrap().success()
}

/// A run that stands still at a moment.
pub(crate) struct Standing(Child);

impl Standing {
    /// Starts a run and waits until it stands at `moment`.
    pub(crate) fn at(mut run: Command, moment: Moment) -> Self {
        let mut child = run.args(["--stop-at", moment.name()]).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let stood = lines
            .map_while(Result::ok)
            .any(|line| line == format!("stopped at {}", moment.name()));
        assert!(stood, "a run never came to `{}`", moment.name());
        Self(child)
    }

    pub(crate) fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

pub(crate) fn assert_whole(home: &Path, expected: &Books, when: &str) {
    assert_eq!(&support::books(home), expected, "{when}");
    assert_sound(home, when);
}

pub(crate) fn assert_sound(home: &Path, when: &str) {
    let verified = Command::new(support::dixian())
        .arg("--home")
        .arg(home)
        .arg("verify")
        .output()
        .unwrap();
    assert!(
        verified.status.success(),
        "{when}: {}{}",
        String::from_utf8_lossy(&verified.stdout),
        String::from_utf8_lossy(&verified.stderr)
    );
}

pub(crate) fn copied(home: &TempHome) -> TempHome {
    let copy = support::home();
    support::copy(home.path(), copy.path());
    std::fs::copy(home.key_file(), copy.key_file()).unwrap();
    copy
}

#[test]
fn a_run_that_is_killed_at_any_named_moment_loses_nothing_and_doubles_nothing() {
    let course = Course::new();
    let first = course.home();
    finish(first.path(), course.drops[0].path());

    for _ in 0..kills().div_ceil(200) {
        for moment in Moment::ALL {
            let copy = copied(&first);
            let home = copy.path();
            Standing::at(run(home, course.drops[1].path()), moment).kill();
            // What is there after the kill is the night before, or the whole night: never a part of it.
            let after = support::books(home);
            let known = &course.books[..=1];
            assert!(
                known.iter().any(|books| books.rows == after.rows),
                "{}",
                moment.name()
            );

            finish(home, course.drops[1].path());
            assert_whole(home, &course.books[1], moment.name());
        }
    }
}

#[test]
fn a_run_that_is_killed_at_any_time_loses_nothing_and_doubles_nothing() {
    let course = Course::new();
    let mut left = kills().saturating_sub(u32::try_from(Moment::ALL.len()).unwrap());
    let mut seed = 7_u64;

    while left > 0 {
        let home = course.home();
        for (night, drop) in course.drops.iter().enumerate() {
            let mut kills = 0;
            // Some come too late: the run was faster than the one that was timed. They count for nothing.
            for _ in 0..20 {
                // A linear congruential draw is enough to scatter the moments.
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let share = f64::from(u32::try_from(seed >> 40).unwrap()) / f64::from(1_u32 << 24);
                let run = run(home.path(), drop.path());
                kills += u32::from(kill_after(run, course.took[night].mul_f64(share)));
                if kills == KILLS_A_NIGHT.min(left) {
                    break;
                }
            }
            assert!(kills > 0 || left == 0, "no run was killed in time");
            left = left.saturating_sub(kills);
            finish(home.path(), drop.path());
            assert_whole(home.path(), &course.books[night], "after random kills");
        }
    }
}
