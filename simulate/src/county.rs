//! The county's course: town by town, village by village, household by household.

use std::path::Path;

use domain::calendar::WorkCalendar;
use domain::household::HouseholdClass;
use domain::policy::PolicyBook;
use domain::region::RegionCode;

use crate::days::plus;
use crate::dice::{Dice, hash};
use crate::life::arrival::{self, Arrivals};
use crate::life::leaving::{Departure, Leaving, leaving};
use crate::life::{self, Beginning};
use crate::merger;
use crate::offices::county::{Site, count_at_site, deliver_shocks, deliver_sites, sites};
use crate::offices::places::{VillageYears, counted_years, deliver_regions};
use crate::offices::staff::{TownStaff, VillageStaff};
use crate::offices::{ClueRates, Desk, Numbers};
use crate::people::family::{Cradle, Fate, IdDesk};
use crate::people::{Household, Member};
use crate::place::{Archetype, County, Town, Village};
use crate::rules::Rules;
use crate::shock::{self, Shock};
use crate::surge::Surge;
use crate::truth::Truth;
use crate::write::schedule::Schedule;
use crate::write::{Deliveries, Expectation};
use crate::{Plan, SimulateError, Summary};

/// What every village of the county shares.
struct Surroundings<'a> {
    seed: u64,
    archetype: Archetype,
    arrivals: Arrivals,
    shocks: &'a [Shock],
    site_ids: Vec<String>,
}

/// Writes everything.
pub(crate) fn write(
    plan: &Plan,
    policies: &PolicyBook,
    calendar: &WorkCalendar,
    out: &Path,
    progress: &mut dyn FnMut(&str, u64, u64),
) -> Result<Summary, SimulateError> {
    let archetype = plan.place.archetype();
    let county = County::settle(plan.place, plan.households, plan.seed);
    let schedule = Schedule::new(plan.months, plan.as_of);
    let (first_day, opening) = (schedule.first_day(), schedule.opening());
    let arrivals = Arrivals::new(first_day, plan.as_of);
    let clue_rates = clue_rates(archetype, &arrivals, &schedule);
    let expected = expectation(plan, archetype, clue_rates);
    let shocks = shock::shocks(&county, plan.seed, plus(first_day, -540), plan.as_of);
    let mut dice = Dice::new(plan.seed, "county", 0);
    let mut sites = sites(&mut dice, &county, archetype);
    let around = Surroundings {
        seed: plan.seed,
        archetype,
        arrivals,
        shocks: &shocks,
        site_ids: sites.iter().map(|site| site.id.clone()).collect(),
    };
    let mut post = Deliveries::new(
        out.to_path_buf(),
        plan.seed,
        county.name.clone(),
        schedule,
        expected,
    );
    let mut truth = Truth::default();
    let mut ids = IdDesk::new(county.code);
    let kept: Vec<RegionCode> = sites.iter().map(|site| site.place).collect();
    let mergers = merger::mergers(&county, plan.seed, (opening, plan.as_of), &kept);
    for merger in &mergers {
        truth.merged(merger);
    }
    deliver_regions(&mut dice, &mut post, &county, archetype, opening, &mergers);
    deliver_shocks(&mut post, &shocks, &mergers);
    let years = counted_years(opening, plan.as_of);
    let surge = Surge::new(plan, &county);

    let mut done = 0;
    for town in &county.towns {
        let rules = Rules::of(policies, calendar, town.code);
        let mut dice = Dice::new(plan.seed, "town", hash(town.code.as_str()));
        let lived_in: u32 = town.villages.iter().map(|village| village.households).sum();
        let assisted = f64::from(lived_in) * expected.assisted_share;
        let mut desk = Desk {
            town,
            archetype,
            rules: &rules,
            staff: TownStaff::new(&mut dice, town, assisted),
            clue_rates,
            first_day,
            opening,
            mergers: &mergers,
            surge: &surge,
            as_of: plan.as_of,
            post: &mut post,
            truth: &mut truth,
            numbers: Numbers::default(),
        };
        let mut counts = VillageYears::default();
        for village in &town.villages {
            counts.open(village.code, merger::of(&mergers, village.code), &years);
            tell_village(&mut desk, &around, village, &mut ids, &mut sites, |household| {
                counts.add(household, opening, &years);
            });
            done += u64::from(village.households);
            progress("households", done, u64::from(plan.households));
        }
        desk.truth.audit_posts(&rules.on(plan.as_of).grid_roles);
        counts.deliver(&mut post, opening);
        post.close_town(town.code, &town_name(&county, town))?;
    }
    deliver_sites(&mut post, &sites, opening);
    post.close()?;
    truth.write(&out.join("truth"))?;
    Ok(summary(&post, &truth))
}

fn tell_village(
    desk: &mut Desk<'_>,
    around: &Surroundings<'_>,
    village: &Village,
    ids: &mut IdDesk,
    sites: &mut [Site],
    mut count: impl FnMut(&Household),
) {
    let mut dice = Dice::new(around.seed, "village", hash(village.code.as_str()));
    let staff = VillageStaff::new(&mut dice, village.code, village.households);
    desk.register_grids(&mut dice, village, &staff);
    let mut newcomers: Option<Newcomers> = None;
    let mut cradle = Cradle {
        desk: ids,
        village: village.code,
        merger: merger::of(desk.mergers, village.code),
        persons_mean: around.archetype.persons_mean,
        relocated_share: around.archetype.relocated_share,
        sites: &around.site_ids,
        opening: desk.opening,
        as_of: desk.as_of,
    };
    for index in 0..village.households {
        let (fate, beginning) = draw_fate(&mut dice, around, village);
        let mut household = cradle.household(&mut dice, index + 1, &fate);
        household.grid.clone_from(&staff.grid_of(index).id);
        let episodes = beginning.map_or_else(Vec::new, |beginning| {
            life::episodes(&mut dice, &household, &beginning, desk.rules, desk.as_of)
        });
        let window = (desk.opening, desk.as_of);
        let episodes = if let Some((leaving, settled)) = leaving(around.seed, &household, &episodes, window) {
            see_off(desk, &mut newcomers, &mut household, leaving);
            settled
        } else {
            if let Some(newcomers) = newcomers.take() {
                newcomers.move_in(desk, &mut household);
            }
            episodes
        };
        if let (None, Some((risk, arose_on))) = (episodes.first(), fate.risk)
            && household.is_here_on(arose_on)
        {
            desk.truth.missed(&household, risk, arose_on, desk.as_of);
        }
        let is_new = |identified_on| desk.first_day <= identified_on && identified_on <= desk.as_of;
        let newly = episodes
            .iter()
            .filter(|episode| is_new(episode.identified_on))
            .count();
        desk.truth
            .count("newly_identified", u64::try_from(newly).unwrap_or(0));
        desk.truth
            .count("persons", u64::from(household.persons_on(desk.opening)));
        count(&household);
        count_at_site(sites, &household);
        desk.register(&household);
        desk.follow(&mut dice, &household, &episodes, &staff);
        if dice.chance(0.0015) {
            desk.inspect(&mut dice, village.code, Some(&household));
        }
    }
    if dice.chance(0.2) {
        desk.inspect(&mut dice, village.code, None);
    }
    if let Some(newcomers) = newcomers {
        // Nobody is left in the village to take them in.
        desk.truth.left(
            &newcomers.household,
            newcomers.village,
            newcomers.leaving.moved_away(),
            None,
        );
    }
}

/// People who gave up their household and whom the next one of the village takes in.
struct Newcomers {
    household: String,
    village: RegionCode,
    leaving: Leaving,
    people: Vec<Member>,
}

impl Newcomers {
    fn move_in(self, desk: &mut Desk<'_>, host: &mut Household) {
        desk.truth
            .left(&self.household, self.village, self.leaving, Some(&host.id));
        host.take_in(self.people, self.leaving.on);
    }
}

/// Ends a household; those who are to be taken in wait for the next one, if nobody waits yet.
fn see_off(
    desk: &mut Desk<'_>,
    newcomers: &mut Option<Newcomers>,
    household: &mut Household,
    leaving: Leaving,
) {
    household.leave(leaving);
    let village = household.village_on(desk.as_of);
    if leaving.why == Departure::TakenIn && newcomers.is_none() {
        *newcomers = Some(Newcomers {
            household: household.id.clone(),
            village,
            leaving,
            people: household.members.clone(),
        });
    } else if leaving.why == Departure::TakenIn {
        desk.truth
            .left(&household.id, village, leaving.moved_away(), None);
    } else {
        desk.truth.left(&household.id, village, leaving, None);
    }
}

/// Whether and when a risk arises in the next household of a village, and whether it is noticed.
fn draw_fate(dice: &mut Dice, around: &Surroundings<'_>, village: &Village) -> (Fate, Option<Beginning>) {
    let archetype = around.archetype;
    let class = if dice.chance(archetype.lifted_share) {
        HouseholdClass::Lifted
    } else {
        HouseholdClass::Ordinary
    };
    let probability = around
        .arrivals
        .probability(class, archetype.incidence, archetype.lifted_share);
    let drawn = dice.share() / village.propensity;
    // Beside those that are noticed, some are missed.
    let is_monitored = drawn < probability;
    let is_missed = !is_monitored && drawn < probability * 1.08;
    if !is_monitored && !is_missed {
        return (
            Fate {
                class,
                is_without_labour: dice.chance(0.02),
                risk: None,
                is_monitored: false,
            },
            None,
        );
    }
    let (identified_on, kind) = around.arrivals.draw(dice, class);
    let struck = shock::recent(around.shocks, village.code, identified_on).filter(|_| dice.chance(0.35));
    let risk = struck.map_or_else(|| arrival::first_risk(dice), |shock| shock::risk_of(shock.kind));
    let arose_on = struck.map_or_else(
        || plus(identified_on, -(20 + dice.between(0, 100))),
        |shock| shock.from,
    );
    let fate = Fate {
        class,
        is_without_labour: dice.chance(if is_monitored { 0.13 } else { 0.05 }),
        risk: Some((risk, arose_on)),
        is_monitored,
    };
    let beginning = is_monitored.then_some(Beginning {
        identified_on,
        arose_on,
        kind,
        risk,
    });
    (fate, beginning)
}

/// Warnings and declarations a household over the whole window, from the published ratios to those identified in it.
fn clue_rates(archetype: Archetype, arrivals: &Arrivals, schedule: &Schedule) -> ClueRates {
    let identified = archetype.incidence * arrivals.share_since(schedule.first_day());
    // A household that is or was monitored gets three times as many.
    let spread = 1.0 + 2.0 * archetype.incidence;
    ClueRates {
        warnings: archetype.warnings_per_identified * identified / spread,
        declarations: archetype.declarations_per_identified * identified / spread,
    }
}

fn expectation(plan: &Plan, archetype: Archetype, rates: ClueRates) -> Expectation {
    let households = f64::from(plan.households);
    Expectation {
        households,
        assisted_share: archetype.lifted_share + archetype.incidence,
        warnings_per_month: households * rates.warnings / f64::from(plan.months),
        campaigns: archetype.campaigns,
    }
}

fn town_name(county: &County, town: &Town) -> String {
    format!("{}{}", county.name, town.name)
}

fn summary(post: &Deliveries, truth: &Truth) -> Summary {
    Summary {
        files: post.files(),
        bytes: post.bytes(),
        rows: post
            .rows()
            .iter()
            .map(|(dataset, rows)| (dataset.key().to_owned(), *rows))
            .collect(),
        folders: post.schedule().folders().to_vec(),
        persons: truth.counted("persons"),
        monitored_households: truth.counted("monitored_households"),
        eliminated_households: truth.counted("eliminated_households"),
        newly_identified: truth.counted("newly_identified"),
        broken: truth
            .rules()
            .map(|(rule, count)| (rule.to_owned(), count))
            .collect(),
    }
}
