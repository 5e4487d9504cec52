//! What stays as it was.

use std::io::Cursor;

use calamine::{Reader as _, SheetVisible, Xlsx};
use rust_xlsxwriter::Workbook;

use super::*;

#[test]
fn the_cover_comes_first_and_the_sheets_follow_as_they_were() {
    let original = form();

    let returned = returned(&original, &[mark("走访", 4, 1, "应为入户访问")]);

    let workbook = Xlsx::new(Cursor::new(returned.clone())).unwrap();
    let sheets: Vec<_> = workbook
        .sheets_metadata()
        .iter()
        .map(|sheet| (sheet.name.as_str(), sheet.visible))
        .collect();
    assert_eq!(
        sheets,
        [
            ("退回说明", SheetVisible::Visible),
            ("走访", SheetVisible::Visible),
            ("代码", SheetVisible::Hidden),
            ("其他", SheetVisible::Visible),
        ]
    );
    for sheet in ["走访", "代码", "其他"] {
        assert_eq!(texts(&returned, sheet), texts(&original, sheet));
    }
    let views = |name| part(&returned, name).matches("tabSelected").count();
    assert_eq!((views("xl/worksheets/return1.xml"), views(SHEET)), (1, 0));
}

#[test]
fn names_that_belong_to_a_sheet_follow_it_behind_the_cover() {
    let original = form();
    assert!(part(&original, "xl/workbook.xml").contains(r#"localSheetId="0""#));

    let workbook = part(&returned(&original, &[]), "xl/workbook.xml");

    assert!(workbook.contains(r#"localSheetId="1""#));
    assert!(!workbook.contains(r#"localSheetId="0""#));
}

#[test]
fn only_the_style_of_a_bad_cell_changes() {
    let original = form();

    let returned = returned(&original, &[mark("走访", 4, 2, "应为金额")]);

    // Every other byte of the sheet is as it was, but for the sheet that is shown first.
    let (before, after) = (part(&original, SHEET), part(&returned, SHEET));
    let tag = between(&after, r#"<c r="C4""#, ">").unwrap();
    let tag_before = between(&before, r#"<c r="C4""#, ">").unwrap();
    let expected = before
        .replace(
            &format!(r#"<c r="C4"{tag_before}>"#),
            &format!(r#"<c r="C4"{tag}>"#),
        )
        .replace(r#" tabSelected="1""#, "");
    assert_eq!(after, expected);
    assert_eq!(colour(&returned, SHEET, "C4").as_deref(), Some(CELL_COLOUR));
    // The number keeps its format.
    assert_eq!(texts(&returned, "走访"), texts(&original, "走访"));
    let format = |workbook: &[u8]| {
        let style = style(workbook, SHEET, "C4").unwrap();
        between(&style, "numFmtId=\"", "\"").map(str::to_owned)
    };
    assert_eq!(format(&returned), format(&original));
}

#[test]
fn what_nobody_marked_leaves_as_it_came() {
    let original = form();

    let returned = returned(&original, &[mark("走访", 4, 2, "应为金额")]);

    for name in parts(&original) {
        let changed = [
            "[Content_Types].xml",
            "xl/workbook.xml",
            "xl/_rels/workbook.xml.rels",
            "xl/styles.xml",
            SHEET,
            "xl/comments1.xml",
            "xl/drawings/vmlDrawing1.vml",
        ];
        if !changed.contains(&name.as_str()) {
            assert_eq!(part(&returned, &name), part(&original, &name), "{name}");
        }
    }
}

#[test]
fn elements_with_a_prefix_are_the_same_elements() {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let prefix = |name: &str, text: String| {
        if !["xl/workbook.xml", "xl/styles.xml", SHEET].contains(&name) {
            return text;
        }
        let (_, text) = text.split_once("?>").unwrap();
        xml::prefixed(text, "x:").replace(&format!("xmlns=\"{main}\""), &format!("xmlns:x=\"{main}\""))
    };
    let original = rewritten(&form(), prefix, &[]);

    let returned = returned(&original, &[mark("走访", 4, 2, "甲"), mark("走访", 20, 0, "乙")]);

    assert_eq!(texts(&returned, "走访"), texts(&original, "走访"));
    assert_eq!(colour(&returned, SHEET, "C4").as_deref(), Some(CELL_COLOUR));
    assert!(part(&returned, SHEET).contains(r#"<x:row r="20"><x:c r="A20""#));
    assert!(part(&returned, "xl/workbook.xml").contains("</x:definedName></x:definedNames>"));
}

#[test]
fn an_offices_own_sheet_of_that_name_stays() {
    let mut workbook = Workbook::new();
    workbook
        .add_worksheet()
        .set_name("退回说明")
        .unwrap()
        .write(0, 0, "本单位的表")
        .unwrap();

    let returned = returned(
        &workbook.save_to_buffer().unwrap(),
        &[mark("退回说明", 1, 0, "甲")],
    );

    let sheets = Xlsx::new(Cursor::new(returned.clone())).unwrap().sheet_names();
    assert_eq!(sheets, ["退回说明2", "退回说明"]);
    assert_eq!(texts(&returned, "退回说明"), [["本单位的表"]]);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let original = form();
    let marks = [mark("走访", 3, 0, "甲"), mark("走访", 4, 1, "乙")];
    let turned: Vec<Mark> = marks.iter().rev().cloned().collect();

    assert_eq!(returned(&original, &marks), returned(&original, &marks));
    assert_eq!(returned(&original, &marks), returned(&original, &turned));
}

#[test]
fn what_cannot_be_returned_says_why() {
    let failed = |bytes: &[u8], mark: Mark| {
        write(&Original::Workbook(bytes), &[mark], &cover())
            .unwrap_err()
            .to_string()
    };
    let original = form();

    assert_eq!(
        failed(&original, mark("无此表", 1, 0, "甲")),
        "the workbook has no sheet `无此表`"
    );
    assert_eq!(
        failed(&original, mark("走访", 0, 0, "甲")),
        "sheet `走访` cannot have row 0, column 0 here"
    );
    assert_eq!(
        failed(b"no zip", mark("走访", 1, 0, "甲")),
        "cannot read or write the container of the workbook"
    );
}
