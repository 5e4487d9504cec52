//! The yearly campaigns in which every household is looked at.

use chrono::{Datelike, NaiveDate};
use domain::household::HouseholdClass;
use domain::office::{IncomeKind, ScreeningAdvice, ScreeningForm};
use domain::risk::Risk;
use domain::visit::VisitMethod;

use super::Desk;
use super::staff::VillageStaff;
use crate::days::{any_day, date, months_later, office_hour, plus};
use crate::dice::Dice;
use crate::life::Episode;
use crate::life::account::{self, Account};
use crate::people::Household;
use crate::truth::Break;
use crate::write::dataset::Dataset;
use crate::write::row::cells;

/// A campaign: its name and its days.
struct Campaign {
    name: String,
    from: NaiveDate,
    to: NaiveDate,
}

fn campaigns(year: i32, a_year: u32) -> Vec<Campaign> {
    let spring = (date(year, 4, 10), date(year, 5, 25));
    let autumn = (date(year, 10, 8), date(year, 11, 20));
    let names: &[(&str, (NaiveDate, NaiveDate))] = if a_year == 1 {
        &[("集中排查", spring)]
    } else {
        &[("第一次集中排查", spring), ("第二次集中排查", autumn)]
    };
    names
        .iter()
        .map(|(name, (from, to))| Campaign {
            name: format!("{year}年{name}"),
            from: *from,
            to: *to,
        })
        .collect()
}

impl Desk<'_> {
    /// The household's forms of all campaigns in the window; about three in a hundred are never found at home.
    pub(crate) fn screen(
        &mut self,
        dice: &mut Dice,
        household: &Household,
        episodes: &[Episode],
        staff: &VillageStaff,
    ) {
        let mut asked: Option<(NaiveDate, bool)> = None;
        for year in self.first_day.year()..=self.as_of.year() {
            for campaign in campaigns(year, self.archetype.campaigns) {
                if campaign.from < self.first_day || !dice.chance(0.97) {
                    continue;
                }
                let on = any_day(dice, campaign.from, campaign.to);
                // Nobody fills in a form about a household that is packing.
                if on <= self.as_of && household.is_here_on(plus(on, 10)) {
                    let answer = self.fill_form(dice, household, episodes, staff, (&campaign.name, on));
                    asked = answer.or(asked);
                }
            }
        }
        self.check_leaflet(household, asked);
    }

    /// Whether the last answer of a year is that nobody there knows the leaflet.
    fn check_leaflet(&mut self, household: &Household, asked: Option<(NaiveDate, bool)>) {
        let Some((on, is_known)) = asked else { return };
        let is_recent = on > months_later(self.as_of, -12);
        if is_recent && !is_known && self.rules.on(on).is_leaflet_known {
            let broken = Break {
                rule: "leaflet_unknown",
                subject: household.id.clone(),
                due_on: None,
                done_on: None,
            };
            self.record(household, broken);
        }
    }

    /// Gives the day of the form and whether the leaflet is known, if the form is in the books by the last day.
    fn fill_form(
        &mut self,
        dice: &mut Dice,
        household: &Household,
        episodes: &[Episode],
        staff: &VillageStaff,
        (campaign, on): (&str, NaiveDate),
    ) -> Option<(NaiveDate, bool)> {
        let open = episodes.iter().find(|episode| episode.is_open_on(on));
        let is_known = episodes.iter().any(|episode| episode.identified_on <= on);
        let soon = episodes.iter().find(|episode| {
            (1..40).contains(&crate::days::between(on, episode.identified_on)) && episode.arose_on <= on
        });
        let form = match (open, is_known, household.class) {
            (Some(_), _, _) => ScreeningForm::Unresolved,
            (None, true, _) | (None, false, HouseholdClass::Lifted) => ScreeningForm::LiftedOrEliminated,
            (None, false, HouseholdClass::Ordinary) if !household.groups.is_empty() => {
                ScreeningForm::Priority
            }
            (None, false, HouseholdClass::Ordinary) => ScreeningForm::Ordinary,
        };
        let at_risk = open.or(soon);
        let risks: Vec<&str> = at_risk.map_or_else(Vec::new, |episode| {
            episode.risks.iter().map(|risk| risk.label()).collect()
        });
        let advice = match (open, soon) {
            (Some(_), _) => dice.chance(0.5).then_some(ScreeningAdvice::Watch),
            (None, Some(_)) if is_known => Some(ScreeningAdvice::RequestRollback),
            (None, Some(_)) => Some(ScreeningAdvice::Include),
            (None, None) => dice.chance(0.01).then_some(ScreeningAdvice::Watch),
        };
        let unsafe_home = at_risk.is_some_and(|episode| {
            episode
                .risks
                .iter()
                .any(|risk| matches!(risk, Risk::Housing | Risk::Water))
        });
        let method = if household.is_absent_on(on) && dice.chance(0.8) {
            VisitMethod::Remote
        } else {
            VisitMethod::AtHome
        };
        let entered_on = plus(on, dice.among(&[(0, 0.6), (1, 0.2), (3, 0.15), (9, 0.05)]));
        let entered_at = if entered_on == on {
            crate::days::at(on, 18 * 3600 + dice.below(4 * 3600))
        } else {
            office_hour(dice, entered_on)
        };
        let collector = staff.cadre(dice.below(3) as usize).to_owned();
        let can_cope = at_risk.is_none() || dice.chance(0.2);
        let is_informed = dice.chance(0.94);
        self.put(
            Dataset::Screening,
            household.village,
            entered_on,
            cells![
                &household.id,
                campaign.to_owned(),
                form.label(),
                method.label(),
                on,
                at_risk.is_some(),
                (!risks.is_empty()).then(|| risks.join("、")),
                !unsafe_home,
                can_cope,
                advice.map(ScreeningAdvice::label),
                is_informed,
                collector,
                staff.cadre(1).to_owned(),
                staff.cadre(2).to_owned(),
                entered_at,
            ],
        );
        if let Some(episode) = at_risk {
            let persons = household.persons_on(on).max(1);
            let per_head = account::at_identification(dice, episode.kind, self.income_line(on)) * 1.1;
            let account = Account::with_net(dice, per_head, persons, household.has_no_labour(), true);
            let period = (months_later(on, -12), plus(on, -1));
            self.keep_account(household, IncomeKind::AtScreening, period, entered_on, &account);
        }
        (entered_on <= self.as_of).then_some((on, is_informed))
    }
}
