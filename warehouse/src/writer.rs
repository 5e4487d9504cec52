//! The one who may write: lands batches, checks the books, derives and publishes.
//!
//! Nothing counts until the ledger says so. Rows are appended to the tables as they come; when the books balance, one transaction of the
//! ledger makes them exist, another makes the release. Whatever stops in between is set aside at the next start.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, TryLockError};
use std::sync::Arc;
use std::time::Instant;

use arrow::array::{Array, ArrayRef, AsArray, Int64Array, RecordBatch, StringArray};
use arrow::compute::cast;
use arrow::datatypes::{Int64Type, SchemaRef};
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate};
use domain::period::Month;
use domain::release::Landing;
use futures::{StreamExt, TryStreamExt};

use crate::append::Appender;
use crate::derive::{Derivation, Extent, Timings, Versions};
use crate::error::{Result, WarehouseError};
use crate::ledger::{self, AccountRow, BatchRow, ReleaseRow};
use crate::moment::Moment;
use crate::signal::Told;
use crate::sources::Sources;
use crate::store::TableSpec;
use crate::tables::{self, NOT_LANDED, SOURCE_FILE, SUPERSEDED, landed};
use crate::vault::{Compartment, PersonalRow, Vault};
use crate::warehouse::{Warehouse, as_of_value};
use crate::{inspection, session};
use datafusion::prelude::{col, lit};

/// Days of a trend that are derived side by side: planning a day keeps one core busy.
const DAYS_AT_ONCE: usize = 2;
/// How many months back a trend reaches, the release's own month included.
const TREND_MONTHS: usize = 24;

/// The published tables of early warning.
const SIGNALS: [&str; 4] = ["signal", "signal_count", "signal_household", "signal_stream"];

/// The published tables of elimination and relapse in time.
const SPELLS: [&str; 2] = ["spell_rate", "spell_curve"];

/// A warehouse with its write lock held.
#[derive(Debug)]
pub struct Writer<'a> {
    pub(crate) warehouse: &'a Warehouse,
    /// Freed when the writer goes.
    _lock: File,
    pub(crate) vault: Vault,
    versions: Versions,
    /// The tables that rows are on their way into.
    growing: BTreeMap<String, Appender>,
    /// What was left behind by a run that did not finish, and set aside.
    pub recovered: Vec<String>,
}

impl<'a> Writer<'a> {
    /// Takes the lock, sets aside what a dead run left behind, and makes the tables that are missing.
    pub async fn new(warehouse: &'a Warehouse, at: DateTime<FixedOffset>) -> Result<Self> {
        let path = warehouse.home.lock();
        let lock = File::create(&path).map_err(|source| WarehouseError::file(&path, source))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(WarehouseError::Busy(path)),
            Err(TryLockError::Error(source)) => return Err(WarehouseError::file(path, source)),
        }
        warehouse.ledger(|ledger| ledger.fail_orphans(at))?;
        let mut versions = warehouse.ledger(|ledger| ledger.versions())?;
        let recovered = warehouse.store.set_aside(&versions)?;
        warehouse.watcher.reach(Moment::TailSetAside);
        for spec in &warehouse.specs {
            if !versions.contains_key(&spec.name) {
                versions.insert(spec.name.clone(), warehouse.store.create(spec).await?);
            }
        }
        warehouse.watcher.reach(Moment::TablesMade);
        let written = warehouse.make_durable(&versions).await?;
        warehouse.ledger(|ledger| ledger.record(&written))?;
        let mut vault = warehouse.open_vault()?;
        let next_seq = warehouse.ledger(|ledger| ledger.landed_rows())?;
        for source in &warehouse.sources {
            vault.forget_from(source.name, next_seq)?;
        }
        Ok(Self {
            warehouse,
            _lock: lock,
            vault,
            versions,
            growing: BTreeMap::new(),
            recovered,
        })
    }

    /// All landed rows of a dataset, some columns of them, to know what is a repetition and what a correction.
    pub async fn landed_columns(&self, dataset: &str, columns: &[&str]) -> Result<Vec<RecordBatch>> {
        let session = session::open(self.warehouse.limits, &self.warehouse.calendar)?;
        let scan = self
            .warehouse
            .scan(&self.versions, &landed(dataset), None)
            .await?;
        Ok(session
            .read_table(scan)?
            .select_columns(columns)?
            .collect()
            .await?)
    }

    /// The SHA-256 of every file that a run has read or refused.
    pub async fn known_files(&self) -> Result<BTreeSet<String>> {
        let files = self
            .warehouse
            .count_by(&self.versions, SOURCE_FILE, "file_sha256")
            .await?;
        Ok(files.into_keys().collect())
    }

    /// The day on which every batch was delivered.
    pub fn delivered_on(&self) -> Result<BTreeMap<String, NaiveDate>> {
        let batches = self.warehouse.ledger(|ledger| ledger.batches())?;
        Ok(batches
            .into_iter()
            .map(|batch| (batch.batch_id, batch.delivered_on))
            .collect())
    }

    /// The rows that have faults nobody answered, with the latest day of a state among them.
    pub fn open_subjects(&self) -> Result<Vec<(domain::digest::Digest, Option<NaiveDate>)>> {
        self.warehouse.ledger(|ledger| ledger.open_subjects())
    }

    /// The key of the pseudonyms that stand for people in the tables.
    pub fn pseudonyms(&self) -> domain::person::PseudonymKey {
        self.vault.pseudonyms()
    }

    /// Keeps a delivered file that speaks of these compartments under its hash.
    pub fn archive(
        &mut self,
        file: &std::path::Path,
        sha256: &str,
        compartments: &BTreeSet<Compartment>,
    ) -> Result<()> {
        self.warehouse
            .archive
            .keep(&mut self.vault, file, sha256, compartments)?;
        self.warehouse.watcher.reach(Moment::FileArchived);
        Ok(())
    }

    /// Keeps content that was delivered in an archive under its hash.
    pub fn archive_content(
        &mut self,
        content: &[u8],
        sha256: &str,
        compartments: &BTreeSet<Compartment>,
    ) -> Result<()> {
        self.warehouse
            .archive
            .keep_content(&mut self.vault, content, sha256, compartments)?;
        self.warehouse.watcher.reach(Moment::FileArchived);
        Ok(())
    }

    /// Adds landed rows.
    pub async fn land(&mut self, dataset: &str, batch: RecordBatch) -> Result<()> {
        self.add(landed(dataset), batch).await
    }

    /// Adds dispositions of rows that did not land.
    pub async fn note(&mut self, batch: RecordBatch) -> Result<()> {
        self.add(NOT_LANDED.to_owned(), batch).await
    }

    /// Adds files, by [`tables::source_file_schema`].
    pub async fn note_files(&mut self, batch: RecordBatch) -> Result<()> {
        self.add(SOURCE_FILE.to_owned(), batch).await
    }

    /// Marks landed rows as replaced by a later delivery.
    pub async fn supersede(&mut self, dataset: &str, landed_seqs: &[i64], batch_id: &str) -> Result<()> {
        if landed_seqs.is_empty() {
            return Ok(());
        }
        let repeat = |text: &str| -> ArrayRef {
            Arc::new(StringArray::from_iter_values(std::iter::repeat_n(
                text,
                landed_seqs.len(),
            )))
        };
        let seqs: ArrayRef = Arc::new(Int64Array::from(landed_seqs.to_vec()));
        let batch = RecordBatch::try_from_iter_with_nullable([
            ("dataset", repeat(dataset), true),
            ("landed_seq", seqs, true),
            ("batch_id", repeat(batch_id), true),
        ])
        .map_err(|fault| WarehouseError::shape(SUPERSEDED, fault.to_string()))?;
        self.add(SUPERSEDED.to_owned(), batch).await
    }

    /// Keeps personal cells in the vault.
    pub fn keep_personal(&mut self, rows: &[PersonalRow]) -> Result<()> {
        self.vault.keep(rows)?;
        self.warehouse.watcher.reach(Moment::PersonalKept);
        Ok(())
    }

    async fn add(&mut self, table: String, batch: RecordBatch) -> Result<()> {
        let growing = match self.growing.entry(table) {
            Entry::Occupied(growing) => growing.into_mut(),
            Entry::Vacant(vacant) => {
                let version = self.versions.get(vacant.key()).copied().unwrap_or_default();
                let appender = Appender::open(&self.warehouse.store, vacant.key(), version).await?;
                vacant.insert(appender)
            }
        };
        growing.add(batch).await
    }

    /// Makes what was added versions of the tables, of which the ledger knows nothing yet.
    pub async fn write(&mut self) -> Result<()> {
        while let Some((table, growing)) = self.growing.pop_first() {
            self.versions.insert(table, growing.commit().await?);
            self.warehouse.watcher.reach(Moment::RowsAppended);
        }
        Ok(())
    }

    /// Ends what was begun in the tables, checks the books of every batch against the tables, and makes the rows exist.
    ///
    /// When a batch does not balance nothing of this landing exists afterwards.
    pub async fn commit_landing(&mut self, run_id: i64, landing: &ledger::Landing) -> Result<()> {
        self.write().await?;
        self.warehouse.watcher.reach(Moment::LandingWritten);
        if let Err(fault) = self.check_books(&landing.batches, &landing.accounts).await {
            self.abandon()?;
            return Err(fault);
        }
        self.warehouse.watcher.reach(Moment::BooksChecked);
        let written = self.warehouse.make_durable(&self.versions).await?;
        self.warehouse.watcher.reach(Moment::FilesSynced);
        self.warehouse
            .ledger(|ledger| ledger.commit_landing(run_id, &written, landing))?;
        self.warehouse.watcher.reach(Moment::LandingCommitted);
        Ok(())
    }

    /// Takes everything written since the last commit out of the tables again.
    pub fn abandon(&mut self) -> Result<()> {
        self.growing.clear();
        self.versions = self.warehouse.ledger(|ledger| ledger.versions())?;
        self.warehouse.store.set_aside(&self.versions)?;
        Ok(())
    }

    /// rows in = landed + duplicate + quarantined, the tables hold exactly the rows that were said to have landed, and the vault their
    /// personal cells.
    async fn check_books(&self, batches: &[BatchRow], accounts: &[AccountRow]) -> Result<()> {
        if batches.is_empty() {
            return Ok(());
        }
        let ids: Vec<String> = batches.iter().map(|batch| batch.batch_id.clone()).collect();
        let faults = self
            .warehouse
            .unbalanced(&self.versions, accounts, Some(&ids))
            .await?;
        if let Some((batch, fault)) = faults.into_iter().next() {
            return Err(WarehouseError::Unbalanced { batch, fault });
        }
        let first_seq = self.warehouse.ledger(|ledger| ledger.landed_rows())?;
        let own = first_seq..i64::MAX;
        let faults = self.warehouse.unsealed(&self.vault, &own, accounts)?;
        match faults.into_iter().next() {
            None => Ok(()),
            Some(fault) => Err(WarehouseError::Unbalanced {
                batch: ids.join(", "),
                fault,
            }),
        }
    }

    /// Derives every table of the day and publishes the release; `timings` grows by what was done.
    pub async fn publish(
        &mut self,
        run_id: i64,
        as_of: NaiveDate,
        run_batches: &[String],
        landings: &[Landing],
        at: DateTime<FixedOffset>,
        timings: &mut Timings,
    ) -> Result<ReleaseRow> {
        let started = Instant::now();
        let sources = self.warehouse.sources(&self.versions).await?;
        let mut day = self.warehouse.derivation(&sources, as_of)?;
        let batches = run_batches.iter().map(|id| lit(id.as_str())).collect();
        let own = sources
            .dispositions(&day.session)?
            .filter(col("batch_id").in_list(batches, false))?;
        day.session.register_table("run_disposition", own.into_view())?;
        day.judge().await?;
        timings.step("quality rules", started.elapsed());

        let started = Instant::now();
        let figures = day.figures(Extent::Whole).await?;
        if day.session.table("fct_household_state").await?.count().await? == 0 {
            return Err(WarehouseError::NoData(as_of));
        }
        timings.step("figures", started.elapsed());

        let started = Instant::now();
        for table in ["finding", "quality_problem", "household_current"] {
            self.register_previous(&day.session, table, as_of).await?;
        }
        let findings = day.findings(Extent::Whole).await?;
        timings.step("findings", started.elapsed());

        let started = Instant::now();
        day.told = self.told(&day.session, as_of).await?;
        let signals = published(&mut day, &SIGNALS).await?;
        timings.step("signals", started.elapsed());

        let started = Instant::now();
        let households = day.published("household_current").await?;
        timings.step("households", started.elapsed());

        let started = Instant::now();
        let problems = day.published("quality_problem").await?;
        let rates = day.published("quality_rate").await?;
        let changes = day.published("household_change").await?;
        let moved = tables::published("household_change").schema;
        session::register_batches(
            &day.session,
            "household_moved",
            moved,
            fitted_all(&changes, "household_change")?,
        )?;
        let accounts = day.published("reconciliation").await?;
        timings.step("quality", started.elapsed());

        let started = Instant::now();
        let drawn = self.warehouse.drawn_villages(as_of)?;
        session::register_batches(&day.session, inspection::DRAWN, drawn.schema(), vec![drawn])?;
        day.inspect().await?;
        let targets = day.published("inspection_target").await?;
        let components = day.published("inspection_component").await?;
        timings.step("inspection", started.elapsed());

        let started = Instant::now();
        day.concentrate().await?;
        let gathered = published(&mut day, &["concentration"]).await?;
        timings.step("concentration", started.elapsed());

        let started = Instant::now();
        day.time().await?;
        let spells = published(&mut day, &SPELLS).await?;
        timings.keep_dearest(std::mem::take(&mut day.costs));
        drop(day);
        timings.step("spells", started.elapsed());

        let started = Instant::now();
        let warehouse = self.warehouse;
        let sources = &sources;
        let days = self.missing_month_ends(sources, as_of).await?;
        let mut derived = futures::stream::iter(days)
            .map(async |month_end| {
                let figures = warehouse
                    .derivation(sources, month_end)?
                    .figures(Extent::Trend)
                    .await?;
                Ok::<_, WarehouseError>((month_end, figures))
            })
            .buffered(DAYS_AT_ONCE);
        while let Some((month_end, figures)) = derived.try_next().await? {
            self.replace("indicator", month_end, figures).await?;
        }
        drop(derived);
        timings.step("trend", started.elapsed());

        let started = Instant::now();
        self.replace("indicator", as_of, figures).await?;
        self.replace("finding", as_of, findings).await?;
        self.replace("household_current", as_of, households).await?;
        self.replace("quality_problem", as_of, problems).await?;
        self.replace("quality_rate", as_of, rates).await?;
        self.replace("household_change", as_of, changes).await?;
        self.replace("reconciliation", as_of, accounts).await?;
        self.replace("inspection_target", as_of, targets).await?;
        self.replace("inspection_component", as_of, components).await?;
        for (table, rows) in gathered.into_iter().chain(spells).chain(signals) {
            self.replace(table, as_of, rows).await?;
        }
        let written = self.warehouse.make_durable(&self.versions).await?;
        self.warehouse.watcher.reach(Moment::ReleaseWritten);
        let release = self
            .warehouse
            .ledger(|ledger| ledger.publish(run_id, as_of, &written, landings, at))?;
        self.warehouse.watcher.reach(Moment::ReleaseCommitted);
        timings.step("publish", started.elapsed());
        Ok(release)
    }

    async fn replace(&mut self, table: &str, as_of: NaiveDate, batches: Vec<RecordBatch>) -> Result<()> {
        let spec = tables::published(table);
        let version = self.versions.get(table).copied().unwrap_or_default();
        let batches = fitted_all(&batches, table)?;
        let written = self
            .warehouse
            .store
            .replace(&spec, version, &as_of_value(as_of), batches)
            .await?;
        self.versions.insert(table.to_owned(), written);
        self.warehouse.watcher.reach(Moment::PartReplaced);
        Ok(())
    }

    /// A published table as it was on the last day before `as_of` that a release spoke of.
    async fn register_previous(
        &self,
        session: &datafusion::prelude::SessionContext,
        table: &str,
        as_of: NaiveDate,
    ) -> Result<()> {
        let before = self.warehouse.day_before(&self.versions, table, as_of).await?;
        let part = as_of_value(before.unwrap_or(NaiveDate::MIN));
        let scan = self.warehouse.scan(&self.versions, table, Some(&part)).await?;
        session.register_table(format!("previous_{table}"), scan)?;
        Ok(())
    }

    /// What early warning is told, with `previous_signal` registered: the signals of the release before.
    ///
    /// A release always says which streams it watched, so that table knows the day; there need not have been a signal.
    async fn told(&self, session: &datafusion::prelude::SessionContext, as_of: NaiveDate) -> Result<Told> {
        let before = self
            .warehouse
            .day_before(&self.versions, "signal_stream", as_of)
            .await?;
        let part = as_of_value(before.unwrap_or(NaiveDate::MIN));
        let scan = self.warehouse.scan(&self.versions, "signal", Some(&part)).await?;
        session.register_table("previous_signal", scan)?;
        Ok(Told {
            standards: Arc::clone(&self.warehouse.standards),
            acts: self.warehouse.ledger(|ledger| ledger.signal_acts())?,
            before,
        })
    }

    /// Month ends of the last two years before `as_of` that have no figures yet and lie in the time of the data.
    async fn missing_month_ends(&self, sources: &Sources, as_of: NaiveDate) -> Result<Vec<NaiveDate>> {
        let known = self.warehouse.days_of(&self.versions, "indicator").await?;
        let Some(first) = self.first_state_on(sources, as_of).await? else {
            return Ok(vec![]);
        };
        let mut month = Month::of(as_of);
        let mut ends = vec![];
        for _ in 1..TREND_MONTHS {
            month = month.prev();
            let end = month.last_day();
            if end >= first && !known.contains(&end) {
                ends.push(end);
            }
        }
        ends.reverse();
        Ok(ends)
    }

    /// The first day that the households' states speak of.
    async fn first_state_on(&self, sources: &Sources, as_of: NaiveDate) -> Result<Option<NaiveDate>> {
        let mut day = self.warehouse.derivation(sources, as_of)?;
        day.build(&["stg_household".to_owned()]).await?;
        let batches = day
            .session
            .sql("select cast(min(state_on) as bigint) from stg_household")
            .await?
            .collect()
            .await?;
        let first = batches
            .first()
            .map(|batch| batch.column(0).as_primitive::<Int64Type>().clone());
        Ok(first
            .filter(|column| column.len() == 1 && column.is_valid(0))
            .and_then(|column| i32::try_from(column.value(0)).ok())
            .and_then(crate::udf::date_of)
            .filter(|day| day.year() > 1900))
    }
}

/// Some of the files of `sql/published/`, each with its name.
async fn published(
    day: &mut Derivation<'_>,
    tables: &[&'static str],
) -> Result<Vec<(&'static str, Vec<RecordBatch>)>> {
    let mut all = vec![];
    for table in tables {
        all.push((*table, day.published(table).await?));
    }
    Ok(all)
}

/// Batches with the columns and types of a published table.
pub(crate) fn fitted_all(batches: &[RecordBatch], table: &str) -> Result<Vec<RecordBatch>> {
    let spec = tables::published(table);
    batches.iter().map(|batch| fitted(batch, &spec)).collect()
}

/// A batch with the columns and types of a published table, by name.
fn fitted(batch: &RecordBatch, spec: &TableSpec) -> Result<RecordBatch> {
    let shape = |fault: String| WarehouseError::shape(&spec.name, fault);
    let columns = spec
        .schema
        .fields()
        .iter()
        .map(|field| {
            let column = batch
                .column_by_name(field.name())
                .ok_or_else(|| shape(format!("no column `{}`", field.name())))?;
            cast(column, field.data_type()).map_err(|fault| shape(fault.to_string()))
        })
        .collect::<Result<Vec<_>>>()?;
    RecordBatch::try_new(SchemaRef::clone(&spec.schema), columns).map_err(|fault| shape(fault.to_string()))
}
