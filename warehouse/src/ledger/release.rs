//! Releases: which versions of the tables answer.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset, NaiveDate};
use rusqlite::{OptionalExtension, params};
use serde::Serialize;

use super::{Ledger, Written, record, stamp};
use crate::error::{Result, WarehouseError};

/// One release as recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReleaseRow {
    pub release_id: String,
    pub as_of: NaiveDate,
    pub published_at: String,
    pub tables: BTreeMap<String, u64>,
    pub landings: Vec<domain::release::Landing>,
    /// `published`, or `withdrawn` after a rollback.
    pub state: String,
}

impl Ledger {
    /// Records tables and the release that pins them in one transaction: from here on the release answers.
    pub(crate) fn publish(
        &mut self,
        run_id: i64,
        as_of: NaiveDate,
        written: &Written,
        landings: &[domain::release::Landing],
        at: DateTime<FixedOffset>,
    ) -> Result<ReleaseRow> {
        let transaction = self.connection.transaction()?;
        record(&transaction, written)?;
        let sequence: i64 =
            transaction.query_row("select coalesce(max(sequence), 0) + 1 from release", [], |row| {
                row.get(0)
            })?;
        let release = ReleaseRow {
            release_id: format!("R{}-{sequence:04}", as_of.format("%Y%m%d")),
            as_of,
            published_at: stamp(at),
            tables: written.versions.clone(),
            landings: landings.to_vec(),
            state: "published".to_owned(),
        };
        transaction.execute(
            "insert into release (sequence, release_id, as_of, published_at, run_id, tables, landings, state)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                sequence,
                release.release_id,
                as_of.to_string(),
                release.published_at,
                run_id,
                json(&release.tables)?,
                json(&release.landings)?,
                release.state
            ],
        )?;
        transaction.commit()?;
        Ok(release)
    }

    /// All releases, newest first.
    pub fn releases(&self) -> Result<Vec<ReleaseRow>> {
        let mut statement = self.connection.prepare(
            "select release_id, as_of, published_at, tables, landings, state from release order by sequence desc",
        )?;
        let rows = statement.query_map([], |row| {
            Ok((
                row.get::<_, String>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, String>(2)?,
                row.get::<_, String>(3)?,
                row.get::<_, String>(4)?,
                row.get::<_, String>(5)?,
            ))
        })?;
        let mut releases = vec![];
        for row in rows {
            let (release_id, as_of, published_at, tables, landings, state) = row?;
            let what = |part: &str| format!("{part} of `{release_id}` is damaged");
            releases.push(ReleaseRow {
                as_of: as_of.parse().map_err(|fault: chrono::ParseError| {
                    WarehouseError::damaged("release", what("the day"), fault)
                })?,
                tables: serde_json::from_str(&tables)
                    .map_err(|fault| WarehouseError::damaged("release", what("the table list"), fault))?,
                landings: serde_json::from_str(&landings).map_err(|fault| {
                    WarehouseError::damaged("release", what("the list of row counts"), fault)
                })?,
                release_id,
                published_at,
                state,
            });
        }
        Ok(releases)
    }

    /// The release that answers when none is named: the newest that was not withdrawn.
    pub fn current_release(&self) -> Result<Option<ReleaseRow>> {
        Ok(self
            .releases()?
            .into_iter()
            .find(|release| release.state == "published"))
    }

    /// Withdraws every release published after `release_id`, which then answers again; gives how many were withdrawn.
    pub fn roll_back(&mut self, release_id: &str) -> Result<usize> {
        let transaction = self.connection.transaction()?;
        let sequence: i64 = transaction
            .query_row(
                "select sequence from release where release_id = ?1",
                [release_id],
                |row| row.get(0),
            )
            .optional()?
            .ok_or_else(|| WarehouseError::UnknownRelease(release_id.to_owned()))?;
        transaction.execute(
            "update release set state = 'published' where sequence = ?1",
            [sequence],
        )?;
        let withdrawn = transaction.execute(
            "update release set state = 'withdrawn' where sequence > ?1 and state = 'published'",
            [sequence],
        )?;
        transaction.commit()?;
        Ok(withdrawn)
    }
}

fn json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|fault| WarehouseError::shape("release", fault.to_string()))
}
