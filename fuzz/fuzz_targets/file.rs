//! A file of a drop: told by its content, its header found, every cell of every row read.
#![no_main]

use ingest::probe;
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: fuzz::tolerate_caught_panics_of_others(), |bytes: &[u8]| {
    drop(probe::checked_file(bytes));
});
