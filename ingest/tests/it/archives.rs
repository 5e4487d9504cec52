//! Files in a zip: read as files of the drop, under names that never become paths.

use std::io::{Cursor, Write};

use encoding_rs::GB18030;
use ingest::Known;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::support::{DELIVERED, Drop, in_form, land_folder};

const VISITS: &str = "走访编号,户编号,走访人编号,走访人角色,走访方式,走访时间\n";

fn visit(id: &str) -> String {
    format!("{VISITS}{id},H001,R1,网格员,入户访问,2022-05-15\n")
}

fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(vec![]));
    for (name, content) in files {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// The same archive under another name of the same length, as no honest program writes it.
fn renamed(archive: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut bytes = archive.to_vec();
    let mut at = 0;
    while let Some(found) = bytes[at..].windows(from.len()).position(|window| window == from) {
        bytes[at + found..at + found + to.len()].copy_from_slice(to);
        at += found + to.len();
    }
    bytes
}

#[test]
fn files_in_a_zip_are_files_of_the_drop_with_hashes_of_their_own() {
    let drop = Drop::with_households();
    let plain = visit("V1");
    drop.write(
        "乡/六月.zip",
        packed(&[
            ("表/visits.csv", plain.as_bytes()),
            ("visits.xls", &in_form("visits.xls")),
            ("__MACOSX/._visits.xls", b"x"),
            ("readme.txt", "姓名,爱好\n".as_bytes()),
        ]),
    );
    drop.write("v.csv", &plain);

    let landed = drop.land();

    assert_eq!(landed.outcomes("乡/六月.zip/visits.xls"), ["landed"; 3]);
    let states: Vec<(&str, &str, u64)> = landed
        .files
        .iter()
        .filter(|file| file.file.starts_with("乡/"))
        .map(|file| (file.file.as_str(), file.state(), file.rows))
        .collect();
    assert_eq!(
        states,
        [
            ("乡/六月.zip", "read", 0),
            ("乡/六月.zip/readme.txt", "refused", 0),
            ("乡/六月.zip/visits.xls", "read", 3),
            ("乡/六月.zip/表/visits.csv", "read", 1),
        ]
    );
    let sha = |name: &str| {
        let file = landed.files.iter().find(|file| file.file == name).unwrap();
        (file.file_sha256.clone(), file.content.clone())
    };
    // The same bytes have the same hash, inside and outside.
    let (inner, content) = sha("乡/六月.zip/表/visits.csv");
    assert_eq!(inner, sha("v.csv").0);
    assert_eq!(content.as_deref(), Some(plain.as_bytes()));
    assert_eq!(sha("v.csv").1, None);
}

#[test]
fn a_drop_may_be_a_zip() {
    let drop = Drop::with_households();
    let mut files: Vec<(String, Vec<u8>)> = vec![("visits.csv".to_owned(), visit("V1").into_bytes())];
    for source in ["region", "household"] {
        files.push((
            format!("0/{source}.csv"),
            crate::support::fixture(source, "good").into_bytes(),
        ));
    }
    let listed: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(name, content)| (name.as_str(), content.as_slice()))
        .collect();
    drop.write("all.zip", packed(&listed));
    let path = drop.path().join("all.zip");

    let landed = land_folder(&path, &path, DELIVERED, &mut Known::new());

    assert_eq!(landed.outcomes("all.zip/visits.csv"), ["landed"]);
}

#[test]
fn names_in_the_encoding_of_windows_are_read() {
    let drop = Drop::with_households();
    let archive = packed(&[("NAMENAME", visit("V1").as_bytes())]);
    let name = GB18030.encode("走访一月").0;
    drop.write("a.zip", renamed(&archive, b"NAMENAME", &name));

    let landed = drop.land();

    assert_eq!(landed.outcomes("a.zip/走访一月"), ["landed"]);
}

#[test]
fn an_archive_with_a_name_that_leads_out_of_it_is_refused_as_a_whole() {
    let drop = Drop::with_households();
    let archive = packed(&[
        ("NAME.csv", visit("V1").as_bytes()),
        ("b.csv", visit("V2").as_bytes()),
    ]);
    for (file, name) in [
        ("up.zip", b"../a.csv"),
        ("root.zip", b"/etc/pwd"),
        ("drive.zip", b"C:\\a.csv"),
        ("nul.zip", b"a\0bc.csv"),
    ] {
        drop.write(file, renamed(&archive, b"NAME.csv", name));
    }

    let landed = drop.land();

    for file in ["up.zip", "root.zip", "drive.zip", "nul.zip"] {
        assert_eq!(landed.refusal(file), Some("truncated"), "{file}");
        let found = landed.files.iter().find(|found| found.file == file).unwrap();
        assert_eq!(found.message, "压缩包内有不合法的文件名，整包拒收");
    }
    assert!(landed.dispositions.iter().all(|row| row.dataset != "visit"));
}

#[test]
fn an_archive_in_an_archive_a_damaged_one_and_an_empty_one_are_refused() {
    let drop = Drop::with_households();
    let inner = packed(&[("a.csv", visit("V1").as_bytes())]);
    drop.write(
        "nested.zip",
        packed(&[("inner.zip", &inner), ("b.csv", visit("V2").as_bytes())]),
    );
    drop.write("cut.zip", &inner[..inner.len() - 10]);
    drop.write("empty.zip", packed(&[]));
    drop.write(
        "twice.zip",
        renamed(&packed(&[("a.csv", b"1"), ("b.csv", b"2")]), b"b.csv", b"a.csv"),
    );

    let landed = drop.land();

    assert_eq!(landed.refusal("nested.zip"), None);
    assert_eq!(landed.refusal("nested.zip/inner.zip"), Some("unknown_header"));
    assert_eq!(landed.outcomes("nested.zip/b.csv"), ["landed"]);
    assert_eq!(landed.refusal("cut.zip"), Some("truncated"));
    assert_eq!(landed.refusal("empty.zip"), Some("empty"));
    assert!(landed.refusal("twice.zip").is_some());
}

#[test]
fn a_member_that_unpacks_beyond_all_measure_is_a_bomb_and_its_neighbour_is_read() {
    let drop = Drop::with_households();
    let blanks = vec![b' '; 40 << 20];
    drop.write(
        "a.zip",
        packed(&[("bomb.csv", &blanks), ("good.csv", visit("V1").as_bytes())]),
    );

    let landed = drop.land();

    assert_eq!(landed.refusal("a.zip/bomb.csv"), Some("zip_bomb"));
    assert_eq!(landed.outcomes("a.zip/good.csv"), ["landed"]);
}
