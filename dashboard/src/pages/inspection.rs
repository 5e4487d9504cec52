//! `/inspection`: where inspectors should look first, why, and how sure that is — never the score without what it is made of.

use std::collections::BTreeMap;

use askama::Template;
use axum::response::Response;
use domain::inspection::{Component, DrawnAs, Evidence, Kind, Target};
use domain::release::{Place, Release};
use domain::unit::{fixed, per_cent};
use reports::number::ABSENT;

use crate::download::{Cell, Sheet};
use crate::error::PageError;
use crate::number;
use crate::pages::html;
use crate::parts::files::Files;
use crate::parts::makeup::Makeup;
use crate::parts::pager::Pager;
use crate::reading::{Form, Reading};
use crate::shell::Shell;

/// How many reasons stand beside a village; all of them are one key press away.
const REASONS_SHOWN: usize = 3;

/// The columns of the files before and after those of the components.
const FIRST_COLUMNS: [&str; 8] = [
    "as_of",
    "region_code",
    "town",
    "village",
    "rank",
    "rank_low",
    "rank_high",
    "score",
];
const LAST_COLUMNS: [&str; 4] = ["drawn_as", "is_listed", "draw_id", "basis"];

#[derive(Template)]
#[template(path = "pages/inspection.html")]
struct InspectionPage {
    shell: Shell,
    name: String,
    as_of: String,
    files: Files,
    listed: usize,
    by_lot: usize,
    total: usize,
    villages: Vec<VillageRow>,
    components: Vec<ComponentRow>,
    pager: Pager,
}

struct VillageRow {
    name: String,
    town: String,
    href: String,
    /// 第3名, or 第1–12名 where that is all that can be said.
    ranks: String,
    /// Whether it cannot be told from a village on the other side of the line.
    is_close: bool,
    score: String,
    makeup: Makeup,
    /// 定向, 随机, or nothing for a village that is not on the list.
    list: &'static str,
    reasons: Vec<Reason>,
    basis: Vec<Reason>,
}

/// What one component says of a village.
struct Reason {
    title: &'static str,
    counted: String,
    chance: String,
    contribution: String,
}

/// What one component says of all villages.
struct ComponentRow {
    title: &'static str,
    counted: &'static str,
    weight: String,
    threshold: String,
    /// Why it does not count, where it does not.
    remark: &'static str,
}

pub(crate) fn show(reading: &Reading, form: Form) -> Result<Response, PageError> {
    let place = reading.region_asked()?;
    let release = &reading.release;
    let targets: Vec<&Target> = release
        .inspection
        .targets
        .iter()
        .filter(|target| release.lies_in(target.region_code, place.code))
        .collect();
    if form != Form::Page {
        return sheet(release, place, &targets).answer(form);
    }
    let link = |path: String| reading.link(path).with_some("region", reading.asked("region"));
    let (pager, range) = Pager::of(
        targets.len(),
        reading.page_asked()?,
        &link("/inspection".to_owned()),
    );
    let (line, usual) = (line(release), release.inspection.usual());
    let is_listed = |target: &&&Target| target.is_listed;
    html(&InspectionPage {
        shell: Shell::of(reading, "/inspection", "督查名单"),
        name: place.name.clone(),
        as_of: number::day(release.as_of()),
        files: Files::of("/inspection", link),
        listed: targets.iter().filter(is_listed).count(),
        by_lot: targets
            .iter()
            .filter(|target| target.drawn_as == DrawnAs::Reserve)
            .count(),
        total: targets.len(),
        villages: targets[range]
            .iter()
            .map(|target| village(reading, target, line, &usual))
            .collect(),
        components: components(release, &targets),
        pager,
    })
}

/// The last rank that goes onto the list by itself.
fn line(release: &Release) -> u64 {
    let listed = release.inspection.targets.iter();
    let by_rank = listed.filter(|target| target.is_listed && target.drawn_as == DrawnAs::Targeted);
    by_rank.map(|target| target.rank).max().unwrap_or(0)
}

fn village(reading: &Reading, target: &Target, line: u64, usual: &BTreeMap<Component, f64>) -> VillageRow {
    let release = &reading.release;
    let evidence = release.inspection.evidence_of(target.region_code);
    let reasons = release.inspection.reasons_of(target.region_code, usual);
    let (village, town) = names(release, target);
    VillageRow {
        name: village.to_owned(),
        town: town.to_owned(),
        href: reading.region_link(target.region_code),
        ranks: if target.rank_low == target.rank_high {
            format!("第{}名", target.rank)
        } else {
            format!("第{}–{}名", target.rank_low, target.rank_high)
        },
        is_close: target.drawn_as == DrawnAs::Targeted && target.rank_low <= line && line < target.rank_high,
        score: hundredths(target.score),
        makeup: Makeup::of(evidence.iter().map(|row| row.contribution)),
        list: match (target.is_listed, target.drawn_as) {
            (false, _) => "",
            (true, DrawnAs::Targeted) => "定向",
            (true, DrawnAs::Reserve) => "随机",
        },
        reasons: reasons
            .iter()
            .take(REASONS_SHOWN)
            .filter_map(|row| reason(row))
            .collect(),
        basis: evidence.iter().filter_map(reason).collect(),
    }
}

fn names<'r>(release: &'r Release, target: &Target) -> (&'r str, &'r str) {
    let village = release.place(target.region_code);
    let town = village.and_then(|village| release.place(village.parent?));
    let name = |place: Option<&'r Place>| place.map_or("", |place| place.name.as_str());
    (name(village), name(town))
}

fn reason(row: &Evidence) -> Option<Reason> {
    let component = row.of()?;
    Some(Reason {
        title: component.title(),
        counted: counted(component, row),
        chance: row.chance.map_or_else(|| ABSENT.to_owned(), hundredths),
        contribution: row
            .chance
            .map_or_else(|| ABSENT.to_owned(), |_| fixed(row.contribution * 100.0, 1)),
    })
}

/// `9/10`, `3 户，应有约 8.4 户`, `1,096/1,096 天`
fn counted(component: Component, row: &Evidence) -> String {
    let count = |number: f64| fixed(number, 0);
    match component.kind() {
        Kind::Share => format!("{}/{}", count(row.numerator), count(row.denominator)),
        Kind::MoreThanExpected | Kind::FewerThanExpected => {
            format!(
                "{}户，应有约{}户",
                count(row.numerator),
                fixed(row.denominator, 1)
            )
        }
        Kind::Elapsed => format!("{}/{}天", count(row.numerator), count(row.denominator)),
    }
}

/// A number between 0 and 1 as hundredths, without the sign: a score is no share.
fn hundredths(number: f64) -> String {
    fixed(number * 100.0, 0)
}

fn components(release: &Release, targets: &[&Target]) -> Vec<ComponentRow> {
    let Some(first) = targets.first() else {
        return vec![];
    };
    let evidence = release.inspection.evidence_of(first.region_code);
    Component::ALL
        .iter()
        .map(|component| {
            let row = evidence.iter().find(|row| row.of() == Some(*component));
            let threshold = row.and_then(|row| row.threshold);
            ComponentRow {
                title: component.title(),
                counted: component.counted(),
                weight: row.map_or_else(|| ABSENT.to_owned(), |row| fixed(row.weight, 0)),
                threshold: match (component.kind(), threshold) {
                    (_, None) | (Kind::Elapsed, Some(_)) => ABSENT.to_owned(),
                    (Kind::Share, Some(share)) => format!("高于{}", per_cent(share)),
                    (Kind::MoreThanExpected, Some(ratio)) => format!("高于应有的{}倍", fixed(ratio, 2)),
                    (Kind::FewerThanExpected, Some(ratio)) => format!("低于应有的{}倍", fixed(ratio, 2)),
                },
                remark: match row {
                    None => "没有数据，不计分",
                    Some(row) if row.chance.is_none() => "各村无可辨差异，不计分",
                    Some(_) => "",
                },
            }
        })
        .collect()
}

fn sheet<'r>(release: &'r Release, place: &Place, targets: &[&'r Target]) -> Sheet<'r> {
    let row = |target: &&'r Target| {
        let target: &'r Target = target;
        let evidence = release.inspection.evidence_of(target.region_code);
        let (village, town) = names(release, target);
        let mut cells = vec![
            Cell::Day(target.as_of),
            Cell::from(target.region_code.to_string()),
            Cell::from(town),
            Cell::from(village),
            Cell::from(target.rank),
            Cell::from(target.rank_low),
            Cell::from(target.rank_high),
            Cell::Number(target.score),
        ];
        cells.extend(Component::ALL.iter().map(|component| {
            let row = evidence.iter().find(|row| row.of() == Some(*component));
            Cell::from(row.and_then(|row| row.chance))
        }));
        let basis: Vec<String> = evidence
            .iter()
            .filter_map(|row| Some(format!("{}{}", row.of()?.title(), counted(row.of()?, row))))
            .collect();
        cells.extend([
            Cell::from(target.drawn_as.key()),
            Cell::from(if target.is_listed { "true" } else { "false" }),
            Cell::from(Some(target.draw_id.as_str()).filter(|id| !id.is_empty())),
            Cell::from(basis.join("；")),
        ]);
        cells
    };
    let of_components = Component::ALL.iter().map(|component| component.key());
    Sheet {
        name: format!("inspection-{}-{}", place.code, release.as_of()),
        columns: FIRST_COLUMNS
            .into_iter()
            .chain(of_components)
            .chain(LAST_COLUMNS)
            .collect(),
        rows: targets.iter().map(row).collect(),
    }
}
