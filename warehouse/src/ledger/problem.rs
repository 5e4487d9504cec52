//! The ledger of problems: every fault of a delivered row, from the night it was first seen to the night that answered it.
//!
//! A problem is known by the row, the column and the reason (see `problem_id`), so it lasts over any number of deliveries: it opens, is seen again,
//! is closed by a corrected row, opens again if the fault returns, and can be waived by a person who gives a reason. None ever goes.

use chrono::{DateTime, FixedOffset, NaiveDate};
use domain::digest::Digest;
use rusqlite::{Connection, params};
use serde::Serialize;

use super::{Ledger, stamp};
use crate::error::{Result, WarehouseError};

pub(super) const SCHEMA: &str = "
create table if not exists problem (
    problem_id text primary key,
    subject text not null,
    dataset text not null,
    file text not null,
    file_sha256 text not null,
    sheet text not null,
    row_number integer not null,
    position integer,
    header text not null,
    reason text not null,
    message text not null,
    household_id text,
    county_code text,
    state_on text,
    state text not null,
    opened_in text not null,
    opened_on text not null,
    seen_in text not null,
    seen_on text not null,
    nights integer not null,
    closed_in text,
    closed_on text,
    waived_by text,
    waived_because text,
    waived_at text
);
create index if not exists problem_of_subject on problem (subject);
create index if not exists problem_by_state on problem (state, dataset);
";

/// One fault of one delivered row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenProblem {
    pub problem_id: Digest,
    /// The row, however often it is delivered.
    pub subject: Digest,
    pub dataset: &'static str,
    /// The file below the drop folder.
    pub file: String,
    pub file_sha256: String,
    pub sheet: String,
    pub row_number: i64,
    /// The column of the file, counted from 0; none when the file lacks it.
    pub position: Option<u32>,
    pub header: &'static str,
    pub reason: &'static str,
    /// What is wrong and what was expected, in Chinese, without the cell.
    pub message: String,
    pub household_id: Option<String>,
    pub county_code: Option<String>,
    /// The day of a state that has one.
    pub state_on: Option<NaiveDate>,
}

/// The last word of a night about a row that had faults: those not in `remaining` are answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnsweredRow {
    pub subject: Digest,
    pub remaining: Vec<Digest>,
}

/// What one night said about problems.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NightProblems {
    pub batch_id: String,
    pub delivered_on: NaiveDate,
    pub seen: Vec<SeenProblem>,
    pub answered: Vec<AnsweredRow>,
}

/// How a problem stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProblemRow {
    pub problem_id: String,
    pub dataset: String,
    /// Where it was seen last.
    pub file: String,
    pub file_sha256: String,
    pub sheet: String,
    pub row_number: i64,
    pub position: Option<u32>,
    pub header: String,
    pub reason: String,
    pub message: String,
    pub household_id: Option<String>,
    pub county_code: Option<String>,
    /// `open`, `closed` or `waived`.
    pub state: String,
    pub opened_on: String,
    /// The batch in which it was seen last.
    pub seen_in: String,
    pub seen_on: String,
    /// Nights in which it was delivered.
    pub nights: i64,
    pub closed_on: Option<String>,
    pub waived_by: Option<String>,
    pub waived_because: Option<String>,
}

impl Ledger {
    /// The rows that have faults nobody answered, with the latest day of a state among them.
    pub fn open_subjects(&self) -> Result<Vec<(Digest, Option<NaiveDate>)>> {
        let mut statement = self
            .connection
            .prepare("select subject, max(state_on) from problem where state <> 'closed' group by subject")?;
        let rows = statement.query_map([], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, Option<String>>(1)?))
        })?;
        let damaged = |what: &str| what.to_owned();
        rows.map(|row| {
            let (subject, day) = row?;
            let subject = subject
                .parse()
                .map_err(|fault| WarehouseError::damaged("problem", damaged("a row's identity"), fault))?;
            let day = day
                .map(|day| day.parse())
                .transpose()
                .map_err(|fault| WarehouseError::damaged("problem", damaged("the day of a state"), fault))?;
            Ok((subject, day))
        })
        .collect()
    }

    /// Problems in a state, of one batch if one is named, by file, sheet and row.
    pub fn problems(&self, state: Option<&str>, seen_in: Option<&str>) -> Result<Vec<ProblemRow>> {
        let mut statement = self.connection.prepare(
            "select problem_id, dataset, file, file_sha256, sheet, row_number, position, header, reason, message, household_id,
                    county_code, state, opened_on, seen_in, seen_on, nights, closed_on, waived_by, waived_because
             from problem
             where state = coalesce(?1, state) and seen_in = coalesce(?2, seen_in)
             order by file, sheet, row_number, position, reason",
        )?;
        let rows = statement.query_map(params![state, seen_in], |row| {
            Ok(ProblemRow {
                problem_id: row.get(0)?,
                dataset: row.get(1)?,
                file: row.get(2)?,
                file_sha256: row.get(3)?,
                sheet: row.get(4)?,
                row_number: row.get(5)?,
                position: row.get(6)?,
                header: row.get(7)?,
                reason: row.get(8)?,
                message: row.get(9)?,
                household_id: row.get(10)?,
                county_code: row.get(11)?,
                state: row.get(12)?,
                opened_on: row.get(13)?,
                seen_in: row.get(14)?,
                seen_on: row.get(15)?,
                nights: row.get(16)?,
                closed_on: row.get(17)?,
                waived_by: row.get(18)?,
                waived_because: row.get(19)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// A person takes responsibility for leaving an open problem as it is; false when no open problem has this identity.
    pub fn waive(
        &mut self,
        problem_id: &str,
        by: &str,
        because: &str,
        at: DateTime<FixedOffset>,
    ) -> Result<bool> {
        let waived = self.connection.execute(
            "update problem set state = 'waived', waived_by = ?2, waived_because = ?3, waived_at = ?4
             where problem_id = ?1 and state = 'open'",
            params![problem_id, by, because, stamp(at)],
        )?;
        Ok(waived == 1)
    }
}

/// Adds what a night said.
pub(super) fn add(connection: &Connection, night: &NightProblems) -> Result<()> {
    let day = night.delivered_on.to_string();
    let mut see = connection.prepare_cached(
        "insert into problem (problem_id, subject, dataset, file, file_sha256, sheet, row_number, position, header, reason,
                              message, household_id, county_code, state_on, state, opened_in, opened_on, seen_in, seen_on, nights)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, 'open', ?15, ?16, ?15, ?16, 1)
         on conflict (problem_id) do update set
             file = excluded.file, file_sha256 = excluded.file_sha256, sheet = excluded.sheet,
             row_number = excluded.row_number, position = excluded.position, message = excluded.message,
             household_id = coalesce(excluded.household_id, household_id),
             county_code = coalesce(excluded.county_code, county_code),
             state_on = max(coalesce(state_on, excluded.state_on), coalesce(excluded.state_on, state_on)),
             state = case state when 'closed' then 'open' else state end,
             closed_in = null, closed_on = null,
             nights = nights + (seen_in <> excluded.seen_in),
             seen_in = excluded.seen_in, seen_on = excluded.seen_on",
    )?;
    for problem in &night.seen {
        see.execute(params![
            problem.problem_id.to_string(),
            problem.subject.to_string(),
            problem.dataset,
            problem.file,
            problem.file_sha256,
            problem.sheet,
            problem.row_number,
            problem.position,
            problem.header,
            problem.reason,
            problem.message,
            problem.household_id,
            problem.county_code,
            problem.state_on.map(|day| day.to_string()),
            night.batch_id,
            day,
        ])?;
    }
    let mut of_subject = connection
        .prepare_cached("select problem_id from problem where subject = ?1 and state <> 'closed'")?;
    let mut close = connection.prepare_cached(
        "update problem set state = 'closed', closed_in = ?2, closed_on = ?3 where problem_id = ?1",
    )?;
    for answer in &night.answered {
        let open: Vec<String> = of_subject
            .query_map([answer.subject.to_string()], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let remaining: Vec<String> = answer.remaining.iter().map(Digest::to_string).collect();
        for problem_id in open.iter().filter(|id| !remaining.contains(id)) {
            close.execute(params![problem_id, night.batch_id, day])?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(id: u128) -> SeenProblem {
        SeenProblem {
            problem_id: Digest(id),
            subject: Digest(7),
            dataset: "household",
            file: "2023-05-30/户.xlsx".to_owned(),
            file_sha256: "ab".to_owned(),
            sheet: "一".to_owned(),
            row_number: 12,
            position: Some(3),
            header: "户主证件号码",
            reason: "id_checksum",
            message: "“户主证件号码”校验不通过".to_owned(),
            household_id: Some("H1".to_owned()),
            county_code: None,
            state_on: None,
        }
    }

    fn night(batch: &str, day: &str, seen: Vec<SeenProblem>, answered: Vec<AnsweredRow>) -> NightProblems {
        NightProblems {
            batch_id: batch.to_owned(),
            delivered_on: day.parse().unwrap(),
            seen,
            answered,
        }
    }

    fn states(ledger: &Ledger) -> Vec<(String, String, i64)> {
        let mut rows: Vec<_> = ledger
            .problems(None, None)
            .unwrap()
            .into_iter()
            .map(|row| (row.problem_id, row.state, row.nights))
            .collect();
        rows.sort();
        rows
    }

    fn expect(id: u128, state: &str, nights: i64) -> (String, String, i64) {
        (Digest(id).to_string(), state.to_owned(), nights)
    }

    #[test]
    fn a_problem_opens_lasts_is_answered_in_part_and_opens_again() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&folder.path().join("control.db")).unwrap();
        let add = |night: &NightProblems| add(&ledger.connection, night).unwrap();
        let answer = |remaining: &[u128]| AnsweredRow {
            subject: Digest(7),
            remaining: remaining.iter().map(|id| Digest(*id)).collect(),
        };

        add(&night("B1", "2023-05-30", vec![seen(1), seen(2)], vec![]));
        assert_eq!(states(&ledger), [expect(1, "open", 1), expect(2, "open", 1)]);

        add(&night("B2", "2023-05-31", vec![seen(2)], vec![answer(&[2])]));
        assert_eq!(states(&ledger), [expect(1, "closed", 1), expect(2, "open", 2)]);
        assert_eq!(ledger.open_subjects().unwrap(), [(Digest(7), None)]);

        add(&night("B3", "2023-06-01", vec![], vec![answer(&[])]));
        assert_eq!(states(&ledger), [expect(1, "closed", 1), expect(2, "closed", 2)]);
        assert_eq!(ledger.open_subjects().unwrap(), []);

        add(&night("B4", "2023-06-02", vec![seen(1)], vec![]));
        assert_eq!(states(&ledger), [expect(1, "open", 2), expect(2, "closed", 2)]);
    }

    #[test]
    fn a_waived_problem_stays_waived_until_its_row_is_corrected() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(&folder.path().join("control.db")).unwrap();
        add(
            &ledger.connection,
            &night("B1", "2023-05-30", vec![seen(1)], vec![]),
        )
        .unwrap();
        let now = DateTime::parse_from_rfc3339("2023-06-01T09:00:00+08:00").unwrap();
        let id = Digest(1).to_string();

        assert!(ledger.waive(&id, "数据岗", "户口簿如此", now).unwrap());
        assert!(!ledger.waive(&id, "数据岗", "再来一次", now).unwrap());
        add(
            &ledger.connection,
            &night("B2", "2023-05-31", vec![seen(1)], vec![]),
        )
        .unwrap();
        assert_eq!(states(&ledger), [expect(1, "waived", 2)]);

        let corrected = AnsweredRow {
            subject: Digest(7),
            remaining: vec![],
        };
        add(
            &ledger.connection,
            &night("B3", "2023-06-01", vec![], vec![corrected]),
        )
        .unwrap();
        assert_eq!(states(&ledger), [expect(1, "closed", 2)]);
    }
}
