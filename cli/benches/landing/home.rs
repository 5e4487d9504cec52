//! Homes that know a county already, and the binary at work in them.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::seconds;

const AS_OF: &str = "2023-05-31";
const HOUSEHOLDS: &str = "10000";
/// The exit code of a night that landed and is held back.
const HELD: i32 = 3;

/// A home that is copied for every round.
pub(crate) struct Template {
    home: PathBuf,
    /// Every household it knows.
    pub(crate) households: Vec<String>,
}

/// One landing.
pub(crate) struct Landed {
    /// From the start of the process to its end.
    pub(crate) seconds: f64,
    /// The most memory it held, in bytes.
    pub(crate) peak: u64,
    /// Its steps as it says.
    pub(crate) steps: Vec<String>,
}

impl Template {
    /// Simulates a county, lands it and publishes a release.
    pub(crate) fn make(folder: &Path) -> Self {
        let (home, drop_path) = (folder.join("home"), folder.join("drop"));
        let county = ["simulate", "--profile", "LS", "--months", "2", "--as-of", AS_OF];
        let out = ["--households", HOUSEHOLDS, "--out"];
        succeed(dixian(&home).args(county).args(out).arg(&drop_path));
        succeed(
            dixian(&home)
                .args(["run", "--as-of", AS_OF, "--drop"])
                .arg(&drop_path),
        );
        let names = succeed(dixian(&home).args([
            "query",
            "--format",
            "csv",
            "select distinct household_id from household_current order by 1",
        ]));
        let settings = "[gate]\nquarantined_share_max = 0.0\n";
        std::fs::write(home.join("dixian.toml"), settings).expect("the home can be written");
        Self {
            home,
            households: names.lines().skip(1).map(str::to_owned).collect(),
        }
    }

    /// Lands a drop of so many rows, one of them wrong, in a fresh copy of the home.
    pub(crate) fn land(&self, folder: &Path, drop_path: &Path, rows: u64) -> Landed {
        let home = folder.join("home");
        copy(&self.home, &home);
        std::fs::copy(key_of(&self.home), key_of(&home)).expect("the key can be copied");
        // What earlier rounds wrote is not to be waited for in this one.
        succeed(&mut Command::new("sync"));
        let mut command = dixian(&home);
        command.args(["run", "--as-of", AS_OF, "--format", "json", "--drop"]);
        command.arg(drop_path).stdout(Stdio::piped());
        let (seconds, (output, peak)) = seconds(|| {
            let child = command.spawn().expect("the binary starts");
            let status = format!("/proc/{}/status", child.id());
            let watch = std::thread::spawn(move || watch(&status));
            let output = child.wait_with_output().expect("the binary ends");
            (output, watch.join().expect("the watcher ends"))
        });
        assert_eq!(output.status.code(), Some(HELD), "the night was not held");
        let outcome: serde_json::Value = serde_json::from_slice(&output.stdout).expect("the outcome is JSON");
        let visits = &outcome["datasets"][0];
        assert_eq!(visits["rows"].as_u64(), Some(rows), "{visits}");
        assert_eq!(visits["quarantined"].as_u64(), Some(1), "{visits}");
        let steps = outcome["steps"].as_array().into_iter().flatten();
        let steps = steps.map(|step| {
            let seconds = step["seconds"].as_f64().unwrap_or_default();
            format!("{} {seconds:.2} s", step["name"].as_str().unwrap_or_default())
        });
        let landed = Landed {
            seconds,
            peak,
            steps: steps.collect(),
        };
        std::fs::remove_dir_all(&home).expect("the home can be removed");
        landed
    }
}

/// The key file lies beside the home.
fn key_of(home: &Path) -> PathBuf {
    home.with_extension("key")
}

fn dixian(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dixian"));
    command.arg("--home").arg(home).stderr(Stdio::null());
    command
}

fn succeed(command: &mut Command) -> String {
    let output = command.output().expect("the command starts");
    assert!(output.status.success(), "{command:?} failed");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The peak of resident memory of a process, in bytes, looked at until it has ended.
fn watch(status: &str) -> u64 {
    let mut peak = 0;
    while let Ok(text) = std::fs::read_to_string(status) {
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let Some(kilobytes) = line.and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<u64>().ok())
        else {
            break; // The process has ended and waits to be collected.
        };
        peak = kilobytes * 1024;
        std::thread::sleep(Duration::from_millis(10));
    }
    peak
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder can be made");
    for entry in std::fs::read_dir(from).expect("the home can be listed").flatten() {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).expect("a file of the home can be copied");
        }
    }
}
