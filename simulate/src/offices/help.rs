//! Helpers: who is responsible for a household, from when to when.

use chrono::NaiveDate;
use domain::household::HouseholdClass;
use domain::office::HelperSide;

use super::Desk;
use crate::days::{any_day, between, date, plus};
use crate::dice::Dice;
use crate::life::Episode;
use crate::people::Household;
use crate::truth::Break;
use crate::write::dataset::Dataset;
use crate::write::row::cells;

/// A helper's time with a household.
#[derive(Debug, Clone)]
pub(crate) struct Assignment {
    pub(crate) person: usize,
    pub(crate) side: HelperSide,
    pub(crate) from: NaiveDate,
    pub(crate) to: Option<NaiveDate>,
}

impl Assignment {
    pub(crate) fn is_in_force_on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

impl Desk<'_> {
    /// Assigns helpers: to 脱贫户 from the campaign years on, to others when they are identified; some late, a few never.
    pub(crate) fn assign_helpers(
        &mut self,
        dice: &mut Dice,
        household: &Household,
        episodes: &[Episode],
    ) -> Vec<Assignment> {
        let first = episodes
            .first()
            .filter(|episode| episode.identified_on <= self.as_of);
        let from = match (household.class, first) {
            (HouseholdClass::Lifted, _) => any_day(dice, date(2019, 3, 1), date(2020, 2, 25)),
            (HouseholdClass::Ordinary, None) => return vec![],
            (HouseholdClass::Ordinary, Some(_)) if dice.chance(0.03) => return vec![],
            (HouseholdClass::Ordinary, Some(episode)) => self.first_day_of_help(dice, household, episode),
        };
        let mut helpers = vec![self.assignment(dice, HelperSide::Origin, from)];
        if household.site.is_some() {
            let settled_on = plus(from, dice.between(0, 20));
            helpers.push(self.assignment(dice, HelperSide::Destination, settled_on));
        }
        let watched = u32::try_from(between(self.first_day, self.as_of)).unwrap_or(0);
        if dice.chance(0.05 * f64::from(watched) / 365.0) {
            let left_on = any_day(dice, self.first_day.max(plus(from, 60)), self.as_of);
            if left_on > from {
                helpers[0].to = Some(left_on);
                let gap = if dice.chance(0.15) { dice.between(3, 30) } else { 0 };
                let mut successor = self.assignment(dice, HelperSide::Origin, plus(left_on, 1 + gap));
                if successor.person == helpers[0].person {
                    successor.person = (successor.person + 1) % self.staff.helpers.len();
                }
                helpers.push(successor);
            }
        }
        if let Some(leaving) = household.leaving {
            let last_day = plus(leaving.on, -1);
            helpers.retain(|helper| helper.from <= last_day);
            for helper in &mut helpers {
                helper.to = Some(helper.to.map_or(last_day, |to| to.min(last_day)));
            }
        }
        for helper in &helpers {
            self.write_helper(household, helper);
        }
        helpers
    }

    /// The day on which the first helper begins.
    fn first_day_of_help(&mut self, dice: &mut Dice, household: &Household, episode: &Episode) -> NaiveDate {
        let identified_on = episode.identified_on;
        let Some(limit) = self.rules.on(identified_on).helper else {
            return plus(identified_on, dice.between(0, 15));
        };
        let due_on = self.rules.due_on(identified_on, limit);
        if !dice.chance(0.06 * self.town.slackness) {
            return any_day(dice, identified_on, due_on);
        }
        let from = plus(due_on, dice.between(2, 45));
        let broken = Break {
            rule: "helper_late",
            subject: household.id.clone(),
            due_on: Some(due_on),
            done_on: Some(from),
        };
        self.record(household, broken);
        from
    }

    fn assignment(&self, dice: &mut Dice, side: HelperSide, from: NaiveDate) -> Assignment {
        let count = u32::try_from(self.staff.helpers.len()).unwrap_or(1);
        Assignment {
            person: dice.below(count) as usize,
            side,
            from,
            to: None,
        }
    }

    fn write_helper(&mut self, household: &Household, helper: &Assignment) {
        let person = self.staff.helpers[helper.person].clone();
        let days: Vec<NaiveDate> = [Some(helper.from), helper.to].into_iter().flatten().collect();
        self.put_editions(Dataset::Helper, household.village, &days, |known_on| {
            cells![
                &household.id,
                &person.id,
                &person.name,
                helper.side.label(),
                person.level.label(),
                helper.from,
                helper.to.filter(|to| *to <= known_on),
            ]
        });
    }
}
