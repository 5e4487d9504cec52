//! Signals over releases: the same place keeps its key while its signal lives, and people's acts stay.
//!
//! What the release before said is carried on week by week: a colour is entered, renewed, left, or ends, as `stats::surge::course` has it. A
//! signal that was closed is kept for a year, and the same counts do not open it again while the windows still hold them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use chrono::{Days, NaiveDate};
use domain::region::RegionCode;
use domain::signal::Stream;
use stats::surge::colour::{Colour, Rule};
use stats::surge::course::{Act, Course};

use super::county::County;
use super::judge::{Evidence, Reach, Scope};
use super::week::{last_whole_week, name};
use super::words;
use crate::ledger::SignalAct;

/// Days that a closed signal is kept.
const KEPT_DAYS: u64 = 365;

/// One signal as a release holds it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Kept {
    pub key: String,
    pub county: RegionCode,
    pub stream: Stream,
    pub slice: String,
    pub scope: Scope,
    pub zone: String,
    pub place: RegionCode,
    pub level: String,
    pub villages: Vec<RegionCode>,
    /// The colour shown; of a closed one the last.
    pub colour: Colour,
    pub course: Course,
    pub evidence: Evidence,
    pub text: String,
    pub limits: String,
    pub standard: String,
    pub valid_from: NaiveDate,
    pub budget_share: Option<f64>,
    pub opened_on: NaiveDate,
    pub closed_on: Option<NaiveDate>,
    /// The last act that is in it.
    pub acts: i64,
    pub handled: String,
}

impl Kept {
    pub(super) fn is_open(&self) -> bool {
        self.course.colour.is_some()
    }

    /// Whether it may still hear of its place: open, or closed by a person so short a time ago that the same counts come again.
    fn lives(&self, week: usize, county: &County<'_>) -> bool {
        let quiet_weeks = county.standard.thresholds.course.closed_weeks;
        let closed = self.course.closed;
        self.is_open() || closed.is_some_and(|(_, closed_week)| week < closed_week + quiet_weeks)
    }

    /// The villages it speaks of, while it is open.
    pub(super) fn cover(&self) -> Option<Cover> {
        Some((self.villages.iter().copied().collect(), self.course.colour?))
    }

    fn holds(&self, villages: &BTreeSet<RegionCode>) -> bool {
        self.villages.iter().any(|village| villages.contains(village))
    }
}

/// The signals of one county and stream over the weeks that are new.
pub(super) struct Keeper<'a> {
    pub county: &'a County<'a>,
    pub stream: Stream,
    pub slice: &'a str,
    pub budget_share: Option<f64>,
    pub acts: &'a [SignalAct],
    /// Zones that are signals of the whole stream: a slice that says the same of the same place is no signal of its own.
    pub covers: &'a [Cover],
    pub kept: Vec<Kept>,
}

/// Villages that a graver or equal signal speaks of.
pub(super) type Cover = (BTreeSet<RegionCode>, Colour);

impl Keeper<'_> {
    /// What people did since, before the first new week.
    pub(super) fn tell(&mut self, first_new_week: usize) {
        for kept in &mut self.kept {
            let told: Vec<&SignalAct> = self
                .acts
                .iter()
                .filter(|act| act.signal == kept.key && act.sequence > kept.acts)
                .filter(|act| last_whole_week(act.as_of) < first_new_week)
                .collect();
            if told.is_empty() {
                continue;
            }
            let week = first_new_week.saturating_sub(1);
            let acts: Vec<Act> = told.iter().filter_map(|act| act.for_course()).collect();
            let course = kept.course.told(week, &acts);
            note(kept, &told);
            follow(kept, course, self.county.as_of);
        }
    }

    /// One more week of the detector.
    pub(super) fn week(&mut self, week: usize, reaches: Vec<Reach>) {
        let mut reached = self.placed(week, reaches);
        for (index, kept) in self.kept.iter_mut().enumerate() {
            let reach = reached.remove(&index);
            if reach.is_none() && !kept.lives(week, self.county) {
                continue;
            }
            let told: Vec<&SignalAct> = self
                .acts
                .iter()
                .filter(|act| act.signal == kept.key && act.sequence > kept.acts)
                .filter(|act| last_whole_week(act.as_of) == week)
                .collect();
            let acts: Vec<Act> = told.iter().filter_map(|act| act.for_course()).collect();
            let heard = reach.as_ref().map(|reach| (reach.colour, reach.rule));
            let thresholds = &self.county.standard.thresholds.course;
            let (course, _) = kept.course.after(week, heard, &acts, thresholds);
            if let Some(reach) = reach.filter(|_| course.renewed_week == week && course.colour.is_some()) {
                renew(kept, reach, self.county, self.budget_share);
            }
            note(kept, &told);
            follow(kept, course, self.county.as_of);
        }
    }

    /// A declared event that is new, or graver than it was, does not wait for the week to be over.
    pub(super) fn at_once(&mut self, week: usize, reach: Reach) {
        let key = self.key(&reach);
        let known = self.kept.iter().position(|kept| kept.key == key);
        let is_graver = known.is_none_or(|index| {
            let kept = &self.kept[index];
            kept.is_open() && Some(reach.colour) > kept.course.colour
        });
        if !is_graver {
            return;
        }
        let index = known.unwrap_or_else(|| {
            self.kept.push(self.fresh(&reach, key));
            self.kept.len() - 1
        });
        let thresholds = &self.county.standard.thresholds.course;
        let kept = &mut self.kept[index];
        let (course, _) = kept
            .course
            .after(week, Some((reach.colour, reach.rule)), &[], thresholds);
        renew(kept, reach, self.county, self.budget_share);
        follow(kept, course, self.county.as_of);
    }

    /// Which signal each reach belongs to; new ones are made.
    fn placed(&mut self, week: usize, reaches: Vec<Reach>) -> BTreeMap<usize, Reach> {
        let mut placed: BTreeMap<usize, Reach> = BTreeMap::new();
        let own = self.kept.iter().filter(|kept| kept.scope == Scope::Area);
        let mut areas: Vec<Cover> = own.filter_map(Kept::cover).collect();
        for reach in reaches {
            let villages: BTreeSet<RegionCode> = reach
                .villages
                .iter()
                .map(|village| self.county.villages[*village].code)
                .collect();
            let known = self.kept.iter().enumerate().position(|(index, kept)| {
                let is_same = match reach.scope {
                    Scope::Area => kept.holds(&villages),
                    Scope::Event => kept.key == self.key(&reach),
                    Scope::Village | Scope::County => kept.place == reach.place,
                };
                kept.scope == reach.scope
                    && is_same
                    && kept.lives(week, self.county)
                    && !placed.contains_key(&index)
            });
            let is_over = known.is_none() && {
                let key = self.key(&reach);
                self.kept.iter().any(|kept| kept.key == key)
            };
            if is_over {
                continue;
            }
            let is_part = |(zone, colour): &Cover| {
                reach.scope == Scope::Village && zone.contains(&reach.place) && *colour >= reach.colour
            };
            let is_same = |(zone, colour): &Cover| {
                villages.iter().any(|village| zone.contains(village)) && *colour >= reach.colour
            };
            let is_told = areas.iter().any(is_part) || self.covers.iter().any(is_same);
            if known.is_none() && is_told {
                continue;
            }
            if reach.scope == Scope::Area {
                areas.push((villages, reach.colour));
            }
            let index = known.unwrap_or_else(|| {
                let key = self.key(&reach);
                self.kept.push(self.fresh(&reach, key));
                self.kept.len() - 1
            });
            placed.insert(index, reach);
        }
        placed
    }

    /// `S2r03-v340604100001-2023w18`: stream and slice, kind and place, the week in which it was first seen; of a declared event its number.
    fn key(&self, reach: &Reach) -> String {
        if let Some((number, _)) = &reach.event {
            return format!("{}-{number}", self.stream.code());
        }
        let kind = match reach.scope {
            Scope::Village => 'v',
            Scope::Area => 'a',
            Scope::County | Scope::Event => 'c',
        };
        let week = name(reach.evidence.week);
        let slice = words::slice_code(self.slice);
        format!("{}{slice}-{kind}{}-{week}", self.stream.code(), reach.centre)
    }

    fn fresh(&self, reach: &Reach, key: String) -> Kept {
        Kept {
            key,
            county: self.county.code,
            stream: self.stream,
            slice: reach
                .event
                .as_ref()
                .map_or(self.slice, |(_, kind)| kind)
                .to_owned(),
            scope: reach.scope,
            zone: reach.zone.clone(),
            place: reach.place,
            level: reach.level.clone(),
            villages: vec![],
            colour: reach.colour,
            course: Course::default(),
            evidence: reach.evidence.clone(),
            text: String::new(),
            limits: String::new(),
            standard: String::new(),
            valid_from: self.county.standard.valid_from,
            budget_share: self.budget_share,
            opened_on: self.county.as_of,
            closed_on: None,
            acts: 0,
            handled: String::new(),
        }
    }
}

/// Puts the numbers of a week in the place of older ones.
fn renew(kept: &mut Kept, reach: Reach, county: &County<'_>, budget_share: Option<f64>) {
    kept.text = words::evidence(&reach, kept.stream, &kept.slice);
    kept.limits = words::limits(
        reach.rule,
        reach.colour,
        &county.standard.thresholds,
        budget_share,
    );
    kept.standard.clone_from(&county.standard.key);
    kept.valid_from = county.standard.valid_from;
    kept.budget_share = budget_share;
    kept.zone = reach.zone;
    kept.villages = reach
        .villages
        .iter()
        .map(|village| county.villages[*village].code)
        .collect();
    kept.place = reach.place;
    kept.level = reach.level;
    kept.evidence = reach.evidence;
}

/// Takes a course over, with what it means for the days.
fn follow(kept: &mut Kept, course: Course, as_of: NaiveDate) {
    match (kept.course.colour.is_some(), course.colour) {
        (false, Some(_)) => {
            kept.opened_on = as_of;
            kept.closed_on = None;
        }
        (true, None) => kept.closed_on = Some(as_of),
        (true, Some(_)) | (false, None) => {}
    }
    if let Some(colour) = course.colour {
        kept.colour = colour;
    }
    kept.course = course;
}

/// Writes down what people did last.
fn note(kept: &mut Kept, told: &[&SignalAct]) {
    if let Some(last) = told.last() {
        kept.acts = last.sequence;
        kept.handled = words::act(last);
    }
}

/// The weeks to be judged: those since the release before, or a look back where there was none.
pub(super) fn new_weeks(county: &County<'_>, before: Option<NaiveDate>) -> RangeInclusive<usize> {
    let numbers = &county.standard.streams;
    let last = county.last_week();
    let earliest = |weeks: usize| (last + 1).saturating_sub(weeks);
    let first = before.map_or_else(
        || earliest(numbers.first_look_weeks),
        |before| (last_whole_week(before) + 1).max(earliest(numbers.catch_up_weeks)),
    );
    first..=last
}

/// Whether a signal is still to be in the table.
pub(super) fn is_kept(kept: &Kept, as_of: NaiveDate) -> bool {
    let since = as_of.checked_sub_days(Days::new(KEPT_DAYS));
    kept.is_open() || kept.closed_on > since
}

/// The rule of a course as the table has it.
pub(super) const fn rule_key(rule: Option<Rule>) -> &'static str {
    match rule {
        None => "",
        Some(Rule::Village) => "village",
        Some(Rule::Excess) => "excess",
        Some(Rule::SeveralVillages) => "several_villages",
        Some(Rule::LoneVillage) => "lone_village",
        Some(Rule::County) => "county",
        Some(Rule::Scale) => "scale",
        Some(Rule::OrangeTown) => "orange_town",
        Some(Rule::Disaster) => "disaster",
    }
}

/// The rule of this name.
pub(super) fn rule_from(key: &str) -> Option<Rule> {
    const RULES: [Rule; 8] = [
        Rule::Village,
        Rule::Excess,
        Rule::SeveralVillages,
        Rule::LoneVillage,
        Rule::County,
        Rule::Scale,
        Rule::OrangeTown,
        Rule::Disaster,
    ];
    RULES.into_iter().find(|rule| rule_key(Some(*rule)) == key)
}
