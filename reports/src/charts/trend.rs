//! One figure of one place over the months, with its intervals and the limits of ordinary variation.
//!
//! A month without a value is a gap, never a zero and never bridged by a line.

use std::ops::Range;

use domain::period::Month;
use domain::release::FigureUnit;
use plotters::prelude::*;

use super::limits::{FEWEST_MONTHS, Limits};
use super::scale::{around, tick_label, ticks};
use super::{Chart, ChartError, DataTable};
use crate::number::{ABSENT, interval, with_word};
use crate::svg::palette::{AXIS, CENTRE, DANGER, GRID, INK, MAIN, MUTED, Role};
use crate::svg::sheet::{Anchor, Area, Drawn, Sheet, Type, head_height, times, units};

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

/// Where the months and values lie on the sheet.
struct Plot {
    area: Area,
    values: Range<f64>,
    step: f64,
}

impl Plot {
    fn x(&self, at: usize) -> f64 {
        self.area.left + self.step / 2.0 + times(at, self.step)
    }

    fn y(&self, value: f64) -> f64 {
        let share = (value - self.values.start) / (self.values.end - self.values.start);
        self.area.bottom - (self.area.bottom - self.area.top) * share.clamp(0.0, 1.0)
    }
}

impl Trend {
    /// The chart; fails when no month has a value.
    pub fn chart(mut self) -> Result<Chart, ChartError> {
        let series: Vec<Option<f64>> = self.months.iter().map(|month| month.value).collect();
        let limits = Limits::of(&series, self.unit);
        let axis = around(&self.shown_values(limits), self.unit);
        self.subtitle = self.full_subtitle(limits, &axis);
        let svg = self.draw(limits, axis)?;
        Ok(Chart {
            svg,
            description: self.description(limits),
            table: self.table(),
            title: self.title,
        })
    }

    fn full_subtitle(&self, limits: Option<Limits>, axis: &Range<f64>) -> String {
        let count = self.months.iter().filter(|month| month.value.is_some()).count();
        let rule = if limits.is_some() {
            format!("虚线为控制限：均值±2.66×平均移动极差（{count}个月）")
        } else {
            format!("有数据的月份{count}个，不足{FEWEST_MONTHS}个，不画控制限")
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

    fn description(&self, limits: Option<Limits>) -> String {
        let last = self.months.iter().rev().find_map(|month| {
            let value = with_word(month.value?, self.unit);
            Some(format!("，最近一个有数据的月份{}为{value}", month.month))
        });
        let outside = limits.map_or(0, |limits| {
            self.months
                .iter()
                .filter_map(|month| month.value)
                .filter(|value| limits.exclude(*value))
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

    fn shown_values(&self, limits: Option<Limits>) -> Vec<f64> {
        self.months
            .iter()
            .flat_map(|month| [month.value, month.lower, month.upper])
            .chain(
                limits
                    .iter()
                    .flat_map(|limits| [Some(limits.lower), Some(limits.upper)]),
            )
            .flatten()
            .collect()
    }

    fn draw(&self, limits: Option<Limits>, axis: Range<f64>) -> Result<String, ChartError> {
        let top = head_height(&self.subtitle, WIDTH) + 16.0;
        let area = Area {
            left: 66.0,
            top,
            right: WIDTH - if limits.is_some() { 112.0 } else { 36.0 },
            bottom: top + PLOT_HEIGHT,
        };
        let plot = Plot {
            step: (area.right - area.left) / times(self.months.len().max(1), 1.0),
            values: axis,
            area,
        };
        let sheet = Sheet::new(WIDTH, area.bottom + 34.0)?;
        sheet.head(&self.title, &self.subtitle)?;
        self.draw_axes(&sheet, &plot)?;
        if let Some(limits) = limits {
            self.draw_limits(&sheet, &plot, limits)?;
        }
        sheet.layer("line", || self.draw_lines(&sheet, &plot))?;
        self.draw_points(&sheet, &plot, limits)?;
        Ok(sheet.finish(&self.title, &self.description(limits)))
    }

    fn draw_axes(&self, sheet: &Sheet, plot: &Plot) -> Drawn {
        let Area {
            left, right, bottom, ..
        } = plot.area;
        sheet.layer("grid", || {
            for tick in ticks(&plot.values, 6, self.unit) {
                let y = plot.y(tick);
                sheet.line((left, y), (right, y), GRID, 1.0)?;
                let label = tick_label(tick, self.unit);
                sheet.text(left - 8.0, y, &label, Type::new(11.0, MUTED, Anchor::Right))?;
            }
            sheet.line((left, bottom), (right, bottom), AXIS, 1.0)?;
            let every = (1..=self.months.len())
                .find(|every| times(*every, plot.step) >= MONTH_WIDTH)
                .unwrap_or(1);
            // Counted from the end, so that the last month always has its label.
            for (at, month) in self.months.iter().enumerate().rev().step_by(every) {
                sheet.line((plot.x(at), bottom), (plot.x(at), bottom + 4.0), AXIS, 1.0)?;
                let label = month.month.to_string();
                sheet.text(
                    plot.x(at),
                    bottom + 15.0,
                    &label,
                    Type::new(11.0, MUTED, Anchor::Middle),
                )?;
            }
            Ok(())
        })
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
                let label = format!("{name} {}", with_word(value, self.unit));
                sheet.text(right + 8.0, label_y, &label, Type::new(11.5, role, Anchor::Left))?;
            }
            Ok(())
        })
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

    fn draw_points(&self, sheet: &Sheet, plot: &Plot, limits: Option<Limits>) -> Drawn {
        let last = self.months.iter().rposition(|month| month.value.is_some());
        let mut previous = None;
        for (at, month, value) in self.runs().into_iter().flatten() {
            let has_fallen = previous.replace(value).is_some_and(|previous| previous > value);
            let is_outside = limits.is_some_and(|limits| limits.exclude(value));
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
                if is_last || is_outside {
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

    /// The value above its point, or below where the line comes from above or there is no room.
    fn draw_value(
        sheet: &Sheet,
        plot: &Plot,
        centre: (f64, f64),
        label: &str,
        role: Role,
        has_fallen: bool,
    ) -> Drawn {
        let has_room_above = centre.1 - 24.0 >= plot.area.top - 14.0;
        let has_room_below = centre.1 + 24.0 <= plot.area.bottom;
        let is_below = !has_room_above || (has_fallen && has_room_below);
        let y = centre.1 + if is_below { 16.0 } else { -14.0 };
        sheet.text(centre.0, y, label, Type::new(12.0, role, Anchor::Middle).bold())
    }
}
