//! One figure of one place over the months, with its intervals and the limits of ordinary variation.
//!
//! A month without a value is a gap, never a zero and never bridged by a line. The last month has its value written beside it, and of
//! the months outside the limits the one that lies farthest out; a series that climbs or falls all the way is said to do so, and no
//! single month of it is called an event.

use std::ops::Range;

use domain::period::Month;
use domain::release::FigureUnit;
use domain::unit::fixed;
use plotters::prelude::*;

use super::limits::{FEWEST_MONTHS, Judgement, Limits};
use super::over_time::Plot;
use super::scale::around;
use super::{Chart, ChartError, DataTable};
use crate::number::{ABSENT, interval, with_word, word};
use crate::svg::palette::{CENTRE, DANGER, INK, MAIN, Role, SURFACE};
use crate::svg::sheet::{Anchor, Area, Drawn, Sheet, Type, ems, head_height, times, units};

const WIDTH: f64 = 720.0;
const PLOT_HEIGHT: f64 = 216.0;
/// A label of a month needs this much room.
const MONTH_WIDTH: f64 = 58.0;

/// What a trend shows.
#[derive(Debug, Clone)]
pub struct Trend {
    pub title: String,
    /// What is said before the sentence on control limits, which the chart adds itself.
    pub subtitle: String,
    pub unit: FigureUnit,
    /// Month after month, oldest first, without a month left out.
    pub months: Vec<TrendMonth>,
}

/// One month of a trend.
#[derive(Debug, Clone)]
pub struct TrendMonth {
    pub month: Month,
    /// Absent when the month has no value; that is not zero.
    pub value: Option<f64>,
    pub lower: Option<f64>,
    pub upper: Option<f64>,
    /// Numerator over denominator, where there is one: `41/333`.
    pub fraction: Option<String>,
}

impl Trend {
    /// The chart; fails when no month has a value.
    pub fn chart(mut self) -> Result<Chart, ChartError> {
        let series: Vec<Option<f64>> = self.months.iter().map(|month| month.value).collect();
        let judgement = Judgement::of(&series, self.unit);
        let axis = around(&self.shown_values(judgement), self.unit);
        self.subtitle = self.full_subtitle(judgement, &axis);
        let svg = self.draw(judgement, axis)?;
        Ok(Chart {
            svg,
            description: self.description(judgement),
            table: self.table(),
            title: self.title,
        })
    }

    fn full_subtitle(&self, judgement: Option<Judgement>, axis: &Range<f64>) -> String {
        let count = self.months.iter().filter(|month| month.value.is_some()).count();
        let rule = match judgement.map(|judgement| judgement.drift) {
            Some(None) => format!("虚线为控制限：均值±2.66×平均移动极差（{count}个月）"),
            Some(Some(drift)) => format!(
                "{count}个月内{}，超出随机波动，均值和控制限（均值±2.66×平均移动极差）仅供参照",
                drift.label()
            ),
            None => format!("有数据的月份{count}个，不足{FEWEST_MONTHS}个，不画控制限"),
        };
        let band = self.months.iter().any(|month| month.lower.is_some());
        let band = if band { "浅色带为95%区间；" } else { "" };
        let cut = if axis.start > 0.0 {
            "；纵轴不从零开始"
        } else {
            ""
        };
        format!("{}；{band}{rule}{cut}", self.subtitle)
    }

    fn description(&self, judgement: Option<Judgement>) -> String {
        let last = self.months.iter().rev().find_map(|month| {
            let value = with_word(month.value?, self.unit);
            Some(format!("，最近一个有数据的月份{}为{value}", month.month))
        });
        let outside = judgement.map_or(0, |judgement| {
            self.months
                .iter()
                .filter_map(|month| month.value)
                .filter(|value| judgement.is_event(*value))
                .count()
        });
        let outside = if outside > 0 {
            format!("，{outside}个月超出控制限")
        } else {
            String::new()
        };
        format!(
            "趋势图，共{}个月{}{outside}。{}",
            self.months.len(),
            last.unwrap_or_default(),
            self.subtitle
        )
    }

    fn table(&self) -> DataTable {
        let absent = || ABSENT.to_owned();
        let row = |month: &TrendMonth| {
            vec![
                month.month.to_string(),
                month
                    .value
                    .map_or_else(|| "无数据".to_owned(), |value| with_word(value, self.unit)),
                month.fraction.clone().unwrap_or_else(absent),
                interval(month.lower, month.upper, self.unit).unwrap_or_else(absent),
            ]
        };
        DataTable {
            head: ["月份", "数值", "分子/分母", "95%区间"].map(str::to_owned).into(),
            rows: self.months.iter().map(row).collect(),
        }
    }

    /// The months of `self` in runs without a gap, each with its place in the row.
    fn runs(&self) -> Vec<Vec<(usize, &TrendMonth, f64)>> {
        let mut runs = vec![vec![]];
        for (at, month) in self.months.iter().enumerate() {
            match (month.value, runs.last_mut()) {
                (Some(value), Some(run)) => run.push((at, month, value)),
                _ => runs.push(vec![]),
            }
        }
        runs.retain(|run| !run.is_empty());
        runs
    }

    fn shown_values(&self, judgement: Option<Judgement>) -> Vec<f64> {
        self.months
            .iter()
            .flat_map(|month| [month.value, month.lower, month.upper])
            .chain(
                judgement
                    .iter()
                    .flat_map(|judgement| [Some(judgement.limits.lower), Some(judgement.limits.upper)]),
            )
            .flatten()
            .collect()
    }

    fn draw(&self, judgement: Option<Judgement>, axis: Range<f64>) -> Result<String, ChartError> {
        let top = head_height(&self.subtitle, WIDTH) + 16.0;
        let area = Area {
            left: 66.0,
            top,
            right: WIDTH - if judgement.is_some() { 112.0 } else { 36.0 },
            bottom: top + PLOT_HEIGHT,
        };
        let plot = Plot {
            step: (area.right - area.left) / times(self.months.len().max(1), 1.0),
            values: axis,
            area,
        };
        let sheet = Sheet::new(WIDTH, area.bottom + 34.0)?;
        sheet.head(&self.title, &self.subtitle)?;
        let labels: Vec<String> = self.months.iter().map(|month| month.month.to_string()).collect();
        plot.draw_axes(&sheet, self.unit, MONTH_WIDTH, &labels)?;
        if let Some(judgement) = judgement {
            self.draw_limits(&sheet, &plot, judgement.limits)?;
        }
        sheet.layer("line", || self.draw_lines(&sheet, &plot))?;
        self.draw_points(&sheet, &plot, judgement)?;
        Ok(sheet.finish(&self.title, &self.description(judgement)))
    }

    fn draw_limits(&self, sheet: &Sheet, plot: &Plot, limits: Limits) -> Drawn {
        let Area { left, right, .. } = plot.area;
        sheet.layer("limits", || {
            let lines = [
                ("上限", limits.upper, DANGER),
                ("均值", limits.mean, CENTRE),
                ("下限", limits.lower, DANGER),
            ];
            // Labels are pushed apart where the lines lie close together.
            let gap = 14.0;
            let middle = plot.y(limits.mean);
            let labels = [
                plot.y(limits.upper).min(middle - gap),
                middle,
                plot.y(limits.lower).max(middle + gap),
            ];
            for ((name, value, role), label_y) in lines.into_iter().zip(labels) {
                if value <= 0.0 && name == "下限" {
                    continue; // Nothing can lie below zero, so there is no limit to see.
                }
                let y = plot.y(value);
                let draw = || sheet.line((left, y), (right, y), role, 1.2);
                if role == CENTRE {
                    draw()?;
                } else {
                    sheet.dashed(draw)?;
                }
                let label = format!("{name} {}", self.level(value));
                sheet.text(right + 8.0, label_y, &label, Type::new(11.5, role, Anchor::Left))?;
            }
            Ok(())
        })
    }

    /// A mean or a limit. That of whole households has a fraction of its own: half a household is not one.
    fn level(&self, value: f64) -> String {
        match self.unit {
            FigureUnit::Households | FigureUnit::Persons | FigureUnit::Episodes if value < 100.0 => {
                let text = fixed(value, 1);
                format!("{}{}", text.trim_end_matches(".0"), word(self.unit))
            }
            _ => with_word(value, self.unit),
        }
    }

    /// Bands and lines, run by run.
    fn draw_lines(&self, sheet: &Sheet, plot: &Plot) -> Drawn {
        let point = |at: usize, value: f64| (units(plot.x(at)), units(plot.y(value)));
        for run in self.runs() {
            let upper = run
                .iter()
                .filter_map(|(at, month, _)| Some(point(*at, month.upper?)));
            let lower = run
                .iter()
                .rev()
                .filter_map(|(at, month, _)| Some(point(*at, month.lower?)));
            let band: Vec<(i32, i32)> = upper.chain(lower).collect();
            if band.len() > 2 {
                sheet
                    .area()
                    .draw(&Polygon::new(band, MAIN.rgb().mix(0.12).filled()))?;
            }
            let line: Vec<(i32, i32)> = run.iter().map(|(at, _, value)| point(*at, *value)).collect();
            if line.len() > 1 {
                let style = MAIN.rgb().stroke_width(units(2.0).unsigned_abs());
                sheet.area().draw(&PathElement::new(line, style))?;
            }
        }
        Ok(())
    }

    /// The month whose value is written besides that of the last one: the event farthest outside, unless it is so near to the last
    /// that the two would overlap.
    fn labelled_event(
        &self,
        plot: &Plot,
        last: Option<usize>,
        judgement: Option<Judgement>,
    ) -> Option<usize> {
        let judgement = judgement?;
        let events = self.months.iter().enumerate().filter_map(|(at, month)| {
            let value = month.value.filter(|value| judgement.is_event(*value))?;
            Some((at, judgement.excess(value)))
        });
        let (at, _) = events.max_by(|(_, a), (_, b)| a.total_cmp(b))?;
        let is_clear = last.is_some_and(|last| (plot.x(last) - plot.x(at)).abs() >= MONTH_WIDTH);
        is_clear.then_some(at)
    }

    fn draw_points(&self, sheet: &Sheet, plot: &Plot, judgement: Option<Judgement>) -> Drawn {
        let last = self.months.iter().rposition(|month| month.value.is_some());
        let event = self.labelled_event(plot, last, judgement);
        let mut previous = None;
        for (at, month, value) in self.runs().into_iter().flatten() {
            let has_fallen = previous.replace(value).is_some_and(|previous| previous > value);
            let is_outside = judgement.is_some_and(|judgement| judgement.is_event(value));
            let is_last = last == Some(at);
            let colour = if is_outside { DANGER } else { MAIN };
            let label = with_word(value, self.unit);
            let fraction = month
                .fraction
                .as_ref()
                .map_or_else(String::new, |f| format!("（{f}）"));
            let remark = if is_outside { "，超出控制限" } else { "" };
            let tip = format!("{}：{label}{fraction}{remark}", month.month);
            let centre = (plot.x(at), plot.y(value));
            sheet.mark(&tip, &month.month.to_string(), || {
                Self::draw_point(sheet, plot, centre, colour, is_last)?;
                if is_last || event == Some(at) {
                    let role = if is_outside { DANGER } else { INK };
                    Self::draw_value(sheet, plot, centre, &label, role, has_fallen)?;
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    /// A point, with room around it for the pointer; the last one is larger.
    fn draw_point(sheet: &Sheet, plot: &Plot, centre: (f64, f64), colour: Role, is_last: bool) -> Drawn {
        let column = Area {
            left: centre.0 - plot.step / 2.0,
            top: plot.area.top,
            right: centre.0 + plot.step / 2.0,
            bottom: plot.area.bottom,
        };
        sheet.rectangle(column, INK, 0.0)?;
        sheet.dot(centre, if is_last { 5.0 } else { 3.0 }, colour)
    }

    /// The value above its point, or below where the line comes from above or there is no room. It has a ground of its own, since
    /// lines may pass behind it.
    fn draw_value(
        sheet: &Sheet,
        plot: &Plot,
        centre: (f64, f64),
        label: &str,
        role: Role,
        has_fallen: bool,
    ) -> Drawn {
        let has_room_above = centre.1 >= plot.area.top + 5.0;
        let has_room_below = centre.1 + 24.0 <= plot.area.bottom;
        let is_below = !has_room_above || (has_fallen && has_room_below);
        let y = centre.1 + if is_below { 16.0 } else { -14.0 };
        // Beyond the plot stand the names of the limits.
        let half = ems(label) * 12.0 / 2.0;
        let x = centre.0.min(plot.area.right - half);
        let ground = Area {
            left: x - half - 1.0,
            top: y - 7.0,
            right: x + half + 1.0,
            bottom: y + 7.0,
        };
        sheet.rectangle(ground, SURFACE, 0.85)?;
        sheet.text(x, y, label, Type::new(12.0, role, Anchor::Middle).bold())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trend(values: impl IntoIterator<Item = f64>) -> Chart {
        let first = "2021-06".parse().unwrap();
        let months = std::iter::successors(Some(first), |month: &Month| Some(month.next()));
        Trend {
            title: "烈山区风险消除率（户）".to_owned(),
            subtitle: "各月末数值".to_owned(),
            unit: FigureUnit::Share,
            months: values
                .into_iter()
                .zip(months)
                .map(|(value, month)| TrendMonth {
                    month,
                    value: Some(value),
                    lower: None,
                    upper: None,
                    fraction: None,
                })
                .collect(),
        }
        .chart()
        .unwrap()
    }

    /// The values written beside points.
    fn written(chart: &Chart) -> Vec<&str> {
        let bold = chart.svg.lines().filter(|line| line.contains("font-weight"));
        bold.skip(1)
            .filter_map(|line| line.split(['<', '>']).nth(2))
            .collect()
    }

    #[test]
    fn of_all_months_outside_only_the_farthest_has_its_value_written() {
        let mut values = [0.30, 0.31].repeat(12);
        values[4] = 0.60;
        values[5] = 0.62;
        values[6] = 0.61;

        let chart = trend(values);

        assert_eq!(written(&chart), ["62.0%", "31.0%"]);
        assert!(
            chart.description.contains("3个月超出控制限"),
            "{}",
            chart.description
        );
    }

    #[test]
    fn a_rate_that_climbs_for_two_years_is_said_to_climb_and_no_month_is_an_event() {
        let chart = trend((0..24).map(|month| 0.1 + 0.02 * f64::from(month)));

        assert_eq!(written(&chart), ["56.0%"]);
        assert!(
            chart.description.contains("24个月内持续上升"),
            "{}",
            chart.description
        );
        assert!(!chart.svg.contains("超出控制限"));
    }
}
