//! A zip of files: what is in it, under which names, and the bytes of one of them.
//!
//! Names are told to people and kept in tables; no path is ever made from one. An archive with a name that leads out of it was not packed
//! by an office and is refused as a whole.

use std::io::Cursor;

use encoding_rs::GB18030;
use serde::{Deserialize, Serialize};
use zip::ZipArchive;

use super::Refusal;
use super::form::Form;
use super::guard::{Container, ENTRIES_MAX, container_of, refusal_of, unpack};

/// One file of an archive.
const MEMBER_BYTES_MAX: u64 = 1 << 30;
/// All files of an archive together.
const TOTAL_BYTES_MAX: u64 = 4 << 30;
const NAME_BYTES_MAX: usize = 1_000;

/// A file in an archive.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Member {
    /// Its path in the archive, with `/` between its parts.
    pub(crate) name: String,
    /// Its place in the directory of the archive.
    pub(crate) index: u32,
}

/// Whether a file is an archive of files, and not a workbook that happens to be zipped.
pub(super) fn is_archive(bytes: &[u8]) -> bool {
    Form::of(bytes) == Form::Zip
        && ZipArchive::new(Cursor::new(bytes))
            .is_ok_and(|archive| container_of(&archive) == Container::Archive)
}

/// The files in an archive, by name, without what the packing program put beside them.
pub(super) fn members(bytes: &[u8]) -> Result<Vec<Member>, Refusal> {
    let mut archive = open(bytes)?;
    if archive.len() > ENTRIES_MAX {
        return Err(Refusal::ZipBomb);
    }
    // Of two files of one name the library shows the last one, and nothing must be lost without a word.
    if entries_claimed(bytes).is_some_and(|claimed| claimed != archive.len()) {
        return Err(Refusal::UnsafeName);
    }
    let mut members = vec![];
    let mut total: u64 = 0;
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(|error| refusal_of(&error))?;
        let name = name_of(entry.name_raw())?;
        // A directory can lie about sizes, but not to its own favour: what it says is too much is too much.
        total = total.saturating_add(entry.size());
        if total > TOTAL_BYTES_MAX {
            return Err(Refusal::ZipBomb);
        }
        let is_file = !name.ends_with('/') && !entry.is_dir() && !entry.is_symlink();
        if is_file && !is_hidden(&name) {
            let index = u32::try_from(index).expect("the number of entries is checked above");
            members.push(Member { name, index });
        }
    }
    members.sort();
    // Two files of one name cannot be told apart afterwards.
    if members
        .windows(2)
        .any(|pair| matches!(pair, [one, other] if one.name == other.name))
    {
        return Err(Refusal::UnsafeName);
    }
    if members.is_empty() {
        return Err(Refusal::Empty);
    }
    Ok(members)
}

/// The bytes of a file in an archive.
pub(super) fn member(bytes: &[u8], index: u32) -> Result<Vec<u8>, Refusal> {
    let mut archive = open(bytes)?;
    let mut entry = archive
        .by_index(index as usize)
        .map_err(|error| refusal_of(&error))?;
    let mut content = vec![];
    unpack(&mut entry, MEMBER_BYTES_MAX, &mut |piece| {
        content.extend_from_slice(piece);
    })?;
    Ok(content)
}

/// How many entries the end of an archive says there are; none where it leaves that to a longer record.
fn entries_claimed(bytes: &[u8]) -> Option<usize> {
    let end = memchr::memmem::rfind(bytes, b"PK\x05\x06")?;
    let count = bytes.get(end + 10..end + 12)?.try_into().ok()?;
    let count = usize::from(u16::from_le_bytes(count));
    (count != usize::from(u16::MAX)).then_some(count)
}

fn open(bytes: &[u8]) -> Result<ZipArchive<Cursor<&[u8]>>, Refusal> {
    ZipArchive::new(Cursor::new(bytes)).map_err(|error| refusal_of(&error))
}

/// The name of an entry: UTF-8 where it is, else GB18030, which Windows writes in this country without saying so.
fn name_of(raw: &[u8]) -> Result<String, Refusal> {
    let name = match str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_not_utf8) => GB18030
            .decode_without_bom_handling_and_without_replacement(raw)
            .ok_or(Refusal::UnsafeName)?
            .into_owned(),
    };
    let name = name.replace('\\', "/");
    let is_letter = |letter: char| {
        !letter.is_control()
            && !matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let is_inside = !name.starts_with('/')
        && !name.split('/').any(|part| part == "..")
        && !name.split('/').next().is_some_and(|first| first.contains(':'));
    if name.is_empty() || name.len() > NAME_BYTES_MAX || !is_inside || !name.chars().all(is_letter) {
        return Err(Refusal::UnsafeName);
    }
    Ok(name)
}

/// What systems and spreadsheets leave behind, and the truth of a simulation.
fn is_hidden(name: &str) -> bool {
    let mut folders: Vec<&str> = name.split('/').collect();
    let file = folders.pop().unwrap_or_default();
    folders
        .iter()
        .any(|folder| folder.starts_with('.') || *folder == "__MACOSX" || *folder == crate::night::TRUTH)
        || crate::night::is_hidden(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_utf8_and_in_the_encoding_of_windows() {
        assert_eq!(name_of("走访/一.csv".as_bytes()).as_deref(), Ok("走访/一.csv"));
        assert_eq!(
            name_of(&GB18030.encode("走访\\一.csv").0).as_deref(),
            Ok("走访/一.csv")
        );
    }

    #[test]
    fn names_that_lead_out_of_the_archive_are_refused() {
        for name in [
            "../a.csv",
            "x/../../a.csv",
            "..\\a.csv",
            "/etc/a.csv",
            "C:\\a.csv",
            "a\0.csv",
            "a\u{202e}vsc.csv",
            "",
        ] {
            assert_eq!(name_of(name.as_bytes()), Err(Refusal::UnsafeName), "{name:?}");
        }
    }

    #[test]
    fn what_a_system_leaves_behind_is_no_file() {
        for name in [
            "__MACOSX/._a.csv",
            ".DS_Store",
            "x/~$a.xlsx",
            "x/Thumbs.db",
            "truth/a.csv",
        ] {
            assert!(is_hidden(name), "{name}");
        }
        assert!(!is_hidden("乡/a.csv"));
    }
}
