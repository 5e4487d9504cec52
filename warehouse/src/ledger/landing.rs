//! What landed: batches, and the accounts of their files.

use chrono::NaiveDate;
use domain::book::{Counts, Tally};
use domain::digest::Digest;
use rusqlite::{Connection, params};
use serde::Serialize;

use super::{Ledger, NightProblems, Written, count, problem, record};
use crate::error::{Result, WarehouseError};

/// One batch: a night's folder and what became of its rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BatchRow {
    pub batch_id: String,
    pub folder: String,
    pub delivered_on: NaiveDate,
    pub rows: u64,
    pub landed: u64,
    pub duplicate: u64,
    pub quarantined: u64,
}

/// What became of the rows of one dataset in one file of one batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRow {
    pub batch_id: String,
    pub dataset: String,
    pub file_sha256: String,
    pub counts: Counts,
}

/// What a run landed.
#[derive(Debug, Default)]
pub struct Landing {
    /// By night.
    pub batches: Vec<BatchRow>,
    /// By file and dataset of every night.
    pub accounts: Vec<AccountRow>,
    /// By night.
    pub problems: Vec<NightProblems>,
}

impl Ledger {
    /// Records tables and batches of a landing in one transaction: from here on the rows exist.
    pub(crate) fn commit_landing(&mut self, run_id: i64, written: &Written, landing: &Landing) -> Result<()> {
        let transaction = self.connection.transaction()?;
        record(&transaction, written)?;
        for batch in &landing.batches {
            transaction.execute(
                "insert into batch (batch_id, run_id, folder, delivered_on, rows, landed, duplicate, quarantined)
                 values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                params![
                    batch.batch_id,
                    run_id,
                    batch.folder,
                    batch.delivered_on.to_string(),
                    count(batch.rows),
                    count(batch.landed),
                    count(batch.duplicate),
                    count(batch.quarantined)
                ],
            )?;
        }
        for night in &landing.problems {
            problem::add(&transaction, night)?;
        }
        for account in &landing.accounts {
            insert_account(&transaction, account)?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// The accounts of all batches.
    pub fn accounts(&self) -> Result<Vec<AccountRow>> {
        let mut statement = self.connection.prepare(
            "select batch_id, dataset, file_sha256, landed, landed_places, landed_content, duplicate,
                    duplicate_places, quarantined, quarantined_places, sealed, sealed_rows
             from account order by batch_id, dataset, file_sha256",
        )?;
        let rows = statement.query_map([], |row| {
            let mut account = AccountRow {
                batch_id: row.get(0)?,
                dataset: row.get(1)?,
                file_sha256: row.get(2)?,
                counts: Counts {
                    landed: tally(row, 3)?,
                    landed_content: digest(row, 5)?,
                    duplicate: tally(row, 6)?,
                    quarantined: tally(row, 8)?,
                    sealed: tally(row, 10)?,
                    ..Counts::default()
                },
            };
            let counts = &mut account.counts;
            for out in [counts.landed, counts.duplicate, counts.quarantined] {
                counts.rows_in += out;
            }
            Ok(account)
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// How many rows have landed in all. They are numbered from 0 without a gap, so this is the number of the next one.
    pub fn landed_rows(&self) -> Result<i64> {
        Ok(self
            .connection
            .query_row("select coalesce(sum(landed), 0) from batch", [], |row| row.get(0))?)
    }

    /// The batches, oldest first.
    pub fn batches(&self) -> Result<Vec<BatchRow>> {
        let mut statement = self.connection.prepare(
            "select batch_id, folder, delivered_on, rows, landed, duplicate, quarantined from batch order by rowid",
        )?;
        let rows = statement.query_map([], |row| {
            let delivered_on: String = row.get(2)?;
            let count = |index| {
                row.get::<_, i64>(index)
                    .map(|value| u64::try_from(value).unwrap_or_default())
            };
            Ok((
                delivered_on,
                BatchRow {
                    batch_id: row.get(0)?,
                    folder: row.get(1)?,
                    delivered_on: NaiveDate::MIN,
                    rows: count(3)?,
                    landed: count(4)?,
                    duplicate: count(5)?,
                    quarantined: count(6)?,
                },
            ))
        })?;
        rows.map(|row| {
            let (delivered_on, batch) = row?;
            let delivered_on = delivered_on.parse().map_err(|fault: chrono::ParseError| {
                WarehouseError::damaged(
                    "batch",
                    format!("the day of `{}` is damaged", batch.batch_id),
                    fault,
                )
            })?;
            Ok(BatchRow {
                delivered_on,
                ..batch
            })
        })
        .collect()
    }
}

fn insert_account(connection: &Connection, account: &AccountRow) -> Result<()> {
    let counts = &account.counts;
    let mut insert = connection
        .prepare_cached("insert into account values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)")?;
    insert.execute(params![
        account.batch_id,
        account.dataset,
        account.file_sha256,
        count(counts.landed.rows),
        Digest(counts.landed.hash).to_string(),
        Digest(counts.landed_content).to_string(),
        count(counts.duplicate.rows),
        Digest(counts.duplicate.hash).to_string(),
        count(counts.quarantined.rows),
        Digest(counts.quarantined.hash).to_string(),
        count(counts.sealed.rows),
        Digest(counts.sealed.hash).to_string(),
    ])?;
    Ok(())
}

/// A count and, in the next column, the sum of the rows.
fn tally(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<Tally> {
    let rows: i64 = row.get(column)?;
    Ok(Tally {
        rows: u64::try_from(rows).unwrap_or_default(),
        hash: digest(row, column + 1)?,
    })
}

fn digest(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<u128> {
    let letters: String = row.get(column)?;
    let digest: Digest = letters.parse().map_err(|fault| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(fault))
    })?;
    Ok(digest.0)
}
