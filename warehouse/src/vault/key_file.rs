//! The key file: the secret of the pseudonyms and the keys that wrap data keys, away from the data they protect.
//!
//! One file may serve several homes: they have the pseudonyms in common and each its own wrapping keys. It is replaced as a whole and synced, so that a power failure leaves the
//! old file or the new one, and only its owner may read it.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use data_encoding::{BASE64, HEXLOWER};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::seal::Secret;
use crate::error::{Result, WarehouseError};

/// What a person reads who finds the file.
const PREAMBLE: &str = "\
# Keys of 底线 Dixian. With this file and the home, every name can be read; without it, none ever again.
# Keep a copy where no copy of the home lies.
";

/// The keys of one home.
#[derive(Debug)]
pub(super) struct KeyRing {
    path: PathBuf,
    home_id: String,
    pub(super) pseudonym: Secret,
    /// The last one wraps; those before it are only there while a rotation is under way.
    keys: Vec<WrappingKey>,
}

/// A key that wraps data keys.
#[derive(Debug)]
pub(super) struct WrappingKey {
    /// Sixteen hexadecimal digits that follow from the secret and say nothing about it.
    pub(super) id: String,
    pub(super) secret: Secret,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    pseudonym: String,
    #[serde(default)]
    home: Vec<Section>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Section {
    id: String,
    /// Keys that wrap data keys, the current one last.
    wrapping: Vec<String>,
}

impl KeyRing {
    /// Makes a home's section, and the file when it is missing.
    pub(super) fn create(path: &Path, home_id: &str) -> Result<Self> {
        let ring = Self {
            path: path.to_owned(),
            home_id: home_id.to_owned(),
            pseudonym: Secret::fresh()?,
            keys: vec![WrappingKey::fresh()?],
        };
        ring.write()?;
        // The file may have had a secret of the pseudonyms before.
        Self::open(path, home_id)
    }

    /// Whether a file has keys of a home.
    pub(super) fn is_for(path: &Path, home_id: &str) -> bool {
        path.exists()
            && read(path).is_ok_and(|content| content.home.iter().any(|section| section.id == home_id))
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Reads a home's section. A lost key is never replaced in silence: new pseudonyms would not meet the old ones.
    pub(super) fn open(path: &Path, home_id: &str) -> Result<Self> {
        if !path.exists() {
            return Err(fault(
                path,
                "is missing; put it back from where it is kept safe, or name it with `vault.key_file`",
            ));
        }
        let content = read(path)?;
        let pseudonym = secret(path, &content.pseudonym)?;
        let section = content
            .home
            .into_iter()
            .find(|section| section.id == home_id)
            .ok_or_else(|| {
                fault(
                    path,
                    "has no keys of this home; put back the one it was made with",
                )
            })?;
        let keys = section
            .wrapping
            .iter()
            .map(|text| secret(path, text).map(WrappingKey::new))
            .collect::<Result<Vec<_>>>()?;
        if keys.is_empty() {
            return Err(fault(path, "has no wrapping key of this home"));
        }
        Ok(Self {
            path: path.to_owned(),
            home_id: home_id.to_owned(),
            pseudonym,
            keys,
        })
    }

    /// The key that wraps.
    pub(super) fn current(&self) -> &WrappingKey {
        self.keys.last().expect("a ring is opened with a key on it")
    }

    /// The key with this id.
    pub(super) fn key(&self, id: &str) -> Option<&WrappingKey> {
        self.keys.iter().find(|key| key.id == id)
    }

    /// Adds a fresh key, which wraps from now on.
    pub(super) fn renew(&mut self) -> Result<()> {
        self.keys.push(WrappingKey::fresh()?);
        self.write()
    }

    /// Forgets every key but the current one.
    pub(super) fn drop_former(&mut self) -> Result<()> {
        let former = self.keys.len() - 1;
        self.keys.drain(..former);
        self.write()
    }

    /// Writes this home's section into the file, other homes' left as they are.
    fn write(&self) -> Result<()> {
        // A link is followed, so that the file it names is replaced and not the link.
        let path = self
            .path
            .canonicalize()
            .unwrap_or_else(|_missing| self.path.clone());
        let folder = folder_of(&path);
        std::fs::create_dir_all(&folder).map_err(|source| WarehouseError::file(&folder, source))?;
        let fail = |source| WarehouseError::file(&path, source);
        // Two homes that share a file do not write it at the same time; where a folder cannot be opened, nobody shares.
        let guard = File::open(&folder).ok();
        if let Some(guard) = &guard {
            guard.lock().map_err(fail)?;
        }
        let mut content = if path.exists() {
            read(&path)?
        } else {
            Content {
                pseudonym: BASE64.encode(&self.pseudonym.0),
                home: vec![],
            }
        };
        content.home.retain(|section| section.id != self.home_id);
        content.home.push(Section {
            id: self.home_id.clone(),
            wrapping: self.keys.iter().map(|key| BASE64.encode(&key.secret.0)).collect(),
        });
        let text = toml::to_string(&content).map_err(|cause| fault(&path, &cause.to_string()))?;
        let part = path.with_extension("part");
        // What a dead process left there is in the way of the permissions.
        if part.exists() {
            std::fs::remove_file(&part).map_err(fail)?;
        }
        let mut file = private(&part).map_err(fail)?;
        file.write_all(PREAMBLE.as_bytes())
            .and_then(|()| file.write_all(text.as_bytes()))
            .and_then(|()| file.sync_all())
            .and_then(|()| std::fs::rename(&part, &path))
            .map_err(fail)?;
        if let Some(guard) = &guard {
            guard.sync_all().map_err(fail)?;
        }
        Ok(())
    }
}

impl WrappingKey {
    fn new(secret: Secret) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"dixian wrapping key\0");
        hash.update(secret.0);
        let hash = hash.finalize();
        Self {
            id: HEXLOWER.encode(hash.get(..8).unwrap_or_default()),
            secret,
        }
    }

    fn fresh() -> Result<Self> {
        Ok(Self::new(Secret::fresh()?))
    }
}

fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

fn read(path: &Path) -> Result<Content> {
    let bytes = std::fs::read(path).map_err(|source| WarehouseError::file(path, source))?;
    let content = String::from_utf8(bytes)
        .ok()
        .and_then(|text| toml::from_str(&text).ok());
    // The cause would quote the line, and the line holds a secret.
    content.ok_or_else(|| fault(path, "is not a key file"))
}

fn secret(path: &Path, text: &str) -> Result<Secret> {
    BASE64
        .decode(text.as_bytes())
        .ok()
        .and_then(|bytes| bytes.try_into().ok())
        .map(Secret)
        .ok_or_else(|| fault(path, "is damaged: a key in it has not 32 bytes"))
}

fn fault(path: &Path, what: &str) -> WarehouseError {
    WarehouseError::Vault(format!("the key file `{}` {what}", path.display()))
}

/// A new file that nobody but its owner can read.
fn private(path: &Path) -> std::io::Result<File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Whether anybody but its owner may read or write a file.
pub(super) fn is_open_to_others(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::metadata(path).is_ok_and(|about| about.permissions().mode() & 0o077 != 0)
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn homes_that_share_a_file_share_pseudonyms_and_keep_their_own_wrapping_keys() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys/a.key");
        let mut one = KeyRing::create(&path, "one").unwrap();
        let other = KeyRing::create(&path, "other").unwrap();

        one.renew().unwrap();
        one.drop_former().unwrap();

        assert_eq!(one.pseudonym, other.pseudonym);
        assert_ne!(one.current().id, other.current().id);
        let again = KeyRing::open(&path, "other").unwrap();
        assert_eq!(
            (&again.current().id, again.pseudonym),
            (&other.current().id, other.pseudonym)
        );
        let again = KeyRing::open(&path, "one").unwrap();
        assert_eq!((again.keys.len(), &again.current().id), (1, &one.current().id));
        assert!(!is_open_to_others(&path));
    }

    #[test]
    fn a_lost_or_foreign_or_damaged_file_is_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.key");
        let told = |path: &Path| KeyRing::open(path, "one").unwrap_err().to_string();
        assert!(told(&path).contains("is missing"), "{}", told(&path));

        KeyRing::create(&path, "other").unwrap();
        assert!(
            told(&path).contains("has no keys of this home"),
            "{}",
            told(&path)
        );

        std::fs::write(&path, [255; 64]).unwrap();
        assert!(told(&path).contains("is not a key file"), "{}", told(&path));
        assert!(KeyRing::create(&path, "one").is_err());
        assert_eq!(std::fs::read(&path).unwrap(), [255; 64]);

        std::fs::write(
            &path,
            "pseudonym = \"c2hvcnQ=\"\n[[home]]\nid = \"one\"\nwrapping = [\"eA==\"]\n",
        )
        .unwrap();
        assert!(told(&path).contains("damaged"), "{}", told(&path));
        assert!(!told(&path).contains("c2hvcnQ"));
    }
}
