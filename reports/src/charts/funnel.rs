//! A funnel: places by how much there would be, and how much there is for each one expected. The smaller the place, the wider chance lets it
//! swing, so the limits open to the left like a funnel. Both sides speak: too many, and too few, which may be cases that nobody looked for.
//!
//! The limits hold 95 and 99.8 of a hundred places that do not differ from the others more than places usually do (Spiegelhalter 2005).

use super::scale::{tick_label, ticks};
use super::{Chart, ChartError, DataTable};
use crate::svg::palette::{AXIS, DANGER, FAINT, GRID, INK, MAIN, MUTED, Role};
use crate::svg::sheet::{Anchor, Area, Drawn, Sheet, Type, head_height};
use domain::release::FigureUnit;
use domain::unit::fixed;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 300.0;

/// Normal quantiles of the inner and the outer limits.
const LIMITS: [f64; 2] = [1.959_963_984_540_054, 3.090_232_306_167_813];

/// Steps of a limit's curve.
const STEPS: u32 = 60;

/// What a funnel shows.
#[derive(Debug, Clone)]
pub struct Funnel {
    pub title: String,
    pub subtitle: String,
    /// What is counted: 监测户.
    pub counted: String,
    /// The usual difference between places, as a variance of the square root of the ratio.
    pub variance: f64,
    pub points: Vec<FunnelPoint>,
}

/// One place of a funnel.
#[derive(Debug, Clone)]
pub struct FunnelPoint {
    /// The region code.
    pub key: String,
    pub name: String,
    pub observed: f64,
    pub expected: f64,
    /// 高于全县, 无明显差异 …
    pub verdict: String,
    /// Whether it stands out, and so has its name beside it.
    pub is_named: bool,
}

impl FunnelPoint {
    fn ratio(&self) -> f64 {
        self.observed / self.expected
    }
}

impl Funnel {
    /// The picture and its table, those that stand out first.
    pub fn chart(mut self) -> Result<Chart, ChartError> {
        self.points.retain(|point| point.expected > 0.0);
        self.points
            .sort_by(|a, b| b.is_named.cmp(&a.is_named).then(b.ratio().total_cmp(&a.ratio())));
        let svg = self.draw()?;
        Ok(Chart {
            svg,
            description: self.description(),
            table: self.table(),
            title: self.title,
        })
    }

    fn description(&self) -> String {
        let named = self.points.iter().filter(|point| point.is_named).count();
        format!(
            "漏斗图，共{}个村，{named}个在界线之外。{}",
            self.points.len(),
            self.subtitle
        )
    }

    fn table(&self) -> DataTable {
        let counted = &self.counted;
        let head = [
            "村".to_owned(),
            counted.clone(),
            format!("应有{counted}"),
            "倍数".to_owned(),
            "判断".to_owned(),
        ];
        let row = |point: &FunnelPoint| {
            vec![
                point.name.clone(),
                fixed(point.observed, 0),
                fixed(point.expected, 1),
                fixed(point.ratio(), 2),
                point.verdict.clone(),
            ]
        };
        DataTable {
            head: head.into(),
            rows: self.points.iter().map(row).collect(),
        }
    }

    /// A limit of the ratio where so many are expected; the lower one never below nought.
    fn limit(&self, expected: f64, z: f64) -> f64 {
        let spread = (0.25 / expected + self.variance).sqrt();
        (1.0 + z * spread).max(0.0).powi(2)
    }

    fn draw(&self) -> Result<String, ChartError> {
        let top = head_height(&self.subtitle, WIDTH) + 8.0;
        let plot = Area {
            left: 52.0,
            top,
            right: WIDTH - 24.0,
            bottom: top + HEIGHT,
        };
        let highest = |of: fn(&FunnelPoint) -> f64| self.points.iter().map(of).fold(0.0, f64::max);
        let widest = highest(|point| point.expected).max(1.0) * 1.05;
        let tallest = highest(FunnelPoint::ratio).clamp(2.0, 6.0) * 1.08;
        let x = |expected: f64| plot.left + (plot.right - plot.left) * (expected / widest).min(1.0);
        let y = |ratio: f64| plot.bottom - (plot.bottom - plot.top) * (ratio / tallest).min(1.0);

        let sheet = Sheet::new(WIDTH, plot.bottom + 40.0)?;
        sheet.head(&self.title, &self.subtitle)?;
        self.draw_axes(&sheet, plot, widest, tallest, (&x, &y))?;
        self.draw_limits(&sheet, widest, tallest, (&x, &y))?;
        // Those that stand out come last, on top of the others.
        for point in self.points.iter().rev() {
            self.draw_point(&sheet, plot, point, (&x, &y))?;
        }
        Ok(sheet.finish(&self.title, &self.description()))
    }

    fn draw_axes(&self, sheet: &Sheet, plot: Area, widest: f64, tallest: f64, (x, y): Scales<'_>) -> Drawn {
        sheet.layer("grid", || {
            for at in ticks(&(0.0..widest), 6, FigureUnit::Ratio) {
                let label = tick_label(at, FigureUnit::Ratio);
                sheet.text(
                    x(at),
                    plot.bottom + 13.0,
                    &label,
                    Type::new(11.0, MUTED, Anchor::Middle),
                )?;
            }
            let every = if tallest > 4.0 { 2_u32 } else { 1 };
            for ratio in (0..=8_u32).filter(|ratio| ratio.is_multiple_of(every)) {
                let ratio = f64::from(ratio);
                if ratio <= tallest {
                    let role = if ratio > 0.0 { GRID } else { AXIS };
                    sheet.line((plot.left, y(ratio)), (plot.right, y(ratio)), role, 1.0)?;
                    let label = format!("{}倍", fixed(ratio, 0));
                    sheet.text(
                        plot.left - 8.0,
                        y(ratio),
                        &label,
                        Type::new(11.0, MUTED, Anchor::Right),
                    )?;
                }
            }
            sheet.line((plot.left, y(1.0)), (plot.right, y(1.0)), INK, 1.2)?;
            let axis = format!("按户类型推算应有的{}（户）", self.counted);
            sheet.text(
                plot.right,
                plot.bottom + 29.0,
                &axis,
                Type::new(11.5, MUTED, Anchor::Right),
            )
        })
    }

    fn draw_limits(&self, sheet: &Sheet, widest: f64, tallest: f64, (x, y): Scales<'_>) -> Drawn {
        sheet.layer("limits", || {
            for (limit, role) in LIMITS.into_iter().zip([MUTED, AXIS]) {
                for side in [-1.0, 1.0] {
                    let mut before: Option<(f64, f64)> = None;
                    for step in 1..=STEPS {
                        let expected = widest * f64::from(step) / f64::from(STEPS);
                        let ratio = self.limit(expected, side * limit);
                        let here = (x(expected), y(ratio));
                        if let Some(before) = before.filter(|_| ratio <= tallest) {
                            sheet.line(before, here, role, 1.2)?;
                        }
                        before = Some(here);
                    }
                }
            }
            Ok(())
        })
    }

    fn draw_point(&self, sheet: &Sheet, plot: Area, point: &FunnelPoint, (x, y): Scales<'_>) -> Drawn {
        let tip = format!(
            "{}：{}{}户，应有约{}户，{}",
            point.name,
            self.counted,
            fixed(point.observed, 0),
            fixed(point.expected, 1),
            point.verdict
        );
        let colour: Role = match (point.is_named, point.verdict.as_str()) {
            (true, _) => DANGER,
            (false, "样本过小") => FAINT,
            (false, _) => MAIN,
        };
        let centre = (x(point.expected), y(point.ratio()));
        sheet.mark(&tip, &point.key, || {
            sheet.dot(centre, if point.is_named { 4.5 } else { 3.0 }, colour)?;
            if !point.is_named {
                return Ok(());
            }
            // The name stands on the side where there is room.
            let (at, anchor) = if centre.0 > f64::midpoint(plot.left, plot.right) {
                (centre.0 - 8.0, Anchor::Right)
            } else {
                (centre.0 + 8.0, Anchor::Left)
            };
            sheet.text(at, centre.1, &point.name, Type::new(11.5, DANGER, anchor))
        })
    }
}

/// Where an expectation lies across, and a ratio up.
type Scales<'f> = (&'f dyn Fn(f64) -> f64, &'f dyn Fn(f64) -> f64);

#[cfg(test)]
mod tests {
    use super::*;

    fn funnel() -> Funnel {
        let point = |name: &str, observed, expected, verdict: &str| FunnelPoint {
            key: name.to_owned(),
            name: name.to_owned(),
            observed,
            expected,
            verdict: verdict.to_owned(),
            is_named: verdict.ends_with("全县"),
        };
        Funnel {
            title: "各村监测户".to_owned(),
            subtitle: "截至2023年5月31日".to_owned(),
            counted: "监测户".to_owned(),
            variance: 0.01,
            points: vec![
                point("平村", 9.0, 10.0, "无明显差异"),
                point("空村", 0.0, 0.0, "样本过小"),
                point("少村", 1.0, 16.0, "低于全县"),
            ],
        }
    }

    #[test]
    fn limits_open_towards_small_places_and_stop_at_nought() {
        let funnel = funnel();

        // (1 ± 1.96 · √(0.25/25 + 0.01))² = (1 ± 0.2772)².
        assert!((funnel.limit(25.0, LIMITS[0]) - 1.631_2).abs() < 1e-4);
        assert!((funnel.limit(25.0, -LIMITS[0]) - 0.522_4).abs() < 1e-4);
        assert!(funnel.limit(1.0, LIMITS[0]) > funnel.limit(25.0, LIMITS[0]));
        assert!(funnel.limit(0.1, -LIMITS[0]).abs() < 1e-12);
    }

    #[test]
    fn who_stands_out_is_named_and_who_expects_nothing_is_left_out() {
        let chart = funnel().chart().unwrap();

        assert_eq!(chart.table.rows[0], ["少村", "1", "16.0", "0.06", "低于全县"]);
        assert_eq!(chart.table.rows.len(), 2);
        assert!(chart.svg.contains(">少村</text>") || chart.svg.contains("少村\n</text>"));
        assert!(chart.description.contains("1个在界线之外"));
    }
}
