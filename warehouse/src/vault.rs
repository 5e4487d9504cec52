//! Personal data, apart from everything that is counted: names, numbers, phones and illness, each row sealed.
//!
//! Analytic tables hold pseudonyms; what they stand for is here. Rows and delivered files are sealed under data keys, one set for each
//! county and year of delivery; these lie here as well, wrapped by a key that lies in the key file, away from the home. Throwing a data key
//! away makes what it sealed unreadable for good.

mod data_key;
mod file;
mod key_file;
mod proof;
mod seal;

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use domain::book::Tally;
use domain::digest::Numbered;
use domain::person::PseudonymKey;
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;

pub use self::data_key::Compartment;
use self::data_key::{DataKeys, KeyState};
pub(crate) use self::file::{Clear, Unsealed};
use self::key_file::KeyRing;
use self::seal::Cipher;
use crate::error::{Result, WarehouseError};
use crate::home::Home;

const SCHEMA: &str = "
create table if not exists home (home_id text not null, key_file text not null);
create table if not exists personal_row (
    dataset text not null,
    landed_seq integer not null,
    key_id integer not null,
    sealed blob not null,
    primary key (dataset, landed_seq)
) without rowid;
";

/// The personal cells of one landed row, as JSON of column → value.
#[derive(Debug)]
pub struct PersonalRow {
    pub dataset: &'static str,
    /// The landed row they belong to.
    pub landed_seq: i64,
    /// What they are shredded with.
    pub compartment: Compartment,
    pub cells: String,
}

/// Something sealed, asked for.
#[derive(Debug, PartialEq, Eq)]
pub enum Opened {
    Clear(Vec<u8>),
    /// Its key was thrown away with this compartment.
    Shredded(Compartment),
}

/// What is sealed for one county and year of delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CompartmentRow {
    #[serde(flatten)]
    pub compartment: Compartment,
    /// Rows with personal cells, readable and shredded.
    pub rows: u64,
    pub shredded_rows: u64,
    /// Data keys, those thrown away among them.
    pub data_keys: u64,
    pub shredded_keys: u64,
}

/// `vault.db`, opened with the home's keys.
#[derive(Debug)]
pub struct Vault {
    connection: Connection,
    path: PathBuf,
    ring: KeyRing,
    /// Whether the key file is this home's own: it was named, or lies where it is looked for.
    is_own_key_file: bool,
    keys: DataKeys,
    /// The data key of new rows.
    current: BTreeMap<Compartment, u32>,
}

impl Vault {
    /// Opens the vault of a home. `is_new` says that nothing was ever sealed in it, so that vault and keys may be made.
    pub fn open(home: &Home, is_new: bool) -> Result<Self> {
        let path = home.vault();
        if !path.exists() && !is_new {
            return Err(WarehouseError::Vault(format!(
                "`{}` is missing; put it back",
                path.display()
            )));
        }
        let connection = connect(&path)?;
        let (ring, is_own_key_file) = match recorded(&connection)? {
            Some((home_id, key_file)) => {
                let (path, is_own) = key_file_of(home, &home_id, &key_file);
                (KeyRing::open(&path, &home_id)?, is_own)
            }
            None if is_new => {
                let home_id = HEXLOWER.encode(&seal::random::<16>()?);
                // The keys first: a vault that names a home without keys could not be opened again.
                let ring = create_ring(home, &home_id)?;
                let whole = std::path::absolute(ring.path())
                    .map_err(|source| WarehouseError::file(ring.path(), source))?;
                connection.execute(
                    "insert into home (home_id, key_file) values (?1, ?2)",
                    params![home_id, whole.to_string_lossy()],
                )?;
                (ring, true)
            }
            None => {
                return Err(WarehouseError::Vault(
                    "an earlier build sealed this home, with keys that this one does not know; deliver its files into a new home"
                        .to_owned(),
                ));
            }
        };
        let mut vault = Self {
            connection,
            path,
            ring,
            is_own_key_file,
            keys: BTreeMap::new(),
            current: BTreeMap::new(),
        };
        vault.read_keys()?;
        Ok(vault)
    }

    fn read_keys(&mut self) -> Result<()> {
        self.keys = data_key::read(&self.connection, &self.ring)?;
        self.current = self
            .keys
            .iter()
            .filter(|(_, key)| key.is_current)
            .map(|(key_id, key)| (key.compartment.clone(), *key_id))
            .collect();
        Ok(())
    }

    /// The key of the pseudonyms.
    pub fn pseudonyms(&self) -> PseudonymKey {
        PseudonymKey::new(self.ring.pseudonym.0)
    }

    /// Which wrapping key is in use; its id says nothing about it.
    pub fn wrapping_key_id(&self) -> &str {
        &self.ring.current().id
    }

    /// Keeps rows, in one transaction. A row kept before by a run that did not finish is replaced.
    pub fn keep(&mut self, rows: &[PersonalRow]) -> Result<()> {
        // Data keys are durable before anything is sealed under them.
        let mut key_ids = Vec::with_capacity(rows.len());
        for row in rows {
            key_ids.push(self.current_key(&row.compartment)?);
        }
        let keys = &self.keys;
        let transaction = self.connection.transaction()?;
        {
            let mut insert = transaction.prepare_cached(
                "insert or replace into personal_row (dataset, landed_seq, key_id, sealed) values (?1, ?2, ?3, ?4)",
            )?;
            for (row, key_id) in rows.iter().zip(key_ids) {
                let mut sealed = Vec::with_capacity(row.cells.len() + 32);
                sealed.extend_from_slice(&key_id.to_be_bytes());
                ready(keys, key_id)?.seal_onto(
                    &row_name(row.dataset, row.landed_seq, &row.compartment),
                    row.cells.as_bytes(),
                    &mut sealed,
                )?;
                insert.execute(params![row.dataset, row.landed_seq, key_id, sealed])?;
            }
        }
        transaction.commit()?;
        Ok(())
    }

    /// Forgets rows of a dataset from a number on: a run that did not finish kept them, and the numbers will be given to other rows.
    pub(crate) fn forget_from(&mut self, dataset: &str, landed_seq: i64) -> Result<usize> {
        let forgotten = self.connection.execute(
            "delete from personal_row where dataset = ?1 and landed_seq >= ?2",
            params![dataset, landed_seq],
        )?;
        Ok(forgotten)
    }

    /// The rows of a dataset that are kept, of those with these numbers.
    pub(crate) fn kept(&self, dataset: &str, numbers: &Range<i64>) -> Result<Tally> {
        let numbered = Numbered::sealed_rows_of(dataset);
        let mut statement = self.connection.prepare_cached(
            "select landed_seq from personal_row where dataset = ?1 and landed_seq >= ?2 and landed_seq < ?3",
        )?;
        let mut rows = statement.query(params![dataset, numbers.start, numbers.end])?;
        let mut kept = Tally::default();
        while let Some(row) = rows.next()? {
            kept.add(numbered.row(row.get(0)?));
        }
        Ok(kept)
    }

    /// The personal cells of a landed row, as JSON; none when it has none.
    pub fn open_row(&self, dataset: &str, landed_seq: i64) -> Result<Option<Opened>> {
        let row: Option<(u32, Vec<u8>)> = self
            .connection
            .query_row(
                "select key_id, sealed from personal_row where dataset = ?1 and landed_seq = ?2",
                params![dataset, landed_seq],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()?;
        row.map(|(key_id, sealed)| {
            self.open_sealed(dataset, landed_seq, key_id, &sealed)
                .map_err(|what| WarehouseError::Vault(format!("row {landed_seq} of `{dataset}` {what}")))
        })
        .transpose()
    }

    /// What a sealed row says; else what is wrong with it.
    fn open_sealed(
        &self,
        dataset: &str,
        landed_seq: i64,
        key_id: u32,
        sealed: &[u8],
    ) -> Result<Opened, String> {
        let body = sealed
            .split_first_chunk::<4>()
            .filter(|(own, _)| u32::from_be_bytes(**own) == key_id)
            .map(|(_, body)| body)
            .ok_or("does not name its key")?;
        let key = self.keys.get(&key_id).ok_or("names a key that was never made")?;
        match &key.state {
            KeyState::Shredded => Ok(Opened::Shredded(key.compartment.clone())),
            KeyState::Damaged(fault) => Err(format!("has lost its key: {fault}")),
            KeyState::Ready { cipher, .. } => cipher
                .open(&row_name(dataset, landed_seq, &key.compartment), body)
                .map(Opened::Clear)
                .ok_or_else(|| "is damaged".to_owned()),
        }
    }

    /// What is sealed, by county and year.
    pub fn compartments(&self) -> Result<Vec<CompartmentRow>> {
        let mut statement = self
            .connection
            .prepare("select key_id, count(*) from personal_row group by key_id")?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, u32>(0)?, row.get::<_, i64>(1)?)))?;
        let rows: BTreeMap<u32, i64> = rows.collect::<rusqlite::Result<_>>()?;
        let mut compartments: BTreeMap<&Compartment, CompartmentRow> = BTreeMap::new();
        for (key_id, key) in &self.keys {
            let entry = compartments
                .entry(&key.compartment)
                .or_insert_with(|| CompartmentRow {
                    compartment: key.compartment.clone(),
                    rows: 0,
                    shredded_rows: 0,
                    data_keys: 0,
                    shredded_keys: 0,
                });
            let sealed = rows.get(key_id).copied().unwrap_or_default();
            let sealed = u64::try_from(sealed).unwrap_or_default();
            entry.data_keys += 1;
            if matches!(key.state, KeyState::Shredded) {
                entry.shredded_keys += 1;
                entry.shredded_rows += sealed;
            } else {
                entry.rows += sealed;
            }
        }
        Ok(compartments.into_values().collect())
    }

    /// Makes a new wrapping key, wraps every data key anew under it, and lets new rows have new data keys. What was sealed stays readable.
    /// Copies of the vault that were made before open only with a copy of the key file that was made before.
    pub fn rotate(&mut self) -> Result<()> {
        self.rewrap(None).map(drop)
    }

    /// Throws the data keys of a compartment away, in the same step as a rotation: with the former wrapping key gone too, they cannot be had
    /// from an older copy of the vault either. Gives how many were thrown away.
    pub fn shred(&mut self, compartment: &Compartment) -> Result<usize> {
        self.rewrap(Some(compartment))
    }

    /// The key file holds the former and the new key until the vault needs the former no more: stopped anywhere, both are readable, and the
    /// next rotation goes on.
    fn rewrap(&mut self, shredded: Option<&Compartment>) -> Result<usize> {
        if !self.is_own_key_file {
            return Err(WarehouseError::Vault(format!(
                "this home is a copy, or was moved: it reads with the key file `{}`, which its original may need as it is; name a key file \
                 of its own with `vault.key_file`",
                self.ring.path().display()
            )));
        }
        self.ring.renew()?;
        let thrown = data_key::rewrap(&mut self.connection, &self.ring, &self.keys, shredded)?;
        // What was overwritten must not stay in the log beside the database.
        self.connection
            .query_row("pragma wal_checkpoint(truncate)", [], |row| row.get::<_, i64>(0))
            .map_err(WarehouseError::from)
            .and_then(|busy| {
                if busy == 0 {
                    Ok(())
                } else {
                    Err(WarehouseError::Vault(format!(
                        "another process reads `{}`; try again when it has ended",
                        self.path.display()
                    )))
                }
            })?;
        self.ring.drop_former()?;
        self.read_keys()?;
        Ok(thrown)
    }

    /// The data key that new rows of a compartment are sealed under, made when there is none.
    fn current_key(&mut self, compartment: &Compartment) -> Result<u32> {
        if let Some(key_id) = self.current.get(compartment) {
            return Ok(*key_id);
        }
        let (key_id, key) = data_key::make(&mut self.connection, &self.ring, compartment)?;
        self.keys.insert(key_id, key);
        self.current.insert(compartment.clone(), key_id);
        Ok(key_id)
    }

    fn cipher(&self, key_id: u32) -> Result<&Cipher> {
        ready(&self.keys, key_id)
    }
}

fn ready(keys: &DataKeys, key_id: u32) -> Result<&Cipher> {
    keys.get(&key_id)
        .and_then(data_key::DataKey::cipher)
        .ok_or_else(|| {
            WarehouseError::Vault(format!("the data key {key_id} is damaged; run `dixian verify`"))
        })
}

fn connect(path: &Path) -> Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    // A key that is thrown away is overwritten, not only unlinked.
    connection.pragma_update(None, "secure_delete", "ON")?;
    connection.execute_batch(SCHEMA)?;
    connection.execute_batch(data_key::SCHEMA)?;
    Ok(connection)
}

fn row_name(dataset: &str, landed_seq: i64, compartment: &Compartment) -> String {
    format!("row {landed_seq} of {dataset} for {compartment}")
}

/// The home's name for its keys, and where they lay when they were made.
fn recorded(connection: &Connection) -> Result<Option<(String, PathBuf)>> {
    Ok(connection
        .query_row("select home_id, key_file from home", [], |row| {
            Ok((row.get(0)?, PathBuf::from(row.get::<_, String>(1)?)))
        })
        .optional()?)
}

/// The key file of a home, and whether it is the home's own: the named one; else the first that has its keys of those beside and in the
/// home, and, for a copy of a home, the one that the original was made with.
fn key_file_of(home: &Home, home_id: &str, recorded: &Path) -> (PathBuf, bool) {
    if let Some(named) = home.named_key_file() {
        return (named.to_owned(), true);
    }
    let mut defaults = home.default_key_files().into_iter();
    if let Some(own) = defaults.find(|path| KeyRing::is_for(path, home_id)) {
        return (own, true);
    }
    let is_default = home.default_key_files().iter().any(|path| path == recorded);
    (recorded.to_owned(), is_default)
}

/// Makes the keys of a new home, in the first place that can be written.
fn create_ring(home: &Home, home_id: &str) -> Result<KeyRing> {
    if let Some(named) = home.named_key_file() {
        return KeyRing::create(named, home_id);
    }
    let places = home.default_key_files();
    let (last, others) = places.split_last().expect("the home itself is a place");
    others
        .iter()
        .find_map(|path| match KeyRing::create(path, home_id) {
            Err(WarehouseError::File { source, .. })
                if matches!(
                    source.kind(),
                    std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem
                ) =>
            {
                None
            }
            made => Some(made),
        })
        .unwrap_or_else(|| KeyRing::create(last, home_id))
}

/// Where the keys of a home lie, for somebody who looks after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyPlace {
    pub path: PathBuf,
    pub is_there: bool,
    /// It lies in the home, so that every copy of the home can be read.
    pub is_inside: bool,
    /// Others than its owner may read it.
    pub is_open_to_others: bool,
}

impl KeyPlace {
    /// Looks for the key file; nothing is made.
    pub fn of(home: &Home) -> Result<Self> {
        let known = if home.vault().exists() {
            recorded(&connect(&home.vault())?)?
        } else {
            None
        };
        let path = match (known, home.named_key_file()) {
            (Some((home_id, key_file)), _) => key_file_of(home, &home_id, &key_file).0,
            (None, Some(named)) => named.to_owned(),
            (None, None) => home.default_key_files().swap_remove(0),
        };
        let whole = |path: &Path| {
            path.canonicalize()
                .or_else(|_missing| std::path::absolute(path))
                .unwrap_or_else(|_no_folder| path.to_owned())
        };
        Ok(Self {
            is_there: path.exists(),
            is_inside: whole(&path).starts_with(whole(home.root())),
            is_open_to_others: key_file::is_open_to_others(&path),
            path,
        })
    }
}

#[cfg(test)]
mod tests;
