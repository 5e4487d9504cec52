//! Whole drops through the front door: files in, rows, dispositions and books out.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "the helpers of a test fail as the test does"
)]

mod archives;
mod bounds;
mod contract;
mod example;
mod files;
mod fixtures;
mod formats;
mod fuzz;
mod places;
mod privacy;
mod problems;
mod support;
mod versions;
