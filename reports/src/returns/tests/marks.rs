//! What is coloured and said at a cell.

use std::io::Cursor;

use calamine::{Reader as _, Xlsx};

use super::*;

#[test]
fn several_marks_on_a_cell_are_one_comment_and_the_offices_own_stands_above() {
    let marks = [
        mark("走访", 3, 0, "甲"),
        mark("走访", 3, 0, "乙"),
        mark("走访", 5, 1, "丙 & <丁>"),
        mark("走访", 5, 1, "丙 & <丁>"),
    ];

    let returned = returned(&form(), &marks);

    let expected = [
        ("A3", "本单位的批注\n【退回说明】\n· 乙\n· 甲"),
        ("B5", "【退回说明】\n· 丙 &amp; &lt;丁&gt;"),
    ];
    let found = comments(&returned, "xl/comments1.xml");
    let found: Vec<_> = found
        .iter()
        .map(|(cell, text)| (cell.as_str(), text.trim_start_matches("某镇:\n")))
        .collect();
    assert_eq!(found, expected);
    // One box for each.
    let shapes = part(&returned, "xl/drawings/vmlDrawing1.vml");
    assert_eq!(shapes.matches("ObjectType=\"Note\"").count(), 2);
    assert!(shapes.contains("<x:Row>4</x:Row><x:Column>1</x:Column>"));
}

#[test]
fn a_row_that_is_wrong_as_a_whole_is_coloured_up_to_its_last_cell() {
    let returned = returned(
        &form(),
        &[
            mark("走访", 5, None, "与另一行重复"),
            mark("走访", 5, 2, "应为金额"),
        ],
    );

    let colours = ["A5", "B5", "C5", "D5"].map(|cell| colour(&returned, SHEET, cell).unwrap());
    assert_eq!(colours, [ROW_COLOUR, ROW_COLOUR, CELL_COLOUR, ROW_COLOUR]);
    let found = comments(&returned, "xl/comments1.xml");
    assert!(found.contains(&("A5".to_owned(), "【退回说明】\n· 整行：与另一行重复".to_owned())));
}

#[test]
fn a_mark_inside_merged_cells_is_shown_where_they_are_seen() {
    let returned = returned(&form(), &[mark("走访", 8, 1, "为必填项")]);

    assert_eq!(colour(&returned, SHEET, "B7").as_deref(), Some(CELL_COLOUR));
    let found = comments(&returned, "xl/comments1.xml");
    assert!(found.contains(&("B7".to_owned(), "【退回说明】\n· 第8行：为必填项".to_owned())));
}

#[test]
fn cells_and_rows_that_are_not_there_are_added() {
    let marks = [
        mark("走访", 4, 9, "甲"),
        mark("走访", 20, 1, "乙"),
        mark("代码", 3, 0, "丙"),
    ];

    let returned = returned(&form(), &marks);

    assert_eq!(colour(&returned, SHEET, "J4").as_deref(), Some(CELL_COLOUR));
    assert_eq!(colour(&returned, SHEET, "B20").as_deref(), Some(CELL_COLOUR));
    assert_eq!(
        colour(&returned, "xl/worksheets/sheet2.xml", "A3").as_deref(),
        Some(CELL_COLOUR)
    );
    assert_eq!(comments(&returned, "xl/returnComments1.xml").len(), 1);
}

#[test]
fn a_conversation_on_a_bad_cell_becomes_a_comment_that_can_be_read() {
    let conversation = |name: &str, text: String| {
        match name {
        "xl/comments1.xml" => text.replace("<author>某镇</author>", "<author>tc={1}</author>"),
        "xl/worksheets/_rels/sheet1.xml.rels" => text.replace(
            "</Relationships>",
            r#"<Relationship Id="rId99" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment" Target="../threadedComments/threadedComment1.xml"/></Relationships>"#,
        ),
        _ => text,
    }
    };
    let threads = r#"<ThreadedComments><threadedComment ref="A3" id="{1}"><text>问</text></threadedComment><threadedComment ref="A4" id="{2}"><text>答</text></threadedComment></ThreadedComments>"#;
    let name = "xl/threadedComments/threadedComment1.xml";
    let original = rewritten(&form(), conversation, &[(name, threads)]);
    assert!(part(&original, "xl/comments1.xml").contains("tc={1}"));

    let returned = returned(&original, &[mark("走访", 3, 0, "甲")]);

    let left = part(&returned, name);
    assert!(!left.contains(r#"ref="A3""#) && left.contains(r#"ref="A4""#));
    let comments = part(&returned, "xl/comments1.xml");
    assert!(comments.contains("<author>数据校验</author>"));
    assert!(comments.contains(r#"<comment ref="A3" authorId="2""#));
}

#[test]
fn a_second_round_shows_only_what_is_still_wrong() {
    let original = form();
    let first = returned(
        &original,
        &[
            mark("走访", 3, 0, "甲"),
            mark("走访", 4, 1, "乙"),
            mark("代码", 1, 0, "丙"),
            mark("走访", 5, None, "丁"),
        ],
    );

    let second = returned(&first, &[mark("走访", 4, 1, "戊")]);

    let found = comments(&second, "xl/comments1.xml");
    let own = comments(&original, "xl/comments1.xml");
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].1, own[0].1);
    assert_eq!(found[1], ("B4".to_owned(), "【退回说明】\n· 戊".to_owned()));
    assert_eq!(comments(&second, "xl/returnComments1.xml").len(), 0);
    let colours = ["A3", "B4", "A5"].map(|cell| colour(&second, SHEET, cell));
    assert_eq!(colours, [None, Some(CELL_COLOUR.to_owned()), None]);
    assert_eq!(texts(&second, "走访"), texts(&original, "走访"));
    let workbook = Xlsx::new(Cursor::new(second.clone())).unwrap();
    assert_eq!(workbook.sheet_names(), ["退回说明", "走访", "代码", "其他"]);
    // As many boxes as comments.
    let shapes = part(&second, "xl/drawings/vmlDrawing1.vml");
    assert_eq!(shapes.matches("ObjectType=\"Note\"").count(), 2);
}
