//! The nightly run: what ingest reads goes to the warehouse, the books are checked, the day is derived and published.

mod known;
mod store;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, anyhow};
use chrono::NaiveDate;
use data_encoding::HEXLOWER;
use domain::book::Counts;
use domain::clock::Clock;
use domain::person::PseudonymKey;
use domain::release::Landing;
use indicatif::ProgressBar;
use ingest::{Contract, Delivery, Known, Night, NightCounts, SOURCES, Source};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use tokio::sync::mpsc;
use warehouse::{AccountRow, BatchRow, NightProblems, Timings, Warehouse, WarehouseError, Writer};

use self::known::read_known;
use self::store::{Origin, store};
use crate::commands::read_file;
use crate::config::Gate;

/// How many faults of rows an outcome names; all of them are in the table `disposition`.
const PROBLEMS_NAMED: usize = 1_000;

/// What one run did.
#[derive(Debug, Serialize)]
pub(crate) struct Outcome {
    pub run_id: i64,
    pub as_of: NaiveDate,
    /// `published`, `held` or `failed`.
    pub state: &'static str,
    pub release_id: Option<String>,
    /// Why it is held or failed.
    pub reason: Option<String>,
    pub datasets: Vec<Landing>,
    pub files: Files,
    pub problems: Vec<RowProblem>,
    /// How many faults there are beyond those named.
    pub problems_unnamed: u64,
    /// What a run that did not finish had left behind.
    pub recovered: Vec<String>,
    #[serde(flatten)]
    pub timings: Timings,
}

/// The files of a drop.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Files {
    pub read: u64,
    pub refused: Vec<Refused>,
    pub remarks: Vec<Remark>,
}

/// What the sender of a file that was read has to know: columns and sheets that nobody knows.
#[derive(Debug, Serialize)]
pub(crate) struct Remark {
    pub file: String,
    pub message: String,
}

/// A file that was refused as a whole.
#[derive(Debug, Serialize)]
pub(crate) struct Refused {
    pub file: String,
    pub reason: String,
    pub message: String,
}

/// One fault of one quarantined row.
#[derive(Debug, Serialize)]
pub(crate) struct RowProblem {
    pub file: String,
    pub sheet: String,
    pub row: i64,
    pub dataset: String,
    pub column: String,
    pub reason: String,
    pub message: String,
}

/// What a run is asked to do.
pub(crate) struct Order<'a> {
    /// How files are understood.
    pub contract: &'a Contract,
    pub drop: Option<&'a Path>,
    pub as_of: NaiveDate,
    pub job: &'a str,
    pub slot: &'a str,
    /// Leave out the nights all of whose files an earlier run has read.
    pub only_new_nights: bool,
}

/// Runs an order to its end. A slot that was run before is not run again: none then.
pub(crate) async fn run(
    warehouse: &Warehouse,
    order: &Order<'_>,
    gate: &Gate,
    clock: &dyn Clock,
    progress: &ProgressBar,
) -> anyhow::Result<Option<Outcome>> {
    if order.as_of > clock.today() {
        return Err(anyhow!("run for {}: that day has not come yet", order.as_of));
    }
    if warehouse.catalogue().has_own_rules() {
        warehouse.check_rules().await?;
    }
    let mut writer = Writer::new(warehouse, clock.now()).await?;
    let Some(run_id) = warehouse.ledger(|ledger| ledger.start_run(order.job, order.slot, clock.now()))?
    else {
        return Ok(None);
    };
    let work = Box::pin(land_and_publish(
        &mut writer,
        run_id,
        order,
        gate,
        clock,
        progress,
    ));
    let result = tokio::select! {
        result = work => result,
        interrupted = tokio::signal::ctrl_c() => {
            interrupted.context("wait for Ctrl-C")?;
            Err(anyhow!("finish the run: it was interrupted; the last release goes on serving"))
        }
    };
    let (state, message) = match &result {
        Ok(outcome) => (
            outcome.state,
            outcome
                .release_id
                .clone()
                .or_else(|| outcome.reason.clone())
                .unwrap_or_default(),
        ),
        Err(fault) => ("failed", fault.to_string()),
    };
    let abandoned = match &result {
        Ok(_) => Ok(()),
        Err(_) => writer.abandon(),
    };
    let ended = warehouse.ledger(|ledger| ledger.finish_run(run_id, state, &message, clock.now()));
    // On a full disk one fault follows from another: the first is told.
    let outcome = result?;
    if outcome.state != "failed" {
        abandoned.and(ended)?;
    }
    Ok(Some(outcome))
}

async fn land_and_publish(
    writer: &mut Writer<'_>,
    run_id: i64,
    order: &Order<'_>,
    gate: &Gate,
    clock: &dyn Clock,
    progress: &ProgressBar,
) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome {
        run_id,
        as_of: order.as_of,
        state: "held",
        release_id: None,
        reason: None,
        datasets: vec![],
        files: Files::default(),
        problems: vec![],
        problems_unnamed: 0,
        recovered: writer.recovered.clone(),
        timings: Timings::default(),
    };
    let mut landed = warehouse::Landing::default();
    if let Some(drop) = order.drop {
        let started = Instant::now();
        let known = read_known(writer).await?;
        outcome.timings.step("known rows", started.elapsed());

        let started = Instant::now();
        landed = land(writer, known, run_id, order, drop, &mut outcome, progress).await?;
        outcome.timings.step("land", started.elapsed());

        let started = Instant::now();
        let committed = writer.commit_landing(run_id, &landed);
        match committed.await {
            Ok(()) => outcome.timings.step("check the books", started.elapsed()),
            Err(fault @ WarehouseError::Unbalanced { .. }) => {
                outcome.reason = Some(fault.to_string());
                return Ok(outcome);
            }
            Err(fault) => return Err(fault.into()),
        }
    }
    if let Some(reason) = held_by(gate, &outcome.datasets) {
        outcome.reason = Some(reason);
        return Ok(outcome);
    }
    progress.set_message("derive and publish");
    let batch_ids: Vec<String> = landed
        .batches
        .iter()
        .map(|batch| batch.batch_id.clone())
        .collect();
    let published = writer
        .publish(
            run_id,
            order.as_of,
            &batch_ids,
            &outcome.datasets,
            clock.now(),
            &mut outcome.timings,
        )
        .await;
    match published {
        Ok(release) => {
            outcome.state = "published";
            outcome.release_id = Some(release.release_id);
        }
        // What landed is there to stay; its faults are worth telling although no release came of it.
        Err(fault) => {
            // Where this fails too, the next run sets aside what is left.
            drop(writer.abandon());
            outcome.state = "failed";
            outcome.reason = Some(format!("{:#}", anyhow::Error::from(fault)));
        }
    }
    Ok(outcome)
}

fn held_by(gate: &Gate, datasets: &[Landing]) -> Option<String> {
    let limit = gate.quarantined_share_max?;
    let total = |count: fn(&Landing) -> u64| datasets.iter().map(count).sum::<u64>();
    let share = domain::unit::share(
        total(|landing| landing.quarantined),
        total(|landing| landing.rows),
    )?;
    (share > limit).then(|| {
        format!(
            "{} of the source rows are quarantined, more than the {} of `gate.quarantined_share_max`",
            domain::unit::per_cent(share),
            domain::unit::per_cent(limit)
        )
    })
}

/// One thing that the reading thread says to the writing one.
enum Message {
    Delivery {
        batch_id: Arc<str>,
        delivered_on: NaiveDate,
        delivery: Delivery,
    },
    Night(BatchRow, NightCounts),
}

/// Reads the nights on a thread of its own and writes what comes.
async fn land(
    writer: &mut Writer<'_>,
    known: Known,
    run_id: i64,
    order: &Order<'_>,
    drop: &Path,
    outcome: &mut Outcome,
    progress: &ProgressBar,
) -> anyhow::Result<warehouse::Landing> {
    if !drop.exists() {
        return Err(anyhow!(
            "read the drop: `{}` is neither a folder nor a file",
            drop.display()
        ));
    }
    let mut nights = ingest::nights(drop, order.as_of).context("read the drop")?;
    if order.only_new_nights {
        let known_files = writer.known_files().await?;
        let mut fresh = vec![];
        for night in nights {
            if has_new_file(&night.1, &known_files).context("read the drop")? {
                fresh.push(night);
            }
        }
        nights = fresh;
    }
    let key = writer.pseudonyms();
    let (sender, mut receiver) = mpsc::channel::<Message>(4);
    let root = drop.to_owned();
    let contract = order.contract.clone();
    let reading = tokio::task::spawn_blocking(move || {
        read_nights(&nights, &root, run_id, known, &contract, &key, &sender)
    });
    let mut landed = warehouse::Landing::default();
    let mut counts: BTreeMap<&'static str, Landing> = BTreeMap::new();
    let mut problems = NightProblems::default();
    let mut contents: BTreeMap<String, String> = BTreeMap::new();
    while let Some(message) = receiver.recv().await {
        match message {
            Message::Delivery {
                batch_id,
                delivered_on,
                delivery,
            } => {
                if let Delivery::File(file) = &delivery {
                    contents.insert(file.file.clone(), file.file_sha256.clone());
                }
                let origin = Origin {
                    batch_id: &batch_id,
                    delivered_on,
                };
                store(writer, &origin, delivery, &mut problems, outcome).await?;
            }
            Message::Night(batch, night) => {
                progress.set_message(format!("landed {}: {} rows", batch.folder, batch.rows));
                count(&mut counts, &night);
                landed.accounts.extend(accounts(&batch.batch_id, &night));
                for problem in &mut problems.seen {
                    if let Some(sha256) = contents.get(&problem.file) {
                        problem.file_sha256.clone_from(sha256);
                    }
                }
                contents.clear();
                problems.batch_id.clone_from(&batch.batch_id);
                problems.delivered_on = batch.delivered_on;
                landed.problems.push(std::mem::take(&mut problems));
                landed.batches.push(batch);
            }
        }
    }
    reading.await.context("read the drop")??;
    outcome.datasets = SOURCES
        .iter()
        .filter_map(|source| counts.remove(source.name))
        .collect();
    Ok(landed)
}

fn read_nights(
    nights: &[(NaiveDate, PathBuf)],
    root: &Path,
    run_id: i64,
    mut known: Known,
    contract: &Contract,
    key: &PseudonymKey,
    sender: &mpsc::Sender<Message>,
) -> anyhow::Result<()> {
    let isolation = read_file::isolation()?;
    for (number, (delivered_on, folder)) in nights.iter().enumerate() {
        let batch_id: Arc<str> = format!("B{}-{run_id}-{}", delivered_on.format("%Y%m%d"), number + 1).into();
        let night = Night {
            batch_id: &batch_id,
            root,
            folder,
            delivered_on: *delivered_on,
            contract,
            isolation: &isolation,
        };
        let mut deliver = |delivery| {
            let message = Message::Delivery {
                batch_id: Arc::clone(&batch_id),
                delivered_on: *delivered_on,
                delivery,
            };
            sender
                .blocking_send(message)
                .map_err(|_closed| anyhow!("the writer stopped"))
        };
        let counts = ingest::land(&night, &mut known, key, &mut deliver).context("read the drop")?;
        let total = counts.total();
        let batch = BatchRow {
            batch_id: batch_id.to_string(),
            folder: folder_name(root, folder),
            delivered_on: *delivered_on,
            rows: total.rows_in.rows,
            landed: total.landed.rows,
            duplicate: total.duplicate.rows,
            quarantined: total.quarantined.rows,
        };
        sender
            .blocking_send(Message::Night(batch, counts))
            .map_err(|_closed| anyhow!("the writer stopped"))?;
    }
    Ok(())
}

/// Whether a file of the night has a content that no run has read: a file that came late or was corrected makes its night new again.
fn has_new_file(folder: &Path, known_files: &BTreeSet<String>) -> anyhow::Result<bool> {
    for path in ingest::files(folder)? {
        let content = std::fs::read(&path).with_context(|| format!("read `{}`", path.display()))?;
        if !known_files.contains(&HEXLOWER.encode(&Sha256::digest(&content))) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// How the ledger names a night's folder.
fn folder_name(root: &Path, folder: &Path) -> String {
    let below = folder.strip_prefix(root).unwrap_or(folder).display().to_string();
    if below.is_empty() { ".".to_owned() } else { below }
}

/// The accounts of a night. A file that was delivered twice under two names is one content and one account.
fn accounts(batch_id: &str, night: &NightCounts) -> Vec<AccountRow> {
    let mut accounts: BTreeMap<(&str, &str), AccountRow> = BTreeMap::new();
    for book in &night.books {
        let account = accounts
            .entry((book.dataset, &book.file_sha256))
            .or_insert_with(|| AccountRow {
                batch_id: batch_id.to_owned(),
                dataset: book.dataset.to_owned(),
                file_sha256: book.file_sha256.clone(),
                counts: Counts::default(),
            });
        account.counts += book.counts;
    }
    accounts.into_values().collect()
}

fn count(counts: &mut BTreeMap<&'static str, Landing>, night: &NightCounts) {
    for (dataset, own) in night.datasets() {
        let landing = counts.entry(dataset).or_insert_with(|| Landing {
            dataset: dataset.to_owned(),
            title: Source::named(dataset)
                .map(|source| source.title.to_owned())
                .unwrap_or_default(),
            rows: 0,
            landed: 0,
            duplicate: 0,
            quarantined: 0,
        });
        landing.rows += own.rows_in.rows;
        landing.landed += own.landed.rows;
        landing.duplicate += own.duplicate.rows;
        landing.quarantined += own.quarantined.rows;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_night_is_new_again_when_a_file_comes_late_or_is_corrected() {
        let folder = tempfile::tempdir().unwrap();
        let known: BTreeSet<String> = [HEXLOWER.encode(&Sha256::digest("a"))].into();

        std::fs::write(folder.path().join("one.csv"), "a").unwrap();
        assert!(!has_new_file(folder.path(), &known).unwrap());

        std::fs::write(folder.path().join("two.csv"), "b").unwrap();
        assert!(has_new_file(folder.path(), &known).unwrap());
    }
}
