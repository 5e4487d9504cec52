//! Workflows: the papers that take a household in, and those that let it go.

use chrono::{NaiveDate, NaiveDateTime};
use domain::episode::{EliminationMode, Stage, StageResult, WorkflowKind};

use super::Desk;
use crate::days::{at, months_later, plus};
use crate::dice::Dice;
use crate::life::Episode;
use crate::people::Household;
use crate::rules::{StageOrder, Terms};
use crate::truth::Break;
use crate::write::dataset::Dataset;
use crate::write::row::cells;

/// One stage, so many days after the first.
type Step = (Stage, i64, Option<StageResult>);

const PASSED: Option<StageResult> = Some(StageResult::Passed);

impl Desk<'_> {
    /// The workflow of an inclusion whose decision falls on the day of identification. Gives the time at which the episode was entered.
    pub(crate) fn include(
        &mut self,
        dice: &mut Dice,
        household: &Household,
        episode: &Episode,
    ) -> NaiveDateTime {
        let likely_start = plus(episode.identified_on, -12);
        let terms = self.rules.on(likely_start);
        let (steps, decided) = inclusion_steps(dice, terms, self.town.slackness);
        let applied_on = plus(episode.identified_on, -decided);
        let times = self.file(
            dice,
            household,
            (WorkflowKind::Inclusion, applied_on),
            &steps,
            |on| (on >= episode.identified_on).then(|| episode.id.clone()),
        );
        self.check_inclusion(household, &steps, &times, episode.identified_on);
        let entry = steps.iter().position(|(stage, _, _)| *stage == Stage::Entry);
        entry.map_or_else(|| at(episode.identified_on, 60_000), |index| times.1[index])
    }

    /// An application that was refused at the check or by the villagers.
    pub(crate) fn refuse(&mut self, dice: &mut Dice, household: &Household, applied_on: NaiveDate) {
        let refused = Some(StageResult::Refused);
        let check = dice.between(0, 2);
        let mut steps = vec![(Stage::Application, 0, None), (Stage::Authorisation, 0, None)];
        if dice.chance(0.6) {
            steps.push((Stage::HomeCheck, check, refused));
        } else {
            let comparison_first = self.rules.on(applied_on).order != StageOrder::ReviewFirst;
            steps.push((Stage::HomeCheck, check, PASSED));
            if comparison_first {
                steps.push((Stage::Comparison, check + 1, PASSED));
            }
            steps.push((Stage::Review, check + 2, refused));
        }
        steps.push((Stage::Notification, check + 3 + dice.between(0, 4), None));
        self.file(
            dice,
            household,
            (WorkflowKind::Inclusion, applied_on),
            &steps,
            |_| None,
        );
    }

    /// The workflows that end an episode, take the end back, or strike it from the register.
    pub(crate) fn close_episode(&mut self, dice: &mut Dice, household: &Household, episode: &Episode) {
        let id = || Some(episode.id.clone());
        if let Some(end) = episode.end {
            let steps = elimination_steps(dice, end.mode, self.rules.on(end.on).notice_days);
            let decided = decision_day(&steps);
            let start = plus(end.on, -decided);
            self.file(
                dice,
                household,
                (WorkflowKind::Elimination, start),
                &steps,
                |_| id(),
            );
            self.check_elimination(household, episode);
        }
        for (kind, day) in [
            (WorkflowKind::Rollback, episode.returned_on),
            (WorkflowKind::Removal, episode.removed_on),
        ] {
            let Some(day) = day else { continue };
            let steps = [
                (Stage::Application, 0, None),
                (Stage::HomeCheck, 2, PASSED),
                (Stage::TownReview, 5, PASSED),
                (Stage::CountyDecision, 9, PASSED),
                (Stage::CitySummary, 13, PASSED),
                (Stage::ProvinceRequest, 16, PASSED),
                (Stage::NationalRecord, 20, PASSED),
            ];
            self.file(dice, household, (kind, plus(day, -20)), &steps, |_| id());
        }
    }

    /// Writes the rows of a workflow; gives its number and the time of each stage.
    fn file(
        &mut self,
        dice: &mut Dice,
        household: &Household,
        (kind, start): (WorkflowKind, NaiveDate),
        steps: &[Step],
        episode_on: impl Fn(NaiveDate) -> Option<String>,
    ) -> (String, Vec<NaiveDateTime>) {
        self.numbers.workflows += 1;
        let id = self.key("LC", self.numbers.workflows);
        let mut times = vec![];
        let mut order = 0;
        for (stage, after, result) in steps {
            order += 1;
            let on = plus(start, *after);
            // Later stages of one day come later in that day.
            let time = at(on, 8 * 3600 + order * 2000 + dice.below(1800));
            times.push(time);
            self.put(
                Dataset::Workflow,
                household.village,
                on,
                cells![
                    &id,
                    &household.id,
                    episode_on(on),
                    kind.label(),
                    stage.label(),
                    time,
                    result.map(StageResult::label),
                ],
            );
        }
        (id, times)
    }

    /// Notes the rules that this workflow breaks.
    fn check_inclusion(
        &mut self,
        household: &Household,
        steps: &[Step],
        (id, times): &(String, Vec<NaiveDateTime>),
        decided_on: NaiveDate,
    ) {
        let time_of = |wanted: Stage| {
            steps
                .iter()
                .zip(times)
                .find(|((stage, _, _), _)| *stage == wanted)
                .map(|(_, time)| *time)
        };
        let (Some(applied), Some(notice_start), Some(notice_end)) = (
            time_of(Stage::Application),
            time_of(Stage::NoticeStart),
            time_of(Stage::NoticeEnd),
        ) else {
            return;
        };
        let limit = self.rules.on(applied.date()).inclusion;
        let due_on = self.rules.due_on(applied.date(), limit);
        if decided_on > due_on && applied.date() <= self.as_of && due_on < self.as_of {
            let broken = Break {
                rule: "workflow_overdue",
                subject: id.clone(),
                due_on: Some(due_on),
                done_on: (decided_on <= self.as_of).then_some(decided_on),
            };
            self.record(household, broken);
        }
        let lasted = crate::days::between(notice_start.date(), notice_end.date()) + 1;
        if lasted < self.rules.on(notice_start.date()).notice_days && notice_end.date() <= self.as_of {
            let broken = Break {
                rule: "notice_too_short",
                subject: id.clone(),
                due_on: None,
                done_on: Some(notice_end.date()),
            };
            self.record(household, broken);
        }
        if let (Some(review), Some(comparison)) = (time_of(Stage::Review), time_of(Stage::Comparison)) {
            let is_wrong = match self.rules.on(review.date()).order {
                StageOrder::ReviewFirst => comparison < review,
                StageOrder::ComparisonFirst => review < comparison,
                StageOrder::Free => false,
            };
            if is_wrong && review.max(comparison).date() <= self.as_of {
                let broken = Break {
                    rule: "stage_order",
                    subject: id.clone(),
                    due_on: None,
                    done_on: Some(review.date()),
                };
                self.record(household, broken);
            }
        }
    }

    fn check_elimination(&mut self, household: &Household, episode: &Episode) {
        let Some(end) = episode.end.filter(|end| end.mode == EliminationMode::Assisted) else {
            return;
        };
        let terms = self.rules.on(end.on);
        let mut broken = vec![];
        if terms.is_no_labour_forbidden && household.has_no_labour() {
            broken.push(("elimination_no_labour", None));
        }
        if let Some(months) = terms.elimination_months {
            let earliest = months_later(episode.identified_on, i32::try_from(months).unwrap_or(0));
            if end.on < earliest {
                broken.push(("elimination_too_soon", Some(earliest)));
            }
        }
        for (rule, due_on) in broken {
            let broken = Break {
                rule,
                subject: episode.id.clone(),
                due_on,
                done_on: Some(end.on),
            };
            self.record(household, broken);
        }
    }
}

/// The stages of an inclusion in the order of the place's profile, and the day of the decision.
fn inclusion_steps(dice: &mut Dice, terms: &Terms, slackness: f64) -> (Vec<Step>, i64) {
    let mut steps: Vec<Step> = vec![(Stage::Application, 0, None), (Stage::Authorisation, 0, None)];
    let mut day = dice.between(0, 2);
    steps.push((Stage::HomeCheck, day, PASSED));
    let is_reversed = dice.chance(0.05 * slackness);
    let review_first = match terms.order {
        StageOrder::ReviewFirst => !is_reversed,
        StageOrder::ComparisonFirst => is_reversed,
        StageOrder::Free => dice.chance(0.5),
    };
    let pair = if review_first {
        [Stage::Review, Stage::Comparison]
    } else {
        [Stage::Comparison, Stage::Review]
    };
    day += dice.between(0, 2);
    steps.push((pair[0], day, PASSED));
    day += dice.between(0, 1);
    steps.push((pair[1], day, PASSED));
    day += dice.between(0, 1);
    steps.push((Stage::NoticeStart, day, None));
    let shown = if dice.chance(0.04 * slackness) {
        (terms.notice_days - dice.between(1, 2)).max(1)
    } else {
        terms.notice_days + dice.between(0, 1)
    };
    day += shown - 1;
    steps.push((Stage::NoticeEnd, day, None));
    day += dice.between(1, 2);
    let delay = if dice.chance(0.08 * slackness) {
        dice.between(6, 25)
    } else {
        0
    };
    let decided = if terms.is_town_approver {
        day += delay;
        steps.push((Stage::TownReview, day, PASSED));
        let decided = day;
        steps.push((Stage::Announcement, day, None));
        day += dice.between(0, 5);
        steps.push((Stage::CountyDecision, day, PASSED));
        decided
    } else {
        steps.push((Stage::TownReview, day, PASSED));
        day += dice.between(1, 2) + delay;
        if dice.chance(0.02) {
            steps.push((Stage::CountyDecision, day, Some(StageResult::SentBack)));
            day += dice.between(1, 4);
        }
        steps.push((Stage::CountyDecision, day, PASSED));
        let decided = day;
        steps.push((Stage::Announcement, day + dice.between(0, 1), None));
        decided
    };
    let is_late = dice.chance(0.04 * slackness);
    let entry = day
        + 1
        + if is_late {
            dice.between(4, 18)
        } else {
            dice.between(0, 2)
        };
    steps.push((Stage::Entry, entry, None));
    steps.push((Stage::Notification, entry + dice.between(0, 4), None));
    (steps, decided)
}

fn elimination_steps(dice: &mut Dice, mode: EliminationMode, notice_days: i64) -> Vec<Step> {
    match mode {
        EliminationMode::Natural => vec![
            (Stage::HomeCheck, 0, PASSED),
            (Stage::TownReview, 2, PASSED),
            (Stage::CountyDecision, 4, PASSED),
            (Stage::Entry, 5, None),
        ],
        EliminationMode::Assisted => {
            let review = 1 + dice.between(0, 3);
            let shown = notice_days + dice.between(0, 1);
            let town = review + shown + dice.between(1, 2);
            vec![
                (Stage::Application, 0, None),
                (Stage::HomeCheck, 1, PASSED),
                (Stage::Review, review, PASSED),
                (Stage::NoticeStart, review + 1, None),
                (Stage::NoticeEnd, review + shown, None),
                (Stage::TownReview, town, PASSED),
                (Stage::CountyDecision, town + 2, PASSED),
                (Stage::Announcement, town + 2, None),
                (Stage::Entry, town + 3, None),
                (Stage::Notification, town + 4, None),
            ]
        }
    }
}

fn decision_day(steps: &[Step]) -> i64 {
    steps
        .iter()
        .find(|(stage, _, _)| *stage == Stage::CountyDecision)
        .map_or(0, |(_, day, _)| *day)
}
