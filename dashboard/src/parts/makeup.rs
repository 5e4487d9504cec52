//! What a score is made of, drawn beside its numbers: one bar, a piece for each component in their order.

use askama::Template;

const WIDTH: f64 = 160.0;
const GAP: f64 = 1.0;

/// One row's bar. The numbers stand beside it, so it is decoration and hidden from screen readers.
#[derive(Template)]
#[template(path = "parts/makeup.html")]
pub(crate) struct Makeup {
    pieces: Vec<Piece>,
}

struct Piece {
    x: String,
    width: String,
    /// Neighbours differ in tone.
    opacity: &'static str,
}

impl askama::filters::HtmlSafe for Makeup {}

impl Makeup {
    /// Pieces that add up to a score between 0 and 1, which is the whole width.
    pub(crate) fn of(contributions: impl Iterator<Item = f64>) -> Self {
        let mut x = 0.0;
        let mut pieces = vec![];
        for (at, contribution) in contributions.enumerate() {
            let width = contribution.clamp(0.0, 1.0) * WIDTH;
            if width > GAP {
                pieces.push(Piece {
                    x: format!("{x:.1}"),
                    width: format!("{:.1}", width - GAP),
                    opacity: if at % 2 == 0 { "1" } else { ".55" },
                });
            }
            x += width;
        }
        Self { pieces }
    }
}
