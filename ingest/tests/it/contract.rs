//! What a deployment's own contract file adds, and headers that nobody knows.

use ingest::Contract;

use crate::support::{Drop, land_under};

const OWN: &str = r#"
[visit.headers]
"入户日期" = "走访时间"
"户 号" = "户编号"

[visit.labels."走访方式"]
"上门" = "入户访问"
"／" = "其他"

[visit.defaults]
"走访人角色" = "网格员"
"走访目的" = "月走访"

["家庭成员".labels."基本医疗保险"]
"已参保" = "是"
"未参保" = "否"
"#;

fn own() -> Contract {
    Contract::with_user_files(&[("sources/own.toml", OWN)]).unwrap()
}

fn faults(text: &str) -> Vec<String> {
    let faults = Contract::with_user_files(&[("own.toml", text)]).unwrap_err();
    faults.iter().map(ToString::to_string).collect()
}

#[test]
fn own_headers_labels_and_defaults_are_read_as_the_office_states_them() {
    let drop = Drop::with_households();
    drop.write(
        "v.csv",
        "走访编号,户号,走访人编号,走访方式,*入户日期,走访目的\n\
         V1,H001,R1,上 门,2022-05-15,\n\
         V2,H001,R1,／,2022-05-15,回访\n\
         V3,H001,R1,串门,2022-05-15,/\n",
    );

    let landed = drop.land_as(&own());

    assert_eq!(landed.outcomes("v.csv"), ["landed", "landed", "code_unknown"]);
    assert_eq!(landed.column("visit", "visit_method"), ["入户访问", "其他"]);
    assert_eq!(landed.column("visit", "visitor_role"), ["网格员", "网格员"]);
    assert_eq!(landed.column("visit", "visit_purpose"), ["月走访", "回访"]);
    assert_eq!(landed.files.last().unwrap().message, "");
}

#[test]
fn the_same_file_without_the_own_contract_is_refused_and_says_what_it_may_be() {
    let drop = Drop::with_households();
    drop.write(
        "v.csv",
        "走访编号,户号,走访人编号,走访人角色,走访方式,走访日期\nV1,H001,R1,网格员,入户访问,2022-05-15\n",
    );

    let landed = drop.land();

    let file = landed.files.iter().find(|file| file.file == "v.csv").unwrap();
    assert_eq!(landed.refusal("v.csv"), Some("unknown_header"));
    assert_eq!(
        file.message,
        "表头无法识别：走访记录缺少必填列“户编号”“走访时间”；未识别的列：“户号”“走访日期”；\
         “户号”是否为“户编号”？；“走访日期”是否为“走访时间”？"
    );
}

#[test]
fn an_extra_column_is_told_and_the_file_is_read() {
    let drop = Drop::with_households();
    drop.write(
        "v.csv",
        "序号,走访编号,户编号,走访人编号,走访人角色,走访方式,走访时间,天气,录入日期,\n\
         1,V1,H001,R1,网格员,入户访问,2022-05-15,晴,2022-05-16,\n",
    );

    let landed = drop.land();

    let file = landed.files.iter().find(|file| file.file == "v.csv").unwrap();
    assert_eq!(landed.outcomes("v.csv"), ["landed"]);
    // It looks like 录入时间, and is not taken for it.
    assert_eq!(
        file.message,
        "未识别的列：“天气”“录入日期”；“录入日期”是否为“录入时间”？"
    );
    assert_eq!(landed.column("visit", "entered_at"), [""]);
}

#[test]
fn a_label_of_a_column_of_yes_and_no_may_be_said_otherwise() {
    let drop = Drop::with_households();
    let head = "人编号,户编号,姓名,证件号码,与户主关系,劳动技能,基本医疗保险,数据日期\n";
    let id = "34060419600203011X";
    let row = |member: &str, insured: &str| {
        format!("{member},H001,某甲,{id},户主,普通劳动力,{insured},2022-07-01\n")
    };
    let rows = [row("M1", "已参保"), row("M2", "未参保"), row("M3", "参保中")].concat();
    drop.write("m.csv", format!("{head}{rows}"));

    let landed = drop.land_as(&own());

    assert_eq!(landed.outcomes("m.csv"), ["landed", "landed", "code_unknown"]);
    assert_eq!(
        landed.column("member", "has_medical_insurance"),
        ["true", "false"]
    );
}

#[test]
fn the_unit_of_a_title_applies_to_amounts_without_their_own() {
    let drop = Drop::with_households();
    drop.write(
        "i.csv",
        "家庭收支表,,,,,,,单位：万元\n\
         户编号,口径,期初,期末,家庭纯收入,工资性收入（元）,转移性收入,家庭人口\n\
         H001,年度,2021-01-01,2021-12-31,1.2,9000,300元,2\n",
    );

    let landed = drop.land();

    assert_eq!(landed.column("income", "net_income_yuan"), ["12000.00"]);
    assert_eq!(landed.column("income", "wages_yuan"), ["9000.00"]);
    assert_eq!(landed.column("income", "transfer_yuan"), ["300.00"]);
    assert_eq!(landed.column("income", "persons"), ["2"]);
}

#[test]
fn a_header_that_stands_again_in_the_data_is_no_row_under_its_own_name_either() {
    let drop = Drop::with_households();
    let head = "走访编号,户号,走访人编号,走访方式,入户日期";
    let row = |id: &str| format!("{id},H001,R1,入户访问,2022-05-15");
    drop.write("v.csv", [head, &row("V1"), head, &row("V2")].join("\n"));

    let landed = drop.land_as(&own());

    assert_eq!(landed.outcomes("v.csv"), ["landed", "landed"]);
}

#[test]
fn every_fault_of_a_file_is_told_with_its_line() {
    let text = r#"[visits.headers]
"入户日期" = "走访时间"

[visit.headers]
"入户日期" = "走访时辰"
"走访方式" = "走访目的"
"入户方式" = 3

[visit.labels."走访方式"]
"上门" = "上门访问"
"入户访问" = "其他"

[visit.labels."走访时间"]
"昨天" = "今天"

[visit.defaults]
"走访编号" = "V0"
"走访时间" = "昨天"
"发现问题" = "无"

[visit.aliases]

[[place]]
name = "伏虎村委会"
code = "4502221022"
from = 2024-01-01
to = 2023-12-31
until = 2025-01-01
"#;

    let faults = faults(text);

    let expected = [
        ("own.toml, line 1, `visits`", "unknown dataset"),
        ("own.toml, line 21, `visit.aliases`", "unknown setting"),
        (
            "own.toml, line 7, `visit.headers.入户方式`",
            "expected a text, found the number 3",
        ),
        (
            "own.toml, line 5, `visit.headers.入户日期`",
            "`走访时辰` is no column of 走访记录",
        ),
        (
            "own.toml, line 6, `visit.headers.走访方式`",
            "`走访方式` is `走访方式` already",
        ),
        (
            "own.toml, line 10, `visit.labels.\"走访方式\".上门`",
            "`上门访问` is no label of `走访方式`",
        ),
        (
            "own.toml, line 11, `visit.labels.\"走访方式\".入户访问`",
            "is the label `入户访问` already",
        ),
        (
            "own.toml, line 14, `visit.labels.\"走访时间\".昨天`",
            "`走访时间` has no list of labels",
        ),
        ("own.toml, line 19, `visit.defaults.发现问题`", "has no default"),
        (
            "own.toml, line 18, `visit.defaults.走访时间`",
            "`昨天` cannot be read",
        ),
        ("own.toml, line 17, `visit.defaults.走访编号`", "has no default"),
        ("own.toml, line 28, `place.1.until`", "unknown setting"),
        (
            "own.toml, line 27, `place.1.to`",
            "expected a day from 2024-01-01 on",
        ),
        ("own.toml, line 25, `place.1.code`", "a region code has 12 digits"),
    ];
    let mut left: Vec<&str> = faults.iter().map(String::as_str).collect();
    for (place, problem) in expected {
        let at = left
            .iter()
            .position(|fault| fault.starts_with(&format!("{place}: ")) && fault.contains(problem));
        left.remove(at.unwrap_or_else(|| panic!("no fault {place}: {problem} in {faults:#?}")));
    }
    assert_eq!(left, [""; 0]);
}

#[test]
fn what_is_no_toml_is_a_fault_with_its_line() {
    let faults = faults("[visit.headers]\n走访日期 = \"走访时间\"\n");

    assert!(faults[0].starts_with("own.toml, line 2"), "{faults:?}");
}

#[test]
fn files_add_to_one_another_and_do_not_contradict() {
    let one = "[visit.headers]\n\"日期\" = \"走访时间\"\n";
    let other = "[visit.headers]\n\"日期\" = \"录入时间\"\n";
    let third = "[visit.headers]\n\"方式\" = \"走访方式\"\n";

    assert!(Contract::with_user_files(&[("a.toml", one), ("c.toml", third)]).is_ok());
    let faults = Contract::with_user_files(&[("a.toml", one), ("b.toml", other)]).unwrap_err();
    assert_eq!(
        faults[0].to_string(),
        "b.toml, line 2, `visit.headers.日期`: `日期` is `走访时间` already, and one header cannot be two columns"
    );
}

#[test]
fn a_contract_without_files_is_the_standard_one() {
    let drop = Drop::with_households();
    let contract = Contract::with_user_files(&[]).unwrap();
    let landed = land_under(
        &contract,
        drop.path(),
        drop.path(),
        "2022-07-10",
        &mut ingest::Known::new(),
    );

    assert_eq!(landed.rows(), drop.land().rows());
}
