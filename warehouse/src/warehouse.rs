//! A home opened: what is in it, who may write, and the sessions that read one release.

use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::RecordBatch;
use chrono::NaiveDate;
use datafusion::catalog::TableProvider;
use datafusion::prelude::{DataFrame, SessionContext};
use datafusion::scalar::ScalarValue;
use domain::calendar::WorkCalendar;
use domain::policy::PolicyBook;

use crate::archive::Archive;
use crate::derive::{Derivation, Versions};
use crate::disk::{self, Disk};
use crate::error::{Result, WarehouseError};
use crate::home::Home;
use crate::ledger::{Ledger, ReleaseRow, Written};
use crate::model::Catalogue;
use crate::moment::Watcher;
use crate::scan::SnapshotScan;
use crate::session::{self, Limits};
use crate::signal::StandardBook;
use crate::sources::Sources;
use crate::store::{Store, TableSpec};
use crate::tables::{self, SourceTable};
use crate::udf::days_of;
use crate::workbench::Workbench;

/// What the wiring hands over when it opens a home.
#[derive(Debug)]
pub struct Setup {
    pub home: Home,
    pub catalogue: Catalogue,
    pub policies: PolicyBook,
    pub calendar: WorkCalendar,
    /// The numbers of early warning.
    pub standards: StandardBook,
    pub sources: Vec<SourceTable>,
    pub disposition: arrow::datatypes::SchemaRef,
    pub limits: Limits,
    pub disk: Arc<dyn Disk>,
    pub watcher: Watcher,
}

/// A home that can be read; [`crate::Writer`] may also write.
#[derive(Debug)]
pub struct Warehouse {
    pub(crate) home: Home,
    pub(crate) store: Store,
    pub(crate) archive: Archive,
    disk: Arc<dyn Disk>,
    pub(crate) catalogue: Catalogue,
    pub(crate) policies: PolicyBook,
    pub(crate) calendar: Arc<WorkCalendar>,
    pub(crate) standards: Arc<StandardBook>,
    pub(crate) sources: Vec<SourceTable>,
    pub(crate) specs: Vec<TableSpec>,
    pub(crate) limits: Limits,
    pub(crate) watcher: Watcher,
    ledger: Mutex<Ledger>,
}

impl Warehouse {
    /// Opens a home, made when it is missing.
    pub fn open(setup: Setup) -> Result<Self> {
        let home = setup.home;
        for folder in [
            home.root().to_owned(),
            home.warehouse(),
            home.raw(),
            home.reports(),
        ] {
            std::fs::create_dir_all(&folder).map_err(|source| WarehouseError::file(&folder, source))?;
        }
        let ledger = Ledger::open(&home.control())?;
        Ok(Self {
            store: Store::new(home.warehouse(), Arc::clone(&setup.disk)),
            archive: Archive::new(home.raw(), Arc::clone(&setup.disk)),
            disk: setup.disk,
            specs: tables::all(&setup.sources, &setup.disposition),
            ledger: Mutex::new(ledger),
            home,
            catalogue: setup.catalogue,
            policies: setup.policies,
            calendar: Arc::new(setup.calendar),
            standards: Arc::new(setup.standards),
            sources: setup.sources,
            limits: setup.limits,
            watcher: setup.watcher,
        })
    }

    /// Asks or tells the ledger something.
    pub fn ledger<T>(&self, work: impl FnOnce(&mut Ledger) -> Result<T>) -> Result<T> {
        // A panic elsewhere cannot leave a half-done change: SQLite rolled it back.
        let mut ledger = self.ledger.lock().unwrap_or_else(PoisonError::into_inner);
        let done = work(&mut ledger)?;
        // What is committed is done, whether there is room for its sum or not: a sum that is older is told as such, and is no damage.
        drop(ledger.sum_up());
        Ok(done)
    }

    pub fn home(&self) -> &Home {
        &self.home
    }

    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// The numbers of early warning.
    pub fn standards(&self) -> &StandardBook {
        &self.standards
    }

    pub fn policies(&self) -> &PolicyBook {
        &self.policies
    }

    /// The release with this id, or the one that answers now.
    pub fn release(&self, release_id: Option<&str>) -> Result<ReleaseRow> {
        self.ledger(|ledger| match release_id {
            None => ledger.current_release()?.ok_or(WarehouseError::NoRelease),
            Some(wanted) => ledger
                .releases()?
                .into_iter()
                .find(|release| release.release_id == wanted)
                .ok_or_else(|| WarehouseError::UnknownRelease(wanted.to_owned())),
        })
    }

    /// The columns of a disposition.
    pub(crate) fn disposition_schema(&self) -> arrow::datatypes::SchemaRef {
        let spec = self.specs.iter().find(|spec| spec.name == tables::NOT_LANDED);
        Arc::clone(
            &spec
                .expect("every home has the table of rows that did not land")
                .schema,
        )
    }

    /// Holds every rule of data quality to its columns, its type and its examples; says all faults at once.
    pub async fn check_rules(&self) -> Result<()> {
        let calendar = WorkCalendar::clone(&self.calendar);
        let mut bench = Workbench::new(
            &self.catalogue,
            &self.policies,
            calendar,
            self.sources.clone(),
            self.disposition_schema(),
        )?;
        let faults = bench.rule_faults().await?;
        if faults.is_empty() {
            return Ok(());
        }
        let faults = faults.iter().map(ToString::to_string).collect();
        Err(WarehouseError::QualityRules(faults))
    }

    /// Runs a read-only query on one release.
    pub async fn query(
        &self,
        text: &str,
        release_id: Option<&str>,
    ) -> Result<(arrow::datatypes::SchemaRef, Vec<RecordBatch>)> {
        let release = self.release(release_id)?;
        let sources = self.sources(&release.tables).await?;
        let mut derivation = self.derivation(&sources, release.as_of)?;
        let dispositions = sources.dispositions(&derivation.session)?;
        derivation
            .session
            .register_table("disposition", dispositions.into_view())?;
        self.register_published(&derivation.session, &release).await?;
        let names = session::references(&derivation.session, text)?;
        if self
            .catalogue
            .order(names.iter().cloned())?
            .iter()
            .any(|model| !model.is_staging)
        {
            derivation.prepare().await?;
        }
        derivation.build(&names).await?;
        let frame = session::read_only(&derivation.session, text).await?;
        let schema = Arc::clone(frame.schema().inner());
        let batches = frame.collect().await?;
        Ok((batches.first().map_or(schema, RecordBatch::schema), batches))
    }

    /// A session over the source rows, for one day.
    pub(crate) fn derivation(&self, sources: &Sources, as_of: NaiveDate) -> Result<Derivation<'_>> {
        let session = session::open(self.limits, &self.calendar)?;
        sources.register(&session)?;
        Ok(Derivation::new(session, &self.catalogue, &self.policies, as_of))
    }

    /// One version of a table, or one part of it.
    pub(crate) async fn scan(
        &self,
        versions: &Versions,
        table: &str,
        part: Option<&ScalarValue>,
    ) -> Result<Arc<dyn TableProvider>> {
        let version = versions
            .get(table)
            .ok_or_else(|| WarehouseError::shape(table, "the release does not pin this table"))?;
        let delta = self.store.open(table, *version).await?;
        Ok(Arc::new(SnapshotScan::open(table, &delta, part).await?))
    }

    /// Syncs every file of the tables and of the archive that the ledger does not know yet, so that it may speak of them.
    pub(crate) async fn make_durable(&self, versions: &Versions) -> Result<Written> {
        let recorded = self.ledger(|ledger| ledger.versions())?;
        let known = self.ledger(|ledger| ledger.table_files())?;
        let mut files = vec![];
        let mut paths = vec![];
        let changed = versions
            .iter()
            .filter(|(table, version)| recorded.get(*table) != Some(version));
        for (table, version) in changed {
            let delta = self.store.open(table, *version).await?;
            let mut own = crate::scan::files(table, &delta).await?;
            own.retain(|path| !known.contains_key(&self.store.name_of(path)));
            // The log is looked at whole: the pointer to its checkpoint changes in place.
            own.extend(self.store.log_files(table, *version)?);
            for path in own {
                let (name, sha256) = (self.store.name_of(&path), crate::verify::content_hash(&path)?);
                if known.get(&name) != Some(&sha256) {
                    files.push((name, sha256));
                    paths.push(path);
                }
            }
        }
        self.store.sync(&paths)?;
        self.archive.sync()?;
        disk::sync_upwards(&*self.disk, self.home.root())?;
        Ok(Written {
            versions: versions.clone(),
            files,
        })
    }

    /// A published table of the release's own day. A release of a time before the table has none of its rows.
    pub(crate) async fn published(
        &self,
        session: &SessionContext,
        release: &ReleaseRow,
        table: &str,
    ) -> Result<DataFrame> {
        let spec = tables::published(table);
        if !release.tables.contains_key(table) {
            return Ok(session.read_batch(RecordBatch::new_empty(spec.schema))?);
        }
        let part = as_of_value(release.as_of);
        let scan = self.scan(&release.tables, table, Some(&part)).await?;
        // The partition column comes last on disk; a reader sees the columns in the order of the contract.
        let columns: Vec<&str> = spec
            .schema
            .fields()
            .iter()
            .map(|field| field.name().as_str())
            .collect();
        Ok(session.read_table(scan)?.select_columns(&columns)?)
    }

    /// The days that a published table has a part for at its version of `versions`, in order.
    pub(crate) async fn days_of(&self, versions: &Versions, table: &str) -> Result<Vec<NaiveDate>> {
        let version = versions.get(table).copied().unwrap_or_default();
        let delta = self.store.open(table, version).await?;
        crate::scan::parts(table, &delta).await
    }

    /// The last day before `as_of` that a published table has a part for.
    pub(crate) async fn day_before(
        &self,
        versions: &Versions,
        table: &str,
        as_of: NaiveDate,
    ) -> Result<Option<NaiveDate>> {
        let days = self.days_of(versions, table).await?;
        Ok(days.into_iter().rfind(|day| *day < as_of))
    }

    async fn register_published(&self, session: &SessionContext, release: &ReleaseRow) -> Result<()> {
        for name in tables::PUBLISHED {
            let frame = self.published(session, release, name).await?;
            session.register_table(name, frame.into_view())?;
        }
        let releases = self.ledger(|ledger| ledger.releases())?;
        let batch = release_table(&releases)?;
        session::register_batches(session, "release", batch.schema(), vec![batch])
    }
}

/// The value of the partition column of a published table.
pub(crate) fn as_of_value(as_of: NaiveDate) -> ScalarValue {
    ScalarValue::Date32(Some(days_of(as_of)))
}

/// The published table `release`.
fn release_table(releases: &[ReleaseRow]) -> Result<RecordBatch> {
    use arrow::array::{ArrayRef, Date32Array, StringArray};
    let texts = |value: fn(&ReleaseRow) -> String| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(releases.iter().map(value)))
    };
    let days = Date32Array::from_iter_values(releases.iter().map(|release| days_of(release.as_of)));
    RecordBatch::try_from_iter([
        ("release_id", texts(|release| release.release_id.clone())),
        ("as_of", Arc::new(days) as ArrayRef),
        ("published_at", texts(|release| release.published_at.clone())),
        (
            "tables",
            texts(|release| serde_json::to_string(&release.tables).unwrap_or_default()),
        ),
        ("state", texts(|release| release.state.clone())),
    ])
    .map_err(|fault| WarehouseError::shape("release", fault.to_string()))
}
