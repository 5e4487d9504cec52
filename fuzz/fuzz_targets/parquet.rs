//! Parquet, from its first four bytes on.
#![no_main]

use ingest::probe;
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: fuzz::tolerate_caught_panics_of_others(), |bytes: &[u8]| {
    drop(probe::file(&[b"PAR1", bytes.get(4..).unwrap_or_default()].concat()));
});
