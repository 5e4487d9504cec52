//! The registers of who lives where: grids and their workers, households and their members.

use chrono::NaiveDate;
use domain::office::{GridLevel, GridRole, WorkerOrigin};
use domain::region::RegionCode;

use super::Desk;
use super::staff::VillageStaff;
use crate::days::{any_day, date, plus};
use crate::dice::Dice;
use crate::merger::{self, Merger};
use crate::people::{Household, Member, names};
use crate::place::Village;
use crate::write::dataset::Dataset;
use crate::write::row::{Cell, cells};

impl Desk<'_> {
    /// The state of a household and its members on the first folder's day, and every change after it.
    pub(crate) fn register(&mut self, household: &Household) {
        let village = household.village;
        let opening = self.opening;
        self.put(
            Dataset::Household,
            village,
            opening,
            household_row(household, opening),
        );
        for day in household.changes_after(opening) {
            self.put(Dataset::Household, village, day, household_row(household, day));
        }
        for member in &household.members {
            if member.joined_on.is_none_or(|joined| joined <= opening) {
                self.put(
                    Dataset::Member,
                    village,
                    opening,
                    member_row(household, member, opening),
                );
            }
            let struck_on = member.struck.map(|(day, _)| day);
            // What struck before somebody was taken in is in the books of the household that was.
            let changes = member
                .joined_on
                .into_iter()
                .chain(struck_on.filter(|day| member.joined_on.is_none_or(|joined| joined < *day)));
            for day in changes.filter(|day| *day > opening) {
                self.put(Dataset::Member, village, day, member_row(household, member, day));
            }
        }
    }

    /// The grids of a village, the village as a grid above them, and the people who walk them.
    pub(crate) fn register_grids(&mut self, dice: &mut Dice, village: &Village, staff: &VillageStaff) {
        let opening = self.opening;
        let root = format!("{}V", village.code);
        let is_plain = self.archetype.terrain == "平原";
        let adjusted = |dice: &mut Dice| any_day(dice, plus(opening, -700), plus(opening, -20));
        let day = adjusted(dice);
        self.put(
            Dataset::Grid,
            village.code,
            opening,
            cells![
                &root,
                village.code,
                GridLevel::Second.label(),
                format!("{}T", self.town.code.prefix()),
                is_plain,
                village.households,
                day,
                plus(day, dice.between(0, 15)),
            ],
        );
        let home = merger::code_on(self.mergers, village.code, self.as_of);
        let mut filled = 0;
        for grid in &staff.grids {
            let day = adjusted(dice);
            self.put(
                Dataset::Grid,
                village.code,
                opening,
                cells![
                    &grid.id,
                    village.code,
                    GridLevel::Third.label(),
                    &root,
                    is_plain,
                    grid.households,
                    day,
                    plus(day, dice.between(0, 15)),
                ],
            );
            for worker in &grid.workers {
                let role = post(village.code, &mut filled);
                if village.households > 0 {
                    self.truth.fill_post(home, role);
                }
                let row = worker_row(dice, worker, &grid.id, role, opening);
                self.put(Dataset::GridWorker, village.code, opening, row);
            }
            self.check_grid_size(&grid.id, grid.households, village);
        }
        if let Some(merger) = merger::of(self.mergers, village.code) {
            self.hand_over_grids(dice, village, staff, merger);
        }
    }

    /// The grids of a village that is closed go to the other one; the village itself is a grid without households then.
    fn hand_over_grids(&mut self, dice: &mut Dice, village: &Village, staff: &VillageStaff, merger: Merger) {
        let heir = self.town.villages.iter().find(|other| other.code == merger.into);
        let enlarged = village.households + heir.map_or(0, |heir| heir.households);
        let town = format!("{}T", self.town.code.prefix());
        let (old_root, new_root) = (format!("{}V", village.code), format!("{}V", merger.into));
        let is_plain = self.archetype.terrain == "平原";
        let updated_on = plus(merger.on, dice.between(0, 12));
        let roots = [(&old_root, 0), (&new_root, enlarged)]
            .map(|(id, households)| (id, GridLevel::Second, town.as_str(), households));
        let grids = staff
            .grids
            .iter()
            .map(|grid| (&grid.id, GridLevel::Third, new_root.as_str(), grid.households));
        for (id, level, parent, households) in roots.into_iter().chain(grids) {
            let row = cells![
                id,
                merger.into,
                level.label(),
                parent.to_owned(),
                is_plain,
                households,
                merger.on,
                updated_on,
            ];
            self.put(Dataset::Grid, village.code, updated_on, row);
        }
    }

    fn check_grid_size(&mut self, grid: &str, households: u32, village: &Village) {
        let most = self.rules.on(self.as_of).grid_households;
        if most.is_some_and(|most| i64::from(households) > most) {
            self.truth.record(
                "",
                merger::code_on(self.mergers, village.code, self.as_of),
                crate::truth::Break {
                    rule: "grid_oversize",
                    subject: grid.to_owned(),
                    due_on: None,
                    done_on: None,
                },
            );
        }
    }
}

/// The post of the next worker of a village: head, worker and commissioner first. One village in twelve forgot its commissioner.
fn post(village: RegionCode, filled: &mut u32) -> GridRole {
    let forgot = crate::dice::hash(village.as_str()).is_multiple_of(12);
    let number = *filled;
    *filled += 1;
    match number {
        0 => GridRole::Head,
        2 if forgot => GridRole::Informant,
        2 => GridRole::Commissioner,
        number if number % 3 == 0 => GridRole::Deputy,
        number if number % 5 == 0 => GridRole::Informant,
        _ => GridRole::Worker,
    }
}

fn worker_row(dice: &mut Dice, worker: &str, grid: &str, role: GridRole, opening: NaiveDate) -> Vec<Cell> {
    let trained_on = dice
        .chance(0.9)
        .then(|| any_day(dice, plus(opening, -500), plus(opening, -3)));
    cells![
        worker.to_owned(),
        names::adult(dice),
        names::phone(dice),
        grid.to_owned(),
        role.label(),
        dice.pick(WorkerOrigin::ALL).label(),
        any_day(dice, date(1955, 1, 1), date(1998, 12, 31)),
        trained_on,
        dice.chance(0.93),
    ]
}

fn household_row(household: &Household, day: NaiveDate) -> Vec<Cell> {
    let head = household.head();
    cells![
        &household.id,
        &head.name,
        head.id_number.reveal().to_owned(),
        household.village_on(day),
        household.hamlet,
        &household.grid,
        household.class.label(),
        household.persons_on(day),
        &household.phone,
        household.housing.label(),
        household.is_water_safe,
        household.is_absent_on(day),
        household.site.clone(),
        household.site.is_some(),
        household.has_safety_net_on(day),
        (!household.groups.is_empty()).then(|| household.groups.clone()),
        day,
    ]
}

fn member_row(household: &Household, member: &Member, day: NaiveDate) -> Vec<Cell> {
    let condition = member.condition_on(day);
    cells![
        &member.id,
        &household.id,
        &member.name,
        member.id_number.reveal().to_owned(),
        member.relation.label(),
        member.sex.label(),
        member.born_on,
        condition.health.label(),
        condition.labour.label(),
        member.schooling_on(day),
        member.has_dropped_out,
        condition.disability.map(|(kind, _)| kind.label()),
        condition.disability.map(|(_, grade)| grade.label()),
        member.allowance.map(|(class, _)| class.label()),
        member.allowance.map(|(_, since)| since),
        member.is_destitute,
        member.is_insured,
        member.works_away,
        day,
    ]
}
