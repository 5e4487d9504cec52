//! Proving the books again, at any time: what the ledger says against what the disk holds.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io;
use std::path::Path;

use arrow::array::AsArray;
use arrow::datatypes::Int64Type;
use serde::Serialize;

use crate::error::{Result, WarehouseError};
use crate::hashed::Hashed;
use crate::ledger::{Ledger, Summed};
use crate::warehouse::Warehouse;

/// One thing that was proved, or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    pub name: String,
    pub is_sound: bool,
    pub detail: String,
}

impl Warehouse {
    /// Checks the control database, every batch's books, every table version that a release pins, every archived file and
    /// every sealed row.
    pub async fn verify(&self) -> Result<Vec<Check>> {
        let looked = [
            ("control database", self.check_ledger()),
            ("table files", self.check_files().await),
            ("conservation", self.check_conservation().await),
            ("raw archive", self.check_archive().await),
            ("vault", self.check_vault()),
        ];
        let checks = looked.into_iter().map(|(name, looked)| {
            // What cannot even be looked at is not sound.
            looked.unwrap_or_else(|fault| check(name, false, fault.to_string()))
        });
        Ok(checks.collect())
    }

    fn check_ledger(&self) -> Result<Check> {
        let is_whole = self.ledger(|ledger| ledger.is_whole())?;
        let (is_unchanged, said) = match self.ledger(Ledger::summed)? {
            Summed::Whole => (true, "every byte is as it was written"),
            Summed::Newer => (true, "written to after it was last summed up"),
            Summed::Unsummed => (true, "not summed up yet"),
            Summed::Changed => (false, "changed by something other than this program"),
        };
        Ok(check(
            "control database",
            is_whole && is_unchanged,
            said.to_owned(),
        ))
    }

    async fn check_conservation(&self) -> Result<Check> {
        let versions = self.ledger(|ledger| ledger.versions())?;
        let accounts = self.ledger(|ledger| ledger.accounts())?;
        let batches = self.ledger(|ledger| ledger.batches())?;
        let mut faults = self.unbalanced(&versions, &accounts, None).await?;
        let mut sums: BTreeMap<&str, [u64; 4]> = BTreeMap::new();
        for account in &accounts {
            let sum = sums.entry(&account.batch_id).or_default();
            let counts = &account.counts;
            let rows = [
                counts.rows_in,
                counts.landed,
                counts.duplicate,
                counts.quarantined,
            ];
            for (sum, tally) in sum.iter_mut().zip(rows) {
                *sum += tally.rows;
            }
        }
        for batch in &batches {
            let said = [batch.rows, batch.landed, batch.duplicate, batch.quarantined];
            if sums.get(batch.batch_id.as_str()).copied().unwrap_or_default() != said {
                faults.insert(
                    batch.batch_id.clone(),
                    "its accounts do not add up to it".to_owned(),
                );
            }
        }
        let rows: u64 = batches.iter().map(|batch| batch.rows).sum();
        let detail = if faults.is_empty() {
            format!(
                "{} batches, {} files, {rows} rows: rows in = landed + duplicate + quarantined, in numbers and in content",
                batches.len(),
                accounts.len()
            )
        } else {
            let list: Vec<String> = faults
                .iter()
                .map(|(batch, fault)| format!("{batch} ({fault})"))
                .collect();
            format!("does not balance: {}", list.join("; "))
        };
        Ok(check("conservation", faults.is_empty(), detail))
    }

    /// Every file that was ever written for a table is there and has the content it was written with, and every file of every version that
    /// a release pins is among them.
    async fn check_files(&self) -> Result<Check> {
        let releases = self.ledger(|ledger| ledger.releases())?;
        let recorded = self.ledger(|ledger| ledger.table_files())?;
        let versions = self.ledger(|ledger| ledger.versions())?;
        // By file, the releases that cannot be answered without it.
        let mut faults: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for (name, sha256) in &recorded {
            if content_hash(&self.store.path_of(name)).ok().as_ref() != Some(sha256)
                && !self.store.is_hint_of_an_unfinished_run(name, &versions)
            {
                faults.entry(name.clone()).or_default();
            }
        }
        let mut pinned: BTreeMap<(&str, u64), Vec<&str>> = BTreeMap::new();
        for release in &releases {
            for (table, version) in &release.tables {
                pinned
                    .entry((table, *version))
                    .or_default()
                    .push(&release.release_id);
            }
        }
        for ((table, version), needed_by) in pinned {
            // A log that cannot be read is among the files that changed.
            let Ok(delta) = self.store.open(table, version).await else {
                faults
                    .entry(format!("{table} at version {version}"))
                    .or_default()
                    .extend(needed_by);
                continue;
            };
            for path in crate::scan::files(table, &delta).await? {
                let name = self.store.name_of(&path);
                if faults.contains_key(&name) || !recorded.contains_key(&name) {
                    faults.entry(name).or_default().extend(&needed_by);
                }
            }
        }
        let detail = if faults.is_empty() {
            format!(
                "{} files of {} releases have the content they were written with",
                recorded.len(),
                releases.len()
            )
        } else {
            let list: Vec<String> = faults
                .iter()
                .map(|(name, needed_by)| {
                    let releases: Vec<&str> = needed_by.iter().copied().collect();
                    format!("{name} (needed by: {})", releases.join(" "))
                })
                .collect();
            format!("missing or changed: {}", list.join(", "))
        };
        Ok(check("table files", faults.is_empty(), detail))
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

pub(crate) fn check(name: &str, is_sound: bool, detail: String) -> Check {
    Check {
        name: name.to_owned(),
        is_sound,
        detail,
    }
}

/// The SHA-256 of a file, in hexadecimal.
pub(crate) fn content_hash(path: &Path) -> Result<String> {
    let mut content = Hashed::new(io::sink());
    File::open(path)
        .and_then(|mut file| io::copy(&mut file, &mut content))
        .map_err(|source| WarehouseError::file(path, source))?;
    Ok(content.sha256())
}
