//! A chart with its table one key press away, or the sentence that says why there is none.

use askama::Template;
use reports::charts::{Chart, ChartError};
use tracing::warn;

use crate::style::hash;

/// A chart in a page.
#[derive(Template)]
#[template(path = "parts/chart.html")]
pub(crate) struct ChartPart {
    chart: Result<Chart, String>,
    /// The id of its table. Each mark of a picture can be focused, and a county has hundreds: a link leads past them.
    table_id: String,
    /// A wide chart takes the whole row.
    is_wide: bool,
}

impl askama::filters::HtmlSafe for ChartPart {}

impl ChartPart {
    pub(crate) fn of(chart: Result<Chart, ChartError>) -> Self {
        let svg = chart.as_ref().map_or("", |chart| chart.svg.as_str());
        Self {
            table_id: format!("table-{}", hash(svg.as_bytes())),
            chart: chart.map_err(sentence),
            is_wide: false,
        }
    }

    /// Whether there is no picture, and the reason is the one that `other` gives.
    pub(crate) fn repeats(&self, other: &Self) -> bool {
        matches!((&self.chart, &other.chart), (Err(reason), Err(said)) if reason == said)
    }

    pub(crate) fn wide(chart: Result<Chart, ChartError>) -> Self {
        Self {
            is_wide: true,
            ..Self::of(chart)
        }
    }
}

/// What is said where the chart would be; a fault of the drawing goes to the log as well.
fn sentence(error: ChartError) -> String {
    let text = error.to_string();
    if let ChartError::Drawing(cause) = error {
        warn!(%cause, "failed to draw a chart");
    }
    text
}
