//! The XML of Excel 2003.
#![no_main]

use ingest::probe;
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: fuzz::tolerate_caught_panics_of_others(), |bytes: &[u8]| {
    drop(probe::file(&[b"<Workbook x='urn:schemas-microsoft-com:office:spreadsheet'>", bytes].concat()));
});
