//! The registers of who lives where: regions, villages by year, grids and their workers, households and their members.

use chrono::{Datelike, NaiveDate};
use domain::household::HouseholdClass;
use domain::office::{GridLevel, GridRole, WorkerOrigin};
use domain::region::Level;

use super::Desk;
use super::staff::VillageStaff;
use crate::days::{any_day, date, plus};
use crate::dice::Dice;
use crate::people::{Household, Member, names};
use crate::place::{Archetype, County, Village};
use crate::write::Deliveries;
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
            let changes = member
                .joined_on
                .into_iter()
                .chain(member.struck.map(|(day, _)| day));
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
            for (worker, is_first) in grid
                .workers
                .iter()
                .zip([true].into_iter().chain(std::iter::repeat(false)))
            {
                let row = worker_row(dice, worker, &grid.id, is_first, opening);
                self.put(Dataset::GridWorker, village.code, opening, row);
            }
            self.check_grid_size(&grid.id, grid.households, village);
        }
    }

    fn check_grid_size(&mut self, grid: &str, households: u32, village: &Village) {
        let most = self.rules.on(self.as_of).grid_households;
        if most.is_some_and(|most| i64::from(households) > most) {
            self.truth.record(
                "",
                village.code,
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

fn worker_row(dice: &mut Dice, worker: &str, grid: &str, is_first: bool, opening: NaiveDate) -> Vec<Cell> {
    let role = if is_first {
        dice.among(&[
            (GridRole::Worker, 0.6),
            (GridRole::Head, 0.3),
            (GridRole::Commissioner, 0.1),
        ])
    } else {
        dice.among(&[
            (GridRole::Worker, 0.4),
            (GridRole::Deputy, 0.3),
            (GridRole::Informant, 0.3),
        ])
    };
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
        household.village,
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

/// What a village looked like in a year.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct VillageCount {
    pub(crate) households: u32,
    pub(crate) persons: u32,
    lifted: u32,
    allowance: u32,
    destitute: u32,
    disabled: u32,
}

impl VillageCount {
    pub(crate) fn add(&mut self, household: &Household, day: NaiveDate) {
        let count = |test: &dyn Fn(&Member) -> bool| {
            u32::try_from(household.members_on(day).filter(|member| test(member)).count()).unwrap_or(0)
        };
        self.households += 1;
        self.persons += household.persons_on(day);
        self.lifted += u32::from(household.class == HouseholdClass::Lifted);
        self.allowance += count(&|member| member.allowance.is_some()).min(1);
        self.destitute += count(&|member| member.is_destitute);
        self.disabled += count(&|member| member.condition.disability.is_some());
    }

    /// One row a year: the year before the window in the first folder, each later one in the January after it.
    pub(crate) fn deliver(
        &self,
        post: &mut Deliveries,
        village: &Village,
        opening: NaiveDate,
        as_of: NaiveDate,
    ) {
        for year in opening.year() - 1..as_of.year() {
            let entered_on = date(year + 1, 1, 20).max(opening);
            post.put(
                Dataset::VillageYear,
                village.code,
                entered_on,
                cells![
                    village.code,
                    year,
                    self.households,
                    self.persons,
                    self.lifted,
                    self.allowance,
                    self.destitute,
                    self.disabled,
                ],
            );
        }
    }
}

/// The region tree, and the grids of the towns above those of the villages.
pub(crate) fn deliver_regions(
    dice: &mut Dice,
    post: &mut Deliveries,
    county: &County,
    archetype: Archetype,
    opening: NaiveDate,
) {
    let degrees = |dice: &mut Dice, middle: f64| crate::dice::whole(dice.normal(middle, 0.06) * 10_000.0);
    for region in &county.regions {
        let level = region.code.level();
        let is_village = level == Level::Village;
        let urban = if region.name.contains("社区") || region.name.contains("居委会") {
            "122"
        } else {
            "220"
        };
        let mut tags = vec![archetype.terrain];
        if archetype.lifted_share > 0.08 && dice.chance(0.25) {
            tags.push("出列村");
        }
        if archetype.lifted_share > 0.2 && dice.chance(0.12) {
            tags.push("原深度贫困村");
        }
        let tags = match level {
            Level::Village => Some(tags.join("、")),
            Level::County if archetype.lifted_share > 0.2 => Some("重点帮扶县".to_owned()),
            Level::Province | Level::City | Level::County | Level::Town => None,
        };
        post.put(
            Dataset::Region,
            region.code,
            opening,
            cells![
                region.code,
                &region.name,
                level.label(),
                region.parent,
                is_village.then_some(urban),
                tags,
                None::<NaiveDate>,
                None::<NaiveDate>,
                None::<String>,
                Cell::Decimal(degrees(dice, archetype.centre.0)),
                Cell::Decimal(degrees(dice, archetype.centre.1)),
            ],
        );
    }
    let top = format!("{}Z", county.code.prefix());
    let grid = |code, id: &str, level: GridLevel, parent: Option<String>, households: u32| {
        cells![
            id.to_owned(),
            code,
            level.label(),
            parent,
            archetype.terrain == "平原",
            households,
            plus(opening, -400),
            plus(opening, -393),
        ]
    };
    let lived_in = |town: &crate::place::Town| {
        town.villages
            .iter()
            .map(|village| village.households)
            .sum::<u32>()
    };
    let all = county.towns.iter().map(lived_in).sum();
    post.put(
        Dataset::Grid,
        county.code,
        opening,
        grid(county.code, &top, GridLevel::Top, None, all),
    );
    for town in &county.towns {
        let id = format!("{}T", town.code.prefix());
        post.put(
            Dataset::Grid,
            county.code,
            opening,
            grid(
                town.code,
                &id,
                GridLevel::First,
                Some(top.clone()),
                lived_in(town),
            ),
        );
    }
}
