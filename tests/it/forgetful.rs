//! A disk whose power failed: of a home, it keeps what it was asked to keep, and of the rest what it likes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Numbers that look like chance and follow from a seed.
pub(crate) struct Draw(pub(crate) u64);

impl Draw {
    /// A number below `limit`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    pub(crate) fn toss(&mut self) -> bool {
        self.below(2) == 0
    }

    /// A share of one.
    pub(crate) fn share(&mut self) -> f64 {
        f64::from(u32::try_from(self.below(1 << 20)).unwrap()) / f64::from(1_u32 << 20)
    }
}

/// What a disk was asked to keep: the folder that `--sync-diary` wrote.
pub(crate) struct Diary {
    folder: PathBuf,
    /// Every content that was ever synced. A file that was renamed since is known by it.
    contents: BTreeSet<Vec<u8>>,
}

impl Diary {
    pub(crate) fn read(folder: &Path) -> Self {
        let mut contents = BTreeSet::new();
        let files = folder.join("files");
        if files.is_dir() {
            gather(&files, &mut contents);
        }
        Self {
            folder: folder.to_owned(),
            contents,
        }
    }

    /// The names that a folder keeps, by its path below the folder of the home.
    fn names(&self, below: &Path) -> BTreeSet<String> {
        let names = std::fs::read_to_string(self.folder.join("folders").join(below).join(".names"));
        names.unwrap_or_default().lines().map(str::to_owned).collect()
    }

    fn content(&self, below: &Path) -> Option<Vec<u8>> {
        std::fs::read(self.folder.join("files").join(below)).ok()
    }

    /// Takes from `folder`, whose path below the folder of the home is `below`, what was not kept.
    pub(crate) fn forget(&self, folder: &Path, below: &Path, draw: &mut Draw) {
        let kept = self.names(below);
        let found = names_in(folder);
        for name in &found {
            let (path, below) = (folder.join(name), below.join(name));
            if syncs_itself(name) {
                continue;
            }
            let is_name_kept = kept.contains(name);
            if !is_name_kept && draw.toss() {
                remove(&path);
            } else if path.is_dir() {
                self.forget(&path, &below, draw);
            } else {
                self.forget_content(&path, &below, is_name_kept, draw);
            }
        }
        // A name that was taken away since may be there again.
        for name in kept.difference(&found) {
            let content = self.content(&below.join(name));
            if let Some(content) = content.filter(|_| draw.toss()) {
                std::fs::write(folder.join(name), content).unwrap();
            }
        }
    }

    fn forget_content(&self, path: &Path, below: &Path, is_name_kept: bool, draw: &mut Draw) {
        let content = std::fs::read(path).unwrap();
        if self.contents.contains(&content) {
            return;
        }
        let left = match draw.below(5) {
            0 => content,
            1 => vec![],
            2 => content[..draw.below(content.len().max(1))].to_vec(),
            3 => vec![0; content.len()],
            _ => match self.content(below) {
                Some(before) => before,
                None if is_name_kept => vec![],
                None => {
                    std::fs::remove_file(path).unwrap();
                    return;
                }
            },
        };
        std::fs::write(path, left).unwrap();
    }
}

/// Databases and the key file are written by code that syncs without the disk of the home; the sum of a database may be missing.
fn syncs_itself(name: &str) -> bool {
    ["control.db", "vault.db"].iter().any(|own| name.starts_with(own))
        || Path::new(name).extension().is_some_and(|own| own == "key")
}

fn names_in(folder: &Path) -> BTreeSet<String> {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

fn remove(path: &Path) {
    if path.is_dir() {
        std::fs::remove_dir_all(path).unwrap();
    } else {
        std::fs::remove_file(path).unwrap();
    }
}

fn gather(folder: &Path, contents: &mut BTreeSet<Vec<u8>>) {
    for name in names_in(folder) {
        let path = folder.join(name);
        if path.is_dir() {
            gather(&path, contents);
        } else {
            contents.insert(std::fs::read(path).unwrap());
        }
    }
}
