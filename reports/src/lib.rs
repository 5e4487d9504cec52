//! What people read: charts, the document model, its writers and the packs.
//!
//! Everything here starts from a `domain::release::Release`. No SQL, no HTTP, no clock: the same release gives the same bytes.

pub mod charts;
pub mod document;
mod font;
pub mod narrative;
pub mod number;
pub mod packs;
pub mod png;
pub mod returns;
pub mod spells;
pub mod svg;
pub mod writers;
