//! Early warning of large-scale relapse (规模性返贫): the streams that are watched, the colours, and whom each one goes to.
//!
//! No document has the colours or their numbers; the three recipients are the three 会商 tiers of LS-39.

use chrono::NaiveDate;
use serde::Serialize;

use crate::code::code_list;
use crate::region::RegionCode;

code_list! {
    /// What is watched week by week.
    pub enum Stream {
        Warning = "部门预警",
        Identification = "新识别",
        Hazard = "外部事件",
    }
}

impl Stream {
    /// The stream with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|stream| stream.code() == code)
    }

    /// The word in tables and at the head of a signal's key.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Warning => "S1",
            Self::Identification => "S2",
            Self::Hazard => "S6",
        }
    }
}

code_list! {
    /// The colour of a signal, from the mildest.
    pub enum Tier {
        Blue = "蓝",
        Yellow = "黄",
        Orange = "橙",
        Red = "红",
    }
}

impl Tier {
    /// The 会商 tier of LS-39. A blue one is listed at the routine meeting of the first tier, without a session of its own.
    pub const fn consultation(self) -> u8 {
        match self {
            Self::Blue | Self::Yellow => 1,
            Self::Orange => 2,
            Self::Red => 3,
        }
    }

    /// What the colour is called in full.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Blue => "关注",
            Self::Yellow => "预警",
            Self::Orange => "突出、突发",
            Self::Red => "区域性、规模性",
        }
    }

    /// Who hears of it and what is done.
    pub const fn recipient(self) -> &'static str {
        match self {
            Self::Blue => "村级先行核实，列入业务部门例行会商",
            Self::Yellow => "第一层级：业务部门相关负责人会商，乡镇核查",
            Self::Orange => "第二层级：部门负责人会商",
            Self::Red => "第三层级：上报本级党委农村工作领导小组，48小时内现场核实",
        }
    }

    /// The class that colours it on a page.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Blue => "blue",
            Self::Yellow => "yellow",
            Self::Orange => "orange",
            Self::Red => "red",
        }
    }
}

/// One row of the published table `signal`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(
    clippy::struct_field_names,
    reason = "the published table calls its key `signal`"
)]
pub struct Signal {
    pub as_of: NaiveDate,
    /// Its key, the same over all releases: `S2-v340604100001-2023w18`.
    pub signal: String,
    /// The village; of a neighbourhood or a town the town; or the county.
    pub region_code: RegionCode,
    /// `village`, `town`, `county`.
    pub level: String,
    pub window_days: Option<i64>,
    pub observed: Option<f64>,
    /// Absent for a declared event, of which nothing was expected.
    pub expected: Option<f64>,
    /// The chance of so many or more without a surge, of this place and window alone.
    pub p_value: Option<f64>,
    pub tier: Tier,
    pub consultation: i64,
    /// Chinese, for readers without statistics.
    pub evidence: String,
    pub stream: Stream,
    /// The risk, or 信访; empty for everything of the stream.
    pub slice: String,
    /// `village`, `zone5`, `township`, `county`, `event`.
    pub zone: String,
    /// The villages of the zone; empty for the county.
    pub zone_villages: Vec<RegionCode>,
    /// Households that live there.
    pub households: Option<f64>,
    /// Villages of the zone that have several signals and more than twice what was expected.
    pub contributing: Option<i64>,
    /// What is above expectation without the village that has most.
    pub rest: Option<f64>,
    /// Between these counts lie 95 of 100 windows without a surge.
    pub lower: Option<f64>,
    pub upper: Option<f64>,
    /// Which rule gave the colour; empty when a person raised it.
    pub rule: String,
    /// That rule with its numbers as they stood.
    pub limits: String,
    /// Who set the numbers, and from which day they hold.
    pub standard: String,
    pub valid_from: NaiveDate,
    /// The last day of the window.
    pub window_ended_on: NaiveDate,
    pub opened_on: NaiveDate,
    /// The last week that reached this colour or a higher one ended on this day.
    pub renewed_on: NaiveDate,
    pub closed_on: Option<NaiveDate>,
    /// `open`, `closed`.
    pub state: String,
    pub acknowledged_by: String,
    /// What people did with it last.
    pub handled: String,
}

/// One row of the published table `signal_count`: what was counted and expected in a week, or in a village over the whole window.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SignalCount {
    pub signal: String,
    /// The village of the zone; the place of the signal for its weeks.
    pub region_code: RegionCode,
    /// The last day of the week; none for a village over the window.
    pub week_ended_on: Option<NaiveDate>,
    pub observed: f64,
    pub expected: f64,
    /// A count above this is a surprise.
    pub upper: f64,
}

/// One row of the published table `signal_household`: an event that a signal counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SignalHousehold {
    pub signal: String,
    pub region_code: RegionCode,
    pub household_id: String,
    /// The warning or the episode.
    pub subject: String,
    pub happened_on: NaiveDate,
}

/// One row of the published table `signal_stream`: what is watched, since when, and whether anything can be said.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WatchedStream {
    /// The county.
    pub region_code: RegionCode,
    pub stream: Stream,
    pub slice: String,
    /// `watched`, or why nothing is said.
    pub state: String,
    /// Weeks of history.
    pub weeks: i64,
    /// Households counted in those weeks, once a week each.
    pub events: i64,
    /// The last day of the last week that was judged.
    pub judged_to: Option<NaiveDate>,
    /// The share of that week's events that are expected to be entered by now.
    pub completeness: Option<f64>,
    /// The share of the budget of false alarms.
    pub budget_share: f64,
    /// Chinese: what is said of it on the page.
    pub remark: String,
}

/// What a release says of early warning.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Signals {
    /// Open ones first, the gravest first, then by key.
    pub list: Vec<Signal>,
    pub counts: Vec<SignalCount>,
    pub households: Vec<SignalHousehold>,
    pub streams: Vec<WatchedStream>,
}

impl Signals {
    /// The signal with this key.
    pub fn signal(&self, key: &str) -> Option<&Signal> {
        self.list.iter().find(|signal| signal.signal == key)
    }

    /// Those that are open, the gravest first.
    pub fn open(&self) -> impl Iterator<Item = &Signal> {
        self.list.iter().filter(|signal| signal.state == "open")
    }

    /// The weeks of a signal, oldest first.
    pub fn weeks<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a SignalCount> {
        let own = self.counts.iter().filter(move |count| count.signal == key);
        own.filter(|count| count.week_ended_on.is_some())
    }

    /// The villages of a signal over its window.
    pub fn villages<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a SignalCount> {
        let own = self.counts.iter().filter(move |count| count.signal == key);
        own.filter(|count| count.week_ended_on.is_none())
    }

    /// The households behind a signal.
    pub fn households<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a SignalHousehold> {
        self.households.iter().filter(move |row| row.signal == key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_tiers_of_consultation_are_those_of_the_document() {
        let tiers: Vec<u8> = Tier::ALL.iter().map(|tier| tier.consultation()).collect();

        assert_eq!(tiers, [1, 1, 2, 3]);
        assert!(Tier::Red.recipient().contains("党委农村工作领导小组"));
        assert!(Tier::Orange > Tier::Yellow);
    }
}
