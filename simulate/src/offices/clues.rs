//! Clues from outside the village: warnings of departments, which are mostly noise, and farmers' own declarations.

use chrono::{NaiveDate, NaiveDateTime};
use domain::episode::SourceChannel;
use domain::warning::{DeclarationChannel, DeclarationResult, Department, WarningResult};

use super::Desk;
use crate::days::{any_day, at, office_hour, plus, weekday};
use crate::dice::{Dice, whole};
use crate::life::Episode;
use crate::people::Household;
use crate::people::family::stranger;
use crate::truth::Break;
use crate::write::dataset::Dataset;
use crate::write::row::{Cell, cells};

/// Department, what it warns about, weight, and the range of the number that triggers the warning.
type Kind = (Department, &'static str, f64, (f64, f64));

/// What a surge is about.
const OUT_OF_WORK: Kind = (Department::Labour, "失业", 12.0, (1.0, 12.0));

const KINDS: &[Kind] = &[
    (
        Department::MedicalInsurance,
        "医疗自付",
        30.0,
        (5_000.0, 60_000.0),
    ),
    (
        Department::MedicalInsurance,
        "大病新确诊",
        6.0,
        (8_000.0, 90_000.0),
    ),
    (Department::CivilAffairs, "低保新增", 8.0, (0.0, 0.0)),
    (Department::CivilAffairs, "支出型困难", 6.0, (3_000.0, 30_000.0)),
    (Department::Education, "学费自付", 8.0, (4_000.0, 20_000.0)),
    (Department::Education, "控辍保学", 2.0, (0.0, 0.0)),
    (Department::DisabledPersons, "重度残疾", 7.0, (0.0, 0.0)),
    OUT_OF_WORK,
    (Department::Housing, "住房隐患", 4.0, (0.0, 0.0)),
    (Department::Water, "饮水问题", 2.0, (0.0, 0.0)),
    (Department::Agriculture, "产业损失", 5.0, (10_000.0, 80_000.0)),
    (Department::Emergency, "自然灾害", 3.0, (1_000.0, 50_000.0)),
    (Department::Police, "交通事故", 3.0, (0.0, 0.0)),
    (Department::Petitions, "信访反映", 2.0, (0.0, 0.0)),
    (Department::RuralRevitalisation, "系统校验", 2.0, (0.0, 0.0)),
];

impl Desk<'_> {
    /// Warnings and declarations about a household, true ones and noise, and the applications that come of them and fail.
    pub(crate) fn raise_clues(&mut self, dice: &mut Dice, household: &Household, episodes: &[Episode]) {
        for episode in episodes {
            let applied_on = plus(episode.identified_on, -12);
            if applied_on < self.first_day {
                continue;
            }
            match episode.channel {
                SourceChannel::Departments => {
                    let pushed_on = weekday(plus(applied_on, -dice.between(4, 12)));
                    self.warn(dice, household, pushed_on, Some(WarningResult::Included));
                }
                SourceChannel::Declaration => {
                    self.declare(dice, household, applied_on, DeclarationResult::Included);
                }
                SourceChannel::Cadres
                | SourceChannel::Grid
                | SourceChannel::Petition
                | SourceChannel::Media
                | SourceChannel::Other => {}
            }
        }
        let is_poor = !episodes.is_empty();
        let more = if is_poor { 3.0 } else { 1.0 };
        for _ in 0..dice.poisson(self.clue_rates.warnings * more) {
            let pushed_on = weekday(any_day(dice, self.first_day, self.as_of)).min(self.as_of);
            if !household.is_here_on(pushed_on) {
                continue;
            }
            let is_known = episodes.iter().any(|episode| episode.is_open_on(pushed_on));
            let result = (is_known && dice.chance(0.85)).then_some(WarningResult::AlreadyMonitored);
            self.warn(dice, household, pushed_on, result);
        }
        if let Some(pushed_on) = self.surge.hits(household) {
            let mut own = dice.clone();
            self.warn_of(&mut own, household, pushed_on, None, OUT_OF_WORK);
        }
        for _ in 0..dice.poisson(self.clue_rates.declarations * more) {
            let declared_on = any_day(dice, self.first_day, self.as_of);
            // Time enough for the answer.
            if !household.is_here_on(plus(declared_on, 15)) {
                continue;
            }
            let result = dice.among(&[
                (DeclarationResult::NotIncluded, 0.88),
                (DeclarationResult::Watched, 0.12),
            ]);
            self.declare(dice, household, declared_on, result);
            if dice.chance(0.02) {
                self.refuse(dice, household, plus(declared_on, 1));
            }
        }
    }

    fn warn(
        &mut self,
        dice: &mut Dice,
        household: &Household,
        pushed_on: NaiveDate,
        fixed: Option<WarningResult>,
    ) {
        let weights: Vec<f64> = KINDS.iter().map(|kind| kind.2).collect();
        let kind = KINDS[dice.weighted(&weights)];
        self.warn_of(dice, household, pushed_on, fixed, kind);
    }

    fn warn_of(
        &mut self,
        dice: &mut Dice,
        household: &Household,
        pushed_on: NaiveDate,
        fixed: Option<WarningResult>,
        (department, what, _, (low, high)): Kind,
    ) {
        self.numbers.warnings += 1;
        let id = self.key("YJ", self.numbers.warnings);
        let is_stranger = fixed.is_none() && dice.chance(0.012);
        let result = match fixed {
            Some(result) => result,
            None if is_stranger => WarningResult::HouseholdNotFound,
            None => dice.among(&[(WarningResult::NoRisk, 0.93), (WarningResult::Watched, 0.07)]),
        };
        let pushed_at = at(pushed_on, 8 * 3600 + dice.below(3600));
        let due_on = self.rules.due_on(pushed_on, self.rules.on(pushed_on).warning);
        let (verified_at, closed_at) = self.verify(dice, pushed_at, due_on);
        self.note_warning(household, &id, due_on, verified_at);
        let has_household = !is_stranger && dice.chance(0.86);
        let number = if is_stranger {
            Some(stranger(dice, self.town.code))
        } else {
            (!has_household || dice.chance(0.4)).then(|| {
                household
                    .someone_on(dice, pushed_on)
                    .id_number
                    .reveal()
                    .to_owned()
            })
        };
        let trigger = (high > 0.0).then(|| Cell::Decimal(whole(dice.real(low, high)) * 10_000));
        let days: Vec<NaiveDate> = [Some(pushed_at), verified_at, closed_at]
            .into_iter()
            .flatten()
            .map(|time| time.date())
            .collect();
        self.put_editions(Dataset::Warning, household.village, &days, |known_on| {
            let known = |time: Option<NaiveDateTime>| time.filter(|time| time.date() <= known_on);
            let verified_at = known(verified_at);
            cells![
                &id,
                department.label(),
                what,
                has_household.then(|| household.id.clone()),
                number.clone(),
                trigger.clone(),
                pushed_at,
                verified_at,
                verified_at.map(|_| result.label()),
                known(closed_at),
            ]
        });
    }

    /// When a warning is verified and closed: mostly in time.
    fn verify(
        &self,
        dice: &mut Dice,
        pushed_at: NaiveDateTime,
        due_on: NaiveDate,
    ) -> (Option<NaiveDateTime>, Option<NaiveDateTime>) {
        let kept = dice.share();
        let slackness = self.town.slackness;
        if kept < 0.012 * slackness {
            return (None, None);
        }
        let verified_on = if kept < 0.07 * slackness {
            plus(due_on, dice.between(1, 25))
        } else {
            any_day(dice, pushed_at.date(), due_on)
        };
        let verified_at = at(verified_on, 12 * 3600 + dice.below(5 * 3600));
        let closed_on = plus(verified_on, dice.between(0, 6));
        let closed_at = at(closed_on, 17 * 3600 + dice.below(3600));
        (Some(verified_at), dice.chance(0.97).then_some(closed_at))
    }

    fn note_warning(
        &mut self,
        household: &Household,
        id: &str,
        due_on: NaiveDate,
        verified_at: Option<NaiveDateTime>,
    ) {
        self.truth.count("warnings", 1);
        let verified_on = verified_at.map(|time| time.date());
        if due_on < self.as_of && verified_on.is_none_or(|day| day > due_on) {
            let broken = Break {
                rule: "warning_overdue",
                subject: id.to_owned(),
                due_on: Some(due_on),
                done_on: verified_on.filter(|day| *day <= self.as_of),
            };
            self.record(household, broken);
        }
    }

    fn declare(
        &mut self,
        dice: &mut Dice,
        household: &Household,
        declared_on: NaiveDate,
        result: DeclarationResult,
    ) {
        self.numbers.declarations += 1;
        self.truth.count("declarations", 1);
        let id = self.key("SB", self.numbers.declarations);
        let channel = dice.among(&[
            (DeclarationChannel::Written, 0.25),
            (DeclarationChannel::NationalApp, 0.2),
            (DeclarationChannel::MiniProgram, 0.35),
            (DeclarationChannel::Line12317, 0.05),
            (DeclarationChannel::Line12345, 0.08),
            (DeclarationChannel::Platform, 0.07),
        ]);
        let declared_at = office_hour(dice, declared_on);
        let checked_on = plus(declared_on, dice.between(1, 4));
        let checked_at = dice.chance(0.97).then(|| office_hour(dice, checked_on));
        let answered_on = plus(checked_on, dice.between(1, 9));
        let answered_at = checked_at
            .filter(|_| dice.chance(0.97))
            .map(|_| office_hour(dice, answered_on));
        let has_household = dice.chance(0.8);
        let number =
            (!has_household || dice.chance(0.5)).then(|| household.head().id_number.reveal().to_owned());
        let days: Vec<NaiveDate> = [Some(declared_at), checked_at, answered_at]
            .into_iter()
            .flatten()
            .map(|time| time.date())
            .collect();
        self.put_editions(Dataset::Declaration, household.village, &days, |known_on| {
            let known = |time: Option<NaiveDateTime>| time.filter(|time| time.date() <= known_on);
            let answered_at = known(answered_at);
            cells![
                &id,
                channel.label(),
                has_household.then(|| household.id.clone()),
                number.clone(),
                household.village_on(declared_on),
                declared_at,
                known(checked_at),
                answered_at.map(|_| result.label()),
                answered_at,
            ]
        });
    }
}
