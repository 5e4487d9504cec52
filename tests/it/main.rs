//! The one integration-test binary: the house as a whole.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "the whole binary is a test: to panic is how it says that something is wrong"
)]

mod architecture;
mod cases;
mod damage;
mod docs;
mod evaluate;
mod exactly_once;
mod example;
mod explain;
mod forgetful;
#[cfg(unix)]
mod full;
mod inspect;
mod kill;
mod lineage;
mod pipeline;
mod policies;
mod power;
mod privacy;
mod quality;
mod returns;
mod rules;
mod signals;
mod sources;
mod sql;
mod support;
mod tidy;
mod together;
mod truth;
mod vault;
mod what_if;
