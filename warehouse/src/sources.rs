//! What everything is derived from, at some versions: the landed rows of every dataset, the rows that did not land, the delivered files.

use std::sync::Arc;

use datafusion::catalog::TableProvider;
use datafusion::common::JoinType;
use datafusion::datasource::MemTable;
use datafusion::prelude::{DataFrame, SessionContext, col, lit};
use datafusion::scalar::ScalarValue;

use crate::derive::Versions;
use crate::error::{Result, WarehouseError};
use crate::session;
use crate::tables::{NOT_LANDED, SOURCE_FILE, SUPERSEDED, landed};
use crate::warehouse::Warehouse;

/// Rows that the engine can read.
type Table = Arc<dyn TableProvider>;

/// The tables, opened once for as many days as are derived from them.
pub(crate) struct Sources {
    datasets: Vec<Dataset>,
    not_landed: Table,
    files: Table,
}

/// All landed rows of a dataset, and which of them a later delivery replaced; none for the many datasets that are never corrected.
struct Dataset {
    name: &'static str,
    landed: Table,
    replaced: Option<Table>,
}

impl Warehouse {
    /// The source rows of some versions.
    pub(crate) async fn sources(&self, versions: &Versions) -> Result<Sources> {
        let mut datasets = vec![];
        for source in &self.sources {
            datasets.push(Dataset {
                name: source.name,
                landed: self.scan(versions, &landed(source.name), None).await?,
                replaced: self.replaced(versions, source.name).await?,
            });
        }
        Ok(Sources {
            datasets,
            not_landed: self.scan(versions, NOT_LANDED, None).await?,
            files: self.scan(versions, SOURCE_FILE, None).await?,
        })
    }

    async fn replaced(&self, versions: &Versions, dataset: &str) -> Result<Option<Table>> {
        let scan = self
            .scan(versions, SUPERSEDED, Some(&ScalarValue::from(dataset)))
            .await?;
        let session = session::open(self.limits, &self.calendar)?;
        let frame = session
            .read_table(scan)?
            .select(vec![col("landed_seq").alias("replaced_seq")])?;
        let batches = frame.collect().await?;
        let Some(first) = batches.iter().find(|batch| batch.num_rows() > 0) else {
            return Ok(None);
        };
        Ok(Some(Arc::new(MemTable::try_new(first.schema(), vec![batches])?)))
    }
}

impl Sources {
    /// Registers the source rows that count, `source_visit`, and the delivered files.
    pub(crate) fn register(&self, session: &SessionContext) -> Result<()> {
        for dataset in &self.datasets {
            let name = format!("source_{}", dataset.name);
            match dataset.current(session)? {
                Some(current) => session.register_table(name, current.into_view())?,
                None => session.register_table(name, Arc::clone(&dataset.landed))?,
            };
        }
        session.register_table(SOURCE_FILE, Arc::clone(&self.files))?;
        Ok(())
    }

    /// What became of every source row (figures.md, `disposition`): a landed one says so by being there, the others are noted.
    pub(crate) fn dispositions(&self, session: &SessionContext) -> Result<DataFrame> {
        let place = ["batch_id", "file", "file_sha256", "sheet", "row_number"].map(col);
        let columns = |own: [datafusion::logical_expr::Expr; 3]| {
            let own = own.into_iter().zip(["dataset", "disposition", "reasons"]);
            let own = own.map(|(value, name)| value.alias(name));
            place
                .iter()
                .cloned()
                .chain(own)
                .chain([col("county_code")])
                .collect::<Vec<_>>()
        };
        let schema = self.not_landed.schema();
        let reasons = schema
            .field_with_name("reasons")
            .map_err(|fault| WarehouseError::shape(NOT_LANDED, fault.to_string()))?;
        let no_reasons = ScalarValue::new_default(reasons.data_type())?;
        let noted = session.read_table(Arc::clone(&self.not_landed))?;
        let mut all = noted.select(columns(["dataset", "disposition", "reasons"].map(col)))?;
        for dataset in &self.datasets {
            let rows = session.read_table(Arc::clone(&dataset.landed))?;
            let own = [lit(dataset.name), lit("landed"), lit(no_reasons.clone())];
            all = all.union(rows.select(columns(own))?)?;
        }
        Ok(all)
    }
}

impl Dataset {
    /// All versions landed, less those that a later delivery replaced; none when none was.
    fn current(&self, session: &SessionContext) -> Result<Option<DataFrame>> {
        let Some(replaced) = &self.replaced else {
            return Ok(None);
        };
        let rows = session.read_table(Arc::clone(&self.landed))?;
        let replaced = session.read_table(Arc::clone(replaced))?;
        let (own, other) = (&["landed_seq"], &["replaced_seq"]);
        Ok(Some(rows.join(replaced, JoinType::LeftAnti, own, other, None)?))
    }
}
