//! Measures: what is done for a household, whether it answers the risks, and whether it came in time.

use chrono::NaiveDate;
use domain::household::HouseholdClass;
use domain::measure::{MeasureGroup, development_item};

use super::Desk;
use crate::days::{any_day, plus};
use crate::dice::{Dice, whole};
use crate::life::Episode;
use crate::people::Household;
use crate::truth::Break;
use crate::write::dataset::Dataset;
use crate::write::row::{Cell, cells};

/// A measure decided for a household.
#[derive(Debug, Clone)]
pub(crate) struct Measure {
    pub(crate) group: MeasureGroup,
    pub(crate) item: &'static str,
    pub(crate) decided_on: NaiveDate,
}

impl Measure {
    pub(crate) fn is_development(&self) -> bool {
        development_item(self.group, self.item)
    }
}

/// Groups that households get besides what their risks ask for.
const EXTRAS: &[(MeasureGroup, f64)] = &[
    (MeasureGroup::Health, 0.28),
    (MeasureGroup::SafetyNet, 0.26),
    (MeasureGroup::Industry, 0.14),
    (MeasureGroup::Society, 0.10),
    (MeasureGroup::Education, 0.09),
    (MeasureGroup::LivingConditions, 0.06),
    (MeasureGroup::Infrastructure, 0.04),
    (MeasureGroup::CompulsorySchool, 0.03),
];

/// Groups that raise income.
const DEVELOPMENT: &[(MeasureGroup, f64)] = &[
    (MeasureGroup::Industry, 0.50),
    (MeasureGroup::Employment, 0.28),
    (MeasureGroup::PublicPost, 0.14),
    (MeasureGroup::Finance, 0.08),
];

impl Desk<'_> {
    /// The measures of an episode: three to six as a rule (HN25: 5.33 policies a household), the first of them in time as a rule.
    pub(crate) fn decide_measures(
        &mut self,
        dice: &mut Dice,
        household: &Household,
        episode: &Episode,
    ) -> Vec<Measure> {
        let identified_on = episode.identified_on;
        if identified_on > self.as_of {
            return vec![];
        }
        let limit = self.rules.on(identified_on).first_measure;
        let due_on = self.rules.due_on(identified_on, limit);
        let slackness = self.town.slackness;
        if dice.chance(0.012 * slackness) {
            self.note_late(household, episode, due_on, None);
            return vec![];
        }
        let first_on = if dice.chance(0.06 * slackness) {
            plus(due_on, dice.between(1, 40))
        } else {
            any_day(dice, identified_on, due_on)
        };
        let mut is_rescue = dice.chance(0.02);
        if !is_rescue {
            self.note_late(household, episode, due_on, Some(first_on));
        }
        let last_day = episode
            .end
            .map_or(self.as_of, |end| end.on)
            .min(plus(first_on, 420))
            .min(self.last_decision(household));
        let mut measures = vec![];
        for group in plan(dice, household, episode) {
            let decided_on = if is_rescue {
                plus(identified_on, -dice.between(2, 12))
            } else if measures.len() < 2 {
                first_on
            } else {
                let early = any_day(dice, first_on, last_day);
                early.min(any_day(dice, first_on, last_day))
            };
            let measure = Measure {
                group,
                item: item(dice, group, household),
                decided_on,
            };
            self.write_measure(dice, household, Some(episode), &measure, is_rescue);
            if is_rescue {
                is_rescue = false; // What came first was a rescue; the procedure and the other measures follow.
            }
            measures.push(measure);
        }
        measures
    }

    /// What 脱贫户 that are not under observation still get.
    pub(crate) fn support_lifted(&mut self, dice: &mut Dice, household: &Household, episodes: &[Episode]) {
        if household.class == HouseholdClass::Ordinary || !episodes.is_empty() {
            return;
        }
        for _ in 0..dice.poisson(0.9) {
            let group = if household.has_no_labour() || dice.chance(0.4) {
                dice.among(EXTRAS)
            } else {
                dice.among(DEVELOPMENT)
            };
            let measure = Measure {
                group,
                item: item(dice, group, household),
                decided_on: any_day(dice, plus(self.first_day, -300), self.as_of),
            };
            if measure.decided_on > self.last_decision(household) {
                continue;
            }
            self.write_measure(dice, household, None, &measure, false);
        }
    }

    /// The last day on which a measure can be decided and entered for the household.
    fn last_decision(&self, household: &Household) -> NaiveDate {
        household
            .leaving
            .map_or(self.as_of, |leaving| plus(leaving.on, -4))
    }

    fn note_late(
        &mut self,
        household: &Household,
        episode: &Episode,
        due_on: NaiveDate,
        first_on: Option<NaiveDate>,
    ) {
        if due_on < self.as_of && first_on.is_none_or(|day| day > due_on) && episode.removed_on.is_none() {
            let broken = Break {
                rule: "measure_late",
                subject: episode.id.clone(),
                due_on: Some(due_on),
                done_on: first_on.filter(|day| *day <= self.as_of),
            };
            self.record(household, broken);
        }
    }

    fn write_measure(
        &mut self,
        dice: &mut Dice,
        household: &Household,
        episode: Option<&Episode>,
        measure: &Measure,
        is_rescue: bool,
    ) {
        self.numbers.measures += 1;
        let id = self.key("CS", self.numbers.measures);
        let is_periodic = dice.chance(0.35);
        let started_on = dice
            .chance(0.85)
            .then(|| plus(measure.decided_on, dice.between(0, 20)));
        let ended_on = started_on
            .filter(|_| is_periodic || dice.chance(0.3))
            .map(|day| plus(day, dice.between(90, 540)));
        let amount = amount(dice, measure.group);
        let slip = dice.chance(0.005) && amount.is_some();
        let entered_on = plus(measure.decided_on, dice.between(0, 3));
        let corrected_on = plus(entered_on, dice.between(15, 60));
        let slip = slip && household.is_here_on(corrected_on);
        let days = if slip {
            vec![entered_on, corrected_on]
        } else {
            vec![entered_on]
        };
        let person =
            is_personal(measure.group).then(|| household.someone_on(dice, measure.decided_on).id.clone());
        // The rescue comes before the episode has a number; it is entered later, with the number.
        let episode = episode.map(|episode| episode.id.clone());
        self.put_editions(Dataset::Measure, household.village, &days, |known_on| {
            let written = if slip && known_on < corrected_on {
                amount.map(|cents| cents / 10)
            } else {
                amount
            };
            cells![
                &id,
                &household.id,
                episode.clone(),
                person.clone(),
                measure.group.label(),
                measure.item,
                measure.decided_on,
                started_on,
                ended_on,
                written.map(Cell::Cents),
                is_rescue,
                is_periodic,
            ]
        });
    }

    /// Notes measures that do not answer the risks, or only feed.
    pub(crate) fn audit_measures(&mut self, household: &Household, episode: &Episode, measures: &[Measure]) {
        let valid: Vec<&Measure> = measures
            .iter()
            .filter(|measure| episode.identified_on <= measure.decided_on && measure.decided_on <= self.as_of)
            .collect();
        if valid.is_empty() {
            return;
        }
        let is_unanswered = episode.risks.iter().any(|risk| {
            let answers = risk.answers();
            !answers.is_empty() && !valid.iter().any(|measure| answers.contains(&measure.group))
        });
        let only_feeds = !household.has_no_labour()
            && valid
                .iter()
                .all(|measure| measure.group == MeasureGroup::SafetyNet);
        for rule in [
            is_unanswered.then_some("measure_risk_mismatch"),
            only_feeds.then_some("safety_net_only"),
        ]
        .into_iter()
        .flatten()
        {
            let broken = Break {
                rule,
                subject: household.id.clone(),
                due_on: None,
                done_on: None,
            };
            self.record(household, broken);
        }
    }
}

/// The groups of an episode's measures, in the order in which they are decided.
fn plan(dice: &mut Dice, household: &Household, episode: &Episode) -> Vec<MeasureGroup> {
    let has_capacity = !household.has_no_labour();
    if has_capacity && dice.chance(0.04) {
        return vec![MeasureGroup::SafetyNet; 1 + dice.below(3) as usize];
    }
    let asked: Vec<MeasureGroup> = episode
        .risks
        .iter()
        .flat_map(|risk| risk.answers())
        .copied()
        .collect();
    let is_mismatch = dice.chance(0.05);
    let mut groups = vec![];
    if !is_mismatch {
        for risk in &episode.risks {
            let answers = risk.answers();
            if !answers.is_empty() && !answers.iter().any(|group| groups.contains(group)) {
                groups.push(if dice.chance(0.6) {
                    answers[0]
                } else {
                    *dice.pick(answers)
                });
            }
        }
    }
    if has_capacity && dice.chance(0.9) {
        groups.push(dice.among(DEVELOPMENT));
    }
    if !has_capacity {
        groups.push(MeasureGroup::SafetyNet);
    }
    for _ in 0..=dice.below(4) {
        groups.push(dice.among(EXTRAS));
    }
    if is_mismatch {
        groups.retain(|group| !asked.contains(group));
        groups.push(MeasureGroup::LivingConditions);
    }
    groups
}

fn item(dice: &mut Dice, group: MeasureGroup, household: &Household) -> &'static str {
    let items = group.items();
    match group {
        MeasureGroup::SafetyNet if household.members.iter().any(|member| member.is_destitute) => "特困供养",
        // What raises no income by itself is rare in these groups.
        group if group.is_development() && dice.chance(0.9) => {
            let real: Vec<&'static str> = items
                .iter()
                .copied()
                .filter(|item| development_item(group, item))
                .collect();
            dice.one_of(&real)
        }
        _ => dice.one_of(items),
    }
}

/// Whether the measure is for one person.
const fn is_personal(group: MeasureGroup) -> bool {
    matches!(
        group,
        MeasureGroup::Employment
            | MeasureGroup::PublicPost
            | MeasureGroup::Health
            | MeasureGroup::CompulsorySchool
            | MeasureGroup::Education
    )
}

fn amount(dice: &mut Dice, group: MeasureGroup) -> Option<i64> {
    let (low, high) = match group {
        MeasureGroup::Industry => (500.0, 8_000.0),
        MeasureGroup::Employment => (200.0, 3_000.0),
        MeasureGroup::Finance => (10_000.0, 50_000.0),
        MeasureGroup::PublicPost => (3_600.0, 12_000.0),
        MeasureGroup::Housing | MeasureGroup::Relocation => (8_000.0, 45_000.0),
        MeasureGroup::Health => (200.0, 20_000.0),
        MeasureGroup::CompulsorySchool | MeasureGroup::Education => (500.0, 6_000.0),
        MeasureGroup::SafetyNet => (600.0, 12_000.0),
        MeasureGroup::Society => (200.0, 5_000.0),
        MeasureGroup::Water | MeasureGroup::LivingConditions | MeasureGroup::Infrastructure => {
            (300.0, 4_000.0)
        }
    };
    dice.chance(0.75)
        .then(|| whole(dice.real(low, high) / 10.0) * 1_000)
}
