//! The walls of the house: who may use whom, one engine, one Arrow.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::MetadataCommand;

use crate::support;

/// Our crates, and which of ours each may use.
const EDGES: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("stats", &[]),
    ("simulate", &["domain"]),
    ("ingest", &["domain"]),
    ("warehouse", &["domain", "stats"]),
    ("reports", &["domain", "warehouse"]),
    ("dashboard", &["domain", "reports", "warehouse"]),
    (
        "cli",
        &[
            "dashboard",
            "domain",
            "ingest",
            "reports",
            "simulate",
            "stats",
            "warehouse",
        ],
    ),
    (
        "integration-tests",
        &[
            "cli",
            "dashboard",
            "domain",
            "ingest",
            "reports",
            "simulate",
            "stats",
            "warehouse",
        ],
    ),
];

/// What a crate must never know.
const WALLS: &[(&str, &[&str])] = &[
    ("domain", &["arrow", "axum", "datafusion", "tokio"]),
    ("stats", &["arrow", "datafusion"]),
    ("simulate", &["arrow", "datafusion", "deltalake"]),
    ("ingest", &["datafusion", "deltalake", "rusqlite"]),
    (
        "warehouse",
        &[
            "axum",
            "askama",
            "calamine",
            "plotters",
            "rust_xlsxwriter",
            "typst",
        ],
    ),
    ("reports", &["axum", "datafusion", "deltalake"]),
    ("dashboard", &["datafusion", "deltalake", "typst"]),
];

fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let metadata = MetadataCommand::new()
        .manifest_path(support::root().join("Cargo.toml"))
        .no_deps()
        .exec()
        .unwrap();
    metadata
        .packages
        .iter()
        .map(|package| {
            let names = package
                .dependencies
                .iter()
                .map(|dependency| dependency.name.clone())
                .collect();
            (package.name.to_string(), names)
        })
        .collect()
}

#[test]
fn no_crate_uses_one_outside_the_table() {
    let table: BTreeMap<&str, &[&str]> = EDGES.iter().copied().collect();
    let dependencies = dependencies();
    assert_eq!(
        dependencies.keys().map(String::as_str).collect::<BTreeSet<_>>(),
        table.keys().copied().collect()
    );
    for (package, used) in &dependencies {
        let allowed = table[package.as_str()];
        let ours = used.iter().filter(|name| table.contains_key(name.as_str()));
        let outside: Vec<&String> = ours.filter(|name| !allowed.contains(&name.as_str())).collect();
        assert!(outside.is_empty(), "{package} must not use {outside:?}");
    }
}

#[test]
fn no_crate_knows_what_it_must_never_know() {
    let dependencies = dependencies();
    for (package, walls) in WALLS {
        let known: Vec<&&str> = walls
            .iter()
            .filter(|name| dependencies[*package].contains(**name))
            .collect();
        assert!(known.is_empty(), "{package} must never know {known:?}");
    }
}

#[test]
fn there_is_one_engine_and_one_arrow() {
    let lock: toml::Table = std::fs::read_to_string(support::root().join("Cargo.lock"))
        .unwrap()
        .parse()
        .unwrap();
    for name in [
        "arrow",
        "datafusion",
        "object_store",
        "parquet",
        "plotters",
        "resvg",
        "typst",
    ] {
        let packages = lock["package"].as_array().unwrap();
        let versions: Vec<&str> = packages
            .iter()
            .filter(|package| package["name"].as_str() == Some(name))
            .filter_map(|package| package["version"].as_str())
            .collect();
        assert_eq!(versions.len(), 1, "{name} is there as {versions:?}");
    }
}
