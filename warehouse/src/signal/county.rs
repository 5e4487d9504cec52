//! One county under watch: its villages in the order of their codes, its streams as panels of villages and weeks, and how much of recent
//! weeks has been entered.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::region::RegionCode;
use domain::signal::Stream;
use stats::delay;
use stats::surge::county::Calendar;
use stats::surge::zones::neighbours;
use stats::surge::{Completeness, Panel, Village};

use super::input::{CampaignRow, EventRow, Input, VillageRow};
use super::standard::Standard;
use super::week::{ends_on, last_whole_week, week_of};
use crate::error::{Result, WarehouseError};

/// So many kilometres are a degree of latitude.
const DEGREE_KM: f64 = 111.32;

/// A county, its villages and what is known of them on the day.
#[derive(Debug)]
pub(super) struct County<'a> {
    pub code: RegionCode,
    pub as_of: NaiveDate,
    pub standard: &'a Standard,
    pub villages: Vec<&'a VillageRow>,
    /// By the index that panels and zones use.
    pub towns: Vec<RegionCode>,
    /// The nearest of each village, nearest first.
    pub neighbours: Vec<Vec<usize>>,
    seen: Vec<Village>,
    campaigns: Vec<&'a CampaignRow>,
    index: BTreeMap<RegionCode, usize>,
}

/// One stream, or a slice of it, of one county.
#[derive(Debug)]
pub(super) struct Watched<'a> {
    pub stream: Stream,
    pub slice: &'a str,
    /// The part of the budget of false alerts.
    pub share: f64,
    /// The number of the panel's first week.
    pub first_week: usize,
    pub panel: Panel,
    /// Households counted in the panel, once a village and week each.
    pub counted: usize,
    delays: Option<delay::Completeness>,
    events: Vec<(usize, &'a EventRow)>,
}

impl<'a> County<'a> {
    /// The counties of the input, by code.
    pub(super) fn all(input: &'a Input, standard: impl Fn(RegionCode) -> &'a Standard) -> Vec<Self> {
        let mut by_county: BTreeMap<RegionCode, Vec<&VillageRow>> = BTreeMap::new();
        for village in input.villages.iter().filter(|village| village.households > 0.0) {
            by_county.entry(village.county).or_default().push(village);
        }
        by_county
            .into_iter()
            .map(|(code, villages)| Self::new(code, villages, input, standard(code)))
            .collect()
    }

    fn new(
        code: RegionCode,
        mut villages: Vec<&'a VillageRow>,
        input: &'a Input,
        standard: &'a Standard,
    ) -> Self {
        villages.sort_by_key(|village| village.code);
        let town_of = |village: &VillageRow| village.town.unwrap_or(village.county);
        let towns: BTreeSet<RegionCode> = villages.iter().map(|village| town_of(village)).collect();
        let towns: Vec<RegionCode> = towns.into_iter().collect();
        let seen: Vec<Village> = villages
            .iter()
            .map(|village| {
                let town = towns.binary_search(&town_of(village)).unwrap_or_default();
                Village::steady(village.households, town, village.place.map(kilometres))
            })
            .collect();
        let widest = standard.thresholds.detector.neighbourhood_villages.iter().max();
        Self {
            code,
            as_of: input.as_of,
            standard,
            index: villages
                .iter()
                .enumerate()
                .map(|(at, village)| (village.code, at))
                .collect(),
            neighbours: neighbours(&seen, widest.map_or(0, |widest| widest.saturating_sub(1))),
            seen,
            villages,
            towns,
            campaigns: input.campaigns.iter().filter(|row| row.county == code).collect(),
        }
    }

    pub(super) fn village(&self, code: RegionCode) -> Option<usize> {
        self.index.get(&code).copied()
    }

    pub(super) fn households(&self) -> f64 {
        self.villages.iter().map(|village| village.households).sum()
    }

    /// The last week that can be judged.
    pub(super) fn last_week(&self) -> usize {
        last_whole_week(self.as_of)
    }

    /// Every stream and slice that has an event, in order.
    pub(super) fn watched(&self, input: &'a Input) -> Result<Vec<Watched<'a>>> {
        let mut by_stream: BTreeMap<(Stream, &str), Vec<(usize, &EventRow)>> = BTreeMap::new();
        for event in &input.events {
            if let Some(village) = self.village(event.region) {
                by_stream
                    .entry((event.stream, &event.slice))
                    .or_default()
                    .push((village, event));
            }
        }
        let numbers = &self.standard.streams;
        let slices = by_stream.keys().filter(|(_, slice)| !slice.is_empty()).count();
        let of_slice = numbers.slices_share / domain::unit::to_f64(slices.max(1) as u64);
        let delays: BTreeMap<Stream, Option<delay::Completeness>> = by_stream
            .iter()
            .filter(|((_, slice), _)| slice.is_empty())
            .map(|((stream, _), events)| (*stream, self.delays(events)))
            .collect();
        by_stream
            .into_iter()
            .map(|((stream, slice), events)| {
                let share = match (slice.is_empty(), stream) {
                    (false, _) => of_slice,
                    (true, Stream::Warning) => numbers.warning_share,
                    (true, Stream::Identification | Stream::Hazard) => numbers.identification_share,
                };
                let delays = delays.get(&stream).cloned().flatten();
                self.watch((stream, slice), events, share, delays)
            })
            .collect()
    }

    fn watch(
        &self,
        (stream, slice): (Stream, &'a str),
        events: Vec<(usize, &'a EventRow)>,
        share: f64,
        delays: Option<delay::Completeness>,
    ) -> Result<Watched<'a>> {
        let last_week = self.last_week();
        let first_week = self.first_week(&events);
        let weeks = (last_week + 1).saturating_sub(first_week);
        // A household that is warned of twice in a week is one household.
        let counted: BTreeSet<(usize, usize, &str)> = events
            .iter()
            .map(|(village, event)| (*village, week_of(event.happened_on), event.household_id.as_str()))
            .filter(|(_, week, _)| (first_week..=last_week).contains(week))
            .collect();
        let mut counts = vec![Some(0); self.villages.len() * weeks];
        for (village, week, _) in &counted {
            if let Some(count) = &mut counts[village * weeks + (week - first_week)] {
                *count += 1;
            }
        }
        let panel = Panel::new(self.seen.clone(), weeks, counts).map_err(|fault| {
            WarehouseError::damaged("fct_signal_event", "counts of villages and weeks", fault)
        })?;
        Ok(Watched {
            stream,
            slice,
            share,
            first_week,
            panel,
            counted: counted.len(),
            delays,
            events,
        })
    }

    /// The week in which a stream begins: a hundredth of its events may lie before, since single old ones are no beginning.
    fn first_week(&self, events: &[(usize, &EventRow)]) -> usize {
        let detector = &self.standard.thresholds.detector;
        let longest = detector.windows_weeks.iter().max().copied().unwrap_or_default();
        let reach = (detector.history_weeks + detector.guard_weeks + longest)
            .max(self.standard.thresholds.county.history_weeks + self.standard.thresholds.county.guard_weeks)
            + self.standard.streams.catch_up_weeks;
        let earliest = (self.last_week() + 1).saturating_sub(reach);
        let mut weeks: Vec<usize> = events
            .iter()
            .map(|(_, event)| week_of(event.happened_on))
            .collect();
        weeks.sort_unstable();
        let begun = weeks.get(weeks.len() / 100).copied().unwrap_or(self.last_week());
        begun.max(earliest)
    }

    /// How late the events of a stream are entered, from those of the last months.
    fn delays(&self, events: &[(usize, &EventRow)]) -> Option<delay::Completeness> {
        let numbers = &self.standard.streams;
        let days = |from: NaiveDate, to: NaiveDate| u32::try_from((to - from).num_days()).ok();
        let oldest = u32::try_from(numbers.entry_history_weeks * 7).unwrap_or(u32::MAX);
        let entered: Vec<delay::Entered> = events
            .iter()
            .filter_map(|(_, event)| {
                Some(delay::Entered {
                    delay_days: days(event.happened_on, event.entered_on?)?,
                    age_days: days(event.happened_on, self.as_of).filter(|age| *age <= oldest)?,
                })
            })
            .collect();
        delay::Completeness::of(&entered, numbers.longest_entry_days)
    }

    /// Which part of each week of a panel lay in a 集中排查.
    pub(super) fn calendar(&self, watched: &Watched<'_>) -> Calendar {
        let is_campaign = |day: NaiveDate| {
            let mut campaigns = self.campaigns.iter();
            campaigns.any(|campaign| campaign.first_on <= day && day <= campaign.last_on)
        };
        let week = |week: usize| {
            let last = ends_on(watched.first_week + week);
            let days = last
                .iter_days()
                .rev()
                .take(7)
                .filter(|day| is_campaign(*day))
                .count();
            domain::unit::to_f64(days as u64) / 7.0
        };
        Calendar {
            campaign: (0..watched.panel.weeks()).map(week).collect(),
            year_start: vec![],
        }
    }
}

impl<'a> Watched<'a> {
    /// The events of some villages in some weeks (numbers of weeks, the last one included), by household.
    pub(super) fn events(
        &self,
        villages: &BTreeSet<usize>,
        weeks: std::ops::RangeInclusive<usize>,
    ) -> Vec<&'a EventRow> {
        let mut found: Vec<&EventRow> = self
            .events
            .iter()
            .filter(|(village, event)| {
                villages.contains(village) && weeks.contains(&week_of(event.happened_on))
            })
            .map(|(_, event)| *event)
            .collect();
        found.sort_by(|a, b| {
            (&a.household_id, a.happened_on, &a.subject).cmp(&(&b.household_id, b.happened_on, &b.subject))
        });
        found
    }

    /// The share of a week's events that is entered by the day.
    pub(super) fn entered(&self, week: usize, as_of: NaiveDate) -> f64 {
        let Some(delays) = &self.delays else { return 1.0 };
        let days = ends_on(week).iter_days().rev().take(7);
        let shares =
            days.map(|day| u32::try_from((as_of - day).num_days()).map_or(0.0, |age| delays.at(age)));
        shares.sum::<f64>() / 7.0
    }

    /// The completeness of the weeks up to this one, as the detector asks for it: by age, the same in every town.
    pub(super) fn completeness(&self, week: usize, towns: usize, as_of: NaiveDate) -> Completeness {
        let oldest = week.saturating_sub(self.first_week);
        let mut ages: Vec<f64> = (0..=oldest).map(|age| self.entered(week - age, as_of)).collect();
        let known = ages
            .iter()
            .rposition(|share| *share < 1.0)
            .map_or(0, |last| last + 1);
        ages.truncate(known);
        Completeness {
            by_township: vec![ages; towns],
        }
    }
}

/// Kilometres east and north of the point zero; near enough within a county.
fn kilometres((longitude, latitude): (f64, f64)) -> (f64, f64) {
    (
        longitude * DEGREE_KM * latitude.to_radians().cos(),
        latitude * DEGREE_KM,
    )
}
