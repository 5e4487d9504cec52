//! Says which files the binary embeds: a changed definition or policy is a new embedding and nothing else.

fn main() {
    for folder in ["../sql", "../policies"] {
        watch(std::path::Path::new(folder));
    }
}

fn watch(path: &std::path::Path) {
    let mut out = std::io::stdout().lock();
    // Cargo reads these lines; if it is gone there is nobody to tell.
    drop(std::io::Write::write_all(
        &mut out,
        format!("cargo:rerun-if-changed={}\n", path.display()).as_bytes(),
    ));
    drop(out);
    if let Ok(entries) = std::fs::read_dir(path) {
        for entry in entries.flatten() {
            watch(&entry.path());
        }
    }
}
