//! What the pages are handed: the current release, a way to older ones, and what the office did lately; kept fresh while serving.

use std::sync::Arc;
use std::time::Duration;

use dashboard::{Desk, LoadError, LoadRelease, Office, RefusedFile, RunRow, ScheduleRow};
use domain::release::Release;
use tokio::sync::watch;
use tracing::warn;
use warehouse::{Warehouse, WarehouseError};

use crate::schedule::Timetable;

/// How often the ledger is asked whether another process published something.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// Runs that the pages show.
const RUNS_SHOWN: u32 = 50;

/// The writing ends of what the pages watch.
pub(crate) struct Board {
    current: watch::Sender<Option<Arc<Release>>>,
    office: watch::Sender<Office>,
    warehouse: Arc<Warehouse>,
    timetable: Timetable,
}

/// A board and the desk that reads it, filled once.
pub(crate) async fn open(warehouse: Arc<Warehouse>, timetable: Timetable) -> anyhow::Result<(Board, Desk)> {
    let (current, current_seen) = watch::channel(None);
    let (office, office_seen) = watch::channel(Office::default());
    let board = Board {
        current,
        office,
        warehouse: Arc::clone(&warehouse),
        timetable,
    };
    board.refresh().await?;
    let load: LoadRelease = Arc::new(move |release_id| {
        let warehouse = Arc::clone(&warehouse);
        Box::pin(async move {
            warehouse
                .read_release(Some(&release_id))
                .await
                .map(Arc::new)
                .map_err(|fault| match fault {
                    WarehouseError::UnknownRelease(id) => LoadError::Unknown(id),
                    other => LoadError::Unreadable {
                        release_id,
                        source: Box::new(other),
                    },
                })
        })
    });
    Ok((board, Desk::new(current_seen, load, office_seen)))
}

impl Board {
    /// Looks at the ledger again, now and then, until the task is dropped.
    pub(crate) async fn keep_fresh(self) {
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            if let Err(fault) = self.refresh().await {
                warn!(fault = %format!("{fault:#}"), "the pages keep what they show: the ledger could not be read");
            }
        }
    }

    async fn refresh(&self) -> anyhow::Result<()> {
        let shown = self
            .current
            .borrow()
            .as_ref()
            .map(|release| release.id.release_id.clone());
        let mut office = self.office()?;
        match self.warehouse.release(None) {
            Ok(row) if Some(&row.release_id) != shown.as_ref() => {
                let release = self.warehouse.read_release(Some(&row.release_id)).await?;
                let refused = self.warehouse.refused_files(Some(&row.release_id)).await?;
                office.refused = refused
                    .into_iter()
                    .map(|[batch_id, file, reason]| RefusedFile {
                        batch_id,
                        file,
                        reason,
                    })
                    .collect();
                self.current.send_replace(Some(Arc::new(release)));
            }
            Ok(_) => office.refused.clone_from(&self.office.borrow().refused),
            Err(WarehouseError::NoRelease) => drop(self.current.send_replace(None)),
            Err(fault) => return Err(fault.into()),
        }
        self.office.send_replace(office);
        Ok(())
    }

    fn office(&self) -> anyhow::Result<Office> {
        let runs = self.warehouse.ledger(|ledger| ledger.runs(RUNS_SHOWN))?;
        let schedule = self
            .timetable
            .jobs()
            .map(|job| {
                let last = runs.iter().find(|run| run.job == job.name);
                ScheduleRow {
                    job: job.name.to_owned(),
                    title: job.title.to_owned(),
                    cron: job.cron.clone(),
                    next_at: job.next_slot(),
                    last_at: last.map(|run| run.started_at.clone()),
                    last_state: last.map(|run| run.state.clone()),
                }
            })
            .collect();
        Ok(Office {
            releases: self.warehouse.release_ids()?,
            runs: runs
                .into_iter()
                .map(|run| RunRow {
                    run_id: run.run_id.to_string(),
                    job: run.job,
                    slot: run.slot,
                    state: run.state,
                    started_at: Some(run.started_at),
                    finished_at: run.finished_at,
                    message: run.message.unwrap_or_default(),
                })
                .collect(),
            schedule,
            refused: vec![],
        })
    }
}
