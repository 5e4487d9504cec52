//! Visits: those that a rule asks for, and the many more that happen anyway.

use chrono::{Datelike, NaiveDate};
use domain::visit::{VisitMethod, VisitPurpose, VisitorRole};

use super::Desk;
use super::help::Assignment;
use super::staff::VillageStaff;
use crate::days::{any_day, month_end, months_later, office_hour, plus};
use crate::dice::Dice;
use crate::life::Episode;
use crate::people::Household;
use crate::rules::Terms;
use crate::truth::Break;
use crate::write::dataset::Dataset;
use crate::write::row::{Cell, cells};

/// Visits a month to a household that no rule protects: half a visit gives 烈山 its 1.2 million in two years.
const ORDINARY_PER_MONTH: f64 = 0.5;

const ROLES: &[(VisitorRole, f64)] = &[
    (VisitorRole::GridWorker, 0.62),
    (VisitorRole::VillageCadre, 0.19),
    (VisitorRole::VillageTeam, 0.08),
    (VisitorRole::TownCadre, 0.06),
    (VisitorRole::FirstSecretary, 0.04),
    (VisitorRole::SecretInspector, 0.01),
];

const METHODS: &[(VisitMethod, f64)] = &[
    (VisitMethod::AtHome, 0.80),
    (VisitMethod::Remote, 0.15),
    (VisitMethod::ByProxy, 0.03),
    (VisitMethod::Other, 0.02),
];

const PROBLEMS: &[&str] = &[
    "房屋漏雨",
    "近期住院，医药费较高",
    "务工不稳定",
    "饮水偶有断供",
    "孩子上学费用高",
    "无新增问题",
];

/// A visit before it is written down.
#[derive(Debug, Clone, Copy)]
struct Visit {
    on: NaiveDate,
    role: VisitorRole,
    method: VisitMethod,
    purpose: VisitPurpose,
}

impl Desk<'_> {
    /// All visits to a household in the window.
    pub(crate) fn visit(
        &mut self,
        dice: &mut Dice,
        household: &Household,
        episodes: &[Episode],
        helpers: &[Assignment],
        staff: &VillageStaff,
    ) {
        let mut first = self.first_day;
        // The quarter's duty: whether it will be met, and in which month.
        let mut quarter = (true, 0);
        let mut is_met = false;
        while first <= self.as_of {
            let last = month_end(first);
            let terms = self.rules.on(last);
            let is_quarterly = terms.is_quarterly;
            let starts_period = !is_quarterly || first.month0().is_multiple_of(3) || first == self.first_day;
            let ends_period = !is_quarterly || first.month0() % 3 == 2;
            if starts_period {
                is_met = false;
                let keeps = !dice.chance(0.075 * self.town.slackness);
                let left = if is_quarterly { 2 - first.month0() % 3 } else { 0 };
                quarter = (keeps, first.month0() % 3 + dice.below(left + 1));
            }
            let (keeps, month) = quarter;
            let is_duty = episodes
                .iter()
                .any(|episode| episode.is_unresolved_through(first, last));
            let is_now = !is_quarterly || first.month0() % 3 == month;
            if is_duty {
                if keeps && is_now {
                    let visit = due_visit(dice, household, helpers, self.rules.on(last), (first, last));
                    is_met |= self.pay(dice, household, helpers, staff, visit);
                }
                for _ in 0..dice.poisson(0.45) {
                    let visit = other_visit(dice, household, (first, last), keeps);
                    is_met |= self.pay(dice, household, helpers, staff, visit);
                }
            } else if dice.chance(ORDINARY_PER_MONTH) {
                let visit = other_visit(dice, household, (first, last), true);
                self.pay(dice, household, helpers, staff, visit);
            }
            if ends_period && last <= self.as_of {
                let period_start = if is_quarterly {
                    months_later(first, -2)
                } else {
                    first
                };
                self.check_duty(household, episodes, (period_start, last), is_met);
            }
            first = months_later(first, 1);
        }
    }

    /// Writes a visit down; gives whether it counts towards the duty of its period and is in the books by the last day.
    fn pay(
        &mut self,
        dice: &mut Dice,
        household: &Household,
        helpers: &[Assignment],
        staff: &VillageStaff,
        visit: Visit,
    ) -> bool {
        let Visit {
            on,
            role,
            method,
            purpose,
        } = visit;
        if on > self.as_of || !household.is_here_on(on) {
            return false;
        }
        let helper = helpers.iter().find(|helper| helper.is_in_force_on(on));
        let (role, visitor) = match (role, helper) {
            (VisitorRole::Helper, Some(helper)) => (role, self.staff.helpers[helper.person].id.as_str()),
            (VisitorRole::Helper, None) => {
                let role = VisitorRole::VillageCadre;
                (role, staff.visitor(dice, role, &household.grid, &self.staff))
            }
            _ => (role, staff.visitor(dice, role, &household.grid, &self.staff)),
        };
        let visitor: Cell = visitor.to_owned().into();
        let at = office_hour(dice, on);
        let delay = dice.among(&[
            (Some(0), 0.55),
            (Some(1), 0.18),
            (Some(6), 0.19),
            (Some(40), 0.04),
            (None, 0.04),
        ]);
        let entered_on = delay.map(|most| plus(on, if most < 2 { most } else { dice.between(2, most) }));
        let entered_at = entered_on.map(|day| {
            if day == on {
                crate::days::at(on, 18 * 3600 + dice.below(5 * 3600))
            } else {
                office_hour(dice, day)
            }
        });
        self.numbers.visits += 1;
        let id = format!("ZF{}{:07}", self.town.code.prefix(), self.numbers.visits);
        let problem = dice.chance(0.03).then(|| *dice.pick(PROBLEMS));
        let entered_on = entered_on.unwrap_or(on);
        self.put(
            Dataset::Visit,
            household.village,
            entered_on,
            cells![
                id,
                &household.id,
                visitor,
                role.label(),
                method.label(),
                at,
                entered_at,
                purpose.label(),
                problem,
            ],
        );
        let terms = self.rules.on(month_end(on));
        entered_on <= self.as_of && counts(terms, role, method, household.is_absent_on(self.as_of))
    }

    fn check_duty(
        &mut self,
        household: &Household,
        episodes: &[Episode],
        (first, last): (NaiveDate, NaiveDate),
        is_met: bool,
    ) {
        let is_duty = episodes.iter().any(|episode| episode.owes_visit(first, last));
        if !is_duty || first < self.first_day {
            return;
        }
        self.truth.count("visit_duties", 1);
        if !is_met {
            let broken = Break {
                rule: "visit_overdue",
                subject: format!("{}-{:02}", last.year(), last.month()),
                due_on: Some(last),
                done_on: None,
            };
            self.record(household, broken);
        }
    }
}

/// A visit that no rule asked for. Where the duty is not kept, it is one that does not count.
fn other_visit(
    dice: &mut Dice,
    household: &Household,
    (first, last): (NaiveDate, NaiveDate),
    keeps: bool,
) -> Visit {
    let on = any_day(dice, first, last);
    let is_campaign = (4..=5).contains(&first.month());
    let (role, method) = if keeps {
        let method = if household.is_absent_on(on) && dice.chance(0.75) {
            VisitMethod::Remote
        } else {
            dice.among(METHODS)
        };
        (dice.among(ROLES), method)
    } else {
        (VisitorRole::VillageCadre, VisitMethod::ByProxy)
    };
    let purpose = match role {
        VisitorRole::SecretInspector => VisitPurpose::Check,
        _ if is_campaign => *dice.pick(&[VisitPurpose::Screening, VisitPurpose::Return]),
        _ => dice.among(&[
            (VisitPurpose::Monthly, 0.45),
            (VisitPurpose::Screening, 0.25),
            (VisitPurpose::Return, 0.15),
            (VisitPurpose::LookBack, 0.08),
            (VisitPurpose::Other, 0.07),
        ]),
    };
    Visit {
        on,
        role,
        method,
        purpose,
    }
}

/// A visit as the profile asks for it.
fn due_visit(
    dice: &mut Dice,
    household: &Household,
    helpers: &[Assignment],
    terms: &Terms,
    (first, last): (NaiveDate, NaiveDate),
) -> Visit {
    let on = any_day(dice, first, last);
    let has_helper = helpers.iter().any(|helper| helper.is_in_force_on(on));
    let allows = |role| terms.roles.is_empty() || terms.roles.contains(&role);
    let role = match (allows(VisitorRole::Helper), allows(VisitorRole::GridWorker)) {
        (true, true) if has_helper && dice.chance(0.6) => VisitorRole::Helper,
        (_, true) => VisitorRole::GridWorker,
        (true, false) => VisitorRole::Helper,
        (false, false) => terms.roles[0],
    };
    let is_remote = household.is_absent_on(on) && (terms.is_remote_if_absent || terms.is_any_method);
    let method = if is_remote {
        VisitMethod::Remote
    } else {
        VisitMethod::AtHome
    };
    Visit {
        on,
        role,
        method,
        purpose: VisitPurpose::Monthly,
    }
}

/// Whether the visit counts towards the duty under these rules.
fn counts(terms: &Terms, role: VisitorRole, method: VisitMethod, is_absent: bool) -> bool {
    let by_role = terms.roles.is_empty() || terms.roles.contains(&role);
    let by_method = terms.is_any_method
        || method == VisitMethod::AtHome
        || (method == VisitMethod::Remote && is_absent && terms.is_remote_if_absent);
    by_role && by_method
}
