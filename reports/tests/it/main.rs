//! One test binary: charts, sentences, the bulletin and its PDF, all from hand-made releases.

mod catalogue;
mod fixture;
