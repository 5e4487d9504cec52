//! The two pictures of a signal: its weeks against expectation, and the villages of its zone.

use chrono::Days;
use domain::release::{FigureUnit, Release};
use domain::signal::{Signal, SignalCount, Stream};
use domain::unit::fixed;

use super::tiles::{Tile, Tiles, near_square};
use super::weeks::{Control, Week};
use super::{Chart, ChartError};

/// What a signal counts, as a title says it.
pub fn counted(signal: &Signal) -> String {
    let what = match signal.stream {
        Stream::Warning => "部门预警户数",
        Stream::Identification => "新识别监测户数",
        Stream::Hazard => "外部事件影响户数",
    };
    if signal.slice.is_empty() {
        what.to_owned()
    } else {
        format!("{what}（{}）", signal.slice)
    }
}

/// Where a signal is, in words: 乙村, 甲镇（相邻3个村）, 烈山区.
pub fn place_of(release: &Release, signal: &Signal) -> String {
    let name = release
        .place(signal.region_code)
        .map_or_else(|| signal.region_code.to_string(), |place| place.name.clone());
    match (signal.level.as_str(), signal.zone_villages.len()) {
        ("town", villages) if signal.zone.starts_with("zone") => format!("{name}（相邻{villages}个村）"),
        ("village", villages) if villages > 1 => format!("{name}（及邻近共{villages}个村）"),
        _ => name,
    }
}

/// The control chart of a signal.
pub fn control_of(release: &Release, signal: &Signal) -> Result<Chart, ChartError> {
    let weeks = release.signals.weeks(&signal.signal).filter_map(|count| {
        Some(Week {
            ended_on: count.week_ended_on?,
            observed: count.observed,
            expected: count.expected,
            upper: count.upper,
        })
    });
    let days = signal.window_days.and_then(|days| u64::try_from(days).ok());
    let window = days.and_then(|days| {
        let from = signal.window_ended_on.checked_sub_days(Days::new(days))?;
        Some((from, signal.window_ended_on))
    });
    Control {
        title: format!("{}每周{}", place_of(release, signal), counted(signal)),
        subtitle: String::new(),
        weeks: weeks.collect(),
        window,
    }
    .chart()
}

/// The villages of a signal's zone as tiles, coloured by what is above expectation.
pub fn zone_of(release: &Release, signal: &Signal) -> Result<Chart, ChartError> {
    let villages: Vec<&SignalCount> = release.signals.villages(&signal.signal).collect();
    let title = format!("{}各村多出的户数", place_of(release, signal));
    if villages.len() < 2 {
        return Err(ChartError::NoWeeks(title));
    }
    let places = villages
        .iter()
        .zip(near_square(villages.len()))
        .map(|(village, (row, column))| Tile {
            key: village.region_code.to_string(),
            name: release
                .place(village.region_code)
                .map_or_else(|| village.region_code.to_string(), |place| place.name.clone()),
            value: Some((village.observed - village.expected).round().max(0.0)),
            note: format!("{:.0}/{}", village.observed, fixed(village.expected, 1)),
            is_small: false,
            row,
            column,
        });
    Tiles {
        title,
        subtitle: format!("{}比应有的多几户，括号内为实有/应有", counted(signal)),
        unit: FigureUnit::Households,
        places: places.collect(),
    }
    .chart()
}
