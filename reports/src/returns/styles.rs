//! The styles of a workbook, with those of bad cells and of the cover added at the end.
//!
//! A bad cell keeps font, border, alignment and number format; its style is its old one with another fill.

use std::collections::BTreeMap;

use super::package::Trouble;
use super::xml::{Edit, Step, Walk, append, cut, prefixed};

/// A workbook that came without styles gets these.
pub(super) const NONE: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    "\n",
    r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs></styleSheet>"#,
);

/// How a bad cell is coloured. The shades are nobody else's, so that a later round knows them again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shade {
    /// A cell of a row that is wrong as a whole.
    Row,
    /// A cell that is wrong.
    Cell,
}

impl Shade {
    pub(super) const ALL: [Self; 2] = [Self::Row, Self::Cell];

    pub(super) const fn colour(self) -> &'static str {
        match self {
            Self::Row => "FFFFEBB1",
            Self::Cell => "FFFFB3AE",
        }
    }
}

/// How a cell of the cover looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    Title,
    Heading,
    Label,
    Text,
    Number,
    Link,
}

struct Format {
    /// Of [`FONTS`].
    font: usize,
    is_grey: bool,
    is_framed: bool,
    alignment: &'static str,
}

const MIDDLE: &str = r#"horizontal="left" vertical="center""#;
const WRAPPED: &str = r#"horizontal="left" vertical="center" wrapText="1""#;

impl Look {
    const ALL: [Self; 6] = [
        Self::Title,
        Self::Heading,
        Self::Label,
        Self::Text,
        Self::Number,
        Self::Link,
    ];

    const fn format(self) -> Format {
        let (font, is_grey, is_framed, alignment) = match self {
            Self::Title => (1, false, false, r#"horizontal="center" vertical="center""#),
            Self::Heading => (2, false, false, MIDDLE),
            Self::Label => (2, true, true, WRAPPED),
            Self::Text => (0, false, true, WRAPPED),
            Self::Number => (0, false, true, r#"horizontal="right" vertical="center""#),
            Self::Link => (3, false, true, MIDDLE),
        };
        Format {
            font,
            is_grey,
            is_framed,
            alignment,
        }
    }
}

const FONTS: [&str; 4] = [
    r#"<font><sz val="11"/><name val="宋体"/></font>"#,
    r#"<font><b/><sz val="16"/><name val="宋体"/></font>"#,
    r#"<font><b/><sz val="11"/><name val="宋体"/></font>"#,
    r#"<font><u/><sz val="11"/><color rgb="FF0563C1"/><name val="宋体"/></font>"#,
];
const FRAME: &str = concat!(
    r#"<border><left style="thin"><color rgb="FFBFBFBF"/></left><right style="thin"><color rgb="FFBFBFBF"/></right>"#,
    r#"<top style="thin"><color rgb="FFBFBFBF"/></top><bottom style="thin"><color rgb="FFBFBFBF"/></bottom><diagonal/></border>"#,
);
const NO_FRAME: &str = "<border><left/><right/><top/><bottom/><diagonal/></border>";
const GREY: &str = "FFF2F2F2";
/// The two first fills of every workbook are these, whatever it says.
const SET_FILLS: [&str; 2] = [
    r#"<fill><patternFill patternType="none"/></fill>"#,
    r#"<fill><patternFill patternType="gray125"/></fill>"#,
];

const FOLLOWERS: [&str; 10] = [
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
    "dxfs",
    "tableStyles",
    "colors",
    "extLst",
];

/// The styles of a workbook, as far as they have to be known.
#[derive(Debug)]
pub(super) struct Styles {
    prefix: String,
    fonts: usize,
    fills: usize,
    borders: usize,
    /// Cell styles as they are written; of an earlier round's marks the colour is taken off.
    formats: Vec<String>,
    /// Colours of an earlier round, taken off again.
    cleared: Vec<Edit>,
    marked: BTreeMap<(u32, Shade), u32>,
    added: Vec<String>,
}

impl Styles {
    /// Reads the styles; `was_returned` tells that the colours of bad cells in them are an earlier round's.
    pub(super) fn read(text: &str, was_returned: bool) -> Result<Self, Trouble> {
        let mut styles = Self {
            prefix: String::new(),
            fonts: 0,
            fills: 0,
            borders: 0,
            formats: vec![],
            cleared: vec![],
            marked: BTreeMap::new(),
            added: vec![],
        };
        let mut container = String::new();
        let mut shaded = vec![];
        let mut walk = Walk::new(text);
        while let Some(step) = walk.next()? {
            let Step::Open(tag) = step else { continue };
            match (tag.depth, container.as_str()) {
                (0, _) => styles.prefix = tag.prefix(),
                (1, _) => tag.name().clone_into(&mut container),
                (2, "fonts") => styles.fonts += 1,
                (2, "borders") => styles.borders += 1,
                (2, "fills") => {
                    styles.fills += 1;
                    let (fill, _) = walk.leave(&tag)?;
                    if was_returned && Shade::ALL.iter().any(|shade| fill.contains(shade.colour())) {
                        shaded.push(styles.fills - 1);
                    }
                }
                (2, "cellXfs") => {
                    let fill = tag.number("fillId").unwrap_or(0) as usize;
                    if shaded.contains(&fill) {
                        let plain = tag.with(&[("fillId", Some("0"))]);
                        styles.cleared.push(Edit::replace(tag.span.clone(), plain));
                    }
                    let (_, end) = walk.leave(&tag)?;
                    styles.formats.push(cut(text, &(tag.span.start..end)).to_owned());
                }
                _ => {}
            }
        }
        Ok(styles)
    }

    /// The style of a bad cell whose style was `base`.
    pub(super) fn marked(&mut self, base: u32, shade: Shade) -> Result<u32, Trouble> {
        let known = self.marked.get(&(base, shade)).copied();
        if let Some(style) = known {
            return Ok(style);
        }
        let fill = (self.default_fills() + usize::from(shade == Shade::Cell)).to_string();
        let set = [("fillId", Some(fill.as_str())), ("applyFill", Some("1"))];
        let format = match self.formats.get(base as usize) {
            Some(format) => {
                let mut walk = Walk::new(format);
                let tag = walk.open()?.expect("a cell style begins with its tag");
                let rest = cut(format, &(tag.span.end..format.len()));
                format!("{}{rest}", tag.with(&set))
            }
            None => format!(
                r#"<{}xf numFmtId="0" fontId="0" fillId="{fill}" borderId="0" xfId="0" applyFill="1"/>"#,
                self.prefix
            ),
        };
        let style = self.first_new() + u32::try_from(self.added.len()).unwrap_or(u32::MAX);
        self.added.push(format);
        self.marked.insert((base, shade), style);
        Ok(style)
    }

    /// The style of a cell of the cover.
    pub(super) fn cover(&self, look: Look) -> u32 {
        // After those of the bad cells, which are all known by then.
        self.first_new() + u32::try_from(self.added.len()).unwrap_or(u32::MAX) + look as u32
    }

    fn first_new(&self) -> u32 {
        u32::try_from(self.formats.len().max(1)).unwrap_or(u32::MAX)
    }

    /// Every list begins with its default; the two first fills are set by the format.
    fn default_fills(&self) -> usize {
        self.fills.max(2)
    }

    /// What changes in the text that was read.
    pub(super) fn edits(&self, text: &str) -> Result<Vec<Edit>, Trouble> {
        let mut edits = self.cleared.clone();
        let mut put = |container: &str, before: usize, defaults: &[&str], new: &[String]| {
            let missing = defaults
                .iter()
                .skip(before)
                .map(|child| prefixed(child, &self.prefix));
            let children: Vec<String> = missing.chain(new.iter().cloned()).collect();
            let count = Some(before + children.len());
            let place = FOLLOWERS.iter().position(|name| *name == container);
            let followers = place.and_then(|place| FOLLOWERS.get(place + 1..));
            edits.extend(append(
                text,
                container,
                &children.concat(),
                count,
                followers.unwrap_or_default(),
            )?);
            Ok::<_, quick_xml::Error>(())
        };
        let ours = |element: &str| prefixed(element, &self.prefix);
        put("fonts", self.fonts, &[FONTS[0]], &FONTS.map(ours))?;
        let fills = [Shade::Row.colour(), Shade::Cell.colour(), GREY].map(|colour| {
            ours(&format!(
                r#"<fill><patternFill patternType="solid"><fgColor rgb="{colour}"/><bgColor indexed="64"/></patternFill></fill>"#
            ))
        });
        put("fills", self.fills, &SET_FILLS, &fills)?;
        put("borders", self.borders, &[NO_FRAME], &[ours(FRAME)])?;
        let looks = Look::ALL.iter().map(|look| ours(&self.look(&look.format())));
        let formats: Vec<String> = self.added.iter().cloned().chain(looks).collect();
        let plain = r#"<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>"#;
        put("cellXfs", self.formats.len(), &[plain], &formats)?;
        Ok(edits)
    }

    fn look(&self, format: &Format) -> String {
        let font = self.fonts.max(1) + format.font;
        let fill = if format.is_grey {
            self.default_fills() + 2
        } else {
            0
        };
        let border = if format.is_framed { self.borders.max(1) } else { 0 };
        let alignment = format.alignment;
        format!(
            r#"<xf numFmtId="0" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment {alignment}/></xf>"#
        )
    }
}
