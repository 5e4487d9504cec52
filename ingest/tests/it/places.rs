//! Names of places where codes should stand.

use ingest::{Contract, Known};

use crate::support::{Drop, Landed, land_under};

const REGIONS: &str = "\
区划代码,名称,层级,上级代码,启用日期,停用日期,并入代码
450000000000,广西壮族自治区,省,,,,
450200000000,柳州市,市,450000000000,,,
450222000000,柳城县,县,450200000000,,,
450222102000,龙头镇,乡,450222000000,,,
450222103000,太平镇,乡,450222000000,,,
450222102201,龙头村民委员会,村,450222102000,,,
450222102203,伏虎村委会,村,450222102000,,,
450222103203,伏虎村民委员会,村,450222103000,,,
450222103204,里明村委会,村,450222103000,,2022-05-31,450222103205
450222103205,长安村委会,村,450222103000,2022-06-01,,
";
const HEAD: &str = "事件编号,事件类型,区划代码,开始日期";

fn hazards(file: &str, text: &str) -> Landed {
    hazards_under(&Contract::standard(), file, text)
}

fn hazards_under(contract: &Contract, file: &str, text: &str) -> Landed {
    let drop = Drop::new();
    drop.write("0.csv", REGIONS);
    drop.write(file, text);
    land_under(
        contract,
        drop.path(),
        drop.path(),
        "2022-07-10",
        &mut Known::new(),
    )
}

fn rows(places: &[&str]) -> String {
    let rows: Vec<String> = places
        .iter()
        .zip(1..)
        .map(|(place, number)| format!("E{number},水旱,{place},2022-06-01"))
        .collect();
    format!("{HEAD}\n{}\n", rows.join("\n"))
}

#[test]
fn a_name_that_means_one_place_is_its_code() {
    let landed = hazards(
        "h.csv",
        &rows(&[
            "450222102203",
            "龙头镇",
            "柳城县龙头镇伏虎村",
            "太平镇伏虎村委会",
            "龙头村",
        ]),
    );

    assert_eq!(
        landed.column("hazard", "region_code"),
        [
            "450222102203",
            "450222102000",
            "450222102203",
            "450222103203",
            "450222102201"
        ]
    );
}

#[test]
fn a_name_of_several_places_is_quarantined_and_the_message_names_them() {
    let landed = hazards("h.csv", &rows(&["伏虎村", "里雍村"]));

    assert_eq!(landed.outcomes("h.csv"), ["region_unknown", "region_unknown"]);
    let messages: Vec<String> = landed.problems.iter().map(ingest::Problem::message).collect();
    assert_eq!(
        messages,
        [
            "“区划代码”在行政区划中查不到，应为行政区划中已有的12位区划代码；\
             所填地名对应多个地方：龙头镇伏虎村委会（450222102203）、太平镇伏虎村民委员会（450222103203）",
            "“区划代码”在行政区划中查不到，应为行政区划中已有的12位区划代码",
        ]
    );
}

#[test]
fn the_town_in_the_row_or_in_the_name_of_the_file_tells_which() {
    let beside = hazards(
        "h.csv",
        &format!("{HEAD},乡镇\nE1,水旱,伏虎村,2022-06-01,太平镇\nE2,水旱,龙头村,2022-06-01,太平镇\n"),
    );
    let by_name = hazards("龙头镇/h.csv", &rows(&["伏虎村"]));
    let by_code = hazards("450222103000/h.csv", &rows(&["伏虎村"]));

    assert_eq!(beside.outcomes("h.csv"), ["landed", "region_unknown"]);
    assert_eq!(beside.column("hazard", "region_code"), ["450222103203"]);
    assert_eq!(by_name.column("hazard", "region_code"), ["450222102203"]);
    assert_eq!(by_code.column("hazard", "region_code"), ["450222103203"]);
}

#[test]
fn the_town_of_the_household_tells_which() {
    let drop = Drop::new();
    drop.write("0.csv", REGIONS);
    drop.write(
        "h.csv",
        "户编号,户主姓名,户主证件号码,区划代码,户类型,家庭人口数,数据日期\n\
         H1,某甲,34060419600203011X,450222103205,脱贫户,2,2022-07-01\n",
    );
    drop.write(
        "d.csv",
        "申报编号,渠道,户编号,区划代码,申报时间\nD1,书面,H1,伏虎村,2022-07-01\n",
    );

    let landed = drop.land();

    assert_eq!(landed.column("declaration", "region_code"), ["450222103203"]);
}

#[test]
fn an_alias_means_what_the_office_states_on_its_days() {
    let own = "\
[[place]]
name = \"老街\"
code = \"450222103204\"
to = 2022-05-31

[[place]]
name = \"老街\"
code = \"450222103205\"
from = 2022-06-01

[[place]]
name = \"空村\"
code = \"450222199999\"
";
    let contract = Contract::with_user_files(&[("own.toml", own)]).unwrap();

    let landed = hazards_under(
        &contract,
        "h.csv",
        &format!("{HEAD}\nE1,水旱,老街,2022-05-31\nE2,水旱,老 街,2022-06-01\nE3,水旱,空村,2022-06-01\n"),
    );

    assert_eq!(landed.outcomes("h.csv"), ["landed", "landed", "region_unknown"]);
    assert_eq!(
        landed.column("hazard", "region_code"),
        ["450222103204", "450222103205"]
    );
}

#[test]
fn the_code_of_a_village_that_was_merged_lands_as_it_is_before_and_after() {
    let landed = hazards(
        "h.csv",
        &format!("{HEAD}\nE1,水旱,450222103204,2022-05-31\nE2,水旱,450222103204,2022-07-01\n"),
    );

    assert_eq!(landed.outcomes("h.csv"), ["landed", "landed"]);
    assert_eq!(
        landed.column("hazard", "region_code"),
        ["450222103204", "450222103204"]
    );
}

#[test]
fn a_name_in_the_key_is_the_code_in_the_key() {
    let drop = Drop::new();
    drop.write("0.csv", REGIONS);
    let head = "区划代码,年度,总户数,总人口数\n";
    drop.write("a.csv", format!("{head}450222102203,2022年,100户,400人\n"));
    drop.write("b.csv", format!("{head}龙头镇伏虎村,2022,100,400\n"));

    let landed = drop.land();

    assert_eq!(landed.outcomes("a.csv"), ["landed"]);
    assert_eq!(landed.outcomes("b.csv"), ["duplicate"]);
}

#[test]
fn persons_and_households_that_contradict_one_another_land() {
    let drop = Drop::with_households();
    let id = "34060419600203011X";
    let head = "人编号,户编号,姓名,证件号码,与户主关系,劳动技能,数据日期\n";
    let member = |member: &str, household: &str| {
        format!("{member},{household},某甲,{id},户主,普通劳动力,2022-07-01\n")
    };
    // One number twice, one person in two households, two heads in one, and more members than the household has.
    let rows = [
        member("M1", "H001"),
        member("M2", "H001"),
        member("M3", "H002"),
        member("M4", "H001"),
    ];
    drop.write("m.csv", format!("{head}{}", rows.concat()));

    assert_eq!(drop.land().outcomes("m.csv"), ["landed"; 4]);
}
