//! What a zip container may cost before anybody unpacks it.
//!
//! Sizes in a zip directory can lie, so every entry is unpacked once into nothing and counted; that also proves its checksum, so a
//! damaged workbook is known as one before its first row is read.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipError;

use super::{Depth, Refusal};

pub(super) const ENTRIES_MAX: usize = 2_000;
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
    /// Files, each for itself.
    Archive,
    /// A letter, a presentation, or a workbook in a form that is not read.
    Other,
}

/// What a container is, by what is in it.
pub(super) fn container_of(archive: &ZipArchive<Cursor<&[u8]>>) -> Container {
    let has = |name: &str| archive.index_for_name(name).is_some();
    // Some programs give the workbook another name; in the binary form it ends in `.bin`.
    let is_workbook = has("xl/workbook.xml")
        || (has("[Content_Types].xml")
            && !has("xl/workbook.bin")
            && archive
                .file_names()
                .any(|name| name.is_ok_and(|name| name.starts_with("xl/"))));
    if is_workbook {
        Container::Xlsx
    } else if has("content.xml") && has("mimetype") {
        Container::Ods
    } else if has("[Content_Types].xml") || has("mimetype") {
        Container::Other
    } else {
        Container::Archive
    }
}

pub(super) fn inspect(bytes: &[u8], depth: Depth) -> Result<Container, Refusal> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| refusal_of(&error))?;
    if archive.len() > ENTRIES_MAX {
        return Err(Refusal::ZipBomb);
    }
    let container = container_of(&archive);
    if matches!(container, Container::Archive | Container::Other) {
        return Ok(container);
    }
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|error| refusal_of(&error))?;
        let is_sheet = entry
            .name()
            .is_ok_and(|name| name.starts_with("xl/worksheets/") || name == "content.xml");
        if is_sheet && depth == Depth::Heads {
            continue;
        }
        let limit = if is_sheet { SHEET_BYTES_MAX } else { KEPT_BYTES_MAX };
        count(&mut entry, limit)?;
    }
    Ok(container)
}

fn count(entry: &mut ZipFile<'_, Cursor<&[u8]>>, limit: u64) -> Result<(), Refusal> {
    unpack(entry, limit, &mut |_bytes| ())
}

/// Unpacks an entry piece by piece, as long as it keeps its measure.
pub(super) fn unpack(
    entry: &mut ZipFile<'_, Cursor<&[u8]>>,
    limit: u64,
    take: &mut dyn FnMut(&[u8]),
) -> Result<(), Refusal> {
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
        take(buffer.get(..read).unwrap_or_default());
    }
}

pub(super) fn refusal_of(error: &ZipError) -> Refusal {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            Refusal::Encrypted
        }
        _ => Refusal::Truncated,
    }
}
