//! The plot of what is counted step by step in time, months or weeks: its scales, its grid, its labels.

use std::ops::Range;

use domain::release::FigureUnit;

use super::scale::{tick_label, ticks};
use crate::svg::palette::{AXIS, GRID, MUTED};
use crate::svg::sheet::{Anchor, Area, Drawn, Sheet, Type, times};

/// Where steps of time lie across the sheet, and values up.
pub(super) struct Plot {
    pub(super) area: Area,
    pub(super) values: Range<f64>,
    pub(super) step: f64,
}

impl Plot {
    pub(super) fn x(&self, at: usize) -> f64 {
        self.area.left + self.step / 2.0 + times(at, self.step)
    }

    pub(super) fn y(&self, value: f64) -> f64 {
        let share = (value - self.values.start) / (self.values.end - self.values.start);
        self.area.bottom - (self.area.bottom - self.area.top) * share.clamp(0.0, 1.0)
    }

    /// Lines and numbers of the values, and of the steps as many labels as there is room for.
    pub(super) fn draw_axes(
        &self,
        sheet: &Sheet,
        unit: FigureUnit,
        label_width: f64,
        labels: &[String],
    ) -> Drawn {
        let Area {
            left, right, bottom, ..
        } = self.area;
        sheet.layer("grid", || {
            for tick in ticks(&self.values, 6, unit) {
                let y = self.y(tick);
                sheet.line((left, y), (right, y), GRID, 1.0)?;
                let label = tick_label(tick, unit);
                sheet.text(left - 8.0, y, &label, Type::new(11.0, MUTED, Anchor::Right))?;
            }
            sheet.line((left, bottom), (right, bottom), AXIS, 1.0)?;
            let every = (1..=labels.len())
                .find(|every| times(*every, self.step) >= label_width)
                .unwrap_or(1);
            // Counted from the end, so that the last step always has its label.
            for (at, label) in labels.iter().enumerate().rev().step_by(every) {
                let x = self.x(at);
                sheet.line((x, bottom), (x, bottom + 4.0), AXIS, 1.0)?;
                sheet.text(x, bottom + 15.0, label, Type::new(11.0, MUTED, Anchor::Middle))?;
            }
            Ok(())
        })
    }
}
