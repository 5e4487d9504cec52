//! Early warning as part of a release: the SQL gives events, villages, campaigns and declared events; `stats::surge` judges each new week of each
//! stream; the release before says what was open. What comes of it is registered as tables, which `sql/published/signal*.sql` shape.
//!
//! Streams are judged once a week, on whole weeks, so that every night of a week says the same and the false alarms are those that were
//! measured (`docs/early-warning.md`). A declared event does not wait for its week.

mod county;
mod input;
mod judge;
mod keep;
mod shown;
mod standard;
mod table;
mod week;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arrow::datatypes::Schema;
use chrono::NaiveDate;
use domain::signal::{SignalCount, SignalHousehold, Stream, WatchedStream};

use self::county::{County, Watched};
use self::input::{Input, MODELS};
use self::judge::{Judge, Scope};
use self::keep::{Cover, Keeper, Kept};
use self::week::ends_on;
use crate::derive::Derivation;
use crate::error::Result;
use crate::ledger::SignalAct;
use crate::{reader, session};

pub use self::standard::{Standard, StandardBook, StreamNumbers};
pub(crate) use self::words::colour as colour_of;

/// What watching leaves: the signals, what they count, the households behind them, and what is watched.
pub(crate) const WATCHED: [&str; 4] = [
    "signal_now",
    "signal_count_now",
    "signal_household_now",
    "signal_stream_now",
];

/// What early warning is told besides the tables.
#[derive(Debug, Clone, Default)]
pub(crate) struct Told {
    pub standards: Arc<StandardBook>,
    /// What people did, in their order.
    pub acts: Vec<SignalAct>,
    /// The day of the release before; `previous_signal` holds its signals.
    pub before: Option<NaiveDate>,
}

/// What is registered.
#[derive(Debug, Default)]
struct Found {
    kept: Vec<Kept>,
    counts: Vec<SignalCount>,
    households: Vec<SignalHousehold>,
    streams: Vec<WatchedStream>,
}

impl Derivation<'_> {
    /// Watches the streams of the day; `previous_signal` must be registered.
    pub(crate) async fn watch(&mut self) -> Result<()> {
        self.prepare().await?;
        self.build_models(&MODELS.map(str::to_owned)).await?;
        let input = Input::read(&self.session, self.as_of, &self.told.acts).await?;
        let previous = self.session.table("previous_signal").await?.collect().await?;
        let previous = reader::rows(&previous, table::kept)?;
        let found = found(&input, previous, &self.told)?;
        let tables = [
            table::signals(&found.kept)?,
            table::counts(&found.counts)?,
            table::households(&found.households)?,
            table::streams(&found.streams)?,
        ];
        for (name, table) in WATCHED.into_iter().zip(tables) {
            let schema: Arc<Schema> = table.schema();
            session::register_batches(&self.session, name, schema, vec![table])?;
        }
        Ok(())
    }
}

/// Everything that is said on the day.
fn found(input: &Input, previous: Vec<Kept>, told: &Told) -> Result<Found> {
    let mut found = Found::default();
    let mut previous: BTreeMap<_, Vec<Kept>> = previous.into_iter().fold(BTreeMap::new(), |mut by, kept| {
        by.entry(kept.county).or_insert_with(Vec::new).push(kept);
        by
    });
    for county in County::all(input, |place| told.standards.on(place, input.as_of)) {
        let kept = previous.remove(&county.code).unwrap_or_default();
        county_signals(&county, input, kept, told, &mut found)?;
    }
    // A county whose households are all gone keeps its open signals until somebody closes them.
    found.kept.extend(previous.into_values().flatten());
    found.kept.retain(|kept| keep::is_kept(kept, input.as_of));
    found.kept.sort_by(|a, b| a.key.cmp(&b.key));
    Ok(found)
}

fn county_signals(
    county: &County<'_>,
    input: &Input,
    previous: Vec<Kept>,
    told: &Told,
    found: &mut Found,
) -> Result<()> {
    let mut groups: BTreeMap<(Stream, String), Vec<Kept>> = BTreeMap::new();
    let mut events = vec![];
    for kept in previous {
        if kept.scope == Scope::Event {
            events.push(kept);
        } else {
            groups
                .entry((kept.stream, kept.slice.clone()))
                .or_default()
                .push(kept);
        }
    }
    let weeks = keep::new_weeks(county, told.before);
    let watched = county.watched(input)?;
    // The whole of a stream comes before its slices.
    let mut covers: Vec<Cover> = vec![];
    for watched in &watched {
        if watched.slice.is_empty() {
            covers.clear();
        }
        let kept = groups
            .remove(&(watched.stream, watched.slice.to_owned()))
            .unwrap_or_default();
        let stream = stream_of(county, watched);
        let is_judged = stream.state == "watched";
        let judge = Judge::new(county, watched);
        let mut keeper = Keeper {
            county,
            stream: watched.stream,
            slice: watched.slice,
            budget_share: Some(watched.share),
            acts: &input.acts,
            covers: &covers,
            kept,
        };
        keeper.tell(*weeks.start());
        for week in weeks.clone() {
            let reaches = if is_judged { judge.reaches(week) } else { vec![] };
            keeper.week(week, reaches);
        }
        for kept in keeper.kept.iter().filter(|kept| kept.is_open()) {
            behind(kept, county, watched, &judge, found);
        }
        let kept = keeper.kept;
        if watched.slice.is_empty() {
            covers.extend(kept.iter().filter_map(Kept::cover));
        }
        found.kept.extend(kept);
        found.streams.push(stream);
    }
    // A stream that has no event any more: its signals grow old.
    for ((stream, slice), kept) in groups {
        let mut keeper = Keeper {
            county,
            stream,
            slice: &slice,
            budget_share: None,
            acts: &input.acts,
            covers: &[],
            kept,
        };
        keeper.tell(*weeks.start());
        weeks.clone().for_each(|week| keeper.week(week, vec![]));
        found.kept.extend(keeper.kept);
    }
    for stream in [Stream::Warning, Stream::Identification] {
        if !watched
            .iter()
            .any(|watched| watched.stream == stream && watched.slice.is_empty())
        {
            found.streams.push(silent(county, stream));
        }
    }
    found.kept.extend(declared_events(county, input, events, weeks));
    found.streams.push(WatchedStream {
        state: "watched".to_owned(),
        events: table::whole(
            input
                .hazards
                .iter()
                .filter(|hazard| hazard.county == county.code)
                .count(),
        ),
        judged_to: Some(county.as_of),
        remark: "逐件列出，当日即报，不作统计推断".to_owned(),
        ..silent(county, Stream::Hazard)
    });
    Ok(())
}

/// Declared events: no statistics, but the same course, the same acts and the same end.
fn declared_events(
    county: &County<'_>,
    input: &Input,
    kept: Vec<Kept>,
    weeks: std::ops::RangeInclusive<usize>,
) -> Vec<Kept> {
    let reaches = |week: usize| {
        let own = input.hazards.iter().filter(|hazard| hazard.county == county.code);
        own.filter_map(|hazard| judge::event(hazard, county, week))
            .collect::<Vec<_>>()
    };
    let mut keeper = Keeper {
        county,
        stream: Stream::Hazard,
        slice: "",
        budget_share: None,
        acts: &input.acts,
        covers: &[],
        kept,
    };
    keeper.tell(*weeks.start());
    for week in weeks {
        keeper.week(week, reaches(week));
    }
    let last = county.last_week();
    for reach in reaches(last) {
        keeper.at_once(last, reach);
    }
    keeper.kept
}

/// The weeks, villages and households behind an open signal.
fn behind(kept: &Kept, county: &County<'_>, watched: &Watched<'_>, judge: &Judge<'_>, found: &mut Found) {
    let villages: Vec<usize> = kept
        .villages
        .iter()
        .filter_map(|code| county.village(*code))
        .collect();
    let weeks = if kept.scope == Scope::County {
        let weeks = judge.county_weeks.iter();
        weeks
            .map(|week| {
                (
                    week.week,
                    week.observed,
                    week.expected,
                    judge.surprise(week.expected, week.variance),
                )
            })
            .collect()
    } else {
        let weeks = judge.weekly(&villages).into_iter();
        weeks
            .map(|(week, upper)| (week.week, f64::from(week.observed), week.expected, upper))
            .collect::<Vec<_>>()
    };
    found.counts.extend(
        weeks
            .into_iter()
            .map(|(week, observed, expected, upper)| SignalCount {
                signal: kept.key.clone(),
                region_code: kept.place,
                week_ended_on: Some(ends_on(watched.first_week + week)),
                observed,
                expected,
                upper,
            }),
    );
    let parts = judge.parts(&kept.evidence, &villages);
    found
        .counts
        .extend(villages.iter().zip(parts).map(|(village, part)| SignalCount {
            signal: kept.key.clone(),
            region_code: county.villages[*village].code,
            week_ended_on: None,
            observed: f64::from(part.observed),
            expected: part.expected,
            upper: judge.surprise(part.expected, part.variance),
        }));
    let Some(window) = kept.evidence.window_weeks else {
        return;
    };
    let inside: BTreeSet<usize> = if kept.scope == Scope::County {
        (0..county.villages.len()).collect()
    } else {
        villages.into_iter().collect()
    };
    let last = kept.evidence.week;
    let events = watched.events(&inside, (last + 1).saturating_sub(window)..=last);
    found
        .households
        .extend(events.into_iter().map(|event| SignalHousehold {
            signal: kept.key.clone(),
            region_code: event.region,
            household_id: event.household_id.clone(),
            subject: event.subject.clone(),
            happened_on: event.happened_on,
        }));
}

/// What can be said of a stream, and if nothing, why.
fn stream_of(county: &County<'_>, watched: &Watched<'_>) -> WatchedStream {
    let weeks = watched.panel.weeks();
    let last = county.last_week();
    let needed = county.standard.streams.fewest_history_weeks;
    let completeness = watched.entered(last, county.as_of);
    let is_long = weeks >= needed;
    let is_entered = judge::is_entered(county, watched, last);
    let county_needs =
        county.standard.thresholds.county.fewest_weeks + county.standard.thresholds.county.guard_weeks;
    let (state, remark) = match (is_long, is_entered) {
        (false, _) => (
            "too_short",
            format!("历史只有{weeks}周，不足{needed}周，暂不判断：没有信号不等于没有风险"),
        ),
        (true, false) => (
            "watched",
            format!(
                "最近一周预计只录入了{}，暂不判断该周",
                domain::unit::per_cent(completeness)
            ),
        ),
        (true, true) if watched.slice.is_empty() && weeks < county_needs => (
            "watched",
            format!("全县总数须有{county_needs}周历史才判断，现有{weeks}周；村和连片照常判断"),
        ),
        (true, true) => ("watched", String::new()),
    };
    WatchedStream {
        state: state.to_owned(),
        weeks: table::whole(weeks),
        events: table::whole(watched.counted),
        judged_to: is_long.then(|| ends_on(last)),
        completeness: Some(completeness),
        budget_share: watched.share,
        remark,
        slice: watched.slice.to_owned(),
        ..silent(county, watched.stream)
    }
}

/// A stream without events.
fn silent(county: &County<'_>, stream: Stream) -> WatchedStream {
    WatchedStream {
        region_code: county.code,
        stream,
        slice: String::new(),
        state: "no_data".to_owned(),
        weeks: 0,
        events: 0,
        judged_to: None,
        completeness: None,
        budget_share: 0.0,
        remark: "没有报送数据，无法判断：没有信号不等于没有风险".to_owned(),
    }
}
