//! Data keys: what rows and files are sealed under, one set for each county and year of delivery, wrapped by the key file.
//!
//! A row in `data_key` is never deleted: a key that was shredded leaves its row behind, without the key, so that what it sealed is known to
//! be gone on purpose.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};
use serde::Serialize;

use super::key_file::KeyRing;
use super::seal::{Cipher, Secret};
use crate::error::{Result, WarehouseError};

pub(super) const SCHEMA: &str = "
create table if not exists data_key (
    key_id integer primary key,
    county_code text not null,
    year integer not null,
    is_current integer not null,
    wrapped_by text,
    wrapped blob
);
";

/// What is sealed under keys of its own and can be shredded by itself: what one county delivered in one year.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Compartment {
    /// The six digits of the county; `000000` for what names none.
    pub county_code: String,
    /// The year of delivery.
    pub year: i32,
}

impl std::fmt::Display for Compartment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.county_code, self.year)
    }
}

/// One data key.
#[derive(Debug)]
pub(super) struct DataKey {
    pub(super) compartment: Compartment,
    pub(super) state: KeyState,
    /// Whether new rows are sealed under it.
    pub(super) is_current: bool,
}

#[derive(Debug)]
pub(super) enum KeyState {
    Ready {
        secret: Secret,
        cipher: Cipher,
    },
    /// Thrown away on purpose.
    Shredded,
    /// It does not open with the key file; why.
    Damaged(String),
}

impl DataKey {
    pub(super) fn cipher(&self) -> Option<&Cipher> {
        match &self.state {
            KeyState::Ready { cipher, .. } => Some(cipher),
            KeyState::Shredded | KeyState::Damaged(_) => None,
        }
    }
}

/// All data keys, by id.
pub(super) type DataKeys = BTreeMap<u32, DataKey>;

/// Reads and unwraps all data keys.
pub(super) fn read(connection: &Connection, ring: &KeyRing) -> Result<DataKeys> {
    let mut statement = connection.prepare(
        "select key_id, county_code, year, is_current, wrapped_by, wrapped from data_key order by key_id",
    )?;
    let rows = statement.query_map([], |row| {
        let compartment = Compartment {
            county_code: row.get(1)?,
            year: row.get(2)?,
        };
        Ok((
            row.get::<_, u32>(0)?,
            compartment,
            row.get::<_, bool>(3)?,
            row.get::<_, Option<String>>(4)?,
            row.get::<_, Option<Vec<u8>>>(5)?,
        ))
    })?;
    let mut keys = BTreeMap::new();
    for row in rows {
        let (key_id, compartment, is_current, wrapped_by, wrapped) = row?;
        let state = match (wrapped_by, wrapped) {
            (Some(by), Some(wrapped)) => unwrapped(ring, key_id, &compartment, &by, &wrapped),
            _ => KeyState::Shredded,
        };
        keys.insert(
            key_id,
            DataKey {
                compartment,
                state,
                is_current,
            },
        );
    }
    Ok(keys)
}

fn unwrapped(ring: &KeyRing, key_id: u32, of: &Compartment, by: &str, wrapped: &[u8]) -> KeyState {
    let Some(key) = ring.key(by) else {
        return KeyState::Damaged(format!("the key file lacks the key `{by}`"));
    };
    let opened = key.secret.cipher().open(&wrapped_name(key_id, of), wrapped);
    match opened.and_then(|bytes| bytes.try_into().ok()).map(Secret) {
        Some(secret) => KeyState::Ready {
            cipher: secret.cipher(),
            secret,
        },
        None => KeyState::Damaged("it does not open with its wrapping key".to_owned()),
    }
}

/// Makes a data key that new rows of a compartment are sealed under.
pub(super) fn make(connection: &mut Connection, ring: &KeyRing, of: &Compartment) -> Result<(u32, DataKey)> {
    let secret = Secret::fresh()?;
    let transaction = connection.transaction()?;
    let key_id: u32 =
        transaction.query_row("select coalesce(max(key_id), 0) + 1 from data_key", [], |row| {
            row.get(0)
        })?;
    let wrapped = wrap(ring, key_id, of, &secret)?;
    transaction.execute(
        "insert into data_key (key_id, county_code, year, is_current, wrapped_by, wrapped) values (?1, ?2, ?3, 1, ?4, ?5)",
        params![key_id, of.county_code, of.year, ring.current().id, wrapped],
    )?;
    transaction.commit()?;
    let key = DataKey {
        compartment: of.clone(),
        state: KeyState::Ready {
            cipher: secret.cipher(),
            secret,
        },
        is_current: true,
    };
    Ok((key_id, key))
}

/// Wraps every key anew under the current wrapping key and retires it, so that new rows get new keys; the keys of `shredded` are thrown
/// away instead. One transaction; gives how many were thrown away.
pub(super) fn rewrap(
    connection: &mut Connection,
    ring: &KeyRing,
    keys: &DataKeys,
    shredded: Option<&Compartment>,
) -> Result<usize> {
    let mut thrown = 0;
    let transaction = connection.transaction()?;
    for (key_id, key) in keys {
        if shredded == Some(&key.compartment) {
            thrown += transaction.execute(
                "update data_key set is_current = 0, wrapped_by = null, wrapped = null
                 where key_id = ?1 and wrapped is not null",
                [key_id],
            )?;
            continue;
        }
        match &key.state {
            KeyState::Shredded => {}
            // With the former wrapping key gone, a backup could never mend it.
            KeyState::Damaged(fault) => {
                return Err(WarehouseError::Vault(format!(
                    "the data key {key_id} of {} is damaged ({fault}); put back `vault.db` or the key file first",
                    key.compartment
                )));
            }
            KeyState::Ready { secret, .. } => {
                let wrapped = wrap(ring, *key_id, &key.compartment, secret)?;
                transaction.execute(
                    "update data_key set is_current = 0, wrapped_by = ?2, wrapped = ?3 where key_id = ?1",
                    params![key_id, ring.current().id, wrapped],
                )?;
            }
        }
    }
    transaction.commit()?;
    Ok(thrown)
}

fn wrap(ring: &KeyRing, key_id: u32, of: &Compartment, secret: &Secret) -> Result<Vec<u8>> {
    ring.current()
        .secret
        .cipher()
        .seal(&wrapped_name(key_id, of), &secret.0)
}

fn wrapped_name(key_id: u32, of: &Compartment) -> String {
    format!("data key {key_id} of {of}")
}
