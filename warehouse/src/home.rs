//! The folder that holds everything a deployment owns.

use std::path::{Path, PathBuf};

/// `--home`: settings, tables, raw files, databases, keys, papers.
#[derive(Debug, Clone)]
pub struct Home(PathBuf);

impl Home {
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self(root.into())
    }

    pub fn root(&self) -> &Path {
        &self.0
    }

    /// Settings.
    pub fn settings(&self) -> PathBuf {
        self.0.join("dixian.toml")
    }

    /// Policy files that override the shipped ones.
    pub fn policies(&self) -> PathBuf {
        self.0.join("policies")
    }

    /// Contract files that say how the files of departments are understood.
    pub fn sources(&self) -> PathBuf {
        self.0.join("sources")
    }

    /// The Delta tables.
    pub fn warehouse(&self) -> PathBuf {
        self.0.join("warehouse")
    }

    /// Delivered files, sealed.
    pub fn raw(&self) -> PathBuf {
        self.0.join("raw")
    }

    /// Packs.
    pub fn reports(&self) -> PathBuf {
        self.0.join("reports")
    }

    /// The ledger.
    pub fn control(&self) -> PathBuf {
        self.0.join("control.db")
    }

    /// Personal data, sealed.
    pub fn vault(&self) -> PathBuf {
        self.0.join("vault.db")
    }

    /// The secrets of pseudonyms and seals.
    pub fn key(&self) -> PathBuf {
        self.0.join("dixian.key")
    }

    /// Held by the one process that writes.
    pub(crate) fn lock(&self) -> PathBuf {
        self.0.join("lock")
    }
}
