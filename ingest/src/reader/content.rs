//! The content of a file: in memory, or on the disk where it is a long text, of which only pieces are ever needed.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek};
use std::path::Path;
use std::time::SystemTime;

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use super::form::{Form, MARKS_WITHIN};

/// A text that is longer stays on the disk.
const KEPT_TEXT_BYTES: u64 = 4 << 20;
/// As much as is read at once.
const PIECE_BYTES: usize = 1 << 20;

/// The content of a file.
pub(crate) enum Content {
    Bytes(Cursor<Vec<u8>>),
    Text(TextFile),
}

/// A long text on the disk.
pub(crate) struct TextFile {
    file: File,
    /// Its length and the time of its last change when it was opened.
    opened: (u64, Option<SystemTime>),
}

impl TextFile {
    fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let opened = state(&file)?;
        Ok(Self { file, opened })
    }
}

impl From<Vec<u8>> for Content {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(Cursor::new(bytes))
    }
}

impl Content {
    /// Opens a file; reads it whole unless it is a long text.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let mut text = TextFile::open(path)?;
        let mut bytes = vec![];
        (&mut text.file)
            .take(MARKS_WITHIN as u64)
            .read_to_end(&mut bytes)?;
        if text.opened.0 > KEPT_TEXT_BYTES && Form::of(&bytes) == Form::Text {
            return Ok(Self::Text(text));
        }
        text.file.read_to_end(&mut bytes)?;
        Ok(bytes.into())
    }

    /// A file that is only hashed, whatever it is.
    pub(crate) fn on_disk(path: &Path) -> io::Result<Self> {
        TextFile::open(path).map(Self::Text)
    }

    /// Its SHA-256 in hexadecimal, and its length.
    pub(crate) fn sum(&mut self) -> io::Result<(String, u64)> {
        self.rewind()?;
        let mut hasher = Sha256::new();
        let mut piece = vec![0; PIECE_BYTES];
        let mut bytes = 0;
        loop {
            let read = self.read(&mut piece)?;
            if read == 0 {
                break;
            }
            hasher.update(piece.get(..read).unwrap_or_default());
            bytes += read as u64;
        }
        Ok((HEXLOWER.encode(&hasher.finalize()), bytes))
    }

    /// Whether it is what it was when it was opened.
    pub(super) fn is_unchanged(&self) -> bool {
        match self {
            Self::Bytes(_) => true,
            Self::Text(text) => state(&text.file).is_ok_and(|state| state == text.opened),
        }
    }

    pub(super) fn rewind(&mut self) -> io::Result<()> {
        match self {
            Self::Bytes(bytes) => bytes.rewind(),
            Self::Text(text) => text.file.rewind(),
        }
    }
}

impl Read for Content {
    fn read(&mut self, piece: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Bytes(bytes) => bytes.read(piece),
            Self::Text(text) => text.file.read(piece),
        }
    }
}

fn state(file: &File) -> io::Result<(u64, Option<SystemTime>)> {
    let metadata = file.metadata()?;
    Ok((metadata.len(), metadata.modified().ok()))
}
