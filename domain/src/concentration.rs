//! Where something gathers, and where it is missing: each place against the county, with what chance explains taken off.

use chrono::NaiveDate;
use serde::Serialize;

use crate::code::code_list;
use crate::region::{Level, RegionCode};

code_list! {
    /// What can be said of a place against its county. 无明显差异: the county's level explains it. 样本过小: so few are expected that none would
    /// not be surprising.
    pub enum Verdict {
        Above = "高于全县",
        Below = "低于全县",
        NoDifference = "无明显差异",
        TooSmall = "样本过小",
    }
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// 监测户: far fewer than expected is 脱贫户较多但监测户较少 (LZ-04).
    Monitored,
    /// 未消除户, all of them or those that carry a risk.
    Unresolved,
}

impl Measure {
    /// The word in tables.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Monitored => "monitored",
            Self::Unresolved => "unresolved",
        }
    }

    /// Its Chinese name.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Monitored => "监测户",
            Self::Unresolved => "未消除户",
        }
    }

    /// The measure with this word.
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Monitored, Self::Unresolved]
            .into_iter()
            .find(|measure| measure.key() == key)
    }
}

/// One row of the published table `concentration`: one thing counted at one place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Concentration {
    pub as_of: NaiveDate,
    pub measure: Measure,
    /// A risk; empty for all.
    pub slice: String,
    pub region_code: RegionCode,
    /// `village` or `town`.
    pub level: String,
    pub households: f64,
    pub observed: f64,
    /// How many there would be if each 户类型 had them as often as in the whole county.
    pub expected: f64,
    /// Observed over expected with its exact 95 % interval.
    pub ratio: Option<f64>,
    pub lower: Option<f64>,
    pub upper: Option<f64>,
    /// Of the unresolved households here, how many carry the risk, with the 95 % Wilson interval; absent for all together.
    pub share: Option<f64>,
    pub share_lower: Option<f64>,
    pub share_upper: Option<f64>,
    /// That share over the county's, five average households added.
    pub quotient: Option<f64>,
    /// The ratio drawn towards 1 the more the smaller the place; absent where there are too few places to say how they
    /// differ, or they do not.
    pub shrunken: Option<f64>,
    /// The chance that the true ratio is above 1.
    pub chance_above: Option<f64>,
    /// Standard deviations from the county's level, the usual difference between places taken off.
    pub funnel_score: Option<f64>,
    /// The usual difference between places, as a variance of the square root of the ratio.
    pub funnel_variance: Option<f64>,
    pub verdict: Verdict,
}

impl Concentration {
    /// The level of the place.
    pub fn level(&self) -> Option<Level> {
        Level::from_key(&self.level)
    }
}
