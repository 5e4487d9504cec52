//! The worked example of the contract: a clean drop of a small county, in the encodings and layouts in which offices deliver.

use std::path::Path;

use ingest::{Known, nights};

use crate::support::land_folder;

#[test]
fn every_row_of_the_worked_example_gets_the_disposition_it_must_have() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/example");
    let drop = example.join("drop");
    let mut expected: Vec<(String, String, usize)> = csv::Reader::from_path(example.join("dispositions.csv"))
        .unwrap()
        .deserialize()
        .collect::<Result<_, _>>()
        .unwrap();
    expected.sort();

    let nights = nights(&drop, "2022-06-30".parse().unwrap()).unwrap();
    let [(delivered_on, folder)] = nights.as_slice() else {
        panic!("{nights:?}");
    };
    let landed = land_folder(&drop, folder, &delivered_on.to_string(), &mut Known::new());

    let found: Vec<(String, String, usize)> = landed
        .rows()
        .into_iter()
        .map(|((dataset, disposition), rows)| (dataset, disposition, rows))
        .collect();
    assert_eq!(found, expected);
    assert!(landed.files.iter().all(|file| file.refusal.is_none()));
    assert!(landed.dispositions.iter().all(|row| row.county_code == "340604"));
}
