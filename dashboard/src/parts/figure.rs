//! One figure in words: number, unit, fraction, interval, and what a reader must know before believing it.

use domain::release::{Better, Definition, Figure, FigureUnit};

use crate::number;
use crate::order::is_small;
use crate::reading::Reading;

/// What stands where there is no number.
pub(crate) const DASH: &str = "—";

/// A figure as a page shows it.
pub(crate) struct FigureText {
    pub(crate) title: String,
    pub(crate) href: String,
    /// The number without its unit, or [`DASH`].
    pub(crate) value: String,
    /// Empty when there is no number.
    pub(crate) unit: &'static str,
    /// `1,234 / 5,678`
    pub(crate) fraction: Option<String>,
    /// What the fraction counts: `未消除户 ÷ 监测户`.
    pub(crate) counted: String,
    /// `26.1–28.0%`
    pub(crate) interval: Option<String>,
    /// 无数据, 分母为0, 样本过小.
    pub(crate) remark: Option<&'static str>,
    pub(crate) profile: String,
}

impl FigureText {
    pub(crate) fn of(reading: &Reading, definition: &Definition, figure: Option<&Figure>) -> Self {
        let value = figure.and_then(|figure| figure.value);
        let is_fraction = definition.denominator.is_some();
        Self {
            title: definition.title.clone(),
            href: reading.definition_link(&definition.name),
            value: value.map_or_else(|| DASH.to_owned(), |v| number::of_unit(v, definition.unit)),
            unit: if value.is_some() { number::unit(definition.unit) } else { "" },
            fraction: figure.filter(|_| is_fraction).and_then(|f| fraction(f, definition.unit)),
            counted: counted(definition),
            interval: figure.and_then(|figure| interval(figure, definition.unit)),
            remark: remark(figure, definition.unit),
            profile: figure.map(|figure| profile(&figure.profile)).unwrap_or_default(),
        }
    }

    /// The figure of `indicator` in a place, or nothing when the catalogue does not know it.
    pub(crate) fn find(
        reading: &Reading,
        region: domain::region::RegionCode,
        indicator: &str,
        slice: &str,
    ) -> Option<Self> {
        let definition = reading.release.definition(indicator)?;
        let figure = reading.release.figure(region, indicator, slice);
        Some(Self::of(reading, definition, figure))
    }
}

/// 无数据 and 分母为0 for a figure without a value; 样本过小 for a share of few.
pub(crate) fn remark(figure: Option<&Figure>, unit: FigureUnit) -> Option<&'static str> {
    let Some(figure) = figure else {
        return Some("无数据");
    };
    if figure.value.is_none() {
        return Some(match figure.denominator {
            Some(0.0) => "分母为0",
            // A quotient is withheld where too few households stand behind it.
            Some(_) if unit == FigureUnit::Ratio => "样本过小",
            _ => "无数据",
        });
    }
    (unit == FigureUnit::Share && is_small(figure)).then_some("样本过小")
}

fn fraction(figure: &Figure, unit: FigureUnit) -> Option<String> {
    // The two sides of a quotient are shares themselves.
    let side = |value: f64| match unit {
        FigureUnit::Ratio => format!("{}%", number::per_cent(value)),
        _ => number::count(value),
    };
    let denominator = side(figure.denominator?);
    Some(match figure.numerator {
        Some(numerator) => format!("{} / {denominator}", side(numerator)),
        // A percentile has no numerator, only the number of those it was taken over.
        None => format!("n = {denominator}"),
    })
}

fn interval(figure: &Figure, unit: FigureUnit) -> Option<String> {
    let (lower, upper) = (figure.lower?, figure.upper?);
    Some(format!(
        "{}–{}{}",
        number::of_unit(lower, unit),
        number::of_unit(upper, unit),
        number::unit(unit)
    ))
}

fn counted(definition: &Definition) -> String {
    match &definition.denominator {
        Some(denominator) => format!("{} ÷ {denominator}", definition.numerator),
        None => definition.numerator.clone(),
    }
}

/// The profile in words: the key of a policy file stands as it is, the shipped default says so.
pub(crate) fn profile(key: &str) -> String {
    key.split('+')
        .map(|key| if key == "default" { "缺省" } else { key })
        .collect::<Vec<_>>()
        .join("＋")
}

/// Whether high is good, in words.
pub(crate) const fn better(better: Better) -> &'static str {
    match better {
        Better::Higher => "越高越好",
        Better::Lower => "越低越好",
        Better::Neither => "无优劣之分",
    }
}
