//! Visits to the households of a simulated county, as an office would export them.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

const HEADER: [&str; 9] = [
    "走访编号",
    "户编号",
    "走访人编号",
    "走访人角色",
    "走访方式",
    "走访时间",
    "录入时间",
    "走访目的",
    "发现问题",
];
const ROLES: [&str; 4] = ["网格员", "村干部", "驻村队员", "包村干部"];
const METHODS: [&str; 4] = ["入户访问", "入户访问", "入户访问", "电话或微信访问"];
const PURPOSES: [&str; 2] = ["月走访", "回访"];
const PROBLEMS: [&str; 3] = ["房屋漏雨", "近期住院，医药费较高", "孩子上学费用高"];

/// No household has this 户编号.
const NOBODY: &str = "99999999999999999";

/// One in so many rows repeats the row before it, as where two exports overlap.
const REPEATED: u64 = 100;

struct Visit {
    number: u64,
    household: usize,
    visitor: u64,
    role: &'static str,
    method: &'static str,
    /// Year, month, day, hour, minute.
    at: (u16, u8, u8, u8, u8),
    purpose: &'static str,
    problem: &'static str,
}

/// The visit of a row; the same number gives the same visit.
fn visit(row: u64, households: usize) -> Visit {
    let number = if row % REPEATED == REPEATED - 1 {
        row - 1
    } else {
        row
    };
    let mut dice = number;
    // SplitMix64: bits enough for a row, and the same everywhere.
    let mut draw = |below: u64| {
        dice = dice.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = dice;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (bits ^ (bits >> 31)) % below
    };
    let mut small = |from: u8, below: u64| from + u8::try_from(draw(below)).expect("the draw is small");
    let at = (
        2021 + u16::from(small(0, 2)),
        small(1, 12),
        small(1, 28),
        small(8, 10),
        small(0, 60),
    );
    let mut among = |of: usize| usize::try_from(draw(of as u64)).expect("the draw is small");
    Visit {
        number,
        household: among(households),
        visitor: among(2_000) as u64,
        role: ROLES[among(ROLES.len())],
        method: METHODS[among(METHODS.len())],
        at,
        purpose: PURPOSES[among(PURPOSES.len())],
        // Three visits in a hundred find something, as in the simulated counties.
        problem: PROBLEMS.get(among(100)).copied().unwrap_or_default(),
    }
}

/// The visits as comma separated text in UTF-8; the last row names a household that nobody knows.
pub(crate) fn visits_csv(folder: &Path, rows: u64, households: &[String]) -> PathBuf {
    std::fs::create_dir_all(folder).expect("a folder can be made");
    let path = folder.join("走访记录.csv");
    let file = std::fs::File::create(&path).expect("the file can be made");
    let mut out = BufWriter::with_capacity(1 << 20, file);
    let mut put = |line: String| out.write_all(line.as_bytes()).expect("the disk has room");
    put(format!("{}\n", HEADER.join(",")));
    for row in 0..rows {
        let visit = visit(row, households.len());
        let household = if row + 1 == rows {
            NOBODY
        } else {
            households[visit.household].as_str()
        };
        let (year, month, day, hour, minute) = visit.at;
        put(format!(
            "ZF{:012},{household},W{:07},{},{},{year}-{month:02}-{day:02} {hour:02}:{minute:02},{year}-{month:02}-{day:02} 20:30,{},{}\n",
            visit.number, visit.visitor, visit.role, visit.method, visit.purpose, visit.problem
        ));
    }
    out.flush().expect("the disk has room");
    path
}

/// The same as a workbook with real dates and shared texts.
pub(crate) fn visits_xlsx(folder: &Path, rows: u64, households: &[String]) -> PathBuf {
    std::fs::create_dir_all(folder).expect("a folder can be made");
    let path = folder.join("走访记录.xlsx");
    let mut workbook = Workbook::new();
    let sheet = workbook
        .add_worksheet_with_low_memory()
        .expect("a sheet can be added");
    let moment = Format::new().set_num_format("yyyy-mm-dd hh:mm");
    write_rows(sheet, rows, households, &moment).expect("the rows fit into a sheet");
    workbook.save(&path).expect("the disk has room");
    path
}

fn write_rows(
    sheet: &mut rust_xlsxwriter::Worksheet,
    rows: u64,
    households: &[String],
    moment: &Format,
) -> Result<(), rust_xlsxwriter::XlsxError> {
    for (column, header) in (0..).zip(HEADER) {
        sheet.write_string(0, column, header)?;
    }
    for row in 0..rows {
        let visit = visit(row, households.len());
        let line = u32::try_from(row + 1).expect("a sheet has a million rows");
        let household = if row + 1 == rows {
            NOBODY
        } else {
            households[visit.household].as_str()
        };
        let (year, month, day, hour, minute) = visit.at;
        let date = ExcelDateTime::from_ymd(year, month, day)?;
        sheet.write_string(line, 0, format!("ZF{:012}", visit.number))?;
        sheet.write_string(line, 1, household)?;
        sheet.write_string(line, 2, format!("W{:07}", visit.visitor))?;
        sheet.write_string(line, 3, visit.role)?;
        sheet.write_string(line, 4, visit.method)?;
        sheet.write_datetime_with_format(line, 5, &date.clone().and_hms(hour.into(), minute, 0)?, moment)?;
        sheet.write_datetime_with_format(line, 6, &date.and_hms(20, 30, 0)?, moment)?;
        sheet.write_string(line, 7, visit.purpose)?;
        if !visit.problem.is_empty() {
            sheet.write_string(line, 8, visit.problem)?;
        }
    }
    Ok(())
}
