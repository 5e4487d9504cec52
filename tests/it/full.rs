//! No room on the disk, at every kind of write: a run says so and ends, the release before it answers, and with room again all is well.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};

use crate::kill::{self, Course};
use crate::support;

/// How many steps there are from no room at all to what a run leaves behind. It needs more than that on the way.
const STEPS: u64 = 6;

/// A run none of whose files may grow beyond a size.
fn limited(kib: u64, home: &Path, arguments: &[&str], drop: Option<&Path>) -> Output {
    // Without the signal, a write beyond the limit fails as it does on a full disk.
    let script = format!(r#"trap "" XFSZ; ulimit -f {kib}; exec "$@""#);
    let mut command = Command::new("bash");
    command.args(["-c", &script, "limited"]).arg(support::dixian());
    command.arg("--home").arg(home).args(arguments);
    if let Some(drop) = drop {
        command.arg("--drop").arg(drop);
    }
    command.output().unwrap()
}

/// Exit code 1, one sentence with its causes, and no panic.
fn assert_told(status: Option<i32>, told: &str, when: &str) {
    assert_eq!(status, Some(1), "{when}: {told}");
    assert_eq!(told.matches("dixian: failed to ").count(), 1, "{when}: {told}");
    assert!(!told.contains("panicked"), "{when}: {told}");
    assert!(
        ["File too large", "No space left", "disk is full", "disk I/O"]
            .iter()
            .any(|reason| told.contains(reason)),
        "{when}: {told}"
    );
}

/// What could not be written, by what the sentence names.
fn kind(told: &str) -> &'static str {
    [
        ("/raw/", "archive"),
        ("use table", "table"),
        ("control database", "database"),
        ("vault", "vault"),
        (".db", "database"),
    ]
    .into_iter()
    .find(|(part, _)| told.contains(part))
    .map_or("other", |(_, kind)| kind)
}

const RUN: [&str; 3] = ["run", "--as-of", "2023-05-31"];

#[test]
fn a_file_that_cannot_grow_stops_a_run_and_harms_nothing() {
    let course = Course::new();
    let first = course.home();
    kill::finish(first.path(), course.drops[0].path());
    // A file of no department that is larger than everything that the run writes beside it.
    let large = tempfile::tempdir().unwrap();
    support::copy(course.drops[1].path(), large.path());
    std::fs::write(large.path().join("谜.csv"), "甲,乙\n".repeat(100_000)).unwrap();

    let mut kinds = BTreeSet::new();
    for kib in [0, 40, 80, 160, 640] {
        let when = format!("{kib} KiB");
        let copy = kill::copied(&first);
        let home = copy.path();
        let output = limited(kib, home, &RUN, Some(large.path()));
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_told(output.status.code(), &told, &when);
        kinds.insert(kind(&told));

        kill::assert_whole(home, &course.books[0], &when);
        kill::finish(home, course.drops[1].path());
        kill::assert_whole(home, &course.books[1], &when);
    }
    assert!(kinds.contains("archive") && kinds.len() > 1, "{kinds:?}");
}

#[test]
fn a_paper_that_cannot_be_written_is_not_left_half_written() {
    let course = Course::new();
    let paper = tempfile::tempdir().unwrap();
    let out = paper.path().to_str().unwrap();
    let arguments = ["report", "monthly", "--period", "2023-05", "--out", out];

    let output = limited(16, course.undisturbed.path(), &arguments, None);

    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_told(output.status.code(), &told, "report");
    assert_eq!(std::fs::read_dir(paper.path()).unwrap().count(), 0, "{told}");
}

/// Makes a small disk in memory, in a name space of its own, with a copy of a home on it; leaves some KiB free, runs, asks, makes room, and
/// brings the home back. Arguments: the disk's folder, the home, the drop, the KiB, the program, the folder of the result.
const SCRIPT: &str = r#"
set -e
mount -t tmpfs -o size=64m tmpfs "$1"
cp -a "$2" "$1/home"
cp -a "$2.key" "$1/home.key"
room=$(stat -f -c '%a %S' "$1" | { read blocks size; echo $((blocks * size / 1024)); })
head -c "$((room - $4))K" /dev/zero > "$1/ballast"
code=0
"$5" --home "$1/home" run --as-of 2023-05-31 --drop "$3" > "$6/told" 2>&1 || code=$?
echo "$code" > "$6/code"
stat -f -c '%a %S' "$1" | { read blocks size; echo $(($4 - blocks * size / 1024)); } > "$6/used"
"$5" --home "$1/home" query 'select count(*) from indicator' > "$6/answer" 2>&1
rm "$1/ballast"
cp -a "$1/home" "$6/home"
cp -a "$1/home.key" "$6/home.key"
"#;

/// What came of a run on a small disk.
struct Cramped {
    folder: tempfile::TempDir,
    code: Option<i32>,
    told: String,
    used_kib: u64,
}

fn cramped(home: &Path, drop: &Path, kib: u64) -> Option<Cramped> {
    let (disk, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let output = Command::new("unshare")
        .args(["-Urm", "bash", "-c", SCRIPT, "cramped"])
        .args([disk.path(), home, drop])
        .arg(kib.to_string())
        .args([&support::dixian(), folder.path()])
        .output()
        .ok()?;
    let text = |name| std::fs::read_to_string(folder.path().join(name)).ok();
    let code = text("code")?.trim().parse().ok();
    assert!(
        output.status.success(),
        "{kib} KiB: {}{:?}",
        String::from_utf8_lossy(&output.stderr),
        text("answer")
    );
    Some(Cramped {
        code,
        told: text("told")?,
        used_kib: text("used")?.trim().parse().unwrap(),
        folder,
    })
}

#[expect(
    clippy::print_stderr,
    reason = "whoever runs the tests must know that one of them tried nothing"
)]
#[test]
fn a_disk_that_is_full_stops_a_run_and_harms_nothing() {
    let course = Course::new();
    let first = course.home();
    kill::finish(first.path(), course.drops[0].path());
    let drop = course.drops[1].path();
    let Some(roomy) = cramped(first.path(), drop, 16 * 1024) else {
        eprintln!("skipped: this machine lets nobody make a small disk in a name space of their own");
        return;
    };
    assert_eq!(roomy.code, Some(0), "{}", roomy.told);

    let mut kinds = BTreeSet::new();
    for step in 0.. {
        let kib = roomy.used_kib * step / STEPS;
        let when = format!("{kib} KiB");
        let run = cramped(first.path(), drop, kib).unwrap();
        if run.code == Some(0) {
            break;
        }
        assert_told(run.code, &run.told, &when);
        kinds.insert(kind(&run.told));

        let home = run.folder.path().join("home");
        let now = support::books(&home).rows;
        // The very last write is the note that the run has ended: then the release is there.
        assert!(course.books[..2].iter().any(|books| books.rows == now), "{when}");
        kill::finish(&home, drop);
        kill::assert_whole(&home, &course.books[1], &when);
    }
    assert!(kinds.contains("table") && kinds.contains("database"), "{kinds:?}");
}
