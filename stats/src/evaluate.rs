//! How good the early warning is: simulated counties with and without surges, the detector and its rivals on the same weeks, at the same
//! number of false alerts.
//!
//! The protocol: limits are set on clean years only; a surge counts as found when an alert touches one of its villages within eight weeks; a
//! miss counts as eight weeks of delay; one town rings at most once in four weeks, so that a bell that never stops costs thirteen alerts a
//! year and not one.

pub mod benchmark;
mod dice;
pub mod found;
pub mod limits;
pub mod methods;
pub mod nulls;
pub mod replay;
mod report;
pub mod shocks;
pub mod simulated;

pub use benchmark::{BenchmarkError, benchmark};
pub use replay::{Plan, Replay, replay};
