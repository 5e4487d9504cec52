//! The warehouse: tables, ledger, releases, the order of the models, and the only door to the engine.
//!
//! It lands what it is given, derives figures from SQL, and hands out releases in plain types. It knows no HTML, no Typst, no Excel.

mod archive;
mod code;
mod derive;
mod error;
mod ledger;
mod model;
mod scan;
mod session;
mod store;
mod udf;
mod vault;

pub use error::{Result, WarehouseError};
