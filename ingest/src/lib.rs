//! Files from departments become checked Arrow batches, personal values, and a disposition for every row.
//!
//! A drop is a folder of spreadsheets that nobody named or laid out the same way twice. Here every file is recognised by its header,
//! every cell is read as the source contract says, and every data row ends as landed, duplicate or quarantined, with all its reasons.
//! A wrong row is data; an error is only what keeps a drop from being read at all. Nothing here knows where rows are stored: the
//! caller takes each [`Delivery`] and stores it.

mod advice;
mod batch;
mod cell;
mod contract;
mod counts;
mod digest;
mod disposition;
mod header;
mod known;
mod land;
mod night;
#[doc(hidden)]
pub mod probe;
mod problem;
mod reader;
mod row;
mod shown;
mod source;
mod sources;

pub use batch::{Personal, Rows, landed_schema};
pub use contract::Contract;
pub use counts::{Account, NightCounts};
pub use disposition::{Disposition, Reason, disposition_schema};
pub use known::{Known, Place};
pub use land::{Delivery, Dispositions, LandError, Night, SourceFile, land};
pub use night::{IngestError, files, nights};
pub use problem::{Answer, Problem};
pub use reader::{Isolation, Limits, Refusal, serve_reader};
pub use shown::{ShownSheet, shown_sheets};
pub use source::{CodeList, Column, Kind, Source};
pub use sources::SOURCES;
