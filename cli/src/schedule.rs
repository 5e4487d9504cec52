//! What `serve` does by itself. The scheduler is only a bell that rings every minute; the run ledger decides what is due.
//!
//! A slot is a job and a local time (Asia/Shanghai). The ledger starts each slot at most once, whoever asks and however often the bell
//! rings; slots missed while nobody served are caught up with one run, the latest.

use std::str::FromStr;

use anyhow::Context;
use chrono::{DateTime, FixedOffset, NaiveDateTime};
use croner::Cron;
use domain::clock::{BEIJING, Clock, SystemClock};
use domain::period::Month;
use tokio::sync::mpsc;
use tokio_cron_scheduler::{Job as Ring, JobScheduler};
use tracing::{error, info};
use warehouse::Warehouse;

use crate::commands::report;
use crate::config::{self, Settings};
use crate::landing::{self, Order};
use crate::output;

/// How a slot is written in the ledger; sorts by time.
const SLOT: &str = "%Y-%m-%dT%H:%M";

/// What a job does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Work {
    /// Lands what is new in the drop folder and publishes the day before.
    Nightly,
    /// Writes the bulletin of the month before.
    Bulletin,
}

/// One line of the schedule.
#[derive(Debug, Clone)]
pub(crate) struct Job {
    pub name: &'static str,
    pub title: &'static str,
    pub cron: String,
    work: Work,
    pattern: Cron,
}

/// The jobs that are set.
#[derive(Debug, Clone)]
pub(crate) struct Timetable(Vec<Job>);

impl Timetable {
    /// Reads the schedule of the settings; an empty line means never.
    pub(crate) fn new(settings: &Settings) -> anyhow::Result<Self> {
        let lines = [
            (
                "nightly",
                "每晚落库与发布",
                Work::Nightly,
                &settings.schedule.nightly,
            ),
            (
                "monthly",
                "监测帮扶工作月报",
                Work::Bulletin,
                &settings.schedule.monthly,
            ),
        ];
        let jobs = lines
            .into_iter()
            .filter(|(_, _, _, cron)| !cron.trim().is_empty())
            .map(|(name, title, work, cron)| {
                let pattern = Cron::from_str(cron)
                    .with_context(|| format!("understand `schedule.{name}` = \"{cron}\" in dixian.toml"))?;
                Ok(Job {
                    name,
                    title,
                    cron: cron.clone(),
                    work,
                    pattern,
                })
            })
            .collect::<anyhow::Result<Vec<_>>>()?;
        Ok(Self(jobs))
    }

    pub(crate) fn jobs(&self) -> impl Iterator<Item = &Job> {
        self.0.iter()
    }
}

impl Job {
    /// When the job is due next.
    pub(crate) fn next_slot(&self) -> Option<String> {
        let next = self
            .pattern
            .find_next_occurrence(&SystemClock.now(), false)
            .ok()?;
        Some(next.format("%Y-%m-%d %H:%M").to_string())
    }

    /// The slot that is due: the latest up to now, unless it or a later one was started, or it lies before `since`.
    fn due(
        &self,
        now: DateTime<FixedOffset>,
        since: DateTime<FixedOffset>,
        last: Option<&str>,
    ) -> Option<DateTime<FixedOffset>> {
        let slot = self.pattern.find_previous_occurrence(&now, true).ok()?;
        let floor = last
            .and_then(|text| NaiveDateTime::parse_from_str(text, SLOT).ok())
            .and_then(|local| local.and_local_timezone(BEIJING).single());
        match floor {
            Some(started) => (slot > started).then_some(slot),
            // Nothing was ever started here: what lies before the first serving is not missed.
            None => (slot >= since).then_some(slot),
        }
    }
}

/// Rings once a minute into `bell`, on a thread of its own so that a busy engine cannot starve it.
pub(crate) fn ring(bell: mpsc::Sender<()>) -> anyhow::Result<()> {
    std::thread::Builder::new()
        .name("bell".to_owned())
        .spawn(move || {
            let rung = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .map(|runtime| {
                    runtime.block_on(async {
                        let scheduler = JobScheduler::new().await?;
                        let ring = Ring::new("0 * * * * *", move |_, _| {
                            // A bell that rings while the last ring is still being answered is not needed.
                            bell.try_send(()).unwrap_or_default();
                        })?;
                        scheduler.add(ring).await?;
                        scheduler.start().await?;
                        std::future::pending::<Result<(), tokio_cron_scheduler::JobSchedulerError>>().await
                    })
                });
            error!(?rung, "the bell stopped: nothing scheduled will run");
        })
        .map(drop)
        .context("start the bell")
}

/// Answers the bell until it is dropped: whatever is due is run, one job after the other.
pub(crate) async fn answer(
    warehouse: &Warehouse,
    settings: &Settings,
    timetable: &Timetable,
    mut bell: mpsc::Receiver<()>,
) {
    let since = SystemClock.now();
    loop {
        for job in timetable.jobs() {
            if let Err(fault) = tick(warehouse, settings, job, since, &SystemClock).await {
                error!(job = job.name, fault = %format!("{fault:#}"), "scheduled work failed");
            }
        }
        if bell.recv().await.is_none() {
            return;
        }
    }
}

/// Runs a job if a slot of it is due.
async fn tick(
    warehouse: &Warehouse,
    settings: &Settings,
    job: &Job,
    since: DateTime<FixedOffset>,
    clock: &dyn Clock,
) -> anyhow::Result<()> {
    let last = warehouse.ledger(|ledger| ledger.last_slot(job.name))?;
    let Some(due) = job.due(clock.now(), since, last.as_deref()) else {
        return Ok(());
    };
    let slot = due.format(SLOT).to_string();
    info!(job = job.name, slot, "due");
    match job.work {
        Work::Nightly => nightly(warehouse, settings, job, due, &slot, clock).await,
        Work::Bulletin => bulletin(warehouse, settings, job, due, &slot, clock).await,
    }
}

async fn nightly(
    warehouse: &Warehouse,
    settings: &Settings,
    job: &Job,
    due: DateTime<FixedOffset>,
    slot: &str,
    clock: &dyn Clock,
) -> anyhow::Result<()> {
    let drop = warehouse.home().root().join(&settings.schedule.drop);
    let Some(as_of) = due.date_naive().pred_opt() else {
        return Ok(());
    };
    let contract = config::contract(warehouse.home())?;
    let order = Order {
        contract: &contract,
        drop: drop.is_dir().then_some(drop.as_path()),
        as_of,
        job: job.name,
        slot,
        only_new_nights: true,
    };
    let progress = output::progress("nightly run");
    if let Some(outcome) = landing::run(warehouse, &order, &settings.gate, clock, &progress).await? {
        info!(
            state = outcome.state,
            release = outcome.release_id,
            "nightly run ended"
        );
    }
    progress.finish_and_clear();
    Ok(())
}

async fn bulletin(
    warehouse: &Warehouse,
    settings: &Settings,
    job: &Job,
    due: DateTime<FixedOffset>,
    slot: &str,
    clock: &dyn Clock,
) -> anyhow::Result<()> {
    let Some(run_id) = warehouse.ledger(|ledger| ledger.start_run(job.name, slot, clock.now()))? else {
        return Ok(());
    };
    let month = Month::of(due.date_naive()).prev();
    let written = async {
        let release_id = report::release_of(warehouse, month)?;
        let release = warehouse.read_release(Some(&release_id)).await?;
        report::monthly(
            &release,
            None,
            month,
            &settings.masthead,
            &warehouse.home().reports(),
        )
    }
    .await;
    let (state, message) = match &written {
        Ok(path) => ("published", path.display().to_string()),
        Err(fault) => ("failed", format!("{fault:#}")),
    };
    warehouse.ledger(|ledger| ledger.finish_run(run_id, state, &message, clock.now()))?;
    written.map(|path| info!(path = %path.display(), "bulletin written"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(cron: &str) -> Job {
        Job {
            name: "nightly",
            title: "",
            cron: cron.to_owned(),
            work: Work::Nightly,
            pattern: Cron::from_str(cron).unwrap(),
        }
    }

    fn at(text: &str) -> DateTime<FixedOffset> {
        NaiveDateTime::parse_from_str(text, SLOT)
            .unwrap()
            .and_local_timezone(BEIJING)
            .unwrap()
    }

    #[test]
    fn a_slot_is_due_from_its_minute_on_and_once() {
        let nightly = job("30 1 * * *");
        let since = at("2023-05-01T00:00");

        assert_eq!(
            nightly.due(at("2023-05-02T01:29"), since, Some("2023-05-01T01:30")),
            None
        );
        assert_eq!(
            nightly.due(at("2023-05-02T01:30"), since, Some("2023-05-01T01:30")),
            Some(at("2023-05-02T01:30"))
        );
        assert_eq!(
            nightly.due(at("2023-05-02T01:31"), since, Some("2023-05-02T01:30")),
            None
        );
    }

    #[test]
    fn five_missed_nights_are_caught_up_with_the_latest() {
        let due = job("30 1 * * *").due(
            at("2023-05-06T09:00"),
            at("2023-05-06T08:59"),
            Some("2023-05-01T01:30"),
        );

        assert_eq!(due, Some(at("2023-05-06T01:30")));
    }

    #[test]
    fn what_lies_before_the_first_serving_is_not_missed() {
        assert_eq!(
            job("30 1 * * *").due(at("2023-05-06T09:00"), at("2023-05-06T08:59"), None),
            None
        );
    }

    #[test]
    fn the_bulletin_is_due_on_the_first() {
        let monthly = job("0 7 1 * *");
        let last = Some("2023-05-01T07:00");

        assert_eq!(
            monthly.due(at("2023-05-31T23:59"), at("2023-05-01T00:00"), last),
            None
        );
        assert_eq!(
            monthly.due(at("2023-06-01T07:00"), at("2023-05-01T00:00"), last),
            Some(at("2023-06-01T07:00"))
        );
    }
}
