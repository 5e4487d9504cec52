//! The same rows in every form that offices send: told by their content, since every file here has the wrong name.

use crate::support::{Drop, Landed, in_form};

/// Lands one fixture under a name that says nothing.
fn land(name: &str) -> Landed {
    let drop = Drop::with_households();
    drop.write("file.csv", in_form(name));
    drop.land()
}

/// Sheet, row, and what became of it.
fn outcomes(landed: &Landed) -> Vec<(String, i64, String)> {
    let rows = landed.dispositions.iter().filter(|row| row.file == "file.csv");
    rows.map(|row| {
        let outcome = if row.disposition == "quarantined" {
            row.reasons.join(";")
        } else {
            row.disposition.clone()
        };
        (row.sheet.clone(), row.row_number, outcome)
    })
    .collect()
}

fn row(sheet: &str, number: i64, outcome: &str) -> (String, i64, String) {
    (sheet.to_owned(), number, outcome.to_owned())
}

#[test]
fn a_hidden_sheet_below_a_title_is_read_and_a_formula_without_a_result_is_not_empty() {
    let landed = land("visits.xlsx");

    assert_eq!(
        outcomes(&landed),
        [
            row("走访", 3, "landed"),
            row("走访", 4, "landed"),
            row("走访", 5, "date_invalid"),
        ]
    );
    assert_eq!(
        landed.column("visit", "visited_at"),
        ["2022-05-15 02:00:00", "2022-05-16 16:00:00"]
    );
}

#[test]
fn days_from_1904_are_read_also_below_a_newer_element_of_the_same_name() {
    for name in ["visits-1904.xlsx", "visits-1904.xls"] {
        let landed = land(name);

        assert_eq!(
            landed.column("visit", "visited_at")[0],
            "2022-05-15 02:00:00",
            "{name}"
        );
        assert_eq!(
            landed.column("visit", "entered_at")[0],
            "2022-05-15 16:00:00",
            "{name}"
        );
    }
}

#[test]
fn a_workbook_of_excel_97_is_read() {
    let landed = land("visits.xls");

    assert_eq!(
        outcomes(&landed),
        [
            row("走访", 3, "landed"),
            row("走访", 4, "landed"),
            row("走访", 5, "landed"),
        ]
    );
    assert_eq!(
        landed.column("visit", "visited_at"),
        [
            "2022-05-15 02:00:00",
            "2022-05-16 16:00:00",
            "2022-05-16 02:00:00"
        ]
    );
    assert_eq!(landed.personal("problem"), ["屋顶漏雨"]);
}

#[test]
fn ods_is_read_with_the_results_of_its_formulas() {
    let landed = land("visits.ods");

    assert_eq!(
        outcomes(&landed),
        [
            row("走访", 3, "landed"),
            row("走访", 4, "landed"),
            row("走访", 5, "landed"),
        ]
    );
    assert_eq!(
        landed.column("visit", "visited_at"),
        [
            "2022-05-15 02:00:00",
            "2022-05-16 16:00:00",
            "2022-05-16 02:00:00"
        ]
    );
}

#[test]
fn rows_of_ods_that_are_repeated_to_the_end_of_the_sheet_cost_nothing() {
    let landed = land("bare.ods");

    assert_eq!(
        outcomes(&landed),
        [row("走访", 6, "landed"), row("走访", 7, "date_invalid")]
    );
}

#[test]
fn the_xml_of_excel_2003_is_read() {
    let landed = land("visits.xml.xls");

    assert_eq!(
        outcomes(&landed),
        [row("走访", 5, "landed"), row("走访", 6, "date_invalid")]
    );
    assert_eq!(landed.column("visit", "visited_at"), ["2022-05-15 02:00:00"]);
    assert_eq!(landed.personal("problem"), ["屋顶漏雨 \n<2处>"]);
}

#[test]
fn a_page_that_calls_itself_a_workbook_is_read_table_by_table() {
    let landed = land("visits.html.xls");

    assert_eq!(
        outcomes(&landed),
        [row("表2", 3, "landed"), row("表2", 4, "landed")]
    );
    let file = landed.files.iter().find(|file| file.file == "file.csv").unwrap();
    assert_eq!(file.message, "未识别的工作表：表1");
}

#[test]
fn a_page_in_gbk_is_read_through_spans_and_tables_within_tables() {
    let landed = land("page.xls");

    // The merged 户编号 stands in its first row only, as in a workbook.
    assert_eq!(
        outcomes(&landed),
        [
            row("表2", 4, "landed"),
            row("表2", 5, "landed"),
            row("表2", 6, "required_missing"),
        ]
    );
    assert_eq!(
        landed.column("visit", "visited_at"),
        ["2022-05-15 02:00:00", "2022-05-15 16:00:00"]
    );
    assert_eq!(
        landed.column("visit", "visit_method")[1],
        "通过邻居或亲戚（代答）访问"
    );
}

#[test]
fn the_columns_of_parquet_are_its_header_and_its_rows_are_counted_from_one() {
    let landed = land("visits.parquet");

    assert_eq!(
        outcomes(&landed),
        [row("", 1, "landed"), row("", 2, "required_missing")]
    );
    assert_eq!(landed.column("visit", "visitor_id"), ["340604600203011"]);
    assert_eq!(landed.column("visit", "visited_at"), ["2022-05-15 02:00:00"]);
    // Half past six in the evening in London is half past two in the morning here.
    assert_eq!(landed.column("visit", "entered_at"), ["2022-05-15 18:30:00"]);
}

#[test]
fn days_decimals_and_units_of_parquet_are_read() {
    let landed = land("measures.parquet");

    assert_eq!(outcomes(&landed), [row("", 1, "landed"), row("", 2, "landed")]);
    assert_eq!(landed.column("measure", "amount_yuan"), ["12500.00", ""]);
    assert_eq!(
        landed.column("measure", "decided_on"),
        ["2022-05-15", "2022-06-01"]
    );
}

#[test]
fn four_byte_characters_of_gb18030_are_read() {
    let drop = Drop::with_households();
    // U+3400 and U+20000 have four bytes each.
    let name = [0x81, 0x39, 0xEE, 0x39, 0x95, 0x32, 0x82, 0x36];
    let head =
        encoding_rs::GB18030.encode("走访编号,户编号,走访人编号,走访人角色,走访方式,走访时间,发现问题\n");
    let row = encoding_rs::GB18030.encode("V1,H001,R1,网格员,入户访问,2022-05-15,");
    drop.write("a.csv", [head.0.as_ref(), &row.0, &name].concat());

    let landed = drop.land();

    assert_eq!(landed.personal("problem"), ["\u{3400}\u{20000}"]);
}

#[test]
fn what_holds_no_table_is_refused_by_what_it_is() {
    let drop = Drop::with_households();
    drop.write("letter.xlsx", b"%PDF-1.7 ...");
    drop.write("mail.xls", b"MIME-Version: 1.0\r\n");
    drop.write("packed.xlsx", b"Rar!\x1a\x07\x00");
    drop.write("session.xls", "<html><body>登录已过期</body></html>");
    drop.write("sealed.parquet", b"PARE....PARE");
    drop.write("cut.parquet", &in_form("visits.parquet")[..600]);
    drop.write("cut.ods", &in_form("visits.ods")[..4_000]);
    drop.write("cut.xml", &in_form("visits.xml.xls")[..1_200]);

    let landed = drop.land();

    for (name, reason) in [
        ("letter.xlsx", "unknown_header"),
        ("mail.xls", "unknown_header"),
        ("packed.xlsx", "unknown_header"),
        ("session.xls", "unknown_header"),
        ("sealed.parquet", "encrypted"),
        ("cut.parquet", "truncated"),
        ("cut.ods", "truncated"),
        ("cut.xml", "truncated"),
    ] {
        assert_eq!(landed.refusal(name), Some(reason), "{name}");
    }
    let letter = landed
        .files
        .iter()
        .find(|file| file.file == "letter.xlsx")
        .unwrap();
    assert_eq!(
        letter.message,
        "不是可读取的表格文件，请另存为xlsx或csv后重新报送"
    );
}
