//! One sheet: where its rows and cells stand, and the bad ones coloured.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::Mark;
use super::package::Trouble;
use super::place::{Area, Place};
use super::styles::{Shade, Styles};
use super::xml::{Edit, Step, Tag, Walk};

/// Elements that stand behind the reference to the shapes of comments.
const BEHIND_SHAPES: [&str; 9] = [
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
    // Around controls and embedded objects.
    "AlternateContent",
];

/// Where a mark can be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) place: Place,
    pub(super) is_hidden: bool,
}

/// What became of the marks of a sheet.
#[derive(Debug, Default)]
pub(super) struct Coloured {
    pub(super) edits: Vec<Edit>,
    /// What the comments say, line by line.
    pub(super) comments: BTreeMap<Place, Vec<String>>,
    /// For each mark, in their order.
    pub(super) spots: Vec<Spot>,
}

/// A sheet as it is written.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    prefix: String,
    rows: BTreeMap<u32, Row>,
    /// Where the rows end.
    rows_end: usize,
    /// A list of rows that is a single tag has to be opened first.
    rows_tag: Option<Edit>,
    merged: Vec<Area>,
    /// First column, last column (both from 1) and the style of their empty cells.
    column_styles: Vec<(u32, u32, u32)>,
    /// The reference to the shapes of its comments.
    shapes: Option<String>,
    shapes_at: Option<usize>,
    unselect: Vec<Edit>,
}

#[derive(Debug)]
struct Row {
    span: Range<usize>,
    is_hidden: bool,
}

/// The wrong places of a sheet, and what is said at each.
#[derive(Debug, Default)]
struct Faults {
    cells: BTreeMap<u32, BTreeMap<u32, (Shade, Vec<String>)>>,
    whole_rows: BTreeSet<u32>,
}

impl Sheet {
    pub(super) fn read(text: &str) -> Result<Self, Trouble> {
        let mut sheet = Self::default();
        let mut walk = Walk::new(text);
        let mut row_number: u32 = 0;
        let mut is_among_rows = false;
        while let Some(step) = walk.next()? {
            match step {
                Step::Open(tag) if is_among_rows && tag.is("row") => {
                    row_number = tag.number("r").unwrap_or(row_number.saturating_add(1));
                    let (_, end) = walk.leave(&tag)?;
                    let row = Row {
                        span: tag.span.start..end,
                        is_hidden: tag.is_on("hidden"),
                    };
                    sheet.rows.insert(row_number, row);
                }
                Step::Open(tag) => {
                    is_among_rows = tag.depth == 1 && tag.is("sheetData") && !tag.is_empty;
                    sheet.note(&tag);
                }
                Step::Close { span, depth: 1 } if is_among_rows => {
                    sheet.rows_end = span.start;
                    is_among_rows = false;
                }
                Step::Close { span, depth: 0 } => {
                    sheet.shapes_at.get_or_insert(span.start);
                }
                Step::Close { .. } => {}
            }
        }
        Ok(sheet)
    }

    fn note(&mut self, tag: &Tag<'_>) {
        match tag.name() {
            _ if tag.depth == 0 => self.prefix = tag.prefix(),
            "sheetView" => self.unselect.extend(unselected(tag)),
            "col" => {
                let column = (tag.number("min"), tag.number("max"), tag.number("style"));
                if let (Some(first), Some(last), Some(style)) = column {
                    self.column_styles.push((first, last, style));
                }
            }
            "sheetData" if tag.is_empty => {
                self.rows_end = tag.span.end;
                self.rows_tag = Some(Edit::replace(tag.span.clone(), tag.opened()));
            }
            "mergeCell" => {
                let area = tag.attribute("ref").and_then(|area| Area::parse(&area));
                self.merged.extend(area);
            }
            "legacyDrawing" => self.shapes = tag.relation(),
            name if tag.depth == 1 && self.rows_end > 0 && BEHIND_SHAPES.contains(&name) => {
                self.shapes_at.get_or_insert(tag.span.start);
            }
            _ => {}
        }
    }

    /// The sheet is no longer one of those that are shown first.
    pub(super) fn unselect(&self) -> Vec<Edit> {
        self.unselect.clone()
    }

    /// The id by which the sheet refers to the shapes of its comments.
    pub(super) fn shapes(&self) -> Option<&str> {
        self.shapes.as_deref()
    }

    /// A reference to the shapes of comments, where there was none.
    pub(super) fn refer_to_shapes(&self, text: &str, relation: &str) -> Edit {
        let element = format!(
            r#"<{}legacyDrawing xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="{relation}"/>"#,
            self.prefix
        );
        Edit::insert(self.shapes_at.unwrap_or(text.len()), element)
    }

    /// Colours the wrong cells.
    pub(super) fn colour(
        &self,
        text: &str,
        marks: &[&Mark],
        styles: &mut Styles,
    ) -> Result<Coloured, Trouble> {
        let mut coloured = Coloured::default();
        let mut faults = Faults::default();
        for mark in marks {
            let column = match mark.column {
                Some(column) => column,
                None => self.first_filled(text, mark.row)?,
            };
            let place = self.shown_at(Place {
                row: mark.row,
                column,
            });
            faults.add(place, mark);
            coloured.spots.push(Spot {
                place,
                is_hidden: self.rows.get(&place.row).is_some_and(|row| row.is_hidden),
            });
        }
        coloured.edits = self.edits(text, &faults, styles)?;
        for (row, cells) in faults.cells {
            for (column, (_, lines)) in cells {
                coloured.comments.insert(Place { row, column }, lines);
            }
        }
        Ok(coloured)
    }

    /// Merged cells show the colour and the comment of their first cell only.
    fn shown_at(&self, place: Place) -> Place {
        let area = self.merged.iter().find(|area| area.holds(place));
        area.map_or(place, |area| area.first)
    }

    fn first_filled(&self, text: &str, row: u32) -> Result<u32, Trouble> {
        let Some(row) = self.rows.get(&row) else {
            return Ok(0);
        };
        let cells = Cells::read(text, row)?;
        let first = cells.list.iter().find(|cell| cell.is_filled);
        Ok(first.map_or(0, |cell| cell.column))
    }

    fn edits(&self, text: &str, faults: &Faults, styles: &mut Styles) -> Result<Vec<Edit>, Trouble> {
        let mut edits = vec![];
        let mut new_rows = vec![];
        for (number, bad) in &faults.cells {
            if let Some(row) = self.rows.get(number) {
                let is_whole = faults.whole_rows.contains(number);
                edits.extend(self.row_edits(text, (*number, row), bad, is_whole, styles)?);
                continue;
            }
            let mut cells = String::new();
            for (column, (shade, _)) in bad {
                let base = self.column_style(*column);
                cells.push_str(&self.new_cell(*number, *column, styles.marked(base, *shade)?));
            }
            let prefix = &self.prefix;
            let row = format!(r#"<{prefix}row r="{number}">{cells}</{prefix}row>"#);
            let next = self.rows.range(number..).next();
            new_rows.push(Edit::insert(
                next.map_or(self.rows_end, |(_, row)| row.span.start),
                row,
            ));
        }
        if let (Some(tag), false) = (&self.rows_tag, new_rows.is_empty()) {
            edits.push(tag.clone());
            new_rows.push(Edit::insert(
                self.rows_end,
                format!("</{}sheetData>", self.prefix),
            ));
        }
        edits.extend(new_rows);
        Ok(edits)
    }

    fn row_edits(
        &self,
        text: &str,
        (number, row): (u32, &Row),
        bad: &BTreeMap<u32, (Shade, Vec<String>)>,
        is_whole: bool,
        styles: &mut Styles,
    ) -> Result<Vec<Edit>, Trouble> {
        let cells = Cells::read(text, row)?;
        let mut edits = vec![];
        let filled = cells.list.iter().filter(|cell| cell.is_filled);
        let last_filled = filled.map(|cell| cell.column).max().unwrap_or(0);
        for cell in &cells.list {
            let of_row = (is_whole && cell.column <= last_filled).then_some(Shade::Row);
            let of_cell = bad.get(&cell.column).map(|(shade, _)| *shade);
            if let Some(shade) = of_cell.max(of_row) {
                let base = cell.tag.number("s").unwrap_or(0);
                let style = styles.marked(base, shade)?.to_string();
                let tag = cell.tag.with(&[("s", Some(&style))]);
                edits.push(Edit::replace(cell.tag.span.clone(), tag));
            }
        }
        let mut new_cells = vec![];
        for (column, (shade, _)) in bad {
            if cells.list.iter().any(|cell| cell.column == *column) {
                continue;
            }
            let base = cells.row_style().unwrap_or_else(|| self.column_style(*column));
            let cell = self.new_cell(number, *column, styles.marked(base, *shade)?);
            let next = cells.list.iter().find(|cell| cell.column > *column);
            new_cells.push(Edit::insert(
                next.map_or(cells.end, |cell| cell.tag.span.start),
                cell,
            ));
        }
        if !new_cells.is_empty() {
            // The hint at its first and last column may no longer hold.
            let tag = cells.row.with(&[("spans", None)]);
            let tag = tag.strip_suffix("/>").map(|tag| format!("{tag}>")).unwrap_or(tag);
            edits.push(Edit::replace(cells.row.span.clone(), tag));
            if cells.row.is_empty {
                new_cells.push(Edit::insert(cells.end, cells.row.closed()));
            }
        }
        edits.extend(new_cells);
        Ok(edits)
    }

    fn new_cell(&self, row: u32, column: u32, style: u32) -> String {
        let name = Place { row, column }.name();
        format!(r#"<{}c r="{name}" s="{style}"/>"#, self.prefix)
    }

    fn column_style(&self, column: u32) -> u32 {
        let is_meant = |(first, last, _): &&(u32, u32, u32)| (*first..=*last).contains(&(column + 1));
        let columns = self.column_styles.iter().find(is_meant);
        columns.map_or(0, |(_, _, style)| *style)
    }
}

impl Faults {
    fn add(&mut self, place: Place, mark: &Mark) {
        let mut line = mark.message.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut shade = Shade::Cell;
        if mark.column.is_none() {
            shade = Shade::Row;
            line.insert_str(0, "整行：");
            self.whole_rows.insert(mark.row);
            // A row without a fault of its own cells is still looked at.
            self.cells.entry(mark.row).or_default();
        }
        if place.row != mark.row {
            line.insert_str(0, &format!("第{}行：", mark.row));
        }
        let cells = self.cells.entry(place.row).or_default();
        let (known, lines) = cells.entry(place.column).or_insert((shade, vec![]));
        *known = shade.max(*known);
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
}

/// One row, cell by cell.
struct Cells<'a> {
    row: Tag<'a>,
    list: Vec<Cell<'a>>,
    /// Where the cells end.
    end: usize,
}

struct Cell<'a> {
    column: u32,
    tag: Tag<'a>,
    is_filled: bool,
}

impl<'a> Cells<'a> {
    fn read(text: &'a str, row: &Row) -> Result<Self, Trouble> {
        let mut walk = Walk::within(text, &row.span);
        let row_tag = walk.open()?.expect("a row begins with its tag");
        let mut list = vec![];
        let mut end = row.span.end;
        let mut next_column = 0;
        while let Some(step) = walk.next()? {
            match step {
                Step::Open(tag) if tag.depth == 1 && tag.is("c") => {
                    let place = tag.attribute("r").and_then(|name| Place::parse(&name));
                    let column = place.map_or(next_column, |place| place.column);
                    next_column = column + 1;
                    let (content, _) = walk.leave(&tag)?;
                    list.push(Cell {
                        column,
                        tag,
                        is_filled: !content.is_empty(),
                    });
                }
                Step::Close { span, depth: 0 } => end = span.start,
                Step::Open(_) | Step::Close { .. } => {}
            }
        }
        Ok(Self {
            row: row_tag,
            list,
            end,
        })
    }

    /// The style of its empty cells.
    fn row_style(&self) -> Option<u32> {
        if self.row.is_on("customFormat") {
            self.row.number("s")
        } else {
            None
        }
    }
}

/// The tag of a view that is no longer among those shown first. Two sheets shown at once are edited at once.
pub(super) fn unselected(tag: &Tag<'_>) -> Option<Edit> {
    tag.attribute("tabSelected")?;
    Some(Edit::replace(
        tag.span.clone(),
        tag.with(&[("tabSelected", None)]),
    ))
}

/// The edits that a sheet without bad cells needs.
pub(super) fn unselect(text: &str) -> Result<Vec<Edit>, Trouble> {
    let mut walk = Walk::new(text);
    let mut edits = vec![];
    while let Some(tag) = walk.open()? {
        match tag.name() {
            "sheetView" => edits.extend(unselected(&tag)),
            "sheetData" => break,
            _ => {}
        }
    }
    Ok(edits)
}
