//! What was shredded, by whom and why: noted before it is done, since afterwards nobody could tell it from damage.

use chrono::{DateTime, FixedOffset};
use rusqlite::params;
use serde::Serialize;

use super::{Ledger, stamp};
use crate::error::Result;
use crate::vault::Compartment;

pub(super) const SCHEMA: &str = "
create table if not exists shredding (
    shredding_id integer primary key,
    county_code text not null,
    year integer not null,
    reason text not null,
    by text not null,
    noted_at text not null
);
";

/// One order to shred.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShreddingRow {
    #[serde(flatten)]
    pub compartment: Compartment,
    pub reason: String,
    pub by: String,
    pub noted_at: String,
}

impl Ledger {
    /// Notes that a compartment is about to be shredded.
    pub fn note_shredding(
        &self,
        compartment: &Compartment,
        reason: &str,
        by: &str,
        at: DateTime<FixedOffset>,
    ) -> Result<()> {
        self.connection.execute(
            "insert into shredding (county_code, year, reason, by, noted_at) values (?1, ?2, ?3, ?4, ?5)",
            params![compartment.county_code, compartment.year, reason, by, stamp(at)],
        )?;
        Ok(())
    }

    /// All orders to shred, oldest first.
    pub fn shreddings(&self) -> Result<Vec<ShreddingRow>> {
        let mut statement = self
            .connection
            .prepare("select county_code, year, reason, by, noted_at from shredding order by shredding_id")?;
        let rows = statement.query_map([], |row| {
            Ok(ShreddingRow {
                compartment: Compartment {
                    county_code: row.get(0)?,
                    year: row.get(1)?,
                },
                reason: row.get(2)?,
                by: row.get(3)?,
                noted_at: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
