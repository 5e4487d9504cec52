//! Files for people: there as a whole, or not at all.

use std::path::Path;

use anyhow::Context;

/// Writes a file, with the folder that it lies in. What a full disk leaves of it is taken away again.
pub(crate) fn write(path: &Path, content: impl AsRef<[u8]>) -> anyhow::Result<()> {
    let folder = path.parent().unwrap_or(path);
    std::fs::create_dir_all(folder).with_context(|| format!("make the folder `{}`", folder.display()))?;
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    std::fs::write(&part, content)
        .and_then(|()| std::fs::rename(&part, path))
        .inspect_err(|_fault| {
            // The fault that is told is the first one.
            drop(std::fs::remove_file(&part));
        })
        .with_context(|| format!("write `{}`", path.display()))
}
