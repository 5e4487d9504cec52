//! The words of 防止返贫监测: places, people, risks, measures, days, policies and figures.
//!
//! No I/O, no engine, no clock: if a word is not here, it is not a word of this project.

pub mod region;
pub mod release;
