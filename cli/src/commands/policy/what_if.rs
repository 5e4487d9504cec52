//! `dixian policy what-if`

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use clap::Args;
use domain::policy::Supposition;
use domain::region::RegionCode;
use domain::release::{Definition, FigureUnit, Place as Region};
use serde::Serialize;
use warehouse::{Burden, Picture, Warehouse};

use crate::config::Place;
use crate::output::{self, Format};

#[derive(Debug, Args)]
pub(crate) struct WhatIf {
    /// A parameter and the value it might have, e.g. `income_line=8000`; a part of the name is enough
    #[arg(long = "set", value_name = "PARAMETER=VALUE", required = true)]
    set: Vec<Supposition>,
    /// The release to recompute; the current one when it is not named
    #[arg(long, value_name = "ID")]
    release: Option<String>,
    /// How the result is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Something as it is and as it would be.
#[derive(Debug, Clone, Copy, Serialize, PartialEq)]
struct Pair<T> {
    now: T,
    then: T,
}

/// What would change at one place: the whole, or a town of it.
#[derive(Debug, Serialize)]
struct PlaceRow {
    region_code: RegionCode,
    name: String,
    level: String,
    burden: Pair<Burden>,
}

/// A figure of the whole that would be another.
#[derive(Debug, Serialize)]
struct FigureRow {
    indicator: String,
    title: String,
    region_code: RegionCode,
    slice: String,
    value: Pair<Option<f64>>,
    numerator: Pair<Option<f64>>,
    denominator: Pair<Option<f64>>,
    #[serde(skip)]
    unit: FigureUnit,
}

/// A rule that would find more or less.
#[derive(Debug, Serialize)]
struct RuleRow {
    rule: String,
    title: String,
    findings: Pair<u64>,
}

#[derive(Debug, Serialize)]
struct Report {
    release_id: String,
    as_of: NaiveDate,
    set: Vec<Set>,
    places: Vec<PlaceRow>,
    figures: Vec<FigureRow>,
    rules: Vec<RuleRow>,
}

#[derive(Debug, Serialize)]
struct Set {
    parameter: &'static str,
    title: &'static str,
    value: String,
}

impl WhatIf {
    pub(crate) async fn run(self, place: &Place) -> anyhow::Result<()> {
        let warehouse = place.open_existing()?;
        let what_if = warehouse.what_if(self.release.as_deref(), &self.set).await?;
        let tops = tops(&what_if.places, &what_if.now);
        let report = Report {
            set: self
                .set
                .iter()
                .map(|set| Set {
                    parameter: set.parameter.name(),
                    title: set.parameter.title(),
                    value: set.value.to_string(),
                })
                .collect(),
            places: place_rows(&what_if.places, &tops, &what_if.now, &what_if.then),
            figures: figure_rows(&warehouse, &tops, &what_if.now, &what_if.then),
            rules: rule_rows(&warehouse, &what_if.now, &what_if.then),
            release_id: what_if.release_id,
            as_of: what_if.as_of,
        };
        match self.format {
            Format::Json => output::json(&report),
            Format::Text => output::line(shown(&report)),
        }
    }
}

/// The counties of a release, or its towns where no county is known.
fn tops(places: &[Region], picture: &Picture) -> BTreeSet<RegionCode> {
    let of = |level: &str| -> BTreeSet<RegionCode> {
        places
            .iter()
            .filter(|place| place.level == level && picture.burdens.contains_key(&place.code))
            .map(|place| place.code)
            .collect()
    };
    let counties = of("county");
    if counties.is_empty() { of("town") } else { counties }
}

/// Towns first by code, then the whole.
fn place_rows(
    places: &[Region],
    tops: &BTreeSet<RegionCode>,
    now: &Picture,
    then: &Picture,
) -> Vec<PlaceRow> {
    let row = |place: &Region| {
        Some(PlaceRow {
            region_code: place.code,
            name: place.name.clone(),
            level: place.level.clone(),
            burden: Pair {
                now: *now.burdens.get(&place.code)?,
                then: *then.burdens.get(&place.code)?,
            },
        })
    };
    let mut towns: Vec<&Region> = places
        .iter()
        .filter(|place| place.level == "town" && !tops.contains(&place.code))
        .collect();
    towns.sort_by_key(|place| place.code);
    let wholes = places.iter().filter(|place| tops.contains(&place.code));
    towns.into_iter().chain(wholes).filter_map(row).collect()
}

fn figure_rows(
    warehouse: &Warehouse,
    tops: &BTreeSet<RegionCode>,
    now: &Picture,
    then: &Picture,
) -> Vec<FigureRow> {
    let definitions = warehouse.catalogue().definitions();
    let definitions: BTreeMap<&str, &Definition> = definitions
        .iter()
        .map(|definition| (definition.name.as_str(), definition))
        .collect();
    let after: BTreeMap<_, _> = then
        .figures
        .iter()
        .map(|figure| ((&figure.indicator, figure.region_code, &figure.slice), figure))
        .collect();
    now.figures
        .iter()
        .filter(|figure| tops.contains(&figure.region_code))
        .filter_map(|figure| {
            let then = after.get(&(&figure.indicator, figure.region_code, &figure.slice))?;
            let definition = definitions.get(figure.indicator.as_str())?;
            let row = FigureRow {
                indicator: figure.indicator.clone(),
                title: definition.title.clone(),
                region_code: figure.region_code,
                slice: figure.slice.clone(),
                value: Pair {
                    now: figure.value,
                    then: then.value,
                },
                numerator: Pair {
                    now: figure.numerator,
                    then: then.numerator,
                },
                denominator: Pair {
                    now: figure.denominator,
                    then: then.denominator,
                },
                unit: definition.unit,
            };
            let is_changed = row.value.now != row.value.then
                || row.numerator.now != row.numerator.then
                || row.denominator.now != row.denominator.then;
            is_changed.then_some(row)
        })
        .collect()
}

fn rule_rows(warehouse: &Warehouse, now: &Picture, then: &Picture) -> Vec<RuleRow> {
    let count = |picture: &Picture, rule: &str| picture.findings.get(rule).copied().unwrap_or_default();
    warehouse
        .catalogue()
        .rules()
        .into_iter()
        .map(|rule| RuleRow {
            findings: Pair {
                now: count(now, &rule.name),
                then: count(then, &rule.name),
            },
            rule: rule.name,
            title: rule.title,
        })
        .filter(|row| row.findings.now != row.findings.then)
        .collect()
}

fn shown(report: &Report) -> String {
    let suppositions: Vec<String> = report
        .set
        .iter()
        .map(|set| format!("\n  {}（{}）= {}", set.title, set.parameter, set.value))
        .collect();
    let mut text = format!(
        "{} {}，假设{}",
        report.release_id,
        report.as_of,
        suppositions.concat()
    );
    text.push_str("\n\n收入低于监测范围的户，及全部纳入后的工作量\n");
    let places: Vec<Vec<String>> = report.places.iter().map(place_cells).collect();
    text.push_str(&output::table(
        &[
            "地区",
            "低于监测范围户",
            "其中未监测户",
            "走访次/年",
            "新增措施项",
            "新增措施元",
        ],
        &places,
    ));
    text.push_str(
        "\n走访：在监测户和低于监测范围的户，按本地频次和走访人计。措施：未监测户按现有监测户平均每户的项数和金额估算，没有可比的写“—”。\n",
    );
    if report.figures.is_empty() && report.rules.is_empty() {
        text.push_str("\n没有一项指标或问题因此改变。");
        return text;
    }
    if !report.figures.is_empty() {
        text.push_str("\n改变的指标\n");
        let figures: Vec<Vec<String>> = report.figures.iter().map(figure_cells).collect();
        text.push_str(&output::table(
            &["指标", "分类", "现", "假设", "分子/分母：现", "假设"],
            &figures,
        ));
        text.push('\n');
    }
    if !report.rules.is_empty() {
        text.push_str("\n改变的问题（条）\n");
        let rules: Vec<Vec<String>> = report
            .rules
            .iter()
            .map(|row| {
                let Pair { now, then } = row.findings;
                let change = i128::from(then) - i128::from(now);
                vec![
                    row.title.clone(),
                    row.rule.clone(),
                    now.to_string(),
                    then.to_string(),
                    format!("{change:+}"),
                ]
            })
            .collect();
        text.push_str(&output::table(&["问题", "规则", "现", "假设", "增减"], &rules));
    }
    text
}

fn place_cells(row: &PlaceRow) -> Vec<String> {
    let Pair { now, then } = row.burden;
    let change = |now: f64, then: f64| {
        if (then - now).abs() < 0.5 {
            format!("{now:.0}")
        } else {
            format!("{now:.0} → {then:.0} ({:+.0})", then - now)
        }
    };
    let maybe = |now: Option<f64>, then: Option<f64>| match (now, then) {
        (Some(now), Some(then)) => change(now, then),
        _ => "—".to_owned(),
    };
    vec![
        row.name.clone(),
        change(now.below, then.below),
        change(now.below_unmonitored, then.below_unmonitored),
        change(now.visits_a_year, then.visits_a_year),
        maybe(now.measures, then.measures),
        maybe(now.yuan, then.yuan),
    ]
}

fn figure_cells(row: &FigureRow) -> Vec<String> {
    let value = |value: Option<f64>| match (value, row.unit) {
        (None, _) => "—".to_owned(),
        (Some(value), FigureUnit::Share) => domain::unit::per_cent(value),
        (Some(value), FigureUnit::Ratio) => format!("{value:.2}"),
        (Some(value), _) => format!("{value:.0}"),
    };
    let fraction = |numerator: Option<f64>, denominator: Option<f64>| match (numerator, denominator) {
        (Some(numerator), Some(denominator)) => format!("{numerator:.0}/{denominator:.0}"),
        _ => String::new(),
    };
    vec![
        row.title.clone(),
        row.slice.clone(),
        value(row.value.now),
        value(row.value.then),
        fraction(row.numerator.now, row.denominator.now),
        fraction(row.numerator.then, row.denominator.then),
    ]
}
