//! The container of a workbook: its parts, how they refer to each other, and what they are.
//!
//! A part that nobody edits leaves as the packed bytes it came as. New parts carry no time of day.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::ReturnError;
use super::xml::{Edit, Walk, append, pieces};

/// A part beyond this size is not returned: it would have to be held in memory.
const PART_BYTES_MAX: u64 = 2 << 30;
const CONTENT_TYPES: &str = "[Content_Types].xml";
const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A workbook as its parts.
pub(super) struct Package<'a> {
    archive: Option<ZipArchive<Cursor<&'a [u8]>>>,
    parts: Vec<Part>,
    /// Where a part stands, by its name in small letters: names of parts differ in more than case.
    places: BTreeMap<String, usize>,
}

struct Part {
    name: String,
    content: Content,
}

enum Content {
    /// As it came.
    Archived,
    Text {
        text: String,
        edits: Vec<Edit>,
    },
    Dropped,
}

impl<'a> Package<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, ReturnError> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(ReturnError::Container)?;
        let mut package = Self {
            archive: None,
            parts: vec![],
            places: BTreeMap::new(),
        };
        for index in 0..archive.len() {
            let name = archive.name_for_index(index).transpose();
            let name = name.map_err(ReturnError::Container)?.unwrap_or_default();
            package.push(name.into_owned(), Content::Archived);
        }
        package.archive = Some(archive);
        Ok(package)
    }

    /// A package of new parts.
    pub(super) fn of(parts: Vec<(String, String)>) -> Self {
        let mut package = Self {
            archive: None,
            parts: vec![],
            places: BTreeMap::new(),
        };
        for (name, text) in parts {
            package.add(name, text);
        }
        package
    }

    fn push(&mut self, name: String, content: Content) {
        self.places.insert(name.to_lowercase(), self.parts.len());
        self.parts.push(Part { name, content });
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.places
            .get(&name.to_lowercase())
            .is_some_and(|place| !matches!(self.parts[*place].content, Content::Dropped))
    }

    /// A name of this pattern, `#` being a number, that no part has.
    pub(super) fn free_name(&self, pattern: &str) -> String {
        (1..=u32::MAX)
            .map(|number| pattern.replace('#', &number.to_string()))
            .find(|name| !self.places.contains_key(&name.to_lowercase()))
            .expect("some number is free")
    }

    pub(super) fn add(&mut self, name: String, text: String) {
        let content = Content::Text { text, edits: vec![] };
        match self.places.get(&name.to_lowercase()) {
            Some(place) => self.parts[*place].content = content,
            None => self.push(name, content),
        }
    }

    pub(super) fn drop_part(&mut self, name: &str) -> Result<(), ReturnError> {
        for name in [name.to_owned(), relations_name(name)] {
            if let Some(place) = self.places.get(&name.to_lowercase()) {
                self.parts[*place].content = Content::Dropped;
            }
        }
        self.edit(CONTENT_TYPES, |text| {
            let wanted = format!("/{name}").to_lowercase();
            let mut edits = vec![];
            let mut walk = Walk::new(text);
            while let Some(tag) = walk.open()? {
                if tag
                    .attribute("PartName")
                    .is_some_and(|part| part.to_lowercase() == wanted)
                {
                    let (_, end) = walk.leave(&tag)?;
                    edits.push(Edit::replace(tag.span.start..end, String::new()));
                }
            }
            Ok((edits, ()))
        })
    }

    /// Looks at a part, and changes it as far as the closure says.
    pub(super) fn edit<T>(
        &mut self,
        name: &str,
        look: impl FnOnce(&str) -> Result<(Vec<Edit>, T), Trouble>,
    ) -> Result<T, ReturnError> {
        let place = self.places.get(&name.to_lowercase()).copied();
        let place = place.ok_or_else(|| ReturnError::Missing {
            part: name.to_owned(),
        })?;
        let (text, is_archived) = match &mut self.parts[place].content {
            Content::Archived => (self.unpacked(place)?, true),
            Content::Text { text, edits } if edits.is_empty() => (std::mem::take(text), false),
            Content::Text { text, edits } => (pieces(text, edits).collect(), false),
            Content::Dropped => {
                return Err(ReturnError::Missing {
                    part: name.to_owned(),
                });
            }
        };
        let (mut edits, found) = look(&text).map_err(|trouble| trouble.of(name))?;
        edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
        // Elements nest, unless the part is none of what it says it is.
        if edits.windows(2).any(|pair| pair[0].span.end > pair[1].span.start) {
            return Err(ReturnError::Tangled {
                part: name.to_owned(),
            });
        }
        if !is_archived || !edits.is_empty() {
            self.parts[place].content = Content::Text { text, edits };
        }
        Ok(found)
    }

    fn unpacked(&mut self, place: usize) -> Result<String, ReturnError> {
        let part = &self.parts[place].name;
        let archive = self
            .archive
            .as_mut()
            .expect("archived parts come from an archive");
        let entry = archive.by_index(place).map_err(ReturnError::Container)?;
        let mut bytes = vec![];
        entry
            .take(PART_BYTES_MAX + 1)
            .read_to_end(&mut bytes)
            .map_err(|source| ReturnError::Unpack {
                part: part.clone(),
                source,
            })?;
        if bytes.len() as u64 > PART_BYTES_MAX {
            return Err(ReturnError::PartTooLarge { part: part.clone() });
        }
        let text = String::from_utf8(bytes).map_err(|source| ReturnError::Encoding {
            part: part.clone(),
            source,
        })?;
        // The mark at the beginning of a text says UTF-8, which the text says as well.
        Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
    }

    pub(super) fn finish(mut self) -> Result<Vec<u8>, ReturnError> {
        let mut writer = ZipWriter::new(Cursor::new(vec![]));
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default());
        for (index, part) in self.parts.iter().enumerate() {
            match &part.content {
                Content::Archived => {
                    let archive = self
                        .archive
                        .as_mut()
                        .expect("archived parts come from an archive");
                    let entry = archive.by_index_raw(index).map_err(ReturnError::Container)?;
                    writer.raw_copy_file(entry).map_err(ReturnError::Container)?;
                }
                Content::Text { text, edits } => {
                    let size = text.len() + edits.iter().map(|edit| edit.with.len()).sum::<usize>();
                    let options = options.large_file(size as u64 >= u64::from(u32::MAX));
                    writer
                        .start_file(part.name.as_str(), options)
                        .map_err(ReturnError::Container)?;
                    for piece in pieces(text, edits) {
                        writer.write_all(piece.as_bytes()).map_err(ReturnError::Pack)?;
                    }
                }
                Content::Dropped => {}
            }
        }
        let bytes = writer.finish().map_err(ReturnError::Container)?;
        Ok(bytes.into_inner())
    }

    /// Says what a new part is.
    pub(super) fn declare(&mut self, part: &str, content_type: &str) -> Result<(), ReturnError> {
        let child = format!(r#"<Override PartName="/{part}" ContentType="{content_type}"/>"#);
        self.edit(CONTENT_TYPES, |text| {
            Ok((append(text, "Types", &child, None, &[])?, ()))
        })
    }

    /// Calls the workbook a plain one: neither a template nor one with macros.
    pub(super) fn declare_plain_workbook(&mut self) -> Result<(), ReturnError> {
        const PLAIN: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";
        self.edit(CONTENT_TYPES, |text| {
            let mut edits = vec![];
            let mut walk = Walk::new(text);
            while let Some(tag) = walk.open()? {
                let content_type = tag.attribute("ContentType").unwrap_or_default();
                if content_type.ends_with(".main+xml") && content_type != PLAIN {
                    edits.push(Edit::replace(
                        tag.span.clone(),
                        tag.with(&[("ContentType", Some(PLAIN))]),
                    ));
                }
            }
            Ok((edits, ()))
        })
    }

    /// What a part refers to.
    pub(super) fn relations(&mut self, part: &str) -> Result<Vec<Relation>, ReturnError> {
        let name = relations_name(part);
        if !self.has(&name) {
            return Ok(vec![]);
        }
        self.edit(&name, |text| {
            let mut relations = vec![];
            let mut walk = Walk::new(text);
            while let Some(tag) = walk.open()? {
                if tag.is("Relationship") && tag.attribute("TargetMode").as_deref() != Some("External") {
                    let kind = tag.attribute("Type").unwrap_or_default();
                    relations.push(Relation {
                        id: tag.attribute("Id").unwrap_or_default(),
                        kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                        part: resolved(part, &tag.attribute("Target").unwrap_or_default()),
                    });
                }
            }
            Ok((vec![], relations))
        })
    }

    /// An id by which the part refers to nothing yet.
    pub(super) fn free_relation(&mut self, part: &str) -> Result<String, ReturnError> {
        let name = relations_name(part);
        if !self.has(&name) {
            const EMPTY: &str = concat!(
                r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
                "\n",
                r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>"#,
            );
            self.add(name.clone(), EMPTY.to_owned());
        }
        self.edit(&name, |text| {
            let id = (1..=u32::MAX)
                .map(|number| format!("rIdReturn{number}"))
                .find(|id| !text.contains(id.as_str()))
                .expect("some number is free");
            Ok((vec![], id))
        })
    }

    /// Lets a part refer to another one.
    pub(super) fn relate(
        &mut self,
        part: &str,
        id: &str,
        kind: &str,
        target: &str,
    ) -> Result<(), ReturnError> {
        let child = format!(r#"<Relationship Id="{id}" Type="{RELATIONSHIPS}/{kind}" Target="/{target}"/>"#);
        self.edit(&relations_name(part), |text| {
            Ok((append(text, "Relationships", &child, None, &[])?, ()))
        })
    }

    /// Takes a reference out again.
    pub(super) fn unrelate(&mut self, part: &str, id: &str) -> Result<(), ReturnError> {
        self.edit(&relations_name(part), |text| {
            let mut edits = vec![];
            let mut walk = Walk::new(text);
            while let Some(tag) = walk.open()? {
                if tag.is("Relationship") && tag.attribute("Id").as_deref() == Some(id) {
                    let (_, end) = walk.leave(&tag)?;
                    edits.push(Edit::replace(tag.span.start..end, String::new()));
                }
            }
            Ok((edits, ()))
        })
    }
}

/// What goes wrong while one looks at a part, before it is said which part.
pub(super) enum Trouble {
    Xml(quick_xml::Error),
    Other(ReturnError),
}

impl Trouble {
    fn of(self, part: &str) -> ReturnError {
        match self {
            Self::Xml(source) => ReturnError::Xml {
                part: part.to_owned(),
                source: Box::new(source),
            },
            Self::Other(error) => error,
        }
    }
}

impl From<quick_xml::Error> for Trouble {
    fn from(error: quick_xml::Error) -> Self {
        Self::Xml(error)
    }
}

impl From<ReturnError> for Trouble {
    fn from(error: ReturnError) -> Self {
        Self::Other(error)
    }
}

/// One part's reference to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Relation {
    pub(super) id: String,
    /// The last word of the relationship's type.
    pub(super) kind: String,
    pub(super) part: String,
}

/// Where the references of a part stand; of the package as a whole if the part is the empty name.
fn relations_name(part: &str) -> String {
    match part.rsplit_once('/') {
        Some((folder, name)) => format!("{folder}/_rels/{name}.rels"),
        None => format!("_rels/{part}.rels"),
    }
}

/// A target as the name of a part.
fn resolved(part: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut folders: Vec<&str> = part.split('/').collect();
    folders.pop();
    for step in target.split('/') {
        match step {
            "." => {}
            ".." => {
                folders.pop();
            }
            step => folders.push(step),
        }
    }
    folders.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_relative_to_their_part_or_absolute() {
        assert_eq!(
            resolved("xl/workbook.xml", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml"
        );
        assert_eq!(
            resolved("xl/worksheets/sheet1.xml", "../comments1.xml"),
            "xl/comments1.xml"
        );
        assert_eq!(
            resolved("xl/worksheets/sheet1.xml", "/xl/comments1.xml"),
            "xl/comments1.xml"
        );
        assert_eq!(resolved("", "xl/workbook.xml"), "xl/workbook.xml");
    }
}
