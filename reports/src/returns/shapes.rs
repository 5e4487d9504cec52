//! The boxes in which the comments of a sheet are shown.
//!
//! Excel shows no comment that has no box. Their part is written in VML, an old dialect that is not always XML.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::comments::Comments;
use super::package::Trouble;
use super::place::Place;
use super::xml::{Edit, cut};

/// A sheet without boxes gets this part.
pub(super) const NONE: &str = r#"<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel"></xml>"#;

/// The boxes of comments: new ones where there are none, and those of comments that are gone away.
pub(super) fn edits(text: &str, comments: &Comments) -> Result<Vec<Edit>, Trouble> {
    let found = Shapes::read(text)?;
    let mut edits: Vec<Edit> = found
        .notes
        .iter()
        .filter(|(place, _)| comments.gone.contains(place))
        .map(|(_, span)| Edit::replace(span.clone(), String::new()))
        .collect();
    let mut new = String::new();
    if !found.has_box {
        new.push_str(BOX);
    }
    let mut id = found.last_id.max(1024);
    let known: BTreeSet<Place> = found.notes.iter().map(|(place, _)| *place).collect();
    for place in comments.present.difference(&known) {
        id = id.saturating_add(1);
        shape(&mut new, *place, id);
    }
    if !new.is_empty() {
        edits.push(Edit::insert(text.rfind("</").unwrap_or(text.len()), new));
    }
    Ok(edits)
}

/// The shapes beside a sheet, as far as they are boxes of comments.
#[derive(Debug, Default)]
struct Shapes {
    notes: Vec<(Place, Range<usize>)>,
    last_id: u32,
    has_box: bool,
}

impl Shapes {
    fn read(text: &str) -> Result<Self, Trouble> {
        let mut shapes = Self::default();
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_end_names = false;
        reader.config_mut().allow_unmatched_ends = true;
        let position =
            |reader: &Reader<&[u8]>| usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let (mut from, mut row, mut column) = (None, None::<u32>, None);
        loop {
            let start = position(&reader);
            match reader.read_event()? {
                Event::Start(tag) => match tag.local_name().into_inner() {
                    "shape" => {
                        (from, row, column) = (Some(start), None, None);
                        shapes.note_id(tag.attributes_raw());
                    }
                    "shapetype" => shapes.has_box |= tag.attributes_raw().contains("_x0000_t202"),
                    "Row" => row = number(text, position(&reader)),
                    "Column" => column = number(text, position(&reader)),
                    _ => {}
                },
                Event::End(tag) if tag.local_name().into_inner() == "shape" => {
                    if let (Some(from), Some(row), Some(column)) = (from.take(), row.take(), column.take()) {
                        let place = Place {
                            row: row.saturating_add(1),
                            column,
                        };
                        shapes.notes.push((place, from..position(&reader)));
                    }
                }
                Event::Eof => return Ok(shapes),
                _ => {}
            }
        }
    }

    fn note_id(&mut self, attributes: &str) {
        let ids = attributes.split("_x0000_s").skip(1);
        let numbers = ids.filter_map(|id| {
            let digits = id
                .find(|letter: char| !letter.is_ascii_digit())
                .unwrap_or(id.len());
            cut(id, &(0..digits)).parse().ok()
        });
        self.last_id = numbers.fold(self.last_id, u32::max);
    }
}

fn number(text: &str, at: usize) -> Option<u32> {
    let (number, _) = text.get(at..)?.split_once('<')?;
    number.trim().parse().ok()
}

/// What a box looks like.
const BOX: &str = concat!(
    r#"<v:shapetype xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" "#,
    r#"id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">"#,
    r#"<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>"#,
);

/// One box, to the right of its cell and hidden until the pointer is on the cell.
fn shape(out: &mut String, place: Place, id: u32) {
    let Place { row, column } = place;
    let (top, left) = (row.saturating_sub(2), column + 1);
    write!(
        out,
        concat!(
            r#"<v:shape xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" "#,
            r#"xmlns:x="urn:schemas-microsoft-com:office:excel" id="_x0000_s{id}" type="#,
            "\"#_x0000_t202\" ",
            r#"style="position:absolute;margin-left:59.25pt;margin-top:1.5pt;width:216pt;height:80pt;z-index:1;visibility:hidden" "#,
            "fillcolor=\"#ffffe1\" ",
            r#"o:insetmode="auto"><v:fill color2="#,
            "\"#ffffe1\"/>",
            r#"<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>"#,
            r#"<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>"#,
            r#"<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>"#,
            r#"<x:Anchor>{left}, 15, {top}, 2, {right}, 31, {bottom}, 9</x:Anchor>"#,
            r#"<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"#,
        ),
        id = id,
        left = left,
        top = top,
        right = left + 4,
        bottom = top + 5,
        row = row - 1,
        column = column,
    )
    .expect("a string takes what is written");
}
