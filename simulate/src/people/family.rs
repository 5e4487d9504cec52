//! How families are made: who lives together, how old, how well, and what a risk has done to them.

use chrono::NaiveDate;
use domain::household::{HouseholdClass, HousingGrade};
use domain::member::{AllowanceClass, Health, LabourClass, Relation, Sex};
use domain::person::IdNumber;
use domain::region::RegionCode;
use domain::risk::Risk;

use super::health::{condition, strike};
use super::{Condition, Household, Member, names};
use crate::days::{any_day, between, date, plus};
use crate::dice::Dice;
use crate::merger::Merger;

const HAMLETS: &[&str] = &[
    "一组", "二组", "三组", "四组", "五组", "六组", "上屯", "下屯", "东庄", "西庄",
];

/// Gives every simulated person an ID number of their own.
#[derive(Debug)]
pub(crate) struct IdDesk {
    county: RegionCode,
    taken: Vec<[u16; 2]>,
}

impl IdDesk {
    const FIRST: NaiveDate = NaiveDate::from_ymd_opt(1900, 1, 1).expect("a day of the calendar");

    pub(crate) fn new(county: RegionCode) -> Self {
        Self {
            county,
            taken: vec![],
        }
    }

    /// The next free number of somebody born on `born_on`.
    pub(crate) fn issue(&mut self, born_on: NaiveDate, sex: Sex) -> IdNumber {
        let index = usize::try_from(between(Self::FIRST, born_on)).unwrap_or(0);
        if self.taken.len() <= index {
            self.taken.resize(index + 1, [0, 0]);
        }
        let (slot, parity) = match sex {
            Sex::Male => (0, 1),
            Sex::Female => (1, 0),
        };
        self.taken[index][slot] += 1;
        IdNumber::from_parts(self.county, born_on, self.taken[index][slot] * 2 + parity)
    }
}

/// What is known about a household before its people are drawn.
#[derive(Debug, Clone)]
pub(crate) struct Fate {
    pub(crate) class: HouseholdClass,
    /// Nobody in it can work.
    pub(crate) is_without_labour: bool,
    /// The first risk and the day it arose.
    pub(crate) risk: Option<(Risk, NaiveDate)>,
    pub(crate) is_monitored: bool,
}

/// Everything a new household needs from its surroundings.
pub(crate) struct Cradle<'a> {
    pub(crate) desk: &'a mut IdDesk,
    pub(crate) village: RegionCode,
    pub(crate) merger: Option<Merger>,
    pub(crate) persons_mean: f64,
    pub(crate) relocated_share: f64,
    pub(crate) sites: &'a [String],
    /// The day of the first folder.
    pub(crate) opening: NaiveDate,
    pub(crate) as_of: NaiveDate,
}

impl Cradle<'_> {
    /// The `number`-th household of the village.
    pub(crate) fn household(&mut self, dice: &mut Dice, number: u32, fate: &Fate) -> Household {
        let id = format!("{}{number:05}", self.village);
        let mut members = self.members(dice, &id, fate);
        if let Some((risk, arose_on)) = fate.risk {
            strike(dice, &mut members, risk, arose_on, fate.is_without_labour);
        }
        let is_poor = fate.is_monitored || fate.class == HouseholdClass::Lifted;
        let has_no_labour = members
            .iter()
            .all(|member| !member.final_condition().labour.has_capacity());
        self.grant_allowances(dice, &mut members, is_poor, has_no_labour);
        let is_relocated =
            !self.sites.is_empty() && dice.chance(self.relocated_share * if is_poor { 3.0 } else { 0.6 });
        let was_absent = !has_no_labour && dice.chance(0.07);
        Household {
            id,
            village: self.village,
            grid: String::new(),
            hamlet: dice.word(HAMLETS),
            class: fate.class,
            phone: names::phone(dice),
            housing: housing(dice, fate),
            is_water_safe: !matches!(fate.risk, Some((Risk::Water, _))) && dice.chance(0.997),
            was_absent,
            moves: self.moves(dice, was_absent),
            site: is_relocated.then(|| dice.pick(self.sites).clone()),
            safety_net_from: self.safety_net(dice, fate, has_no_labour),
            groups: groups(&members),
            merger: self.merger,
            leaving: None,
            members,
        }
    }

    fn members(&mut self, dice: &mut Dice, household: &str, fate: &Fate) -> Vec<Member> {
        let surname = names::surname(dice);
        let plan = if fate.is_without_labour {
            family_without_labour(dice)
        } else {
            family(dice, self.persons_mean)
        };
        let mut members: Vec<Member> = plan
            .into_iter()
            .map(|(relation, sex, age)| self.member(dice, (relation, sex, age), surname))
            .collect();
        if fate.is_without_labour {
            for member in members
                .iter_mut()
                .filter(|member| member.condition.labour.has_capacity())
            {
                let condition = &mut member.condition;
                condition.labour = LabourClass::Lost;
                if condition.health == Health::Healthy {
                    condition.health = Health::ChronicallyIll;
                }
            }
        } else if fate.is_monitored
            && members
                .iter()
                .all(|member| !member.condition.labour.has_capacity())
        {
            members[0].condition.labour = LabourClass::Weak; // The others of a fate are dealt with where it is drawn.
        }
        if dice.chance(0.006) && !fate.is_without_labour {
            members.push(self.newborn(dice, surname));
        }
        for (member, number) in members.iter_mut().zip(1_u32..) {
            member.id = format!("{household}{number:02}");
        }
        members
    }

    fn member(
        &mut self,
        dice: &mut Dice,
        (relation, sex, age): (Relation, Sex, i64),
        surname: &str,
    ) -> Member {
        let born_on = plus(self.opening, -(age * 365 + age / 4 + dice.between(0, 364)));
        let is_kin = !matches!(
            relation,
            Relation::Spouse | Relation::DaughterInLaw | Relation::Mother | Relation::SonInLaw
        );
        let name = if is_kin {
            names::with_surname(dice, surname)
        } else {
            names::adult(dice)
        };
        let stays_in_school = dice.chance(0.55);
        let condition = condition(dice, age, stays_in_school);
        Member {
            id: String::new(),
            name,
            id_number: self.desk.issue(born_on, sex),
            relation,
            sex,
            born_on,
            condition,
            struck: None,
            joined_on: None,
            has_dropped_out: (7..=14).contains(&age) && dice.chance(0.002),
            stays_in_school,
            allowance: None,
            is_destitute: false,
            is_insured: dice.chance(0.985),
            works_away: (18..60).contains(&age)
                && condition.labour.has_capacity()
                && condition.labour != LabourClass::Weak
                && dice.chance(0.35),
        }
    }

    fn newborn(&mut self, dice: &mut Dice, surname: &str) -> Member {
        let born_on = any_day(dice, plus(self.opening, 1), self.as_of);
        let sex = *dice.pick(Sex::ALL);
        let relation = match sex {
            Sex::Male => Relation::SonsSon,
            Sex::Female => Relation::SonsDaughter,
        };
        Member {
            id: String::new(),
            name: names::with_surname(dice, surname),
            id_number: self.desk.issue(born_on, sex),
            relation,
            sex,
            born_on,
            condition: Condition {
                health: Health::Healthy,
                labour: LabourClass::None_,
                disability: None,
            },
            struck: None,
            joined_on: Some(born_on),
            has_dropped_out: false,
            stays_in_school: true,
            allowance: None,
            is_destitute: false,
            is_insured: true,
            works_away: false,
        }
    }

    fn grant_allowances(&self, dice: &mut Dice, members: &mut [Member], is_poor: bool, has_no_labour: bool) {
        let share = match (is_poor, has_no_labour) {
            (true, true) => 0.85,
            (true, false) => 0.25,
            (false, true) => 0.15,
            (false, false) => 0.012,
        };
        if !dice.chance(share) {
            return;
        }
        let since = any_day(dice, date(2017, 1, 1), plus(self.opening, -30));
        let is_destitute = has_no_labour && members.len() == 1 && dice.chance(0.4);
        let class = if has_no_labour {
            AllowanceClass::A
        } else {
            *dice.pick(&[AllowanceClass::B, AllowanceClass::C])
        };
        for member in members.iter_mut().filter(|member| member.joined_on.is_none()) {
            member.is_destitute = is_destitute;
            member.allowance = (!is_destitute).then_some((class, since.max(plus(member.born_on, 30))));
        }
        // A child younger than a month has no allowance yet.
        for member in members.iter_mut() {
            member.allowance = member.allowance.filter(|(_, since)| *since <= self.opening);
        }
    }

    fn moves(&self, dice: &mut Dice, was_absent: bool) -> Vec<NaiveDate> {
        if !dice.chance(if was_absent { 0.25 } else { 0.03 }) {
            return vec![];
        }
        vec![any_day(dice, plus(self.opening, 1), plus(self.as_of, 60))]
            .into_iter()
            .filter(|day| *day <= self.as_of)
            .collect()
    }

    fn safety_net(&self, dice: &mut Dice, fate: &Fate, has_no_labour: bool) -> Option<NaiveDate> {
        let share = match (has_no_labour, fate.is_monitored, fate.class) {
            (false, _, _) => return None,
            (true, true, _) => 0.95,
            (true, false, HouseholdClass::Lifted) => 0.4,
            (true, false, HouseholdClass::Ordinary) => 0.03,
        };
        dice.chance(share)
            .then(|| fate.risk.map_or(self.opening, |(_, arose_on)| plus(arose_on, 40)))
    }
}

/// Who lives together: relation, sex, age on the first day.
fn family(dice: &mut Dice, persons_mean: f64) -> Vec<(Relation, Sex, i64)> {
    let size = 1 + dice.poisson(persons_mean - 1.0).min(8);
    let head_age = match size {
        1 => *dice.pick(&[28, 47, 55, 63, 68, 72, 78]),
        2 => *dice.pick(&[33, 51, 58, 64, 69, 74]),
        _ => 34 + dice.between(0, 26),
    } + dice.between(-3, 3);
    let head_sex = if dice.chance(0.85) { Sex::Male } else { Sex::Female };
    let mut family = vec![(Relation::Head, head_sex, head_age)];
    let mut left = size - 1;
    if left > 0 && dice.chance(0.9) {
        let (sex, younger) = match head_sex {
            Sex::Male => (Sex::Female, dice.between(-1, 4)),
            Sex::Female => (Sex::Male, dice.between(-4, 1)),
        };
        family.push((Relation::Spouse, sex, head_age - younger));
        left -= 1;
    }
    let mut parents = vec![(Relation::Mother, Sex::Female), (Relation::Father, Sex::Male)];
    let mut has_grown_child = false;
    while left > 0 {
        left -= 1;
        let child_age = head_age - 23 - dice.between(0, 8);
        if left >= 2 && !parents.is_empty() && dice.chance(0.25) {
            let (relation, sex) = parents.pop().unwrap_or((Relation::Mother, Sex::Female));
            family.push((relation, sex, (head_age + 21 + dice.between(0, 8)).min(95)));
        } else if has_grown_child && dice.chance(0.6) {
            let (relation, sex) = *dice.pick(&[
                (Relation::SonsSon, Sex::Male),
                (Relation::SonsDaughter, Sex::Female),
            ]);
            family.push((relation, sex, (child_age - 24 - dice.between(0, 4)).max(1)));
        } else {
            let (relation, sex) =
                *dice.pick(&[(Relation::Son, Sex::Male), (Relation::Daughter, Sex::Female)]);
            has_grown_child |= child_age > 25;
            family.push((relation, sex, child_age.max(1)));
        }
    }
    family
}

fn family_without_labour(dice: &mut Dice) -> Vec<(Relation, Sex, i64)> {
    let age = 66 + dice.between(0, 18);
    let mut family = vec![(
        Relation::Head,
        if dice.chance(0.7) { Sex::Male } else { Sex::Female },
        age,
    )];
    if dice.chance(0.55) {
        let sex = match family[0].1 {
            Sex::Male => Sex::Female,
            Sex::Female => Sex::Male,
        };
        family.push((Relation::Spouse, sex, age - dice.between(-2, 4)));
    }
    if dice.chance(0.45) {
        family.push((Relation::SonsSon, Sex::Male, 5 + dice.between(0, 9)));
    }
    family
}

fn housing(dice: &mut Dice, fate: &Fate) -> HousingGrade {
    match fate.risk {
        Some((Risk::Housing, _)) => *dice.pick(&[HousingGrade::C, HousingGrade::D]),
        _ => dice.among(&[
            (HousingGrade::A, 0.62),
            (HousingGrade::B, 0.37),
            (HousingGrade::C, 0.01),
        ]),
    }
}

/// 重点人群, 、-separated.
fn groups(members: &[Member]) -> String {
    let any = |test: &dyn Fn(&Member) -> bool| members.iter().any(test);
    let mut groups = vec![];
    if any(&|member| member.allowance.is_some()) {
        groups.push("农村低保对象");
    }
    if any(&|member| member.is_destitute) {
        groups.push("农村特困人员");
    }
    if any(&|member| member.condition.health == Health::SeriouslyIll) {
        groups.push("大病重病");
    }
    if any(&|member| member.condition.disability.is_some()) {
        groups.push("农村残疾人家庭");
    }
    groups.join("、")
}

/// The ID number of a person who is in no register: born in a county that does not exist.
pub(crate) fn stranger(dice: &mut Dice, county: RegionCode) -> String {
    let nowhere = format!("{}99", county.as_str().get(..4).unwrap_or("00"));
    let nowhere = nowhere.parse().unwrap_or(county);
    let born_on = plus(date(1950, 1, 1), dice.between(0, 18_000));
    let sequence = u16::try_from(dice.below(998)).unwrap_or(0) + 1;
    IdNumber::from_parts(nowhere, born_on, sequence)
        .reveal()
        .to_owned()
}
