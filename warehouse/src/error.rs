//! What can go wrong below a release, with the table, model or file it went wrong in.

use std::path::PathBuf;

use datafusion::error::DataFusionError;
use deltalake::DeltaTableError;

/// A failure of the warehouse. The cause stays a cause; texts complete "failed to …".
#[derive(Debug, thiserror::Error)]
pub enum WarehouseError {
    #[error("read or write `{path}`")]
    File { path: PathBuf, source: std::io::Error },
    #[error("use table `{table}`")]
    Table {
        table: String,
        source: Box<DeltaTableError>,
    },
    #[error("use the control database")]
    Ledger(#[from] rusqlite::Error),
    #[error("run model `{model}`")]
    Model {
        model: String,
        source: Box<DataFusionError>,
    },
    #[error("understand the header of `{file}`: {fault}")]
    Header { file: String, fault: String },
    #[error("understand the rules of data quality:\n  {}", .0.join("\n  "))]
    QualityRules(Vec<String>),
    #[error("order the models: `{0}` depends on itself")]
    Cycle(String),
    #[error("run the query")]
    Query(#[source] Box<DataFusionError>),
    #[error("answer this statement: only `select` is allowed here")]
    NotReadOnly,
    #[error("find release `{0}`")]
    UnknownRelease(String),
    #[error("find this household in release {release}: none has this 户编号")]
    UnknownHousehold { release: String },
    #[error("trace the figure: {0}")]
    UnknownFigure(String),
    #[error("find a release: none has been published yet")]
    NoRelease,
    /// A draw for an inspection that may not be made, or not so.
    #[error("draw an inspection: {0}")]
    Draw(String),
    #[error("publish a release for {0}: no household has a state on or before that day")]
    NoData(chrono::NaiveDate),
    #[error("start: another process is writing to this home (lock `{0}`)")]
    Busy(PathBuf),
    #[error("read table `{table}`: {fault}")]
    Shape { table: String, fault: String },
    #[error("read table `{table}`: {what}")]
    Damaged {
        table: String,
        what: String,
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    #[error("protect personal data: {0}")]
    Vault(String),
    #[error("balance the books of batch `{batch}`: {fault}")]
    Unbalanced { batch: String, fault: String },
}

/// The result of everything here.
pub type Result<T, E = WarehouseError> = std::result::Result<T, E>;

impl WarehouseError {
    pub(crate) fn table(table: &str, source: DeltaTableError) -> Self {
        Self::Table {
            table: table.to_owned(),
            source: Box::new(source),
        }
    }

    pub(crate) fn model(model: &str, source: DataFusionError) -> Self {
        Self::Model {
            model: model.to_owned(),
            source: Box::new(source),
        }
    }

    pub(crate) fn file(path: impl Into<PathBuf>, source: std::io::Error) -> Self {
        Self::File {
            path: path.into(),
            source,
        }
    }

    /// A value that is not what its column says, with the reason.
    pub(crate) fn damaged(
        table: &str,
        what: impl Into<String>,
        source: impl std::error::Error + Send + Sync + 'static,
    ) -> Self {
        Self::Damaged {
            table: table.to_owned(),
            what: what.into(),
            source: Box::new(source),
        }
    }

    pub(crate) fn shape(table: &str, fault: impl Into<String>) -> Self {
        Self::Shape {
            table: table.to_owned(),
            fault: fault.into(),
        }
    }
}

impl From<DataFusionError> for WarehouseError {
    fn from(source: DataFusionError) -> Self {
        Self::Query(Box::new(source))
    }
}
