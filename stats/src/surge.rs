//! Early warning of a surge of signals: in a village, a neighbourhood, a town, the whole county.
//!
//! A week's counts of one county go in, candidates with their evidence come out; colours are given by thresholds that somebody wrote down,
//! and a small state machine keeps them over the weeks. Nothing here knows what a signal is, where the numbers come from, or the date.

mod baseline;
pub(crate) mod cast;
pub mod colour;
pub mod county;
pub mod course;
pub mod detector;
pub mod panel;
pub mod predictive;
pub mod prior;
pub mod regression;
pub mod thresholds;
pub mod zones;

pub use colour::{Colour, Rule};
pub use detector::{Candidate, Detector};
pub use panel::{Completeness, Panel, PanelError, Village};
pub use thresholds::Thresholds;
pub use zones::{Level, Zone};
