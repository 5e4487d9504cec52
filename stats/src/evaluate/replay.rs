//! The whole measurement: limits on clean years, alerts on other clean years, surges, colours, scenarios without a surge, shocks, and whether p
//! is what it says.

use super::found::{Sensitivity, Touched};
use super::limits::{AlertRate, Loudest, limit};
use super::methods::{Method, colour_bells};
use super::nulls::Null;
use super::shocks::{CountyRow, shocks};
use super::simulated::{County, Kind, Setting, Surge, YEAR};
use crate::surge::cast::real;
use crate::surge::colour::Colour;
use crate::surge::detector::Detector;
use crate::surge::panel::Completeness;
use crate::surge::thresholds::Thresholds;
use crate::surge::zones::Level;

/// The first week that is judged: two years are history.
pub const FIRST: usize = 2 * YEAR;
/// Budgets of false alerts per county-year at which methods are compared.
pub const BUDGETS: [f64; 2] = [2.0, 6.0];
/// Weeks in which a surge may begin, so that its eight weeks lie within the year.
const ONSETS: (usize, usize) = (FIRST + 4, FIRST + 41);

/// What to measure.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The seed of all chance.
    pub seed: u64,
    /// Counties to set limits on, to measure false alerts on, and for each kind of surge.
    pub counties: u64,
    /// What a county is like.
    pub setting: Setting,
    /// What is measured.
    pub thresholds: Thresholds,
}

impl Plan {
    /// The usual county under the usual thresholds.
    pub fn new(seed: u64, counties: u64) -> Self {
        Self {
            seed,
            counties,
            setting: Setting::default(),
            thresholds: Thresholds::default(),
        }
    }
}

/// One method at one budget.
#[derive(Debug, Clone, PartialEq)]
pub struct MethodRow {
    /// Which.
    pub method: Method,
    /// Alerts per county-year it was allowed on the years the limit was set on.
    pub budget: f64,
    /// The limit.
    pub limit: f64,
    /// Alerts in fresh clean years.
    pub alerts: AlertRate,
    /// Per kind of surge, in the order of [`Kind::ALL`].
    pub kinds: Vec<Sensitivity>,
    /// The two kinds of one village again, only in villages where the surge is expected to be three households or more.
    pub of_three: Vec<Sensitivity>,
}

/// One colour, by the rules of the thresholds.
#[derive(Debug, Clone, PartialEq)]
pub struct ColourRow {
    /// This colour or a higher one.
    pub colour: Colour,
    /// Alerts in fresh clean years.
    pub alerts: AlertRate,
    /// Per kind of surge.
    pub kinds: Vec<Sensitivity>,
}

/// A rule as people set it, without a limit of ours.
#[derive(Debug, Clone, PartialEq)]
pub struct NaiveRow {
    /// What it says.
    pub title: &'static str,
    /// Alerts in fresh clean years.
    pub alerts: AlertRate,
}

/// How often p of a village and a four-week window was below what it says, in clean years.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Calibration {
    /// Village-weeks.
    pub tests: usize,
    /// With p below .01.
    pub below_hundredth: usize,
    /// With p below .001.
    pub below_thousandth: usize,
    /// Village-weeks at blue by fifth of village size, smallest first.
    pub blue_by_fifth: [usize; 5],
}

/// Everything measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Replay {
    /// What was asked for.
    pub plan: Plan,
    /// Methods at budgets.
    pub methods: Vec<MethodRow>,
    /// Rules as people set them.
    pub naive: Vec<NaiveRow>,
    /// Colours.
    pub colours: Vec<ColourRow>,
    /// Scenarios without a surge: alerts of the detector at the limit of the highest budget.
    pub nulls: Vec<(Null, AlertRate)>,
    /// Shocks to the whole county at one alert a year.
    pub shocks: Vec<CountyRow>,
    /// Whether p is what it says.
    pub calibration: Calibration,
}

/// Measures. The same plan gives the same numbers.
pub fn replay(plan: Plan) -> Replay {
    let clean = |first: u64| -> Vec<County> {
        (0..plan.counties)
            .map(|it| County::clean(&plan.setting, plan.seed, first + it))
            .collect()
    };
    let (tuning, fresh) = (clean(0), clean(1_000_000));
    let surges: Vec<Vec<(County, Surge)>> = Kind::ALL.iter().map(|kind| surged(&plan, *kind)).collect();
    let methods: Vec<MethodRow> = Method::ALL
        .iter()
        .flat_map(|method| rows(&plan, *method, &tuning, &fresh, &surges))
        .collect();
    let top = methods
        .iter()
        .find(|row| row.method == Method::MultiScale && row.budget >= BUDGETS[1]);
    let top_limit = top.map_or(f64::INFINITY, |row| row.limit);
    Replay {
        naive: naive(&plan, &fresh),
        colours: colours(&plan, &fresh, &surges),
        nulls: Null::ALL
            .iter()
            .map(|null| (*null, null_alerts(&plan, *null, top_limit)))
            .collect(),
        shocks: shocks(
            &plan.thresholds.county,
            &plan.setting,
            plan.seed,
            plan.counties,
            1.0,
        ),
        calibration: calibration(&plan, &fresh),
        methods,
        plan,
    }
}

fn surged(plan: &Plan, kind: Kind) -> Vec<(County, Surge)> {
    let first = match kind {
        Kind::OneVillage => 2_000_000,
        Kind::SmallOneVillage => 3_000_000,
        Kind::FiveVillages => 4_000_000,
        Kind::EightVillages => 5_000_000,
    };
    let one = |number| {
        let mut county = County::clean(&plan.setting, plan.seed, number);
        let surge = county.surge(kind, plan.seed, number, ONSETS);
        (county, surge)
    };
    (first..first + plan.counties).map(one).collect()
}

type Surged = Vec<(County, Surge)>;

/// One method at every budget.
fn rows(
    plan: &Plan,
    method: Method,
    tuning: &[County],
    fresh: &[County],
    surges: &[Surged],
) -> Vec<MethodRow> {
    let bells = |county: &County| method.bells(&county.panel(), &plan.thresholds, FIRST);
    let tuning: Vec<Loudest> = tuning.iter().map(|county| Loudest::of(&bells(county))).collect();
    let fresh: Vec<Loudest> = fresh.iter().map(|county| Loudest::of(&bells(county))).collect();
    let touched: Vec<Vec<Touched>> = surges
        .iter()
        .map(|kind| {
            kind.iter()
                .map(|(county, surge)| Touched::new(surge.clone(), bells(county)))
                .collect()
        })
        .collect();
    let of_three: Vec<Vec<Touched>> = (Kind::ALL.iter().zip(surges).zip(&touched))
        .filter(|((kind, _), _)| kind.size().0 == 1)
        .map(|((kind, counties), touched)| {
            let amounts_to_three = |(county, surge): &(County, Surge)| {
                let households = surge
                    .villages
                    .iter()
                    .map(|it| county.villages[*it].households_in(surge.onset));
                kind.size().1 * households.sum::<f64>() >= 3.0
            };
            let kept = counties
                .iter()
                .zip(touched)
                .filter(|(county, _)| amounts_to_three(county));
            kept.map(|(_, touched)| touched.clone()).collect()
        })
        .collect();
    let row = |budget: f64| {
        let limit = limit(&tuning, budget);
        let at = |surges: &Vec<Touched>| Sensitivity::at(surges, limit);
        MethodRow {
            method,
            budget,
            limit,
            alerts: AlertRate::at(&fresh, limit),
            kinds: touched.iter().map(at).collect(),
            of_three: of_three.iter().map(at).collect(),
        }
    };
    BUDGETS.into_iter().map(row).collect()
}

fn naive(plan: &Plan, fresh: &[County]) -> Vec<NaiveRow> {
    let rules = [
        ("three signals in 4 weeks", Method::Count, 3.0),
        (
            "twice the 4 weeks before (at least one)",
            Method::MonthOnMonth,
            2.0,
        ),
        (
            "twice the same weeks of last year (at least one)",
            Method::YearOnYear,
            2.0,
        ),
    ];
    let row = |(title, method, limit): (&'static str, Method, f64)| {
        let loudest: Vec<Loudest> = fresh
            .iter()
            .map(|county| Loudest::of(&method.bells(&county.panel(), &plan.thresholds, FIRST)))
            .collect();
        NaiveRow {
            title,
            alerts: AlertRate::at(&loudest, limit),
        }
    };
    rules.into_iter().map(row).collect()
}

fn colours(plan: &Plan, fresh: &[County], surges: &[Surged]) -> Vec<ColourRow> {
    let bells = |county: &County| colour_bells(&county.panel(), &plan.thresholds, FIRST);
    let fresh: Vec<Loudest> = fresh.iter().map(|county| Loudest::of(&bells(county))).collect();
    let touched: Vec<Vec<Touched>> = surges
        .iter()
        .map(|kind| {
            kind.iter()
                .map(|(county, surge)| Touched::new(surge.clone(), bells(county)))
                .collect()
        })
        .collect();
    let row = |(index, colour): (usize, Colour)| {
        let limit = real(index + 1);
        ColourRow {
            colour,
            alerts: AlertRate::at(&fresh, limit),
            kinds: touched
                .iter()
                .map(|surges| Sensitivity::at(surges, limit))
                .collect(),
        }
    };
    Colour::ALL.into_iter().enumerate().map(row).collect()
}

fn null_alerts(plan: &Plan, null: Null, limit: f64) -> AlertRate {
    let first = 6_000_000;
    let loudest = |number| {
        let county = null.county(&plan.setting, plan.seed, number, FIRST);
        Loudest::of(&Method::MultiScale.bells(&county.panel(), &plan.thresholds, FIRST))
    };
    let counties: Vec<Loudest> = (first..first + plan.counties).map(loudest).collect();
    AlertRate::at(&counties, limit)
}

fn calibration(plan: &Plan, fresh: &[County]) -> Calibration {
    let mut found = Calibration {
        tests: 0,
        below_hundredth: 0,
        below_thousandth: 0,
        blue_by_fifth: [0; 5],
    };
    let completeness = Completeness::default();
    for county in fresh {
        let panel = county.panel();
        let detector = Detector::new(&panel, &completeness, &plan.thresholds.detector);
        let mut by_size: Vec<usize> = (0..county.villages.len()).collect();
        by_size.sort_by(|a, b| {
            let households = |it: &usize| county.villages[*it].households_in(FIRST);
            households(a).total_cmp(&households(b)).then(a.cmp(b))
        });
        for week in FIRST..panel.weeks() {
            found.tests += county.villages.len();
            for candidate in detector.candidates(week) {
                if candidate.level != Level::Village || candidate.window_weeks != 4 {
                    continue;
                }
                found.below_hundredth += usize::from(candidate.p < 0.01);
                found.below_thousandth += usize::from(candidate.p < 0.001);
                if candidate.score() >= plan.thresholds.blue.village_score {
                    let village = detector.zones()[candidate.zone].villages[0];
                    let rank = by_size.iter().position(|it| *it == village).unwrap_or_default();
                    found.blue_by_fifth[(rank * 5 / by_size.len().max(1)).min(4)] += 1;
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_written_and_every_method_is_in_it() {
        let mut plan = Plan::new(1, 1);
        plan.setting.towns = 2;
        plan.setting.villages_per_town = 4;

        let text = replay(plan).markdown();

        assert_eq!(text.matches("\n### ").count(), 7, "{text}");
        for method in Method::ALL {
            assert!(text.contains(&format!("| {} |", method.title())), "{text}");
        }
    }
}
