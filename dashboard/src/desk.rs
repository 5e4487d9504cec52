//! What the program hands to the pages: the release that is current, a way to an older one, and what the office did lately.

use std::collections::VecDeque;
use std::error::Error;
use std::pin::Pin;
use std::sync::Arc;

use domain::release::{Release, ReleaseId};
use tokio::sync::{Mutex, watch};

use crate::shelf::Shelf;

/// How many older releases stay in memory. Readers compare a few months, and one release of a county is some tens of megabytes.
const OLDER_KEPT: usize = 4;

/// The release that is being read, or why not.
pub type Loading = Pin<Box<dyn Future<Output = Result<Arc<Release>, LoadError>> + Send>>;

/// Reads the release of this id.
pub type LoadRelease = Arc<dyn Fn(String) -> Loading + Send + Sync>;

/// Why an older release cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    #[error("there is no release `{0}`")]
    Unknown(String),
    #[error("cannot read release `{release_id}`")]
    Unreadable {
        release_id: String,
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
}

/// What the run ledger and the schedule say today.
#[derive(Debug, Clone, Default)]
pub struct Office {
    /// Every release, newest first.
    pub releases: Vec<ReleaseId>,
    /// The latest runs, newest first.
    pub runs: Vec<RunRow>,
    pub schedule: Vec<ScheduleRow>,
    /// Files that no reader could open, of the latest run.
    pub refused: Vec<RefusedFile>,
}

/// One run of one job.
#[derive(Debug, Clone)]
pub struct RunRow {
    pub run_id: String,
    pub job: String,
    /// The slot of the schedule, or `manual:…`.
    pub slot: String,
    /// `queued`, `running`, `published`, `held`, `failed`, `skipped`.
    pub state: String,
    pub started_at: Option<String>,
    pub finished_at: Option<String>,
    pub message: String,
}

/// One job of the schedule.
#[derive(Debug, Clone)]
pub struct ScheduleRow {
    pub job: String,
    /// Chinese name of the job.
    pub title: String,
    pub cron: String,
    pub next_at: Option<String>,
    pub last_at: Option<String>,
    pub last_state: Option<String>,
}

/// A file that was refused as a whole.
#[derive(Debug, Clone)]
pub struct RefusedFile {
    pub batch_id: String,
    pub file: String,
    /// `unknown_header`, `encrypted`, …
    pub reason: String,
}

/// Everything that the pages read.
pub struct Desk {
    current: watch::Receiver<Option<Arc<Release>>>,
    load: LoadRelease,
    office: watch::Receiver<Office>,
    older: Mutex<VecDeque<Arc<Release>>>,
    pub(crate) shelf: Shelf,
}

impl Desk {
    pub fn new(
        current: watch::Receiver<Option<Arc<Release>>>,
        load: LoadRelease,
        office: watch::Receiver<Office>,
    ) -> Self {
        Self {
            current,
            load,
            office,
            older: Mutex::new(VecDeque::new()),
            shelf: Shelf::default(),
        }
    }

    /// The release that is served when nobody asks for another.
    pub(crate) fn current(&self) -> Option<Arc<Release>> {
        self.current.borrow().clone()
    }

    pub(crate) fn office(&self) -> Office {
        self.office.borrow().clone()
    }

    /// The release of this id. One release is read at a time: two readers who ask for the same old month read it once.
    pub(crate) async fn release(&self, release_id: &str) -> Result<Arc<Release>, LoadError> {
        if let Some(current) = self.current().filter(|r| r.id.release_id == release_id) {
            return Ok(current);
        }
        if !is_an_id(release_id) {
            return Err(LoadError::Unknown(release_id.to_owned()));
        }
        let mut older = self.older.lock().await;
        if let Some(at) = older.iter().position(|r| r.id.release_id == release_id)
            && let Some(release) = older.remove(at)
        {
            older.push_front(Arc::clone(&release));
            return Ok(release);
        }
        let release = (self.load)(release_id.to_owned()).await?;
        older.push_front(Arc::clone(&release));
        older.truncate(OLDER_KEPT);
        Ok(release)
    }
}

/// Whether the text can be the id of a release at all; everything else never reaches the store.
fn is_an_id(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte))
        && !text.contains("..")
}
