//! The pictures of elimination and relapse in time.

use domain::episode::ObjectType;
use domain::region::RegionCode;
use domain::release::{Place, Release};
use domain::spell::{Course, SpellGroup, SpellPoint, StratumKind};

use super::incidence::{Curves, Line, Point};
use super::{Chart, ChartError};
use crate::document::day;

/// With fewer under watch there is no curve; the release gives them none either.
pub const FEWEST_WATCHED: usize = 5;

/// All spells of a place, with those that ended naturally beside them.
pub fn course_of(release: &Release, region: RegionCode, course: Course) -> Result<Chart, ChartError> {
    let place = release.place(region).ok_or(ChartError::UnknownPlace(region))?;
    let curve = release.spells.curve(&group(place, course, StratumKind::All, ""));
    let mut lines = vec![line(course.event(), curve)];
    if curve.iter().any(|point| point.exit_incidence > 0.0) {
        lines.push(Line {
            name: "自然消除".to_owned(),
            is_aside: true,
            points: curve
                .iter()
                .map(|point| Point {
                    share: point.exit_incidence,
                    limits: None,
                    ..of(point)
                })
                .collect(),
        });
    }
    let title = format!("{}{}后累计{}", place.name, course.from(), course.event());
    curves(release, place, course, title, lines)
}

/// The kinds of households of a place beside each other.
pub fn courses_by_type(release: &Release, region: RegionCode, course: Course) -> Result<Chart, ChartError> {
    let place = release.place(region).ok_or(ChartError::UnknownPlace(region))?;
    let kinds = ObjectType::ALL.iter().map(|kind| kind.label());
    let lines = kinds.filter_map(|kind| {
        let curve = release
            .spells
            .curve(&group(place, course, StratumKind::ObjectType, kind));
        (!curve.is_empty()).then(|| line(kind, curve))
    });
    let title = format!("{}三类对象{}后累计{}", place.name, course.from(), course.event());
    curves(release, place, course, title, lines.collect())
}

fn curves(
    release: &Release,
    place: &Place,
    course: Course,
    title: String,
    lines: Vec<Line>,
) -> Result<Chart, ChartError> {
    if lines.iter().all(|line| line.points.is_empty()) {
        return Err(ChartError::FewWatched {
            place: place.name.clone(),
            title,
            fewest: FEWEST_WATCHED,
        });
    }
    let has_band = lines.get(1).is_none_or(|line| line.is_aside);
    let band = if has_band { "，浅色带为95%区间" } else { "" };
    Curves {
        title,
        subtitle: format!(
            "截至{}；横轴为{}后满几个月，纵轴为每100户中已{}的户数{band}；仍在观察的不足{FEWEST_WATCHED}户处线止",
            day(release.as_of()),
            course.from(),
            course.event()
        ),
        event: course.event().to_owned(),
        has_band,
        lines,
    }
    .chart()
}

fn group(place: &Place, course: Course, stratum_kind: StratumKind, stratum: &str) -> SpellGroup {
    SpellGroup {
        course,
        region_code: place.code,
        stratum_kind,
        stratum: stratum.to_owned(),
    }
}

fn line(name: &str, curve: &[SpellPoint]) -> Line {
    Line {
        name: name.to_owned(),
        is_aside: false,
        points: curve.iter().map(of).collect(),
    }
}

fn of(point: &SpellPoint) -> Point {
    Point {
        month: point.month,
        at_risk: point.at_risk,
        share: point.incidence,
        limits: point.lower.zip(point.upper),
    }
}
