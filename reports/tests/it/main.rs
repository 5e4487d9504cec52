//! One test binary: charts, sentences, the bulletin and its PDF, all from hand-made releases.

mod bulletin;
mod catalogue;
mod charts;
mod county;
mod fixture;
#[cfg(feature = "pdf")]
mod inspection;
mod pdf;
mod spells;
