//! The books of landing, added up again from the tables: rows in = landed + duplicate + quarantined, by file, dataset and batch.
//!
//! A row is counted by its place (file, sheet, row number) and by its content, in sums that do not depend on an order: a row that is lost and
//! another that is there twice do not make up for each other.

use std::collections::BTreeMap;
use std::ops::Range;

use arrow::array::{AsArray, RecordBatch, StringArray};
use arrow::datatypes::Int64Type;
use datafusion::prelude::{col, lit};
use domain::book::{Counts, Tally};
use domain::digest::{Digest, Numbered};
use futures::TryStreamExt;

use crate::derive::Versions;
use crate::error::{Result, WarehouseError};
use crate::ledger::AccountRow;
use crate::session;
use crate::tables::{NOT_LANDED, landed};
use crate::vault::Vault;
use crate::warehouse::Warehouse;

/// Batch, dataset and file of an account.
type Key = (String, String, String);

impl Warehouse {
    /// Every account against the tables; each fault as a sentence. `batches` are the ones to look at, or all of them.
    pub(crate) async fn unbalanced(
        &self,
        versions: &Versions,
        said: &[AccountRow],
        batches: Option<&[String]>,
    ) -> Result<BTreeMap<String, String>> {
        let mut held = self.held(versions, batches).await?;
        let mut faults = BTreeMap::new();
        for account in said {
            let key = (
                account.batch_id.clone(),
                account.dataset.clone(),
                account.file_sha256.clone(),
            );
            let held = held.remove(&key).unwrap_or_default();
            let said = Counts {
                sealed: Tally::default(),
                ..account.counts
            };
            if held != said {
                faults.insert(key.0, fault(&key.1, &key.2, &said, &held));
            }
        }
        for (key, held) in held {
            faults.insert(key.0, fault(&key.1, &key.2, &Counts::default(), &held));
        }
        Ok(faults)
    }

    async fn held(&self, versions: &Versions, batches: Option<&[String]>) -> Result<BTreeMap<Key, Counts>> {
        let mut held = BTreeMap::new();
        let columns = [
            "batch_id",
            "file_sha256",
            "sheet",
            "row_number",
            "dataset",
            "disposition",
        ];
        self.each(versions, NOT_LANDED, &columns, batches, |batch| {
            let [dataset, disposition] = [text(batch, 4), text(batch, 5)];
            add(
                batch,
                &mut held,
                |row| dataset.value(row),
                |held, row, place| {
                    held.rows_in.add(place);
                    match disposition.value(row) {
                        "duplicate" => held.duplicate.add(place),
                        "quarantined" => held.quarantined.add(place),
                        other => {
                            let fault = format!("`{other}` is no disposition of a row that did not land");
                            return Err(WarehouseError::shape(NOT_LANDED, fault));
                        }
                    }
                    Ok(())
                },
            )
        })
        .await?;
        let columns = ["batch_id", "file_sha256", "sheet", "row_number", "content_hash"];
        for source in &self.sources {
            let table = landed(source.name);
            self.each(versions, &table, &columns, batches, |batch| {
                let content = text(batch, 4);
                add(
                    batch,
                    &mut held,
                    |_| source.name,
                    |held, row, place| {
                        let hash: Digest = content.value(row).parse().map_err(|fault| {
                            WarehouseError::damaged(&table, "a content hash is damaged", fault)
                        })?;
                        held.rows_in.add(place);
                        held.landed.add(place);
                        held.landed_content = held.landed_content.wrapping_add(hash.0);
                        Ok(())
                    },
                )
            })
            .await?;
        }
        Ok(held)
    }

    /// The personal cells of the landed rows with these numbers against the vault; each fault as a sentence.
    pub(crate) fn unsealed(
        &self,
        vault: &Vault,
        numbers: &Range<i64>,
        said: &[AccountRow],
    ) -> Result<Vec<String>> {
        let mut faults = vec![];
        for source in &self.sources {
            let mut sealed = Tally::default();
            for account in said.iter().filter(|account| account.dataset == source.name) {
                sealed += account.counts.sealed;
            }
            let kept = vault.kept(source.name, numbers)?;
            if kept != sealed {
                faults.push(format!(
                    "{}: {} rows landed with personal cells, {} are in the vault{}",
                    source.name,
                    sealed.rows,
                    kept.rows,
                    if kept.rows == sealed.rows { ", others" } else { "" }
                ));
            }
        }
        Ok(faults)
    }

    /// Hands some columns of a table on, batch by batch.
    async fn each(
        &self,
        versions: &Versions,
        table: &str,
        columns: &[&str],
        batches: Option<&[String]>,
        mut take: impl FnMut(&RecordBatch) -> Result<()>,
    ) -> Result<()> {
        let session = session::open(self.limits, &self.calendar)?;
        let mut frame = session.read_table(self.scan(versions, table, None).await?)?;
        if let Some(ids) = batches {
            frame = frame.filter(col("batch_id").in_list(ids.iter().map(lit).collect(), false))?;
        }
        let mut stream = frame.select_columns(columns)?.execute_stream().await?;
        while let Some(batch) = stream.try_next().await? {
            take(&batch)?;
        }
        Ok(())
    }
}

/// Adds every row to its account. Rows of one sheet lie together, so an account is looked up once for many of them.
fn add<'b>(
    batch: &'b RecordBatch,
    accounts: &mut BTreeMap<Key, Counts>,
    dataset: impl Fn(usize) -> &'b str,
    mut note: impl FnMut(&mut Counts, usize, Digest) -> Result<()>,
) -> Result<()> {
    let [ids, files, sheets] = [0, 1, 2].map(|column| text(batch, column));
    let numbers = batch.column(3).as_primitive::<Int64Type>();
    let own = |row: usize| (ids.value(row), dataset(row), files.value(row));
    let mut row = 0;
    while row < batch.num_rows() {
        let key = own(row);
        let owned = (key.0.to_owned(), key.1.to_owned(), key.2.to_owned());
        let held = accounts.entry(owned).or_default();
        let sheet = sheets.value(row);
        let places = Numbered::rows_of(key.2, sheet);
        while row < batch.num_rows() && sheets.value(row) == sheet && own(row) == key {
            note(held, row, places.row(numbers.value(row)))?;
            row += 1;
        }
    }
    Ok(())
}

fn text(batch: &RecordBatch, column: usize) -> &StringArray {
    batch.column(column).as_string::<i32>()
}

fn fault(dataset: &str, file_sha256: &str, said: &Counts, held: &Counts) -> String {
    let rows = |counts: &Counts| [counts.landed.rows, counts.duplicate.rows, counts.quarantined.rows];
    let short: String = file_sha256.chars().take(12).collect();
    format!(
        "{dataset} in file {short}…: {} rows in, {:?} landed, duplicate and quarantined, {:?} in the tables{}",
        said.rows_in.rows,
        rows(said),
        rows(held),
        if rows(said) == rows(held) { ", others" } else { "" }
    )
}
