//! What the visits of a draw say: a verdict for each village, how far records and field lie apart, what the list was worth, and the county.
//!
//! A visit is one by inspectors (暗访组) to a drawn household after the frame's day; a household with a problem is one of which an inspection
//! noted something since. A household that nobody has seen is not counted, neither as good nor as bad.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::inspection::DrawnAs;
use domain::policy::Parameter;
use serde::Serialize;
use stats::estimate::{Cluster, Estimate, Place, Stratum};
use stats::lqas::{Demand, Lot, Plan};
use stats::rate::wilson;
use stats::share::Part;
use stats::weakness::{Lift, lift};

use crate::draw::place_of;
use crate::error::{Result, WarehouseError};
use crate::ledger::{DrawRow, Drawn, DrawnHousehold, DrawnVillage};
use crate::reader::rows;
use crate::warehouse::Warehouse;

/// The chance that a good village fails, or a bad one passes, with the plan.
const RISK: f64 = 0.1;

/// What came of a draw.
#[derive(Debug, Clone, Serialize)]
pub struct VisitScore {
    pub draw: DrawRow,
    /// The release that the findings were read from, and its day.
    pub release_id: String,
    pub until: NaiveDate,
    pub drawn: u64,
    pub visited: u64,
    pub with_problem: u64,
    pub villages: Vec<VillageVerdict>,
    pub discrepancy: Discrepancy,
    /// Problems for each visit at the villages by rank, against those by lot; absent where one side says nothing.
    pub lift: Option<ListLift>,
    /// The share of all households of the frame that have a problem; absent while a stratum has too few visits.
    pub county: Option<Share>,
}

/// A share with its 95 % interval.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Share {
    pub value: f64,
    pub lower: f64,
    pub upper: f64,
}

/// What the list was worth.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct ListLift {
    pub of_targeted: f64,
    pub of_reserve: f64,
    pub ratio: f64,
    pub lower: Option<f64>,
    pub upper: Option<f64>,
}

impl From<Lift> for ListLift {
    fn from(lift: Lift) -> Self {
        Self {
            of_targeted: lift.of_list,
            of_reserve: lift.of_others,
            ratio: lift.ratio,
            lower: lift.interval.map(|interval| interval.lower),
            upper: lift.interval.map(|interval| interval.upper),
        }
    }
}

/// Whether a village passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Pass,
    Fail,
    /// Too few visits to tell a good village from a bad one.
    Open,
}

/// The verdict of one village and how far it can be trusted.
#[derive(Debug, Clone, Serialize)]
pub struct VillageVerdict {
    pub region_code: String,
    pub drawn_as: DrawnAs,
    pub households: u64,
    pub drawn: u64,
    pub visited: u64,
    pub with_problem: u64,
    /// The visits that a verdict needs.
    pub needed: Option<u64>,
    /// It passes with at most so many problems among those visited.
    pub accept: Option<u64>,
    pub verdict: Verdict,
    /// The chance to pass at each share of problems, in steps of five hundredths: between the good and the bad share little more than a coin.
    pub operating_curve: Vec<(f64, f64)>,
}

/// Records against the field, over the households visited.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Discrepancy {
    /// No finding was open when the frame was frozen, and the inspectors found a problem.
    pub clean_record_with_problem: u64,
    pub clean_record: u64,
    /// A finding was open, and the inspectors found none.
    pub finding_without_problem: u64,
    pub with_finding: u64,
    /// The share of clean records that hide a problem.
    pub hidden: Option<Share>,
}

/// What is known of the drawn households.
struct Field {
    visited: BTreeSet<String>,
    with_problem: BTreeSet<String>,
    with_finding: BTreeSet<String>,
}

impl Field {
    fn counted<'d>(&self, households: impl Iterator<Item = &'d DrawnHousehold>) -> Part {
        let mut part = Part { count: 0, of: 0 };
        for household in households.filter(|household| self.visited.contains(&household.household_id)) {
            part.of += 1;
            part.count += u64::from(self.with_problem.contains(&household.household_id));
        }
        part
    }
}

impl Warehouse {
    /// Reads the findings of the visits of a draw back. With `all_visited` every drawn household counts as seen, for a county that does not
    /// write down the visits of its inspectors.
    pub async fn score_draw(
        &self,
        draw_id: &str,
        release_id: Option<&str>,
        all_visited: bool,
    ) -> Result<VisitScore> {
        let draw = self.known_draw(draw_id)?;
        let drawn = self.ledger(|ledger| ledger.drawn(draw_id))?;
        let release = self.release(release_id)?;
        if drawn.households.is_empty() {
            return Err(WarehouseError::Draw(format!(
                "{draw_id} has no seed yet, so nobody was drawn"
            )));
        }
        if release.as_of <= draw.as_of {
            return Err(WarehouseError::Draw(format!(
                "nothing is known yet of visits after {}, the day of the frame; publish a later release",
                draw.as_of
            )));
        }
        let mut field = self.field(&draw, &release.release_id, release.as_of).await?;
        if all_visited {
            let all = drawn
                .households
                .iter()
                .map(|household| household.household_id.clone());
            field.visited.extend(all);
        }
        field.visited.extend(field.with_problem.iter().cloned());
        let demand = self.demand(&draw)?;
        let all = field.counted(drawn.households.iter());
        let villages = drawn
            .villages
            .iter()
            .map(|village| verdict(village, &drawn, &field, demand))
            .collect();
        Ok(VisitScore {
            release_id: release.release_id,
            until: release.as_of,
            drawn: drawn.households.len() as u64,
            visited: all.of,
            with_problem: all.count,
            villages,
            discrepancy: discrepancy(&drawn, &field),
            lift: worth(&drawn, &field).map(ListLift::from),
            county: county(&drawn, &field),
            draw,
        })
    }

    async fn field(&self, draw: &DrawRow, release_id: &str, until: NaiveDate) -> Result<Field> {
        let since = draw.as_of;
        let visited = format!(
            "select household_id from stg_visit
             where visitor_role = '暗访组' and visited_on > date '{since}' and visited_on <= date '{until}'"
        );
        let problems = format!(
            "select household_id from stg_inspection
             where household_id is not null and found_on > date '{since}' and found_on <= date '{until}'"
        );
        let findings = "select household_id from finding where state = 'open' and household_id is not null";
        Ok(Field {
            visited: self.households(&visited, release_id).await?,
            with_problem: self.households(&problems, release_id).await?,
            with_finding: self.households(findings, &draw.release_id).await?,
        })
    }

    async fn households(&self, text: &str, release_id: &str) -> Result<BTreeSet<String>> {
        let (_, batches) = self.query(text, Some(release_id)).await?;
        let households = rows(&batches, |columns, row| columns.text("household_id", row))?;
        Ok(households.into_iter().collect())
    }

    fn demand(&self, draw: &DrawRow) -> Result<Demand> {
        let region = place_of(draw)?;
        let share =
            |parameter| -> Result<f64> { Ok(f64::from(self.number(parameter, region, draw.as_of)?) / 100.0) };
        Ok(Demand {
            good: share(Parameter::InspectionGoodPercent)?,
            bad: share(Parameter::InspectionBadPercent)?,
            good_fails: RISK,
            bad_passes: RISK,
        })
    }
}

fn verdict(village: &DrawnVillage, drawn: &Drawn, field: &Field, demand: Demand) -> VillageVerdict {
    let own: Vec<&DrawnHousehold> = of_village(drawn, village).collect();
    let seen = field.counted(own.iter().copied());
    let households = u64::from(village.households);
    let lot = Lot::Of(households);
    let needed = Plan::smallest(lot, demand);
    // Of the visits that took place: the fewest problems that a good village stays within, whatever was planned.
    let plan = (0..=seen.of)
        .map(|accept| Plan {
            sample: seen.of,
            accept,
        })
        .find(|plan| {
            plan.chance_to_pass(lot, demand.good)
                .is_some_and(|passes| passes >= 1.0 - demand.good_fails)
        })
        .filter(|_| seen.of > 0);
    let is_sharp = plan.is_some_and(|plan| {
        plan.chance_to_pass(lot, demand.bad)
            .is_some_and(|passes| passes <= demand.bad_passes)
    });
    let verdict = match plan {
        // More problems than a good village has are too many, however few were seen.
        Some(plan) if seen.count > plan.accept => Verdict::Fail,
        Some(_) if is_sharp => Verdict::Pass,
        Some(_) | None => Verdict::Open,
    };
    VillageVerdict {
        region_code: village.region_code.clone(),
        drawn_as: village.drawn_as,
        households,
        drawn: own.len() as u64,
        visited: seen.of,
        with_problem: seen.count,
        needed: needed.map(|plan| plan.sample),
        accept: plan.map(|plan| plan.accept),
        verdict,
        operating_curve: plan
            .map(|plan| {
                plan.operating_curve(lot)
                    .into_iter()
                    .step_by(5)
                    .take(11)
                    .collect()
            })
            .unwrap_or_default(),
    }
}

fn of_village<'d>(drawn: &'d Drawn, village: &'d DrawnVillage) -> impl Iterator<Item = &'d DrawnHousehold> {
    drawn
        .households
        .iter()
        .filter(|household| household.region_code == village.region_code)
}

fn discrepancy(drawn: &Drawn, field: &Field) -> Discrepancy {
    let flagged = |is_flagged: bool| {
        let of =
            |household: &&DrawnHousehold| field.with_finding.contains(&household.household_id) == is_flagged;
        field.counted(drawn.households.iter().filter(of))
    };
    let (clean, with_finding) = (flagged(false), flagged(true));
    let interval = wilson(real(clean.count), real(clean.of));
    Discrepancy {
        clean_record_with_problem: clean.count,
        clean_record: clean.of,
        finding_without_problem: with_finding.of - with_finding.count,
        with_finding: with_finding.of,
        hidden: interval.map(|interval| Share {
            value: real(clean.count) / real(clean.of),
            lower: interval.lower,
            upper: interval.upper,
        }),
    }
}

fn worth(drawn: &Drawn, field: &Field) -> Option<Lift> {
    let of = |way: DrawnAs| -> Vec<Part> {
        drawn
            .villages
            .iter()
            .filter(|village| village.drawn_as == way)
            .map(|village| field.counted(of_village(drawn, village)))
            .collect()
    };
    lift(&of(DrawnAs::Targeted), &of(DrawnAs::Reserve))
}

/// The share of all households of the frame: the villages by rank stand for themselves, those by lot for their town (or for all others).
fn county(drawn: &Drawn, field: &Field) -> Option<Share> {
    let mut strata: BTreeMap<&str, Cluster> = BTreeMap::new();
    for village in &drawn.villages {
        let cluster = strata.entry(village.stratum.as_str()).or_insert(Cluster {
            places: u64::from(village.stratum_villages),
            drawn: vec![],
        });
        cluster.drawn.push(place(village, drawn, field)?);
    }
    let estimate = Estimate::two_stage(&strata.into_values().collect::<Vec<_>>())?;
    let interval = estimate.interval(0.95)?;
    Some(Share {
        value: estimate.mean,
        lower: interval.lower.max(0.0),
        upper: interval.upper.min(1.0),
    })
}

/// What the visits say of all households of a village, each kind counting with its size.
fn place(village: &DrawnVillage, drawn: &Drawn, field: &Field) -> Option<Place> {
    let mut kinds: BTreeMap<&str, Stratum> = BTreeMap::new();
    for household in of_village(drawn, village) {
        let kind = kinds.entry(household.stratum.as_str()).or_insert(Stratum {
            size: u64::from(household.stratum_households),
            values: vec![],
        });
        if field.visited.contains(&household.household_id) {
            let has_problem = field.with_problem.contains(&household.household_id);
            kind.values.push(if has_problem { 1.0 } else { 0.0 });
        }
    }
    Place::of(&kinds.into_values().collect::<Vec<_>>())
}

fn real(count: u64) -> f64 {
    domain::unit::to_f64(count)
}

#[cfg(test)]
mod tests;
