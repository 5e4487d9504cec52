mod habits;

use super::*;
use crate::source::Column;

fn setting() -> Setting {
    Setting::plain(Epoch::From1900, NaiveDate::from_ymd_opt(2022, 7, 10).unwrap())
}

fn cell(text: &str) -> Cell<'_> {
    Cell::Text(text.into())
}

fn day(cell: &Cell<'_>) -> Result<String, Reason> {
    match read(cell, &Kind::Date, &setting())? {
        Value::Day(day) => Ok(day.to_string()),
        other => panic!("{other:?}"),
    }
}

fn moment(cell: &Cell<'_>) -> Result<String, Reason> {
    match read(cell, &Kind::Time, &setting())? {
        Value::Moment(moment) => Ok(moment.to_string()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_spelling_of_the_contract_is_the_same_day() {
    for text in [
        "2023-05-15",
        "2023-5-15",
        "2023.5.15",
        "2023/5/15",
        "2023年5月15日",
        "2023 年 5 月 15 日",
        "２０２３年５月１５日",
        "20230515",
        "45061",
        "　2023-05-15　",
        "2023-05-15 00:00:00",
    ] {
        assert_eq!(day(&cell(text)).as_deref(), Ok("2023-05-15"), "{text}");
    }
    assert_eq!(day(&Cell::Serial(45061.75)).as_deref(), Ok("2023-05-15"));
    assert_eq!(day(&Cell::Number(45061.0)).as_deref(), Ok("2023-05-15"));
    assert_eq!(day(&Cell::Number(20_230_515.0)).as_deref(), Ok("2023-05-15"));
}

#[test]
fn dates_that_do_not_exist_and_words_are_invalid() {
    for text in [
        "2022-02-29",
        "2022-13-01",
        "2022.13",
        "20220229",
        "2022年4月31日",
        "不详",
        "12月 31",
        "12月31日",
        "2022-05-",
        "2022-05.01",
        "2022-05-01 25:00",
        "99",
        "去年5月",
        "2022-05-01abc",
        "-45061",
    ] {
        assert_eq!(day(&cell(text)), Err(Reason::DateInvalid), "{text}");
    }
}

#[test]
fn a_year_and_a_month_are_ambiguous_as_text_and_as_number() {
    for text in [
        "2022.1",
        "2022.10",
        "2022-05",
        "2022/5",
        "2022年5月",
        "2022年",
        "2022",
        "202205",
        "5/6/2022",
    ] {
        assert_eq!(day(&cell(text)), Err(Reason::DateAmbiguous), "{text}");
    }
    assert_eq!(day(&Cell::Number(2022.1)), Err(Reason::DateAmbiguous));
}

#[test]
fn serials_count_from_1900_or_1904() {
    let in_1904 = Setting {
        epoch: Epoch::From1904,
        ..setting()
    };
    let read_1904 = |serial| {
        read(&Cell::Serial(serial), &Kind::Date, &in_1904).map(|value| value.day().unwrap().to_string())
    };

    assert_eq!(day(&Cell::Serial(1.0)).as_deref(), Ok("1900-01-01"));
    assert_eq!(day(&Cell::Serial(59.0)).as_deref(), Ok("1900-02-28"));
    assert_eq!(day(&Cell::Serial(60.0)), Err(Reason::DateInvalid));
    assert_eq!(day(&Cell::Serial(61.0)).as_deref(), Ok("1900-03-01"));
    assert_eq!(read_1904(0.0).as_deref(), Ok("1904-01-01"));
    assert_eq!(read_1904(45061.0 - 1462.0).as_deref(), Ok("2023-05-15"));
    // Born in 1925: a serial of four digits that is no year.
    assert_eq!(day(&cell("9200")).as_deref(), Ok("1925-03-09"));
}

#[test]
fn times_have_minutes_and_a_bare_day_is_midnight() {
    for (text, expected) in [
        ("2022年6月5日 16:54:15", "2022-06-05 16:54:15"),
        ("2022/6/5 6:04", "2022-06-05 06:04:00"),
        ("2022-06-05T16:54:15.0", "2022-06-05 16:54:15"),
        ("20220605 16:54", "2022-06-05 16:54:00"),
        ("2022.6.5", "2022-06-05 00:00:00"),
        ("44717.5", "2022-06-05 12:00:00"),
    ] {
        assert_eq!(moment(&cell(text)).as_deref(), Ok(expected), "{text}");
    }
    // 10:00:00 as a spreadsheet stores it is a hair less.
    let ten = 44717.0 + 10.0 / 24.0 - 1e-12;
    assert_eq!(moment(&Cell::Serial(ten)).as_deref(), Ok("2022-06-05 10:00:00"));
    let end = 44717.0 + 86_399.9 / 86_400.0;
    assert_eq!(moment(&Cell::Serial(end)).as_deref(), Ok("2022-06-06 00:00:00"));
}

#[test]
fn numbers_are_exact_and_words_are_not_numbers() {
    let int = |text: &str| match read(&cell(text), &Kind::Int, &setting())? {
        Value::Int(number) => Ok(number),
        other => panic!("{other:?}"),
    };
    assert_eq!(int("1,234"), Ok(1234));
    assert_eq!(int("３"), Ok(3));
    assert_eq!(int("3.0"), Ok(3));
    assert_eq!(int("-3"), Ok(-3));
    for text in ["3.5", "三", "3元", "1,23", "1e3", "- 3 -", ".", "约2万"] {
        assert_eq!(int(text), Err(Reason::NumberInvalid), "{text}");
    }
    assert_eq!(
        read(&Cell::Number(3.0), &Kind::Int, &setting()),
        Ok(Value::Int(3))
    );
    assert_eq!(
        read(&cell("101.8952"), &Kind::Number, &setting()),
        Ok(Value::Number(101.8952))
    );
}

#[test]
fn money_is_exact_and_follows_the_unit_of_its_header() {
    let in_ten_thousands = Setting {
        factor: 10_000,
        ..setting()
    };

    assert_eq!(
        read(&cell("12,691.85"), &Kind::Money, &setting()),
        Ok(Value::Money(1_269_185))
    );
    assert_eq!(
        read(&cell("-0.005"), &Kind::Money, &setting()),
        Ok(Value::Money(-1))
    );
    assert_eq!(
        read(&Cell::Number(0.572_268), &Kind::Money, &in_ten_thousands),
        Ok(Value::Money(572_268))
    );
    assert_eq!(
        read(&Cell::Number(0.1 + 0.2), &Kind::Money, &in_ten_thousands),
        Ok(Value::Money(300_000))
    );
    assert_eq!(
        read(&cell("99999999999999999"), &Kind::Money, &setting()),
        Err(Reason::NumberInvalid)
    );
}

#[test]
fn an_empty_cell_says_no_only_among_ticks() {
    let among_ticks = Setting {
        has_ticks: true,
        ..setting()
    };

    assert_eq!(read(&cell("√"), &Kind::Bool, &among_ticks), Ok(Value::Flag(true)));
    assert_eq!(
        read(&Cell::Empty, &Kind::Bool, &among_ticks),
        Ok(Value::Flag(false))
    );
    assert_eq!(
        read(&cell("　"), &Kind::Bool, &among_ticks),
        Ok(Value::Flag(false))
    );
    assert_eq!(read(&Cell::Empty, &Kind::Bool, &setting()), Ok(Value::Missing));
    assert_eq!(read(&Cell::Empty, &Kind::Int, &among_ticks), Ok(Value::Missing));
    for (text, flag) in [
        ("是", true),
        ("Ｙ", true),
        ("1", true),
        ("否", false),
        ("N", false),
        ("0", false),
    ] {
        assert_eq!(read(&cell(text), &Kind::Bool, &setting()), Ok(Value::Flag(flag)));
    }
    assert_eq!(
        read(&Cell::Number(1.0), &Kind::Bool, &setting()),
        Ok(Value::Flag(true))
    );
    assert_eq!(
        read(&cell("是否"), &Kind::Bool, &setting()),
        Err(Reason::CodeUnknown)
    );
}

#[test]
fn labels_are_compared_without_spaces_and_forms_and_aliases_become_canonical() {
    let visit = crate::source::Source::named("visit").unwrap();
    let episode = crate::source::Source::named("episode").unwrap();
    let method = &visit.columns[visit.position("visit_method").unwrap()].kind;
    let risk = &episode.columns[episode.position("risk_1").unwrap()].kind;

    assert_eq!(
        read(&cell("通过邻居或亲戚(代答)访问 "), method, &setting()),
        Ok(Value::Label("通过邻居或亲戚（代答）访问"))
    );
    assert_eq!(
        read(&cell("缺 劳动力"), risk, &setting()),
        Ok(Value::Label("因缺劳力"))
    );
    assert_eq!(read(&cell("上门"), method, &setting()), Err(Reason::CodeUnknown));
}

#[test]
fn id_numbers_are_normalised_or_refused() {
    let person = |cell: &Cell<'_>| match read(cell, &Kind::IdNumber, &setting())? {
        Value::Person(id) => Ok(id.reveal().to_owned()),
        other => panic!("{other:?}"),
    };
    let id = "34060419310124788X";

    for text in [
        "34060419310124788X",
        "34060419310124788x",
        " 340604 19310124 788X",
        "'34060419310124788X",
        "３４０６０４１９３１０１２４７８８Ｘ",
        "340604310124788",
        "34060419310124788X11",
        "34060419310124788X11B1",
    ] {
        assert_eq!(person(&cell(text)).as_deref(), Ok(id), "{text}");
    }
    for (text, reason) in [
        ("3.40604E+17", Reason::IdPrecisionLost),
        ("340604193101247000", Reason::IdPrecisionLost),
        ("340604193101247881", Reason::IdChecksum),
        ("34060419310124788", Reason::IdChecksum),
        ("无证", Reason::IdChecksum),
    ] {
        assert_eq!(person(&cell(text)), Err(reason), "{text}");
    }
    assert_eq!(
        person(&Cell::Number(340_604_193_101_247_881.0)),
        Err(Reason::IdPrecisionLost)
    );
    assert_eq!(person(&Cell::Number(340_604_310_124_788.0)).as_deref(), Ok(id));
}

#[test]
fn nobody_is_born_after_the_delivery() {
    let county = "340604".parse().unwrap();
    let born = |day: &str| {
        let id = IdNumber::from_parts(county, day.parse().unwrap(), 1);
        read(&cell(id.reveal()), &Kind::IdNumber, &setting()).map(|_| ())
    };

    assert_eq!(born("2022-07-10"), Ok(()));
    assert_eq!(born("2022-07-11"), Err(Reason::IdChecksum));
}

#[test]
fn keys_lose_white_space_and_must_keep_their_digits() {
    let id = |cell: &Cell<'_>| match read(cell, &Kind::Id, &setting())? {
        Value::Text(text) => Ok(text.into_owned()),
        other => panic!("{other:?}"),
    };

    assert_eq!(id(&cell("\u{3000}ZF01 \u{200b}")).as_deref(), Ok("ZF01"));
    assert_eq!(
        id(&cell("'34060400100100005")).as_deref(),
        Ok("34060400100100005")
    );
    assert_eq!(
        id(&Cell::Number(340_604_001_001.0)).as_deref(),
        Ok("340604001001")
    );
    assert_eq!(id(&cell("3.40604E+16")), Err(Reason::IdPrecisionLost));
    assert_eq!(id(&Cell::Number(3.406_04e16)), Err(Reason::IdPrecisionLost));
    assert_eq!(id(&cell("E+5")).as_deref(), Ok("E+5"));
}

#[test]
fn region_codes_have_twelve_digits() {
    let region = |cell: &Cell<'_>| match read(cell, &Kind::Region, &setting())? {
        Value::Region(code) => Ok(code.as_str().to_owned()),
        other => panic!("{other:?}"),
    };

    assert_eq!(
        region(&Cell::Number(340_604_001_001.0)).as_deref(),
        Ok("340604001001")
    );
    assert_eq!(
        region(&cell("３４０６０４００１００１")).as_deref(),
        Ok("340604001001")
    );
    for text in ["34060400100", "３４０６０４００１００", "3.40604E+11", "A1"] {
        assert_eq!(region(&cell(text)), Err(Reason::RegionUnknown), "{text}");
    }
    assert_eq!(
        read(&cell("宋疃镇"), &Kind::Region, &setting()),
        Ok(Value::PlaceName("宋疃镇".into()))
    );
    assert_eq!(
        read(&cell("宋疃镇"), &Kind::RegionCode, &setting()),
        Err(Reason::RegionUnknown)
    );
}

#[test]
fn a_blank_of_full_width_spaces_is_missing_in_every_kind_of_column() {
    for source in crate::sources::SOURCES {
        for Column { kind, .. } in source.columns {
            assert_eq!(read(&cell("　 "), kind, &setting()), Ok(Value::Missing));
        }
    }
}
