//! `/signals`: early warning of large-scale relapse — what stands out, how grave it is and who hears of it; what is watched and what cannot
//! be said. `/signals/{key}`: one signal with everything behind it. Read only: what people do with signals is done with `dixian signal`.

use askama::Template;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::response::Response;
use domain::region::RegionCode;
use domain::release::Place;
use domain::signal::{Signal, Tier, WatchedStream};
use domain::unit::{fixed, per_cent};
use reports::charts::signals::{counted, place_of};
use reports::charts::{control_of, zone_of};

use crate::download::{Cell, Sheet};
use crate::error::PageError;
use crate::link::Link;
use crate::number;
use crate::pages::html;
use crate::parts::chart::ChartPart;
use crate::parts::files::Files;
use crate::reading::{Form, Reading};
use crate::shell::Shell;

#[derive(Template)]
#[template(path = "pages/signals.html")]
struct SignalsPage {
    shell: Shell,
    name: String,
    as_of: String,
    files: Files,
    /// The other of all and open.
    states: Vec<Choice>,
    tiers: Vec<TierRow>,
    rows: Vec<SignalRow>,
    streams: Vec<StreamRow>,
}

struct Choice {
    title: &'static str,
    href: String,
    is_current: bool,
}

/// A colour, how many signals have it, and who hears of them.
struct TierRow {
    tier: Tier,
    open: String,
    recipient: &'static str,
}

struct SignalRow {
    tier: Tier,
    place: String,
    what: String,
    href: String,
    evidence: String,
    opened_on: String,
    state: &'static str,
    handled: String,
}

struct StreamRow {
    title: String,
    weeks: i64,
    events: i64,
    judged_to: String,
    remark: String,
}

#[derive(Template)]
#[template(path = "pages/signal.html")]
struct SignalPage {
    shell: Shell,
    files: Files,
    list_href: String,
    region_href: String,
    key: String,
    tier: Tier,
    place: String,
    what: String,
    evidence: String,
    limits: String,
    standard: String,
    valid_from: String,
    state: &'static str,
    opened_on: String,
    renewed_on: String,
    closed_on: String,
    handled: String,
    facts: Vec<(&'static str, String)>,
    control: Option<ChartPart>,
    zone: Option<ChartPart>,
    households: Vec<HouseholdRow>,
}

struct HouseholdRow {
    household_id: String,
    village: String,
    href: String,
    subject: String,
    happened_on: String,
}

/// The signals of a place and below it: open ones, or with `?state=all` those closed within the year too.
fn signals<'r>(reading: &'r Reading, place: &Place) -> Result<Vec<&'r Signal>, PageError> {
    let all = match reading.asked("state") {
        None | Some("open") => false,
        Some("all") => true,
        Some(other) => {
            return Err(PageError::BadWord {
                word: "state",
                value: other.to_owned(),
                expected: "open 或 all",
            });
        }
    };
    let release = &reading.release;
    let is_here = |code: RegionCode| release.lies_in(code, place.code);
    let found = release
        .signals
        .list
        .iter()
        .filter(|signal| all || signal.state == "open");
    Ok(found
        .filter(|signal| {
            is_here(signal.region_code) || signal.zone_villages.iter().any(|code| is_here(*code))
        })
        .collect())
}

pub(crate) fn show(reading: &Reading, form: Form) -> Result<Response, PageError> {
    let place = reading.region_asked()?;
    let signals = signals(reading, place)?;
    if form != Form::Page {
        return sheet(
            reading,
            format!("signals-{}-{}", place.code, reading.release.as_of()),
            &signals,
        )
        .answer(form);
    }
    let link = |path: String| {
        let link = reading.link(path).with_some("region", reading.asked("region"));
        link.with_some("state", reading.asked("state"))
    };
    let is_all = reading.asked("state") == Some("all");
    let choice = |title, state: Option<&str>, is_current| {
        let link = reading
            .link("/signals")
            .with_some("region", reading.asked("region"));
        Choice {
            title,
            href: link.with_some("state", state).text(),
            is_current,
        }
    };
    html(&SignalsPage {
        shell: Shell::of(reading, "/signals", "预警信号"),
        name: place.name.clone(),
        as_of: number::day(reading.release.as_of()),
        files: Files::of("/signals", link),
        states: vec![
            choice("未关闭", None, !is_all),
            choice("含近一年已关闭", Some("all"), is_all),
        ],
        tiers: tiers(&signals),
        rows: signals.iter().map(|signal| row(reading, signal)).collect(),
        streams: reading.release.signals.streams.iter().map(stream).collect(),
    })
}

/// The colours from the gravest, each with its open signals.
fn tiers(signals: &[&Signal]) -> Vec<TierRow> {
    let open = |tier: Tier| {
        signals
            .iter()
            .filter(|signal| signal.tier == tier && signal.state == "open")
            .count()
    };
    Tier::ALL
        .iter()
        .rev()
        .map(|tier| TierRow {
            tier: *tier,
            open: number::count(open(*tier)),
            recipient: tier.recipient(),
        })
        .collect()
}

fn row(reading: &Reading, signal: &Signal) -> SignalRow {
    SignalRow {
        tier: signal.tier,
        place: place_of(&reading.release, signal),
        what: counted(signal),
        href: signal_link(reading, &signal.signal),
        evidence: signal.evidence.clone(),
        opened_on: signal.opened_on.to_string(),
        state: state(signal),
        handled: signal.handled.clone(),
    }
}

/// The address of a signal's own page.
pub(crate) fn signal_link(reading: &Reading, key: &str) -> String {
    let path = Link::to("/signals").below(key).text();
    reading.link(path).text()
}

const fn state_word(is_open: bool) -> &'static str {
    if is_open { "未关闭" } else { "已关闭" }
}

fn state(signal: &Signal) -> &'static str {
    state_word(signal.state == "open")
}

fn stream(stream: &WatchedStream) -> StreamRow {
    let slice = if stream.slice.is_empty() {
        String::new()
    } else {
        format!("：{}", stream.slice)
    };
    StreamRow {
        title: format!("{}{slice}", stream.stream),
        weeks: stream.weeks,
        events: stream.events,
        judged_to: stream.judged_to.map(|day| day.to_string()).unwrap_or_default(),
        remark: stream.remark.clone(),
    }
}

pub(crate) async fn one(
    reading: Reading,
    path: Result<Path<String>, PathRejection>,
) -> Result<Response, PageError> {
    let Path(path) = path.ok().ok_or(PageError::UnknownPage)?;
    let (key, form) = Form::split(&path);
    let release = &reading.release;
    let signal = release
        .signals
        .signal(key)
        .ok_or_else(|| PageError::UnknownSignal(key.to_owned()))?;
    if form != Form::Page {
        return behind(&reading, signal).answer(form);
    }
    let own_path = Link::to("/signals").below(key).text();
    html(&SignalPage {
        shell: Shell::of(&reading, "/signals", "预警信号"),
        files: Files::of(&own_path, |path| reading.link(path)),
        list_href: reading.link("/signals").text(),
        region_href: reading.region_link(signal.region_code),
        key: key.to_owned(),
        tier: signal.tier,
        place: place_of(release, signal),
        what: counted(signal),
        evidence: signal.evidence.clone(),
        limits: signal.limits.clone(),
        standard: standard(signal),
        valid_from: number::day(signal.valid_from),
        state: state(signal),
        opened_on: number::day(signal.opened_on),
        renewed_on: number::day(signal.renewed_on),
        closed_on: signal.closed_on.map(number::day).unwrap_or_default(),
        handled: signal.handled.clone(),
        facts: facts(signal),
        control: signal
            .window_days
            .map(|_| ChartPart::of(control_of(release, signal))),
        zone: (signal.zone_villages.len() > 1).then(|| ChartPart::of(zone_of(release, signal))),
        households: release
            .signals
            .households(key)
            .map(|row| HouseholdRow {
                household_id: row.household_id.clone(),
                village: release
                    .place(row.region_code)
                    .map(|place| place.name.clone())
                    .unwrap_or_default(),
                href: reading.region_link(row.region_code),
                subject: row.subject.clone(),
                happened_on: row.happened_on.to_string(),
            })
            .collect(),
    })
}

/// Who says so.
fn standard(signal: &Signal) -> String {
    if signal.standard == "default" {
        "程序默认值（文件没有规定数值）".to_owned()
    } else {
        signal.standard.clone()
    }
}

/// The numbers of the evidence, those that there are.
fn facts(signal: &Signal) -> Vec<(&'static str, String)> {
    let one = |value: f64| fixed(value, 1);
    let is_several = signal.zone_villages.len() > 1;
    [
        (
            "观察天数",
            signal
                .window_days
                .map(|days| format!("{days}天，至{}", signal.window_ended_on)),
        ),
        ("实有户数", signal.observed.map(|count| fixed(count, 0))),
        ("应有户数", signal.expected.map(one)),
        (
            "应有的95%范围",
            signal
                .lower
                .zip(signal.upper)
                .map(|(lower, upper)| format!("{}–{}户", fixed(lower, 0), fixed(upper, 0))),
        ),
        (
            "偶然可能性",
            signal
                .p_value
                .map(|p| if p < 1e-4 { format!("{p:.1e}") } else { per_cent(p) }),
        ),
        ("所在范围农户数", signal.households.map(|count| fixed(count, 0))),
        (
            "明显偏多的村",
            signal
                .contributing
                .filter(|_| is_several)
                .map(|villages| format!("{villages}个")),
        ),
        (
            "除去最多的村仍多",
            signal
                .rest
                .filter(|_| is_several)
                .map(|rest| format!("{}户", one(rest.max(0.0)))),
        ),
    ]
    .into_iter()
    .filter_map(|(title, value)| Some((title, value?)))
    .collect()
}

fn sheet<'r>(reading: &'r Reading, name: String, signals: &[&'r Signal]) -> Sheet<'r> {
    let release = &reading.release;
    let cells = |signal: &&'r Signal| {
        let signal: &'r Signal = signal;
        let place = release
            .place(signal.region_code)
            .map_or("", |place| place.name.as_str());
        vec![
            Cell::Day(signal.as_of),
            Cell::from(signal.signal.as_str()),
            Cell::from(signal.region_code.to_string()),
            Cell::from(place),
            Cell::from(signal.level.as_str()),
            Cell::from(signal.window_days),
            Cell::from(signal.observed),
            Cell::from(signal.expected),
            Cell::from(signal.p_value),
            Cell::from(signal.tier.label()),
            Cell::Whole(signal.consultation),
            Cell::from(signal.evidence.as_str()),
            Cell::from(signal.stream.code()),
            Cell::from(signal.slice.as_str()),
            Cell::from(signal.zone.as_str()),
            Cell::from(signal.lower),
            Cell::from(signal.upper),
            Cell::from(signal.rule.as_str()),
            Cell::from(signal.limits.as_str()),
            Cell::from(signal.standard.as_str()),
            Cell::Day(signal.valid_from),
            Cell::Day(signal.window_ended_on),
            Cell::Day(signal.opened_on),
            Cell::Day(signal.renewed_on),
            Cell::from(signal.closed_on),
            Cell::from(signal.state.as_str()),
            Cell::from(signal.acknowledged_by.as_str()),
            Cell::from(signal.handled.as_str()),
        ]
    };
    Sheet {
        name,
        columns: vec![
            "as_of",
            "signal",
            "region_code",
            "region_name",
            "level",
            "window_days",
            "observed",
            "expected",
            "p_value",
            "tier",
            "consultation",
            "evidence",
            "stream",
            "slice",
            "zone",
            "lower",
            "upper",
            "rule",
            "limits",
            "standard",
            "valid_from",
            "window_ended_on",
            "opened_on",
            "renewed_on",
            "closed_on",
            "state",
            "acknowledged_by",
            "handled",
        ],
        rows: signals.iter().map(cells).collect(),
    }
}

/// The weeks, villages and households of one signal, one below the other.
fn behind<'r>(reading: &'r Reading, signal: &'r Signal) -> Sheet<'r> {
    let signals = &reading.release.signals;
    let counts = signals
        .weeks(&signal.signal)
        .chain(signals.villages(&signal.signal));
    let counts = counts.map(|count| {
        vec![
            Cell::from(if count.week_ended_on.is_some() {
                "week"
            } else {
                "village"
            }),
            Cell::from(count.region_code.to_string()),
            Cell::from(count.week_ended_on),
            Cell::Number(count.observed),
            Cell::Number(count.expected),
            Cell::Number(count.upper),
            Cell::Absent,
            Cell::Absent,
        ]
    });
    let households = signals.households(&signal.signal).map(|row| {
        vec![
            Cell::from("household"),
            Cell::from(row.region_code.to_string()),
            Cell::Day(row.happened_on),
            Cell::Absent,
            Cell::Absent,
            Cell::Absent,
            Cell::from(row.household_id.as_str()),
            Cell::from(row.subject.as_str()),
        ]
    });
    Sheet {
        name: format!("signal-{}", reading.release.as_of()),
        columns: vec![
            "kind",
            "region_code",
            "on",
            "observed",
            "expected",
            "upper",
            "household_id",
            "subject",
        ],
        rows: counts.chain(households).collect(),
    }
}
