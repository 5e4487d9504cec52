//! Workbooks that other programs wrote sparingly.

use super::*;

#[test]
fn a_workbook_without_styles_gets_those_it_needs() {
    let bare = |name: &str, text: String| match name {
        "xl/_rels/workbook.xml.rels" => text.replace("/styles\"", "/unheard\""),
        SHEET => text.replace(" s=\"", " ph=\""),
        _ => text,
    };
    let original = rewritten(&form(), bare, &[]);

    let returned = returned(&original, &[mark("走访", 4, 2, "甲")]);

    let relations = part(&returned, "xl/_rels/workbook.xml.rels");
    assert!(relations.contains(r#"Target="/xl/styles1.xml""#));
    let styles = part(&returned, "xl/styles1.xml");
    let order =
        ["<fonts ", "<fills ", "<borders ", "<cellStyleXfs ", "<cellXfs "].map(|name| styles.find(name));
    assert!(order.is_sorted() && order[0].is_some());
    let formats = between(&styles, "<cellXfs", "</cellXfs>").unwrap();
    assert_eq!(formats.matches("<xf ").count(), 8);
    // The default, then the bad cell's, whose colour follows the two that are set.
    let sheet = part(&returned, SHEET);
    assert!(
        between(&sheet, r#"<c r="C4""#, ">")
            .unwrap()
            .ends_with(r#" s="1""#)
    );
    assert!(formats.split("<xf ").nth(2).unwrap().contains(r#"fillId="3""#));
}

#[test]
fn a_sheet_without_rows_gets_the_one_that_is_wrong() {
    let empty = |name: &str, text: String| match name {
        SHEET => {
            let (before, rest) = text.split_once("<sheetData>").unwrap();
            let (_, after) = rest.split_once("</sheetData>").unwrap();
            format!("{before}<sheetData/>{after}")
        }
        _ => text,
    };
    let original = rewritten(&form(), empty, &[]);

    let returned = returned(&original, &[mark("走访", 9, 1, "甲"), mark("走访", 4, 1, "乙")]);

    let sheet = part(&returned, SHEET);
    let rows = between(&sheet, "<sheetData>", "</sheetData>").unwrap();
    assert_eq!(rows.matches("<row ").count(), 2);
    assert!(rows.find(r#"r="4""#) < rows.find(r#"r="9""#));
}

#[test]
fn rows_and_cells_that_do_not_say_where_they_stand_follow_each_other() {
    let silent = |name: &str, text: String| match name {
        SHEET => (1..9).fold(text, |text, row| {
            let text = text.replace(&format!(r#"<row r="{row}""#), "<row");
            ["A", "B", "C", "D"].iter().fold(text, |text, column| {
                text.replace(&format!(r#"<c r="{column}{row}""#), "<c")
            })
        }),
        _ => text,
    };
    let original = rewritten(&form(), silent, &[]);

    let returned = returned(&original, &[mark("走访", 4, 2, "甲")]);

    assert_eq!(texts(&returned, "走访"), texts(&original, "走访"));
    let sheet = part(&returned, SHEET);
    let (before, marked) = (part(&original, SHEET), sheet);
    let differ = before.replace(r#" tabSelected="1""#, "");
    let rows = |sheet: &str| -> Vec<String> { sheet.split("<row").map(str::to_owned).collect() };
    let changed: Vec<usize> = (0..)
        .zip(rows(&differ).iter().zip(&rows(&marked)))
        .filter(|(_, (before, after))| before != after)
        .map(|(row, _)| row)
        .collect();
    assert_eq!(changed, [4]);
}
