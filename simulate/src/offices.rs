//! What the offices of a town do about the lives of its households, and what they write down.
//!
//! Each submodule is one register. They keep most of their deadlines; the ones they break are noted in the truth.

pub(crate) mod clues;
pub(crate) mod county;
pub(crate) mod help;
pub(crate) mod inclusion;
pub(crate) mod measures;
pub(crate) mod places;
pub(crate) mod records;
pub(crate) mod registry;
pub(crate) mod screening;
pub(crate) mod staff;
pub(crate) mod visiting;

use chrono::NaiveDate;
use domain::region::RegionCode;

use crate::dice::Dice;
use crate::life::Episode;
use crate::merger::Merger;
use crate::people::Household;
use crate::place::{Archetype, Town};
use crate::rules::Rules;
use crate::surge::Surge;
use crate::truth::{Break, Truth};
use crate::write::Deliveries;
use crate::write::dataset::Dataset;
use crate::write::row::Cell;

use help::Assignment;
use staff::{TownStaff, VillageStaff};

/// The running numbers of a town's registers.
#[derive(Debug, Default)]
pub(crate) struct Numbers {
    visits: u32,
    workflows: u32,
    measures: u32,
    warnings: u32,
    declarations: u32,
    inspections: u32,
}

/// How often departments warn and farmers declare, for a household and month.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ClueRates {
    pub(crate) warnings: f64,
    pub(crate) declarations: f64,
}

/// The desk at which a town's papers are made.
pub(crate) struct Desk<'a> {
    pub(crate) town: &'a Town,
    pub(crate) archetype: Archetype,
    pub(crate) rules: &'a Rules<'a>,
    pub(crate) staff: TownStaff,
    pub(crate) clue_rates: ClueRates,
    pub(crate) first_day: NaiveDate,
    pub(crate) opening: NaiveDate,
    pub(crate) mergers: &'a [Merger],
    pub(crate) surge: &'a Surge,
    pub(crate) as_of: NaiveDate,
    pub(crate) post: &'a mut Deliveries,
    pub(crate) truth: &'a mut Truth,
    pub(crate) numbers: Numbers,
}

impl Desk<'_> {
    /// Everything that is written about one household over its life.
    pub(crate) fn follow(
        &mut self,
        dice: &mut Dice,
        household: &Household,
        episodes: &[Episode],
        staff: &VillageStaff,
    ) {
        let helpers = self.assign_helpers(dice, household, episodes);
        let mut measures = vec![];
        for episode in episodes {
            let entered_at = self.include(dice, household, episode);
            let decided = self.decide_measures(dice, household, episode);
            self.keep_record(dice, household, episode, entered_at, &decided);
            self.close_episode(dice, household, episode);
            self.truth.episode(household, episode, self.as_of);
            measures.extend(decided);
        }
        self.support_lifted(dice, household, episodes);
        self.keep_yearly_accounts(dice, household, episodes);
        self.visit(dice, household, episodes, &helpers, staff);
        self.screen(dice, household, episodes, staff);
        self.raise_clues(dice, household, episodes);
        self.audit(household, episodes, &measures, &helpers);
    }

    /// A key in a register of the town.
    fn key(&self, letters: &str, number: u32) -> String {
        format!("{letters}{}{number:06}", self.town.code.prefix())
    }

    /// Hands in a row about a household.
    fn put(&mut self, dataset: Dataset, village: RegionCode, entered_on: NaiveDate, cells: Vec<Cell>) {
        self.post.put(dataset, village, entered_on, cells);
    }

    /// Hands in a row each time its content changes: `make` gives the row as it is known on a folder's day.
    fn put_editions(
        &mut self,
        dataset: Dataset,
        village: RegionCode,
        days: &[NaiveDate],
        mut make: impl FnMut(NaiveDate) -> Vec<Cell>,
    ) {
        let mut last: Option<Vec<Cell>> = None;
        for (entered_on, known_on) in self.post.schedule().editions(days) {
            let cells = make(known_on);
            if last.as_ref() != Some(&cells) {
                last = Some(cells.clone());
                self.post.put(dataset, village, entered_on, cells);
            }
        }
    }

    fn record(&mut self, household: &Household, broken: Break) {
        let village = household.village_on(self.as_of);
        self.truth.record(&household.id, village, broken);
    }

    /// What is wrong on the last day with the households that are not out of danger.
    fn audit(
        &mut self,
        household: &Household,
        episodes: &[Episode],
        measures: &[measures::Measure],
        helpers: &[Assignment],
    ) {
        let as_of = self.as_of;
        let counted: Vec<&Episode> = episodes
            .iter()
            .filter(|episode| episode.identified_on <= as_of && episode.removed_on.is_none())
            .collect();
        let Some(latest) = counted.last() else { return };
        self.truth.count("monitored_households", 1);
        if !latest.is_open_on(as_of) {
            self.truth.count("eliminated_households", 1);
            return;
        }
        let rules = self.rules.on(as_of);
        if let Some(limit) = rules.helper {
            let due_on = self.rules.due_on(latest.identified_on, limit);
            if due_on < as_of && !helpers.iter().any(|helper| helper.is_in_force_on(as_of)) {
                self.record(
                    household,
                    Break {
                        rule: "helper_missing",
                        subject: household.id.clone(),
                        due_on: Some(due_on),
                        done_on: None,
                    },
                );
            }
        }
        self.audit_measures(household, latest, measures);
    }
}
