//! The registers of places: the region tree, villages by year, and the grids of the county and its towns.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use domain::household::HouseholdClass;
use domain::office::GridLevel;
use domain::region::{Level, RegionCode};

use crate::days::{date, plus};
use crate::dice::Dice;
use crate::merger::{self, Merger};
use crate::people::{Household, Member};
use crate::place::{Archetype, County};
use crate::write::Deliveries;
use crate::write::dataset::Dataset;
use crate::write::row::{Cell, cells};

/// The first statistical codes of villages were published for 2009; where a village ends, the office fills in its beginning, too.
const CODES_SINCE: NaiveDate = NaiveDate::from_ymd_opt(2009, 1, 1).expect("a day of the calendar");

/// What a village looked like in a year.
#[derive(Debug, Default, Clone, Copy)]
struct VillageCount {
    households: u32,
    persons: u32,
    lifted: u32,
    allowance: u32,
    destitute: u32,
    disabled: u32,
}

impl VillageCount {
    fn add(&mut self, household: &Household, day: NaiveDate) {
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
}

/// The villages of a town at the end of each year.
#[derive(Debug, Default)]
pub(crate) struct VillageYears(BTreeMap<(RegionCode, i32), VillageCount>);

impl VillageYears {
    /// A village in which nobody lives is a row all the same, as long as it is one.
    pub(crate) fn open(&mut self, village: RegionCode, merger: Option<Merger>, years: &[i32]) {
        for year in years {
            if merger.is_none_or(|merger| merger.on > date(*year, 12, 31)) {
                self.0.entry((village, *year)).or_default();
            }
        }
    }

    /// Counts a household at the end of each year in which it is there; before the first folder things were as they are in it.
    pub(crate) fn add(&mut self, household: &Household, opening: NaiveDate, years: &[i32]) {
        for year in years {
            let day = date(*year, 12, 31).max(opening);
            if household.is_here_on(day) {
                let village = household.village_on(date(*year, 12, 31));
                self.0.entry((village, *year)).or_default().add(household, day);
            }
        }
    }

    /// One row a year: the year before the window in the first folder, each later one in the January after it.
    pub(crate) fn deliver(&self, post: &mut Deliveries, opening: NaiveDate) {
        for ((village, year), count) in &self.0 {
            let entered_on = date(year + 1, 1, 20).max(opening);
            post.put(
                Dataset::VillageYear,
                *village,
                entered_on,
                cells![
                    *village,
                    *year,
                    count.households,
                    count.persons,
                    count.lifted,
                    count.allowance,
                    count.destitute,
                    count.disabled,
                ],
            );
        }
    }
}

/// The years of which there are figures: from the one before the window to the one before the last day.
pub(crate) fn counted_years(opening: NaiveDate, as_of: NaiveDate) -> Vec<i32> {
    (opening.year() - 1..as_of.year()).collect()
}

/// The region tree, again where a village ends, and the grids of the towns above those of the villages.
pub(crate) fn deliver_regions(
    dice: &mut Dice,
    post: &mut Deliveries,
    county: &County,
    archetype: Archetype,
    opening: NaiveDate,
    mergers: &[Merger],
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
        let (longitude, latitude) = (
            degrees(dice, archetype.centre.0),
            degrees(dice, archetype.centre.1),
        );
        let row = |end: Option<Merger>| {
            cells![
                region.code,
                &region.name,
                level.label(),
                region.parent,
                is_village.then_some(urban),
                tags.clone(),
                end.map(|_| CODES_SINCE),
                end.map(|end| end.on),
                end.map(|end| end.into),
                Cell::Decimal(longitude),
                Cell::Decimal(latitude),
            ]
        };
        post.put(Dataset::Region, region.code, opening, row(None));
        if let Some(end) = merger::of(mergers, region.code) {
            post.put(Dataset::Region, region.code, end.on, row(Some(end)));
        }
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
