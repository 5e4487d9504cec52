//! What became of the ledgers between two releases (账账相符): which households came in, which went out, and why.

use chrono::NaiveDate;
use serde::Serialize;

use crate::code::code_list;
use crate::region::RegionCode;

code_list! {
    /// A list of households whose total is published, the one that offices ask about first.
    pub enum Ledger {
        Monitored = "监测户",
        Unresolved = "未消除",
        OutOfPoverty = "脱贫户",
        Households = "农户",
    }
}

code_list! {
    /// Why a household came into a ledger or went out of it, in the order in which an office reads it: what people decided, what became
    /// of places, what was put right in the records.
    pub enum ChangeReason {
        Identified = "新识别",
        IdentifiedAgain = "再识别",
        RolledBack = "风险消除回退",
        Eliminated = "消除",
        EliminatedLate = "补录消除",
        Cleared = "清退",
        Registered = "新登记",
        Moved = "迁移",
        Merged = "并村",
        ClassCorrected = "户类型更正",
        HouseholdCorrected = "户信息更正",
        RecordCorrected = "监测记录更正",
        EnteredLate = "补录或更正",
    }
}

impl ChangeReason {
    /// What it means, for who has to explain the number.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Identified => "上期之后识别为监测对象，以前没有识别过",
            Self::IdentifiedAgain => "以前识别过、上期之后再次识别为监测对象",
            Self::RolledBack => "已消除的风险按程序回退，重新计入",
            Self::Eliminated => "上期之后标注风险消除",
            Self::EliminatedLate => "消除日期在上期以前，本期才报送",
            Self::Cleared => "监测记录清退，不再计入",
            Self::Registered => "上期没有这一户",
            Self::Moved => "户所在的村变了：从一村转出，转入另一村",
            Self::Merged => "原村停用并入他村：从原村转出，转入并入的村",
            Self::ClassCorrected => "户类型（是否脱贫户）改了",
            Self::HouseholdCorrected => "本期没有这一户：户信息撤销或更正",
            Self::RecordCorrected => "监测记录撤销或更正，不再计入",
            Self::EnteredLate => "识别日期在上期以前，本期才报送或更正",
        }
    }
}

/// Whether a household came into a ledger or went out of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    In,
    Out,
}

impl Direction {
    /// Both, those that came in first.
    pub const ALL: [Self; 2] = [Self::In, Self::Out];

    /// The word in tables.
    pub const fn key(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
        }
    }

    /// The direction with this word.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|direction| direction.key() == key)
    }
}

/// One row of the published table `household_change`: one household that came into one ledger of a village, or went out of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HouseholdChange {
    pub ledger: Ledger,
    pub region_code: RegionCode,
    /// The village that its facts count in today: another one when `region_code` was merged into it.
    pub counts_as: RegionCode,
    pub household_id: String,
    pub direction: Direction,
    pub reason: ChangeReason,
    /// The key of the episode; empty for a household without one.
    pub subject: String,
}

/// The difference between a release and the one before, household by household.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// The day of the release before; none for the first.
    pub since: Option<NaiveDate>,
    households: Vec<HouseholdChange>,
}

impl Changes {
    /// The changes since the release of that day, in any order.
    pub fn new(since: Option<NaiveDate>, mut households: Vec<HouseholdChange>) -> Self {
        households.sort_by(|a, b| {
            (a.ledger, &a.household_id, a.direction, a.region_code).cmp(&(
                b.ledger,
                &b.household_id,
                b.direction,
                b.region_code,
            ))
        });
        Self { since, households }
    }

    /// All of them, by ledger and household: one that changed its village stands there twice, coming in first.
    pub fn households(&self) -> &[HouseholdChange] {
        &self.households
    }

    /// The same household on its other way: where one that came in went out, and where one that went out came in.
    pub fn counterpart(&self, change: &HouseholdChange) -> Option<&HouseholdChange> {
        let start = self.households.partition_point(|other| {
            (other.ledger, other.household_id.as_str()) < (change.ledger, change.household_id.as_str())
        });
        self.households[start..]
            .iter()
            .take_while(|other| other.ledger == change.ledger && other.household_id == change.household_id)
            .find(|other| other.direction != change.direction)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(household_id: &str, village: &str, direction: Direction) -> HouseholdChange {
        let village = village.parse().unwrap();
        HouseholdChange {
            ledger: Ledger::Households,
            region_code: village,
            counts_as: village,
            household_id: household_id.to_owned(),
            direction,
            reason: ChangeReason::Moved,
            subject: String::new(),
        }
    }

    #[test]
    fn a_household_that_moved_is_found_from_both_ends_and_one_that_is_new_from_neither() {
        let changes = Changes::new(
            None,
            vec![
                change("h2", "340604100002", Direction::In),
                change("h1", "340604100001", Direction::Out),
                change("h1", "340604100002", Direction::In),
            ],
        );
        let from = |at: usize| {
            let counterpart = changes.counterpart(&changes.households()[at]);
            counterpart.map(|other| (other.direction, other.region_code.as_str()))
        };

        assert_eq!(from(0), Some((Direction::Out, "340604100001")));
        assert_eq!(from(1), Some((Direction::In, "340604100002")));
        assert_eq!(from(2), None);
    }
}
