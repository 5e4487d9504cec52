//! How many of a hundred have come so far, month after month since their clocks began: lines in steps, the first with the band of its
//! interval.
//!
//! A line ends where too few are left under watch; the others are told from it by their names at its side, not by colour alone.

use domain::release::FigureUnit;
use domain::unit::fixed;
use plotters::prelude::*;

use super::scale::{from_zero, tick_label, ticks};
use super::{Chart, ChartError, DataTable};
use crate::number::ABSENT;
use crate::svg::palette::{AXIS, CENTRE, GRID, MAIN, MUTED, Role, SURFACE};
use crate::svg::sheet::{Anchor, Area, Drawn, Sheet, Type, ems, head_height, units};

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 236.0;

/// Room for a name and its value beside the plot.
const SIZE: f64 = 11.5;
/// Names are pushed apart to this distance.
const GAP: f64 = 15.0;

/// Every so many months stand a label and a mark.
const MARKED: u32 = 6;

/// What the lines look like, in their order.
const ROLES: [Role; 3] = [MAIN, CENTRE, MUTED];

/// Curves with one clock.
#[derive(Debug, Clone)]
pub struct Curves {
    pub title: String,
    pub subtitle: String,
    /// What has happened to those counted: 消除风险.
    pub event: String,
    /// Whether the first line has a band, and its interval a column in the table; the others are beside it.
    pub has_band: bool,
    /// At most three.
    pub lines: Vec<Line>,
}

/// One curve.
#[derive(Debug, Clone)]
pub struct Line {
    pub name: String,
    /// Whether it is drawn dashed, as what is beside the point.
    pub is_aside: bool,
    pub points: Vec<Point>,
}

/// The end of one month.
#[derive(Debug, Clone, Copy)]
pub struct Point {
    pub month: u32,
    pub at_risk: f64,
    /// The share that has come so far.
    pub share: f64,
    pub limits: Option<(f64, f64)>,
}

impl Curves {
    /// The picture and its table.
    pub fn chart(self) -> Result<Chart, ChartError> {
        let svg = self.draw()?;
        Ok(Chart {
            svg,
            description: self.description(),
            table: self.table(),
            title: self.title,
        })
    }

    fn description(&self) -> String {
        let ends: Vec<String> = self
            .lines
            .iter()
            .filter_map(|line| {
                let last = line.points.last()?;
                Some(format!(
                    "{}{}个月时{}",
                    line.name,
                    last.month,
                    hundred(last.share)
                ))
            })
            .collect();
        format!(
            "阶梯线图，每100户中{}的户数：{}。{}",
            self.event,
            ends.join("，"),
            self.subtitle
        )
    }

    /// Month by month: the first line with its interval and who is left, the others beside it.
    fn table(&self) -> DataTable {
        let Some((first, others)) = self.lines.split_first() else {
            return DataTable::default();
        };
        let mut head = vec!["满几个月".to_owned()];
        if self.has_band {
            head.extend(["仍在观察".to_owned(), first.name.clone(), "95%区间".to_owned()]);
        } else {
            head.push(first.name.clone());
        }
        head.extend(others.iter().map(|line| line.name.clone()));
        let row = |month: u32| {
            let find = |line: &Line| line.points.iter().find(|point| point.month == month).copied();
            let here = find(first);
            let text = |value: Option<String>| value.unwrap_or_else(|| ABSENT.to_owned());
            let share = text(here.map(|point| hundred(point.share)));
            let mut cells = vec![month.to_string()];
            if self.has_band {
                let at_risk = text(here.map(|point| fixed(point.at_risk, 0)));
                let limits = text(here.and_then(|point| point.limits).map(range));
                cells.extend([at_risk, share, limits]);
            } else {
                cells.push(share);
            }
            cells.extend(
                others
                    .iter()
                    .map(|line| text(find(line).map(|point| hundred(point.share)))),
            );
            cells
        };
        DataTable {
            head,
            rows: (0..=self.longest()).map(row).collect(),
        }
    }

    fn longest(&self) -> u32 {
        let points = self.lines.iter().flat_map(|line| &line.points);
        points.map(|point| point.month).max().unwrap_or(0)
    }

    fn draw(&self) -> Result<String, ChartError> {
        let axis_end = self.longest().next_multiple_of(MARKED).max(MARKED);
        let labels: Vec<String> = self.lines.iter().map(|line| label(line, axis_end)).collect();
        let widest = labels.iter().map(|label| ems(label)).fold(0.0, f64::max);
        let top = head_height(&self.subtitle, WIDTH) + 14.0;
        let points = || self.lines.iter().flat_map(|line| &line.points);
        let highest = |point: &Point| {
            let limits = point.limits.filter(|_| self.has_band);
            limits.map_or(point.share, |limits| limits.1)
        };
        let values = from_zero(points().map(highest), FigureUnit::Share);
        let plot = Plot {
            area: Area {
                left: 56.0,
                top,
                right: WIDTH - 24.0 - widest * SIZE,
                bottom: top + HEIGHT,
            },
            months: f64::from(axis_end),
            // A course that comes near all of them is seen against all of them.
            highest: if values.end > 0.6 { 1.0 } else { values.end },
        };
        let sheet = Sheet::new(WIDTH, plot.area.bottom + 38.0)?;
        sheet.head(&self.title, &self.subtitle)?;
        plot.draw_axes(&sheet)?;
        sheet.layer("line", || {
            if let Some(first) = self.lines.first().filter(|_| self.has_band) {
                plot.draw_band(&sheet, first)?;
            }
            for (line, role) in self.lines.iter().zip(ROLES).rev() {
                let draw = || plot.draw_line(&sheet, line, role);
                if line.is_aside {
                    sheet.dashed(draw)?;
                } else {
                    draw()?;
                }
            }
            plot.draw_names(&sheet, &self.lines, &labels)
        })?;
        for (line, role) in self.lines.iter().zip(ROLES) {
            plot.draw_marks(&sheet, line, role)?;
        }
        Ok(sheet.finish(&self.title, &self.description()))
    }
}

/// What stands at the end of a line: its name, how many of a hundred in the end, and when that is if it is before the end of the axis.
fn label(line: &Line, axis_end: u32) -> String {
    let last = line.points.last().map(|point| match point.month {
        month if month < axis_end => format!("{}（{month}个月）", hundred(point.share)),
        _ => hundred(point.share),
    });
    format!("{} {}", line.name, last.unwrap_or_default())
}

/// 62.3户
fn hundred(share: f64) -> String {
    format!("{}户", fixed(share * 100.0, 1))
}

fn range((lower, upper): (f64, f64)) -> String {
    format!("{}–{}户", fixed(lower * 100.0, 1), fixed(upper * 100.0, 1))
}

/// Where months lie across the sheet, and shares up.
struct Plot {
    area: Area,
    months: f64,
    highest: f64,
}

impl Plot {
    fn x(&self, month: u32) -> f64 {
        self.area.left + (self.area.right - self.area.left) * f64::from(month) / self.months
    }

    fn y(&self, share: f64) -> f64 {
        self.area.bottom - (self.area.bottom - self.area.top) * (share / self.highest).clamp(0.0, 1.0)
    }

    fn draw_axes(&self, sheet: &Sheet) -> Drawn {
        let Area {
            left,
            right,
            bottom,
            top,
        } = self.area;
        sheet.layer("grid", || {
            for tick in ticks(&(0.0..self.highest), 6, FigureUnit::Share) {
                let y = self.y(tick);
                sheet.line((left, y), (right, y), GRID, 1.0)?;
                let label = tick_label(tick, FigureUnit::Share);
                sheet.text(
                    left - 8.0,
                    y,
                    label.trim_end_matches('%'),
                    Type::new(11.0, MUTED, Anchor::Right),
                )?;
            }
            sheet.text(
                left - 8.0,
                top - 12.0,
                "每100户",
                Type::new(11.0, MUTED, Anchor::Middle),
            )?;
            sheet.line((left, bottom), (right, bottom), AXIS, 1.0)?;
            let marked = (0..)
                .step_by(MARKED as usize)
                .take_while(|month| f64::from(*month) <= self.months);
            for month in marked {
                let x = self.x(month);
                if month > 0 && month.is_multiple_of(12) {
                    sheet.line((x, top), (x, bottom), GRID, 1.0)?;
                }
                sheet.line((x, bottom), (x, bottom + 4.0), AXIS, 1.0)?;
                let label = if month == 0 {
                    "0".to_owned()
                } else {
                    format!("{month}个月")
                };
                sheet.text(x, bottom + 15.0, &label, Type::new(11.0, MUTED, Anchor::Middle))?;
            }
            Ok(())
        })
    }

    /// The corners of a line that keeps a value until the end of the next month.
    fn steps(&self, points: &[(u32, f64)]) -> Vec<(i32, i32)> {
        let mut corners = vec![];
        let mut before: Option<f64> = None;
        for (month, share) in points {
            if let Some(before) = before {
                corners.push((units(self.x(*month)), units(self.y(before))));
            }
            corners.push((units(self.x(*month)), units(self.y(*share))));
            before = Some(*share);
        }
        corners
    }

    fn draw_band(&self, sheet: &Sheet, line: &Line) -> Drawn {
        let limit = |of: fn((f64, f64)) -> f64| -> Vec<(u32, f64)> {
            let points = line.points.iter();
            points
                .filter_map(|point| Some((point.month, of(point.limits?))))
                .collect()
        };
        let upper = self.steps(&limit(|limits| limits.1));
        let lower = self.steps(&limit(|limits| limits.0));
        let band: Vec<(i32, i32)> = upper.into_iter().chain(lower.into_iter().rev()).collect();
        if band.len() < 3 {
            return Ok(());
        }
        sheet
            .area()
            .draw(&Polygon::new(band, MAIN.rgb().mix(0.13).filled()))
    }

    fn draw_line(&self, sheet: &Sheet, line: &Line, role: Role) -> Drawn {
        let points: Vec<(u32, f64)> = line
            .points
            .iter()
            .map(|point| (point.month, point.share))
            .collect();
        let width = if line.is_aside { 1.4 } else { 2.2 };
        let style = role.rgb().stroke_width(units(width).unsigned_abs());
        sheet.area().draw(&PathElement::new(self.steps(&points), style))
    }

    /// The names at the ends of the lines, from below upwards and none on top of another.
    fn draw_names(&self, sheet: &Sheet, lines: &[Line], labels: &[String]) -> Drawn {
        let mut names: Vec<(f64, &String, Role)> = lines
            .iter()
            .zip(labels)
            .zip(ROLES)
            .filter_map(|((line, label), role)| Some((self.y(line.points.last()?.share), label, role)))
            .collect();
        names.sort_by(|one, other| other.0.total_cmp(&one.0));
        let mut lowest = self.area.bottom - 2.0;
        for (y, label, role) in names {
            let y = y.min(lowest);
            lowest = y - GAP;
            sheet.text(
                self.area.right + 10.0,
                y,
                label,
                Type::new(SIZE, role, Anchor::Left),
            )?;
        }
        Ok(())
    }

    fn draw_marks(&self, sheet: &Sheet, line: &Line, role: Role) -> Drawn {
        let is_marked = |point: &&Point| point.month > 0 && point.month.is_multiple_of(MARKED);
        for point in line.points.iter().filter(is_marked) {
            let interval = point
                .limits
                .map_or_else(String::new, |limits| format!("（95%区间{}）", range(limits)));
            let tip = format!(
                "{}，{}个月：每100户{}{interval}，仍在观察{}户",
                line.name,
                point.month,
                hundred(point.share),
                fixed(point.at_risk, 0)
            );
            let centre = (self.x(point.month), self.y(point.share));
            let key = format!("{}-{}", line.name, point.month);
            sheet.mark(&tip, &key, || {
                sheet.dot(centre, 4.6, SURFACE)?;
                sheet.dot(centre, if line.is_aside { 2.4 } else { 3.2 }, role)
            })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(name: &str, shares: &[f64]) -> Line {
        let point = |(month, share): (u32, &f64)| Point {
            month,
            at_risk: 40.0,
            share: *share,
            limits: (*share > 0.0).then(|| (share * 0.8, share * 1.2)),
        };
        Line {
            name: name.to_owned(),
            is_aside: false,
            points: (0..).zip(shares).map(point).collect(),
        }
    }

    fn curves() -> Curves {
        Curves {
            title: "识别后累计消除".to_owned(),
            subtitle: "截至2023年5月31日".to_owned(),
            event: "消除风险".to_owned(),
            has_band: true,
            lines: vec![
                line("全部", &[0.0, 0.1, 0.1, 0.25]),
                line("自然消除", &[0.0, 0.0]),
            ],
        }
    }

    #[test]
    fn a_value_is_kept_until_the_end_of_the_next_month() {
        let plot = Plot {
            area: Area {
                left: 0.0,
                top: 0.0,
                right: 60.0,
                bottom: 100.0,
            },
            months: 6.0,
            highest: 1.0,
        };

        let corners = plot.steps(&[(0, 0.0), (1, 0.5)]);

        assert_eq!(
            corners,
            [(0, 100.0), (10, 100.0), (10, 50.0)].map(|(x, y)| (units(f64::from(x)), units(y)))
        );
    }

    #[test]
    fn a_line_that_ends_early_is_a_dash_in_the_table_and_not_nought() {
        let chart = curves().chart().unwrap();

        assert_eq!(
            chart.table.head,
            ["满几个月", "仍在观察", "全部", "95%区间", "自然消除"]
        );
        assert_eq!(chart.table.rows[1], ["1", "40", "10.0户", "8.0–12.0户", "0.0户"]);
        assert_eq!(chart.table.rows[3], ["3", "40", "25.0户", "20.0–30.0户", "—"]);
        assert!(
            chart
                .description
                .contains("全部3个月时25.0户，自然消除1个月时0.0户")
        );
    }

    #[test]
    fn names_stand_apart_where_lines_end_together() {
        let mut curves = curves();
        curves.lines[1] = line("边缘易致贫户", &[0.0, 0.1, 0.1, 0.249]);
        curves.has_band = false;

        let Chart { svg, table, .. } = curves.chart().unwrap();

        assert_eq!(table.rows[1], ["1", "10.0户", "10.0户"]);
        assert!(svg.contains("全部 25.0户（3个月）") && svg.contains("边缘易致贫户 24.9户（3个月）"));
    }
}
