//! The charts of a release: picks the figures, says what they are, and hands them to the charts.

use domain::concentration::{Concentration, Measure, Verdict};
use domain::period::Month;
use domain::region::{Level, RegionCode};
use domain::release::{Better, Definition, Figure, FigureUnit, Place, Release};
use domain::risk::Risk;

use super::funnel::{Funnel, FunnelPoint};
use super::heat::{CellValue, Heat, HeatCell, HeatRow};
use super::ranking::{FEWEST_RANKED, Ranking, RankingRow, SMALLEST_SAMPLE};
use super::tiles::{Tile, Tiles, near_square};
use super::trend::{Trend, TrendMonth};
use super::{Chart, ChartError};
use crate::document::day;
use crate::number::{fraction, with_word};

/// Fewer villages than this have no funnel; the release gives them none either.
const FEWEST_IN_FUNNEL: usize = 8;

/// With fewer unresolved households than this, a place's structure of risks says more about the few than about the place; it is the
/// number below which `location_quotient` is not published either.
const FEWEST_FOR_STRUCTURE: f64 = 3.0;

/// The places directly below `parent`, ranked by one indicator, with `parent` as the reference line.
pub fn ranking_of(
    release: &Release,
    parent: RegionCode,
    indicator: &str,
    slice: &str,
) -> Result<Chart, ChartError> {
    let subject = Subject::find(release, parent, indicator)?;
    let children = subject.children()?;
    let rows: Vec<RankingRow> = children
        .iter()
        .map(|child| {
            let figure = release.figure(child.code, indicator, slice);
            RankingRow {
                key: child.code.to_string(),
                name: child.name.clone(),
                value: figure.and_then(|figure| figure.value),
                lower: figure.and_then(|figure| figure.lower),
                upper: figure.and_then(|figure| figure.upper),
                numerator: figure.and_then(|figure| figure.numerator),
                denominator: figure.and_then(|figure| figure.denominator),
            }
        })
        .collect();
    subject.require(rows.iter().any(|row| row.value.is_some()), slice)?;

    let definition = subject.definition;
    // The sum of counts is no reference for its parts; a share, a ratio and a number of days are.
    let reference = release
        .figure(parent, indicator, slice)
        .filter(|_| definition.denominator.is_some())
        .and_then(|figure| Some((subject.place.name.clone(), figure.value?)));
    let has_interval = rows.iter().any(|row| row.lower.is_some());
    let rule = match (has_interval, definition.better) {
        (true, Better::Lower) => "横线为95%区间，按区间下限由高到低排列，红色为区间全在总体水平之上",
        (true, Better::Higher) => "横线为95%区间，按区间上限由低到高排列，红色为区间全在总体水平之下",
        (true, Better::Neither) => "横线为95%区间，按区间下限由高到低排列",
        (false, Better::Higher) => "按数值由低到高排列",
        (false, Better::Lower | Better::Neither) => "按数值由高到低排列",
    };
    let ranking = Ranking {
        title: subject.title_by_child(&children, slice),
        subtitle: format!("截至{}；{rule}", day(release.as_of())),
        unit: definition.unit,
        better: definition.better,
        reference,
        rows,
    };
    // One place alone is shown when the others have no data; it is not when theirs are too few to compare it with.
    if ranking.comparable() < FEWEST_RANKED.min(children.len()) && ranking.has_small_samples() {
        return Err(ChartError::SmallSamples {
            title: ranking.title,
            fewest: SMALLEST_SAMPLE,
        });
    }
    ranking.chart()
}

/// The villages below `parent` in the funnel of one thing counted.
pub fn funnel_of(release: &Release, parent: RegionCode, measure: Measure) -> Result<Chart, ChartError> {
    let place = release.place(parent).ok_or(ChartError::UnknownPlace(parent))?;
    let counted = measure.title();
    let rows: Vec<&Concentration> = release
        .concentration(parent, measure, "", Level::Village)
        .collect();
    let Some(variance) = rows.iter().find_map(|row| row.funnel_variance) else {
        return Err(ChartError::FewPlaces {
            place: place.name.clone(),
            fewest: FEWEST_IN_FUNNEL,
        });
    };
    let point = |row: &&Concentration| FunnelPoint {
        key: row.region_code.to_string(),
        name: release
            .place(row.region_code)
            .map_or_else(|| row.region_code.to_string(), |place| place.name.clone()),
        observed: row.observed,
        expected: row.expected,
        verdict: row.verdict.label().to_owned(),
        is_named: matches!(row.verdict, Verdict::Above | Verdict::Below),
    };
    Funnel {
        title: format!("{}各村{counted}实有数与应有数", place.name),
        subtitle: format!(
            "截至{}；横线为全县水平，曲线之间是村间通常的差异和偶然所能解释的（内95%、外99.8%），红色为明显高于或低于全县",
            day(release.as_of())
        ),
        counted: counted.to_owned(),
        variance,
        points: rows.iter().map(point).collect(),
    }
    .chart()
}

/// One indicator of one place over the months.
pub fn trend_of(
    release: &Release,
    place: RegionCode,
    indicator: &str,
    slice: &str,
) -> Result<Chart, ChartError> {
    let subject = Subject::find(release, place, indicator)?;
    let history: Vec<&Figure> = release.history(place, indicator, slice).collect();
    subject.require(history.iter().any(|figure| figure.value.is_some()), slice)?;

    let first = history.first().map(|figure| Month::of(figure.as_of));
    let months = first.map_or_else(Vec::new, |first| {
        let last = Month::of(release.as_of());
        std::iter::successors(Some(first), |month| {
            Some(month.next()).filter(|next| *next <= last)
        })
        .map(|month| trend_month(month, &history, subject.definition.unit))
        .collect()
    });
    let last_day = history.last().map_or(release.as_of(), |figure| figure.as_of);
    Trend {
        title: format!("{}{}变化趋势", subject.place.name, subject.title(slice)),
        subtitle: format!("各月末数值，最后一点截至{}", day(last_day)),
        unit: subject.definition.unit,
        months,
    }
    .chart()
}

/// A month's value is that of the last day computed in it.
fn trend_month(month: Month, history: &[&Figure], unit: FigureUnit) -> TrendMonth {
    let figure = history.iter().rev().find(|figure| month.contains(figure.as_of));
    TrendMonth {
        month,
        value: figure.and_then(|figure| figure.value),
        lower: figure.and_then(|figure| figure.lower),
        upper: figure.and_then(|figure| figure.upper),
        fraction: figure.and_then(|figure| fraction(figure, unit)),
    }
}

/// The places directly below `parent` against the eleven risk types: the share of unresolved households that carry each.
pub fn heat_of(release: &Release, parent: RegionCode) -> Result<Chart, ChartError> {
    let indicator = "risk_share";
    let subject = Subject::find(release, parent, indicator)?;
    let children = subject.children()?;
    let rows: Vec<HeatRow> = children
        .iter()
        .map(|child| HeatRow {
            key: child.code.to_string(),
            name: child.name.clone(),
            cells: Risk::ALL
                .iter()
                .map(|risk| risk_cell(release, child.code, indicator, risk.label()))
                .collect(),
        })
        .collect();
    let has_data = rows
        .iter()
        .flat_map(|row| &row.cells)
        .any(|cell| cell.value != CellValue::Absent);
    subject.require(has_data, "")?;
    let mut cells = rows.iter().flat_map(|row| &row.cells);
    if !cells.any(|cell| matches!(cell.value, CellValue::Value(_))) {
        return Err(ChartError::SmallSamples {
            title: subject.title_by_child(&children, ""),
            fewest: FEWEST_FOR_STRUCTURE,
        });
    }

    Heat {
        title: subject.title_by_child(&children, ""),
        subtitle: format!(
            "截至{}；一户可有多种风险，各列相加可超过100%；“<3”为未消除户不足3户，“—”为无未消除户或无数据",
            day(release.as_of())
        ),
        unit: subject.definition.unit,
        columns: Risk::ALL.iter().map(|risk| risk.label().to_owned()).collect(),
        rows,
    }
    .chart()
}

fn risk_cell(release: &Release, place: RegionCode, indicator: &str, risk: &str) -> HeatCell {
    let Some(figure) = release.figure(place, indicator, risk) else {
        return HeatCell {
            value: CellValue::Absent,
            note: String::new(),
        };
    };
    let value = match figure.value {
        None => CellValue::Absent,
        Some(_) if figure.denominator.is_some_and(|d| d < FEWEST_FOR_STRUCTURE) => CellValue::Suppressed,
        Some(value) => CellValue::Value(value),
    };
    let quotient = release
        .figure(place, "location_quotient", risk)
        .and_then(|quotient| quotient.value)
        .zip(release.definition("location_quotient"))
        .map(|(value, definition)| format!("{}{}", definition.title, with_word(value, definition.unit)));
    let note: Vec<String> = fraction(figure, FigureUnit::Share)
        .into_iter()
        .chain(quotient)
        .collect();
    HeatCell {
        value,
        note: note.join("，"),
    }
}

/// The places directly below `parent` as tiles, coloured by one indicator.
pub fn tiles_of(release: &Release, parent: RegionCode, indicator: &str) -> Result<Chart, ChartError> {
    let subject = Subject::find(release, parent, indicator)?;
    let children = subject.children()?;
    let tiles: Vec<Tile> = children
        .iter()
        .zip(near_square(children.len()))
        .map(|(child, (row, column))| {
            let figure = release.figure(child.code, indicator, "");
            Tile {
                key: child.code.to_string(),
                name: child.name.clone(),
                value: figure.and_then(|figure| figure.value),
                note: figure
                    .and_then(|figure| fraction(figure, subject.definition.unit))
                    .unwrap_or_default(),
                is_small: figure.is_some_and(|figure| is_small(figure, subject.definition.unit)),
                row,
                column,
            }
        })
        .collect();
    subject.require(tiles.iter().any(|tile| tile.value.is_some()), "")?;
    if tiles.iter().all(|tile| tile.value.is_none() || tile.is_small) {
        return Err(ChartError::SmallSamples {
            title: subject.title_by_child(&children, ""),
            fewest: SMALLEST_SAMPLE,
        });
    }

    Tiles {
        title: subject.title_by_child(&children, ""),
        subtitle: format!("按区划代码顺序排列；截至{}", day(release.as_of())),
        unit: subject.definition.unit,
        places: tiles,
    }
    .chart()
}

/// The denominator of a ratio is a share, not a number of households.
fn is_small(figure: &Figure, unit: FigureUnit) -> bool {
    unit != FigureUnit::Ratio
        && figure
            .denominator
            .is_some_and(|denominator| denominator < SMALLEST_SAMPLE)
}

/// What a chart is about: one indicator at one place.
struct Subject<'a> {
    release: &'a Release,
    place: &'a Place,
    definition: &'a Definition,
}

impl<'a> Subject<'a> {
    fn find(release: &'a Release, place: RegionCode, indicator: &str) -> Result<Self, ChartError> {
        Ok(Self {
            release,
            place: release.place(place).ok_or(ChartError::UnknownPlace(place))?,
            definition: release
                .definition(indicator)
                .ok_or_else(|| ChartError::UnknownIndicator(indicator.to_owned()))?,
        })
    }

    fn children(&self) -> Result<Vec<&'a Place>, ChartError> {
        let children: Vec<&Place> = self.release.children(self.place.code).collect();
        if children.is_empty() {
            return Err(ChartError::NoChildren(self.place.name.clone()));
        }
        Ok(children)
    }

    /// The indicator's title, with its slice: 风险类型占比（因病）.
    fn title(&self, slice: &str) -> String {
        let title = &self.definition.title;
        if slice.is_empty() {
            title.clone()
        } else {
            format!("{title}（{slice}）")
        }
    }

    fn title_by_child(&self, children: &[&Place], slice: &str) -> String {
        let level = children.first().and_then(|child| Level::from_key(&child.level));
        let kind = match level {
            Some(Level::Village) => "各村（社区）",
            Some(Level::Town) => "各乡镇（街道）",
            Some(Level::County) => "各县（市、区）",
            Some(Level::City) => "各市（州）",
            Some(Level::Province) | None => "各地",
        };
        format!("{}{kind}{}", self.place.name, self.title(slice))
    }

    fn require(&self, has_data: bool, slice: &str) -> Result<(), ChartError> {
        if has_data {
            return Ok(());
        }
        Err(ChartError::NoFigures {
            place: self.place.name.clone(),
            title: self.title(slice),
        })
    }
}
