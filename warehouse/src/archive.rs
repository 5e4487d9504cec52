//! Every file that was ever delivered, kept under the hash of its content and sealed.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::error::{Result, WarehouseError};
use crate::vault::{Compartment, Opened, Vault};

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
        std::fs::write(&part, sealed)
            .and_then(|()| std::fs::File::open(&part)?.sync_all())
            .and_then(|()| std::fs::rename(&part, &target))
            .and_then(|()| sync_folder(shelf))
            .and_then(|()| sync_folder(&self.root))
            .map_err(|source| WarehouseError::file(&target, source))
    }

    /// The content of a kept file.
    pub(crate) fn open(&self, vault: &Vault, sha256: &str) -> Result<Opened> {
        vault.open_file(sha256, &read(&self.path(sha256))?)
    }
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|source| WarehouseError::file(path, source))
}

/// Makes a name in a folder outlive a power failure; where a folder cannot be opened as a file it does so by itself.
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) {
        std::fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
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
        let archive = Archive::new(home.raw());
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
