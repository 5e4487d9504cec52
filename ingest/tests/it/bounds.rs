//! Files that would cost more than they are worth: each is read or refused in bounded time and memory.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::support::{Drop, Landed, in_form};

const VISITS: [&str; 6] = [
    "走访编号",
    "户编号",
    "走访人编号",
    "走访人角色",
    "走访方式",
    "走访时间",
];
const VISIT: [&str; 6] = ["V1", "H001", "R1", "网格员", "入户访问", "2022-05-15"];

fn land(content: impl AsRef<[u8]>) -> Landed {
    let drop = Drop::with_households();
    drop.write("a.bin", content);
    drop.land()
}

/// An XLSX with this XML as its only sheet, and this as its shared strings.
fn xlsx(sheet: &str, strings: &str) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let parts = [
        ("[Content_Types].xml", "<Types/>".to_owned()),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"r1\" Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"甲\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"r1\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        ("xl/worksheets/sheet1.xml", sheet.to_owned()),
        ("xl/sharedStrings.xml", strings.to_owned()),
    ];
    let mut archive = ZipWriter::new(Cursor::new(vec![]));
    for (name, content) in parts {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn inline(reference: &str, text: &str) -> String {
    format!("<c r=\"{reference}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

fn cells(row: u32, texts: &[&str]) -> String {
    let columns = texts.iter().zip('A'..);
    columns
        .map(|(text, column)| inline(&format!("{column}{row}"), text))
        .collect()
}

fn sheet(rows: &str) -> String {
    format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")
}

fn plain_rows() -> String {
    format!(
        "<row r=\"1\">{}</row><row r=\"2\">{}</row>",
        cells(1, &VISITS),
        cells(2, &VISIT)
    )
}

#[test]
fn a_billion_laughs_are_not_told() {
    let mut entities = "<!ENTITY a0 \"哈\">".to_owned();
    for level in 1..20 {
        let below = format!("&a{};", level - 1).repeat(10);
        write!(entities, "<!ENTITY a{level} \"{below}\">").unwrap();
    }
    let document = |body: &str| format!("<?xml version=\"1.0\"?><!DOCTYPE x [{entities}]>{body}");
    let rows = format!("{}<row r=\"3\">{}</row>", plain_rows(), inline("A3", "&a19;"));
    let xml = document(
        "<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet Name=\"甲\"><Table><Row><Cell><Data>&a19;</Data></Cell></Row></Table></Worksheet></Workbook>",
    );
    let page = document("<html><table><tr><td>&a19;</td></tr></table></html>");

    assert_eq!(
        land(xlsx(&document(&sheet(&rows)), "<sst/>")).refusal("a.bin"),
        Some("truncated")
    );
    assert_eq!(
        land(xlsx(
            &sheet(&plain_rows()),
            &document("<sst><si><t>&a19;</t></si></sst>")
        ))
        .refusal("a.bin"),
        Some("truncated")
    );
    assert_eq!(land(xml).refusal("a.bin"), Some("truncated"));
    assert_eq!(land(page).refusal("a.bin"), Some("unknown_header"));
}

#[test]
fn a_cell_of_ten_megabytes_is_refused_in_every_form() {
    let long = "字".repeat(10 << 20 >> 1);
    let rows = format!("{}<row r=\"3\">{}</row>", plain_rows(), inline("A3", &long));
    let text = format!("{}\n{}\n", VISITS.join(","), VISIT.join(","));

    for file in [
        xlsx(&sheet(&rows), "<sst/>"),
        format!("{text}\"{long}\",H001\n").into_bytes(),
        format!("{text}{long},H001\n").into_bytes(),
        format!("<table><tr><td>{long}</table>").into_bytes(),
    ] {
        let landed = land(file);

        assert_eq!(landed.refusal("a.bin"), Some("zip_bomb"));
        assert_eq!(landed.outcomes("a.bin"), Vec::<String>::new());
    }
}

#[test]
fn a_line_of_a_hundred_megabytes_is_read_for_what_it_holds() {
    let columns = format!(",{}", "9".repeat(999)).repeat(100_000);
    let text = format!("{}\n{}{columns}\n", VISITS.join(","), VISIT.join(","));

    assert_eq!(land(text).outcomes("a.bin"), ["landed"]);
}

#[test]
fn a_million_columns_and_absurd_places_cost_nothing() {
    let commas = format!(
        "{}\n{}{}\n",
        VISITS.join(","),
        VISIT.join(","),
        ",1".repeat(1_000_000)
    );
    let far = "<row r=\"3\"><c r=\"A3\"/><c r=\"XFD3\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>";
    let page = format!(
        "<table><tr><td colspan=1000000000 rowspan=1000000000>甲{}</table>",
        "<td colspan=1000>".repeat(100_000)
    );
    let mut ods = "<table:table-row><table:table-cell table:number-columns-repeated=\"1000000000\" office:value-type=\"string\"><text:p>甲</text:p></table:table-cell></table:table-row>".to_owned();
    ods.push_str("<table:table-row table:number-rows-repeated=\"4000000000\"><table:table-cell office:value-type=\"string\"><text:p>甲</text:p></table:table-cell></table:table-row>");

    let landed = land(xlsx(
        &format!(
            "<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData>{}{far}</sheetData></worksheet>",
            plain_rows()
        ),
        "<sst/>",
    ));
    assert_eq!(landed.outcomes("a.bin"), ["landed"]);
    assert_eq!(land(commas).outcomes("a.bin"), ["landed"]);
    assert_eq!(land(page).refusal("a.bin"), Some("unknown_header"));
    assert_eq!(land(bare_ods(&ods)).refusal("a.bin"), Some("zip_bomb"));
}

#[test]
fn spaces_that_are_only_counted_are_counted_before_they_are_written() {
    let row = "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>甲<text:s text:c=\"4000000000\"/></text:p></table:table-cell></table:table-row>";

    assert_eq!(land(bare_ods(row)).refusal("a.bin"), Some("zip_bomb"));
}

#[test]
fn depth_costs_no_more_than_its_bytes() {
    let deep = 100_000;
    let page = format!("<table><tr><td>{}甲", "<b>".repeat(deep));
    let tables = format!("<html>{}", "<table><tr><td>".repeat(deep));
    let rows = format!(
        "{}<row r=\"3\">{}</row>",
        plain_rows(),
        format_args!(
            "<c r=\"A3\" t=\"inlineStr\"><is>{}{}</is></c>",
            "<r>".repeat(deep),
            "</r>".repeat(deep)
        )
    );
    let ods = format!("<table:table-row>{}", "<text:span>".repeat(deep));

    assert_eq!(land(page).refusal("a.bin"), Some("unknown_header"));
    assert_eq!(land(tables).refusal("a.bin"), Some("zip_bomb"));
    // Rich text within rich text means nothing, and is read as such or refused; either way at once.
    assert!(land(xlsx(&sheet(&rows), "<sst/>")).files.len() == 3);
    assert_eq!(land(bare_ods(&ods)).refusal("a.bin"), Some("truncated"));
}

#[test]
fn a_document_that_ends_in_its_middle_ends() {
    let row = "<table:table-row><table:table-cell office:value-type=\"string\"><office:annotation><text:p>";

    assert_eq!(land(bare_ods(row)).refusal("a.bin"), Some("truncated"));
    assert_eq!(
        land(xlsx(
            "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><is>",
            "<sst/>"
        ))
        .refusal("a.bin"),
        Some("truncated")
    );
}

#[test]
fn two_rows_of_one_number_are_a_damaged_sheet() {
    let rows = format!("{}<row r=\"1\">{}</row>", plain_rows(), inline("A1", "V3"));

    assert_eq!(
        land(xlsx(&sheet(&rows), "<sst/>")).refusal("a.bin"),
        Some("truncated")
    );
}

#[test]
fn parquet_that_claims_more_rows_than_there_are_is_refused() {
    let mut bytes = in_form("visits.parquet");
    let length = bytes.len();
    // The bytes of the footer, one after the other: whatever they claim, the file is read or refused.
    for at in (length - 1_500..length).step_by(37) {
        bytes[at] ^= 0xFF;
        let landed = land(&bytes);
        assert!(landed.files.iter().any(|file| file.file == "a.bin"), "{at}");
        bytes[at] ^= 0xFF;
    }
}

/// An ODS with these rows, as they stand, in its only table.
fn bare_ods(rows: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"甲\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    let mut archive = ZipWriter::new(Cursor::new(vec![]));
    for (name, text) in [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", &content),
    ] {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}
