//! Keys as the person who looks after a home meets them: rotated, thrown away, misplaced.

use std::path::Path;
use std::process::Output;

use crate::support;

const DAY: &str = "2023-05-02";

fn dixian(home: &Path, arguments: &[&str]) -> Output {
    std::process::Command::new(support::dixian())
        .arg("--home")
        .arg(home)
        .args(arguments)
        .output()
        .unwrap()
}

fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|fault| panic!("{fault}: {}", String::from_utf8_lossy(&output.stderr)))
}

fn assert_done(output: &Output) {
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

/// What `verify` says of one thing: whether it is sound, and the detail.
fn verified(home: &Path, name: &str) -> (bool, String) {
    let checks = json(&dixian(home, &["verify", "--format", "json"]));
    let check = checks
        .as_array()
        .unwrap()
        .iter()
        .find(|check| check["name"] == name)
        .unwrap()
        .clone();
    (
        check["is_sound"].as_bool().unwrap(),
        check["detail"].as_str().unwrap().to_owned(),
    )
}

fn shred(home: &Path, county: &str, year: &str) -> Output {
    let arguments = [
        "vault",
        "shred",
        "--county",
        county,
        "--year",
        year,
        "--reason",
        "保存期满",
        "--by",
        "档案员",
    ];
    dixian(home, &arguments)
}

#[test]
fn what_was_shredded_is_gone_is_told_from_damage_and_figures_stay() {
    let (home, drop) = (support::home(), tempfile::tempdir().unwrap());
    support::simulate("LS", 60, 1, DAY, 5, drop.path());
    assert_done(&support::run(home.path(), drop.path(), DAY));
    let before = support::books(home.path());

    assert_eq!(shred(home.path(), "340604", "1999").status.code(), Some(1));
    assert_done(&shred(home.path(), "340604", "2023"));

    assert_eq!(support::books(home.path()), before);
    let (is_sound, detail) = verified(home.path(), "vault");
    assert!(is_sound && detail.starts_with("0 rows open"), "{detail}");
    assert!(detail.ends_with("were shredded by order"), "{detail}");
    let (is_sound, detail) = verified(home.path(), "raw archive");
    assert!(is_sound && detail.ends_with("were shredded"), "{detail}");
    let custody = json(&dixian(home.path(), &["vault", "list", "--format", "json"]));
    assert_eq!(custody["compartments"][0]["rows"], 0, "{custody}");
    assert_eq!(custody["shreddings"][0]["by"], "档案员", "{custody}");

    // Delivered again it is kept again: what is known already does not land, the files do.
    assert_done(&support::run(home.path(), drop.path(), DAY));
    let (is_sound, detail) = verified(home.path(), "raw archive");
    assert!(is_sound && !detail.contains("shredded"), "{detail}");

    // A key that vanished without an order is damage.
    let vault = rusqlite::Connection::open(home.path().join("vault.db")).unwrap();
    vault
        .execute("update data_key set county_code = '340605'", [])
        .unwrap();
    std::mem::drop(vault);
    let (is_sound, detail) = verified(home.path(), "vault");
    assert!(!is_sound && detail.contains("nobody ordered it"), "{detail}");
}

#[test]
fn new_keys_lose_nothing_and_a_changed_byte_in_the_vault_is_found() {
    let (home, drop) = (support::home(), tempfile::tempdir().unwrap());
    support::simulate("LS", 60, 1, DAY, 5, drop.path());
    let nights = support::nights(drop.path());
    let first = tempfile::tempdir().unwrap();
    support::copy(&nights[0], &first.path().join(nights[0].file_name().unwrap()));
    assert_done(&support::run(home.path(), first.path(), "2023-05-01"));
    let former = std::fs::read(home.key_file()).unwrap();

    assert_done(&dixian(home.path(), &["vault", "rotate"]));
    assert_done(&support::run(home.path(), drop.path(), DAY));

    assert_ne!(std::fs::read(home.key_file()).unwrap(), former);
    assert_done(&dixian(home.path(), &["verify"]));

    let vault = rusqlite::Connection::open(home.path().join("vault.db")).unwrap();
    let statement = "update personal_row set sealed = unhex(hex(substr(sealed, 1, 30)) || '00' || hex(substr(sealed, 32)))
         where landed_seq = (select min(landed_seq) from personal_row where hex(substr(sealed, 31, 1)) <> '00')";
    assert_eq!(vault.execute(statement, []).unwrap(), 1);
    std::mem::drop(vault);
    let (is_sound, detail) = verified(home.path(), "vault");
    assert!(!is_sound && detail.contains("is damaged"), "{detail}");
}

#[test]
fn a_row_that_was_taken_out_of_the_vault_is_missed() {
    let (home, drop) = (support::home(), tempfile::tempdir().unwrap());
    support::simulate("LS", 60, 1, DAY, 5, drop.path());
    assert_done(&support::run(home.path(), drop.path(), DAY));
    assert!(verified(home.path(), "vault").0);

    let vault = rusqlite::Connection::open(home.path().join("vault.db")).unwrap();
    let statement = "delete from personal_row
         where dataset = 'member' and landed_seq = (select max(landed_seq) from personal_row where dataset = 'member')";
    assert_eq!(vault.execute(statement, []).unwrap(), 1);
    std::mem::drop(vault);

    let (is_sound, detail) = verified(home.path(), "vault");
    assert!(
        !is_sound && detail.contains("rows landed with personal cells"),
        "{detail}"
    );
}

#[test]
fn what_a_killed_run_sealed_is_not_taken_for_cells_of_other_rows() {
    let (home, drop) = (support::home(), tempfile::tempdir().unwrap());
    support::simulate("LS", 60, 1, DAY, 5, drop.path());
    let vault = || rusqlite::Connection::open(home.path().join("vault.db")).unwrap();
    let first = tempfile::tempdir().unwrap();
    support::copy(&support::nights(drop.path())[0], &first.path().join("2023-05-01"));
    assert_done(&support::run(home.path(), first.path(), DAY));
    // The number that the next landed row gets, in a dataset where it has no personal cells.
    let statement = "insert into personal_row select 'region', max(landed_seq) + 100000, key_id, sealed from personal_row";
    assert_eq!(vault().execute(statement, []).unwrap(), 1);

    assert_done(&support::run(home.path(), drop.path(), DAY));

    let left: i64 = vault()
        .query_row(
            "select count(*) from personal_row where dataset = 'region'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(left, 0);
    assert!(verified(home.path(), "vault").0);
}

#[test]
fn the_doctor_says_where_the_keys_lie_and_when_they_lie_with_the_data() {
    let home = support::home();
    let key_file = |arguments: &[&str]| {
        let signs = json(&dixian(home.path(), arguments));
        let mut signs = signs.as_array().unwrap().iter();
        signs.find(|sign| sign["what"] == "key file").unwrap().clone()
    };

    let beside = key_file(&["doctor", "--format", "json"]);
    assert_eq!(
        beside["detail"],
        format!("`{}`", home.key_file().display()),
        "{beside}"
    );

    std::fs::write(
        home.path().join("dixian.toml"),
        "[vault]\nkey_file = \"dixian.key\"\n",
    )
    .unwrap();
    let inside = key_file(&["doctor", "--format", "json"]);
    assert!(
        inside["advice"].as_str().unwrap().contains("lies in the home"),
        "{inside}"
    );
    let named = key_file(&["doctor", "--format", "json", "--key-file", "/nowhere/a.key"]);
    assert_eq!(named["detail"], "`/nowhere/a.key`", "{named}");
}
