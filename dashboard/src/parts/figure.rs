//! One figure in words: number, unit, fraction, interval, and what a reader must know before believing it.

use domain::release::{Better, Definition, Figure, FigureUnit};

use reports::number::{ABSENT, profile, shown, word};

use crate::order::is_small;
use crate::reading::Reading;

/// A figure as a page shows it.
pub(crate) struct FigureText {
    pub(crate) title: String,
    pub(crate) href: String,
    /// The number, per cent sign included, or [`ABSENT`].
    pub(crate) value: String,
    /// The word behind the number; empty when there is none.
    pub(crate) unit: &'static str,
    /// `1,234/5,678`
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
            value: value.map_or_else(|| ABSENT.to_owned(), |v| shown(v, definition.unit)),
            unit: if value.is_some() {
                word(definition.unit)
            } else {
                ""
            },
            fraction: figure
                .filter(|_| is_fraction)
                .and_then(|f| fraction(f, definition.unit)),
            counted: counted(definition),
            interval: figure.and_then(|figure| interval(figure, definition.unit)),
            remark: remark(figure, definition.unit),
            profile: figure.map(|figure| profile(&figure.profile)).unwrap_or_default(),
        }
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
    // A percentile has no numerator, only the number of those it was taken over.
    reports::number::fraction(figure, unit)
        .or_else(|| Some(format!("n = {}", reports::number::count(figure.denominator?))))
}

fn interval(figure: &Figure, unit: FigureUnit) -> Option<String> {
    reports::number::interval(figure.lower, figure.upper, unit)
}

fn counted(definition: &Definition) -> String {
    match &definition.denominator {
        // A percentile is taken over something, it divides nothing.
        Some(denominator) if definition.unit == FigureUnit::Days => format!("在{denominator}中计算"),
        Some(denominator) => format!("{} ÷ {denominator}", definition.numerator),
        None => definition.numerator.clone(),
    }
}

/// Whether high is good, in words.
pub(crate) const fn better(better: Better) -> &'static str {
    match better {
        Better::Higher => "越高越好",
        Better::Lower => "越低越好",
        Better::Neither => "无优劣之分",
    }
}
