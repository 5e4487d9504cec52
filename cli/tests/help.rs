//! The binary starts, and its help names every command of the contract that this release has.

use std::process::Command;

#[test]
fn the_help_names_every_command() {
    let output = Command::new(env!("CARGO_BIN_EXE_dixian"))
        .arg("--help")
        .output()
        .unwrap();
    let help = String::from_utf8(output.stdout).unwrap();

    assert!(output.status.success());
    for command in [
        "demo", "simulate", "run", "query", "report", "serve", "verify", "release", "policy", "problem",
        "signal", "returns", "doctor",
    ] {
        assert!(
            help.lines().any(|line| line.trim_start().starts_with(command)),
            "{command} is not in\n{help}"
        );
    }
}

#[test]
fn a_question_to_a_home_that_is_not_there_makes_nothing() {
    let home = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_dixian"))
        .arg("--home")
        .arg(home.path())
        .args(["query", "select 1"])
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();

    assert_eq!(output.status.code(), Some(1));
    assert!(told.starts_with("dixian: failed to open the home"), "{told}");
    assert_eq!(told.lines().count(), 1, "{told}");
    assert!(output.stdout.is_empty());
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0);
}
