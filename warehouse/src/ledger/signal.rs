//! What people did with signals: acknowledged, confirmed, raised, lowered, closed; each with a name, each but the first with a reason.
//!
//! An act is made on a signal as the release of a day shows it, and is in every release of that day or a later one that is derived afterwards.
//! None is ever changed or taken back; who thinks better of it acts again.

use chrono::{DateTime, FixedOffset, NaiveDate};
use domain::signal::Tier;
use rusqlite::params;
use serde::Serialize;
use stats::surge::course::Act;

use super::{Ledger, stamp};
use crate::error::{Result, WarehouseError};
use crate::signal::colour_of;

pub(super) const SCHEMA: &str = "
create table if not exists signal_act (
    sequence integer primary key,
    signal text not null,
    as_of text not null,
    act text not null,
    to_tier text not null,
    by text not null,
    because text not null,
    at text not null
);
";

/// What can be done with a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Somebody has seen it.
    Acknowledge,
    /// Somebody was there, and it is so.
    Confirm,
    /// To a graver colour.
    Raise(Tier),
    /// To a milder colour.
    Lower(Tier),
    /// It is over.
    Close,
}

impl Deed {
    /// The word in the ledger, and the colour.
    pub const fn key(self) -> (&'static str, Option<Tier>) {
        match self {
            Self::Acknowledge => ("acknowledge", None),
            Self::Confirm => ("confirm", None),
            Self::Raise(to) => ("raise", Some(to)),
            Self::Lower(to) => ("lower", Some(to)),
            Self::Close => ("close", None),
        }
    }
}

/// One act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SignalAct {
    pub sequence: i64,
    pub signal: String,
    /// The day of the release that showed it.
    pub as_of: NaiveDate,
    /// `acknowledge`, `confirm`, `raise`, `lower`, `close`.
    pub act: String,
    /// The colour it is raised or lowered to; empty elsewhere.
    pub to_tier: String,
    pub by: String,
    pub because: String,
    pub at: String,
}

impl SignalAct {
    /// The act as the course of a signal understands it; a confirmation changes no colour.
    pub(crate) fn for_course(&self) -> Option<Act> {
        let to = Tier::from_label(&self.to_tier).map(colour_of);
        let (by, reason) = (self.by.clone(), self.because.clone());
        match (self.act.as_str(), to) {
            ("acknowledge" | "confirm", _) => Some(Act::Acknowledge { by }),
            ("raise", Some(to)) => Some(Act::Raise { to, by, reason }),
            ("lower", Some(to)) => Some(Act::Close {
                to: Some(to),
                by,
                reason,
            }),
            ("close", _) => Some(Act::Close { to: None, by, reason }),
            _ => None,
        }
    }
}

impl Ledger {
    /// Writes down what somebody did with a signal.
    pub fn note_signal(
        &self,
        (signal, as_of): (&str, NaiveDate),
        deed: Deed,
        (by, because): (&str, &str),
        at: DateTime<FixedOffset>,
    ) -> Result<()> {
        let (act, to) = deed.key();
        let to = to.map_or("", Tier::label);
        self.connection.execute(
            "insert into signal_act (signal, as_of, act, to_tier, by, because, at) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![signal, as_of.to_string(), act, to, by, because, stamp(at)],
        )?;
        Ok(())
    }

    /// All acts, in the order in which they were done.
    pub fn signal_acts(&self) -> Result<Vec<SignalAct>> {
        let mut statement = self.connection.prepare(
            "select sequence, signal, as_of, act, to_tier, by, because, at from signal_act order by sequence",
        )?;
        let rows = statement.query_map([], |row| {
            let day: String = row.get(2)?;
            let act = SignalAct {
                sequence: row.get(0)?,
                signal: row.get(1)?,
                as_of: NaiveDate::MIN,
                act: row.get(3)?,
                to_tier: row.get(4)?,
                by: row.get(5)?,
                because: row.get(6)?,
                at: row.get(7)?,
            };
            Ok((day, act))
        })?;
        rows.map(|row| {
            let (day, act) = row?;
            let as_of = day
                .parse()
                .map_err(|fault| WarehouseError::damaged("signal_act", "the day of a release", fault))?;
            Ok(SignalAct { as_of, ..act })
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acts_stay_in_their_order_with_name_and_reason() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&folder.path().join("control.db")).unwrap();
        let at = DateTime::parse_from_rfc3339("2023-06-01T09:00:00+08:00").unwrap();
        let day = "2023-05-31".parse().unwrap();

        ledger
            .note_signal(("S1-a", day), Deed::Acknowledge, ("王某", ""), at)
            .unwrap();
        ledger
            .note_signal(("S1-a", day), Deed::Raise(Tier::Red), ("王某", "洪水"), at)
            .unwrap();
        let acts = ledger.signal_acts().unwrap();

        assert_eq!(acts.len(), 2);
        assert_eq!(
            (acts[1].act.as_str(), acts[1].to_tier.as_str(), acts[1].as_of),
            ("raise", "红", day)
        );
        assert!(matches!(acts[1].for_course(), Some(Act::Raise { .. })));
    }
}
