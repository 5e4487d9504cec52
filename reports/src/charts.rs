//! The chart set: a ranking with intervals, a trend with limits, a funnel, a heat map, a tile map, the weeks of a signal, and
//! curves of what has come so far.
//!
//! Each chart takes a small plain struct and gives a [`Chart`]: the picture and the table it was drawn from, so that a page or a
//! document can always offer the numbers beside the picture. [`from_release`] fills the structs from a release.

pub mod from_release;
pub mod funnel;
pub mod heat;
pub mod incidence;
pub mod limits;
mod over_time;
pub mod ranking;
mod scale;
pub mod signals;
pub mod spells;
pub mod tiles;
pub mod trend;
pub mod weeks;

use std::convert::Infallible;

use domain::region::RegionCode;
use plotters::drawing::DrawingAreaErrorKind;
use serde::Serialize;

pub use from_release::{funnel_of, heat_of, ranking_of, tiles_of, trend_of};
pub use signals::{control_of, zone_of};
pub use spells::{course_of, courses_by_type};

/// A picture with its words and its numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Chart {
    /// A complete `<svg>` element, to be put inline into a page or into a document.
    pub svg: String,
    pub title: String,
    /// One or two sentences that say what the picture shows, for those who do not see it.
    pub description: String,
    pub table: DataTable,
}

/// The numbers of a chart as text, ready to be shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct DataTable {
    pub head: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// Why there is no chart. The sentences are Chinese, since the reader of the page sees them where the chart would be.
#[derive(Debug, thiserror::Error)]
pub enum ChartError {
    #[error("本次发布中没有区划代码为 {0} 的地方")]
    UnknownPlace(RegionCode),
    #[error("本次发布中没有指标“{0}”")]
    UnknownIndicator(String),
    #[error("“{0}”之下没有下级区划，无法分地区比较")]
    NoChildren(String),
    #[error("{place}没有“{title}”的数据")]
    NoFigures { place: String, title: String },
    /// So few places cannot say how places differ.
    #[error("{place}推算应有1户以上的村不足{fewest}个，画不出漏斗图；请看各地的计数和区间")]
    FewPlaces { place: String, fewest: usize },
    /// A comparison of chance is no comparison.
    #[error("“{title}”的分母多不足{fewest}，样本过小，不作比较")]
    SmallSamples { title: String, fewest: f64 },
    #[error("{place}从头观察的不足{fewest}户，画不出“{title}”的曲线")]
    FewWatched {
        place: String,
        title: String,
        fewest: usize,
    },
    #[error("“{0}”没有按周的数据")]
    NoWeeks(String),
    /// The drawing library refused; nothing a reader can do about it.
    #[error("统计图绘制失败")]
    Drawing(#[from] DrawingAreaErrorKind<Infallible>),
}
