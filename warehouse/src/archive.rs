//! Every file that was ever delivered, kept under the hash of its content and sealed.

use std::path::{Path, PathBuf};

use crate::error::{Result, WarehouseError};
use crate::vault::Keys;

/// The folder `raw/`.
#[derive(Debug, Clone)]
pub(crate) struct Archive {
    root: PathBuf,
}

impl Archive {
    pub(crate) fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    fn path(&self, sha256: &str) -> PathBuf {
        let shelf: String = sha256.chars().take(2).collect();
        self.root.join(shelf).join(sha256)
    }

    /// Keeps a file whose content has this hash; a file that is kept already is left as it is.
    pub(crate) fn keep(&self, keys: &Keys, file: &Path, sha256: &str) -> Result<()> {
        let target = self.path(sha256);
        if target.exists() {
            return Ok(());
        }
        let clear = std::fs::read(file).map_err(|source| WarehouseError::file(file, source))?;
        let sealed = keys.seal(sha256, &clear)?;
        let shelf = target.parent().unwrap_or(&self.root);
        std::fs::create_dir_all(shelf).map_err(|source| WarehouseError::file(shelf, source))?;
        let part = target.with_extension("part");
        std::fs::write(&part, sealed)
            .and_then(|()| std::fs::File::open(&part)?.sync_all())
            .and_then(|()| std::fs::rename(&part, &target))
            .map_err(|source| WarehouseError::file(&target, source))
    }

    /// The content of a kept file.
    pub(crate) fn open(&self, keys: &Keys, sha256: &str) -> Result<Vec<u8>> {
        let path = self.path(sha256);
        let sealed = std::fs::read(&path).map_err(|source| WarehouseError::file(&path, source))?;
        keys.unseal(sha256, &sealed)
    }
}
