//! What makes bytes outlive a power failure.
//!
//! Tables are written without a single `fsync`, by libraries that have none. That is no harm before the ledger speaks of a file: until then it
//! does not exist. So everything that a ledger entry relies on is synced at once, just before that entry is written.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::fs::File;
use std::io;
use std::path::Path;

use crate::error::{Result, WarehouseError};

/// A disk that can be asked to keep what it was given. Tests hand in one that forgets everything it was not asked to keep.
pub trait Disk: Debug + Send + Sync {
    /// Keeps the content of a file.
    fn sync_file(&self, path: &Path) -> io::Result<()>;
    /// Keeps the names in a folder.
    fn sync_folder(&self, path: &Path) -> io::Result<()>;
}

/// The disk of this machine.
#[derive(Debug, Clone, Copy)]
pub struct LocalDisk;

impl Disk for LocalDisk {
    fn sync_file(&self, path: &Path) -> io::Result<()> {
        File::open(path)?.sync_all()
    }

    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        // Elsewhere a folder cannot be opened as a file, and its names are kept without being asked.
        if cfg!(unix) {
            File::open(path)?.sync_all()?;
        }
        Ok(())
    }
}

/// Syncs files and every folder on the way to them, from `root` down.
pub(crate) fn sync_all<'p>(
    disk: &dyn Disk,
    root: &Path,
    files: impl IntoIterator<Item = &'p Path>,
) -> Result<()> {
    let mut folders: BTreeSet<&Path> = [root].into();
    for file in files {
        disk.sync_file(file)
            .map_err(|source| WarehouseError::file(file, source))?;
        folders.extend(
            file.ancestors()
                .skip(1)
                .take_while(|folder| folder.starts_with(root)),
        );
    }
    for folder in folders {
        disk.sync_folder(folder)
            .map_err(|source| WarehouseError::file(folder, source))?;
    }
    Ok(())
}

/// Syncs a folder and those above it, so that its own name is kept too.
pub(crate) fn sync_upwards(disk: &dyn Disk, folder: &Path) -> Result<()> {
    let whole = folder
        .canonicalize()
        .map_err(|source| WarehouseError::file(folder, source))?;
    for above in whole.ancestors() {
        match disk.sync_folder(above) {
            // Where this user may not look or nobody may write, this program has made nothing.
            Err(fault)
                if matches!(
                    fault.kind(),
                    io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
                ) && above != whole => {}
            synced => synced.map_err(|source| WarehouseError::file(above, source))?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[derive(Debug, Default)]
    struct Diary(Mutex<Vec<String>>);

    impl Disk for Diary {
        fn sync_file(&self, path: &Path) -> io::Result<()> {
            self.0.lock().unwrap().push(format!("file {}", path.display()));
            Ok(())
        }

        fn sync_folder(&self, path: &Path) -> io::Result<()> {
            self.0.lock().unwrap().push(format!("folder {}", path.display()));
            Ok(())
        }
    }

    #[test]
    fn every_folder_on_the_way_to_a_file_is_synced_once() {
        let diary = Diary::default();
        let files = ["/w/a/_delta_log/0.json", "/w/a/x.parquet"].map(Path::new);

        sync_all(&diary, Path::new("/w"), files).unwrap();

        assert_eq!(
            *diary.0.lock().unwrap(),
            [
                "file /w/a/_delta_log/0.json",
                "file /w/a/x.parquet",
                "folder /w",
                "folder /w/a",
                "folder /w/a/_delta_log",
            ]
        );
    }
}
