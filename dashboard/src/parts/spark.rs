//! A line of the last months, small enough to stand in a table row. It has no axis: the chart of the indicator's page has one.

use askama::Template;
use domain::release::{Figure, FigureUnit};

use reports::number::with_word;

use crate::number::real;

const WIDTH: f64 = 112.0;
const HEIGHT: f64 = 24.0;
const EDGE: f64 = 3.0;

/// How many month ends a line shows.
pub(crate) const MONTHS: usize = 24;

/// Polylines (a month without a value leaves a gap) and the dot of the release's day.
#[derive(Template)]
#[template(path = "parts/spark.html")]
pub(crate) struct Spark {
    lines: Vec<String>,
    dot: Option<(String, String)>,
    /// `从 12.1% 到 15.0%`
    label: String,
}

impl askama::filters::HtmlSafe for Spark {}

impl Spark {
    /// Nothing when fewer than two months have a value.
    pub(crate) fn of<'r>(
        history: impl DoubleEndedIterator<Item = &'r Figure>,
        unit: FigureUnit,
    ) -> Option<Self> {
        let mut values: Vec<Option<f64>> = history.rev().take(MONTHS).map(|f| f.value).collect();
        values.reverse();
        let known: Vec<f64> = values.iter().copied().flatten().collect();
        let (first, last) = (known.first().copied()?, known.last().copied()?);
        if known.len() < 2 {
            return None;
        }
        let low = known.iter().copied().fold(f64::INFINITY, f64::min);
        let high = known.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let step = (WIDTH - 2.0 * EDGE) / real(values.len() - 1);
        let point = |at: usize, value: f64| {
            let x = EDGE + step * real(at);
            let share = if high > low {
                (value - low) / (high - low)
            } else {
                0.5
            };
            let y = HEIGHT - EDGE - share * (HEIGHT - 2.0 * EDGE);
            (format!("{x:.1}"), format!("{y:.1}"))
        };
        let mut lines = vec![String::new()];
        for (at, value) in values.iter().enumerate() {
            match (value, lines.last_mut()) {
                (Some(value), Some(line)) => {
                    let (x, y) = point(at, *value);
                    if !line.is_empty() {
                        line.push(' ');
                    }
                    line.push_str(&x);
                    line.push(',');
                    line.push_str(&y);
                }
                _ => lines.push(String::new()),
            }
        }
        lines.retain(|line| line.contains(' '));
        Some(Self {
            lines,
            dot: values
                .last()
                .copied()
                .flatten()
                .map(|value| point(values.len() - 1, value)),
            label: format!(
                "{}个月从 {} 到 {}",
                values.len(),
                with_word(first, unit),
                with_word(last, unit)
            ),
        })
    }
}
