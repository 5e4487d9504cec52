//! The vault as its users see it: kept rows open, lost keys are noticed, shredded rows are gone.

use super::*;

fn home(folder: &tempfile::TempDir) -> Home {
    Home::with_key_file(folder.path().join("home"), folder.path().join("home.key"))
}

fn open(folder: &tempfile::TempDir) -> Vault {
    let home = home(folder);
    std::fs::create_dir_all(home.root()).unwrap();
    Vault::open(&home, !home.vault().exists()).unwrap()
}

fn compartment(county_code: &str, year: i32) -> Compartment {
    Compartment {
        county_code: county_code.to_owned(),
        year,
    }
}

fn row(landed_seq: i64, county_code: &str, year: i32) -> PersonalRow {
    PersonalRow {
        dataset: "member",
        landed_seq,
        compartment: compartment(county_code, year),
        cells: format!("MARKER-{landed_seq}"),
    }
}

fn clear(landed_seq: i64) -> Opened {
    Opened::Clear(format!("MARKER-{landed_seq}").into_bytes())
}

/// All bytes of a folder.
fn bytes(folder: &Path) -> Vec<u8> {
    let mut bytes = vec![];
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            bytes.extend(std::fs::read(&path).unwrap());
        }
    }
    bytes
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

#[test]
fn a_kept_row_opens_again_and_no_clear_text_is_on_the_disk() {
    let folder = tempfile::tempdir().unwrap();
    let mut vault = open(&folder);

    vault
        .keep(&[row(7, "340604", 2022), row(8, "450222", 2023)])
        .unwrap();

    assert_eq!(vault.open_row("member", 7).unwrap(), Some(clear(7)));
    drop(vault);
    let vault = open(&folder);
    assert_eq!(vault.open_row("member", 8).unwrap(), Some(clear(8)));
    assert_eq!(vault.open_row("member", 9).unwrap(), None);
    assert!(!contains(&bytes(home(&folder).root()), b"MARKER"));
}

#[test]
fn neither_a_lost_key_file_nor_a_lost_vault_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    open(&folder).keep(&[row(1, "340604", 2022)]).unwrap();
    let home = home(&folder);
    let key_file = home.named_key_file().unwrap();

    std::fs::rename(key_file, folder.path().join("away")).unwrap();
    for is_new in [true, false] {
        let fault = Vault::open(&home, is_new).unwrap_err().to_string();
        assert!(fault.contains("home.key` is missing"), "{fault}");
    }
    std::fs::rename(folder.path().join("away"), key_file).unwrap();
    std::fs::remove_file(home.vault()).unwrap();
    let fault = Vault::open(&home, false).unwrap_err().to_string();
    assert!(fault.contains("vault.db` is missing"), "{fault}");
}

#[test]
fn a_home_that_an_earlier_build_sealed_is_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let home = home(&folder);
    std::fs::create_dir_all(home.root()).unwrap();
    drop(
        Connection::open(home.vault())
            .unwrap()
            .execute("create table personal (sealed blob)", []),
    );

    let fault = Vault::open(&home, false).unwrap_err().to_string();

    assert!(fault.contains("an earlier build"), "{fault}");
    assert!(!home.named_key_file().unwrap().exists());
}

#[test]
fn a_home_finds_its_keys_beside_it_and_a_copy_those_of_its_original_which_it_does_not_change() {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::new(folder.path().join("home"));
    std::fs::create_dir_all(home.root()).unwrap();
    let mut vault = Vault::open(&home, true).unwrap();
    vault.keep(&[row(1, "340604", 2022)]).unwrap();
    vault.rotate().unwrap();
    drop(vault);
    let place = KeyPlace::of(&home).unwrap();
    assert_eq!(place.path, folder.path().join("home.key"));
    assert_eq!(
        (place.is_there, place.is_inside, place.is_open_to_others),
        (true, false, false)
    );

    let copy = Home::new(folder.path().join("copy"));
    std::fs::create_dir_all(copy.root()).unwrap();
    std::fs::copy(home.vault(), copy.vault()).unwrap();
    let mut vault = Vault::open(&copy, false).unwrap();
    assert_eq!(vault.open_row("member", 1).unwrap(), Some(clear(1)));
    let fault = vault.rotate().unwrap_err().to_string();
    assert!(fault.contains("is a copy"), "{fault}");
    drop(vault);

    // With keys of its own it is a home like any other.
    std::fs::copy(folder.path().join("home.key"), copy.root().join("dixian.key")).unwrap();
    let mut vault = Vault::open(&copy, false).unwrap();
    vault.rotate().unwrap();
    assert_eq!(vault.open_row("member", 1).unwrap(), Some(clear(1)));
    assert!(KeyPlace::of(&copy).unwrap().is_inside);
    assert_eq!(
        Vault::open(&home, false).unwrap().open_row("member", 1).unwrap(),
        Some(clear(1))
    );
}

#[test]
fn a_row_that_was_moved_or_given_another_key_does_not_open() {
    let folder = tempfile::tempdir().unwrap();
    let mut vault = open(&folder);
    vault
        .keep(&[
            row(1, "340604", 2022),
            row(2, "340604", 2022),
            row(3, "450222", 2022),
        ])
        .unwrap();
    let run = |statement: &str| {
        let vault = open(&folder);
        let before: Vec<u8> = vault
            .connection
            .query_row(
                "select sealed from personal_row where landed_seq = 1",
                [],
                |row| row.get(0),
            )
            .unwrap();
        vault.connection.execute(statement, []).unwrap();
        let proof = vault.prove().unwrap();
        let fault = vault.open_row("member", 1).map(drop);
        vault
            .connection
            .execute(
                "update personal_row set sealed = ?1, key_id = 1 where landed_seq = 1",
                [before],
            )
            .unwrap();
        (proof.fault_count, fault.is_err())
    };

    for statement in [
        "update personal_row set sealed = (select sealed from personal_row where landed_seq = 2) where landed_seq = 1",
        "update personal_row set key_id = 2 where landed_seq = 1",
        "update personal_row set key_id = 9 where landed_seq = 1",
        "update personal_row set key_id = 2, sealed = unhex('00000002' || hex(substr(sealed, 5))) where landed_seq = 1",
        "update personal_row set sealed = substr(sealed, 1, 20) where landed_seq = 1",
    ] {
        assert_eq!(run(statement), (1, true), "{statement}");
    }
    assert_eq!(open(&folder).prove().unwrap().fault_count, 0);
}

#[test]
fn a_rotation_changes_every_key_and_loses_no_row() {
    let folder = tempfile::tempdir().unwrap();
    let mut vault = open(&folder);
    vault.keep(&[row(1, "340604", 2022)]).unwrap();
    let (before, pseudonym) = (vault.wrapping_key_id().to_owned(), vault.ring.pseudonym);
    let key_file = home(&folder).named_key_file().unwrap().to_owned();
    let former = std::fs::read(&key_file).unwrap();

    vault.rotate().unwrap();
    vault.keep(&[row(2, "340604", 2022)]).unwrap();

    assert_ne!(vault.wrapping_key_id(), before);
    assert_eq!(vault.ring.pseudonym, pseudonym);
    drop(vault);
    let vault = open(&folder);
    assert_eq!(vault.open_row("member", 1).unwrap(), Some(clear(1)));
    assert_eq!(vault.open_row("member", 2).unwrap(), Some(clear(2)));
    assert_eq!(vault.compartments().unwrap()[0].data_keys, 2);
    assert_eq!(vault.prove().unwrap().fault_count, 0);
    drop(vault);

    // The former key file opens nothing any more.
    std::fs::write(key_file, former).unwrap();
    let vault = open(&folder);
    assert!(vault.open_row("member", 1).is_err());
    assert_eq!(vault.prove().unwrap().fault_count, 4);
}

#[test]
fn a_rotation_that_was_stopped_anywhere_is_taken_up_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut vault = open(&folder);
    vault.keep(&[row(1, "340604", 2022)]).unwrap();

    // Stopped after the key file was written.
    vault.ring.renew().unwrap();
    drop(vault);
    let mut vault = open(&folder);
    assert_eq!(vault.open_row("member", 1).unwrap(), Some(clear(1)));
    vault.keep(&[row(2, "340604", 2023)]).unwrap();
    // Stopped after the data keys were wrapped anew.
    data_key::rewrap(&mut vault.connection, &vault.ring, &vault.keys, None).unwrap();
    drop(vault);
    let mut vault = open(&folder);
    assert_eq!(vault.prove().unwrap().fault_count, 0);

    vault.rotate().unwrap();

    assert_eq!(vault.open_row("member", 1).unwrap(), Some(clear(1)));
    assert_eq!(vault.open_row("member", 2).unwrap(), Some(clear(2)));
}

#[test]
fn what_is_shredded_is_gone_and_all_else_stays() {
    let folder = tempfile::tempdir().unwrap();
    let mut vault = open(&folder);
    vault
        .keep(&[
            row(1, "340604", 2022),
            row(2, "340604", 2023),
            row(3, "450222", 2022),
        ])
        .unwrap();
    vault.rotate().unwrap();
    vault.keep(&[row(4, "340604", 2022)]).unwrap();
    let key_file = home(&folder).named_key_file().unwrap().to_owned();
    // A copy by somebody who knows that a log may lie beside the database.
    vault
        .connection
        .execute_batch("pragma wal_checkpoint(truncate)")
        .unwrap();
    let (old_vault, old_key) = (
        std::fs::read(home(&folder).vault()).unwrap(),
        std::fs::read(&key_file).unwrap(),
    );
    let wrapped: Vec<u8> = vault
        .connection
        .query_row("select wrapped from data_key where key_id = 1", [], |row| {
            row.get(0)
        })
        .unwrap();

    let gone = compartment("340604", 2022);
    assert_eq!(vault.shred(&gone).unwrap(), 2);

    for (landed_seq, expected) in [
        (1, Some(Opened::Shredded(gone.clone()))),
        (2, Some(clear(2))),
        (3, Some(clear(3))),
        (4, Some(Opened::Shredded(gone.clone()))),
    ] {
        assert_eq!(vault.open_row("member", landed_seq).unwrap(), expected);
    }
    let proof = vault.prove().unwrap();
    assert_eq!((proof.fault_count, proof.rows), (0, 2));
    assert_eq!(proof.shredded_rows, [(gone.clone(), 2)].into());
    assert_eq!(vault.shred(&gone).unwrap(), 0);
    // A later delivery for the same county and year is sealed under a new key.
    vault.keep(&[row(5, "340604", 2022)]).unwrap();
    assert_eq!(vault.open_row("member", 5).unwrap(), Some(clear(5)));
    drop(vault);
    assert!(!contains(&bytes(home(&folder).root()), &wrapped));

    // An older copy of the vault does not bring it back while the key file is of today.
    assert!(contains(&old_vault, &wrapped));
    for name in ["vault.db-wal", "vault.db-shm"] {
        let path = home(&folder).root().join(name);
        if path.exists() {
            std::fs::remove_file(path).unwrap();
        }
    }
    std::fs::write(home(&folder).vault(), old_vault).unwrap();
    assert!(open(&folder).open_row("member", 1).is_err());
    // Both old copies together do: whoever shreds destroys old key files too.
    std::fs::write(key_file, old_key).unwrap();
    assert_eq!(open(&folder).open_row("member", 1).unwrap(), Some(clear(1)));
}

fn sealed_file(vault: &mut Vault, sha256: &str, compartments: &[Compartment]) -> Vec<u8> {
    let mut sealed = vec![];
    let clear = Clear {
        sha256,
        bytes: 6,
        content: &mut b"MARKER".as_slice(),
    };
    vault
        .seal_file(clear, &compartments.iter().cloned().collect(), &mut sealed)
        .unwrap()
        .unwrap();
    sealed
}

fn opened_file(vault: &Vault, sha256: &str, mut sealed: &[u8]) -> Result<Opened> {
    let mut clear = vec![];
    Ok(match vault.open_file(sha256, &mut sealed, &mut clear)? {
        Unsealed::Whole => Opened::Clear(clear),
        Unsealed::Shredded(compartment) => Opened::Shredded(compartment),
    })
}

#[test]
fn a_file_of_several_counties_is_gone_with_the_first_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let mut vault = open(&folder);
    let [one, two, three] = ["340604", "340621", "450222"].map(|county| compartment(county, 2022));
    let shared = sealed_file(&mut vault, "sha", &[one.clone(), two.clone()]);
    let own = sealed_file(&mut vault, "own", std::slice::from_ref(&three));
    assert_eq!(
        opened_file(&vault, "sha", &shared).unwrap(),
        Opened::Clear(b"MARKER".to_vec())
    );
    assert!(!contains(&shared, b"MARKER"));

    vault.shred(&two).unwrap();

    assert_eq!(
        opened_file(&vault, "sha", &shared).unwrap(),
        Opened::Shredded(two)
    );
    assert!(vault.is_shredded_file(&mut shared.as_slice()));
    assert_eq!(
        opened_file(&vault, "own", &own).unwrap(),
        Opened::Clear(b"MARKER".to_vec())
    );
    assert!(!vault.is_shredded_file(&mut own.as_slice()));
}

#[test]
fn every_changed_byte_of_a_sealed_file_is_found_also_after_it_was_shredded() {
    let folder = tempfile::tempdir().unwrap();
    let mut vault = open(&folder);
    let compartments = ["340604", "340621"].map(|county| compartment(county, 2022));
    let sealed = sealed_file(&mut vault, "sha", &compartments);
    for is_shredded in [false, true] {
        if is_shredded {
            vault.shred(&compartments[0]).unwrap();
        }
        for index in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[index] ^= 1;
            assert!(opened_file(&vault, "sha", &changed).is_err(), "byte {index}");
        }
    }
    assert!(opened_file(&vault, "other", &sealed).is_err());
    assert!(opened_file(&vault, "sha", b"").is_err());
}
