//! The pages: one release, read in memory, shown as server-rendered HTML, and the same address as `.csv` and `.json`.
//!
//! Nothing here computes a figure or knows a table: a page takes what [`domain::release::Release`] holds and says it in words.
//! There is no sign-in yet, so [`serve`] answers on loopback only.

mod desk;
mod download;
mod error;
mod headers;
mod link;
mod number;
mod order;
pub mod pages;
mod parts;
mod reading;
mod router;
mod serve;
mod shelf;
mod shell;
mod style;

pub use desk::{Desk, LoadError, LoadRelease, Loading, Office, RefusedFile, RunRow, ScheduleRow};
pub use router::router;
pub use serve::{ServeError, bind, serve, serve_on};
