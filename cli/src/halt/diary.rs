//! A disk that writes down what it was asked to keep. What it was not asked to keep, a test can take away.

use std::io;
use std::path::{Path, PathBuf};

use warehouse::{Disk, LocalDisk};

/// In the diary's folder, `files/` has the content of every synced file and `folders/` the names in every synced folder, each as it was when
/// it was last synced, by its path below the folder that the home lies in.
#[derive(Debug)]
pub(super) struct Diary {
    above_home: PathBuf,
    folder: PathBuf,
}

impl Diary {
    pub(super) fn new(home: &Path, folder: &Path) -> Self {
        Self {
            above_home: home.parent().unwrap_or(home).to_owned(),
            folder: folder.to_owned(),
        }
    }

    /// Writes an entry so that a kill leaves the entry before it or this one.
    fn note(&self, kind: &str, path: &Path, name: &str, content: &[u8]) -> io::Result<()> {
        let (path, above) = (path.canonicalize()?, self.above_home.canonicalize()?);
        // The folders that lead to the home are as durable as the rest of the machine.
        let Ok(below) = path.strip_prefix(&above) else {
            return Ok(());
        };
        let mut entry = self.folder.join(kind).join(below);
        if !name.is_empty() {
            entry.push(name);
        }
        std::fs::create_dir_all(entry.parent().unwrap_or(&entry))?;
        let part = self.folder.join("part");
        std::fs::write(&part, content)?;
        std::fs::rename(&part, &entry)
    }
}

impl Disk for Diary {
    fn sync_file(&self, path: &Path) -> io::Result<()> {
        LocalDisk.sync_file(path)?;
        self.note("files", path, "", &std::fs::read(path)?)
    }

    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        LocalDisk.sync_folder(path)?;
        let mut names = std::fs::read_dir(path)?
            .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
            .collect::<io::Result<Vec<_>>>()?;
        names.sort();
        self.note("folders", path, ".names", names.join("\n").as_bytes())
    }
}
