//! Counts of a place week by week against what was to be expected: the control chart of a signal.
//!
//! Bars are what was counted, the line is the expectation, the dashed line the limit above which a week is a surprise by itself. Several
//! weeks that are each below the limit may be a surprise together: the weeks of the signal's window are marked.

use chrono::{Days, NaiveDate};
use domain::release::FigureUnit;
use domain::unit::fixed;
use plotters::prelude::*;

use super::over_time::Plot;
use super::scale::from_zero;
use super::{Chart, ChartError, DataTable};
use crate::svg::palette::{CENTRE, DANGER, FAINT, INK, MAIN};
use crate::svg::sheet::{Area, Drawn, Sheet, head_height, times, units};

const WIDTH: f64 = 720.0;
const PLOT_HEIGHT: f64 = 200.0;
/// A label of a day needs this much room.
const DAY_WIDTH: f64 = 64.0;
const UNIT: FigureUnit = FigureUnit::Households;

/// What a control chart of weeks shows.
#[derive(Debug, Clone)]
pub struct Control {
    pub title: String,
    /// What is said before the sentence on lines, which the chart adds itself.
    pub subtitle: String,
    /// Oldest first.
    pub weeks: Vec<Week>,
    /// The days of the signal's window, the first not included.
    pub window: Option<(NaiveDate, NaiveDate)>,
}

/// One week.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Week {
    pub ended_on: NaiveDate,
    pub observed: f64,
    pub expected: f64,
    pub upper: f64,
}

impl Control {
    /// The chart; fails when there is no week.
    pub fn chart(mut self) -> Result<Chart, ChartError> {
        if self.weeks.is_empty() {
            return Err(ChartError::NoWeeks(self.title));
        }
        self.subtitle = format!(
            "{}柱为每周户数，实线为应有户数，虚线为单周界限，深色为信号所在的几周",
            self.subtitle
        );
        let svg = self.draw()?;
        Ok(Chart {
            svg,
            description: self.description(),
            table: self.table(),
            title: self.title,
        })
    }

    fn is_inside(&self, week: &Week) -> bool {
        self.window
            .is_some_and(|(from, to)| from < week.ended_on && week.ended_on <= to)
    }

    fn description(&self) -> String {
        let over = self
            .weeks
            .iter()
            .filter(|week| week.observed > week.upper)
            .count();
        let inside: f64 = self
            .weeks
            .iter()
            .filter(|week| self.is_inside(week))
            .map(|week| week.observed)
            .sum();
        format!(
            "控制图，共{}周，其中{over}周超过单周界限，信号所在的几周合计{inside:.0}户。{}",
            self.weeks.len(),
            self.subtitle
        )
    }

    fn table(&self) -> DataTable {
        let row = |week: &Week| {
            vec![
                span(week),
                format!("{:.0}", week.observed),
                fixed(week.expected, 1),
                format!("{:.0}", week.upper),
            ]
        };
        DataTable {
            head: ["周", "户数", "应有户数", "单周界限"].map(str::to_owned).into(),
            rows: self.weeks.iter().map(row).collect(),
        }
    }

    fn draw(&self) -> Result<String, ChartError> {
        let top = head_height(&self.subtitle, WIDTH) + 12.0;
        let area = Area {
            left: 46.0,
            top,
            right: WIDTH - DAY_WIDTH / 2.0,
            bottom: top + PLOT_HEIGHT,
        };
        let highest = self
            .weeks
            .iter()
            .flat_map(|week| [week.observed, week.expected, week.upper]);
        let plot = Plot {
            step: (area.right - area.left) / times(self.weeks.len(), 1.0),
            values: from_zero(highest, UNIT),
            area,
        };
        let sheet = Sheet::new(WIDTH, area.bottom + 32.0)?;
        sheet.head(&self.title, &self.subtitle)?;
        let labels: Vec<String> = self
            .weeks
            .iter()
            .map(|week| week.ended_on.format("%y-%m-%d").to_string())
            .collect();
        plot.draw_axes(&sheet, UNIT, DAY_WIDTH, &labels)?;
        self.draw_bars(&sheet, &plot)?;
        sheet.layer("line", || {
            self.draw_line(&sheet, &plot, |week| week.expected, CENTRE)
        })?;
        sheet.layer("limits", || {
            sheet.dashed(|| self.draw_line(&sheet, &plot, |week| week.upper, DANGER))
        })?;
        Ok(sheet.finish(&self.title, &self.description()))
    }

    fn draw_bars(&self, sheet: &Sheet, plot: &Plot) -> Drawn {
        for (at, week) in self.weeks.iter().enumerate() {
            let over = if week.observed > week.upper {
                "，超过界限"
            } else {
                ""
            };
            let tip = format!(
                "{}：{:.0}户，应有{}户{over}",
                span(week),
                week.observed,
                fixed(week.expected, 1)
            );
            let role = if self.is_inside(week) { MAIN } else { FAINT };
            let half = plot.step * 0.36;
            let bar = Area {
                left: plot.x(at) - half,
                top: plot.y(week.observed),
                right: plot.x(at) + half,
                bottom: plot.area.bottom,
            };
            let column = Area {
                left: plot.x(at) - plot.step / 2.0,
                top: plot.area.top,
                right: plot.x(at) + plot.step / 2.0,
                bottom: plot.area.bottom,
            };
            sheet.mark(&tip, &week.ended_on.to_string(), || {
                sheet.rectangle(column, INK, 0.0)?;
                sheet.rectangle(bar, role, 1.0)
            })?;
        }
        Ok(())
    }

    fn draw_line(
        &self,
        sheet: &Sheet,
        plot: &Plot,
        value: fn(&Week) -> f64,
        role: crate::svg::palette::Role,
    ) -> Drawn {
        let points: Vec<(i32, i32)> = self
            .weeks
            .iter()
            .enumerate()
            .map(|(at, week)| (units(plot.x(at)), units(plot.y(value(week)))))
            .collect();
        if points.len() > 1 {
            let style = role.rgb().stroke_width(units(1.6).unsigned_abs());
            sheet.area().draw(&PathElement::new(points, style))?;
        }
        Ok(())
    }
}

/// `2023-05-22至05-28`
fn span(week: &Week) -> String {
    let first = week
        .ended_on
        .checked_sub_days(Days::new(6))
        .unwrap_or(week.ended_on);
    format!("{first}至{}", week.ended_on.format("%m-%d"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weeks(observed: &[f64]) -> Control {
        let last: NaiveDate = "2023-05-28".parse().unwrap();
        let weeks = observed.iter().rev().enumerate().map(|(age, observed)| Week {
            ended_on: last - Days::new(7 * u64::try_from(age).unwrap()),
            observed: *observed,
            expected: 0.6,
            upper: 3.0,
        });
        let mut weeks: Vec<Week> = weeks.collect();
        weeks.reverse();
        Control {
            title: "乙村每周新增部门预警户数".to_owned(),
            subtitle: String::new(),
            weeks,
            window: Some(("2023-05-14".parse().unwrap(), last)),
        }
    }

    #[test]
    fn the_weeks_of_the_window_are_added_up_and_those_over_the_limit_are_counted() {
        let chart = weeks(&[0.0, 1.0, 0.0, 4.0, 5.0]).chart().unwrap();

        assert!(
            chart
                .description
                .contains("共5周，其中2周超过单周界限，信号所在的几周合计9户"),
            "{}",
            chart.description
        );
        assert_eq!(chart.table.rows[4], ["2023-05-22至05-28", "5", "0.6", "3"]);
        assert!(chart.svg.contains("超过界限"));
    }

    #[test]
    fn without_a_week_there_is_no_chart_and_a_sentence() {
        assert!(
            weeks(&[])
                .chart()
                .unwrap_err()
                .to_string()
                .contains("没有按周的数据")
        );
    }
}
