//! What names a person stays out of the tables, wherever an office wrote it.

use crate::support::Drop;

const HAZARDS: &str = "事件编号,事件类型,区划代码,开始日期,说明\n\
    K1,水旱,340604100001,2022-06-28,户主身份证11010519491231002x 电话138 1234 5678\n\
    K2,火灾,340604,2022-07-10,编号340604100001的村，办公室0561-3012345\n";

#[test]
fn numbers_in_a_remark_are_marks_in_the_table_and_whole_in_the_vault() {
    let drop = Drop::with_households();
    drop.write("hazard.csv", HAZARDS);

    let landed = drop.land();

    assert_eq!(
        landed.column("hazard", "description"),
        [
            "户主身份证[证件号码] 电话[电话]",
            "编号340604100001的村，办公室0561-3012345"
        ]
    );
    assert_eq!(
        landed.personal("description"),
        ["户主身份证11010519491231002x 电话138 1234 5678"]
    );
}

#[test]
fn a_corrected_number_in_a_remark_is_a_new_version() {
    let drop = Drop::with_households();
    drop.write("1.csv", HAZARDS);
    drop.write("2.csv", HAZARDS.replace("138 1234 5678", "139 1234 5678"));

    let landed = drop.land();

    assert_eq!(landed.outcomes("2.csv"), ["landed", "duplicate"]);
}

#[test]
fn a_file_names_the_counties_that_its_rows_speak_of() {
    let drop = Drop::with_households();
    drop.write("hazard.csv", HAZARDS);
    drop.write("what.csv", "甲,乙\n1,2\n");

    let landed = drop.land();

    for name in ["hazard.csv", "what.csv"] {
        let file = landed.files.iter().find(|file| file.file == name).unwrap();
        assert_eq!(file.counties, ["340604"], "{name}");
    }
}

#[test]
fn a_file_of_nowhere_is_of_the_county_that_is_none() {
    let drop = Drop::new();
    drop.write("what.csv", "甲,乙\n1,2\n");

    assert_eq!(drop.land().files[0].counties, ["000000"]);
}
