//! Households and the people in them, as the registers know them on any day.
//!
//! A household is drawn once, with everything that will happen to its state; a row of a register is its state on a day. Nothing here knows
//! about offices or files.

pub(crate) mod family;
mod health;
pub(crate) mod names;

use chrono::{Datelike, NaiveDate};
use domain::household::{HouseholdClass, HousingGrade};
use domain::member::{AllowanceClass, DisabilityGrade, DisabilityKind, Health, LabourClass, Relation, Sex};
use domain::person::IdNumber;
use domain::region::RegionCode;

use crate::days::{between, date};
use crate::dice::Dice;
use crate::life::leaving::Leaving;
use crate::merger::Merger;

/// A household.
#[derive(Debug, Clone)]
pub(crate) struct Household {
    /// 户编号: the village's code and a running number.
    pub(crate) id: String,
    pub(crate) village: RegionCode,
    pub(crate) grid: String,
    pub(crate) hamlet: &'static str,
    pub(crate) class: HouseholdClass,
    pub(crate) members: Vec<Member>,
    pub(crate) phone: String,
    pub(crate) housing: HousingGrade,
    pub(crate) is_water_safe: bool,
    /// Whether the household was away for long on the first day.
    pub(crate) was_absent: bool,
    /// The days on which it left or came back.
    pub(crate) moves: Vec<NaiveDate>,
    pub(crate) site: Option<String>,
    /// From this day on it is a 整户无劳动能力兜底保障户.
    pub(crate) safety_net_from: Option<NaiveDate>,
    /// 重点人群
    pub(crate) groups: String,
    /// The end of its village, and the one it belongs to from then on.
    pub(crate) merger: Option<Merger>,
    pub(crate) leaving: Option<Leaving>,
}

impl Household {
    /// Who belongs to the household on `day`.
    pub(crate) fn members_on(&self, day: NaiveDate) -> impl Iterator<Item = &Member> {
        self.members
            .iter()
            .filter(move |member| member.joined_on.is_none_or(|joined| joined <= day))
    }

    /// The village to which the household belongs on `day`.
    pub(crate) fn village_on(&self, day: NaiveDate) -> RegionCode {
        self.merger
            .filter(|merger| merger.on <= day)
            .map_or(self.village, |merger| merger.into)
    }

    /// Whether the household has not left by `day`.
    pub(crate) fn is_here_on(&self, day: NaiveDate) -> bool {
        self.leaving.is_none_or(|leaving| day < leaving.on)
    }

    /// Ends the household: what would have happened to it later never does.
    pub(crate) fn leave(&mut self, leaving: Leaving) {
        let is_past = |day: NaiveDate| day < leaving.on;
        self.moves.retain(|day| is_past(*day));
        self.safety_net_from = self.safety_net_from.filter(|day| is_past(*day));
        self.members.retain(|member| member.joined_on.is_none_or(is_past));
        for member in &mut self.members {
            member.struck = member.struck.filter(|(day, _)| is_past(*day));
        }
        self.leaving = Some(leaving);
    }

    /// Takes in the people of a household that gave up its own, from `day` on.
    pub(crate) fn take_in(&mut self, guests: Vec<Member>, day: NaiveDate) {
        for mut guest in guests {
            guest.relation = match guest.sex {
                Sex::Male => Relation::Father,
                Sex::Female => Relation::Mother,
            };
            let has_one = self
                .members
                .iter()
                .any(|member| member.relation == guest.relation);
            if has_one || guest.age_on(day) < self.head().age_on(day) + 16 {
                guest.relation = Relation::Other;
            }
            guest.joined_on = Some(day);
            self.members.push(guest);
        }
    }

    /// One of those who belong to the household on `day`.
    pub(crate) fn someone_on(&self, dice: &mut Dice, day: NaiveDate) -> &Member {
        let present: Vec<&Member> = self.members_on(day).collect();
        dice.one_of(&present)
    }

    pub(crate) fn persons_on(&self, day: NaiveDate) -> u32 {
        u32::try_from(self.members_on(day).count()).unwrap_or(u32::MAX)
    }

    pub(crate) fn is_absent_on(&self, day: NaiveDate) -> bool {
        let moves = self.moves.iter().filter(|moved| **moved <= day).count();
        self.was_absent != (moves % 2 == 1)
    }

    pub(crate) fn has_safety_net_on(&self, day: NaiveDate) -> bool {
        self.safety_net_from.is_some_and(|from| from <= day)
    }

    /// Whether nobody in the household can work, now or later.
    pub(crate) fn has_no_labour(&self) -> bool {
        self.members
            .iter()
            .all(|member| !member.final_condition().labour.has_capacity())
    }

    pub(crate) fn head(&self) -> &Member {
        self.members.first().expect("a household has a head")
    }

    /// The days after `opening` on which the household's own row changes, in order.
    pub(crate) fn changes_after(&self, opening: NaiveDate) -> Vec<NaiveDate> {
        let joined = self.members.iter().filter_map(|member| member.joined_on);
        let mut days: Vec<NaiveDate> = self
            .moves
            .iter()
            .copied()
            .chain(self.safety_net_from)
            .chain(joined)
            .chain(self.merger.map(|merger| merger.on))
            .filter(|day| *day > opening && self.is_here_on(*day))
            .collect();
        days.sort_unstable();
        days.dedup();
        days
    }
}

/// A person.
#[expect(
    clippy::struct_excessive_bools,
    reason = "a register of people is a list of yes and no"
)]
#[derive(Debug, Clone)]
pub(crate) struct Member {
    /// 人编号: the household's number and two digits.
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) id_number: IdNumber,
    pub(crate) relation: Relation,
    pub(crate) sex: Sex,
    pub(crate) born_on: NaiveDate,
    pub(crate) condition: Condition,
    /// What struck the person, and when.
    pub(crate) struck: Option<(NaiveDate, Condition)>,
    /// Children born while we watch, and old people taken in.
    pub(crate) joined_on: Option<NaiveDate>,
    pub(crate) has_dropped_out: bool,
    pub(crate) stays_in_school: bool,
    pub(crate) allowance: Option<(AllowanceClass, NaiveDate)>,
    pub(crate) is_destitute: bool,
    pub(crate) is_insured: bool,
    pub(crate) works_away: bool,
}

/// How a person is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Condition {
    pub(crate) health: Health,
    pub(crate) labour: LabourClass,
    pub(crate) disability: Option<(DisabilityKind, DisabilityGrade)>,
}

impl Member {
    pub(crate) fn condition_on(&self, day: NaiveDate) -> Condition {
        match self.struck {
            Some((since, condition)) if since <= day => condition,
            _ => self.condition,
        }
    }

    pub(crate) fn final_condition(&self) -> Condition {
        self.struck.map_or(self.condition, |(_, condition)| condition)
    }

    pub(crate) fn age_on(&self, day: NaiveDate) -> i64 {
        between(self.born_on, day).max(0) / 365
    }

    /// 在校生状况: what a child of this age attends in the school year of `day`; none for those who do not go to school.
    pub(crate) fn schooling_on(&self, day: NaiveDate) -> Option<&'static str> {
        let first_of_september = date(day.year() - i32::from(day.month() < 9), 9, 1);
        let age = between(self.born_on, first_of_september).max(-1).div_euclid(365);
        let level = match age {
            0..=2 => "学龄前儿童",
            3..=5 => "学前教育",
            6..=11 => "小学",
            12 => "七年级",
            13 => "八年级",
            14 => "九年级",
            15..=17 if self.stays_in_school => "普通高中",
            15..=17 => "中职",
            18..=20 if self.stays_in_school => "本科",
            _ => return None,
        };
        (!self.has_dropped_out).then_some(level)
    }
}
