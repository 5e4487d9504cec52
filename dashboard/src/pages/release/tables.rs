//! The tables of the release page as files. The page has several, so `?table=` names one; without it the file is the account of the
//! source rows.

use domain::release::Landing;

use crate::desk::Office;
use crate::download::{Cell, Sheet};
use crate::error::PageError;
use crate::parts::files::Files;
use crate::reading::Reading;

/// A table of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Table {
    Landings,
    Refused,
    Schedule,
    Runs,
    Releases,
}

impl Table {
    const ALL: [Self; 5] = [
        Self::Landings,
        Self::Refused,
        Self::Schedule,
        Self::Runs,
        Self::Releases,
    ];

    const fn key(self) -> &'static str {
        match self {
            Self::Landings => "landings",
            Self::Refused => "refused",
            Self::Schedule => "schedule",
            Self::Runs => "runs",
            Self::Releases => "releases",
        }
    }

    /// The table of `?table=`.
    pub(super) fn asked(reading: &Reading) -> Result<Self, PageError> {
        let Some(asked) = reading.asked("table") else {
            return Ok(Self::Landings);
        };
        let known = Self::ALL.into_iter().find(|table| table.key() == asked);
        known.ok_or_else(|| PageError::BadWord {
            word: "table",
            value: asked.to_owned(),
            expected: " landings、refused、schedule、runs 或 releases",
        })
    }

    /// The links to its files.
    pub(super) fn files(self, reading: &Reading) -> Files {
        let table = (self != Self::Landings).then(|| self.key());
        Files::of("/release", |path| reading.link(path).with_some("table", table))
    }

    pub(super) fn sheet<'r>(self, reading: &'r Reading, office: &'r Office) -> Sheet<'r> {
        let id = &reading.release.id;
        let (columns, rows) = match self {
            Self::Landings => landings(reading),
            Self::Refused => refused(office),
            Self::Schedule => schedule(office),
            Self::Runs => runs(office),
            Self::Releases => releases(office),
        };
        Sheet {
            name: format!("{}-{}", self.key(), id.release_id),
            columns,
            rows,
        }
    }
}

type Rows<'r> = (Vec<&'static str>, Vec<Vec<Cell<'r>>>);

fn landings<'r>(reading: &'r Reading) -> Rows<'r> {
    let release = &reading.release;
    let columns = vec![
        "release_id",
        "as_of",
        "published_at",
        "state",
        "dataset",
        "title",
        "rows",
        "landed",
        "duplicate",
        "quarantined",
    ];
    let row = |landing: &'r Landing| {
        vec![
            Cell::from(release.id.release_id.as_str()),
            Cell::Day(release.as_of()),
            Cell::from(release.id.published_at.as_str()),
            Cell::from(release.id.state.as_str()),
            Cell::from(landing.dataset.as_str()),
            Cell::from(landing.title.as_str()),
            Cell::from(landing.rows),
            Cell::from(landing.landed),
            Cell::from(landing.duplicate),
            Cell::from(landing.quarantined),
        ]
    };
    (columns, release.landings.iter().map(row).collect())
}

fn refused(office: &Office) -> Rows<'_> {
    let rows = office.refused.iter().map(|file| {
        vec![
            Cell::from(file.batch_id.as_str()),
            Cell::from(file.file.as_str()),
            Cell::from(file.reason.as_str()),
        ]
    });
    (vec!["batch_id", "file", "reason"], rows.collect())
}

fn schedule(office: &Office) -> Rows<'_> {
    let columns = vec!["job", "title", "cron", "next_at", "last_at", "last_state"];
    let rows = office.schedule.iter().map(|row| {
        vec![
            Cell::from(row.job.as_str()),
            Cell::from(row.title.as_str()),
            Cell::from(row.cron.as_str()),
            Cell::from(row.next_at.as_deref()),
            Cell::from(row.last_at.as_deref()),
            Cell::from(row.last_state.as_deref()),
        ]
    });
    (columns, rows.collect())
}

fn runs(office: &Office) -> Rows<'_> {
    let columns = vec![
        "run_id",
        "job",
        "slot",
        "state",
        "started_at",
        "finished_at",
        "message",
    ];
    let rows = office.runs.iter().map(|run| {
        vec![
            Cell::from(run.run_id.as_str()),
            Cell::from(run.job.as_str()),
            Cell::from(run.slot.as_str()),
            Cell::from(run.state.as_str()),
            Cell::from(run.started_at.as_deref()),
            Cell::from(run.finished_at.as_deref()),
            Cell::from(run.message.as_str()),
        ]
    });
    (columns, rows.collect())
}

fn releases(office: &Office) -> Rows<'_> {
    let columns = vec!["release_id", "as_of", "published_at", "state"];
    let rows = office.releases.iter().map(|id| {
        vec![
            Cell::from(id.release_id.as_str()),
            Cell::Day(id.as_of),
            Cell::from(id.published_at.as_str()),
            Cell::from(id.state.as_str()),
        ]
    });
    (columns, rows.collect())
}
