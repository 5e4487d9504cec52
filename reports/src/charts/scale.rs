//! Where values lie on an axis and on the colour scale.

use std::ops::Range;

use domain::release::FigureUnit;
use plotters::coord::ranged1d::Ranged;
use plotters::coord::types::RangedCoordf64;

use crate::number::shown;
use crate::svg::palette::{FIRST_HIGH_STEP, GRID, INK, MUTED, ON_HIGH, ON_LOW, Role, STEPS};
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

/// The next number like 1, 2, 3, 4, 5, 6, 8, 10, 15 with zeros around it.
fn round_up(value: f64) -> f64 {
    if value <= 0.0 {
        return 0.0;
    }
    let magnitude = 10f64.powf(value.log10().floor());
    let round = [1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 15.0];
    let factor = round
        .into_iter()
        .find(|factor| factor * magnitude >= value * (1.0 - 1e-9));
    factor.unwrap_or(20.0) * magnitude
}

/// A value at a tick or an edge: like any other, without zeros at the end of a fraction.
pub(super) fn tick_label(value: f64, unit: FigureUnit) -> String {
    let text = shown(value, unit);
    match text.strip_suffix('%') {
        Some(number) if number.contains('.') => {
            format!("{}%", number.trim_end_matches('0').trim_end_matches('.'))
        }
        Some(_) | None => text,
    }
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
    let top = if unit == FigureUnit::Share {
        (highest + air).min(1.005)
    } else {
        highest + air
    };
    (lowest - air).max(0.0)..top
}

/// Seven equal steps of colour over a range of values, with round numbers at their edges.
#[derive(Debug, Clone)]
pub(super) struct Steps {
    start: f64,
    width: f64,
    highest: f64,
    unit: FigureUnit,
}

impl Steps {
    /// From zero to the highest of `values`, or from near the lowest where all lie far above zero.
    pub(super) fn over(values: &[f64], unit: FigureUnit) -> Self {
        let lowest = values.iter().copied().fold(f64::INFINITY, f64::min);
        let highest = values.iter().copied().fold(0.0, f64::max);
        let smallest = match unit {
            FigureUnit::Share => 0.001,
            FigureUnit::Ratio => 0.1,
            FigureUnit::Households | FigureUnit::Persons | FigureUnit::Episodes | FigureUnit::Days => 1.0,
        };
        let floor = if lowest.is_finite() && lowest > highest * 0.5 && lowest < highest {
            lowest
        } else {
            0.0
        };
        // A start at a multiple of the width may leave the highest outside; then the next wider step is taken.
        let mut width = round_up((highest - floor) / 7.0).max(smallest);
        let mut start = (floor / width).floor() * width;
        while start + 7.0 * width < highest {
            width = round_up(width * 1.01);
            start = (floor / width).floor() * width;
        }
        Self {
            start,
            width,
            highest,
            unit,
        }
    }

    /// The last edge of shares is the whole, where the step before ends below it.
    fn edge(&self, step: u32) -> f64 {
        let edge = self.start + self.width * f64::from(step);
        if self.unit == FigureUnit::Share {
            edge.min(1.0)
        } else {
            edge
        }
    }

    fn step(&self, value: f64) -> usize {
        (1..7).filter(|step| value >= self.edge(*step)).count()
    }

    /// The colour of a value, and the colour of text on it.
    pub(super) fn colours(&self, value: f64) -> (Role, Role) {
        let step = self.step(value);
        (
            STEPS[step],
            if step >= FIRST_HIGH_STEP { ON_HIGH } else { ON_LOW },
        )
    }

    /// The seven colours in a row, with the values at their edges; nothing where every value is zero.
    pub(super) fn legend(&self, sheet: &Sheet, left: f64, middle: f64) -> Drawn {
        const WIDTH: f64 = 46.0;
        if self.highest <= 0.0 {
            return Ok(());
        }
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
                sheet.frame(area, GRID)?;
                let edge = tick_label(self.edge(step), self.unit);
                sheet.text(x, middle + 15.0, &edge, Type::new(10.5, MUTED, Anchor::Middle))?;
                x += WIDTH;
            }
            let edge = tick_label(self.edge(7), self.unit);
            sheet.text(x, middle + 15.0, &edge, Type::new(10.5, MUTED, Anchor::Middle))?;
            sheet.text(
                x + 14.0,
                middle,
                "越靠右数值越大",
                Type::new(11.0, INK, Anchor::Left),
            )
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
        assert_eq!(
            around(&[0.1, 0.4], FigureUnit::Share).start.to_bits(),
            0.0f64.to_bits()
        );
    }

    #[test]
    fn the_highest_value_has_the_deepest_colour_and_equal_values_the_palest() {
        let steps = Steps::over(&[0.0, 3.5, 7.0], FigureUnit::Ratio);

        assert_eq!(
            [0.0, 0.99, 1.0, 6.0, 7.0].map(|value| steps.step(value)),
            [0, 0, 1, 6, 6]
        );
        assert_eq!(Steps::over(&[0.0, 0.0], FigureUnit::Ratio).step(0.0), 0);
    }

    #[test]
    fn the_edges_of_the_steps_are_round_and_hold_every_value() {
        let edges = |values: &[f64], unit| {
            let steps = Steps::over(values, unit);
            [0, 1, 7].map(|step| tick_label(steps.edge(step), unit))
        };

        assert_eq!(edges(&[0.1, 0.556], FigureUnit::Share), ["0%", "8%", "56%"]);
        assert_eq!(edges(&[0.91, 0.985], FigureUnit::Share), ["90%", "91.5%", "100%"]);
        assert_eq!(edges(&[0.0, 0.0021], FigureUnit::Share), ["0%", "0.1%", "0.7%"]);
        assert_eq!(edges(&[1.0, 3.0], FigureUnit::Households), ["0", "1", "7"]);
    }
}
