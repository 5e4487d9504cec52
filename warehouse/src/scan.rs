//! A release's table as a plain Parquet scan.
//!
//! The Delta log is asked once for the files of the pinned version; the plan then holds only nodes of the engine itself, so that it
//! can be sent to another machine. Delta's own scan node cannot.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::datatypes::{Field, Schema, SchemaRef};
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::project_schema;
use datafusion::common::stats::Precision;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::{FileGroup, FileScanConfigBuilder, ParquetSource};
use datafusion::datasource::source::DataSourceExec;
use datafusion::datasource::table_schema::TableSchema;
use datafusion::error::Result as EngineResult;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown, TableType};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::empty::EmptyExec;
use datafusion::scalar::ScalarValue;
use deltalake::DeltaTable;
use futures::TryStreamExt;

use crate::error::{Result, WarehouseError};
use crate::store;

/// The files of one version of one table, optionally of one part only.
#[derive(Debug)]
pub(crate) struct SnapshotScan {
    file_schema: SchemaRef,
    partition: Vec<Arc<Field>>,
    schema: SchemaRef,
    files: Vec<PartitionedFile>,
}

impl SnapshotScan {
    /// Lists the files of the version that `delta` was opened at; with `part`, only those whose first partition column has that value.
    pub(crate) async fn open(name: &str, delta: &DeltaTable, part: Option<&ScalarValue>) -> Result<Self> {
        let fail = |source| WarehouseError::table(name, source);
        let root = delta
            .table_url()
            .to_file_path()
            .map_err(|()| WarehouseError::shape(name, "the table is not on this machine"))?;
        let snapshot = delta.snapshot().map_err(fail)?;
        let names: Vec<String> = snapshot.metadata().partition_columns().to_vec();
        let full = store::arrow_schema(name, delta)?;
        let is_partition = |field: &Field| names.iter().any(|column| column == field.name());
        let kept: Vec<_> = full
            .fields()
            .iter()
            .filter(|field| !is_partition(field))
            .cloned()
            .collect();
        let partition: Vec<Arc<Field>> = names
            .iter()
            .filter_map(|column| full.fields().iter().find(|field| field.name() == column).cloned())
            .collect();
        let mut files = vec![];
        let mut views = delta.get_active_add_actions_by_partitions(&[]);
        while let Some(view) = views.try_next().await.map_err(fail)? {
            let by_name: HashMap<String, Option<String>> = view
                .partition_values_map()
                .into_iter()
                .map(|(key, value)| (key.clone(), value.clone()))
                .collect();
            let values = store::partition_values(&names, &full, &by_name)?;
            if part.is_some_and(|wanted| values.first() != Some(wanted)) {
                continue;
            }
            let path = root.join(view.object_store_path().as_ref());
            let path = path.to_string_lossy().trim_start_matches('/').to_owned();
            let size = u64::try_from(view.size()).unwrap_or_default();
            files.push(PartitionedFile::new(path, size).with_partition_values(values));
        }
        files.sort_by(|a, b| a.path().cmp(b.path()));
        let file_schema = Arc::new(Schema::new(kept));
        let fields: Vec<_> = file_schema.fields().iter().chain(&partition).cloned().collect();
        Ok(Self {
            file_schema,
            partition,
            schema: Arc::new(Schema::new(fields)),
            files,
        })
    }
}

/// The files of the version that `delta` was opened at.
pub(crate) async fn files(name: &str, delta: &DeltaTable) -> Result<Vec<std::path::PathBuf>> {
    let fail = |source| WarehouseError::table(name, source);
    let root = delta
        .table_url()
        .to_file_path()
        .map_err(|()| WarehouseError::shape(name, "the table is not on this machine"))?;
    let mut files = vec![];
    let mut views = delta.get_active_add_actions_by_partitions(&[]);
    while let Some(view) = views.try_next().await.map_err(fail)? {
        files.push(root.join(view.object_store_path().as_ref()));
    }
    Ok(files)
}

/// The days that a table split by as-of day has parts for, in order.
pub(crate) async fn parts(name: &str, delta: &DeltaTable) -> Result<Vec<chrono::NaiveDate>> {
    let fail = |source| WarehouseError::table(name, source);
    let mut days = std::collections::BTreeSet::new();
    let mut views = delta.get_active_add_actions_by_partitions(&[]);
    while let Some(view) = views.try_next().await.map_err(fail)? {
        for value in view.partition_values_map().values().flatten() {
            let day = value.parse().map_err(|fault: chrono::ParseError| {
                WarehouseError::damaged(name, format!("`{value}` is not a day"), fault)
            })?;
            days.insert(day);
        }
    }
    Ok(days.into_iter().collect())
}

#[async_trait::async_trait]
impl TableProvider for SnapshotScan {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> EngineResult<Vec<TableProviderFilterPushDown>> {
        Ok(vec![TableProviderFilterPushDown::Inexact; filters.len()])
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        _filters: &[Expr],
        limit: Option<usize>,
    ) -> EngineResult<Arc<dyn ExecutionPlan>> {
        // A scan of no file has no partition, and not every plan can stand on none.
        if self.files.is_empty() {
            let schema = project_schema(&self.schema, projection)?;
            return Ok(Arc::new(EmptyExec::new(schema)));
        }
        let table_schema = TableSchema::builder(Arc::clone(&self.file_schema))
            .with_table_partition_cols(self.partition.clone())
            .build();
        let source = ParquetSource::new(table_schema)
            .with_table_parquet_options(state.table_options().parquet.clone());
        let groups = FileGroup::new(self.files.clone()).split_files(state.config().target_partitions());
        let config = FileScanConfigBuilder::new(ObjectStoreUrl::local_filesystem(), Arc::new(source))
            .with_file_groups(groups)
            .with_projection_indices(projection.cloned())?
            .with_limit(limit)
            .build();
        Ok(DataSourceExec::from_data_source(config))
    }

    fn statistics(&self) -> Option<datafusion::common::Statistics> {
        let mut statistics = datafusion::common::Statistics::new_unknown(&self.schema);
        let bytes: u64 = self.files.iter().map(|file| file.object_meta.size).sum();
        statistics.total_byte_size = usize::try_from(bytes).map_or(Precision::Absent, Precision::Inexact);
        Some(statistics)
    }
}

#[cfg(test)]
mod tests {
    use arrow::array::{Int64Array, RecordBatch, StringArray};
    use arrow::datatypes::DataType;
    use arrow::util::pretty::pretty_format_batches;
    use datafusion::prelude::{col, lit};

    use super::*;
    use crate::append::Appender;
    use crate::session::{self, Limits};
    use crate::store::{Store, TableSpec};

    fn spec() -> TableSpec {
        TableSpec {
            name: "things".to_owned(),
            schema: Arc::new(Schema::new(vec![
                Field::new("thing_id", DataType::Utf8, true),
                Field::new("persons", DataType::Int64, true),
                Field::new("county_code", DataType::Utf8, true),
            ])),
            partition: "county_code",
            append_only: false,
        }
    }

    fn batch(county: &str, rows: i64) -> RecordBatch {
        let ids = StringArray::from_iter_values((0..rows).map(|row| format!("{county}-{row}")));
        let persons: Int64Array = (0..rows).map(|row| (row % 5 != 0).then_some(row % 5)).collect();
        let counties = StringArray::from_iter_values((0..rows).map(|_| county));
        RecordBatch::try_new(
            spec().schema,
            vec![Arc::new(ids), Arc::new(persons), Arc::new(counties)],
        )
        .unwrap()
    }

    async fn append(store: &Store, version: u64, batches: Vec<RecordBatch>) -> u64 {
        let mut appender = Appender::open(store, "things", version).await.unwrap();
        for batch in batches {
            appender.add(batch).await.unwrap();
        }
        appender.commit().await.unwrap()
    }

    async fn answers(provider: Arc<dyn TableProvider>, text: &str) -> String {
        let calendar = Arc::new(domain::calendar::WorkCalendar::parse(&[]).unwrap());
        let session = session::open(
            Limits {
                memory_mib: 64,
                threads: 2,
            },
            &calendar,
        )
        .unwrap();
        session.register_table("things", provider).unwrap();
        let rows = session.sql(text).await.unwrap().collect().await.unwrap();
        pretty_format_batches(&rows).unwrap().to_string()
    }

    #[tokio::test]
    async fn the_plain_scan_and_deltas_own_scan_agree_at_every_version() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(folder.path(), Arc::new(crate::disk::LocalDisk));
        let created = store.create(&spec()).await.unwrap();
        let first = append(&store, created, vec![batch("340604", 100)]).await;
        let second = append(&store, first, vec![batch("450222", 40)]).await;
        let part = ScalarValue::from("340604");
        let third = store
            .replace(&spec(), second, &part, vec![batch("340604", 7)])
            .await
            .unwrap();

        for version in [created, first, second, third] {
            let delta = store.open("things", version).await.unwrap();
            for text in [
                "select count(*) as n, sum(persons) as p, count(persons) as known from things",
                "select county_code, count(*) as n, max(thing_id) as last from things group by county_code order by 1",
                "select thing_id from things where county_code = '340604' and persons > 3 order by thing_id limit 5",
            ] {
                let plain = Arc::new(SnapshotScan::open("things", &delta, None).await.unwrap());
                let own = delta.table_provider().await.unwrap();
                assert_eq!(
                    answers(plain, text).await,
                    answers(own, text).await,
                    "version {version}: {text}"
                );
            }
        }
    }

    #[tokio::test]
    async fn a_table_without_rows_can_be_sorted_beside_another() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(folder.path(), Arc::new(crate::disk::LocalDisk));
        let version = store.create(&spec()).await.unwrap();
        let delta = store.open("things", version).await.unwrap();
        let scan = Arc::new(SnapshotScan::open("things", &delta, None).await.unwrap());
        let text = "select thing_id from things union all select thing_id from things order by 1";

        assert!(!answers(scan, text).await.contains("34"));
    }

    #[tokio::test]
    async fn a_part_holds_only_its_own_rows() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(folder.path(), Arc::new(crate::disk::LocalDisk));
        let created = store.create(&spec()).await.unwrap();
        let version = append(&store, created, vec![batch("340604", 100), batch("450222", 40)]).await;
        let delta = store.open("things", version).await.unwrap();

        let part = ScalarValue::from("450222");
        let scan = Arc::new(SnapshotScan::open("things", &delta, Some(&part)).await.unwrap());

        let calendar = Arc::new(domain::calendar::WorkCalendar::parse(&[]).unwrap());
        let session = session::open(Limits::default(), &calendar).unwrap();
        let frame = session.read_table(scan).unwrap();
        assert_eq!(frame.clone().count().await.unwrap(), 40);
        assert_eq!(
            frame
                .filter(col("county_code").eq(lit("340604")))
                .unwrap()
                .count()
                .await
                .unwrap(),
            0
        );
    }

    #[tokio::test]
    async fn a_tail_that_was_never_recorded_is_set_aside_and_the_table_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(folder.path(), Arc::new(crate::disk::LocalDisk));
        let created = store.create(&spec()).await.unwrap();
        let kept = append(&store, created, vec![batch("340604", 10)]).await;
        append(&store, kept, vec![batch("340604", 99)]).await;

        let moved = store.set_aside(&[("things".to_owned(), kept)].into()).unwrap();
        let next = append(&store, kept, vec![batch("340604", 1)]).await;

        assert_eq!(moved, ["things/00000000000000000002.json"]);
        let delta = store.open("things", next).await.unwrap();
        let scan = Arc::new(SnapshotScan::open("things", &delta, None).await.unwrap());
        assert!(
            answers(scan, "select count(*) as n from things")
                .await
                .contains("| 11 |")
        );
    }

    #[tokio::test]
    async fn a_table_keeps_to_the_restricted_profile() {
        let folder = tempfile::tempdir().unwrap();
        Store::new(folder.path(), Arc::new(crate::disk::LocalDisk))
            .create(&spec())
            .await
            .unwrap();

        let log = folder.path().join("things/_delta_log/00000000000000000000.json");
        let text = std::fs::read_to_string(log).unwrap();

        let protocol: serde_json::Value = text
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
            .find_map(|action| action.get("protocol").cloned())
            .unwrap();
        assert_eq!(
            protocol,
            serde_json::json!({ "minReaderVersion": 1, "minWriterVersion": 2 })
        );
        for feature in [
            "deletionVector",
            "columnMapping",
            "identity",
            "rowTracking",
            "enableChangeDataFeed",
        ] {
            assert!(!text.contains(feature), "{feature}");
        }
    }
}
