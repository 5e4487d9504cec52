//! Delta tables in the restricted profile: append and partition replacement, no exotic feature, one writer at a time.
//!
//! Only here and in [`crate::append`] is a Delta table created or written. What is durable is what the control database says: a commit beyond the version
//! recorded there belongs to a run that did not finish, nobody has read it, and [`Store::set_aside`] takes it out of the log.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::prelude::{col, lit};
use datafusion::scalar::ScalarValue;
use deltalake::DeltaTable;
use deltalake::kernel::StructType;
use deltalake::kernel::engine::arrow_conversion::TryIntoKernel;
use deltalake::kernel::transaction::CommitProperties;
use deltalake::protocol::SaveMode;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::{WriterProperties, WriterPropertiesBuilder};
use url::Url;

use crate::disk::{self, Disk};
use crate::error::{Result, WarehouseError};

/// How a table is kept.
#[derive(Debug, Clone)]
pub(crate) struct TableSpec {
    pub(crate) name: String,
    pub(crate) schema: SchemaRef,
    /// The one column that splits the table into replaceable parts; ASCII values only.
    pub(crate) partition: &'static str,
    /// Rows are added and never replaced.
    pub(crate) append_only: bool,
}

impl TableSpec {
    /// A table of source rows, split by county, never rewritten.
    pub(crate) fn landed(name: impl Into<String>, schema: SchemaRef) -> Self {
        Self {
            name: name.into(),
            schema,
            partition: "county_code",
            append_only: true,
        }
    }

    /// A published table, one part per as-of day.
    pub(crate) fn published(name: impl Into<String>, fields: Vec<Field>) -> Self {
        Self {
            name: name.into(),
            schema: Arc::new(Schema::new(fields)),
            partition: "as_of",
            append_only: false,
        }
    }
}

/// The folder that holds the tables.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    root: PathBuf,
    disk: Arc<dyn Disk>,
}

impl Store {
    pub(crate) fn new(root: impl Into<PathBuf>, disk: Arc<dyn Disk>) -> Self {
        Self {
            root: root.into(),
            disk,
        }
    }

    fn folder(&self, table: &str) -> PathBuf {
        self.root.join(table)
    }

    /// A file's path below the folder of the tables, which does not change when the home moves.
    pub(crate) fn name_of(&self, path: &Path) -> String {
        path.strip_prefix(self.canonical_root())
            .unwrap_or(path)
            .to_string_lossy()
            .into_owned()
    }

    /// The place of a file by its name.
    pub(crate) fn path_of(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// Makes files of the tables, and the folders they are in, outlive a power failure.
    pub(crate) fn sync(&self, files: &[PathBuf]) -> Result<()> {
        disk::sync_all(
            &*self.disk,
            &self.canonical_root(),
            files.iter().map(PathBuf::as_path),
        )
    }

    fn canonical_root(&self) -> PathBuf {
        self.root.canonicalize().unwrap_or_else(|_| self.root.clone())
    }

    fn url(&self, table: &str) -> Result<Url> {
        let folder = self.folder(table);
        std::fs::create_dir_all(&folder).map_err(|source| WarehouseError::file(&folder, source))?;
        let absolute = folder
            .canonicalize()
            .map_err(|source| WarehouseError::file(&folder, source))?;
        Url::from_directory_path(&absolute).map_err(|()| {
            WarehouseError::shape(table, format!("`{}` is not an absolute path", absolute.display()))
        })
    }

    /// Creates the table; gives its version.
    pub(crate) async fn create(&self, spec: &TableSpec) -> Result<u64> {
        // A log that the ledger does not know was begun by a run that ended before it could say so, and may be torn.
        if self.log(&spec.name).exists() {
            self.set_aside_beyond(&spec.name, None)?;
        }
        let table = deltalake::DeltaTableBuilder::from_url(self.url(&spec.name)?)
            .and_then(deltalake::DeltaTableBuilder::build)
            .map_err(|source| WarehouseError::table(&spec.name, source))?;
        let schema: StructType = spec.schema.as_ref().try_into_kernel().map_err(|source| {
            WarehouseError::table(&spec.name, deltalake::DeltaTableError::Arrow { source })
        })?;
        let configuration = [
            (
                "delta.appendOnly",
                if spec.append_only { "true" } else { "false" },
            ),
            ("delta.enableExpiredLogCleanup", "false"),
            ("delta.logRetentionDuration", "interval 3650 days"),
            ("delta.deletedFileRetentionDuration", "interval 400 days"),
            ("delta.checkpointInterval", "20"),
        ];
        let table = table
            .create()
            .with_columns(schema.fields().cloned())
            .with_partition_columns([spec.partition])
            .with_configuration(configuration.map(|(key, value)| (key, Some(value))))
            .await
            .map_err(|source| WarehouseError::table(&spec.name, source))?;
        Ok(table.version().unwrap_or(0))
    }

    /// Opens the table at a version.
    pub(crate) async fn open(&self, table: &str, version: u64) -> Result<DeltaTable> {
        deltalake::DeltaTableBuilder::from_url(self.url(table)?)
            .map_err(|source| WarehouseError::table(table, source))?
            .with_version(version)
            .load()
            .await
            .map_err(|source| WarehouseError::table(table, source))
    }

    /// Replaces the part of one value of the partition column; gives the new version.
    pub(crate) async fn replace(
        &self,
        spec: &TableSpec,
        version: u64,
        part: &ScalarValue,
        batches: Vec<RecordBatch>,
    ) -> Result<u64> {
        let handle = self.open(&spec.name, version).await?;
        // Delta wants at least one batch, be it empty, to know that the part is to be emptied.
        let batches = if batches.is_empty() {
            vec![RecordBatch::new_empty(SchemaRef::clone(&spec.schema))]
        } else {
            batches
        };
        let written = handle
            .write(batches)
            .with_save_mode(SaveMode::Overwrite)
            .with_replace_where(col(spec.partition).eq(lit(part.clone())))
            .with_writer_properties(compressed().build())
            .with_commit_properties(CommitProperties::default().with_max_retries(0))
            .await
            .map_err(|source| WarehouseError::table(&spec.name, source))?;
        expect_version(&spec.name, &written)
    }

    /// Takes commits beyond the recorded versions out of the logs: what a killed or failed run left behind.
    ///
    /// They are moved to `_delta_log/.torn/`, not deleted. Gives the names of what was moved.
    pub(crate) fn set_aside(&self, recorded: &BTreeMap<String, u64>) -> Result<Vec<String>> {
        let mut moved = vec![];
        for (table, version) in recorded {
            moved.extend(self.set_aside_beyond(table, Some(*version))?);
        }
        Ok(moved)
    }

    /// `None` sets the whole log aside.
    fn set_aside_beyond(&self, table: &str, version: Option<u64>) -> Result<Vec<String>> {
        let log = self.log(table);
        let mut moved = vec![];
        for entry in read_dir(&log)?.into_iter().filter(|entry| entry.path().is_file()) {
            let name = entry.file_name().to_string_lossy().into_owned();
            let is_late = match (log_number(&name), version) {
                (_, None) => true,
                (Some(number), Some(version)) => number > version,
                (None, Some(version)) => {
                    name == HINT && hinted(&entry.path()).is_none_or(|hinted| hinted > version)
                }
            };
            if is_late {
                let torn = log.join(".torn");
                std::fs::create_dir_all(&torn).map_err(|source| WarehouseError::file(&torn, source))?;
                let target = free_name(&torn, &name);
                std::fs::rename(entry.path(), &target)
                    .map_err(|source| WarehouseError::file(&target, source))?;
                moved.push(format!("{table}/{name}"));
            }
        }
        Ok(moved)
    }

    /// Whether a file is the pointer to a table's last checkpoint, as a run that did not finish has left it or as its recovery has: it
    /// names a version that nobody recorded, or was set aside.
    pub(crate) fn is_hint_of_an_unfinished_run(&self, name: &str, recorded: &BTreeMap<String, u64>) -> bool {
        let Some(log) = name.strip_suffix(HINT) else {
            return false;
        };
        let table = log.split('/').next().unwrap_or_default();
        let path = self.path_of(name);
        let version = recorded.get(table).copied().unwrap_or_default();
        !path.exists() || hinted(&path).is_some_and(|hinted| hinted > version)
    }

    /// The files of the table's log up to a version.
    pub(crate) fn log_files(&self, table: &str, version: u64) -> Result<Vec<PathBuf>> {
        let log = self.log(table);
        let log = log
            .canonicalize()
            .map_err(|source| WarehouseError::file(&log, source))?;
        let files = read_dir(&log)?
            .into_iter()
            .map(|entry| entry.path())
            .filter(|path| {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                path.is_file() && log_number(&name).is_none_or(|number| number <= version)
            });
        Ok(files.collect())
    }

    fn log(&self, table: &str) -> PathBuf {
        self.folder(table).join("_delta_log")
    }
}

/// The pointer to the last checkpoint of a log: a hint, without which the log is listed.
const HINT: &str = "_last_checkpoint";

/// The version that a file of a log belongs to.
fn log_number(name: &str) -> Option<u64> {
    name.split('.').next()?.parse().ok()
}

fn read_dir(folder: &Path) -> Result<Vec<std::fs::DirEntry>> {
    let mut entries = std::fs::read_dir(folder)
        .and_then(Iterator::collect::<std::io::Result<Vec<_>>>)
        .map_err(|source| WarehouseError::file(folder, source))?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    Ok(entries)
}

/// The version that a pointer to a checkpoint names; none when it cannot be read.
fn hinted(path: &Path) -> Option<u64> {
    let bytes = std::fs::read(path).ok()?;
    let hint: serde_json::Value = serde_json::from_slice(&bytes).ok()?;
    hint.get("version")?.as_u64()
}

/// A name in `folder` that no file has: `name`, or `name` with a number.
fn free_name(folder: &Path, name: &str) -> PathBuf {
    let mut path = folder.join(name);
    let mut count = 0;
    while path.exists() {
        count += 1;
        path = folder.join(format!("{name}.{count}"));
    }
    path
}

pub(crate) fn compressed() -> WriterPropertiesBuilder {
    WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::default()))
}

pub(crate) fn expect_version(table: &str, written: &DeltaTable) -> Result<u64> {
    written
        .version()
        .ok_or_else(|| WarehouseError::shape(table, "a write gave no version"))
}

/// The Arrow schema of a Delta table: what Delta stores, in its own column order.
pub(crate) fn arrow_schema(table: &str, delta: &DeltaTable) -> Result<SchemaRef> {
    let snapshot = delta
        .snapshot()
        .map_err(|source| WarehouseError::table(table, source))?;
    Ok(snapshot.snapshot().arrow_schema())
}

/// The values of the partition columns, typed.
pub(crate) fn partition_values(
    names: &[String],
    schema: &Schema,
    by_name: &HashMap<String, Option<String>>,
) -> datafusion::error::Result<Vec<ScalarValue>> {
    names
        .iter()
        .map(|name| {
            let data_type = schema
                .field_with_name(name)
                .map_or(&DataType::Utf8, |field| field.data_type());
            match by_name.get(name).cloned().flatten() {
                Some(text) => ScalarValue::try_from_string(text, data_type),
                None => ScalarValue::try_new_null(data_type),
            }
        })
        .collect()
}
