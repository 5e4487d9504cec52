//! What the fuzz targets have in common.

/// Lets a panic of somebody else's parser be caught where the readers catch it; a panic of our own ends the fuzzer.
pub fn tolerate_caught_panics_of_others() {
    let fuzzer = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let is_ours = panic.location().is_some_and(|place| place.file().contains("ingest/src"));
        if is_ours {
            fuzzer(panic);
        }
    }));
}
