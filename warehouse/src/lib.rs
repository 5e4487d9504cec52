//! The warehouse: tables, ledger, releases, the order of the models, and the only door to the engine.
//!
//! It lands what it is given, derives figures from SQL, and hands out releases in plain types. It knows no HTML, no Typst, no Excel.

mod append;
mod archive;
mod books;
mod code;
mod concentration;
mod custody;
mod derive;
mod disk;
mod draw;
mod error;
mod explain;
mod hashed;
mod home;
mod inspection;
mod ledger;
mod lineage;
mod model;
mod moment;
mod quality;
mod reader;
mod scan;
mod session;
mod signal;
mod sources;
mod spell;
mod store;
mod tables;
mod udf;
mod vault;
mod verify;
mod visit_score;
mod warehouse;
mod what_if;
mod workbench;
mod writer;

pub use derive::{Step, Timings};
pub use disk::{Disk, LocalDisk};
pub use draw::{DrawCheck, DrawPlan};
pub use error::{Result, WarehouseError};
pub use explain::{Explanation, HouseholdRow, ObligationRow};
pub use home::Home;
pub use ledger::{
    AccountRow, AnsweredRow, BatchRow, Deed, DrawRow, Drawn, DrawnHousehold, DrawnVillage, Landing, Ledger,
    NightProblems, ProblemRow, ReleaseRow, RunRow, SeenProblem, ShreddingRow, SignalAct, Summed,
};
pub use lineage::{Lineage, Ruling, Share, SourceRow};
pub use model::{Catalogue, SqlFile};
pub use moment::{Moment, Watcher};
pub use quality::QualityFault;
pub use session::Limits;
pub use signal::{Standard, StandardBook, StreamNumbers};
pub use tables::{SourceTable, source_file_schema};
pub use vault::{Compartment, CompartmentRow, KeyPlace, Opened, PersonalRow, Vault};
pub use verify::Check;
pub use visit_score::{Discrepancy, ListLift, Verdict, VillageVerdict, VisitScore};
pub use warehouse::{Setup, Warehouse};
pub use what_if::{Burden, Picture, WhatIf};
pub use workbench::Workbench;
pub use writer::Writer;
