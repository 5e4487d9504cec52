//! What happens to a household: a risk arises, is noticed or missed, is answered, ends, and sometimes comes back.
//!
//! This is the true course of things. What the offices make of it, and when, is in [`crate::offices`].

pub(crate) mod account;
pub(crate) mod arrival;
pub(crate) mod leaving;

use chrono::{Datelike, NaiveDate};
use domain::episode::{EliminationMode, ObjectType, SourceChannel};
use domain::household::HouseholdClass;
use domain::risk::Risk;

use crate::days::{any_day, between, months_later, plus, weekday};
use crate::dice::Dice;
use crate::people::Household;
use crate::rules::Rules;

/// The time a household is under observation.
#[derive(Debug, Clone)]
pub(crate) struct Episode {
    pub(crate) id: String,
    pub(crate) kind: ObjectType,
    pub(crate) risks: Vec<Risk>,
    pub(crate) channel: SourceChannel,
    pub(crate) arose_on: NaiveDate,
    pub(crate) identified_on: NaiveDate,
    pub(crate) end: Option<End>,
    /// 已回退: the elimination was taken back on this day.
    pub(crate) returned_on: Option<NaiveDate>,
    /// 已清退: it should never have begun.
    pub(crate) removed_on: Option<NaiveDate>,
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct End {
    pub(crate) on: NaiveDate,
    pub(crate) mode: EliminationMode,
}

impl Episode {
    /// Whether the household is under observation and not yet out of danger, from the first to the last of these days.
    pub(crate) fn is_unresolved_through(&self, from: NaiveDate, to: NaiveDate) -> bool {
        let is_over =
            self.end.is_some_and(|end| end.on <= to) && self.returned_on.is_none_or(|day| day > from);
        self.identified_on < from && !is_over && self.removed_on.is_none_or(|day| day > to)
    }

    /// Whether it asks for a visit in a period that ran from the first to the last of these days, as the register tells it in the end: what was
    /// struck from it never did, and an end that was taken back is none.
    pub(crate) fn owes_visit(&self, first: NaiveDate, last: NaiveDate) -> bool {
        let is_over = self.returned_on.is_none() && self.end.is_some_and(|end| end.on <= last);
        self.identified_on < first && self.removed_on.is_none() && !is_over
    }

    /// Whether it counts and has not ended on `day`.
    pub(crate) fn is_open_on(&self, day: NaiveDate) -> bool {
        let is_over =
            self.end.is_some_and(|end| end.on <= day) && self.returned_on.is_none_or(|back| back > day);
        self.identified_on <= day && !is_over && self.removed_on.is_none_or(|removed| removed > day)
    }
}

/// What a household has before its life is told: when it is first identified, as what, why.
#[derive(Debug, Clone)]
pub(crate) struct Beginning {
    pub(crate) identified_on: NaiveDate,
    pub(crate) arose_on: NaiveDate,
    pub(crate) kind: ObjectType,
    pub(crate) risk: Risk,
}

/// The episodes of a household, in order, none beginning later than the last day drawn for its beginning.
pub(crate) fn episodes(
    dice: &mut Dice,
    household: &Household,
    beginning: &Beginning,
    rules: &Rules<'_>,
    as_of: NaiveDate,
) -> Vec<Episode> {
    let has_no_labour = household.has_no_labour();
    let mut episodes: Vec<Episode> = vec![];
    let mut next = Some(beginning.clone());
    while let Some(start) = next.take() {
        let mut risks = arrival::further_risks(dice, start.risk);
        if has_no_labour && !risks.contains(&Risk::LackOfLabour) && dice.chance(0.5) {
            risks.push(Risk::LackOfLabour);
        }
        risks.truncate(5);
        let end = end(dice, &start, has_no_labour, rules, as_of);
        let returned_on = end
            .filter(|end| end.mode == EliminationMode::Assisted && dice.chance(0.006))
            .map(|end| weekday(plus(end.on, dice.between(25, 150))))
            .filter(|day| *day <= as_of);
        let removed_on = dice
            .chance(0.006)
            .then(|| weekday(plus(start.identified_on, dice.between(40, 300))))
            .filter(|day| *day <= as_of && end.is_none_or(|end| *day < end.on));
        episodes.push(Episode {
            id: format!("JC{}{:02}", household.id, episodes.len() + 1),
            kind: start.kind,
            risks,
            channel: arrival::channel(dice),
            arose_on: start.arose_on,
            identified_on: start.identified_on,
            end: end.filter(|_| removed_on.is_none()),
            returned_on: returned_on.filter(|_| removed_on.is_none()),
            removed_on,
        });
        next = end
            .filter(|_| removed_on.is_none() && returned_on.is_none())
            .and_then(|end| again(dice, household.class, end.on, as_of));
    }
    episodes
}

/// 0.5–2 % a year of those out of danger are identified again (5.3).
fn again(dice: &mut Dice, class: HouseholdClass, after: NaiveDate, as_of: NaiveDate) -> Option<Beginning> {
    let days = between(after, as_of);
    let years = f64::from(i32::try_from(days).ok()?) / 365.0;
    if !dice.chance(0.013 * years) {
        return None;
    }
    let identified_on = weekday(any_day(dice, plus(after, 45), as_of)).min(as_of);
    (identified_on > after).then(|| Beginning {
        identified_on,
        arose_on: plus(identified_on, -dice.between(20, 90)).max(plus(after, 1)),
        kind: arrival::object_type(dice, class, identified_on),
        risk: arrival::first_risk(dice),
    })
}

/// When and how it ends. Most is settled in November and December (BS21: of 7,282 eliminations 294 in the monthly work), so that at the end of 2021
/// 53, 61 and 25 % of the stock by type are out of danger (BS21) and about 80 % by 2025 (XX25, HN25). A household without labour stays, a few
/// natural or wrong ends aside.
fn end(
    dice: &mut Dice,
    start: &Beginning,
    has_no_labour: bool,
    rules: &Rules<'_>,
    as_of: NaiveDate,
) -> Option<End> {
    let natural = dice
        .chance(0.02)
        .then(|| weekday(plus(start.identified_on, dice.between(30, 900))));
    let assisted = if has_no_labour {
        // A wrong end, against the rule of every profile.
        dice.chance(0.02)
            .then(|| arrival::year_end(dice, start.identified_on.year() + 1))
    } else {
        assisted_end(dice, start, rules, as_of)
    };
    [
        natural.map(|on| End {
            on,
            mode: EliminationMode::Natural,
        }),
        assisted.map(|on| End {
            on,
            mode: EliminationMode::Assisted,
        }),
    ]
    .into_iter()
    .flatten()
    .filter(|end| end.on > start.identified_on && end.on <= as_of)
    .min_by_key(|end| end.on)
}

fn assisted_end(
    dice: &mut Dice,
    start: &Beginning,
    rules: &Rules<'_>,
    as_of: NaiveDate,
) -> Option<NaiveDate> {
    let first_rate = match start.kind {
        ObjectType::UnstableLifted => 0.85,
        ObjectType::Marginal => 0.90,
        ObjectType::SuddenHardship => 0.62,
    };
    let mut is_first = true;
    for year in start.identified_on.year()..=as_of.year() {
        // The little that is eliminated in the monthly work, between January and October.
        let monthly = weekday(any_day(
            dice,
            crate::days::date(year, 1, 5),
            crate::days::date(year, 10, 25),
        ));
        let pulse = arrival::year_end(dice, year);
        for (day, rate) in [(monthly, 0.02), (pulse, if is_first { first_rate } else { 0.60 })] {
            let is_stable = day >= months_later(start.identified_on, 6);
            let is_hasty = day >= plus(start.identified_on, 45) && dice.chance(hasty_share(rules, day));
            if (is_stable && dice.chance(rate)) || (!is_stable && is_hasty) {
                return Some(day);
            }
        }
        is_first &= pulse < months_later(start.identified_on, 6);
    }
    None
}

/// How often a household is declared out of danger before half a year has passed: rarely where a rule forbids it.
fn hasty_share(rules: &Rules<'_>, day: NaiveDate) -> f64 {
    if rules.on(day).elimination_months.is_some() {
        0.015
    } else {
        0.05
    }
}
