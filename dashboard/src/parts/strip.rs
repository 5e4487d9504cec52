//! An interval drawn beside its numbers: a whisker, the point, and a tick for the place that is compared with.

use askama::Template;
use domain::release::Figure;

const WIDTH: f64 = 120.0;

/// One row's drawing. The numbers stand beside it, so it is decoration and hidden from screen readers.
#[derive(Template)]
#[template(path = "parts/strip.html")]
pub(crate) struct Strip {
    lower: String,
    upper: String,
    point: String,
    reference: Option<String>,
}

impl askama::filters::HtmlSafe for Strip {}

impl Strip {
    /// `scale` is the value at the right edge.
    pub(crate) fn of(figure: &Figure, reference: Option<f64>, scale: f64) -> Option<Self> {
        let x = |value: f64| {
            let share = if scale > 0.0 {
                (value / scale).clamp(0.0, 1.0)
            } else {
                0.0
            };
            format!("{:.1}", 3.0 + share * (WIDTH - 6.0))
        };
        let value = figure.value?;
        Some(Self {
            lower: x(figure.lower.unwrap_or(value)),
            upper: x(figure.upper.unwrap_or(value)),
            point: x(value),
            reference: reference.map(x),
        })
    }

    /// The right edge for a list: the largest upper limit.
    pub(crate) fn scale<'r>(figures: impl Iterator<Item = &'r Figure>) -> f64 {
        figures
            .filter_map(|figure| figure.upper.or(figure.value))
            .fold(0.0, f64::max)
    }
}
