//! The words of 防止返贫监测: places, people, risks, measures, days, policies and figures.
//!
//! No I/O, no engine, no clock: if a word is not here, it is not a word of this project.

pub mod book;
pub mod calendar;
pub mod change;
pub mod clock;
mod code;
pub mod concentration;
pub mod digest;
pub mod episode;
pub mod household;
pub mod inspection;
pub mod measure;
pub mod member;
pub mod office;
pub mod period;
pub mod person;
pub mod policy;
pub mod quality;
pub mod region;
pub mod release;
pub mod risk;
pub mod settings;
pub mod signal;
pub mod spell;
pub mod term;
pub mod text;
pub mod unit;
pub mod visit;
pub mod warning;

pub use settings::Fault;
