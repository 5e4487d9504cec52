//! The list of sheets, and the cover put before it.

use super::ReturnError;
use super::package::{Package, Relation, Trouble};
use super::xml::{Edit, Walk, append, escaped, prefixed, unescaped};

/// The name by which a later round finds an earlier cover, whatever the sheet is called by then.
const COVER_NAME: &str = "DIXIAN_RETURN_COVER";
const COVER_TITLE: &str = "退回说明";
const WORKSHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml";
const STYLES: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml";

const BEHIND_NAMES: [&str; 10] = [
    "calcPr",
    "oleSize",
    "customWorkbookViews",
    "pivotCaches",
    "smartTagPr",
    "smartTagTypes",
    "webPublishing",
    "fileRecoveryPr",
    "webPublishObjects",
    "extLst",
];

/// What a workbook says of its sheets.
#[derive(Debug, Default)]
pub(super) struct Workbook {
    part: String,
    prefix: String,
    pub(super) sheets: Vec<SheetEntry>,
    /// Whether an earlier round's cover is known in it.
    pub(super) was_returned: bool,
    earlier_cover: Option<usize>,
    pub(super) styles_part: String,
    pub(super) had_macros: bool,
}

/// A sheet in the list.
#[derive(Debug, Default, Clone)]
pub(super) struct SheetEntry {
    pub(super) name: String,
    pub(super) is_hidden: bool,
    /// Its part, if it is a sheet with cells.
    pub(super) part: Option<String>,
    relation: String,
    number: u32,
}

impl Workbook {
    /// Reads the list of sheets, and takes out what cannot be returned: macros and signatures.
    pub(super) fn open(package: &mut Package<'_>) -> Result<Self, ReturnError> {
        let roots = package.relations("")?;
        let main = roots.iter().find(|relation| relation.kind == "officeDocument");
        let part = main.ok_or(ReturnError::NotAWorkbook)?.part.clone();
        drop_signatures(package, &roots)?;
        let relations = package.relations(&part)?;
        let mut workbook = package.edit(&part, |text| Ok((vec![], Self::read(text)?)))?;
        workbook.part.clone_from(&part);
        for sheet in &mut workbook.sheets {
            let target = relations.iter().find(|relation| relation.id == sheet.relation);
            let target = target.filter(|relation| relation.kind == "worksheet");
            sheet.part = target.map(|relation| relation.part.clone());
        }
        for relation in relations.iter().filter(|relation| relation.kind == "vbaProject") {
            workbook.had_macros = true;
            for inner in package.relations(&relation.part)? {
                package.drop_part(&inner.part)?;
            }
            package.drop_part(&relation.part)?;
            package.unrelate(&part, &relation.id)?;
        }
        package.declare_plain_workbook()?;
        let styles = relations.iter().find(|relation| relation.kind == "styles");
        workbook.styles_part = if let Some(relation) = styles {
            relation.part.clone()
        } else {
            let styles = package.free_name("xl/styles#.xml");
            package.add(styles.clone(), super::styles::NONE.to_owned());
            package.declare(&styles, STYLES)?;
            let relation = package.free_relation(&part)?;
            package.relate(&part, &relation, "styles", &styles)?;
            styles
        };
        Ok(workbook)
    }

    fn read(text: &str) -> Result<Self, Trouble> {
        let mut workbook = Self::default();
        let mut cover = None;
        let mut walk = Walk::new(text);
        while let Some(tag) = walk.open()? {
            match tag.name() {
                "workbook" => {
                    if tag.start.attributes_raw().contains("http://purl.oclc.org/ooxml/") {
                        return Err(ReturnError::StrictDialect.into());
                    }
                    workbook.prefix = tag.prefix();
                }
                "sheet" => workbook.sheets.push(SheetEntry {
                    name: tag.attribute("name").unwrap_or_default(),
                    is_hidden: tag.attribute("state").is_some_and(|state| state != "visible"),
                    part: None,
                    relation: tag.relation().unwrap_or_default(),
                    number: tag.number("sheetId").unwrap_or(0),
                }),
                "definedName" if tag.attribute("name").as_deref() == Some(COVER_NAME) => {
                    let (place, _) = walk.leave(&tag)?;
                    cover = Some(sheet_of(&unescaped(place)));
                }
                _ => {}
            }
        }
        workbook.was_returned = cover.is_some();
        workbook.earlier_cover =
            cover.and_then(|name| workbook.sheets.iter().position(|sheet| sheet.name == name));
        Ok(workbook)
    }

    /// Whether a sheet is an earlier round's cover, which goes.
    pub(super) fn is_earlier_cover(&self, index: usize) -> bool {
        self.earlier_cover == Some(index)
    }

    /// Puts the cover before all sheets, as the one that is shown on opening.
    pub(super) fn put_first(&self, package: &mut Package<'_>, cover: String) -> Result<(), ReturnError> {
        if let Some(earlier) = self.earlier_cover {
            let earlier = &self.sheets[earlier];
            if let Some(part) = &earlier.part {
                package.drop_part(part)?;
            }
            package.unrelate(&self.part, &earlier.relation)?;
        }
        let part = package.free_name("xl/worksheets/return#.xml");
        package.add(part.clone(), cover);
        package.declare(&part, WORKSHEET)?;
        let relation = package.free_relation(&self.part)?;
        package.relate(&self.part, &relation, "worksheet", &part)?;
        package.edit(&self.part, |text| Ok((self.edits(text, &relation)?, ())))
    }

    fn edits(&self, text: &str, relation: &str) -> Result<Vec<Edit>, Trouble> {
        let title = self.cover_title();
        let mut edits = vec![];
        let mut index = 0;
        let mut walk = Walk::new(text);
        while let Some(tag) = walk.open()? {
            match tag.name() {
                "workbookView" => {
                    let first = [("activeTab", Some("0")), ("firstSheet", Some("0"))];
                    edits.push(Edit::replace(tag.span.clone(), tag.with(&first)));
                }
                "sheets" => edits.push(Edit::insert(tag.span.end, self.entry(&title, relation))),
                "sheet" => {
                    if self.is_earlier_cover(index) {
                        let (_, end) = walk.leave(&tag)?;
                        edits.push(Edit::replace(tag.span.start..end, String::new()));
                    }
                    index += 1;
                }
                "definedName" => {
                    let local = tag.number("localSheetId").map(|index| index as usize);
                    let is_cover = tag.attribute("name").as_deref() == Some(COVER_NAME);
                    if is_cover || (local.is_some() && local == self.earlier_cover) {
                        let (_, end) = walk.leave(&tag)?;
                        edits.push(Edit::replace(tag.span.start..end, String::new()));
                    } else if let Some(local) = local {
                        let moved =
                            local + 1 - usize::from(self.earlier_cover.is_some_and(|cover| cover < local));
                        let set = [("localSheetId", Some(moved.to_string()))];
                        let set = set.each_ref().map(|(name, value)| (*name, value.as_deref()));
                        edits.push(Edit::replace(tag.span.clone(), tag.with(&set)));
                    }
                }
                _ => {}
            }
        }
        let name = format!(
            r#"<definedName name="{COVER_NAME}" hidden="1">'{}'!$A$1</definedName>"#,
            escaped(&title)
        );
        let name = prefixed(&name, &self.prefix);
        edits.extend(append(text, "definedNames", &name, None, &BEHIND_NAMES)?);
        Ok(edits)
    }

    fn entry(&self, title: &str, relation: &str) -> String {
        let numbers = self.sheets.iter().map(|sheet| sheet.number);
        format!(
            r#"<{}sheet xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" name="{}" sheetId="{}" r:id="{relation}"/>"#,
            self.prefix,
            escaped(title),
            numbers.max().unwrap_or(0).saturating_add(1),
        )
    }

    fn cover_title(&self) -> String {
        let is_free = |title: &String| {
            let mut sheets = self.sheets.iter().enumerate();
            sheets.all(|(index, sheet)| self.is_earlier_cover(index) || sheet.name != *title)
        };
        let numbered = (2..).map(|number: u32| format!("{COVER_TITLE}{number}"));
        std::iter::once(COVER_TITLE.to_owned())
            .chain(numbered)
            .find(is_free)
            .expect("some number is free")
    }
}

/// The sheet in a reference such as `'退回说明'!$A$1`.
fn sheet_of(reference: &str) -> String {
    let name = reference.rsplit_once('!').map_or("", |(name, _)| name);
    let quoted = name.strip_prefix('\'').and_then(|name| name.strip_suffix('\''));
    quoted.map_or_else(|| name.to_owned(), |name| name.replace("''", "'"))
}

/// A signature is of the bytes that were sent; over others it would be a false one.
fn drop_signatures(package: &mut Package<'_>, roots: &[Relation]) -> Result<(), ReturnError> {
    for root in roots.iter().filter(|relation| relation.kind == "origin") {
        for signature in package.relations(&root.part)? {
            package.drop_part(&signature.part)?;
        }
        package.drop_part(&root.part)?;
        package.unrelate("", &root.id)?;
    }
    Ok(())
}
