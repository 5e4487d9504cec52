//! What a household earns and spends. 纯收入 = 工资 + 经营 + 财产 + 转移 − 经营支出, to the 分.

use domain::episode::ObjectType;
use domain::household::HouseholdClass;

use crate::dice::{Dice, whole};

/// The accounts of a household over a year, in 分.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) wages: i64,
    pub(crate) business: i64,
    pub(crate) property: i64,
    pub(crate) transfers: i64,
    pub(crate) costs: i64,
    pub(crate) net: i64,
    pub(crate) insurance: i64,
    pub(crate) medical: i64,
    pub(crate) schooling: i64,
    pub(crate) other: i64,
    pub(crate) persons: u32,
}

impl Account {
    /// An account with this net income a person. Households without labour live on transfers, the others on wages and their fields.
    pub(crate) fn with_net(
        dice: &mut Dice,
        per_head_yuan: f64,
        persons: u32,
        has_no_labour: bool,
        has_hardship: bool,
    ) -> Self {
        let net = whole(per_head_yuan * 100.0) * i64::from(persons);
        let (business_share, transfer_share) = if has_no_labour {
            (dice.real(0.0, 0.12), dice.real(0.65, 0.85))
        } else {
            (dice.real(0.05, 0.40), dice.real(0.05, 0.25))
        };
        let part = |share: f64| whole(to_real(net) * share);
        let business = part(business_share);
        let transfers = part(transfer_share);
        let property = part(dice.real(0.0, 0.03));
        let costs = whole(to_real(business) * dice.real(0.08, 0.35));
        let wages = net + costs - business - transfers - property;
        let spend = |dice: &mut Dice, probability: f64, low: f64, high: f64| {
            if dice.chance(probability) {
                whole(dice.real(low, high) * 100.0)
            } else {
                0
            }
        };
        let (often, much) = if has_hardship {
            (0.9, 24_000.0)
        } else {
            (0.5, 4_000.0)
        };
        let medical = spend(dice, often, 200.0, much);
        Self {
            wages,
            business,
            property,
            transfers,
            costs,
            net,
            insurance: spend(dice, 0.05, 300.0, 6_000.0),
            medical,
            schooling: spend(dice, 0.25, 300.0, 9_000.0),
            other: spend(dice, 0.1, 100.0, 3_000.0),
            persons,
        }
    }

    /// 纯收入 a person, rounded to the 分.
    pub(crate) fn net_per_head(&self) -> i64 {
        self.net / i64::from(self.persons.max(1))
    }

    /// 合规自付支出
    pub(crate) const fn self_paid(&self) -> i64 {
        self.medical + self.schooling + self.other
    }
}

/// Net income a person at identification: around the line ± 25 %, above it for 突发严重困难户; below 4,000 and above 20,000 yuan a person the
/// national checks call it an error (5.3).
pub(crate) fn at_identification(dice: &mut Dice, kind: ObjectType, line_yuan: f64) -> f64 {
    let drawn = match kind {
        ObjectType::UnstableLifted | ObjectType::Marginal => dice.real(0.75, 1.25),
        ObjectType::SuddenHardship => dice.real(1.0, 1.9),
    };
    (drawn * line_yuan).clamp(4_100.0, 19_500.0)
}

/// Net income a person when out of danger: well above the line.
pub(crate) fn at_elimination(dice: &mut Dice, line_yuan: f64) -> f64 {
    line_yuan * dice.real(1.15, 2.4)
}

/// Net income a person in an ordinary year.
pub(crate) fn yearly(dice: &mut Dice, class: HouseholdClass, is_monitored: bool, line_yuan: f64) -> f64 {
    let typical = match (is_monitored, class) {
        (true, _) => 1.35,
        (false, HouseholdClass::Lifted) => 1.9,
        (false, HouseholdClass::Ordinary) => 2.6,
    };
    line_yuan * typical * (0.35 * dice.normal(0.0, 1.0)).exp()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "cents of a household stay far below 2^53"
)]
const fn to_real(cents: i64) -> f64 {
    cents as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_account_obeys_the_identity_and_earns_no_negative_wage() {
        let mut dice = Dice::new(1, "account", 0);
        for number in 0..2000 {
            let per_head = dice.real(4_000.0, 40_000.0);
            let account = Account::with_net(
                &mut dice,
                per_head,
                1 + number % 7,
                number % 3 == 0,
                number % 2 == 0,
            );

            let net = account.wages + account.business + account.property + account.transfers - account.costs;

            assert_eq!(net, account.net);
            assert!(account.wages >= 0, "{account:?}");
        }
    }
}
