//! A surge on demand: an employer of one town closes, and in some of its villages many households are warned of as out of work.

use chrono::NaiveDate;
use domain::region::RegionCode;

use crate::Plan;
use crate::days::{any_day, plus, weekday};
use crate::dice::{Dice, hash};
use crate::people::Household;
use crate::place::County;

/// It lasts so many days up to the last one …
const DAYS: i64 = 28;
/// … and hits this share of the households.
const SHARE: f64 = 0.35;

/// Where and when the surge is; nowhere, when the plan asks for none.
#[derive(Debug)]
pub(crate) struct Surge {
    seed: u64,
    villages: Vec<RegionCode>,
    from: NaiveDate,
    to: NaiveDate,
}

impl Surge {
    /// The first villages of the town that has most.
    pub(crate) fn new(plan: &Plan, county: &County) -> Self {
        let largest = county.towns.iter().rev().max_by_key(|town| town.villages.len());
        let villages = largest.map_or(&[][..], |town| &town.villages);
        let wanted = usize::try_from(plan.surge_villages).unwrap_or(usize::MAX);
        Self {
            seed: plan.seed,
            villages: villages.iter().take(wanted).map(|village| village.code).collect(),
            from: plus(plan.as_of, -DAYS),
            to: plan.as_of,
        }
    }

    /// The day on which a household is warned of, if it is one of those hit.
    pub(crate) fn hits(&self, household: &Household) -> Option<NaiveDate> {
        if !self.villages.contains(&household.village) {
            return None;
        }
        // Dice of its own, so that the rest of the county stays as it is without the surge.
        let mut dice = Dice::new(self.seed, "surge", hash(&household.id));
        let on = weekday(any_day(&mut dice, self.from, self.to)).min(self.to);
        (dice.chance(SHARE) && household.is_here_on(on)).then_some(on)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::days::date;
    use crate::place::Place;

    fn surge(villages: u32) -> Surge {
        let plan = Plan {
            place: Place::Xiji,
            households: 1000,
            months: 3,
            as_of: date(2022, 5, 31),
            seed: 3,
            surge_villages: villages,
        };
        Surge::new(&plan, &County::settle(plan.place, plan.households, plan.seed))
    }

    #[test]
    fn it_is_in_villages_of_one_town_and_nowhere_unless_asked_for() {
        let villages = surge(3).villages;

        assert_eq!(villages.len(), 3);
        assert!(
            villages
                .iter()
                .all(|code| code.at(domain::region::Level::Town)
                    == villages[0].at(domain::region::Level::Town))
        );
        assert!(surge(0).villages.is_empty());
    }
}
