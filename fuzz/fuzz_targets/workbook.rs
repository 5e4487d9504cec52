//! A container as it comes: zip, OLE, and what only begins like one.
#![no_main]

use ingest::probe;
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: fuzz::tolerate_caught_panics_of_others(), |bytes: &[u8]| {
    drop(probe::file(bytes));
});
