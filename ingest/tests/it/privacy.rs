//! What names a person stays out of the tables, wherever an office wrote it.

use crate::support::Drop;

const ISSUES: &str = "问题编号,来源,区划代码,发现日期,问题类别\n\
    K1,暗访,340604100001,2022-06-28,户主身份证11010519491231002x 电话138 1234 5678\n\
    K2,督查,340604,2022-07-10,编号340604100001的村，办公室0561-3012345\n";

#[test]
fn numbers_in_a_remark_are_marks_in_the_table_and_whole_in_the_vault() {
    let drop = Drop::with_households();
    drop.write("issues.csv", ISSUES);

    let landed = drop.land();

    assert_eq!(
        landed.column("inspection", "problem_kind"),
        [
            "户主身份证[证件号码] 电话[电话]",
            "编号340604100001的村，办公室0561-3012345"
        ]
    );
    assert_eq!(
        landed.personal("problem_kind"),
        ["户主身份证11010519491231002x 电话138 1234 5678"]
    );
}

#[test]
fn a_corrected_number_in_a_remark_is_a_new_version() {
    let drop = Drop::with_households();
    drop.write("1.csv", ISSUES);
    drop.write("2.csv", ISSUES.replace("138 1234 5678", "139 1234 5678"));

    let landed = drop.land();

    assert_eq!(landed.outcomes("2.csv"), ["landed", "duplicate"]);
}

#[test]
fn a_file_names_the_counties_that_its_rows_speak_of() {
    let drop = Drop::with_households();
    drop.write("issues.csv", ISSUES);
    drop.write("what.csv", "甲,乙\n1,2\n");

    let landed = drop.land();

    for name in ["issues.csv", "what.csv"] {
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

#[test]
fn a_household_filed_under_an_id_number_is_known_by_a_pseudonym_and_still_found() {
    const VISITS: &str = "走访编号,户编号,走访人编号,走访人角色,走访方式,走访时间\n\
        V1,11010519491231002x,13812345678,网格员,入户访问,2022-05-15\n\
        V2,H001,R1,网格员,入户访问,2022-05-15\n\
        V3,110101199003074530,R1,网格员,入户访问,2022-05-15\n";
    let drop = Drop::with_households();
    drop.write(
        "again.csv",
        "户编号,户主姓名,户主证件号码,区划代码,户类型,家庭人口数,数据日期\n\
         11010519491231002X,某丁,11010519491231002X,340604100001,一般农户,1,2022-07-10\n",
    );
    drop.write("visit.csv", VISITS);
    let mut known = ingest::Known::new();

    let landed = drop.land_into(&mut known);

    let households = landed.column("household", "household_id");
    let hidden: Vec<&String> = households.iter().filter(|id| id.starts_with('p')).collect();
    let visited = landed.column("visit", "household_id");
    assert_eq!(visited, [hidden[0].as_str(), "H001"]);
    assert_eq!((hidden.len(), hidden[0].len()), (1, 25));
    assert_eq!(landed.column("visit", "visitor_id")[1], "R1");
    assert_eq!(landed.personal("visitor_id"), ["13812345678"]);
    assert_eq!(landed.outcomes("visit.csv")[2], "household_unknown");
    let problem = &landed.problems[0];
    assert!(
        problem
            .household_id
            .as_deref()
            .is_some_and(|id| id.starts_with('p'))
    );
    // The same files once more: everything is known by its pseudonym.
    assert_eq!(
        drop.land_into(&mut known).outcomes("visit.csv")[..2],
        ["duplicate", "duplicate"]
    );
}

#[test]
fn what_is_said_of_an_event_may_name_anybody_and_is_sealed() {
    let drop = Drop::with_households();
    drop.write(
        "hazard.csv",
        "事件编号,事件类型,区划代码,开始日期,说明\nK1,火灾,340604,2022-07-10,某甲家厨房起火\n",
    );

    let landed = drop.land();

    assert_eq!(landed.column("hazard", "hazard_id"), ["K1"]);
    assert_eq!(landed.personal("description"), ["某甲家厨房起火"]);
}
