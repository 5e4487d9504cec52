//! Where values lie on an axis and on the colour scale.

use std::ops::Range;

use domain::release::FigureUnit;
use plotters::coord::ranged1d::Ranged;
use plotters::coord::types::RangedCoordf64;

use crate::number::shown;
use crate::svg::palette::{AXIS, FIRST_HIGH_STEP, INK, MUTED, ON_HIGH, ON_LOW, Role, STEPS};
use crate::svg::sheet::{Anchor, Area, Drawn, Sheet, Type};

/// Round numbers inside `range`, at most `count` of them. Counts of people get whole numbers.
pub(super) fn ticks(range: &Range<f64>, count: usize, unit: FigureUnit) -> Vec<f64> {
    let axis: RangedCoordf64 = range.clone().into();
    let is_countable = matches!(
        unit,
        FigureUnit::Households | FigureUnit::Persons | FigureUnit::Episodes | FigureUnit::Days
    );
    axis.key_points(count)
        .into_iter()
        .filter(|tick| !is_countable || (tick - tick.round()).abs() < 1e-9)
        .collect()
}

/// An axis from zero that holds all of `values`, with a little air.
pub(super) fn from_zero(values: impl IntoIterator<Item = f64>, unit: FigureUnit) -> Range<f64> {
    let highest = values.into_iter().fold(0.0, f64::max);
    let smallest = match unit {
        FigureUnit::Share => 0.01,
        FigureUnit::Households
        | FigureUnit::Persons
        | FigureUnit::Episodes
        | FigureUnit::Days
        | FigureUnit::Ratio => 2.0,
    };
    0.0..(highest * 1.04).max(smallest)
}

/// An axis that shows the movement of `values`: from zero, unless all of them lie far above it.
pub(super) fn around(values: &[f64], unit: FigureUnit) -> Range<f64> {
    let lowest = values.iter().copied().fold(f64::INFINITY, f64::min);
    let highest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if lowest < highest * 0.5 || lowest >= highest {
        return from_zero(values.iter().copied(), unit);
    }
    let air = (highest - lowest) * 0.15;
    let top = if unit == FigureUnit::Share { (highest + air).min(1.005) } else { highest + air };
    (lowest - air).max(0.0)..top
}

/// Seven equal steps of colour over a range of values.
#[derive(Debug, Clone)]
pub(super) struct Steps {
    range: Range<f64>,
    unit: FigureUnit,
}

impl Steps {
    /// From zero to the highest of `values`, or from the lowest where all lie far above zero.
    pub(super) fn over(values: &[f64], unit: FigureUnit) -> Self {
        let lowest = values.iter().copied().fold(f64::INFINITY, f64::min);
        let highest = values.iter().copied().fold(0.0, f64::max);
        let start = if lowest.is_finite() && lowest > highest * 0.5 && lowest < highest { lowest } else { 0.0 };
        let end = if highest > start { highest } else { start + 1.0 };
        Self { range: start..end, unit }
    }

    fn edge(&self, step: u32) -> f64 {
        self.range.start + (self.range.end - self.range.start) * f64::from(step) / 7.0
    }

    fn step(&self, value: f64) -> usize {
        (1..7).filter(|step| value >= self.edge(*step)).count()
    }

    /// The colour of a value, and the colour of text on it.
    pub(super) fn colours(&self, value: f64) -> (Role, Role) {
        let step = self.step(value);
        (STEPS[step], if step >= FIRST_HIGH_STEP { ON_HIGH } else { ON_LOW })
    }

    /// The seven colours in a row, with the values at their edges.
    pub(super) fn legend(&self, sheet: &Sheet, left: f64, middle: f64) -> Drawn {
        const WIDTH: f64 = 46.0;
        sheet.layer("legend", || {
            let mut x = left;
            for (step, role) in (0u32..).zip(STEPS) {
                let area = Area {
                    left: x,
                    top: middle - 6.0,
                    right: x + WIDTH,
                    bottom: middle + 6.0,
                };
                sheet.rectangle(area, role, 1.0)?;
                sheet.frame(area, AXIS)?;
                let edge = shown(self.edge(step), self.unit);
                sheet.text(x, middle + 15.0, &edge, Type::new(10.5, MUTED, Anchor::Middle))?;
                x += WIDTH;
            }
            let edge = shown(self.edge(7), self.unit);
            sheet.text(x, middle + 15.0, &edge, Type::new(10.5, MUTED, Anchor::Middle))?;
            sheet.text(x + 14.0, middle, "色深值大", Type::new(11.0, INK, Anchor::Left))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_of_small_counts_has_whole_ticks_only() {
        assert_eq!(ticks(&(0.0..2.0), 8, FigureUnit::Households), [0.0, 1.0, 2.0]);
    }

    #[test]
    fn values_far_above_zero_do_not_lie_flat() {
        let axis = around(&[0.95, 0.97, 0.99], FigureUnit::Share);

        assert!(axis.start > 0.9 && axis.end <= 1.005);
        assert_eq!(around(&[0.1, 0.4], FigureUnit::Share).start.to_bits(), 0.0f64.to_bits());
    }

    #[test]
    fn the_highest_value_has_the_deepest_colour_and_equal_values_the_palest() {
        let steps = Steps::over(&[0.0, 3.5, 7.0], FigureUnit::Ratio);

        assert_eq!([0.0, 0.99, 1.0, 6.0, 7.0].map(|value| steps.step(value)), [0, 0, 1, 6, 6]);
        assert_eq!(Steps::over(&[0.0, 0.0], FigureUnit::Ratio).step(0.0), 0);
    }
}
