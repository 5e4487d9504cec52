//! What offices write beyond the contract's table, and the value that it must become or the reason that it gets.

use super::*;
use crate::source::{Column, Source};

fn kind(source: &str, column: &str) -> Kind {
    let source = Source::named(source).unwrap();
    source.columns[source.position(column).unwrap()].kind
}

fn text_of(cell: &Cell<'_>, kind: Kind) -> Result<String, Reason> {
    match read(cell, &kind, &setting())? {
        Value::Text(text) => Ok(text.into_owned()),
        Value::Missing => Ok(String::new()),
        other => panic!("{other:?}"),
    }
}

fn yuan(text: &str, factor: u32) -> Result<i128, Reason> {
    let setting = Setting { factor, ..setting() };
    match read(&cell(text), &Kind::Money, &setting)? {
        Value::Money(hundredths) => Ok(hundredths),
        other => panic!("{other:?}"),
    }
}

#[test]
fn marks_for_nothing_are_nothing_in_keys_numbers_days_and_labels() {
    let kinds = [
        Kind::Id,
        Kind::Household,
        Kind::Region,
        Kind::Date,
        Kind::Birth,
        Kind::Time,
        Kind::Int,
        Kind::Number,
        Kind::Money,
        Kind::IdNumber,
        Kind::Phone,
        kind("visit", "visit_method"),
        kind("member", "disability_kind"),
    ];
    for mark in [
        "无",
        "/",
        "／",
        "－",
        "-",
        "—",
        "——",
        "--",
        "N/A",
        "n/a",
        "Ｎ／Ａ",
        "#N/A",
        "暂无",
        "空",
        "（空）",
        "NULL",
        " 无\u{200b}",
        "\u{a0}—\u{a0}",
        "\\",
    ] {
        for kind in kinds {
            assert_eq!(
                read(&cell(mark), &kind, &setting()),
                Ok(Value::Missing),
                "{mark} {kind:?}"
            );
        }
    }
}

#[test]
fn free_text_and_names_are_kept_and_the_text_of_a_key_is_not_a_stroke() {
    for text in ["无", "/", "暂无", "—"] {
        assert_eq!(text_of(&cell(text), Kind::Text).as_deref(), Ok(text));
        assert_eq!(text_of(&cell(text), Kind::Name).as_deref(), Ok(text));
        let in_key = Setting {
            is_key: true,
            ..setting()
        };
        assert_eq!(read(&cell(text), &Kind::Text, &in_key), Ok(Value::Missing));
    }
}

#[test]
fn a_label_that_looks_like_nothing_is_a_label_where_the_list_has_it() {
    let list = Kind::Code(crate::source::CodeList {
        canonical: |text| (text == "无").then_some("无"),
        labels: || vec!["无"],
    });

    assert_eq!(read(&cell("无"), &list, &setting()), Ok(Value::Label("无")));
    assert_eq!(read(&cell("/"), &list, &setting()), Ok(Value::Missing));
    // 无劳动力 begins like nothing and is something.
    let labour = kind("member", "labour_class");
    assert_eq!(
        read(&cell("无劳动力"), &labour, &setting()),
        Ok(Value::Label("无劳动力"))
    );
}

#[test]
fn what_is_not_known_is_not_nothing() {
    for (text, kind, reason) in [
        ("不详", Kind::Date, Reason::DateInvalid),
        ("若干", Kind::Int, Reason::NumberInvalid),
        ("待定", kind("visit", "visit_method"), Reason::CodeUnknown),
        ("不详", Kind::IdNumber, Reason::IdChecksum),
        ("无证", Kind::IdNumber, Reason::IdChecksum),
    ] {
        assert_eq!(read(&cell(text), &kind, &setting()), Err(reason), "{text}");
    }
}

#[test]
fn amounts_carry_separators_signs_and_units_of_their_own() {
    for (text, hundredths) in [
        ("1,234.5", 123_450),
        ("1，234.5", 123_450),
        ("１２３４", 123_400),
        ("2万", 2_000_000),
        ("２ 万", 2_000_000),
        ("1.5万元", 1_500_000),
        ("300元", 30_000),
        ("300 元整", 30_000),
        ("3千元", 300_000),
        ("0.02亿元", 200_000_000),
        ("¥1,234.50", 123_450),
        ("￥300", 30_000),
        ("(300)", -30_000),
        ("（300.25）", -30_025),
        ("−300", -30_000),
        ("－300", -30_000),
        ("-1.5万", -1_500_000),
        ("300\u{200b}", 30_000),
        ("\u{a0}300\u{a0}", 30_000),
    ] {
        assert_eq!(yuan(text, 1), Ok(hundredths), "{text}");
    }
    for text in [
        "约300",
        "300左右",
        "300-500",
        "300元/月",
        "300+200",
        "300美元",
        "30%",
        "三百",
        "(-300)",
        "((300))",
        "万",
        "元",
        "1万2千",
        "3人",
        "12 345",
        "1 000",
        "1.2.3",
        "1,2345",
        "+-3",
        "300/2",
    ] {
        assert_eq!(yuan(text, 1), Err(Reason::NumberInvalid), "{text}");
    }
}

#[test]
fn the_unit_of_a_cell_goes_before_the_unit_of_its_header() {
    assert_eq!(yuan("1.5", 10_000), Ok(1_500_000));
    assert_eq!(yuan("300元", 10_000), Ok(30_000));
    assert_eq!(yuan("1.5万元", 10_000), Ok(1_500_000));
    assert_eq!(yuan("(0.03)", 10_000), Ok(-30_000));
}

#[test]
fn counts_carry_what_they_count() {
    let int = |text: &str| match read(&cell(text), &Kind::Int, &setting())? {
        Value::Int(number) => Ok(number),
        other => panic!("{other:?}"),
    };
    for (text, number) in [
        ("3人", 3),
        ("３ 户", 3),
        ("1.2万人", 12_000),
        ("2万", 20_000),
        ("2022年", 2022),
        ("1，234", 1234),
        ("'3", 3),
    ] {
        assert_eq!(int(text), Ok(number), "{text}");
    }
    for text in ["3.5人", "三人", "3元", "3-4人", "0.00001万"] {
        assert_eq!(int(text), Err(Reason::NumberInvalid), "{text}");
    }
}

#[test]
fn days_in_every_habit() {
    for text in [
        "2023。5。15",
        "2023.5.15.",
        "2023—5—15",
        "2023－05－15",
        "2023年5月15号",
        "2023年05月15",
        "二〇二三年五月十五日",
        "二零二三年五月十五号",
        "2023年5月15日星期一",
        "2023-05-15 周一",
        "2023-05-15（星期一）",
        "5/15/2023",
        "15/5/2023",
        "15.05.2023",
        "'2023-05-15",
        "2023-05-15T00:00:00",
        "2023-05-15T08:00:00+08:00",
        "2023-05-14T16:00:00Z",
        "2023-05-15T00:00:00.000+0800",
        "20230515000000",
        "202305150000",
        "45061.0",
        "2023\u{200b}-05-15",
    ] {
        assert_eq!(day(&cell(text)).as_deref(), Ok("2023-05-15"), "{text}");
    }
    assert_eq!(day(&cell("5/5/2023")).as_deref(), Ok("2023-05-05"));
    assert_eq!(day(&cell("二〇二三年十月三十一日")).as_deref(), Ok("2023-10-31"));
    assert_eq!(day(&cell("二〇二三年十二月二十日")).as_deref(), Ok("2023-12-20"));
}

#[test]
fn days_that_may_be_two_are_ambiguous() {
    for text in [
        "23-5-15",
        "23.5.15",
        "23年5月15日",
        "5/6/2023",
        "06-05-2023",
        "2023年5月",
        "2023。5",
        // It was a Monday.
        "2023-05-15 星期二",
    ] {
        assert_eq!(day(&cell(text)), Err(Reason::DateAmbiguous), "{text}");
    }
}

#[test]
fn days_that_no_calendar_has_are_invalid() {
    for text in [
        "31/2/2023",
        "13/13/2023",
        "0023-05-15",
        "0000-00-00",
        "二〇二三年二月三十日",
        "20230229000000",
        "20230515250000",
        "2023051",
        "2023-05-15 下午",
        "2023-05-15 10:00+99:00",
        "五月十五日",
        "10:30",
        "2023-05-15至2023-05-20",
    ] {
        assert_eq!(day(&cell(text)), Err(Reason::DateInvalid), "{text}");
    }
}

#[test]
fn times_in_every_habit() {
    for (text, expected) in [
        ("2023-05-15 下午3:20", "2023-05-15 15:20:00"),
        ("2023-05-15 上午 9:05:30", "2023-05-15 09:05:30"),
        ("2023/5/15 下午 12:05", "2023-05-15 12:05:00"),
        ("2023/5/15 上午 12:05", "2023-05-15 00:05:00"),
        ("2023/5/15 下午15:20", "2023-05-15 15:20:00"),
        ("5/15/2023 3:20:00 PM", "2023-05-15 15:20:00"),
        ("2023-05-15 3:20 am", "2023-05-15 03:20:00"),
        ("2023年5月15日10时30分", "2023-05-15 10:30:00"),
        ("2023年5月15日 10点30分15秒", "2023-05-15 10:30:15"),
        ("2023年5月15日10时", "2023-05-15 10:00:00"),
        ("2023年5月15日 下午3点", "2023-05-15 15:00:00"),
        ("2023-05-15 星期一 10:30", "2023-05-15 10:30:00"),
        ("2023-05-15T10:30:00Z", "2023-05-15 18:30:00"),
        ("2023-05-15T20:30:00.123Z", "2023-05-16 04:30:00"),
        ("2023-05-15 10:30:00+08", "2023-05-15 10:30:00"),
        ("2023-05-15T02:30:00-00:30", "2023-05-15 11:00:00"),
        ("20230515103015", "2023-05-15 10:30:15"),
        ("202305151030", "2023-05-15 10:30:00"),
        ("2023-05-15 10：30", "2023-05-15 10:30:00"),
        ("45061.4375", "2023-05-15 10:30:00"),
    ] {
        assert_eq!(moment(&cell(text)).as_deref(), Ok(expected), "{text}");
    }
    for text in [
        "2023-05-15 上午15:20",
        "2023-05-15 25:00",
        "2023-05-15 10",
        "2023-05-15 10时60分",
    ] {
        assert_eq!(moment(&cell(text)), Err(Reason::DateInvalid), "{text}");
    }
}

#[test]
fn a_telephone_number_is_restored_when_all_its_digits_are_there() {
    for (text, expected) in [
        ("1.3812345678E+10", "13812345678"),
        ("1.3812345678e+10", "13812345678"),
        ("13812345678.0", "13812345678"),
        ("'13812345678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("138 1234 5678", "138 1234 5678"),
        ("0561-1234567", "0561-1234567"),
        ("1.38E+10", "1.38E+10"),
        ("1.38123457E+10", "1.38123457E+10"),
        ("2.3812345678E+10", "2.3812345678E+10"),
    ] {
        assert_eq!(
            text_of(&cell(text), Kind::Phone).as_deref(),
            Ok(expected),
            "{text}"
        );
    }
    let number = Cell::Number(13_812_345_678.0);
    assert_eq!(text_of(&number, Kind::Phone).as_deref(), Ok("13812345678"));
}

#[test]
fn an_id_number_is_never_restored() {
    for text in [
        "4.5E+17",
        "4.50222199001011E+17",
        "4.5022219900101123e+17",
        "3.40604310124788E+14",
    ] {
        assert_eq!(
            read(&cell(text), &Kind::IdNumber, &setting()),
            Err(Reason::IdPrecisionLost),
            "{text}"
        );
    }
}

#[test]
fn names_are_kept_as_they_are_written() {
    for (text, expected) in [
        (" 买买提•吐尔逊 ", "买买提•吐尔逊"),
        ("'某甲", "某甲"),
        ("𠮷某", "𠮷某"),
        ("某 甲", "某 甲"),
    ] {
        assert_eq!(text_of(&cell(text), Kind::Name).as_deref(), Ok(expected));
    }
}

#[test]
fn keys_and_codes_lose_what_nobody_sees_and_become_plain() {
    for (text, expected) in [
        ("Ｈ００１", "H001"),
        ("H\u{200b}001", "H001"),
        ("\u{a0}H001\u{feff}", "H001"),
        ("’H001", "H001"),
        ("＇H001", "H001"),
        ("H 001", "H 001"),
    ] {
        assert_eq!(text_of(&cell(text), Kind::Id).as_deref(), Ok(expected), "{text}");
    }
    for text in [
        "340604100001",
        "'340604100001",
        "3406 0410 0001",
        "340604100001.0",
        "3.40604100001E+11",
        "\u{a0}340604100001",
    ] {
        let village = "340604100001".parse().unwrap();
        assert_eq!(
            read(&cell(text), &Kind::Region, &setting()),
            Ok(Value::Region(village)),
            "{text}"
        );
    }
}

#[test]
fn yes_and_no_in_every_habit() {
    for (text, flag) in [
        ("☑", true),
        ("YES", true),
        ("1.0", true),
        ("✔", true),
        ("×", false),
        ("✗", false),
        ("□", false),
        ("0.0", false),
        ("no", false),
    ] {
        assert_eq!(
            read(&cell(text), &Kind::Bool, &setting()),
            Ok(Value::Flag(flag)),
            "{text}"
        );
    }
    assert_eq!(read(&cell("/"), &Kind::Bool, &setting()), Ok(Value::Missing));
    for text in ["无", "有", "2", "○", "是否", "x"] {
        assert_eq!(
            read(&cell(text), &Kind::Bool, &setting()),
            Err(Reason::CodeUnknown),
            "{text}"
        );
    }
}

#[test]
fn a_column_that_asks_what_there_is_takes_there_is_for_yes() {
    let having = Setting {
        asks_having: true,
        ..setting()
    };

    assert_eq!(read(&cell("有"), &Kind::Bool, &having), Ok(Value::Flag(true)));
    assert_eq!(read(&cell("无"), &Kind::Bool, &having), Ok(Value::Flag(false)));
    let asking: Vec<&str> = crate::sources::SOURCES
        .iter()
        .flat_map(|source| source.columns)
        .filter(|column: &&Column| column.name.starts_with("has_"))
        .map(|column| column.header)
        .collect();
    assert_eq!(asking, ["基本医疗保险", "是否存在风险", "有自主应对能力"]);
}

#[test]
fn among_ticks_a_stroke_is_no() {
    let among_ticks = Setting {
        has_ticks: true,
        ..setting()
    };

    for text in ["/", "—", ""] {
        assert_eq!(
            read(&cell(text), &Kind::Bool, &among_ticks),
            Ok(Value::Flag(false))
        );
    }
}

#[test]
fn an_error_of_a_spreadsheet_is_no_text_and_no_key() {
    for text in ["#REF!", "#VALUE!", " #DIV/0! "] {
        for kind in [Kind::Text, Kind::Name, Kind::Id, Kind::Household, Kind::Phone] {
            let cell = Cell::Text(text.into());

            assert_eq!(
                read(&cell, &kind, &setting()),
                Err(Reason::RequiredMissing),
                "{text} {kind:?}"
            );
        }
    }
}
