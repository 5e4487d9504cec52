//! Proving the books again, at any time: what the ledger says against what the disk holds.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use arrow::array::AsArray;
use arrow::datatypes::Int64Type;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::error::{Result, WarehouseError};
use crate::tables::{DISPOSITION, SOURCE_FILE, landed};
use crate::warehouse::Warehouse;

/// One thing that was proved, or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    pub name: String,
    pub is_sound: bool,
    pub detail: String,
}

impl Warehouse {
    /// Checks the control database, every batch's books, every table version that a release pins, and every archived file.
    pub async fn verify(&self) -> Result<Vec<Check>> {
        let looked = [
            ("control database", self.check_ledger()),
            ("table files", self.check_files().await),
            ("conservation", self.check_conservation().await),
            ("raw archive", self.check_archive().await),
        ];
        let checks = looked.into_iter().map(|(name, looked)| {
            // What cannot even be looked at is not sound.
            looked.unwrap_or_else(|fault| check(name, false, fault.to_string()))
        });
        Ok(checks.collect())
    }

    fn check_ledger(&self) -> Result<Check> {
        let is_sound = self.ledger(|ledger| ledger.is_whole())?;
        Ok(check("control database", is_sound, "integrity check".to_owned()))
    }

    async fn check_conservation(&self) -> Result<Check> {
        let versions = self.ledger(|ledger| ledger.versions())?;
        let batches = self.ledger(|ledger| ledger.batches())?;
        let mut landed_rows: BTreeMap<String, u64> = BTreeMap::new();
        for source in &self.sources {
            for (batch_id, rows) in self.count_by(&versions, &landed(source.name), "batch_id").await? {
                *landed_rows.entry(batch_id).or_default() += rows;
            }
        }
        let noted = self.count_by(&versions, DISPOSITION, "batch_id").await?;
        let faults: Vec<String> = batches
            .iter()
            .filter(|batch| {
                let in_tables = landed_rows.get(&batch.batch_id).copied().unwrap_or_default();
                let in_dispositions = noted.get(&batch.batch_id).copied().unwrap_or_default();
                batch.rows != batch.landed + batch.duplicate + batch.quarantined
                    || in_tables != batch.landed
                    || in_dispositions != batch.rows
            })
            .map(|batch| batch.batch_id.clone())
            .collect();
        let rows: u64 = batches.iter().map(|batch| batch.rows).sum();
        let detail = if faults.is_empty() {
            format!(
                "{} batches, {rows} rows: rows in = landed + duplicate + quarantined",
                batches.len()
            )
        } else {
            format!("does not balance: {}", faults.join(", "))
        };
        Ok(check("conservation", faults.is_empty(), detail))
    }

    /// Every file of every table version that a release pins is there and has the content it was written with.
    async fn check_files(&self) -> Result<Check> {
        let releases = self.ledger(|ledger| ledger.releases())?;
        let recorded = self.ledger(|ledger| ledger.table_files())?;
        let mut faults = BTreeSet::new();
        let mut sound = BTreeSet::new();
        for release in &releases {
            for (table, version) in &release.tables {
                let delta = self.store.open(table, *version).await?;
                for path in crate::scan::files(table, &delta).await? {
                    let name = self.store.name_of(&path);
                    if sound.contains(&name) {
                        continue;
                    }
                    if content_hash(&path).ok().as_ref() == recorded.get(&name)
                        && recorded.contains_key(&name)
                    {
                        sound.insert(name);
                    } else {
                        faults.insert(format!("{} needs {name}", release.release_id));
                    }
                }
            }
        }
        let detail = if faults.is_empty() {
            format!(
                "{} files of {} releases have the content they were written with",
                sound.len(),
                releases.len()
            )
        } else {
            let list: Vec<String> = faults.iter().cloned().collect();
            format!("missing or changed: {}", list.join(", "))
        };
        Ok(check("table files", faults.is_empty(), detail))
    }

    async fn check_archive(&self) -> Result<Check> {
        let versions = self.ledger(|ledger| ledger.versions())?;
        let hashes = self.count_by(&versions, SOURCE_FILE, "file_sha256").await?;
        let faults: Vec<&String> = hashes
            .keys()
            .filter(|sha256| {
                let content = self.archive.open(&self.keys, sha256);
                !content
                    .is_ok_and(|bytes| data_encoding::HEXLOWER.encode(&Sha256::digest(&bytes)) == **sha256)
            })
            .collect();
        let detail = if faults.is_empty() {
            format!(
                "{} delivered files open and have the content they are named for",
                hashes.len()
            )
        } else {
            format!("damaged or missing: {faults:?}")
        };
        Ok(check("raw archive", faults.is_empty(), detail))
    }

    /// Rows of a table by the values of a text column.
    pub(crate) async fn count_by(
        &self,
        versions: &BTreeMap<String, u64>,
        table: &str,
        column: &str,
    ) -> Result<BTreeMap<String, u64>> {
        let session = crate::session::open(self.limits, &self.calendar)?;
        session.register_table(table, self.scan(versions, table, None).await?)?;
        let text = format!("select {column}, count(*) as rows from {table} group by {column}");
        let mut counts = BTreeMap::new();
        for batch in session.sql(&text).await?.collect().await? {
            let (keys, rows) = (
                batch.column(0).as_string::<i32>(),
                batch.column(1).as_primitive::<Int64Type>(),
            );
            for row in 0..batch.num_rows() {
                counts.insert(
                    keys.value(row).to_owned(),
                    u64::try_from(rows.value(row)).unwrap_or_default(),
                );
            }
        }
        Ok(counts)
    }
}

fn check(name: &str, is_sound: bool, detail: String) -> Check {
    Check {
        name: name.to_owned(),
        is_sound,
        detail,
    }
}

/// The SHA-256 of a file, in hexadecimal.
pub(crate) fn content_hash(path: &Path) -> Result<String> {
    let content = std::fs::read(path).map_err(|source| WarehouseError::file(path, source))?;
    Ok(data_encoding::HEXLOWER.encode(&Sha256::digest(&content)))
}
