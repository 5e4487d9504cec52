//! The content of an ODS.
#![no_main]

use ingest::probe;
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: fuzz::tolerate_caught_panics_of_others(), |bytes: &[u8]| {
    drop(probe::ods_content(bytes));
});
