//! A part of a workbook as text with replacements in it.
//!
//! Parts are never built anew from what we understood of them: we look for places, and everything between two places goes out byte for
//! byte as it came in, so that nothing is lost that we do not know.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};

/// A stretch of a part, and what stands there from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) span: Range<usize>,
    pub(super) with: String,
}

impl Edit {
    pub(super) fn replace(span: Range<usize>, with: String) -> Self {
        Self { span, with }
    }

    pub(super) fn insert(at: usize, with: String) -> Self {
        Self { span: at..at, with }
    }
}

/// The part with its edits, which are sorted and apart, in pieces: a sheet of 100 000 rows is not copied for the sake of a few cells.
pub(super) fn pieces<'a>(text: &'a str, edits: &'a [Edit]) -> impl Iterator<Item = &'a str> {
    let starts = std::iter::once(0).chain(edits.iter().map(|edit| edit.span.end));
    let ends = edits
        .iter()
        .map(|edit| edit.span.start)
        .chain(std::iter::once(text.len()));
    let replacements = edits
        .iter()
        .map(|edit| edit.with.as_str())
        .chain(std::iter::once(""));
    starts
        .zip(ends)
        .zip(replacements)
        .flat_map(|((start, end), with)| [cut(text, &(start..end)), with])
}

pub(super) fn cut<'a>(text: &'a str, span: &Range<usize>) -> &'a str {
    text.get(span.clone()).expect("spans begin and end at tags")
}

/// An opening tag: what it says and where it stands.
#[derive(Debug)]
pub(super) struct Tag<'a> {
    pub(super) start: BytesStart<'a>,
    pub(super) span: Range<usize>,
    /// How many elements stand around it.
    pub(super) depth: usize,
    /// Whether the element ends with this tag.
    pub(super) is_empty: bool,
}

impl Tag<'_> {
    pub(super) fn is(&self, name: &str) -> bool {
        self.start.local_name().into_inner() == name
    }

    pub(super) fn name(&self) -> &str {
        self.start.local_name().into_inner()
    }

    /// The prefix of the element with its colon, for elements that are put beside it.
    pub(super) fn prefix(&self) -> String {
        self.start
            .name()
            .prefix()
            .map_or_else(String::new, |prefix| format!("{}:", prefix.into_inner()))
    }

    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        self.value(|key| key == name)
    }

    /// The value of `r:id`, whatever the prefix.
    pub(super) fn relation(&self) -> Option<String> {
        self.value(|key| key.ends_with(":id"))
    }

    pub(super) fn number(&self, name: &str) -> Option<u32> {
        self.attribute(name)?.parse().ok()
    }

    pub(super) fn is_on(&self, name: &str) -> bool {
        matches!(self.attribute(name).as_deref(), Some("1" | "true"))
    }

    fn value(&self, is_meant: impl Fn(&str) -> bool) -> Option<String> {
        let mut attributes = self.start.attributes();
        let attribute = attributes
            .with_checks(false)
            .flatten()
            .find(|attribute| is_meant(attribute.key.into_inner()))?;
        Some(unescaped(&attribute.value).into_owned())
    }

    /// The tag again with some attributes set, or taken away; the others stay as they are written.
    pub(super) fn with(&self, set: &[(&str, Option<&str>)]) -> String {
        let mut tag = format!("<{}", self.start.name().into_inner());
        let mut add = |key: &str, value: &str| {
            tag.push(' ');
            tag.push_str(key);
            tag.push_str("=\"");
            tag.push_str(value);
            tag.push('"');
        };
        let mut attributes = self.start.attributes();
        for attribute in attributes.with_checks(false).flatten() {
            let key = attribute.key.into_inner();
            if set.iter().all(|(name, _)| *name != key) {
                add(key, &attribute.value.replace('"', "&quot;"));
            }
        }
        for (name, value) in set {
            if let Some(value) = value {
                add(name, &escaped(value));
            }
        }
        tag.push_str(if self.is_empty { "/>" } else { ">" });
        tag
    }

    /// An empty tag as an opening one.
    pub(super) fn opened(&self) -> String {
        let tag = self.with(&[]);
        format!("{}>", tag.strip_suffix("/>").unwrap_or(&tag))
    }

    /// The closing tag of the element.
    pub(super) fn closed(&self) -> String {
        format!("</{}>", self.start.name().into_inner())
    }
}

/// What a walk through a part meets.
#[derive(Debug)]
pub(super) enum Step<'a> {
    Open(Tag<'a>),
    /// The closing tag of the element at this depth.
    Close {
        span: Range<usize>,
        depth: usize,
    },
}

/// A walk through the tags of a part.
pub(super) struct Walk<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    depth: usize,
    /// Where the text stands in the part.
    offset: usize,
}

impl<'a> Walk<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self::within(text, &(0..text.len()))
    }

    /// A walk through one element of a part; spans count from the beginning of the part.
    pub(super) fn within(text: &'a str, span: &Range<usize>) -> Self {
        let inner = cut(text, span);
        Self {
            text: inner,
            reader: Reader::from_str(inner),
            depth: 0,
            offset: span.start,
        }
    }

    fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).expect("a part fits into memory") + self.offset
    }

    pub(super) fn next(&mut self) -> Result<Option<Step<'a>>, quick_xml::Error> {
        loop {
            let from = self.position();
            let event = self.reader.read_event()?;
            let span = from..self.position();
            let open = |start, depth, is_empty| {
                Ok(Some(Step::Open(Tag {
                    start,
                    span: span.clone(),
                    depth,
                    is_empty,
                })))
            };
            match event {
                Event::Start(start) => {
                    self.depth += 1;
                    return open(start, self.depth - 1, false);
                }
                Event::Empty(start) => return open(start, self.depth, true),
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    let depth = self.depth;
                    return Ok(Some(Step::Close { span, depth }));
                }
                Event::Eof => return Ok(None),
                _ => {}
            }
        }
    }

    /// The next opening tag.
    pub(super) fn open(&mut self) -> Result<Option<Tag<'a>>, quick_xml::Error> {
        loop {
            match self.next()? {
                Some(Step::Open(tag)) => return Ok(Some(tag)),
                Some(Step::Close { .. }) => {}
                None => return Ok(None),
            }
        }
    }

    /// Goes to the end of an element that was just opened; gives what stands in it and where the element ends.
    pub(super) fn leave(&mut self, tag: &Tag<'a>) -> Result<(&'a str, usize), quick_xml::Error> {
        if tag.is_empty {
            return Ok(("", tag.span.end));
        }
        let inner = self.reader.read_to_end(tag.start.name())?;
        self.depth -= 1;
        let place = |position: u64| usize::try_from(position).expect("a part fits into memory");
        Ok((
            cut(self.text, &(place(inner.start)..place(inner.end))),
            self.position(),
        ))
    }
}

/// Puts `child` at the end of the first element named `container`, or a new such element before the first of its `followers`.
///
/// `attributes` are what the container carries once the child is in it.
pub(super) fn append(
    text: &str,
    container: &str,
    child: &str,
    count: Option<usize>,
    followers: &[&str],
) -> Result<Vec<Edit>, quick_xml::Error> {
    let mut walk = Walk::new(text);
    let mut prefix = String::new();
    let mut before = None;
    let count = count.map(|count| count.to_string());
    while let Some(step) = walk.next()? {
        match step {
            Step::Open(tag) if tag.depth == 0 => {
                prefix = tag.prefix();
                if tag.is(container) {
                    return grow(&mut walk, &tag, child, None);
                }
                if tag.is_empty {
                    let with = format!(
                        "{}<{prefix}{container}>{child}</{prefix}{container}>{}",
                        tag.opened(),
                        tag.closed()
                    );
                    return Ok(vec![Edit::replace(tag.span.clone(), with)]);
                }
            }
            Step::Open(tag) if tag.depth == 1 && tag.is(container) => {
                return grow(&mut walk, &tag, child, count.as_deref());
            }
            Step::Open(tag) => {
                if tag.depth == 1 && followers.contains(&tag.name()) {
                    before.get_or_insert(tag.span.start);
                }
                walk.leave(&tag)?;
            }
            Step::Close { span, .. } => {
                before.get_or_insert(span.start);
            }
        }
    }
    let count = count.map_or_else(String::new, |count| format!(" count=\"{count}\""));
    let element = format!("<{prefix}{container}{count}>{child}</{prefix}{container}>");
    Ok(vec![Edit::insert(before.unwrap_or(text.len()), element)])
}

fn grow(
    walk: &mut Walk<'_>,
    tag: &Tag<'_>,
    child: &str,
    count: Option<&str>,
) -> Result<Vec<Edit>, quick_xml::Error> {
    let set = [("count", count)];
    let set = if count.is_some() { set.as_slice() } else { &[] };
    if tag.is_empty {
        let opened = tag.with(set);
        let opened = opened.strip_suffix("/>").unwrap_or(&opened);
        let with = format!("{opened}>{child}{}", tag.closed());
        return Ok(vec![Edit::replace(tag.span.clone(), with)]);
    }
    let depth = tag.depth;
    let mut edits = vec![];
    if count.is_some() {
        edits.push(Edit::replace(tag.span.clone(), tag.with(set)));
    }
    while let Some(step) = walk.next()? {
        if let Step::Close { span, depth: closing } = step
            && closing == depth
        {
            edits.push(Edit::insert(span.start, child.to_owned()));
            break;
        }
    }
    Ok(edits)
}

/// Elements of ours in a part that writes its elements with a prefix.
pub(super) fn prefixed(elements: &str, prefix: &str) -> String {
    if prefix.is_empty() {
        return elements.to_owned();
    }
    // There is no other `<` in them: text is escaped.
    let parts = elements.split('<').map(|part| match part.strip_prefix('/') {
        Some(closing) => format!("/{prefix}{closing}"),
        None if part.is_empty() => String::new(),
        None => format!("{prefix}{part}"),
    });
    parts.collect::<Vec<String>>().join("<")
}

/// Text for an attribute or an element: what XML cannot hold is written as spreadsheets write it, `_x000B_`.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for (at, letter) in text.char_indices() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' => out.push(letter),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                write!(out, "_x{:04X}_", u32::from(letter)).expect("a string takes what is written");
            }
            // What looks like such a mark and is none.
            '_' if is_mark(text.as_bytes().get(at..at + 7)) => out.push_str("_x005F_"),
            _ => out.push(letter),
        }
    }
    out
}

fn is_mark(bytes: Option<&[u8]>) -> bool {
    matches!(bytes, Some([b'_', b'x', digits @ .., b'_']) if digits.iter().all(u8::is_ascii_hexdigit))
}

pub(super) fn unescaped(text: &str) -> Cow<'_, str> {
    // An entity that nobody defined stays as it is written.
    unescape(text).unwrap_or(Cow::Borrowed(text))
}
