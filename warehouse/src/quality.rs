//! Rules of data quality: predicates of one register, kept as data, run together.
//!
//! A register is a pair of files below `sql/quality/`: `member.sql` gives one row per member with everything that is asked about, and
//! `member.toml` the rules, one entry each. The rows are read once, however many rules there are: each batch is asked everything as it
//! passes, and only what is broken is kept. What is wrong with a rule is said before anything runs: see [`check`].

mod check;
mod judge;
mod rule;

pub use check::Fault as QualityFault;
pub(crate) use check::faults;
pub(crate) use judge::{Judgement, rule_table};
pub(crate) use rule::{Register, read_registers};
