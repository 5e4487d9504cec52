//! Sentences whose every number is a figure of the release.
//!
//! A rate is never said without its numerator and denominator, a change never without what it is a change on, and what is not
//! there is said to be not there. The indicators that are spoken of are remembered, so that the annex on definitions names them all.

use domain::period::Month;
use domain::release::{Definition, Figure, FigureUnit, Place, Release};
use domain::unit::grouped_decimal;
use std::cell::RefCell;

use crate::number::{difference, fraction, interval, with_word};

/// Speaks about one place of a release.
#[derive(Debug)]
pub struct Narrator<'a> {
    pub release: &'a Release,
    pub place: &'a Place,
    month: Month,
    spoken_of: RefCell<Vec<&'a Definition>>,
}

/// Whether a figure is a state at the end of a month or what happened in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tense {
    /// Compared with the end of an earlier month.
    Stock,
    /// Compared with the whole of an earlier month.
    Flow,
}

impl<'a> Narrator<'a> {
    pub fn new(release: &'a Release, place: &'a Place) -> Self {
        Self {
            release,
            place,
            month: Month::of(release.as_of()),
            spoken_of: RefCell::default(),
        }
    }

    /// The month that is spoken of.
    pub const fn month(&self) -> Month {
        self.month
    }

    /// Whether the release's day is the last of its month.
    pub fn is_month_over(&self) -> bool {
        self.month.last_day() == self.release.as_of()
    }

    /// The definitions of everything spoken of so far, in the order in which it was first spoken of.
    pub fn spoken_of(&self) -> Vec<&'a Definition> {
        self.spoken_of.borrow().clone()
    }

    /// The catalogue entry of an indicator, which is now spoken of.
    pub fn definition(&self, indicator: &str) -> Option<&'a Definition> {
        let definition = self.release.definition(indicator)?;
        let mut spoken_of = self.spoken_of.borrow_mut();
        if spoken_of.iter().all(|known| known.name != definition.name) {
            spoken_of.push(definition);
        }
        Some(definition)
    }

    /// A figure of the place.
    pub fn figure(&self, indicator: &str, slice: &str) -> Option<&'a Figure> {
        self.release.figure(self.place.code, indicator, slice)
    }

    /// `1,286户`; `无数据` where there is none.
    pub fn amount(&self, indicator: &str, slice: &str) -> String {
        let value = self.definition(indicator).and_then(|definition| {
            let value = self.figure(indicator, slice)?.value?;
            Some(with_word(value, definition.unit))
        });
        value.unwrap_or_else(|| "无数据".to_owned())
    }

    /// `逾期走访率为8.0%（12/150，95%区间4.6%–13.5%）`, or why it cannot be said; nothing for an indicator the release does not know.
    pub fn rate(&self, indicator: &str, slice: &str) -> Option<String> {
        let definition = self.definition(indicator)?;
        let title = &definition.title;
        let Some(figure) = self.figure(indicator, slice) else {
            return Some(format!("{title}无数据"));
        };
        let Some(value) = figure.value else {
            let denominator = definition.denominator.as_deref().unwrap_or("分母");
            return Some(format!("{denominator}为0，不计算{title}"));
        };
        let detail: Vec<String> = [
            fraction(figure, definition.unit),
            interval(figure.lower, figure.upper, definition.unit)
                .map(|interval| format!("95%区间{interval}")),
        ]
        .into_iter()
        .flatten()
        .collect();
        let detail = if detail.is_empty() {
            String::new()
        } else {
            format!("（{}）", detail.join("，"))
        };
        Some(format!("{title}为{}{detail}", with_word(value, definition.unit)))
    }

    /// `比上月末减少3户，比上年同月末增加30户`; what is missing is named. Nothing for an indicator whose history is not kept at all.
    pub fn change(&self, indicator: &str, tense: Tense) -> Option<String> {
        let definition = self.definition(indicator)?;
        let now = self.figure(indicator, "")?.value?;
        let end = if tense == Tense::Stock { "末" } else { "" };
        let last_year = Month::new(self.month.year() - 1, self.month.month());
        let has_history = self
            .release
            .history(self.place.code, indicator, "")
            .any(|figure| Month::of(figure.as_of) < self.month);
        if !has_history {
            return None;
        }
        let last_month = self.value_in(self.month.prev(), indicator);
        let last_year = last_year.and_then(|month| self.value_in(month, indicator));
        if last_month.is_none() && last_year.is_none() {
            return Some(format!("上月{end}、上年同月{end}均无数据，不作比较"));
        }
        let is_same =
            |then: Option<f64>| then.is_some_and(|then| difference(now, then, definition.unit).is_none());
        if is_same(last_month) && is_same(last_year) {
            return Some(format!("与上月{end}、上年同月{end}均持平"));
        }
        let part = |then: Option<f64>, name: &str| {
            let name = format!("{name}{end}");
            then.map_or_else(
                || format!("{name}无数据"),
                |then| compared(now, then, definition.unit, &name),
            )
        };
        Some(format!(
            "{}，{}",
            part(last_month, "上月"),
            part(last_year, "上年同月")
        ))
    }

    /// The value at the end of an earlier month.
    fn value_in(&self, month: Month, indicator: &str) -> Option<f64> {
        self.release
            .history(self.place.code, indicator, "")
            .rfind(|figure| month.contains(figure.as_of))?
            .value
    }
}

/// `比上月末减少3户`, `比上月末上升1.2个百分点`, `与上月末持平`.
fn compared(now: f64, then: f64, unit: FigureUnit, name: &str) -> String {
    let (up, down) = match unit {
        FigureUnit::Share | FigureUnit::Ratio => ("上升", "下降"),
        FigureUnit::Households | FigureUnit::Persons | FigureUnit::Episodes | FigureUnit::Days => {
            ("增加", "减少")
        }
    };
    difference(now, then, unit).map_or_else(
        || format!("与{name}持平"),
        |size| format!("比{name}{}{size}", if now > then { up } else { down }),
    )
}

/// Clauses on one matter as one sentence; those that cannot be said fall away.
pub fn joined(clauses: impl IntoIterator<Item = Option<String>>) -> Option<String> {
    let clauses: Vec<String> = clauses.into_iter().flatten().collect();
    (!clauses.is_empty()).then(|| clauses.join("；"))
}

/// A number of things, with thousands separators: `1,286`.
pub fn amount_of(count: usize) -> String {
    grouped_decimal(f64::from(u32::try_from(count).unwrap_or(u32::MAX)), 0)
}

/// Sentences joined to one text: each ends in a full stop, empty ones fall away.
pub fn text(sentences: impl IntoIterator<Item = Option<String>>) -> String {
    let mut text = String::new();
    for sentence in sentences
        .into_iter()
        .flatten()
        .filter(|sentence| !sentence.is_empty())
    {
        text.push_str(&sentence);
        text.push('。');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_said_in_the_words_of_their_unit() {
        assert_eq!(
            compared(150.0, 153.0, FigureUnit::Households, "上月末"),
            "比上月末减少3户"
        );
        assert_eq!(
            compared(0.08, 0.12, FigureUnit::Share, "上月末"),
            "比上月末下降4.0个百分点"
        );
        assert_eq!(
            compared(6.0, 6.0, FigureUnit::Episodes, "上年同月"),
            "与上年同月持平"
        );
    }

    #[test]
    fn sentences_end_in_full_stops_and_missing_ones_leave_no_trace() {
        assert_eq!(
            text([
                Some("甲".to_owned()),
                None,
                Some(String::new()),
                Some("乙".to_owned())
            ]),
            "甲。乙。"
        );
    }
}
