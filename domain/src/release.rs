//! A release as the people who read it see it: its figures, findings, places and definitions, in the words of the field.
//!
//! The warehouse fills these types, packs and pages read them; that is why they are here, where neither SQL nor HTML is known.
//! Nothing here names a person.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Serialize;

use crate::change::{Changes, HouseholdChange};
use crate::concentration::{Concentration, Measure};
use crate::inspection::Inspection;
use crate::quality::{Quality, QualityProblem};
use crate::region::{Level, RegionCode};
use crate::signal::Signals;
use crate::spell::Spells;

/// Whether a high value of a figure is good news.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// Higher is better (coverage).
    Higher,
    /// Lower is better (overdue rates).
    Lower,
    /// Neither: a stock or a structure.
    Neither,
}

/// What one unit of a figure's value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FigureUnit {
    /// 户
    Households,
    /// 人
    Persons,
    /// 个监测对象档案 (episodes), 次
    Episodes,
    /// A share between 0 and 1, shown in per cent.
    Share,
    /// 倍: a ratio of two shares.
    Ratio,
    /// 天
    Days,
}

/// The catalogue entry of one indicator, read from the header of its SQL file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Definition {
    /// `visit_overdue_rate`
    pub name: String,
    /// The folder of the SQL file: `stock`, `visit`, …
    pub topic: String,
    /// Chinese title, as charts and tables show it.
    pub title: String,
    /// One Chinese sentence: what is counted over what.
    pub meaning: String,
    /// Chinese name of the numerator.
    pub numerator: String,
    /// Chinese name of the denominator; none for a plain count.
    pub denominator: Option<String>,
    pub unit: FigureUnit,
    pub better: Better,
    /// The policy parameters that the figure depends on.
    pub policy: Vec<String>,
    /// The clauses it follows: `LS-31`.
    pub source: Vec<String>,
    /// What a slice is (风险类型, 部门 …); none when the figure has no slices.
    pub slice: Option<String>,
}

/// One row of the published table `indicator`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    pub as_of: NaiveDate,
    pub indicator: String,
    pub region_code: RegionCode,
    pub level: String,
    /// Risk type, object type, department …; empty when the figure has no slices.
    pub slice: String,
    pub numerator: Option<f64>,
    /// Absent for a plain count.
    pub denominator: Option<f64>,
    /// Absent when the denominator is zero.
    pub value: Option<f64>,
    /// 95 % Wilson limits of a share of countable things, else absent.
    pub lower: Option<f64>,
    pub upper: Option<f64>,
    /// The policy profile in force: `LS`, `default`, or several joined by `+`.
    pub profile: String,
}

/// One row of the published table `finding`: one thing wrong with one subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub as_of: NaiveDate,
    pub rule: String,
    pub clause: String,
    pub severity: String,
    pub region_code: RegionCode,
    pub household_id: String,
    pub subject: String,
    pub due_on: Option<NaiveDate>,
    pub days_overdue: Option<i64>,
    /// Chinese, without personal data.
    pub detail: String,
    pub opened_on: NaiveDate,
    pub closed_on: Option<NaiveDate>,
    pub state: String,
}

/// A rule of the published findings, read from the header of its SQL file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rule {
    pub name: String,
    pub topic: String,
    pub title: String,
    pub meaning: String,
    /// What is to be done, in the words of the office.
    pub action: String,
    /// Whose task it is: 村级, 乡镇, 县级, 行业部门, 帮扶联系人.
    pub owner: String,
    pub policy: Vec<String>,
    pub source: Vec<String>,
}

/// One place as it stood on the release's day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    pub code: RegionCode,
    pub name: String,
    pub level: String,
    pub parent: Option<RegionCode>,
}

/// What became of the source rows of one dataset in the release's run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Landing {
    pub dataset: String,
    /// The Chinese name of the dataset (走访记录).
    pub title: String,
    pub rows: u64,
    pub landed: u64,
    pub duplicate: u64,
    pub quarantined: u64,
}

/// The name and dates of a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(
    clippy::struct_field_names,
    reason = "the published table calls its key `release_id`"
)]
pub struct ReleaseId {
    pub release_id: String,
    pub as_of: NaiveDate,
    /// Local time of publication, `2022-07-10 02:11:05`.
    pub published_at: String,
    pub state: String,
}

/// Everything that pages and packs read: one consistent version, for one day.
#[derive(Debug, Clone, Serialize)]
pub struct Release {
    pub id: ReleaseId,
    places: BTreeMap<RegionCode, Place>,
    children: BTreeMap<RegionCode, Vec<RegionCode>>,
    pub definitions: Vec<Definition>,
    pub rules: Vec<Rule>,
    figures: BTreeMap<RegionCode, Vec<Figure>>,
    history: BTreeMap<RegionCode, Vec<Figure>>,
    findings: Vec<Finding>,
    pub landings: Vec<Landing>,
    pub quality: Quality,
    /// What became of the ledgers since the release before.
    pub changes: Changes,
    pub inspection: Inspection,
    /// Where things gather, by measure, slice and place.
    pub concentration: Vec<Concentration>,
    pub spells: Spells,
    pub signals: Signals,
}

/// The parts of a [`Release`], in any order.
#[derive(Debug, Clone)]
pub struct ReleaseParts {
    pub id: ReleaseId,
    pub places: Vec<Place>,
    pub definitions: Vec<Definition>,
    pub rules: Vec<Rule>,
    pub figures: Vec<Figure>,
    /// Figures of earlier month ends and of the release's day itself, for trends.
    pub history: Vec<Figure>,
    pub findings: Vec<Finding>,
    pub landings: Vec<Landing>,
    pub quality: Quality,
    /// What became of the ledgers since the release before.
    pub changes: Changes,
    pub inspection: Inspection,
    /// Where things gather, by measure, slice and place.
    pub concentration: Vec<Concentration>,
    pub spells: Spells,
    pub signals: Signals,
}

impl Release {
    /// Puts the parts in their order: places by code, figures by indicator and slice, history by day, findings by region and rule.
    pub fn new(parts: ReleaseParts) -> Self {
        let mut children: BTreeMap<RegionCode, Vec<RegionCode>> = BTreeMap::new();
        let places: BTreeMap<RegionCode, Place> = parts
            .places
            .into_iter()
            .map(|place| (place.code, place))
            .collect();
        for place in places.values() {
            if let Some(parent) = place.parent {
                children.entry(parent).or_default().push(place.code);
            }
        }
        let mut findings = parts.findings;
        findings.sort_by(|a, b| {
            (a.region_code, &a.rule, &a.household_id, &a.subject, a.opened_on).cmp(&(
                b.region_code,
                &b.rule,
                &b.household_id,
                &b.subject,
                b.opened_on,
            ))
        });
        Self {
            id: parts.id,
            places,
            children,
            definitions: parts.definitions,
            rules: parts.rules,
            figures: by_region(parts.figures),
            history: by_region(parts.history),
            findings,
            landings: parts.landings,
            quality: parts.quality,
            changes: parts.changes,
            inspection: parts.inspection.in_order(),
            concentration: in_order(parts.concentration),
            spells: parts.spells.in_order(),
            signals: parts.signals,
        }
    }

    /// The release's day.
    pub const fn as_of(&self) -> NaiveDate {
        self.id.as_of
    }

    pub fn place(&self, code: RegionCode) -> Option<&Place> {
        self.places.get(&code)
    }

    /// All places, by code.
    pub fn places(&self) -> impl Iterator<Item = &Place> {
        self.places.values()
    }

    /// The places directly below `code`, by code.
    pub fn children(&self, code: RegionCode) -> impl Iterator<Item = &Place> {
        self.children
            .get(&code)
            .into_iter()
            .flatten()
            .filter_map(|child| self.places.get(child))
    }

    /// The way from the top to `code`, itself last.
    pub fn path(&self, code: RegionCode) -> Vec<&Place> {
        let mut path: Vec<&Place> = vec![];
        let mut next = self.place(code);
        while let Some(place) = next {
            if path.len() >= Level::ALL.len() {
                break; // A parent that leads back is a fault of the data; the walk still ends.
            }
            path.push(place);
            next = place.parent.and_then(|parent| self.place(parent));
        }
        path.reverse();
        path
    }

    /// The places of `level` in the release that have figures, by code.
    pub fn places_with_figures(&self, level: Level) -> impl Iterator<Item = &Place> {
        self.places
            .values()
            .filter(move |place| place.level == level.key() && self.figures.contains_key(&place.code))
    }

    /// The topmost place that holds every figure of the release: the county of a county's deployment.
    pub fn home(&self) -> Option<&Place> {
        [Level::County, Level::City, Level::Province]
            .into_iter()
            .find_map(|level| {
                let mut places = self.places_with_figures(level);
                let first = places.next()?;
                places.next().is_none().then_some(first)
            })
    }

    /// All figures of one place, by indicator and slice.
    pub fn figures(&self, region: RegionCode) -> &[Figure] {
        self.figures.get(&region).map_or(&[], Vec::as_slice)
    }

    /// One figure of one place.
    pub fn figure(&self, region: RegionCode, indicator: &str, slice: &str) -> Option<&Figure> {
        named(self.figures(region), indicator, slice).first()
    }

    /// All slices of one figure of one place, the empty slice first.
    pub fn slices(&self, region: RegionCode, indicator: &str) -> &[Figure] {
        let figures = self.figures(region);
        let start = figures.partition_point(|figure| figure.indicator.as_str() < indicator);
        let figures = &figures[start..];
        let end = figures.partition_point(|figure| figure.indicator == indicator);
        &figures[..end]
    }

    /// A figure over time, oldest first, the release's day last.
    pub fn history(&self, region: RegionCode, indicator: &str, slice: &str) -> std::slice::Iter<'_, Figure> {
        let figures = self.history.get(&region).map_or(&[][..], Vec::as_slice);
        named(figures, indicator, slice).iter()
    }

    /// The catalogue entry of an indicator.
    pub fn definition(&self, indicator: &str) -> Option<&Definition> {
        self.definitions
            .iter()
            .find(|definition| definition.name == indicator)
    }

    /// Findings in `region` and below it, open and closed, by region and rule.
    ///
    /// The tree is walked once and each place's findings are looked up, so the cost follows what is found, not what the release holds.
    pub fn findings(&self, region: RegionCode) -> impl Iterator<Item = &Finding> {
        self.subtree(region).into_iter().flat_map(|code| {
            let start = self
                .findings
                .partition_point(|finding| finding.region_code < code);
            self.findings[start..]
                .iter()
                .take_while(move |finding| finding.region_code == code)
        })
    }

    /// What one thing comes to at the places of a level below `region`, by place.
    pub fn concentration(
        &self,
        region: RegionCode,
        measure: Measure,
        slice: &str,
        level: Level,
    ) -> impl Iterator<Item = &Concentration> {
        let start = self
            .concentration
            .partition_point(|row| (row.measure, row.slice.as_str()) < (measure, slice));
        self.concentration[start..]
            .iter()
            .take_while({
                let slice = slice.to_owned();
                move |row| row.measure == measure && row.slice == slice
            })
            .filter(move |row| row.level() == Some(level) && self.lies_in(row.region_code, region))
    }

    /// Whether nobody looked before: then every finding was opened on the release's day, however long it has stood.
    pub fn is_first_look(&self) -> bool {
        let as_of = self.as_of();
        self.findings.iter().all(|finding| finding.opened_on >= as_of)
    }

    /// The open problems of the data of `region` and below it, by region and rule.
    pub fn quality_problems(&self, region: RegionCode) -> impl Iterator<Item = &QualityProblem> {
        let places = self.subtree(region);
        self.quality
            .problems
            .iter()
            .filter(move |problem| places.contains(&problem.region_code))
    }

    /// The households that came into a ledger of `region` and below it or went out of one, by ledger and household. One that moved within
    /// `region` stands there twice.
    pub fn household_changes(&self, region: RegionCode) -> impl Iterator<Item = &HouseholdChange> {
        let places = self.subtree(region);
        let changes = self.changes.households().iter();
        changes.filter(move |change| places.contains(&change.counts_as))
    }

    /// `region` and every place below it, by code; empty when the release does not know `region`.
    fn subtree(&self, region: RegionCode) -> BTreeSet<RegionCode> {
        let mut seen = BTreeSet::new();
        let mut next: Vec<RegionCode> = self.place(region).map(|place| place.code).into_iter().collect();
        while let Some(code) = next.pop() {
            // A parent that leads back is a fault of the data; the walk still ends.
            if seen.insert(code) {
                next.extend(self.children.get(&code).into_iter().flatten());
            }
        }
        seen
    }

    /// Whether `code` is `region` or lies below it in the tree of the release's day.
    pub fn lies_in(&self, code: RegionCode, region: RegionCode) -> bool {
        self.path(code).iter().any(|place| place.code == region)
    }
}

fn in_order(mut rows: Vec<Concentration>) -> Vec<Concentration> {
    rows.sort_by(|a, b| (a.measure, &a.slice, a.region_code).cmp(&(b.measure, &b.slice, b.region_code)));
    rows
}

/// The rows of one indicator and slice, in a list that [`by_region`] has put in order.
fn named<'a>(figures: &'a [Figure], indicator: &str, slice: &str) -> &'a [Figure] {
    let start = figures
        .partition_point(|figure| (figure.indicator.as_str(), figure.slice.as_str()) < (indicator, slice));
    let figures = &figures[start..];
    let end = figures.partition_point(|figure| figure.indicator == indicator && figure.slice == slice);
    &figures[..end]
}

fn by_region(figures: Vec<Figure>) -> BTreeMap<RegionCode, Vec<Figure>> {
    let mut map: BTreeMap<RegionCode, Vec<Figure>> = BTreeMap::new();
    for figure in figures {
        map.entry(figure.region_code).or_default().push(figure);
    }
    for list in map.values_mut() {
        list.sort_by(|a, b| (&a.indicator, &a.slice, a.as_of).cmp(&(&b.indicator, &b.slice, b.as_of)));
    }
    map
}

#[cfg(test)]
mod tests;
