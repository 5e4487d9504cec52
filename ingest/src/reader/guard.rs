//! What a zip container may cost before anybody unpacks it.
//!
//! Sizes in a zip directory can lie, so every entry is unpacked once into nothing and counted; that also proves its checksum, so a
//! damaged workbook is known as one before its first row is read.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::{Depth, Refusal};

const ENTRIES_MAX: usize = 2_000;
/// Entries that a reader keeps in memory: shared strings, styles, the list of sheets.
const KEPT_BYTES_MAX: u64 = 256 << 20;
/// Entries that are read as a stream: sheets.
const SHEET_BYTES_MAX: u64 = 4 << 30;
const RATIO_MAX: u64 = 200;
/// Small entries may be as repetitive as they like.
const RATIO_FROM_BYTES: u64 = 32 << 20;

/// What a zip container turns out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Container {
    Xlsx,
    Ods,
    Other,
}

pub(super) fn inspect(bytes: &[u8], depth: Depth) -> Result<Container, Refusal> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| refusal_of(&error))?;
    if archive.len() > ENTRIES_MAX {
        return Err(Refusal::ZipBomb);
    }
    let container = if archive.index_for_name("xl/workbook.xml").is_some() {
        Container::Xlsx
    } else if archive.index_for_name("content.xml").is_some() {
        Container::Ods
    } else {
        Container::Other
    };
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|error| refusal_of(&error))?;
        let is_sheet = entry.name().is_ok_and(|name| name.starts_with("xl/worksheets/"));
        if is_sheet && depth == Depth::Heads {
            continue;
        }
        let limit = if is_sheet { SHEET_BYTES_MAX } else { KEPT_BYTES_MAX };
        count(&mut entry, limit)?;
    }
    Ok(container)
}

fn count(entry: &mut zip::read::ZipFile<'_, Cursor<&[u8]>>, limit: u64) -> Result<(), Refusal> {
    let packed = entry.compressed_size().max(1);
    let mut buffer = vec![0; 64 * 1024];
    let mut unpacked = 0;
    loop {
        let read = entry.read(&mut buffer).map_err(|_damaged| Refusal::Truncated)?;
        if read == 0 {
            return Ok(());
        }
        unpacked += read as u64;
        if unpacked > limit || (unpacked > RATIO_FROM_BYTES && unpacked / packed > RATIO_MAX) {
            return Err(Refusal::ZipBomb);
        }
    }
}

fn refusal_of(error: &ZipError) -> Refusal {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            Refusal::Encrypted
        }
        _ => Refusal::Truncated,
    }
}
