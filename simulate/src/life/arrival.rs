//! When households come under observation, as what, and why: the shares and their drift.
//!
//! Numbers are those of the calibration study (`domain/calibration.md`); the key of the source stands at each table.

use chrono::{Datelike, NaiveDate};
use domain::episode::{ObjectType, SourceChannel};
use domain::household::HouseholdClass;
use domain::risk::Risk;

use crate::days::{any_day, date, month_end, months_later};
use crate::dice::Dice;

/// The mechanism began with the guidance of March 2020 (VZ).
const FIRST_MONTH: NaiveDate = NaiveDate::from_ymd_opt(2020, 3, 1).expect("a day of the calendar");

/// Shares of the stock that came in a year: 2021 and 2022 heavy (5.3), 淮北 22 % in 2023 (HB23), 河南 1.4 % in 2025 (XX25).
const fn share_of_year(year: i32) -> f64 {
    match year {
        ..=2020 | 2023 => 0.16,
        2021 => 0.34,
        2022 => 0.24,
        2024 => 0.07,
        2025 => 0.03,
        _ => 0.02,
    }
}

/// More households are found in the months of the screening campaigns, few around the Spring Festival.
const SEASON: [f64; 12] = [0.7, 0.5, 0.9, 1.1, 1.3, 1.2, 1.0, 1.0, 1.1, 1.2, 1.2, 0.8];

/// 脱贫不稳定户, 边缘易致贫户, 突发严重困难户 among the newly identified. The stock of end 2021 is 31/30/39 (BS21), new in 2021 25/16/59 (BS21), and
/// early 2021 far more 脱贫不稳定户 than later (QL21); 突发严重困难户 did not exist before 2021.
const fn types(year: i32, month: u32) -> [f64; 3] {
    match (year, month) {
        (..=2020, _) => [0.44, 0.54, 0.02],
        (2021, 1..=6) => [0.38, 0.24, 0.38],
        (2021, _) => [0.18, 0.14, 0.68],
        (2022, _) => [0.22, 0.18, 0.60],
        (2023, _) => [0.20, 0.17, 0.63],
        _ => [0.18, 0.15, 0.67],
    }
}

/// The share of 突发严重困难户 that are 脱贫户 (our own assumption: the study has no number).
const LIFTED_AMONG_SUDDEN: f64 = 0.3;

/// The first risk: 因病 48.13 % (WJW23), the rest 5.3.
const RISKS: &[(Risk, f64)] = &[
    (Risk::Illness, 48.0),
    (Risk::Disability, 13.0),
    (Risk::LackOfLabour, 10.0),
    (Risk::UnstableWork, 8.0),
    (Risk::Schooling, 7.0),
    (Risk::ProjectFailure, 4.0),
    (Risk::Accident, 4.0),
    (Risk::NaturalDisaster, 3.0),
    (Risk::Housing, 0.6),
    (Risk::Water, 0.4),
    (Risk::Other, 2.0),
];

/// The weight of a whole month.
fn full_weight(month: NaiveDate) -> f64 {
    share_of_year(month.year()) * SEASON[month.month0() as usize]
}

/// When households of the county are identified, for both classes.
#[derive(Debug)]
pub(crate) struct Arrivals {
    months: Vec<NaiveDate>,
    /// For each class and month: the weight of an identification then.
    lifted: Vec<f64>,
    ordinary: Vec<f64>,
    total: f64,
    last: NaiveDate,
    as_of: NaiveDate,
}

impl Arrivals {
    /// Identifications from 2020 (or a year before the window, if that is earlier) to some days after `as_of`: their workflows are open on the
    /// last day.
    pub(crate) fn new(window_start: NaiveDate, as_of: NaiveDate) -> Self {
        let last = crate::days::plus(as_of, 16);
        let first = FIRST_MONTH.min(months_later(window_start, -12));
        let months: Vec<NaiveDate> = (0..200)
            .map(|n| months_later(first, n))
            .take_while(|month| *month <= last)
            .collect();
        let mut arrivals = Self {
            lifted: vec![],
            ordinary: vec![],
            total: 0.0,
            last,
            as_of,
            months,
        };
        for month in &arrivals.months {
            let weight = arrivals.weight(*month);
            let [unstable, marginal, sudden] = types(month.year(), month.month());
            arrivals
                .lifted
                .push(weight * (unstable + LIFTED_AMONG_SUDDEN * sudden));
            arrivals
                .ordinary
                .push(weight * (marginal + (1.0 - LIFTED_AMONG_SUDDEN) * sudden));
            if *month <= as_of {
                let counted = if month_end(*month) <= as_of {
                    1.0
                } else {
                    f64::from(as_of.day()) / f64::from(month_end(*month).day())
                };
                arrivals.total += full_weight(*month) * counted;
            }
        }
        arrivals
    }

    /// The weight of the part of the month that is simulated.
    fn weight(&self, month: NaiveDate) -> f64 {
        let end = month_end(month);
        let days = f64::from(end.min(self.last).day());
        full_weight(month) * days / f64::from(end.day())
    }

    /// How likely it is that a household of the class is ever identified, when `incidence` of all households are by the last day.
    pub(crate) fn probability(&self, class: HouseholdClass, incidence: f64, lifted_share: f64) -> f64 {
        let (weights, share) = match class {
            HouseholdClass::Lifted => (&self.lifted, lifted_share),
            HouseholdClass::Ordinary => (&self.ordinary, 1.0 - lifted_share),
        };
        incidence * weights.iter().sum::<f64>() / self.total / share
    }

    /// The share of the identifications that fall on or after `day`, up to the last day.
    pub(crate) fn share_since(&self, day: NaiveDate) -> f64 {
        let since: f64 = self
            .months
            .iter()
            .filter(|month| **month >= day && **month <= self.as_of)
            .map(|month| full_weight(*month))
            .sum();
        since / self.total
    }

    /// A day of identification for a household of the class, and what it is identified as.
    pub(crate) fn draw(&self, dice: &mut Dice, class: HouseholdClass) -> (NaiveDate, ObjectType) {
        let weights = match class {
            HouseholdClass::Lifted => &self.lifted,
            HouseholdClass::Ordinary => &self.ordinary,
        };
        let month = self.months[dice.weighted(weights)];
        let day = any_day(dice, month, month_end(month).min(self.last));
        (
            crate::days::weekday(day).min(self.last),
            object_type(dice, class, month),
        )
    }
}

/// What a household of the class is identified as in that month.
pub(crate) fn object_type(dice: &mut Dice, class: HouseholdClass, day: NaiveDate) -> ObjectType {
    let [unstable, marginal, sudden] = types(day.year(), day.month());
    match class {
        HouseholdClass::Lifted => dice.among(&[
            (ObjectType::UnstableLifted, unstable),
            (ObjectType::SuddenHardship, LIFTED_AMONG_SUDDEN * sudden),
        ]),
        HouseholdClass::Ordinary => dice.among(&[
            (ObjectType::Marginal, marginal),
            (ObjectType::SuddenHardship, (1.0 - LIFTED_AMONG_SUDDEN) * sudden),
        ]),
    }
}

/// The first risk of a household.
pub(crate) fn first_risk(dice: &mut Dice) -> Risk {
    dice.among(RISKS)
}

/// Further risks: 1.3 to 1.6 in all (5.3).
pub(crate) fn further_risks(dice: &mut Dice, first: Risk) -> Vec<Risk> {
    let more = dice.among(&[(0, 0.62), (1, 0.30), (2, 0.07), (3, 0.01)]);
    let mut risks = vec![first];
    for _ in 0..more {
        let next = match first {
            Risk::Illness if dice.chance(0.5) => Risk::LackOfLabour,
            _ => dice.among(RISKS),
        };
        if !risks.contains(&next) {
            risks.push(next);
        }
    }
    risks
}

/// Who noticed.
pub(crate) fn channel(dice: &mut Dice) -> SourceChannel {
    dice.among(&[
        (SourceChannel::Cadres, 0.50),
        (SourceChannel::Declaration, 0.17),
        (SourceChannel::Departments, 0.16),
        (SourceChannel::Grid, 0.13),
        (SourceChannel::Petition, 0.02),
        (SourceChannel::Media, 0.01),
        (SourceChannel::Other, 0.01),
    ])
}

/// The autumn days on which last year's work is settled.
pub(crate) fn year_end(dice: &mut Dice, year: i32) -> NaiveDate {
    let day = any_day(dice, date(year, 11, 5), date(year, 12, 25));
    crate::days::weekday(day)
}
