//! `/time`: how long households are under watch until the risk is eliminated, and how many are identified again after it.

use askama::Template;
use axum::response::Response;
use domain::concentration::Verdict;
use domain::episode::ObjectType;
use domain::region::Level;
use domain::release::{Place, Release};
use domain::risk::Risk;
use domain::spell::{Course, SpellGroup, SpellRate, StratumKind};
use domain::unit::fixed;
use reports::charts::{course_of, courses_by_type};
use reports::number::{ABSENT, count, profile};
use reports::spells::{compared, of_hundred, over_time, rate_interval, who_counts, whole};

use crate::download::{Cell, Sheet};
use crate::error::PageError;
use crate::number;
use crate::pages::html;
use crate::parts::chart::ChartPart;
use crate::parts::files::Files;
use crate::reading::{Form, Reading};
use crate::shell::Shell;

/// The month whose share stands in the tables.
const YEAR: u32 = 12;

/// Of fewer spells a rate says nothing that the counts do not.
const FEWEST_SPELLS: f64 = 5.0;

/// The columns of the files: a row of `rate` for each class of spells, and one of `curve` for each month of it.
const COLUMNS: [&str; 26] = [
    "as_of",
    "table",
    "course",
    "region_code",
    "region_name",
    "level",
    "stratum_kind",
    "stratum",
    "month",
    "spells",
    "late",
    "outside",
    "at_risk",
    "events",
    "exits",
    "years",
    "rate",
    "incidence",
    "lower",
    "upper",
    "exit_incidence",
    "expected",
    "chance",
    "verdict",
    "profile",
    "clause",
];

#[derive(Template)]
#[template(path = "pages/time.html")]
struct TimePage {
    shell: Shell,
    name: String,
    as_of: String,
    files: Files,
    courses: Vec<CoursePart>,
}

/// One of the two courses.
struct CoursePart {
    id: &'static str,
    title: &'static str,
    event: &'static str,
    sentences: Vec<String>,
    charts: Vec<ChartPart>,
    basis: String,
    tables: Vec<ClassTable>,
}

/// The classes of one kind beside each other.
struct ClassTable {
    id: String,
    head: &'static str,
    sentence: String,
    rows: Vec<ClassRow>,
}

struct ClassRow {
    name: String,
    /// Of a town.
    href: String,
    spells: String,
    years: String,
    events: String,
    rate: String,
    interval: String,
    share: String,
    share_interval: String,
    verdict: &'static str,
    class: &'static str,
}

pub(crate) fn show(reading: &Reading, form: Form) -> Result<Response, PageError> {
    let place = reading.region_asked()?;
    if form != Form::Page {
        return sheet(&reading.release, place).answer(form);
    }
    let link = |path: String| reading.link(path).with_some("region", reading.asked("region"));
    let courses = Course::ALL
        .into_iter()
        .filter_map(|course| part(reading, place, course));
    html(&TimePage {
        shell: Shell::of(reading, "/time", "消除与再识别历程"),
        name: place.name.clone(),
        as_of: number::day(reading.release.as_of()),
        files: Files::of("/time", link),
        courses: courses.collect(),
    })
}

fn part(reading: &Reading, place: &Place, course: Course) -> Option<CoursePart> {
    let release = &reading.release;
    let all = release.spells.rate(&whole(place.code, course))?;
    let sentences = [
        of_hundred(release, place.code, course),
        over_time(all),
        who_counts(all),
    ];
    let types = types(release, place, course);
    let mut charts = vec![ChartPart::of(course_of(release, place.code, course))];
    if !types.is_empty() {
        charts.push(ChartPart::of(courses_by_type(release, place.code, course)));
    }
    let tables = [
        ("监测对象类别", "三类对象", types),
        ("风险类型", "各类风险", risks(release, place, course)),
        ("乡镇", "各乡镇", towns(release, place, course)),
    ];
    Some(CoursePart {
        id: course.key(),
        title: match course {
            Course::Elimination => "从识别到消除风险",
            Course::Relapse => "从消除到再次识别",
        },
        event: course.event(),
        sentences: sentences.into_iter().flatten().collect(),
        charts,
        basis: format!("政策 {}，条款 {}", profile(&all.profile), clause(&all.clause)),
        tables: tables
            .into_iter()
            .filter(|(_, _, rows)| !rows.is_empty())
            .map(|(head, of_what, rows)| table(reading, course, head, of_what, &rows))
            .collect(),
    })
}

fn clause(key: &str) -> &str {
    if key == "default" { "缺省" } else { key }
}

/// A class of spells, with the name that it has in a table.
type Named<'r> = (&'r SpellRate, &'r str);

fn types<'r>(release: &'r Release, place: &Place, course: Course) -> Vec<Named<'r>> {
    let labels = ObjectType::ALL.iter().map(|kind| kind.label());
    strata(release, place, course, StratumKind::ObjectType, labels)
}

fn risks<'r>(release: &'r Release, place: &Place, course: Course) -> Vec<Named<'r>> {
    let labels = Risk::ALL.iter().map(|risk| risk.label());
    let mut risks = strata(release, place, course, StratumKind::Risk, labels);
    risks.sort_by(|(one, _), (other, _)| other.spells.total_cmp(&one.spells));
    risks
}

fn strata<'r>(
    release: &'r Release,
    place: &Place,
    course: Course,
    stratum_kind: StratumKind,
    labels: impl Iterator<Item = &'static str>,
) -> Vec<Named<'r>> {
    labels
        .filter_map(|label| {
            let rate = release.spells.rate(&SpellGroup {
                course,
                region_code: place.code,
                stratum_kind,
                stratum: label.to_owned(),
            })?;
            Some((rate, label))
        })
        .collect()
}

/// The towns below a place, by code.
fn towns<'r>(release: &'r Release, place: &Place, course: Course) -> Vec<Named<'r>> {
    release
        .places()
        .filter(|town| Level::from_key(&town.level) == Some(Level::Town) && town.code != place.code)
        .filter(|town| release.lies_in(town.code, place.code))
        .filter_map(|town| {
            Some((
                release.spells.rate(&whole(town.code, course))?,
                town.name.as_str(),
            ))
        })
        .collect()
}

fn table(
    reading: &Reading,
    course: Course,
    head: &'static str,
    of_what: &str,
    named: &[Named<'_>],
) -> ClassTable {
    ClassTable {
        id: format!(
            "{}-{}",
            course.key(),
            named.first().map_or("", |(rate, _)| kind(rate))
        ),
        head,
        sentence: compared(named, of_what).unwrap_or_default(),
        rows: named.iter().map(|named| row(reading, named)).collect(),
    }
}

fn kind(rate: &SpellRate) -> &'static str {
    match rate.of.stratum_kind {
        StratumKind::All => "town",
        StratumKind::ObjectType | StratumKind::Risk => rate.of.stratum_kind.key(),
    }
}

fn row(reading: &Reading, (rate, name): &Named<'_>) -> ClassRow {
    let point = reading.release.spells.point(&rate.of, YEAR);
    let is_enough = rate.spells >= FEWEST_SPELLS;
    let absent = || ABSENT.to_owned();
    let hundred = |share: f64| fixed(share * 100.0, 1);
    ClassRow {
        name: (*name).to_owned(),
        href: match rate.of.stratum_kind {
            StratumKind::All => reading.region_link(rate.of.region_code),
            StratumKind::ObjectType | StratumKind::Risk => String::new(),
        },
        spells: count(rate.spells),
        years: fixed(rate.years, 1),
        events: count(rate.events),
        rate: rate
            .rate
            .filter(|_| is_enough)
            .map_or_else(absent, |rate| fixed(rate, 1)),
        interval: rate_interval(rate).filter(|_| is_enough).unwrap_or_else(absent),
        share: point.map_or_else(absent, |point| hundred(point.incidence)),
        share_interval: point
            .and_then(|point| Some(format!("{}–{}", hundred(point.lower?), hundred(point.upper?))))
            .unwrap_or_else(absent),
        verdict: match (rate.verdict, rate.of.course) {
            (None, _) => "",
            (Some(Verdict::Above), Course::Elimination) => "快于全县其他",
            (Some(Verdict::Below), Course::Elimination) => "慢于全县其他",
            (Some(Verdict::Above), Course::Relapse) => "多于全县其他",
            (Some(Verdict::Below), Course::Relapse) => "少于全县其他",
            (Some(verdict @ (Verdict::NoDifference | Verdict::TooSmall)), _) => verdict.label(),
        },
        class: match rate.verdict {
            Some(Verdict::Above | Verdict::Below) => "tag-warn",
            Some(Verdict::NoDifference | Verdict::TooSmall) | None => "tag-info",
        },
    }
}

fn sheet<'r>(release: &'r Release, place: &Place) -> Sheet<'r> {
    let is_here = |group: &SpellGroup| release.lies_in(group.region_code, place.code);
    let rates = release.spells.rates.iter().filter(|rate| is_here(&rate.of));
    let rates = rates.map(|rate| {
        let mut cells = key_cells(release, "rate", rate.as_of, &rate.of, &rate.level);
        cells.extend([
            Cell::Absent,
            Cell::Number(rate.spells),
            Cell::Number(rate.late),
            Cell::Number(rate.outside),
            Cell::Absent,
            Cell::Number(rate.events),
            Cell::Number(rate.exits),
            Cell::Number(rate.years),
            Cell::from(rate.rate),
            Cell::Absent,
            Cell::from(rate.lower),
            Cell::from(rate.upper),
            Cell::Absent,
            Cell::from(rate.expected),
            Cell::from(rate.chance),
            Cell::from(rate.verdict.map(Verdict::label)),
            Cell::from(rate.profile.as_str()),
            Cell::from(rate.clause.as_str()),
        ]);
        cells
    });
    let points = release.spells.curves.iter().filter(|point| is_here(&point.of));
    let points = points.map(|point| {
        let mut cells = key_cells(release, "curve", point.as_of, &point.of, &point.level);
        cells.extend([
            Cell::Whole(point.month.into()),
            Cell::Absent,
            Cell::Absent,
            Cell::Absent,
            Cell::Number(point.at_risk),
            Cell::Number(point.events),
            Cell::Number(point.exits),
            Cell::Absent,
            Cell::Absent,
            Cell::Number(point.incidence),
            Cell::from(point.lower),
            Cell::from(point.upper),
            Cell::Number(point.exit_incidence),
            Cell::Absent,
            Cell::Absent,
            Cell::Absent,
            Cell::from(point.profile.as_str()),
            Cell::from(point.clause.as_str()),
        ]);
        cells
    });
    Sheet {
        name: format!("time-{}-{}", place.code, release.as_of()),
        columns: COLUMNS.into(),
        rows: rates.chain(points).collect(),
    }
}

fn key_cells<'r>(
    release: &'r Release,
    table: &'r str,
    as_of: chrono::NaiveDate,
    of: &'r SpellGroup,
    level: &'r str,
) -> Vec<Cell<'r>> {
    let name = release.place(of.region_code).map(|place| place.name.as_str());
    vec![
        Cell::Day(as_of),
        Cell::from(table),
        Cell::from(of.course.key()),
        Cell::from(of.region_code.as_str()),
        Cell::from(name.unwrap_or_default()),
        Cell::from(level),
        Cell::from(of.stratum_kind.key()),
        Cell::from(of.stratum.as_str()),
    ]
}
