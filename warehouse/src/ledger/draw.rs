//! Draws for inspections: what was frozen, with which seed it was drawn, and who was taken. Keys only, no personal data.
//!
//! The frame and the sizes are written before a seed can be; a frame is drawn once. Nothing here is changed afterwards.

use chrono::{DateTime, FixedOffset, NaiveDate};
use domain::inspection::DrawnAs;
use rusqlite::{Row, params};
use serde::Serialize;

use super::{Ledger, stamp};
use crate::error::{Result, WarehouseError};

pub(super) const SCHEMA: &str = "
create table if not exists draw (
    draw_id text primary key,
    release_id text not null,
    as_of text not null,
    region_code text not null,
    villages integer not null,
    targeted integer not null,
    households integer not null,
    frame_households integer not null,
    frame_sha256 text not null,
    list_sha256 text not null,
    code_version text not null,
    frozen_at text not null,
    seed text,
    drawn_by text,
    drawn_at text,
    unique (frame_sha256, villages, targeted, households)
);
create table if not exists draw_village (
    draw_id text not null references draw (draw_id),
    region_code text not null,
    town_code text not null,
    drawn_as text not null,
    households integer not null,
    stratum text not null,
    stratum_villages integer not null,
    stratum_drawn integer not null,
    primary key (draw_id, region_code)
);
create table if not exists draw_household (
    draw_id text not null references draw (draw_id),
    household_id text not null,
    region_code text not null,
    stratum text not null,
    stratum_households integer not null,
    stratum_drawn integer not null,
    probability real not null,
    ticket text not null,
    primary key (draw_id, household_id)
);
";

/// A frame and, once the meeting has given one, its seed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DrawRow {
    pub draw_id: String,
    /// The release whose households are the frame.
    pub release_id: String,
    pub as_of: NaiveDate,
    pub region_code: String,
    /// How many villages are visited, how many of them by rank, and how many households in each.
    pub villages: u32,
    pub targeted: u32,
    pub households: u32,
    pub frame_households: u32,
    /// SHA-256 of the sorted keys of all households, one a line.
    pub frame_sha256: String,
    /// SHA-256 of the sorted lines `village,stratum,household`.
    pub list_sha256: String,
    pub code_version: String,
    pub frozen_at: String,
    pub seed: Option<String>,
    pub drawn_by: Option<String>,
    pub drawn_at: Option<String>,
}

/// A village that was taken, and out of how many.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DrawnVillage {
    pub region_code: String,
    pub town_code: String,
    pub drawn_as: DrawnAs,
    /// Households of the frame that live there.
    pub households: u32,
    /// What it was drawn from: itself, for one taken by rank; its town; or all villages, which have no name.
    pub stratum: String,
    /// Villages that it was drawn from (1 of 1 for one taken by rank) and how many of them were drawn.
    pub stratum_villages: u32,
    pub stratum_drawn: u32,
}

/// A household that was taken, and out of how many of its kind in its village.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DrawnHousehold {
    pub household_id: String,
    pub region_code: String,
    pub stratum: String,
    pub stratum_households: u32,
    pub stratum_drawn: u32,
    /// The chance with which it came into the sample: that of its village times its own there.
    pub probability: f64,
    pub ticket: String,
}

/// All that a draw took.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Drawn {
    pub villages: Vec<DrawnVillage>,
    pub households: Vec<DrawnHousehold>,
}

impl Ledger {
    /// Writes a frame down; gives the one that is there already when these households were frozen before for as many.
    pub(crate) fn freeze(&mut self, draw: &DrawRow) -> Result<DrawRow> {
        self.connection.execute(
            "insert or ignore into draw (draw_id, release_id, as_of, region_code, villages, targeted, households,
                frame_households, frame_sha256, list_sha256, code_version, frozen_at)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            params![
                draw.draw_id,
                draw.release_id,
                draw.as_of,
                draw.region_code,
                draw.villages,
                draw.targeted,
                draw.households,
                draw.frame_households,
                draw.frame_sha256,
                draw.list_sha256,
                draw.code_version,
                draw.frozen_at
            ],
        )?;
        let mut draws = self.draws()?;
        draws.retain(|known| {
            let sizes = |draw: &DrawRow| (draw.villages, draw.targeted, draw.households);
            known.frame_sha256 == draw.frame_sha256 && sizes(known) == sizes(draw)
        });
        draws
            .pop()
            .ok_or_else(|| WarehouseError::shape("draw", "the frame was not written"))
    }

    /// Writes the seed and what it took, in one transaction. A frame that has a seed keeps it.
    pub(crate) fn draw(
        &mut self,
        draw_id: &str,
        seed: &str,
        by: &str,
        drawn: &Drawn,
        at: DateTime<FixedOffset>,
    ) -> Result<bool> {
        let transaction = self.connection.transaction()?;
        let seeded = transaction.execute(
            "update draw set seed = ?2, drawn_by = ?3, drawn_at = ?4 where draw_id = ?1 and seed is null",
            params![draw_id, seed, by, stamp(at)],
        )?;
        if seeded == 0 {
            return Ok(false);
        }
        for village in &drawn.villages {
            transaction.execute(
                "insert into draw_village values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                params![
                    draw_id,
                    village.region_code,
                    village.town_code,
                    village.drawn_as.key(),
                    village.households,
                    village.stratum,
                    village.stratum_villages,
                    village.stratum_drawn
                ],
            )?;
        }
        for household in &drawn.households {
            transaction.execute(
                "insert into draw_household values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                params![
                    draw_id,
                    household.household_id,
                    household.region_code,
                    household.stratum,
                    household.stratum_households,
                    household.stratum_drawn,
                    household.probability,
                    household.ticket
                ],
            )?;
        }
        transaction.commit()?;
        Ok(true)
    }

    /// All draws, oldest first.
    pub fn draws(&self) -> Result<Vec<DrawRow>> {
        let mut statement = self.connection.prepare(
            "select draw_id, release_id, as_of, region_code, villages, targeted, households, frame_households,
                frame_sha256, list_sha256, code_version, frozen_at, seed, drawn_by, drawn_at
             from draw order by rowid",
        )?;
        let rows = statement.query_map([], draw_row)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// What a draw took, villages and households in the order in which they were taken.
    pub fn drawn(&self, draw_id: &str) -> Result<Drawn> {
        let mut statement = self.connection.prepare(
            "select region_code, town_code, drawn_as, households, stratum, stratum_villages, stratum_drawn
             from draw_village where draw_id = ?1 order by rowid",
        )?;
        let villages = statement
            .query_map([draw_id], |row| {
                Ok(DrawnVillage {
                    region_code: row.get(0)?,
                    town_code: row.get(1)?,
                    drawn_as: DrawnAs::from_key(&row.get::<_, String>(2)?).unwrap_or(DrawnAs::Targeted),
                    households: row.get(3)?,
                    stratum: row.get(4)?,
                    stratum_villages: row.get(5)?,
                    stratum_drawn: row.get(6)?,
                })
            })?
            .collect::<rusqlite::Result<_>>()?;
        let mut statement = self.connection.prepare(
            "select household_id, region_code, stratum, stratum_households, stratum_drawn, probability, ticket
             from draw_household where draw_id = ?1 order by rowid",
        )?;
        let households = statement
            .query_map([draw_id], |row| {
                Ok(DrawnHousehold {
                    household_id: row.get(0)?,
                    region_code: row.get(1)?,
                    stratum: row.get(2)?,
                    stratum_households: row.get(3)?,
                    stratum_drawn: row.get(4)?,
                    probability: row.get(5)?,
                    ticket: row.get(6)?,
                })
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(Drawn { villages, households })
    }

    /// How many frames there are already, to number the next.
    pub(crate) fn count_draws(&self) -> Result<u32> {
        Ok(self
            .connection
            .query_row("select count(*) from draw", [], |row| row.get(0))?)
    }
}

fn draw_row(row: &Row<'_>) -> rusqlite::Result<DrawRow> {
    Ok(DrawRow {
        draw_id: row.get(0)?,
        release_id: row.get(1)?,
        as_of: row.get(2)?,
        region_code: row.get(3)?,
        villages: row.get(4)?,
        targeted: row.get(5)?,
        households: row.get(6)?,
        frame_households: row.get(7)?,
        frame_sha256: row.get(8)?,
        list_sha256: row.get(9)?,
        code_version: row.get(10)?,
        frozen_at: row.get(11)?,
        seed: row.get(12)?,
        drawn_by: row.get(13)?,
        drawn_at: row.get(14)?,
    })
}
