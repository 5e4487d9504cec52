//! A file of a night: where its bytes are, and what was found in it so far.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::region::RegionCode;

use crate::night::IngestError;
use crate::reader::{Archive, Content, Depth, Opened, Opening, Readers, Refusal};

/// A file that would not fit into memory beside everything else.
const FILE_BYTES_MAX: u64 = 4 << 30;

/// A file whose headers were looked at.
pub(super) struct Planned {
    pub(super) place: Place,
    /// Its path below the drop folder.
    pub(super) name: Arc<str>,
    /// Its path below the folder of the night, which it keeps from night to night.
    pub(super) own_name: String,
    pub(super) sha256: String,
    pub(super) bytes: u64,
    pub(super) datasets: BTreeSet<&'static str>,
    pub(super) counties: BTreeSet<Option<RegionCode>>,
    pub(super) refused: Option<Refusal>,
    pub(super) message: String,
    /// Whether it is read by another process.
    pub(super) is_apart: bool,
}

/// Where the bytes of a file are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    File(PathBuf),
    /// In an archive, at a place of its directory.
    Member(PathBuf, u32),
}

impl Place {
    /// The file on the disk.
    pub(super) fn path(&self) -> &Path {
        match self {
            Self::File(path) | Self::Member(path, _) => path,
        }
    }
}

impl Planned {
    pub(super) fn new(name: String, own_name: String, place: Place) -> Self {
        Self {
            place,
            name: name.into(),
            own_name,
            sha256: String::new(),
            bytes: 0,
            datasets: BTreeSet::new(),
            counties: BTreeSet::new(),
            refused: None,
            message: String::new(),
            is_apart: false,
        }
    }

    pub(super) fn refuse(&mut self, refusal: Refusal, detail: &str) {
        self.refused = Some(refusal);
        let colon = if detail.is_empty() { "" } else { "：" };
        self.message = format!("{}{colon}{detail}", refusal.message());
    }

    /// Notes what its bytes hash to now, should the file have changed since its headers were looked at.
    fn note(&mut self, content: &mut Content) -> Result<(), IngestError> {
        let sum = content.sum();
        (self.sha256, self.bytes) = sum.map_err(|source| unreadable(self.place.path(), source))?;
        Ok(())
    }
}

fn unreadable(path: &Path, source: io::Error) -> IngestError {
    IngestError::File {
        path: path.to_path_buf(),
        source,
    }
}

/// Opens the files of a night.
pub(super) struct Opener {
    readers: Readers,
    /// The archive that was opened last.
    archive: Option<(PathBuf, Archive)>,
}

impl Opener {
    pub(super) fn new(readers: Readers) -> Self {
        Self {
            readers,
            archive: None,
        }
    }

    /// Begins to open a file, or refuses it when its bytes cannot be had.
    pub(super) fn start(
        &mut self,
        file: &mut Planned,
        depth: Depth,
    ) -> Result<Result<Opening, Refusal>, IngestError> {
        let mut content = match &file.place {
            Place::File(path) => {
                let size = fs::metadata(path)
                    .map_err(|source| unreadable(path, source))?
                    .len();
                if size > FILE_BYTES_MAX {
                    let mut content = Content::on_disk(path).map_err(|source| unreadable(path, source))?;
                    file.note(&mut content)?;
                    return Ok(Err(Refusal::Oversized));
                }
                Content::open(path).map_err(|source| unreadable(path, source))?
            }
            Place::Member(path, index) => match self.member(path, *index)? {
                Ok(content) => content.into(),
                Err(refusal) => return Ok(Err(refusal)),
            },
        };
        file.note(&mut content)?;
        self.readers
            .start(content, depth)
            .map(Ok)
            .map_err(IngestError::Reader)
    }

    /// Keeps an archive open, for its members.
    pub(super) fn hold(&mut self, path: PathBuf, archive: Archive) {
        self.archive = Some((path, archive));
    }

    /// The content of a file that lies in an archive.
    pub(super) fn content(&mut self, file: &Planned) -> Result<Option<Vec<u8>>, IngestError> {
        match &file.place {
            Place::File(_) => Ok(None),
            Place::Member(path, index) => self.member(path, *index).map(Result::ok),
        }
    }

    fn member(&mut self, path: &Path, index: u32) -> Result<Result<Vec<u8>, Refusal>, IngestError> {
        if self.archive.as_ref().is_none_or(|(open, _)| open != path) {
            self.archive = None;
            let content = fs::read(path).map_err(|source| unreadable(path, source))?;
            match self
                .readers
                .open(content, Depth::Whole)
                .map_err(IngestError::Reader)?
            {
                Ok(Opened::Archive(archive)) => self.hold(path.to_path_buf(), archive),
                Ok(Opened::Book(_)) => return Ok(Err(Refusal::Truncated)),
                Err(refusal) => return Ok(Err(refusal)),
            }
        }
        let member = match &mut self.archive {
            Some((_, archive)) => archive.member(index),
            None => Err(Refusal::Truncated),
        };
        if member.is_err() {
            // The process that held it may be gone; the next member opens it again.
            self.archive = None;
        }
        Ok(member)
    }
}
