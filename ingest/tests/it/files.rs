//! Files as offices make them: encodings, layouts, workbooks, and those that have to be refused.

use std::io::{Cursor, Read};

use encoding_rs::GB18030;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::support::{Drop, fixture};

const VISITS: &str = "走访编号,户编号,走访人编号,走访人角色,走访方式,走访时间";

fn row(id: &str) -> String {
    format!("{id},H001,R1,网格员,入户访问,2022-05-15")
}

#[test]
fn text_is_read_in_every_encoding_of_the_contract() {
    let text = format!("{VISITS}\n{}\n", row("V1"));
    let utf16: Vec<u8> = "\u{feff}"
        .encode_utf16()
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let drop = Drop::with_households();
    drop.write("1.csv", &text);
    drop.write("2.csv", format!("\u{feff}{text}"));
    drop.write("3.csv", GB18030.encode(&text).0);
    drop.write("4.csv", utf16);
    drop.write("5.xls", text.replace(',', "\t"));

    let landed = drop.land();

    assert_eq!(landed.outcomes("1.csv"), ["landed"]);
    for name in ["2.csv", "3.csv", "4.csv", "5.xls"] {
        assert_eq!(landed.outcomes(name), ["duplicate"], "{name}");
    }
}

#[test]
fn rows_are_numbered_by_the_line_on_which_they_start() {
    let drop = Drop::with_households();
    let text = format!(
        "某县报表\r\n\r\n{VISITS},发现问题\r\n{},\"两\r\n行\"\r\n\r\n{},\r\n",
        row("V1"),
        row("V2")
    );
    drop.write("a.csv", text);

    let landed = drop.land();

    let lines: Vec<i64> = landed
        .dispositions
        .iter()
        .filter(|row| row.file == "a.csv")
        .map(|row| row.row_number)
        .collect();
    assert_eq!(lines, [4, 7]);
    assert_eq!(landed.personal("problem"), ["两\r\n行"]);
}

#[test]
fn titles_footers_blanks_and_repeated_headers_are_no_rows() {
    let drop = Drop::with_households();
    let lines = [
        "某县走访记录,,,,,,",
        "填报单位：某乡,,单位：元,,,,",
        &format!("序号,{VISITS}"),
        &format!("1,{}", row("V1")),
        "　,,,,,,",
        &format!("序号,{VISITS}"),
        &format!("2,{}", row("V2")),
        // All it needs is there: a row of data, whatever it begins with.
        &format!("合计,{}", row("V3")),
        "合 计,,2,,,,",
        ",总计：2,,,,,",
        "填表人：某某,,审核人：某某,,,,",
        "制表人,,,,,,",
        "注：以上数据截至月底,,,,,,",
    ];
    drop.write("a.csv", lines.join("\n"));

    let landed = drop.land();

    assert_eq!(landed.outcomes("a.csv"), ["landed", "landed", "landed"]);
    assert_eq!(
        landed
            .files
            .iter()
            .find(|file| file.file == "a.csv")
            .unwrap()
            .rows,
        3
    );
}

#[test]
fn sums_in_the_key_column_are_no_row_however_full_they_are() {
    let drop = Drop::with_households();
    drop.write(
        "a.csv",
        "区划代码,年度,总户数,总人口数\n340604100001,2021,5,20\n合计,2021,5,20\n",
    );

    let landed = drop.land();

    assert_eq!(landed.outcomes("a.csv"), ["landed"]);
}

#[test]
fn files_that_cannot_be_read_are_refused_and_the_rest_lands() {
    let drop = Drop::with_households();
    let workbook = {
        let mut workbook = Workbook::new();
        workbook.add_worksheet().write_string(0, 0, "走访编号").unwrap();
        workbook.save_to_buffer().unwrap()
    };
    let mut damaged = workbook.clone();
    let middle = damaged.len() / 2;
    damaged[middle..middle + 8].fill(0);
    let mut protected = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    protected.extend("EncryptedPackage".bytes().flat_map(|byte| [byte, 0]));
    drop.write("empty.csv", "");
    drop.write("blank.csv", " \n\u{3000}\n");
    drop.write("empty.xlsx", Workbook::new().save_to_buffer().unwrap());
    drop.write(
        "encoding.csv",
        [b"\xEF\xBB\xBF".as_slice(), &[0xFF, 0xFE, 0x41]].concat(),
    );
    drop.write("binary.csv", [0x89, b'P', b'N', b'G', 0xFF, 0xFF]);
    drop.write("truncated.xlsx", &workbook[..workbook.len() - 40]);
    drop.write("damaged.xlsx", damaged);
    drop.write("broken.xls", [0xD0, 0xCF, 0x11, 0xE0, 0, 0]);
    drop.write("protected.xlsx", protected);
    drop.write("quote.csv", format!("{VISITS}\n\"{}\n{}\n", row("V8"), row("V9")));
    drop.write("unknown.csv", "姓名,爱好\n某,无\n");
    drop.write("unknown.xlsx", workbook);
    drop.write("lacking.csv", "走访编号,户编号,走访人编号,走访方式,走访时间\n");
    drop.write("page.xls", "<html><body><table></table></body></html>");
    drop.write("good.csv", format!("{VISITS}\n{}\n", row("V1")));

    let landed = drop.land();

    for (name, reason) in [
        ("empty.csv", "empty"),
        ("blank.csv", "empty"),
        ("empty.xlsx", "empty"),
        ("encoding.csv", "encoding"),
        ("binary.csv", "encoding"),
        ("truncated.xlsx", "truncated"),
        ("damaged.xlsx", "truncated"),
        ("broken.xls", "truncated"),
        ("protected.xlsx", "encrypted"),
        ("quote.csv", "unclosed_quote"),
        ("unknown.csv", "unknown_header"),
        ("unknown.xlsx", "unknown_header"),
        ("lacking.csv", "unknown_header"),
        ("page.xls", "unknown_header"),
    ] {
        assert_eq!(landed.refusal(name), Some(reason), "{name}");
    }
    assert_eq!(landed.outcomes("good.csv"), ["landed"]);
    let lacking = landed.files.iter().find(|file| file.file == "lacking.csv");
    assert_eq!(
        lacking.unwrap().message,
        "表头无法识别：走访记录缺少必填列“走访人角色”"
    );
    assert_eq!((landed.counts.files_read, landed.counts.files_refused), (3, 14));
}

/// A workbook of visits in which one part is followed by forty megabytes of blanks.
fn bomb(part: &str) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, (header, text)) in (0..).zip(VISITS.split(',').zip(row("V1").split(','))) {
        sheet.write_string(0, column, header).unwrap();
        sheet.write_string(1, column, text).unwrap();
    }
    let bytes = workbook.save_to_buffer().unwrap();
    let mut parts = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut archive = ZipWriter::new(Cursor::new(vec![]));
    for index in 0..parts.len() {
        let mut entry = parts.by_index(index).unwrap();
        let name = entry.name().unwrap().into_owned();
        archive.start_file(&*name, SimpleFileOptions::default()).unwrap();
        std::io::copy(&mut entry, &mut archive).unwrap();
        if name == part {
            std::io::copy(&mut std::io::repeat(b' ').take(40 << 20), &mut archive).unwrap();
        }
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn a_part_that_unpacks_beyond_all_measure_is_a_bomb() {
    let drop = Drop::with_households();
    drop.write("none.xlsx", bomb(""));
    drop.write("sheet.xlsx", bomb("xl/worksheets/sheet1.xml"));
    drop.write("styles.xlsx", bomb("xl/styles.xml"));

    let landed = drop.land();

    assert_eq!(landed.outcomes("none.xlsx"), ["landed"]);
    assert_eq!(landed.refusal("sheet.xlsx"), Some("zip_bomb"));
    assert_eq!(landed.refusal("styles.xlsx"), Some("zip_bomb"));
}

#[test]
fn workbooks_hold_titles_merged_headers_dates_numbers_and_hidden_sheets() {
    let mut workbook = Workbook::new();
    let date = Format::new().set_num_format("yyyy-mm-dd hh:mm");
    let merged = Format::new();
    let moment = |text| ExcelDateTime::parse_from_str(text).unwrap();
    let sheet = workbook.add_worksheet().set_name("说明").unwrap();
    sheet.write_string(0, 0, "填表说明").unwrap();
    let sheet = workbook.add_worksheet().set_name("走访").unwrap();
    sheet.merge_range(0, 0, 0, 6, "某县走访记录", &merged).unwrap();
    sheet.merge_range(1, 0, 2, 0, "*走访\n编号", &merged).unwrap();
    sheet.merge_range(1, 1, 1, 6, "基本情况", &merged).unwrap();
    for (column, header) in (1..).zip([
        "户编号",
        "走访人编号",
        "走访人角色",
        "走访方式",
        "走访时间",
        "录入时间",
    ]) {
        sheet.write_string(2, column, header).unwrap();
    }
    for (row, id) in (3..).zip(["V1", "V2", "V3"]) {
        for (column, text) in (0..).zip([id, "H001", "R1", "网格员", "入户访问"]) {
            sheet.write_string(row, column, text).unwrap();
        }
    }
    sheet
        .write_datetime_with_format(3, 5, moment("2022-05-15T10:00:00"), &date)
        .unwrap();
    sheet.write_number(4, 5, 44_696.5).unwrap();
    sheet.write_number(5, 5, 2022.1).unwrap();
    sheet.write_string(7, 0, "合计").unwrap();
    let sheet = workbook.add_worksheet().set_name("户").unwrap();
    sheet.set_hidden(true);
    let headers = "户编号,户主姓名,户主证件号码,区划代码,户类型,家庭人口数,数据日期";
    for (column, header) in (0..).zip(headers.split(',')) {
        sheet.write_string(0, column, header).unwrap();
    }
    for (row, id) in [(1, 340_604_196_002_030_111.0), (2, 340_604_600_203_011.0)] {
        sheet.write_string(row, 0, format!("H10{row}")).unwrap();
        sheet.write_string(row, 1, "某甲").unwrap();
        sheet.write_number(row, 2, id).unwrap();
        sheet.write_number(row, 3, 340_604_100_001.0).unwrap();
        sheet.write_string(row, 4, "一般农户").unwrap();
        sheet.write_number(row, 5, 2).unwrap();
        sheet.write_number(row, 6, 20_220_701).unwrap();
    }
    let drop = Drop::with_households();
    drop.write("book.xlsx", workbook.save_to_buffer().unwrap());

    let landed = drop.land();

    let rows: Vec<(&str, i64, String)> = landed
        .dispositions
        .iter()
        .filter(|row| row.file == "book.xlsx")
        .map(|row| (row.sheet.as_str(), row.row_number, row.reasons.join(";")))
        .collect();
    assert_eq!(
        rows,
        [
            ("户", 2, "id_precision_lost".to_owned()),
            ("户", 3, String::new()),
            ("走访", 4, String::new()),
            ("走访", 5, String::new()),
            ("走访", 6, "date_ambiguous".to_owned()),
        ]
    );
    assert_eq!(
        landed.column("visit", "visited_at"),
        ["2022-05-15 02:00:00", "2022-05-15 04:00:00"]
    );
    let file = landed.files.iter().find(|file| file.file == "book.xlsx").unwrap();
    assert_eq!((file.dataset.as_str(), file.rows), ("household,visit", 5));
    assert_eq!(file.message, "未识别的工作表：说明");
}

#[test]
fn ticks_in_one_file_say_nothing_about_another() {
    let drop = Drop::with_households();
    let head = "户编号,排查批次,表种,排查日期,是否存在风险,三保障达标";
    drop.write(
        "a.csv",
        format!("{head}\nH001,甲,2-1,2022-06-01,√,\nH002,甲,2-1,2022-06-01,,\n"),
    );
    drop.write("b.csv", format!("{head}\nH003,甲,2-1,2022-06-01,,\n"));

    let landed = drop.land();

    assert_eq!(landed.outcomes("a.csv"), ["landed", "landed"]);
    assert_eq!(landed.outcomes("b.csv"), ["required_missing"]);
    assert_eq!(landed.column("screening", "has_risk"), ["true", "false"]);
    // No tick stands in this column, so an empty cell says nothing.
    assert_eq!(landed.column("screening", "is_safeguarded"), ["", ""]);
}

#[test]
fn a_drop_without_places_has_no_county_and_no_known_place() {
    let drop = Drop::new();
    drop.write("household.csv", fixture("household", "good"));

    let landed = drop.land();

    assert_eq!(landed.outcomes("household.csv"), ["region_unknown"; 3]);
    assert!(landed.dispositions.iter().all(|row| row.county_code == "000000"));
}
