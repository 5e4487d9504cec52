//! What one week says: which places stand out in a stream, with which colour, and by which rule.
//!
//! Zones overlap, so a surge makes many candidates. Of those that share a village the gravest is kept; one that stands on a single village is
//! that village's; and a village inside a graver zone is part of it.

use std::collections::{BTreeMap, BTreeSet};

use domain::region::RegionCode;
use stats::surge::colour::{Colour, Rule, declared, reached};
use stats::surge::county::{CountyWeek, most_surprising, watch};
use stats::surge::detector::WeekCount;
use stats::surge::predictive::upper_tail;
use stats::surge::{Candidate, Completeness, Detector, Level};

use super::county::{County, Watched};
use super::input::HazardRow;
use super::week::{last_whole_week, week_of};

/// What kind of place a signal is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Scope {
    Village,
    /// A neighbourhood or a town, listed under a town.
    Area,
    County,
    /// A declared event.
    Event,
}

/// The numbers behind a colour.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Evidence {
    pub week: usize,
    pub window_weeks: Option<usize>,
    pub observed: f64,
    pub expected: Option<f64>,
    pub p: Option<f64>,
    pub households: f64,
    pub contributing: Option<usize>,
    pub rest: Option<f64>,
    /// Between these lie 95 of 100 counts without a surge.
    pub range: Option<(f64, f64)>,
}

/// A place that reached a colour in a week.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reach {
    pub scope: Scope,
    /// `village`, `zone5`, `township`, `county`, `event`.
    pub zone: String,
    /// Where it is listed.
    pub place: RegionCode,
    /// The level of that place.
    pub level: String,
    /// The village in the middle, or the place; in the key of the signal.
    pub centre: RegionCode,
    /// Villages by index; empty for the county.
    pub villages: Vec<usize>,
    pub colour: Colour,
    pub rule: Rule,
    pub evidence: Evidence,
    /// Number and kind of a declared event.
    pub event: Option<(String, String)>,
}

/// A stream that is judged.
#[derive(Debug)]
pub(super) struct Judge<'a> {
    pub county: &'a County<'a>,
    pub watched: &'a Watched<'a>,
    /// The county's weeks, those of the last year.
    pub county_weeks: Vec<CountyWeek>,
}

/// Weeks that the chart of a signal shows.
pub(super) const SHOWN_WEEKS: usize = 52;

impl<'a> Judge<'a> {
    pub(super) fn new(county: &'a County<'a>, watched: &'a Watched<'a>) -> Self {
        let weeks = watched.panel.weeks();
        let is_whole = watched.slice.is_empty();
        let completeness = watched.completeness(county.last_week(), county.towns.len(), county.as_of);
        let first = weeks.saturating_sub(SHOWN_WEEKS);
        let thresholds = &county.standard.thresholds.county;
        let county_weeks = if is_whole {
            watch(
                &watched.panel,
                &county.calendar(watched),
                &completeness,
                thresholds,
                first,
            )
        } else {
            vec![]
        };
        Self {
            county,
            watched,
            county_weeks,
        }
    }

    /// The places that reach a colour in the week of this number, the gravest first.
    pub(super) fn reaches(&self, week: usize) -> Vec<Reach> {
        let Some(at) = week.checked_sub(self.watched.first_week) else {
            return vec![];
        };
        let completeness = self.completeness(week);
        let detector = self.detector(&completeness);
        let mut found: Vec<(Candidate, Colour, Rule)> = detector
            .candidates(at)
            .into_iter()
            .filter_map(|candidate| {
                let (colour, rule) = reached(&self.budgeted(&candidate), &self.county.standard.thresholds)?;
                Some((candidate, colour, rule))
            })
            .collect();
        found.sort_by(|a, b| {
            b.1.cmp(&a.1)
                .then(a.0.p.total_cmp(&b.0.p))
                .then(a.0.zone.cmp(&b.0.zone))
        });
        let mut areas: Vec<Reach> = vec![];
        let mut villages: BTreeMap<usize, Reach> = BTreeMap::new();
        for (candidate, colour, rule) in found {
            let zone = &detector.zones()[candidate.zone];
            if candidate.level != Level::Village && candidate.contributing >= 2 {
                let is_taken = |area: &Reach| {
                    area.villages
                        .iter()
                        .any(|village| zone.villages.contains(village))
                };
                if !areas.iter().any(is_taken) {
                    areas.push(self.area(&candidate, zone.villages.clone(), colour, rule));
                }
                continue;
            }
            // The zone reaches the colour by one village: that one is named, with its own numbers where it stands out by itself.
            let parts = detector.parts(&candidate);
            let worst = parts.iter().max_by(|a, b| {
                let excess = |part: &stats::surge::detector::Part| f64::from(part.observed) - part.expected;
                excess(a).total_cmp(&excess(b)).then(b.village.cmp(&a.village))
            });
            let Some(worst) = worst else { continue };
            villages.entry(worst.village).or_insert_with(|| {
                self.village(&candidate, worst.village, zone.villages.clone(), colour, rule)
            });
        }
        let mut all = areas;
        all.extend(villages.into_values());
        all.extend(self.whole_county(at));
        all
    }

    /// What some villages had and expected in the last year, and the count that is a surprise.
    pub(super) fn weekly(&self, villages: &[usize]) -> Vec<(WeekCount, f64)> {
        let weeks = self.watched.panel.weeks();
        let completeness = self.completeness(self.county.last_week());
        let detector = self.detector(&completeness);
        let shown = detector.weekly(villages, weeks.saturating_sub(SHOWN_WEEKS)..weeks);
        shown
            .into_iter()
            .map(|week| (week, self.surprise(week.expected, week.variance)))
            .collect()
    }

    /// The least count whose chance is below the blue limit of the stream.
    pub(super) fn surprise(&self, expected: f64, variance: f64) -> f64 {
        let limit = 10_f64.powf(-self.county.standard.thresholds.blue.village_score) * self.watched.share;
        f64::from(least_with_tail_below(limit, expected, variance).saturating_sub(1))
    }

    /// The villages of a candidate's zone with their parts, in the window that ends with this week.
    pub(super) fn parts(&self, evidence: &Evidence, villages: &[usize]) -> Vec<WeekCount> {
        let Some((at, window)) = evidence
            .week
            .checked_sub(self.watched.first_week)
            .zip(evidence.window_weeks)
        else {
            return vec![];
        };
        let completeness = self.completeness(evidence.week);
        let detector = self.detector(&completeness);
        villages
            .iter()
            .filter_map(|village| detector.in_window(&[*village], villages, (at, window)))
            .collect()
    }

    fn completeness(&self, week: usize) -> Completeness {
        let towns = self.county.towns.len();
        self.watched.completeness(week, towns, self.county.as_of)
    }

    fn detector<'d>(&'d self, completeness: &'d Completeness) -> Detector<'d> {
        let thresholds = &self.county.standard.thresholds.detector;
        Detector::with_neighbours(
            &self.watched.panel,
            completeness,
            thresholds,
            &self.county.neighbours,
        )
    }

    /// The candidate with its chance divided by the stream's share of the budget: the sum of false alerts over all streams stays that of one.
    fn budgeted(&self, candidate: &Candidate) -> Candidate {
        Candidate {
            p: (candidate.p / self.watched.share).min(1.0),
            ..candidate.clone()
        }
    }

    fn evidence(&self, candidate: &Candidate) -> Evidence {
        Evidence {
            week: self.watched.first_week + candidate.week,
            window_weeks: Some(candidate.window_weeks),
            observed: f64::from(candidate.observed),
            expected: Some(candidate.expected),
            p: Some(candidate.p),
            households: candidate.households,
            contributing: Some(candidate.contributing),
            rest: Some(candidate.rest),
            range: Some(range(candidate.expected, candidate.variance)),
        }
    }

    fn area(&self, candidate: &Candidate, villages: Vec<usize>, colour: Colour, rule: Rule) -> Reach {
        let town = self.county.towns[candidate.township];
        let centre = match candidate.level {
            Level::Village | Level::Nearest(_) => self.county.villages[villages[0]].code,
            Level::Township | Level::County => town,
        };
        Reach {
            scope: Scope::Area,
            zone: candidate.level.name(),
            place: town,
            level: "town".to_owned(),
            centre,
            villages,
            colour,
            rule,
            evidence: self.evidence(candidate),
            event: None,
        }
    }

    fn village(
        &self,
        candidate: &Candidate,
        village: usize,
        zone: Vec<usize>,
        colour: Colour,
        rule: Rule,
    ) -> Reach {
        let code = self.county.villages[village].code;
        Reach {
            scope: Scope::Village,
            zone: candidate.level.name(),
            place: code,
            level: "village".to_owned(),
            centre: code,
            villages: zone,
            colour,
            rule,
            evidence: self.evidence(candidate),
            event: None,
        }
    }

    /// The county, when its cumulative sum goes over the limit in this week.
    fn whole_county(&self, at: usize) -> Option<Reach> {
        let until: Vec<CountyWeek> = self
            .county_weeks
            .iter()
            .copied()
            .filter(|week| week.week <= at)
            .collect();
        let now = until.last().filter(|week| week.week == at && week.is_alert)?;
        let windows = &self.county.standard.thresholds.detector.windows_weeks;
        let (window, p) = most_surprising(&until, windows).unwrap_or((1, 1.0));
        let last = &until[until.len() - window..];
        let sum = |part: fn(&CountyWeek) -> f64| last.iter().map(part).sum::<f64>();
        let (expected, variance) = (sum(|week| week.expected), sum(|week| week.variance));
        Some(Reach {
            scope: Scope::County,
            zone: Level::County.name(),
            place: self.county.code,
            level: "county".to_owned(),
            centre: self.county.code,
            villages: vec![],
            colour: Colour::Orange,
            rule: Rule::County,
            evidence: Evidence {
                week: self.watched.first_week + now.week,
                window_weeks: Some(window),
                observed: sum(|week| week.observed),
                expected: Some(expected),
                p: Some(p),
                households: self.county.households(),
                contributing: None,
                rest: None,
                range: Some(range(expected, variance)),
            },
            event: None,
        })
    }
}

/// What a declared event reaches in a week; nothing when it is long over. A new one counts at once, in the last whole week.
pub(super) fn event(hazard: &HazardRow, county: &County<'_>, week: usize) -> Option<Reach> {
    let begun = week_of(hazard.started_on).min(last_whole_week(county.as_of));
    let over = week_of(
        hazard
            .ended_on
            .unwrap_or(hazard.started_on)
            .max(hazard.started_on),
    );
    let is_news = begun <= week && week < over + county.standard.streams.event_weeks.max(1);
    if !is_news {
        return None;
    }
    let (colour, rule) = declared(hazard.affected, hazard.households, &county.standard.thresholds);
    let villages: BTreeSet<usize> = county.village(hazard.region).into_iter().collect();
    Some(Reach {
        scope: Scope::Event,
        zone: "event".to_owned(),
        place: hazard.region,
        level: hazard.level.clone(),
        centre: hazard.region,
        villages: villages.into_iter().collect(),
        colour,
        rule,
        evidence: Evidence {
            week,
            window_weeks: None,
            observed: hazard.affected,
            expected: None,
            p: None,
            households: hazard.households,
            contributing: None,
            rest: None,
            range: None,
        },
        event: Some((hazard.hazard_id.clone(), hazard.kind.clone())),
    })
}

/// The least count with P(X ≥ count) below a limit.
fn least_with_tail_below(limit: f64, mean: f64, variance: f64) -> u32 {
    let is_above = |count: &u32| upper_tail(*count, mean, variance).is_some_and(|tail| tail >= limit);
    (1..100_000).find(|count| !is_above(count)).unwrap_or(100_000)
}

/// The counts that 95 of 100 windows lie between.
fn range(mean: f64, variance: f64) -> (f64, f64) {
    let upper = least_with_tail_below(0.025, mean, variance).saturating_sub(1);
    let lower = least_with_tail_below(0.975, mean, variance).saturating_sub(1);
    (f64::from(lower), f64::from(upper))
}

/// Whether the last week of a stream is entered well enough to be judged.
pub(super) fn is_entered(county: &County<'_>, watched: &Watched<'_>, week: usize) -> bool {
    watched.entered(week, county.as_of) >= county.standard.thresholds.detector.least_completeness
}
