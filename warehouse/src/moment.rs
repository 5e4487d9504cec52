//! The moments of a run between which something becomes durable.
//!
//! A process can die anywhere; it matters on which side of one of these it does. Tests stop a run at each of them.

use std::fmt;
use std::sync::Arc;

/// A moment of a run, in the order of the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Moment {
    /// What a dead run left behind is set aside.
    TailSetAside,
    /// Missing tables are made, and the ledger does not know them yet.
    TablesMade,
    /// A delivered file is in the archive.
    FileArchived,
    /// Personal cells are in the vault, their rows are nowhere yet.
    PersonalKept,
    /// Rows were appended to one table, others wait.
    RowsAppended,
    /// All tables hold the landing, nothing is checked.
    LandingWritten,
    /// The books balance, nothing is synced.
    BooksChecked,
    /// Files of the tables are on the disk, the ledger does not know them yet.
    FilesSynced,
    /// The ledger knows the landing; there is no release of it.
    LandingCommitted,
    /// A part of a published table was replaced.
    PartReplaced,
    /// All published tables are written and synced, the ledger does not know them yet.
    ReleaseWritten,
    /// The release answers; the run is not marked as ended.
    ReleaseCommitted,
}

impl Moment {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::TailSetAside,
        Self::TablesMade,
        Self::FileArchived,
        Self::PersonalKept,
        Self::RowsAppended,
        Self::LandingWritten,
        Self::BooksChecked,
        Self::FilesSynced,
        Self::LandingCommitted,
        Self::PartReplaced,
        Self::ReleaseWritten,
        Self::ReleaseCommitted,
    ];

    /// `landing-committed`
    pub const fn name(self) -> &'static str {
        match self {
            Self::TailSetAside => "tail-set-aside",
            Self::TablesMade => "tables-made",
            Self::FileArchived => "file-archived",
            Self::PersonalKept => "personal-kept",
            Self::RowsAppended => "rows-appended",
            Self::LandingWritten => "landing-written",
            Self::BooksChecked => "books-checked",
            Self::FilesSynced => "files-synced",
            Self::LandingCommitted => "landing-committed",
            Self::PartReplaced => "part-replaced",
            Self::ReleaseWritten => "release-written",
            Self::ReleaseCommitted => "release-committed",
        }
    }

    /// The moment of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|moment| moment.name() == name)
    }
}

/// Somebody who is told of every moment. Nobody, outside tests.
#[derive(Clone, Default)]
pub struct Watcher(Option<Arc<dyn Fn(Moment) + Send + Sync>>);

impl Watcher {
    /// A watcher that calls `told`.
    pub fn new(told: impl Fn(Moment) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(told)))
    }

    pub(crate) fn reach(&self, moment: Moment) {
        if let Some(told) = &self.0 {
            told(moment);
        }
    }
}

impl fmt::Debug for Watcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() {
            "Watcher(…)"
        } else {
            "Watcher(nobody)"
        })
    }
}
