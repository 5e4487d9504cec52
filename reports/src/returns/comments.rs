//! The comments of a sheet. The boxes that they are shown in are another part.
//!
//! What the office wrote into a comment stays and ours stands below it, under a heading by which a later round knows it again and takes
//! it away.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::ReturnError;
use super::package::{Package, Trouble};
use super::place::Place;
use super::shapes;
use super::xml::{Edit, Walk, append, escaped, prefixed, unescaped};

/// The line above what we have to say, and how each line after it begins.
const HEADING: &str = "【退回说明】";
const BULLET: &str = "· ";
const AUTHOR: &str = "数据校验";

/// A sheet without comments gets this part.
const NO_COMMENTS: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    "\n",
    r#"<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><authors/><commentList/></comments>"#,
);

const CONTENT_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml";
const SHAPES_CONTENT_TYPE: &str = "application/vnd.openxmlformats-officedocument.vmlDrawing";
/// The author of a comment that is shown as a conversation begins with this.
const CONVERSATION: &str = "tc=";

/// Puts our lines into the comments of a sheet. `shapes_relation` is the id by which the sheet refers to their boxes.
pub(super) fn put(
    package: &mut Package<'_>,
    sheet: &str,
    shapes_relation: &str,
    lines: &BTreeMap<Place, Vec<String>>,
) -> Result<(), ReturnError> {
    let relations = package.relations(sheet)?;
    let part = if let Some(relation) = relations.iter().find(|relation| relation.kind == "comments") {
        relation.part.clone()
    } else {
        let part = package.free_name("xl/returnComments#.xml");
        package.add(part.clone(), NO_COMMENTS.to_owned());
        package.declare(&part, CONTENT_TYPE)?;
        let relation = package.free_relation(sheet)?;
        package.relate(sheet, &relation, "comments", &part)?;
        part
    };
    for relation in relations
        .iter()
        .filter(|relation| relation.kind == "threadedComment")
    {
        package.edit(&relation.part, |text| Ok((ended(text, lines)?, ())))?;
    }
    let comments = package.edit(&part, |text| {
        let mut comments = commented(text, lines)?;
        Ok((std::mem::take(&mut comments.edits), comments))
    })?;
    let boxes = if let Some(relation) = relations.iter().find(|relation| relation.id == shapes_relation) {
        relation.part.clone()
    } else {
        let boxes = package.free_name("xl/drawings/returnShapes#.vml");
        package.add(boxes.clone(), shapes::NONE.to_owned());
        package.declare(&boxes, SHAPES_CONTENT_TYPE)?;
        package.relate(sheet, shapes_relation, "vmlDrawing", &boxes)?;
        boxes
    };
    package.edit(&boxes, |text| Ok((shapes::edits(text, &comments)?, ())))
}

/// A conversation hides the comment that stands for it; where we have something to say it becomes a comment, with all that was said.
fn ended(text: &str, lines: &BTreeMap<Place, Vec<String>>) -> Result<Vec<Edit>, Trouble> {
    let mut edits = vec![];
    let mut walk = Walk::new(text);
    while let Some(tag) = walk.open()? {
        let place = tag.attribute("ref").and_then(|name| Place::parse(&name));
        if tag.is("threadedComment") && place.is_some_and(|place| lines.contains_key(&place)) {
            let (_, end) = walk.leave(&tag)?;
            edits.push(Edit::replace(tag.span.start..end, String::new()));
        }
    }
    Ok(edits)
}

/// Comments written anew, and which of them are there and which no longer.
#[derive(Debug, Default)]
pub(super) struct Comments {
    pub(super) edits: Vec<Edit>,
    pub(super) present: BTreeSet<Place>,
    pub(super) gone: BTreeSet<Place>,
}

/// Puts our lines into the comments of a sheet, and an earlier round's away.
fn commented(text: &str, lines: &BTreeMap<Place, Vec<String>>) -> Result<Comments, Trouble> {
    let mut comments = Comments::default();
    let mut prefix = String::new();
    let mut authors: Vec<String> = vec![];
    let mut is_author = false;
    let mut walk = Walk::new(text);
    while let Some(tag) = walk.open()? {
        match tag.name() {
            "comments" => prefix = tag.prefix(),
            "author" => authors.push(unescaped(walk.leave(&tag)?.0).into_owned()),
            "comment" => {
                let (inner, end) = walk.leave(&tag)?;
                let place = tag.attribute("ref").and_then(|name| Place::parse(&name));
                let Some(place) = place else { continue };
                let ours = lines.get(&place).map(|lines| section(lines));
                let author = tag
                    .number("authorId")
                    .and_then(|author| authors.get(author as usize));
                if ours.is_some() && author.is_some_and(|author| author.starts_with(CONVERSATION)) {
                    let author = authors.len().to_string();
                    let plain = tag.with(&[("authorId", Some(&author))]);
                    comments.edits.push(Edit::replace(tag.span.clone(), plain));
                    is_author = true;
                }
                let span = tag.span.end..end;
                match rewritten(inner, &span, &prefix, ours.as_deref())? {
                    Rewritten::Kept(edits) => {
                        comments.edits.extend(edits);
                        comments.present.insert(place);
                    }
                    Rewritten::Gone => {
                        comments
                            .edits
                            .push(Edit::replace(tag.span.start..end, String::new()));
                        comments.gone.insert(place);
                    }
                }
            }
            _ => {}
        }
    }
    let mut new = String::new();
    for (place, lines) in lines {
        if comments.present.insert(*place) {
            let name = place.name();
            let run = run(&section(lines));
            let author = authors.len();
            let element =
                format!(r#"<comment ref="{name}" authorId="{author}"><text>{run}</text></comment>"#);
            new.push_str(&prefixed(&element, &prefix));
        }
    }
    if is_author || !new.is_empty() {
        let author = prefixed(&format!("<author>{AUTHOR}</author>"), &prefix);
        comments
            .edits
            .extend(append(text, "authors", &author, None, &["commentList"])?);
    }
    if !new.is_empty() {
        comments
            .edits
            .extend(append(text, "commentList", &new, None, &["extLst"])?);
    }
    Ok(comments)
}

fn section(lines: &[String]) -> String {
    let mut section = HEADING.to_owned();
    for line in lines {
        section.push('\n');
        section.push_str(BULLET);
        section.push_str(line);
    }
    section
}

fn run(text: &str) -> String {
    let text = escaped(text);
    format!(r#"<r><rPr><sz val="9"/><rFont val="宋体"/></rPr><t xml:space="preserve">{text}</t></r>"#)
}

enum Rewritten {
    Kept(Vec<Edit>),
    Gone,
}

/// What stands between the tags of a comment, with our lines; `span` is its place up to the end of the closing tag.
fn rewritten(
    inner: &str,
    span: &Range<usize>,
    prefix: &str,
    ours: Option<&str>,
) -> Result<Rewritten, Trouble> {
    let shown = shown(inner)?;
    let kept = without_ours(&shown);
    if kept.is_none() && ours.is_none() {
        return Ok(Rewritten::Kept(vec![]));
    }
    let inner_span = span.start..span.start + inner.len();
    // Somebody's own words in several fonts keep them; ours are one run more.
    if let (None, Some(ours), Some(at)) = (&kept, ours, last_run_end(inner, prefix)) {
        let run = prefixed(&run(&format!("\n{ours}")), prefix);
        return Ok(Rewritten::Kept(vec![Edit::insert(inner_span.start + at, run)]));
    }
    let kept = kept.unwrap_or(shown);
    let texts: Vec<&str> = [kept.trim_end(), ours.unwrap_or_default()]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect();
    if texts.is_empty() {
        return Ok(Rewritten::Gone);
    }
    let text = prefixed(&format!("<text>{}</text>", run(&texts.join("\n"))), prefix);
    Ok(Rewritten::Kept(vec![Edit::replace(inner_span, text)]))
}

fn last_run_end(inner: &str, prefix: &str) -> Option<usize> {
    let closing = format!("</{prefix}r>");
    Some(inner.rfind(&closing)? + closing.len())
}

/// The text of a comment as it is read.
fn shown(inner: &str) -> Result<String, Trouble> {
    let mut shown = String::new();
    let mut walk = Walk::new(inner);
    while let Some(tag) = walk.open()? {
        if tag.is("t") {
            let (text, _) = walk.leave(&tag)?;
            shown.push_str(&unescaped(text));
        }
    }
    Ok(shown)
}

/// The text without what an earlier round had put there, if it had.
fn without_ours(shown: &str) -> Option<String> {
    let (before, ours) = shown.split_once(HEADING)?;
    let after = ours
        .lines()
        .skip_while(|line| line.is_empty() || line.starts_with(BULLET));
    let after = after.collect::<Vec<&str>>().join("\n");
    Some(format!("{before}{after}"))
}
