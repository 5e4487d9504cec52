//! What the first sheet says.

use super::*;

#[test]
fn the_cover_counts_and_leads_to_the_cells() {
    let mut marks: Vec<Mark> = (3..8).map(|row| mark("走访", row, 0, "甲")).collect();
    marks.push(Mark {
        reason: "unheard".to_owned(),
        ..mark("代码", 1, 0, "乙")
    });

    let returned = returned(&form(), &marks);

    let rows: Vec<String> = texts(&returned, "退回说明")
        .into_iter()
        .map(|row| row.join("|"))
        .collect();
    for expected in [
        "报送单位|某镇人民政府||",
        "6|3|1|2",
        "不在代码表内||5|从代码表中选一项填写。",
        "unheard||1|见单元格批注",
        "1|走访|A3|甲",
        "6|代码|A1|乙（工作表已隐藏，请先取消隐藏）",
    ] {
        assert!(rows.iter().any(|row| row == expected), "{expected}: {rows:#?}");
    }
    let cover = part(&returned, "xl/worksheets/return1.xml");
    assert_eq!(cover.matches("<hyperlink ").count(), 6);
    assert!(cover.contains("location=\"'走访'!A3\""));
}

#[test]
fn a_long_list_says_how_many_more_and_comments_end_where_programs_give_up() {
    let sheets = vec![SheetRows {
        name: "走访".to_owned(),
        rows: (1..=5_002).map(|row| (row, vec!["x".to_owned()])).collect(),
    }];
    let marks: Vec<Mark> = (1..=5_002).map(|row| mark("走访", row, 0, "甲")).collect();

    let returned = write(&Original::Rows(sheets), &marks, &cover()).unwrap();

    let rows: Vec<String> = texts(&returned, "退回说明")
        .into_iter()
        .map(|row| row.join("|"))
        .collect();
    assert!(rows.iter().any(|row| row.starts_with("另有4702处未逐一列出")));
    assert!(
        rows.iter()
            .any(|row| row.starts_with("问题较多，有2个单元格只着色"))
    );
    assert_eq!(comments(&returned, "xl/returnComments1.xml").len(), 5_000);
    assert_eq!(colour(&returned, SHEET, "A5002").as_deref(), Some(CELL_COLOUR));
}

#[test]
fn macros_do_not_go_back() {
    let with_macros = |name: &str, text: String| {
        match name {
        "[Content_Types].xml" => text
            .replace("openxmlformats-officedocument.spreadsheetml.sheet.main", "ms-excel.sheet.macroEnabled.main")
            .replace("</Types>", r#"<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>"#),
        "xl/_rels/workbook.xml.rels" => text.replace(
            "</Relationships>",
            r#"<Relationship Id="rId99" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/></Relationships>"#,
        ),
        _ => text,
    }
    };
    let original = rewritten(&form(), with_macros, &[("xl/vbaProject.bin", "macro")]);

    let returned = returned(&original, &[mark("走访", 4, 2, "甲")]);

    assert!(!parts(&returned).contains(&"xl/vbaProject.bin".to_owned()));
    assert!(!part(&returned, "xl/_rels/workbook.xml.rels").contains("vbaProject"));
    assert!(part(&returned, "[Content_Types].xml").contains("spreadsheetml.sheet.main+xml"));
    let rows: Vec<String> = texts(&returned, "退回说明")
        .into_iter()
        .map(|row| row.concat())
        .collect();
    assert!(rows.iter().any(|row| row.contains("本副本不含宏")));
}
