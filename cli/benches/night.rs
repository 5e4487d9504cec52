//! How long a county's night takes: 100 000 households, 24 months, landed, derived and published; then one new night on top.
//!
//! `cargo bench -p cli --bench night` (or `-- 20000` for fewer households). Says the size, every step, the peak of memory, and the ratio to
//! reading and hashing the same files beside it, which is what the machine can do at best.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}").expect("standard output is open");
}

fn main() {
    let households: u32 = std::env::args()
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(100_000);
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let (drop_path, home) = (folder.path().join("drop"), folder.path().join("home"));
    let started = Instant::now();
    dixian(
        &home,
        &[
            "simulate",
            "--profile",
            "LS",
            "--as-of",
            "2023-05-31",
            "--households",
            &households.to_string(),
        ],
        &drop_path,
        "--out",
    );
    say(&format!(
        "simulated {households} households x 24 months in {:.1} s",
        started.elapsed().as_secs_f64()
    ));

    let (bytes, hashing) = hash_all(&drop_path);
    say(&format!(
        "the drop: {:.0} MB, read and hashed in {:.2} s",
        megabytes(bytes),
        hashing.as_secs_f64()
    ));

    // The last night is kept back, to be the new one.
    let last = drop_path.join("2023-05-31");
    let new_night = folder.path().join("new");
    std::fs::create_dir_all(&new_night).expect("a folder can be made");
    std::fs::rename(&last, new_night.join("2023-05-31")).expect("the last night is there");
    measure(
        "all nights but the last",
        &home,
        &["run", "--as-of", "2023-05-30"],
        &drop_path,
        hashing,
    );
    measure(
        "one new night",
        &home,
        &["run", "--as-of", "2023-05-31"],
        &new_night,
        hashing,
    );
}

fn measure(what: &str, home: &Path, arguments: &[&str], drop_path: &Path, hashing: Duration) {
    let started = Instant::now();
    let (out, peak) = dixian(home, arguments, drop_path, "--drop");
    let took = started.elapsed();
    say(&format!(
        "\n{what}: {:.1} s, peak {:.0} MB, {:.1} x reading and hashing the drop",
        took.as_secs_f64(),
        megabytes(peak),
        took.as_secs_f64() / hashing.as_secs_f64()
    ));
    for line in out
        .lines()
        .filter(|line| line.contains(" s  ") || line.starts_with("total"))
    {
        say(line);
    }
}

/// Runs the binary; gives what it printed and its peak of resident memory in bytes.
fn dixian(home: &Path, arguments: &[&str], path: &Path, option: &str) -> (String, u64) {
    let child = Command::new(env!("CARGO_BIN_EXE_dixian"))
        .arg("--home")
        .arg(home)
        .args(arguments)
        .arg(option)
        .arg(path)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let status = format!("/proc/{}/status", child.id());
    let watch = std::thread::spawn(move || {
        let mut peak = 0;
        while let Ok(text) = std::fs::read_to_string(&status) {
            let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let Some(kilobytes) =
                line.and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<u64>().ok())
            else {
                break; // The process has ended and waits to be collected.
            };
            peak = kilobytes * 1024;
            std::thread::sleep(Duration::from_millis(50));
        }
        peak
    });
    let output = child.wait_with_output().expect("the binary ends");
    assert!(output.status.success(), "the run failed");
    (
        String::from_utf8_lossy(&output.stdout).into_owned(),
        watch.join().expect("the watcher ends"),
    )
}

fn hash_all(folder: &Path) -> (u64, Duration) {
    let started = Instant::now();
    let mut bytes = 0;
    let mut waiting = vec![folder.to_path_buf()];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder)
            .expect("the drop can be listed")
            .flatten()
        {
            let path = entry.path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let content = std::fs::read(&path).expect("a file of the drop can be read");
                bytes += content.len() as u64;
                std::hint::black_box(Sha256::digest(&content));
            }
        }
    }
    (bytes, started.elapsed())
}

#[expect(clippy::cast_precision_loss, reason = "sizes stay far below 2^53")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
