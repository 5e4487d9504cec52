//! Originals that were no XLSX.

use std::io::Cursor;

use calamine::{Data, DataType as _, Reader as _, Xlsx};

use super::*;

#[test]
fn rows_of_text_keep_their_places_and_never_become_formulas() {
    let cells = [
        "=cmd|' /C calc'!A0",
        "+1",
        "@SUM(A1)",
        "340604199001011234",
        "_x0041_\u{b}",
        " 空 ",
    ];
    let sheets = vec![SheetRows {
        name: String::new(),
        rows: vec![(2, vec![]), (3, cells.map(str::to_owned).to_vec())],
    }];

    let returned = write(&Original::Rows(sheets), &[mark("", 3, 0, "甲")], &cover()).unwrap();

    let mut workbook = Xlsx::new(Cursor::new(returned.clone())).unwrap();
    let range = workbook.worksheet_range("数据").unwrap();
    assert_eq!(range.start(), Some((2, 0)));
    let texts: Vec<&str> = range
        .rows()
        .next()
        .unwrap()
        .iter()
        .filter_map(Data::get_string)
        .collect();
    assert_eq!(texts.len(), 6);
    assert_eq!(texts[..4], cells[..4]);
    assert_eq!(texts[5], cells[5]);
    let sheet = part(&returned, SHEET);
    assert!(!sheet.contains("<f>") && !sheet.contains("<v>"));
    assert!(sheet.contains("_x005F_x0041__x000B_"));
    // The format of the cells is text, so that editing one does not make it a formula either.
    assert!(part(&returned, "xl/styles.xml").contains(r#"numFmtId="49""#));
}

#[test]
fn names_of_sheets_are_made_such_as_a_workbook_takes() {
    let sheet = |name: &str| SheetRows {
        name: name.to_owned(),
        rows: vec![],
    };
    let sheets = vec![sheet("a/b:c"), sheet(&"长".repeat(40)), sheet(""), sheet("A_B_C")];

    let returned = write(&Original::Rows(sheets), &[mark("a/b:c", 1, 0, "甲")], &cover()).unwrap();

    let names = Xlsx::new(Cursor::new(returned)).unwrap().sheet_names();
    assert_eq!(names, ["退回说明", "a_b_c", &"长".repeat(27), "数据", "A_B_C2"]);
}
