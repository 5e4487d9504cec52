//! Every file that was ever delivered, kept under the hash of its content and sealed.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::disk::Disk;
use crate::error::{Result, WarehouseError};
use crate::vault::{Compartment, Opened, Vault};

/// The folder `raw/`.
#[derive(Debug)]
pub(crate) struct Archive {
    root: PathBuf,
    disk: Arc<dyn Disk>,
    /// Folders with names that may not outlive a power failure yet.
    unsynced: Mutex<BTreeSet<PathBuf>>,
}

impl Archive {
    pub(crate) fn new(root: impl Into<PathBuf>, disk: Arc<dyn Disk>) -> Self {
        Self {
            root: root.into(),
            disk,
            unsynced: Mutex::default(),
        }
    }

    fn path(&self, sha256: &str) -> PathBuf {
        let shelf: String = sha256.chars().take(2).collect();
        self.root.join(shelf).join(sha256)
    }

    /// Keeps a file whose content has this hash and which speaks of people of these compartments. A file that is kept already is left as it
    /// is, unless it was shredded: who delivers it again wants it kept.
    pub(crate) fn keep(
        &self,
        vault: &mut Vault,
        file: &Path,
        sha256: &str,
        compartments: &BTreeSet<Compartment>,
    ) -> Result<()> {
        if self.is_kept(vault, sha256)? {
            return Ok(());
        }
        self.keep_content(vault, &read(file)?, sha256, compartments)
    }

    fn is_kept(&self, vault: &Vault, sha256: &str) -> Result<bool> {
        let target = self.path(sha256);
        // Whoever kept it before may have died before its name was durable.
        self.unsynced()
            .insert(target.parent().unwrap_or(&self.root).to_owned());
        Ok(target.exists() && !vault.is_shredded_file(&read(&target)?))
    }

    /// Keeps content that has this hash, in the same way.
    pub(crate) fn keep_content(
        &self,
        vault: &mut Vault,
        clear: &[u8],
        sha256: &str,
        compartments: &BTreeSet<Compartment>,
    ) -> Result<()> {
        if self.is_kept(vault, sha256)? {
            return Ok(());
        }
        let target = self.path(sha256);
        let sealed = vault.seal_file(sha256, compartments, clear)?;
        let shelf = target.parent().unwrap_or(&self.root);
        std::fs::create_dir_all(shelf).map_err(|source| WarehouseError::file(shelf, source))?;
        let part = target.with_extension("part");
        // A file that has its name is whole: its content is durable before.
        std::fs::write(&part, sealed)
            .and_then(|()| self.disk.sync_file(&part))
            .and_then(|()| std::fs::rename(&part, &target))
            .map_err(|source| {
                // A disk that is full needs the room; the fault that is told is the first one.
                drop(std::fs::remove_file(&part));
                WarehouseError::file(&target, source)
            })
    }

    /// Makes the names of what was kept outlive a power failure.
    pub(crate) fn sync(&self) -> Result<()> {
        let shelves = std::mem::take(&mut *self.unsynced());
        if shelves.is_empty() {
            return Ok(());
        }
        for folder in shelves.iter().chain([&self.root]) {
            self.disk
                .sync_folder(folder)
                .map_err(|source| WarehouseError::file(folder, source))?;
        }
        Ok(())
    }

    fn unsynced(&self) -> std::sync::MutexGuard<'_, BTreeSet<PathBuf>> {
        self.unsynced.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The content of a kept file.
    pub(crate) fn open(&self, vault: &Vault, sha256: &str) -> Result<Opened> {
        vault.open_file(sha256, &read(&self.path(sha256))?)
    }
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|source| WarehouseError::file(path, source))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::home::Home;

    #[test]
    fn a_shredded_file_that_is_delivered_again_is_kept_again() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::with_key_file(folder.path(), folder.path().join("a.key"));
        let mut vault = Vault::open(&home, true).unwrap();
        let archive = Archive::new(home.raw(), Arc::new(crate::disk::LocalDisk));
        let file = folder.path().join("file.csv");
        std::fs::write(&file, "content").unwrap();
        let [before, after] = [2022, 2023].map(|year| Compartment {
            county_code: "340604".to_owned(),
            year,
        });
        archive
            .keep(&mut vault, &file, "abcd", &[before.clone()].into())
            .unwrap();

        vault.shred(&before).unwrap();
        assert_eq!(archive.open(&vault, "abcd").unwrap(), Opened::Shredded(before));

        archive.keep(&mut vault, &file, "abcd", &[after].into()).unwrap();
        assert_eq!(
            archive.open(&vault, "abcd").unwrap(),
            Opened::Clear(b"content".to_vec())
        );
    }
}
