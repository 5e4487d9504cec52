//! The rows among which a header is looked for.
#![no_main]

use ingest::probe;
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: fuzz::tolerate_caught_panics_of_others(), |bytes: &[u8]| {
    if let Ok(text) = str::from_utf8(bytes) {
        probe::header(text);
    }
});
