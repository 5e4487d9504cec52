//! Elimination and relapse in time: how long households are under watch until the risk is eliminated, and how long after it they are
//! identified again.

use chrono::NaiveDate;
use serde::Serialize;

use crate::concentration::Verdict;
use crate::region::RegionCode;

/// What a spell runs towards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Course {
    /// From 识别 until 消除风险.
    Elimination,
    /// From 消除风险 until the household is identified again.
    Relapse,
}

impl Course {
    /// Both, in the order in which they happen.
    pub const ALL: [Self; 2] = [Self::Elimination, Self::Relapse];

    /// The word in tables.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Elimination => "elimination",
            Self::Relapse => "relapse",
        }
    }

    /// The course with this word.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|course| course.key() == key)
    }

    /// What its clock starts at: 识别.
    pub const fn from(self) -> &'static str {
        match self {
            Self::Elimination => "识别",
            Self::Relapse => "消除",
        }
    }

    /// What it runs towards: 消除风险.
    pub const fn event(self) -> &'static str {
        match self {
            Self::Elimination => "消除风险",
            Self::Relapse => "再次识别",
        }
    }

    /// How many months after the start its curve ends.
    pub const fn months(self) -> u32 {
        match self {
            Self::Elimination => 36,
            Self::Relapse => 24,
        }
    }
}

/// By what spells are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StratumKind {
    /// Not at all.
    All,
    /// 监测对象类别.
    ObjectType,
    /// The risks of the episode: one that carries two counts under both.
    Risk,
}

impl StratumKind {
    /// The word in tables; empty for all.
    pub const fn key(self) -> &'static str {
        match self {
            Self::All => "",
            Self::ObjectType => "object_type",
            Self::Risk => "risk",
        }
    }

    /// The kind with this word.
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::All, Self::ObjectType, Self::Risk]
            .into_iter()
            .find(|kind| kind.key() == key)
    }
}

/// Which spells are meant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct SpellGroup {
    pub course: Course,
    pub region_code: RegionCode,
    pub stratum_kind: StratumKind,
    /// 边缘易致贫户, 因病 …; empty for all.
    pub stratum: String,
}

/// One row of the published table `spell_rate`: how often spells end, over the time they were watched.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SpellRate {
    pub as_of: NaiveDate,
    #[serde(flatten)]
    pub of: SpellGroup,
    /// `county` or `town`.
    pub level: String,
    /// Spells in the risk set.
    pub spells: f64,
    /// Of them, those that had begun before the watch did.
    pub late: f64,
    /// Spells outside the risk set: 整户无劳动能力, which may not be eliminated.
    pub outside: f64,
    pub events: f64,
    /// Ended otherwise: 自然消除.
    pub exits: f64,
    /// 户·年: the time watched, all spells together.
    pub years: f64,
    /// Events for each hundred household-years, with the exact Poisson interval.
    pub rate: Option<f64>,
    pub lower: Option<f64>,
    pub upper: Option<f64>,
    /// Events to expect if each spell here ended, at its age, as often as in the whole county; absent for the whole county.
    pub expected: Option<f64>,
    /// The chance of such a difference where there is none (log-rank test).
    pub chance: Option<f64>,
    pub verdict: Option<Verdict>,
    pub profile: String,
    pub clause: String,
}

/// One row of the published table `spell_curve`: how many have ended so many months after the start.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SpellPoint {
    pub as_of: NaiveDate,
    #[serde(flatten)]
    pub of: SpellGroup,
    pub level: String,
    pub month: u32,
    /// Spells still watched at the month's end, ended ones aside.
    pub at_risk: f64,
    /// Ended in this month by the event.
    pub events: f64,
    /// Ended in this month otherwise.
    pub exits: f64,
    /// The share that has come to the event by now, exits having put some out of its reach, with its interval.
    pub incidence: f64,
    pub lower: Option<f64>,
    pub upper: Option<f64>,
    /// The share that has ended otherwise by now.
    pub exit_incidence: f64,
    pub profile: String,
    pub clause: String,
}

/// What a release knows of elimination and relapse in time.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Spells {
    pub rates: Vec<SpellRate>,
    pub curves: Vec<SpellPoint>,
}

impl Spells {
    /// With both tables in the order in which they are looked up.
    #[must_use]
    pub fn in_order(mut self) -> Self {
        self.rates.sort_by(|a, b| a.of.cmp(&b.of));
        self.curves
            .sort_by(|a, b| (&a.of, a.month).cmp(&(&b.of, b.month)));
        self
    }

    /// How often these spells end.
    pub fn rate(&self, of: &SpellGroup) -> Option<&SpellRate> {
        let at = self.rates.binary_search_by(|row| row.of.cmp(of)).ok()?;
        self.rates.get(at)
    }

    /// The curve of these spells, month by month; empty where they are too few to have one.
    pub fn curve(&self, of: &SpellGroup) -> &[SpellPoint] {
        let start = self.curves.partition_point(|point| point.of < *of);
        let curve = &self.curves[start..];
        &curve[..curve.partition_point(|point| point.of == *of)]
    }

    /// The point of a curve so many months after the start.
    pub fn point(&self, of: &SpellGroup, month: u32) -> Option<&SpellPoint> {
        self.curve(of).iter().find(|point| point.month == month)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(course: Course, stratum: &str) -> SpellGroup {
        SpellGroup {
            course,
            region_code: "340604".parse().unwrap(),
            stratum_kind: if stratum.is_empty() {
                StratumKind::All
            } else {
                StratumKind::Risk
            },
            stratum: stratum.to_owned(),
        }
    }

    fn point(of: SpellGroup, month: u32) -> SpellPoint {
        SpellPoint {
            as_of: NaiveDate::MIN,
            of,
            level: "county".to_owned(),
            month,
            at_risk: 9.0,
            events: 0.0,
            exits: 0.0,
            incidence: 0.0,
            lower: None,
            upper: None,
            exit_incidence: 0.0,
            profile: String::new(),
            clause: String::new(),
        }
    }

    #[test]
    fn a_curve_is_found_whole_and_in_order_of_months() {
        let all = group(Course::Elimination, "");
        let spells = Spells {
            rates: vec![],
            curves: vec![
                point(group(Course::Relapse, ""), 0),
                point(all.clone(), 1),
                point(group(Course::Elimination, "因病"), 0),
                point(all.clone(), 0),
            ],
        }
        .in_order();

        let months: Vec<u32> = spells.curve(&all).iter().map(|point| point.month).collect();
        assert_eq!(months, [0, 1]);
        assert_eq!(spells.point(&all, 1).map(|point| point.month), Some(1));
        assert!(spells.point(&all, 2).is_none());
        assert!(spells.curve(&group(Course::Relapse, "因病")).is_empty());
        assert!(spells.rate(&all).is_none());
    }
}
