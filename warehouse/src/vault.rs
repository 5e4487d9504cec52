//! Personal data, apart from everything that is counted: names, numbers, phones and illness, each row sealed.
//!
//! Analytic tables hold pseudonyms; what they stand for is here, encrypted with a key that does not lie in this database.

use std::path::Path;

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use domain::person::PseudonymKey;
use rusqlite::{Connection, params};

use crate::error::{Result, WarehouseError};

const NONCE_BYTES: usize = 12;

/// The two secrets of a home: one makes pseudonyms, one seals.
pub struct Keys {
    pseudonym: [u8; 32],
    seal: [u8; 32],
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(…)")
    }
}

impl Keys {
    /// Reads the key file, made with fresh secrets and for its owner only when it is missing; `is_new` says that nothing was sealed
    /// in this home yet. A lost key is never replaced in silence: new pseudonyms would not meet the old ones.
    pub fn open(path: &Path, is_new: bool) -> Result<Self> {
        if !path.exists() && !is_new {
            return Err(WarehouseError::Vault(format!(
                "the key file `{}` is missing; put it back from where it is kept safe",
                path.display()
            )));
        }
        if !path.exists() {
            let mut fresh = [0u8; 64];
            getrandom::fill(&mut fresh).map_err(|fault| WarehouseError::Vault(fault.to_string()))?;
            write_secret(path, &fresh)?;
        }
        let bytes = std::fs::read(path).map_err(|source| WarehouseError::file(path, source))?;
        let Ok(whole) = <[u8; 64]>::try_from(bytes) else {
            return Err(WarehouseError::Vault(format!(
                "`{}` is not a key file",
                path.display()
            )));
        };
        let mut keys = Self {
            pseudonym: [0; 32],
            seal: [0; 32],
        };
        keys.pseudonym.copy_from_slice(&whole[..32]);
        keys.seal.copy_from_slice(&whole[32..]);
        Ok(keys)
    }

    /// The key of the pseudonyms.
    pub fn pseudonyms(&self) -> PseudonymKey {
        PseudonymKey::new(self.pseudonym)
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new(&self.seal.into())
    }

    /// Seals bytes under a name: they open again only with this key and the same name.
    pub(crate) fn seal(&self, name: &str, clear: &[u8]) -> Result<Vec<u8>> {
        let mut nonce = [0u8; NONCE_BYTES];
        getrandom::fill(&mut nonce).map_err(|fault| WarehouseError::Vault(fault.to_string()))?;
        let sealed = self
            .cipher()
            .encrypt(
                &Nonce::from(nonce),
                Payload {
                    msg: clear,
                    aad: name.as_bytes(),
                },
            )
            .map_err(|fault| WarehouseError::Vault(format!("sealing failed: {fault}")))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what [`Self::seal`] gave.
    pub(crate) fn unseal(&self, name: &str, sealed: &[u8]) -> Result<Vec<u8>> {
        let (nonce, body) = sealed
            .split_first_chunk::<NONCE_BYTES>()
            .ok_or_else(|| WarehouseError::Vault("a sealed text is too short".to_owned()))?;
        self.cipher()
            .decrypt(
                &Nonce::from(*nonce),
                Payload {
                    msg: body,
                    aad: name.as_bytes(),
                },
            )
            .map_err(|fault| WarehouseError::Vault(format!("`{name}` does not open with this key: {fault}")))
    }
}

#[cfg(unix)]
fn write_secret(path: &Path, bytes: &[u8]) -> Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let fail = |source| WarehouseError::file(path, source);
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .map_err(fail)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(fail)
}

#[cfg(not(unix))]
fn write_secret(path: &Path, bytes: &[u8]) -> Result<()> {
    std::fs::write(path, bytes).map_err(|source| WarehouseError::file(path, source))
}

/// The personal cells of one landed row, as JSON of column → value.
#[derive(Debug)]
pub struct PersonalRow {
    pub dataset: &'static str,
    /// The landed row they belong to.
    pub landed_seq: i64,
    pub cells: String,
}

/// `vault.db`.
#[derive(Debug)]
pub struct Vault {
    connection: Connection,
}

impl Vault {
    pub fn open(path: &Path) -> Result<Self> {
        let connection = Connection::open(path)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.execute_batch(
            "create table if not exists personal (
                dataset text not null, landed_seq integer not null, sealed blob not null,
                primary key (dataset, landed_seq)
             ) without rowid;",
        )?;
        Ok(Self { connection })
    }

    /// Keeps rows, in one transaction. A row kept before by a run that did not finish is replaced.
    pub fn keep(&mut self, keys: &Keys, rows: &[PersonalRow]) -> Result<()> {
        let transaction = self.connection.transaction()?;
        {
            let mut insert = transaction.prepare_cached(
                "insert or replace into personal (dataset, landed_seq, sealed) values (?1, ?2, ?3)",
            )?;
            for row in rows {
                let sealed = keys.seal(&name(row.dataset, row.landed_seq), row.cells.as_bytes())?;
                insert.execute(params![row.dataset, row.landed_seq, sealed])?;
            }
        }
        transaction.commit()?;
        Ok(())
    }

    /// The personal cells of a landed row, as JSON; none when it has none.
    pub fn open_row(&self, keys: &Keys, dataset: &str, landed_seq: i64) -> Result<Option<String>> {
        use rusqlite::OptionalExtension;
        let sealed: Option<Vec<u8>> = self
            .connection
            .query_row(
                "select sealed from personal where dataset = ?1 and landed_seq = ?2",
                params![dataset, landed_seq],
                |row| row.get(0),
            )
            .optional()?;
        sealed
            .map(|sealed| {
                let clear = keys.unseal(&name(dataset, landed_seq), &sealed)?;
                String::from_utf8(clear).map_err(|fault| {
                    WarehouseError::damaged("vault", "a sealed row is not text", fault.utf8_error())
                })
            })
            .transpose()
    }
}

fn name(dataset: &str, landed_seq: i64) -> String {
    format!("{dataset}/{landed_seq}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_row_opens_with_its_key_and_not_with_another() {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keys::open(&folder.path().join("a.key"), true).unwrap();
        let other = Keys::open(&folder.path().join("b.key"), true).unwrap();
        let mut vault = Vault::open(&folder.path().join("vault.db")).unwrap();
        let row = PersonalRow {
            dataset: "member",
            landed_seq: 7,
            cells: r#"{"name":"甲"}"#.to_owned(),
        };

        vault.keep(&keys, &[row]).unwrap();

        assert_eq!(
            vault.open_row(&keys, "member", 7).unwrap().as_deref(),
            Some(r#"{"name":"甲"}"#)
        );
        assert_eq!(vault.open_row(&keys, "member", 8).unwrap(), None);
        assert!(vault.open_row(&other, "member", 7).is_err());
    }

    #[test]
    fn a_lost_key_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let fault = Keys::open(&folder.path().join("key"), false)
            .unwrap_err()
            .to_string();

        assert!(fault.contains("is missing"), "{fault}");
    }

    #[test]
    fn the_file_holds_no_clear_text() {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keys::open(&folder.path().join("key"), true).unwrap();
        let path = folder.path().join("vault.db");
        let mut vault = Vault::open(&path).unwrap();

        vault
            .keep(
                &keys,
                &[PersonalRow {
                    dataset: "member",
                    landed_seq: 1,
                    cells: "MARKER-13".to_owned(),
                }],
            )
            .unwrap();
        drop(vault);

        let bytes = std::fs::read(&path).unwrap();
        assert!(!bytes.windows(9).any(|window| window == b"MARKER-13"));
    }
}
