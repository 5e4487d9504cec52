//! The folder that holds everything a deployment owns.

use std::path::{Path, PathBuf};

/// `--home`: settings, tables, raw files, databases, papers. The keys lie beside it, not in it.
#[derive(Debug, Clone)]
pub struct Home {
    root: PathBuf,
    key_file: Option<PathBuf>,
}

impl Home {
    /// A home whose key file lies where it is looked for by default.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self {
            root: root.into(),
            key_file: None,
        }
    }

    /// A home whose key file is named.
    pub fn with_key_file(root: impl Into<PathBuf>, key_file: impl Into<PathBuf>) -> Self {
        Self {
            root: root.into(),
            key_file: Some(key_file.into()),
        }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The key file, if somebody named it.
    pub fn named_key_file(&self) -> Option<&Path> {
        self.key_file.as_deref()
    }

    /// Where the key file is looked for when nobody named it: `dixian-home.key` beside `dixian-home`, else in the home.
    pub(crate) fn default_key_files(&self) -> Vec<PathBuf> {
        let beside = neighbour(&self.root);
        beside.into_iter().chain([self.root.join("dixian.key")]).collect()
    }

    /// Settings.
    pub fn settings(&self) -> PathBuf {
        self.root.join("dixian.toml")
    }

    /// Policy files that override the shipped ones.
    pub fn policies(&self) -> PathBuf {
        self.root.join("policies")
    }

    /// Contract files that say how the files of departments are understood.
    pub fn sources(&self) -> PathBuf {
        self.root.join("sources")
    }

    /// Rules of data quality that are added to the shipped ones.
    pub fn quality(&self) -> PathBuf {
        self.root.join("quality")
    }

    /// The county's own numbers of early warning.
    pub fn signals(&self) -> PathBuf {
        self.root.join("signals")
    }

    /// The Delta tables.
    pub fn warehouse(&self) -> PathBuf {
        self.root.join("warehouse")
    }

    /// Delivered files, sealed.
    pub fn raw(&self) -> PathBuf {
        self.root.join("raw")
    }

    /// Packs.
    pub fn reports(&self) -> PathBuf {
        self.root.join("reports")
    }

    /// The ledger.
    pub fn control(&self) -> PathBuf {
        self.root.join("control.db")
    }

    /// Personal data, sealed.
    pub fn vault(&self) -> PathBuf {
        self.root.join("vault.db")
    }

    /// Held by the one process that writes.
    pub(crate) fn lock(&self) -> PathBuf {
        self.root.join("lock")
    }
}

/// `<name>.key` beside a folder called `<name>`. A home on a volume of its own has no neighbour: what lies beside it does not move along.
fn neighbour(root: &Path) -> Option<PathBuf> {
    let whole = std::path::absolute(root).ok()?;
    // `a/..` has no name before it is followed.
    let whole = if whole.ends_with("..") {
        whole.canonicalize().ok()?
    } else {
        whole
    };
    let mut name = whole.file_name()?.to_owned();
    name.push(".key");
    (!is_volume(&whole)).then(|| whole.with_file_name(name))
}

fn is_volume(folder: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let device = |path: &Path| path.metadata().ok().map(|about| about.dev());
        folder.parent().is_some_and(|above| {
            device(folder).is_some_and(|own| device(above).is_some_and(|other| own != other))
        })
    }
    #[cfg(not(unix))]
    {
        let _ = folder;
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_file_is_looked_for_beside_the_home_and_then_in_it() {
        assert_eq!(
            Home::new("/srv/dixian-home").default_key_files(),
            ["/srv/dixian-home.key", "/srv/dixian-home/dixian.key"].map(PathBuf::from)
        );
        assert_eq!(Home::new("/").default_key_files(), [PathBuf::from("/dixian.key")]);
        let here = std::env::current_dir().unwrap();
        for root in [".", "src/.."] {
            let beside = Home::new(root).default_key_files().remove(0);
            assert_eq!(beside, here.with_extension("key"), "{root}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_home_on_a_volume_of_its_own_has_its_key_inside() {
        assert_eq!(
            Home::new("/proc").default_key_files(),
            [PathBuf::from("/proc/dixian.key")]
        );
    }
}
