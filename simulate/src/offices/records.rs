//! The register of 监测对象, and the accounts of households.

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use domain::episode::{DevelopmentFlag, EliminationMode, EpisodeState};
use domain::household::HouseholdClass;
use domain::office::IncomeKind;

use super::Desk;
use super::measures::Measure;
use crate::days::{any_day, date, months_later, plus};
use crate::dice::Dice;
use crate::life::account::{self, Account};
use crate::life::{End, Episode};
use crate::people::Household;
use crate::truth::Break;
use crate::write::dataset::Dataset;
use crate::write::row::{Cell, cells};

/// What the register of an episode says besides the episode itself.
struct Record {
    entered_at: NaiveDateTime,
    persons: u32,
    income_per_head: i64,
    self_paid: i64,
    /// From this day on 开发式帮扶标识 says 已实施.
    flagged_on: Option<NaiveDate>,
    income_at_end: i64,
    /// A slip of the pen, corrected on that day: what had been written before.
    corrected: Option<(NaiveDate, i64)>,
}

impl Desk<'_> {
    /// The row of an episode, again each time it changes, and the accounts taken at its beginning and end.
    pub(crate) fn keep_record(
        &mut self,
        dice: &mut Dice,
        household: &Household,
        episode: &Episode,
        entered_at: NaiveDateTime,
        measures: &[Measure],
    ) {
        let identified_on = episode.identified_on;
        let persons = household.persons_on(identified_on).max(1);
        let line = self.income_line(identified_on);
        let per_head = account::at_identification(dice, episode.kind, line);
        let first = Account::with_net(dice, per_head, persons, household.has_no_labour(), true);
        let entered_on = entered_at.date();
        let period = (months_later(identified_on, -12), plus(identified_on, -1));
        self.keep_account(
            household,
            IncomeKind::AtIdentification,
            period,
            entered_on,
            &first,
        );
        let per_head_after = account::at_elimination(dice, line);
        let last = Account::with_net(dice, per_head_after, persons, household.has_no_labour(), false);
        if let Some(end) = episode.end {
            let period = (months_later(end.on, -12), plus(end.on, -1));
            self.keep_account(household, IncomeKind::AtElimination, period, end.on, &last);
        }
        let record = Record {
            entered_at,
            persons,
            income_per_head: first.net_per_head(),
            self_paid: first.self_paid(),
            flagged_on: self.flag_day(dice, household, episode, measures),
            income_at_end: last.net_per_head(),
            corrected: dice
                .chance(0.005)
                .then(|| (plus(entered_on, dice.between(20, 90)), first.self_paid() / 10)),
        };
        let days: Vec<NaiveDate> = [
            Some(entered_on),
            record.flagged_on,
            episode.end.map(|end| end.on),
            episode.returned_on,
            episode.removed_on,
            record.corrected.map(|(day, _)| day),
        ]
        .into_iter()
        .flatten()
        .map(|day| day.max(entered_on))
        .collect();
        self.put_editions(Dataset::Episode, household.village, &days, |known_on| {
            episode_row(household, episode, &record, known_on)
        });
    }

    /// The day on which 开发式帮扶标识 was set: mostly that of the first development measure, sometimes never, sometimes without one.
    fn flag_day(
        &mut self,
        dice: &mut Dice,
        household: &Household,
        episode: &Episode,
        measures: &[Measure],
    ) -> Option<NaiveDate> {
        let first = measures
            .iter()
            .filter(|measure| measure.is_development() && measure.decided_on >= episode.identified_on)
            .map(|measure| measure.decided_on)
            .filter(|day| *day <= self.as_of)
            .min();
        if !dice.chance(0.03) {
            return first;
        }
        if self.rules.on(self.as_of).is_flag_derived && episode.is_open_on(self.as_of) {
            self.record(
                household,
                Break {
                    rule: "development_flag_mismatch",
                    subject: episode.id.clone(),
                    due_on: None,
                    done_on: None,
                },
            );
        }
        match first {
            Some(_) => None,
            None => Some(plus(episode.identified_on, 10)),
        }
    }

    /// The yearly accounts: of 脱贫户 and monitored households, and of one ordinary household in ten.
    pub(crate) fn keep_yearly_accounts(
        &mut self,
        dice: &mut Dice,
        household: &Household,
        episodes: &[Episode],
    ) {
        let is_monitored = !episodes.is_empty();
        if !is_monitored && household.class == HouseholdClass::Ordinary && !dice.chance(0.1) {
            return;
        }
        for year in self.opening.year() - 1..self.as_of.year() {
            let entered_on = any_day(dice, date(year + 1, 1, 8), date(year + 1, 2, 25)).max(self.opening);
            if !household.is_here_on(entered_on) {
                return;
            }
            let persons = household.persons_on(date(year, 12, 31)).max(1);
            let line = self.income_line(date(year, 12, 31));
            let per_head = account::yearly(dice, household.class, is_monitored, line);
            let account = Account::with_net(dice, per_head, persons, household.has_no_labour(), is_monitored);
            let period = (date(year, 1, 1), date(year, 12, 31));
            self.keep_account(household, IncomeKind::Yearly, period, entered_on, &account);
        }
    }

    pub(crate) fn income_line(&self, day: NaiveDate) -> f64 {
        let line = self.rules.on(day).income_line_yuan;
        f64::from(i32::try_from(line).unwrap_or(7000))
    }

    pub(crate) fn keep_account(
        &mut self,
        household: &Household,
        kind: IncomeKind,
        (from, to): (NaiveDate, NaiveDate),
        entered_on: NaiveDate,
        account: &Account,
    ) {
        self.put(
            Dataset::Income,
            household.village,
            entered_on,
            cells![
                &household.id,
                kind.label(),
                from,
                to,
                Cell::Cents(account.wages),
                Cell::Cents(account.business),
                Cell::Cents(account.property),
                Cell::Cents(account.transfers),
                Cell::Cents(account.costs),
                Cell::Cents(account.net),
                Cell::Cents(account.insurance),
                Cell::Cents(account.medical),
                Cell::Cents(account.schooling),
                Cell::Cents(account.other),
                account.persons,
            ],
        );
    }
}

fn episode_row(household: &Household, episode: &Episode, record: &Record, known_on: NaiveDate) -> Vec<Cell> {
    let end = episode.end.filter(|end| end.on <= known_on);
    let is_returned = episode.returned_on.is_some_and(|day| day <= known_on);
    let is_removed = episode.removed_on.is_some_and(|day| day <= known_on);
    let state = match (is_removed, is_returned, end) {
        (true, _, _) => EpisodeState::Removed,
        (false, true, _) => EpisodeState::Returned,
        (false, false, Some(_)) => EpisodeState::Eliminated,
        (false, false, None) => EpisodeState::Monitored,
    };
    let flag = if record.flagged_on.is_some_and(|day| day <= known_on) {
        DevelopmentFlag::Done
    } else {
        DevelopmentFlag::NotYet
    };
    let self_paid = match record.corrected {
        Some((day, slip)) if known_on < day => slip,
        _ => record.self_paid,
    };
    let risk = |index: usize| episode.risks.get(index).map(|risk| risk.label());
    let mode = end.map(|End { mode, .. }| mode).map(EliminationMode::label);
    cells![
        &episode.id,
        &household.id,
        episode.kind.label(),
        risk(0),
        risk(1),
        risk(2),
        risk(3),
        risk(4),
        episode.channel.label(),
        episode.identified_on,
        record.entered_at,
        record.persons,
        Cell::Cents(record.income_per_head),
        Cell::Cents(self_paid),
        state == EpisodeState::Eliminated,
        mode,
        end.map(|end| end.on),
        end.map(|_| Cell::Cents(record.income_at_end)),
        flag.label(),
        state.label(),
    ]
}
