//! Signals as rows of tables, there and back.

use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray};
use chrono::NaiveDate;
use domain::region::RegionCode;
use domain::signal::{SignalCount, SignalHousehold, Stream, Tier, WatchedStream};
use stats::surge::course::Course;

use super::judge::{Evidence, Scope};
use super::keep::{Kept, rule_from, rule_key};
use super::week::{ends_on, week_of};
use super::words::{colour, tier};
use crate::code;
use crate::error::{Result, WarehouseError};
use crate::reader::{Columns, required};
use crate::udf::days_of;

/// `signal_now`.
pub(super) fn signals(kept: &[Kept]) -> Result<RecordBatch> {
    let text = |value: &dyn Fn(&Kept) -> String| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(kept.iter().map(value)))
    };
    let number = |value: &dyn Fn(&Kept) -> Option<f64>| -> ArrayRef {
        Arc::new(kept.iter().map(value).collect::<Float64Array>())
    };
    let count = |value: &dyn Fn(&Kept) -> Option<i64>| -> ArrayRef {
        Arc::new(kept.iter().map(value).collect::<Int64Array>())
    };
    let day = |value: &dyn Fn(&Kept) -> Option<NaiveDate>| -> ArrayRef {
        Arc::new(
            kept.iter()
                .map(|it| value(it).map(days_of))
                .collect::<Date32Array>(),
        )
    };
    let (_, table) = code::table(
        "signal_now",
        [
            ("signal", text(&|it| it.key.clone())),
            ("region_code", text(&|it| it.place.to_string())),
            ("level", text(&|it| it.level.clone())),
            (
                "window_days",
                count(&|it| it.evidence.window_weeks.map(|weeks| whole(weeks * 7))),
            ),
            ("observed", number(&|it| Some(it.evidence.observed))),
            ("expected", number(&|it| it.evidence.expected)),
            ("p_value", number(&|it| it.evidence.p)),
            ("tier", text(&|it| tier(it.colour).label().to_owned())),
            (
                "consultation",
                count(&|it| Some(i64::from(tier(it.colour).consultation()))),
            ),
            ("evidence", text(&|it| it.text.clone())),
            ("county_code", text(&|it| it.county.to_string())),
            ("stream", text(&|it| it.stream.code().to_owned())),
            ("slice", text(&|it| it.slice.clone())),
            ("zone", text(&|it| it.zone.clone())),
            ("zone_villages", text(&|it| codes(&it.villages))),
            ("households", number(&|it| Some(it.evidence.households))),
            ("contributing", count(&|it| it.evidence.contributing.map(whole))),
            ("rest", number(&|it| it.evidence.rest)),
            ("lower", number(&|it| it.evidence.range.map(|range| range.0))),
            ("upper", number(&|it| it.evidence.range.map(|range| range.1))),
            ("budget_share", number(&|it| it.budget_share)),
            ("rule", text(&|it| rule_key(it.course.rule).to_owned())),
            ("limits", text(&|it| it.limits.clone())),
            ("standard", text(&|it| it.standard.clone())),
            ("valid_from", day(&|it| Some(it.valid_from))),
            ("window_ended_on", day(&|it| Some(ends_on(it.evidence.week)))),
            ("opened_on", day(&|it| Some(it.opened_on))),
            ("renewed_on", day(&|it| Some(ends_on(it.course.renewed_week)))),
            ("closed_on", day(&|it| it.closed_on)),
            (
                "state",
                text(&|it| if it.is_open() { "open" } else { "closed" }.to_owned()),
            ),
            (
                "acknowledged_by",
                text(&|it| it.course.acknowledged_by.clone().unwrap_or_default()),
            ),
            ("handled", text(&|it| it.handled.clone())),
            ("acts", count(&|it| Some(it.acts))),
            ("entered_on", day(&|it| Some(ends_on(it.course.entered_week)))),
            ("quiet_runs", count(&|it| Some(i64::from(it.course.quiet_runs)))),
            (
                "closed_tier",
                text(&|it| {
                    let closed = it.course.closed;
                    closed.map_or_else(String::new, |(colour, _)| tier(colour).label().to_owned())
                }),
            ),
            (
                "closed_week_on",
                day(&|it| it.course.closed.map(|(_, week)| ends_on(week))),
            ),
        ],
    )?;
    Ok(table)
}

/// One row of `previous_signal`.
pub(super) fn kept(columns: &Columns<'_>, row: usize) -> Result<Kept> {
    let week = |name: &str| -> Result<usize> { Ok(week_of(required(columns.day(name, row)?, name)?)) };
    let shown = label(columns, row, "tier", Tier::from_label)?;
    let is_open = columns.text("state", row)? == "open";
    let zone = columns.text("zone", row)?;
    let level = columns.text("level", row)?;
    let closed = Tier::from_label(&columns.text("closed_tier", row)?)
        .map(colour)
        .zip(columns.day("closed_week_on", row)?.map(week_of));
    let acknowledged_by = Some(columns.text("acknowledged_by", row)?).filter(|name| !name.is_empty());
    let quiet_runs = columns.count("quiet_runs", row)?.unwrap_or_default();
    let colour = colour(shown);
    Ok(Kept {
        key: columns.text("signal", row)?,
        county: columns.region("county_code", row)?,
        stream: label(columns, row, "stream", Stream::from_code)?,
        slice: columns.text("slice", row)?,
        scope: match (zone.as_str(), level.as_str()) {
            ("event", _) => Scope::Event,
            (_, "county") => Scope::County,
            (_, "village") => Scope::Village,
            _ => Scope::Area,
        },
        place: columns.region("region_code", row)?,
        villages: read_codes(&columns.text("zone_villages", row)?),
        zone,
        level,
        colour,
        course: Course {
            colour: is_open.then_some(colour),
            rule: rule_from(&columns.text("rule", row)?),
            entered_week: week("entered_on")?,
            renewed_week: week("renewed_on")?,
            quiet_runs: u32::try_from(quiet_runs).unwrap_or_default(),
            acknowledged_by,
            closed,
        },
        evidence: Evidence {
            week: week("window_ended_on")?,
            window_weeks: columns
                .count("window_days", row)?
                .and_then(|days| usize::try_from(days / 7).ok()),
            observed: columns.number("observed", row)?.unwrap_or_default(),
            expected: columns.number("expected", row)?,
            p: columns.number("p_value", row)?,
            households: columns.number("households", row)?.unwrap_or_default(),
            contributing: columns
                .count("contributing", row)?
                .and_then(|count| usize::try_from(count).ok()),
            rest: columns.number("rest", row)?,
            range: columns.number("lower", row)?.zip(columns.number("upper", row)?),
        },
        text: columns.text("evidence", row)?,
        limits: columns.text("limits", row)?,
        standard: columns.text("standard", row)?,
        valid_from: required(columns.day("valid_from", row)?, "valid_from")?,
        budget_share: columns.number("budget_share", row)?,
        opened_on: required(columns.day("opened_on", row)?, "opened_on")?,
        closed_on: columns.day("closed_on", row)?,
        acts: columns.count("acts", row)?.unwrap_or_default(),
        handled: columns.text("handled", row)?,
    })
}

/// `signal_count_now`.
pub(super) fn counts(rows: &[SignalCount]) -> Result<RecordBatch> {
    let number = |value: fn(&SignalCount) -> f64| -> ArrayRef {
        Arc::new(Float64Array::from_iter_values(rows.iter().map(value)))
    };
    let (_, table) = code::table(
        "signal_count_now",
        [
            ("signal", texts(rows, |row| &row.signal)),
            ("region_code", texts(rows, |row| row.region_code.as_str())),
            (
                "week_ended_on",
                Arc::new(
                    rows.iter()
                        .map(|row| row.week_ended_on.map(days_of))
                        .collect::<Date32Array>(),
                ),
            ),
            ("observed", number(|row| row.observed)),
            ("expected", number(|row| row.expected)),
            ("upper", number(|row| row.upper)),
        ],
    )?;
    Ok(table)
}

/// `signal_household_now`.
pub(super) fn households(rows: &[SignalHousehold]) -> Result<RecordBatch> {
    let days = Date32Array::from_iter_values(rows.iter().map(|row| days_of(row.happened_on)));
    let (_, table) = code::table(
        "signal_household_now",
        [
            ("signal", texts(rows, |row| &row.signal)),
            ("region_code", texts(rows, |row| row.region_code.as_str())),
            ("household_id", texts(rows, |row| &row.household_id)),
            ("subject", texts(rows, |row| &row.subject)),
            ("happened_on", Arc::new(days)),
        ],
    )?;
    Ok(table)
}

/// `signal_stream_now`.
pub(super) fn streams(rows: &[WatchedStream]) -> Result<RecordBatch> {
    let count = |value: fn(&WatchedStream) -> i64| -> ArrayRef {
        Arc::new(Int64Array::from_iter_values(rows.iter().map(value)))
    };
    let (_, table) = code::table(
        "signal_stream_now",
        [
            ("region_code", texts(rows, |row| row.region_code.as_str())),
            ("stream", texts(rows, |row| row.stream.code())),
            ("slice", texts(rows, |row| &row.slice)),
            ("state", texts(rows, |row| &row.state)),
            ("weeks", count(|row| row.weeks)),
            ("events", count(|row| row.events)),
            (
                "judged_to",
                Arc::new(
                    rows.iter()
                        .map(|row| row.judged_to.map(days_of))
                        .collect::<Date32Array>(),
                ),
            ),
            (
                "completeness",
                Arc::new(rows.iter().map(|row| row.completeness).collect::<Float64Array>()),
            ),
            (
                "budget_share",
                Arc::new(Float64Array::from_iter_values(
                    rows.iter().map(|row| row.budget_share),
                )),
            ),
            ("remark", texts(rows, |row| &row.remark)),
        ],
    )?;
    Ok(table)
}

fn texts<'a, T>(rows: &'a [T], value: fn(&'a T) -> &'a str) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(rows.iter().map(value)))
}

pub(super) fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn codes(villages: &[RegionCode]) -> String {
    let codes: Vec<&str> = villages.iter().map(RegionCode::as_str).collect();
    codes.join(" ")
}

/// Region codes that [`codes`] wrote.
pub(super) fn read_codes(text: &str) -> Vec<RegionCode> {
    text.split_whitespace()
        .filter_map(|code| code.parse().ok())
        .collect()
}

/// A column that holds one of a closed list.
pub(super) fn label<T>(
    columns: &Columns<'_>,
    row: usize,
    name: &str,
    read: fn(&str) -> Option<T>,
) -> Result<T> {
    let text = columns.text(name, row)?;
    read(&text)
        .ok_or_else(|| WarehouseError::shape("signal", format!("`{text}` in `{name}` is not in its list")))
}
