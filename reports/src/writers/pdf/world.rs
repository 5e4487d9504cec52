//! What Typst may see: one template, one file of data, the faces, and a day. Anything else is not found.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use super::fonts::Fonts;

static TEMPLATE: &str = include_str!("../../../templates/gbt9704.typ");
static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::builder().build()));

/// One document being set.
pub(super) struct Job<'a> {
    fonts: &'a Fonts,
    template: Source,
    data_id: FileId,
    data: Bytes,
    today: Option<Datetime>,
}

fn file_id(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("the names of the two files are plain");
    FileId::new(RootedPath::new(VirtualRoot::Project, path))
}

impl<'a> Job<'a> {
    pub(super) fn new(fonts: &'a Fonts, data: String, today: Option<Datetime>) -> Self {
        Self {
            fonts,
            template: Source::new(file_id("gbt9704.typ"), TEMPLATE.to_owned()),
            data_id: file_id("data.json"),
            data: Bytes::new(data.into_bytes()),
            today,
        }
    }

    fn not_found<T>(id: FileId) -> FileResult<T> {
        Err(FileError::NotFound(id.vpath().get_with_slash().into()))
    }
}

impl World for Job<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.template.id() {
            Ok(self.template.clone())
        } else {
            Self::not_found(id)
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.data_id {
            Ok(self.data.clone())
        } else {
            Self::not_found(id)
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.font(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        self.today
    }
}
