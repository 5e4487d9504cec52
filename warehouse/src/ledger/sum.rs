//! A sum over the whole control database, so that a changed byte is found wherever it lies.
//!
//! `SQLite` checks its structure and not its content. Beside `control.db` lies `control.db.sum`: the change counter of the database's header, and
//! the SHA-256 of the file as it was then. A process that dies between a commit and the sum leaves one that is older than the database;
//! that is told, and is no damage.

use std::io::Write;
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use rusqlite::{Connection, TransactionBehavior};
use sha2::{Digest, Sha256};

use crate::error::{Result, WarehouseError};

/// What the sum says about the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Summed {
    /// Every byte is as it was written.
    Whole,
    /// Written to since the sum was made.
    Newer,
    /// No sum was ever made.
    Unsummed,
    /// Some byte was changed from outside, or the file is an older one.
    Changed,
}

/// Makes the sum anew. Nobody writes to the database meanwhile.
pub(super) fn make(connection: &mut Connection, database: &Path) -> Result<()> {
    let path = sum_of(database);
    let part = path.with_extension("part");
    let guard = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let bytes = read(database)?;
    let line = format!(
        "{} {}\n",
        counter(&bytes, 24),
        HEXLOWER.encode(&Sha256::digest(&bytes))
    );
    let write = || {
        let mut file = std::fs::File::create(&part)?;
        file.write_all(line.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&part, &path)
    };
    write().map_err(|source| WarehouseError::file(&path, source))?;
    guard.rollback()?;
    Ok(())
}

/// Compares the database with its sum. Nobody writes to it meanwhile.
pub(super) fn check(connection: &mut Connection, database: &Path) -> Result<Summed> {
    let path = sum_of(database);
    let guard = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let bytes = read(database)?;
    let sum = match std::fs::read(&path) {
        Ok(sum) => sum,
        Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => return Ok(Summed::Unsummed),
        Err(source) => return Err(WarehouseError::file(&path, source)),
    };
    guard.rollback()?;
    let words = String::from_utf8(sum).ok().and_then(|line| {
        let (counter, sha256) = line.trim_end().split_once(' ')?;
        Some((counter.parse::<u32>().ok()?, sha256.to_owned()))
    });
    let own = counter(&bytes, 24);
    Ok(match words {
        // SQLite writes its counter in two places.
        _ if own != counter(&bytes, 92) => Summed::Changed,
        Some((summed, sha256)) if summed == own => {
            if HEXLOWER.encode(&Sha256::digest(&bytes)) == sha256 {
                Summed::Whole
            } else {
                Summed::Changed
            }
        }
        Some((summed, _)) if summed < own => Summed::Newer,
        _ => Summed::Changed,
    })
}

fn sum_of(database: &Path) -> PathBuf {
    database.with_extension("db.sum")
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|source| WarehouseError::file(path, source))
}

fn counter(bytes: &[u8], at: usize) -> u32 {
    bytes
        .get(at..at + 4)
        .and_then(|four| four.try_into().ok())
        .map_or(0, u32::from_be_bytes)
}
