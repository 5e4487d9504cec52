//! What people read: charts, the document model, its writers and the packs.
//!
//! Everything here starts from a `domain::release::Release`. No SQL, no HTTP, no clock: the same release gives the same bytes.

pub mod charts;
pub mod number;
pub mod svg;
