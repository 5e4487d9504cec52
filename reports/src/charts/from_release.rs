//! The charts of a release: picks the figures, says what they are, and hands them to the charts.

use domain::region::RegionCode;
use domain::release::Release;

use super::{Chart, ChartError};

/// The places directly below `parent`, ranked by one indicator, with `parent` as the reference line.
pub fn ranking_of(
    release: &Release,
    parent: RegionCode,
    indicator: &str,
    slice: &str,
) -> Result<Chart, ChartError> {
    let _ = (release, indicator, slice);
    Err(ChartError::UnknownPlace(parent))
}

/// One indicator of one place over the months.
pub fn trend_of(
    release: &Release,
    place: RegionCode,
    indicator: &str,
    slice: &str,
) -> Result<Chart, ChartError> {
    let _ = (release, indicator, slice);
    Err(ChartError::UnknownPlace(place))
}

/// The places directly below `parent` against the eleven risk types.
pub fn heat_of(release: &Release, parent: RegionCode) -> Result<Chart, ChartError> {
    let _ = release;
    Err(ChartError::UnknownPlace(parent))
}

/// The places directly below `parent` as tiles, coloured by one indicator.
pub fn tiles_of(release: &Release, parent: RegionCode, indicator: &str) -> Result<Chart, ChartError> {
    let _ = (release, indicator);
    Err(ChartError::UnknownPlace(parent))
}
