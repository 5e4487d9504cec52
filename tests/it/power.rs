//! The power fails at any moment: what was acknowledged is there, what was not is set aside, and the next run goes on.
//!
//! A run writes into a diary what it asks the disk to keep (`--sync-diary`), and is killed. Then everything else may be emptied, cut short,
//! filled with zeros or gone, by a seed: [`crate::forgetful`].
//!
//! 60 cuts here; `DIXIAN_POWER_CUTS=1000 cargo test --workspace --test it power` is the long form.

use std::path::{Path, PathBuf};
use std::process::Command;

use warehouse::Moment;

use crate::forgetful::{Diary, Draw};
use crate::kill::{self, Course, Standing};
use crate::support;

/// Cuts before a night may come to its end.
const CUTS_A_NIGHT: u32 = 6;

#[expect(
    clippy::disallowed_methods,
    reason = "the long form of a test is asked for from outside"
)]
fn cuts() -> u32 {
    std::env::var("DIXIAN_POWER_CUTS")
        .ok()
        .and_then(|number| number.parse().ok())
        .unwrap_or(60)
}

/// How often the power fails at every moment of two nights.
fn rounds() -> u32 {
    cuts().div_ceil(100)
}

/// A home, and what its disk was asked to keep.
struct Site(tempfile::TempDir);

impl Site {
    /// A home in which nothing has happened yet, with the key of the undisturbed one.
    fn new(course: &Course) -> Self {
        let site = Self(tempfile::tempdir().unwrap());
        std::fs::create_dir_all(site.home()).unwrap();
        std::fs::copy(course.undisturbed.key_file(), site.disk().join("home.key")).unwrap();
        site
    }

    fn disk(&self) -> PathBuf {
        self.0.path().join("disk")
    }

    fn home(&self) -> PathBuf {
        self.disk().join("home")
    }

    fn diary(&self) -> PathBuf {
        self.0.path().join("diary")
    }

    fn run(&self, drop: &Path) -> Command {
        let mut command = kill::run(&self.home(), drop);
        command.arg("--sync-diary").arg(self.diary());
        command
    }

    /// Runs to the end, which must be a release; everything that was set aside is told.
    fn finish(&self, drop: &Path, when: &str) {
        let before = torn(&self.home());
        let output = self.run(drop).output().unwrap();
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            output.status.success(),
            "{when}: {told}{}",
            String::from_utf8_lossy(&output.stderr)
        );
        assert_eq!(
            told.matches("set aside what an unfinished run left behind")
                .count(),
            torn(&self.home()) - before,
            "{when}: {told}"
        );
    }

    /// The power fails.
    fn cut(&self, draw: &mut Draw) {
        Diary::read(&self.diary()).forget(&self.disk(), Path::new(""), draw);
        let journal = self.home().join("control.db-journal");
        if draw.toss() && journal.metadata().is_ok_and(|about| about.len() == 0) {
            // The journal of a transaction whose first page never reached the disk.
            std::fs::write(journal, [0xa5; 512]).unwrap();
        }
        let sum = self.home().join("control.db.sum");
        if draw.toss() && sum.exists() {
            std::fs::remove_file(sum).unwrap();
        }
    }
}

/// How many files were set aside in a home.
fn torn(home: &Path) -> usize {
    let Ok(tables) = std::fs::read_dir(home.join("warehouse")) else {
        return 0;
    };
    tables
        .filter_map(|table| std::fs::read_dir(table.unwrap().path().join("_delta_log/.torn")).ok())
        .map(Iterator::count)
        .sum()
}

/// All moments of a night, those within a stretch of it in any order: what is acknowledged grows only from stretch to stretch.
fn shuffled(draw: &mut Draw) -> Vec<Moment> {
    let mut stretches: Vec<Vec<Moment>> = Moment::ALL
        .chunk_by(|_, next| *next != Moment::LandingCommitted && *next != Moment::ReleaseCommitted)
        .map(<[Moment]>::to_vec)
        .collect();
    let mut moments = vec![];
    for stretch in &mut stretches {
        while !stretch.is_empty() {
            moments.push(stretch.swap_remove(draw.below(stretch.len())));
        }
    }
    moments
}

#[test]
fn what_was_acknowledged_outlives_a_power_failure_at_any_named_moment() {
    let course = Course::new();
    for seed in 0..rounds() {
        let mut draw = Draw(seed.into());
        let site = Site::new(&course);
        let mut are_tables_made = false;
        for night in [0, 1] {
            let drop = course.drops[night].path();
            for moment in shuffled(&mut draw) {
                let when = format!("seed {seed}, night {night}, {}", moment.name());
                Standing::at(site.run(drop), moment).kill();
                site.cut(&mut draw);
                are_tables_made |= moment > Moment::TablesMade;
                if are_tables_made {
                    kill::assert_sound(&site.home(), &when);
                }
                // A release answers from the moment on at which it is committed, and until then the one before it.
                let answers = night + usize::from(moment == Moment::ReleaseCommitted);
                if answers > 0 {
                    assert_eq!(support::books(&site.home()), course.books[answers - 1], "{when}");
                }
            }
            let when = format!("seed {seed}, night {night}");
            site.finish(drop, &when);
            kill::assert_whole(&site.home(), &course.books[night], &when);
        }
    }
}

#[test]
fn what_was_acknowledged_outlives_a_power_failure_at_any_time() {
    let course = Course::new();
    let mut left = cuts().saturating_sub(rounds() * 2 * u32::try_from(Moment::ALL.len()).unwrap());
    let mut draw = Draw(7);

    while left > 0 {
        let site = Site::new(&course);
        for (night, drop) in course.drops.iter().enumerate() {
            let mut cuts = 0;
            // Some come too late: the run was faster than the one that was timed. They count for nothing.
            for _ in 0..20 {
                let seed = draw.0;
                let while_running = course.took[night].mul_f64(draw.share());
                let was_running = kill::kill_after(site.run(drop.path()), while_running);
                site.cut(&mut draw);
                if night > 0 {
                    kill::assert_sound(&site.home(), &format!("seed {seed}"));
                }
                cuts += u32::from(was_running);
                if cuts == CUTS_A_NIGHT.min(left) {
                    break;
                }
            }
            assert!(cuts > 0 || left == 0, "no run was cut in time");
            left = left.saturating_sub(cuts);
            site.finish(drop.path(), &format!("night {night}"));
            kill::assert_whole(&site.home(), &course.books[night], "after random cuts");
        }
    }
}
