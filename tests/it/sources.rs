//! A county's own contract file: what its offices write is read without a rebuild, and a fault in it stops the run.

use std::path::Path;

use crate::support;

const REGIONS: &str = "区划代码,名称,层级,上级代码\n\
    340604000000,烈山区,县,\n\
    340604100000,甲镇,乡,340604000000\n\
    340604100001,乙村委会,村,340604100000\n";
const HAZARDS: &str = "事件编号,事件类别,区划代码,开始日期\n\
    E1,洪灾,甲镇乙村,2022-05-01\n\
    E2,水旱,老街,2022-05-01\n\
    E3,水旱,丙村,2022-05-01\n";
const OWN: &str = "[hazard.headers]\n\
    \"事件类别\" = \"事件类型\"\n\
    [hazard.labels.\"事件类型\"]\n\
    \"洪灾\" = \"水旱\"\n\
    [[place]]\n\
    name = \"老街\"\n\
    code = \"340604100001\"\n";

/// A release needs a household.
fn household() -> String {
    let born = "1990-01-01".parse().unwrap();
    let id = domain::person::IdNumber::from_parts("340604".parse().unwrap(), born, 1);
    format!(
        "户编号,户主姓名,户主证件号码,区划代码,户类型,家庭人口数,数据日期\nH1,赵一,{},甲镇乙村,脱贫户,3,2022-05-01\n",
        id.reveal()
    )
}

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

fn hazards(home: &Path) -> Vec<String> {
    let output = std::process::Command::new(support::dixian())
        .arg("--home")
        .arg(home)
        .args(["query", "--format", "csv"])
        .arg("select hazard_id, hazard_kind, region_code from source_hazard order by 1")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().skip(1).map(str::to_owned).collect()
}

#[test]
fn the_contract_file_of_the_home_is_read_with_the_next_run_and_names_of_places_with_the_night_after() {
    let (home, drop) = (support::home(), tempfile::tempdir().unwrap());
    write(&drop.path().join("2022-05-02/regions.csv"), REGIONS);
    write(&drop.path().join("2022-05-02/households.csv"), &household());
    write(&drop.path().join("2022-05-03/hazards.csv"), HAZARDS);

    // Nobody knows 事件类别 yet; the places land.
    let first = support::run(home.path(), drop.path(), "2022-05-31");
    let told = String::from_utf8_lossy(&first.stdout).into_owned();
    assert!(told.contains("“事件类别”是否为“事件类型”？"), "{told}");
    assert_eq!(hazards(home.path()), [""; 0]);

    // The places come from the tables now and not from this drop.
    std::fs::remove_dir_all(drop.path().join("2022-05-02")).unwrap();
    write(&home.path().join("sources/own.toml"), OWN);
    let second = support::run(home.path(), drop.path(), "2022-05-31");
    assert!(second.status.success(), "{second:?}");
    assert_eq!(
        hazards(home.path()),
        ["E1,水旱,340604100001", "E2,水旱,340604100001"]
    );
}

#[test]
fn a_fault_in_a_contract_file_stops_the_run_with_file_and_line() {
    let (home, drop) = (support::home(), tempfile::tempdir().unwrap());
    write(&drop.path().join("regions.csv"), REGIONS);
    write(
        &home.path().join("sources/own.toml"),
        "[hazard.headers]\n\"事件类别\" = \"事件种类\"\n[flood]\n",
    );

    let run = support::run(home.path(), drop.path(), "2022-05-31");

    let told = String::from_utf8_lossy(&run.stderr).into_owned();
    assert_eq!(run.status.code(), Some(1));
    assert!(
        told.contains("own.toml, line 2, `hazard.headers.事件类别`"),
        "{told}"
    );
    assert!(
        told.contains("own.toml, line 3, `flood`: unknown dataset"),
        "{told}"
    );
}
