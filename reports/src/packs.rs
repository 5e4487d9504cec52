//! The papers that an office sends out, each put together from one release.

mod monthly;

use chrono::NaiveDate;
use domain::period::Month;
use domain::region::RegionCode;

pub use monthly::monthly;

use crate::charts::ChartError;

/// Why a pack cannot be put together.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    #[error("the release does not know the region {0}")]
    UnknownPlace(RegionCode),
    #[error("the release has no figure for {name} ({code})")]
    NoFigures { name: String, code: RegionCode },
    #[error("a release of {as_of} gives the bulletin of {}, not of {asked}: publish a release of that month", Month::of(*.as_of))]
    OtherMonth { as_of: NaiveDate, asked: Month },
    /// The drawing library refused.
    #[error("failed to draw a chart")]
    Chart(#[source] ChartError),
}
