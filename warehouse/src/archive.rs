//! Every file that was ever delivered, kept under the hash of its content and sealed.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::disk::Disk;
use crate::error::{Result, WarehouseError};
use crate::hashed::Hashed;
use crate::vault::{Clear, Compartment, Opened, Unsealed, Vault};

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
        let unreadable = |source| WarehouseError::file(file, source);
        let mut content = File::open(file).map_err(unreadable)?;
        let bytes = content.metadata().map_err(unreadable)?.len();
        self.keep_as(vault, sha256, compartments, bytes, &mut content)
    }

    /// Keeps content that has this hash, in the same way.
    pub(crate) fn keep_content(
        &self,
        vault: &mut Vault,
        mut content: &[u8],
        sha256: &str,
        compartments: &BTreeSet<Compartment>,
    ) -> Result<()> {
        if self.is_kept(vault, sha256)? {
            return Ok(());
        }
        self.keep_as(vault, sha256, compartments, content.len() as u64, &mut content)
    }

    fn is_kept(&self, vault: &Vault, sha256: &str) -> Result<bool> {
        let target = self.path(sha256);
        // Whoever kept it before may have died before its name was durable.
        self.unsynced()
            .insert(target.parent().unwrap_or(&self.root).to_owned());
        Ok(target.exists() && !vault.is_shredded_file(&mut open(&target)?))
    }

    fn keep_as(
        &self,
        vault: &mut Vault,
        sha256: &str,
        compartments: &BTreeSet<Compartment>,
        bytes: u64,
        content: &mut dyn Read,
    ) -> Result<()> {
        let target = self.path(sha256);
        let shelf = target.parent().unwrap_or(&self.root);
        std::fs::create_dir_all(shelf).map_err(|source| WarehouseError::file(shelf, source))?;
        let part = target.with_extension("part");
        let mut file = File::create(&part).map_err(|source| WarehouseError::file(&target, source))?;
        let mut content = Hashed::new(content);
        let clear = Clear {
            sha256,
            bytes,
            content: &mut content,
        };
        // A file that has its name is whole: its content is durable before.
        let kept = vault
            .seal_file(clear, compartments, &mut file)
            .and_then(|sealed| {
                sealed
                    .and_then(|()| expect_sum(&content.sha256(), sha256))
                    .and_then(|()| self.disk.sync_file(&part))
                    .and_then(|()| std::fs::rename(&part, &target))
                    .map_err(|source| WarehouseError::file(&target, source))
            });
        if kept.is_err() {
            // A disk that is full needs the room; the fault that is told is the first one.
            drop(std::fs::remove_file(&part));
        }
        kept
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
        let mut clear = vec![];
        let unsealed = vault.open_file(sha256, &mut open(&self.path(sha256))?, &mut clear)?;
        Ok(match unsealed {
            Unsealed::Whole => Opened::Clear(clear),
            Unsealed::Shredded(compartment) => Opened::Shredded(compartment),
        })
    }

    /// Whether a kept file has the content it is named for; none when it was shredded.
    pub(crate) fn is_whole(&self, vault: &Vault, sha256: &str) -> Result<Option<bool>> {
        let mut content = Hashed::new(io::sink());
        let unsealed = vault.open_file(sha256, &mut open(&self.path(sha256))?, &mut content)?;
        Ok((unsealed == Unsealed::Whole).then(|| content.sha256() == sha256))
    }
}

fn open(path: &Path) -> Result<File> {
    File::open(path).map_err(|source| WarehouseError::file(path, source))
}

/// Holds a hash to the one that was told.
fn expect_sum(sum: &str, sha256: &str) -> io::Result<()> {
    if sum == sha256 {
        Ok(())
    } else {
        Err(io::Error::other("the file has changed since it was read"))
    }
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;
    use sha2::{Digest, Sha256};

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
        let sha256 = HEXLOWER.encode(&Sha256::digest("content"));
        archive
            .keep(&mut vault, &file, &sha256, &[before.clone()].into())
            .unwrap();

        vault.shred(&before).unwrap();
        assert_eq!(archive.open(&vault, &sha256).unwrap(), Opened::Shredded(before));

        archive.keep(&mut vault, &file, &sha256, &[after].into()).unwrap();
        assert_eq!(
            archive.open(&vault, &sha256).unwrap(),
            Opened::Clear(b"content".to_vec())
        );
    }

    #[test]
    fn a_file_of_several_segments_comes_back_and_one_that_changed_is_not_kept() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::with_key_file(folder.path(), folder.path().join("a.key"));
        let mut vault = Vault::open(&home, true).unwrap();
        let archive = Archive::new(home.raw(), Arc::new(crate::disk::LocalDisk));
        let file = folder.path().join("file.csv");
        let county: BTreeSet<Compartment> = [Compartment {
            county_code: "340604".to_owned(),
            year: 2022,
        }]
        .into();

        for bytes in [0, 1, 1 << 20, (1 << 20) + 1, 3 << 20] {
            let content: Vec<u8> = (0_u8..=250).cycle().take(bytes).collect();
            let sha256 = HEXLOWER.encode(&Sha256::digest(&content));
            std::fs::write(&file, &content).unwrap();
            archive.keep(&mut vault, &file, &sha256, &county).unwrap();
            assert!(
                archive.open(&vault, &sha256).unwrap() == Opened::Clear(content),
                "{bytes}"
            );
            assert_eq!(archive.is_whole(&vault, &sha256).unwrap(), Some(true));
        }

        let other = "0".repeat(64);
        assert!(archive.keep(&mut vault, &file, &other, &county).is_err());
        assert!(archive.open(&vault, &other).is_err());
        assert_eq!(std::fs::read_dir(home.raw().join("00")).unwrap().count(), 0);
    }
}
