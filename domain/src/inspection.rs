//! Inspection: what makes a village worth a visit, and who stands on the list.
//!
//! A village is judged in several things. In each it gets the chance that it is truly among the worse villages of its county, between 0 and 1;
//! the score is their weighted mean and never shown without them.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use crate::region::RegionCode;
use crate::unit::to_f64;

/// How the numbers of a component are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// So many of so many.
    Share,
    /// So many, and more than expected is worse.
    MoreThanExpected,
    /// So many, and fewer than expected is worse: perhaps nobody looked.
    FewerThanExpected,
    /// Days out of the days after which everybody is due: itself between 0 and 1.
    Elapsed,
}

macro_rules! components {
    ($($variant:ident = $key:literal, $kind:ident, $title:literal, $counted:literal;)+) => {
        /// Something that a village is judged in.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Component {
            $(#[doc = $title] $variant,)+
        }

        impl Component {
            /// Every component, in the order of the columns.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Its column in `inspection_target`, and its word in the policy parameter of its weight.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)+ }
            }

            /// How its numbers are to be read.
            pub const fn kind(self) -> Kind {
                match self { $(Self::$variant => Kind::$kind,)+ }
            }

            /// Its Chinese name.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)+ }
            }

            /// What is counted out of what.
            pub const fn counted(self) -> &'static str {
                match self { $(Self::$variant => $counted,)+ }
            }
        }
    };
}

components! {
    Unvisited = "unvisited", Share, "走访逾期", "上一个已结束周期应访未访户／应访户";
    LateMeasures = "late_measures", Share, "帮扶不及时", "首项措施逾期的监测记录／近12个月识别的监测记录";
    EarlyEliminations = "early_eliminations", Share, "短期消除", "识别后不足规定天数即消除的／近12个月消除的监测记录（自然消除不计）";
    Relapses = "relapses", Share, "再识别与回退", "近12个月再识别或消除回退的户／曾消除的户";
    DataDefects = "data_defects", Share, "数据问题", "数据有差错提示的监测户／监测户";
    SuspectEntries = "suspect_entries", Share, "走访记录可疑", "一日过多、同分钟两村、全在月末的入户／近3个月入户";
    FewMonitored = "few_monitored", FewerThanExpected, "监测户偏少", "监测户／按户类型推算应有的监测户（偏低可能是应纳未纳）";
    ManyUnresolved = "many_unresolved", MoreThanExpected, "未消除户偏多", "未消除户／按户类型推算应有的未消除户";
    OpenWarnings = "open_warnings", Share, "预警未核实", "至今未核实的／近3个月推送的部门预警";
    Unseen = "unseen", Elapsed, "久未督查", "距上次督查、暗访的天数／应覆盖一遍的天数";
}

impl Component {
    /// The component of this column.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|component| component.key() == key)
    }
}

/// How a village comes onto the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DrawnAs {
    /// By its rank.
    Targeted,
    /// By lot.
    Reserve,
}

impl DrawnAs {
    /// The word in tables.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Targeted => "targeted",
            Self::Reserve => "reserve",
        }
    }

    /// The way with this word.
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Targeted, Self::Reserve]
            .into_iter()
            .find(|way| way.key() == key)
    }
}

/// One row of the published table `inspection_target`: a village and where it stands in its county.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Target {
    pub as_of: NaiveDate,
    pub region_code: RegionCode,
    pub rank: u64,
    /// The ranks it has nine times in ten; two villages whose ranges meet are not told apart.
    pub rank_low: u64,
    pub rank_high: u64,
    pub score: f64,
    pub drawn_as: DrawnAs,
    /// Whether it is to be visited: by its rank, or drawn already.
    pub is_listed: bool,
    /// The draw that took it; empty before one.
    pub draw_id: String,
}

/// One row of the published table `inspection_component`: what one component rests on in one village.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evidence {
    pub as_of: NaiveDate,
    pub region_code: RegionCode,
    /// The key of a [`Component`].
    pub component: String,
    pub numerator: f64,
    pub denominator: f64,
    /// The value above (or below) which a village counts as worse; absent where nothing tells the villages apart.
    pub threshold: Option<f64>,
    /// The chance to be among the worse; absent where nothing tells the villages apart.
    pub chance: Option<f64>,
    pub weight: f64,
    /// What it adds to the score.
    pub contribution: f64,
}

impl Evidence {
    /// Its component; none for one that this program does not know.
    pub fn of(&self) -> Option<Component> {
        Component::from_key(&self.component)
    }

    fn speaks_for_it(&self, usual: &BTreeMap<Component, f64>) -> bool {
        let Some((component, chance)) = self.of().zip(self.chance) else {
            return false;
        };
        let is_off = match component.kind() {
            // Nobody where half a household is expected is no village with few.
            Kind::MoreThanExpected | Kind::FewerThanExpected => {
                (self.numerator - self.denominator).abs() >= 1.0
            }
            Kind::Share | Kind::Elapsed => self.denominator > 0.0,
        };
        is_off && usual.get(&component).is_some_and(|usual| chance > *usual)
    }
}

/// What a release says about where to look.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Inspection {
    /// By rank; of several counties all the first come first.
    pub targets: Vec<Target>,
    /// By village, in the order of the components.
    pub evidence: Vec<Evidence>,
}

impl Inspection {
    /// The rows in the order that is said above.
    pub(crate) fn in_order(mut self) -> Self {
        self.targets
            .sort_by_key(|target| (target.rank, target.region_code));
        self.evidence.sort_by_key(|row| (row.region_code, row.of()));
        self
    }

    /// The chance that villages have on average in each component.
    pub fn usual(&self) -> BTreeMap<Component, f64> {
        let mut sums: BTreeMap<Component, (f64, u64)> = BTreeMap::new();
        for row in &self.evidence {
            if let Some((component, chance)) = row.of().zip(row.chance) {
                let sum = sums.entry(component).or_default();
                sum.0 += chance;
                sum.1 += 1;
            }
        }
        sums.into_iter()
            .map(|(component, (sum, villages))| (component, sum / to_f64(villages)))
            .collect()
    }

    /// What puts a village before others, the weightiest first: a chance above the usual one, and a count that is off by a household at least.
    pub fn reasons_of(&self, village: RegionCode, usual: &BTreeMap<Component, f64>) -> Vec<&Evidence> {
        let mut reasons: Vec<&Evidence> = self
            .evidence_of(village)
            .iter()
            .filter(|row| row.speaks_for_it(usual))
            .collect();
        reasons.sort_by(|one, other| other.contribution.total_cmp(&one.contribution));
        reasons
    }

    /// What the score of a village rests on, in the order of the components.
    pub fn evidence_of(&self, village: RegionCode) -> &[Evidence] {
        let start = self.evidence.partition_point(|row| row.region_code < village);
        let end = self.evidence.partition_point(|row| row.region_code <= village);
        &self.evidence[start..end]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(village: &str, component: Component, counted: (f64, f64), chance: f64) -> Evidence {
        Evidence {
            as_of: "2023-05-31".parse().unwrap(),
            region_code: village.parse().unwrap(),
            component: component.key().to_owned(),
            numerator: counted.0,
            denominator: counted.1,
            threshold: Some(1.0),
            chance: Some(chance),
            weight: 1.0,
            contribution: chance / 10.0,
        }
    }

    #[test]
    fn a_reason_is_more_than_usual_and_more_than_part_of_a_household() {
        let [one, other] = ["450222100201", "450222100202"];
        let inspection = Inspection {
            targets: vec![],
            evidence: vec![
                row(one, Component::Unvisited, (4.0, 5.0), 0.6),
                row(one, Component::FewMonitored, (0.0, 0.7), 0.9),
                row(one, Component::ManyUnresolved, (3.0, 1.2), 0.8),
                row(other, Component::Unvisited, (0.0, 5.0), 0.1),
                row(other, Component::FewMonitored, (0.0, 2.5), 0.95),
                row(other, Component::ManyUnresolved, (0.0, 0.9), 0.1),
            ],
        };
        let usual = inspection.usual();
        let reasons = |village: &str| -> Vec<Component> {
            let reasons = inspection.reasons_of(village.parse().unwrap(), &usual);
            reasons.into_iter().filter_map(Evidence::of).collect()
        };

        assert_eq!(reasons(one), [Component::ManyUnresolved, Component::Unvisited]);
        assert_eq!(reasons(other), [Component::FewMonitored]);
    }
}
