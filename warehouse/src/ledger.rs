//! The control database: which table versions are durable, which batches and releases there are, which run is due.
//!
//! A row here is the one truth about what happened: tables on disk beyond the versions recorded here do not exist for anybody.

mod draw;
mod landing;
mod problem;
mod release;
mod shredding;
mod signal;
mod sum;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset};
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;

pub use self::draw::{DrawRow, Drawn, DrawnHousehold, DrawnVillage};
pub use self::landing::{AccountRow, BatchRow, Landing};
pub use self::problem::{AnsweredRow, NightProblems, ProblemRow, SeenProblem};
pub use self::release::ReleaseRow;
pub use self::shredding::ShreddingRow;
pub use self::signal::{Deed, SignalAct};
pub use self::sum::Summed;
use crate::error::Result;

const SCHEMA: &str = "
create table if not exists table_version (name text primary key, version integer not null);
create table if not exists table_file (path text primary key, sha256 text not null);
create table if not exists run (
    run_id integer primary key,
    job text not null,
    slot text not null,
    state text not null,
    started_at text not null,
    finished_at text,
    message text,
    unique (job, slot)
);
create table if not exists batch (
    batch_id text primary key,
    run_id integer not null references run (run_id),
    folder text not null,
    delivered_on text not null,
    rows integer not null,
    landed integer not null,
    duplicate integer not null,
    quarantined integer not null
);
create table if not exists account (
    batch_id text not null references batch (batch_id),
    dataset text not null,
    file_sha256 text not null,
    landed integer not null,
    landed_places text not null,
    landed_content text not null,
    duplicate integer not null,
    duplicate_places text not null,
    quarantined integer not null,
    quarantined_places text not null,
    sealed integer not null,
    sealed_rows text not null,
    primary key (batch_id, dataset, file_sha256)
);
create table if not exists release (
    sequence integer primary key,
    release_id text not null unique,
    as_of text not null,
    published_at text not null,
    run_id integer not null references run (run_id),
    tables text not null,
    landings text not null,
    state text not null
);
";

/// The connection to `control.db`.
#[derive(Debug)]
pub struct Ledger {
    connection: Connection,
    path: PathBuf,
    /// Changes of this connection that the sum covers.
    summed: u64,
}

/// What a landing or a release makes durable beside its own rows.
#[derive(Debug, Default)]
pub(crate) struct Written {
    /// The version of every table.
    pub(crate) versions: BTreeMap<String, u64>,
    /// The content of every file that was written for it, by path below the folder of the tables.
    pub(crate) files: Vec<(String, String)>,
}

/// One run of one job for one slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RunRow {
    pub run_id: i64,
    pub job: String,
    pub slot: String,
    pub state: String,
    pub started_at: String,
    pub finished_at: Option<String>,
    pub message: Option<String>,
}

impl Ledger {
    /// Opens the database, made when it is missing; every commit reaches the disk before it is reported.
    pub fn open(path: &Path) -> Result<Self> {
        let connection = Connection::open(path)?;
        connection.busy_timeout(std::time::Duration::from_secs(10))?;
        // One file that is whole after every commit can be summed; a write-ahead log beside it could not.
        connection.pragma_update(None, "journal_mode", "TRUNCATE")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", "ON")?;
        connection.execute_batch(SCHEMA)?;
        connection.execute_batch(problem::SCHEMA)?;
        connection.execute_batch(shredding::SCHEMA)?;
        connection.execute_batch(draw::SCHEMA)?;
        connection.execute_batch(signal::SCHEMA)?;
        Ok(Self {
            connection,
            path: path.to_owned(),
            summed: 0,
        })
    }

    /// Makes the sum over the file anew if this connection has changed anything since.
    pub(crate) fn sum_up(&mut self) -> Result<()> {
        let changes = self.connection.total_changes();
        if changes != self.summed {
            sum::make(&mut self.connection, &self.path)?;
            self.summed = changes;
        }
        Ok(())
    }

    /// Whether every byte of the file is as it was written.
    pub(crate) fn summed(&mut self) -> Result<Summed> {
        sum::check(&mut self.connection, &self.path)
    }

    /// The durable version of every table.
    pub fn versions(&self) -> Result<BTreeMap<String, u64>> {
        let mut statement = self
            .connection
            .prepare("select name, version from table_version")?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, u32>(1)?)))?;
        let pairs: rusqlite::Result<BTreeMap<String, u64>> = rows
            .map(|row| row.map(|(name, version)| (name, u64::from(version))))
            .collect();
        Ok(pairs?)
    }

    /// The content of every file of the tables, by path below the folder of the tables.
    pub fn table_files(&self) -> Result<BTreeMap<String, String>> {
        let mut statement = self.connection.prepare("select path, sha256 from table_file")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Starts a run; none when this job has already run, or is running, for this slot.
    pub fn start_run(&self, job: &str, slot: &str, at: DateTime<FixedOffset>) -> Result<Option<i64>> {
        let started = self.connection.execute(
            "insert or ignore into run (job, slot, state, started_at) values (?1, ?2, 'running', ?3)",
            params![job, slot, stamp(at)],
        )?;
        Ok((started == 1).then(|| self.connection.last_insert_rowid()))
    }

    /// Ends a run: `done`, `held` or `failed`, with a sentence.
    pub fn finish_run(
        &self,
        run_id: i64,
        state: &str,
        message: &str,
        at: DateTime<FixedOffset>,
    ) -> Result<()> {
        self.connection.execute(
            "update run set state = ?2, message = ?3, finished_at = ?4 where run_id = ?1",
            params![run_id, state, message, stamp(at)],
        )?;
        Ok(())
    }

    /// Marks runs that a dead process left behind: only the holder of the home's lock may say so.
    pub fn fail_orphans(&self, at: DateTime<FixedOffset>) -> Result<usize> {
        Ok(self.connection.execute(
            "update run set state = 'failed', message = 'the process ended before the run did', finished_at = ?1
             where state = 'running'",
            params![stamp(at)],
        )?)
    }

    /// The newest runs first.
    pub fn runs(&self, limit: u32) -> Result<Vec<RunRow>> {
        let mut statement = self.connection.prepare(
            "select run_id, job, slot, state, started_at, finished_at, message from run order by run_id desc limit ?1",
        )?;
        let rows = statement.query_map([limit], |row| {
            Ok(RunRow {
                run_id: row.get(0)?,
                job: row.get(1)?,
                slot: row.get(2)?,
                state: row.get(3)?,
                started_at: row.get(4)?,
                finished_at: row.get(5)?,
                message: row.get(6)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The latest slot of a job that was started, whatever became of it.
    pub fn last_slot(&self, job: &str) -> Result<Option<String>> {
        Ok(self
            .connection
            .query_row("select max(slot) from run where job = ?1", [job], |row| {
                row.get(0)
            })
            .optional()?
            .flatten())
    }

    /// Whether `SQLite` finds the file whole.
    pub fn is_whole(&self) -> Result<bool> {
        let answer: String = self
            .connection
            .query_row("pragma integrity_check", [], |row| row.get(0))?;
        Ok(answer == "ok")
    }

    /// Records new tables.
    pub(crate) fn record(&mut self, written: &Written) -> Result<()> {
        let transaction = self.connection.transaction()?;
        record(&transaction, written)?;
        transaction.commit()?;
        Ok(())
    }
}

fn record(connection: &Connection, written: &Written) -> Result<()> {
    let mut version = connection.prepare_cached(
        "insert into table_version (name, version) values (?1, ?2)
         on conflict (name) do update set version = excluded.version",
    )?;
    for (name, number) in &written.versions {
        version.execute(params![name, count(*number)])?;
    }
    let mut file =
        connection.prepare_cached("insert or replace into table_file (path, sha256) values (?1, ?2)")?;
    for (path, sha256) in &written.files {
        file.execute(params![path, sha256])?;
    }
    Ok(())
}

/// Local time to the second, the way a person reads it.
pub(crate) fn stamp(at: DateTime<FixedOffset>) -> String {
    at.format("%Y-%m-%d %H:%M:%S").to_string()
}

fn count(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::error::WarehouseError;

    fn at(text: &str) -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339(text).unwrap()
    }

    fn open(folder: &tempfile::TempDir) -> Ledger {
        Ledger::open(&folder.path().join("control.db")).unwrap()
    }

    #[test]
    fn a_slot_starts_once_whoever_asks() {
        let folder = tempfile::tempdir().unwrap();
        let (one, other) = (open(&folder), open(&folder));
        let now = at("2023-06-01T01:30:00+08:00");

        assert!(
            one.start_run("nightly", "2023-06-01T01:30", now)
                .unwrap()
                .is_some()
        );
        assert!(
            other
                .start_run("nightly", "2023-06-01T01:30", now)
                .unwrap()
                .is_none()
        );
        assert_eq!(
            other.last_slot("nightly").unwrap().as_deref(),
            Some("2023-06-01T01:30")
        );
    }

    #[test]
    fn the_newest_release_answers_until_it_is_withdrawn() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = open(&folder);
        let now = at("2023-06-01T01:30:00+08:00");
        let run = ledger.start_run("manual", "m", now).unwrap().unwrap();
        let written = Written {
            versions: [("indicator".to_owned(), 3)].into(),
            files: vec![],
        };
        let day: NaiveDate = "2023-05-31".parse().unwrap();

        let first = ledger.publish(run, day, &written, &[], now).unwrap();
        let second = ledger.publish(run, day, &written, &[], now).unwrap();
        assert_eq!(
            [&first.release_id, &second.release_id],
            ["R20230531-0001", "R20230531-0002"]
        );
        assert_eq!(ledger.current_release().unwrap(), Some(second));

        assert_eq!(ledger.roll_back(&first.release_id).unwrap(), 1);
        assert_eq!(ledger.current_release().unwrap(), Some(first));
        assert!(matches!(
            ledger.roll_back("R0"),
            Err(WarehouseError::UnknownRelease(_))
        ));
    }

    #[test]
    fn one_changed_byte_is_found_wherever_it_lies() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("control.db");
        let mut ledger = open(&folder);
        ledger
            .start_run("nightly", "s", at("2023-06-01T01:30:00+08:00"))
            .unwrap();
        assert_eq!(ledger.summed().unwrap(), Summed::Unsummed);
        ledger.sum_up().unwrap();
        assert_eq!(ledger.summed().unwrap(), Summed::Whole);
        drop(ledger);

        let whole = std::fs::read(&path).unwrap();
        for place in [25, 93, 4_000, whole.len() / 2, whole.len() - 1] {
            let mut bytes = whole.clone();
            bytes[place] ^= 1;
            std::fs::write(&path, bytes).unwrap();
            let looked = Ledger::open(&path).and_then(|mut ledger| ledger.summed());
            assert!(
                !matches!(looked, Ok(Summed::Whole | Summed::Newer)),
                "{place}: {looked:?}"
            );
        }
    }

    #[test]
    fn a_sum_that_is_older_than_the_database_is_told_from_damage() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = open(&folder);
        let now = at("2023-06-01T01:30:00+08:00");
        ledger.start_run("nightly", "s", now).unwrap();
        ledger.sum_up().unwrap();

        ledger.start_run("nightly", "t", now).unwrap();

        assert_eq!(ledger.summed().unwrap(), Summed::Newer);
    }

    #[test]
    fn a_run_that_a_dead_process_left_is_marked_failed() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = open(&folder);
        ledger
            .start_run("nightly", "s", at("2023-06-01T01:30:00+08:00"))
            .unwrap();

        assert_eq!(ledger.fail_orphans(at("2023-06-01T02:00:00+08:00")).unwrap(), 1);

        assert_eq!(ledger.runs(1).unwrap()[0].state, "failed");
    }
}
