//! The shipped policy files: what they say at a place on a day, and what a broken one says.

use std::path::Path;

use chrono::NaiveDate;
use domain::policy::{Confidence, DayType, END_DAY, FIRST_DAY, Fault, Parameter, PolicyBook, Value};
use domain::region::RegionCode;

const LIESHAN: &str = "340604100001";
const LIUCHENG: &str = "450222100001";
const LONGTOU: &str = "450222101203";
const XIJI: &str = "640422100001";
const XINXIANG: &str = "410724100001";

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn place(text: &str) -> RegionCode {
    text.parse().expect("a region code")
}

fn shipped_files() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../policies");
    let mut files: Vec<(String, String)> = std::fs::read_dir(folder)
        .expect("the folder of policies")
        .map(|entry| entry.expect("an entry of the folder").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .map(|path| {
            let name = path.file_name().expect("a file").to_string_lossy().into_owned();
            (name, std::fs::read_to_string(path).expect("a readable policy"))
        })
        .collect();
    files.sort();
    files
}

fn parse(files: &[(String, String)]) -> Result<PolicyBook, Vec<Fault>> {
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    PolicyBook::parse(&files)
}

fn shipped() -> PolicyBook {
    parse(&shipped_files()).expect("the shipped policies have no fault")
}

/// The shipped files and one more.
fn with(name: &str, text: &str) -> Result<PolicyBook, Vec<Fault>> {
    let mut files = shipped_files();
    files.push((name.to_owned(), text.to_owned()));
    parse(&files)
}

/// `15 natural LS LS-18a`
fn answer(book: &PolicyBook, parameter: Parameter, code: &str, on: &str) -> String {
    let resolved = book.resolve(parameter, place(code), day(on));
    let day_type = resolved.day_type.map_or("", DayType::key);
    format!(
        "{} {day_type} {} {}",
        resolved.value, resolved.profile, resolved.clause
    )
    .replace("  ", " ")
}

#[test]
fn every_shipped_profile_parses_and_the_default_answers_every_parameter() {
    let book = shipped();

    let keys: Vec<&str> = book.profiles().map(|profile| profile.key.as_str()).collect();
    assert_eq!(keys, ["LT", "LS", "XJ", "LZ", "HN", "CN2026", "default"]);
    let default = book.profile("default").unwrap();
    assert!(
        Parameter::ALL
            .iter()
            .all(|parameter| default.entry(*parameter).is_some())
    );
}

/// What each place is told in June 2023: value and clause; `·` where only the default answers.
const ANSWERS: &str = "\
parameter                       | default                 | LS                 | LZ                            | XJ                            | HN                     | LT
inclusion.limit_days            | 15 natural              | 15 natural LS-18a  | ·                             | ·                             | ·                      | ·
inclusion.approver              | county                  | county LS-18e      | county LZ-07                  | ·                             | town HN-15             | county LZ-07
inclusion.stage_order           | none                    | review_first LS-17 | ·                             | ·                             | comparison_first HN-13 | ·
inclusion.recompare_months      | none                    | 6 LS-17            | ·                             | ·                             | ·                      | ·
comparison.cycle                | none                    | quarter LS-13      | ·                             | quarter XJ-12                 | ·                      | ·
notice.days_min                 | 5 natural               | 5 natural LS-18d   | ·                             | ·                             | 7 natural HN-14        | ·
measure.first_limit_days        | 30 natural              | 10 natural LS-35   | 10 work LZ-11                 | ·                             | ·                      | 10 work LZ-11
warning.response_days           | 5 work                  | 2 natural LS-18b   | 5 work LZ-06                  | ·                             | ·                      | 5 work LZ-06
visit.cycle                     | month                   | month LS-31        | quarter LZ-25                 | month XJ-03                   | ·                      | quarter LZ-25
visit.method                    | in_person               | in_person LS-31    | in_person LZ-25               | any XJ-03                     | ·                      | in_person LZ-25
visit.remote_if_absent          | true                    | true LS-31         | false LZ-25                   | ·                             | ·                      | false LZ-25
visit.roles                     | []                      | [帮扶联系人、网格员] LS-31  | [帮扶联系人] LZ-25                 | [] XJ-03                      | ·                      | [帮扶联系人] LZ-25
visit.who                       | any                     | any LS-31          | ·                             | ·                             | ·                      | ·
elimination.no_labour_forbidden | true                    | true LS-27         | true LZ-19                    | ·                             | true HN-22             | true LT-09
elimination.months_min          | none                    | 6 LS-26            | none LZ-17                    | ·                             | ·                      | none LZ-17
elimination.notice_days_min     | none                    | ·                  | ·                             | ·                             | 7 natural HN-23        | ·
helper.limit_days               | none                    | 0 natural LS-30    | 5 work LZ-10                  | ·                             | ·                      | 5 work LZ-10
grid.households_max             | none                    | 100 LS-01          | ·                             | ·                             | ·                      | ·
screening.quarters              | none                    | ·                  | unknown LZ-03                 | ·                             | ·                      | unknown LZ-03
screening.key_area_quarters     | none                    | ·                  | [1、3] LZ-04                   | ·                             | ·                      | [1、3] LZ-04
screening.trained_by            | none                    | ·                  | ·                             | ·                             | ·                      | 2023-05-15 LT-16
screening.reported_by           | none                    | ·                  | ·                             | ·                             | ·                      | 2023-06-24 LT-16
inspection.cycle                | none                    | ·                  | month LZ-28                   | quarter XJ-05                 | ·                      | month LZ-28
risk.unemployed_months          | none                    | ·                  | ·                             | ·                             | ·                      | 6 LT-28
development.flag_derived        | false                   | ·                  | ·                             | ·                             | ·                      | true LT-31
monitoring.income_basis         | net                     | ·                  | ·                             | ·                             | net HN-11              | net_claims_self_pay LT-37
monitoring.window_months        | 12                      | ·                  | ·                             | ·                             | ·                      | 12 LT-34
monitoring.object_types         | [脱贫不稳定户、边缘易致贫户、突发严重困难户] | ·                  | [脱贫不稳定户、边缘易致贫户、突发严重困难户] LZ-01 | [脱贫不稳定户、边缘易致贫户、突发严重困难户] XJ-04 | ·                      | [脱贫不稳定户、边缘易致贫户、突发严重困难户] LZ-01
monitoring.income_line_yuan     | none                    | 7000 LS-09         | ·                             | ·                             | 6372 HN-11             | 7500 LT-37
inclusion.check_days                | none       | 2 natural LS-18b | ·          | ·          | ·          | ·
inclusion.review_days               | none       | 2 natural LS-18c | ·          | ·          | ·          | ·
inclusion.town_days                 | none       | 3 natural LS-18e | ·          | ·          | ·          | ·
inclusion.county_days               | none       | 3 natural LS-18e | ·          | ·          | ·          | ·
inclusion.stages                    | []         | [申请、入户核查、民主评议、公示开始、公示结束、乡镇审核、县级审定] LS-18a | [申请、入户核查、信息比对、民主评议、乡镇审核、公示结束、县级审定] LZ-07 | ·          | [承诺授权、信息比对、民主评议、公示结束、乡镇审核、公告、县级审定] HN-12 | [申请、入户核查、信息比对、民主评议、乡镇审核、公示结束、县级审定] LZ-07
inclusion.authorisation_first       | false      | ·          | ·          | ·          | true HN-06 | ·
inclusion.reviews_max               | none       | 1 LS-16    | ·          | ·          | ·          | ·
inclusion.notify_days               | none       | ·          | 15 natural LZ-09 | ·          | ·          | 15 natural LZ-09
inclusion.approval_monthly          | false      | ·          | true LZ-08 | ·          | ·          | true LZ-08
entry.limit_days                    | none       | ·          | ·          | ·          | 10 work HN-16 | 10 work LT-12
elimination.stages                  | []         | [入户核查、民主评议、公示结束、乡镇审核、县级审定、公告] LS-24 | [入户核查、民主评议、乡镇审核、公示结束、县级审定] LZ-16 | ·          | [民主评议、公示结束、乡镇审核] HN-23 | [入户核查、民主评议、乡镇审核、公示结束、县级审定] LZ-16
elimination.notify_days             | none       | ·          | ·          | ·          | 15 natural HN-23 | ·
elimination.monitor_only            | false      | true LS-37 | ·          | ·          | ·          | ·
elimination.burst_min               | none       | 5 LS-25    | 5 LZ-17    | ·          | ·          | 5 LZ-17
elimination.rollback_stages         | []         | ·          | ·          | ·          | ·          | [申请、乡镇审核、县级审定、市级汇总、省级申请、国家备案] LT-13
anomaly.month_end_days              | 3 natural  | ·          | ·          | ·          | ·          | ·
anomaly.equal_villages_min          | none       | 5 LS-19    | ·          | ·          | ·          | ·
visit.absent_cycle                  | none       | quarter LS-04 | ·          | ·          | ·          | ·
visit.assisted_cycle                | none       | quarter LS-32 | quarter LZ-25 | ·          | ·          | quarter LZ-25
visit.revisit_months                | none       | ·          | ·          | 12 XJ-16   | ·          | ·
visit.per_day_max                   | 20         | ·          | ·          | ·          | ·          | ·
visit.month_end_min                 | 20         | ·          | ·          | ·          | ·          | ·
helper.both_sides                   | false      | ·          | true LZ-12 | ·          | ·          | true LZ-12
helper.per_side_max                 | none       | ·          | 1 LZ-10    | ·          | ·          | 1 LZ-10
helper.local_first                  | false      | ·          | true LZ-21 | ·          | ·          | true LZ-21
measure.single_risk_groups_max      | none       | 6 LS-34    | ·          | ·          | 6 HN-20    | ·
measure.no_labour_safety_net        | false      | ·          | ·          | ·          | true HN-19 | true LT-06
measure.no_withdrawal               | false      | ·          | ·          | true XJ-14 | ·          | ·
development.limit_months            | none       | ·          | ·          | ·          | ·          | 6 LT-05
allowance.watched_from              | none       | ·          | ·          | ·          | ·          | 2023-01-01 LT-02
warning.close_days                  | none       | ·          | ·          | ·          | 30 natural HN-27 | ·
warning.medical_min_yuan            | none       | 20000 LS-41 | ·          | ·          | ·          | ·
warning.farm_loss_min_yuan          | none       | 10000 LS-44 | ·          | ·          | ·          | ·
warning.departments_min             | none       | 2 LS-40    | ·          | ·          | ·          | ·
declaration.check_days              | none       | 2 natural LS-18b | 5 work LZ-06 | ·          | ·          | 5 work LZ-06
declaration.answer_days             | 30 natural | 15 natural LS-11 | ·          | ·          | ·          | ·
grid.whole_coverage                 | false      | ·          | ·          | true XJ-09 | ·          | ·
grid.layered                        | false      | ·          | ·          | true XJ-08 | ·          | ·
grid.origins_limited                | false      | true LS-03 | ·          | ·          | ·          | ·
grid.training_months                | none       | 12 LS-08   | ·          | ·          | ·          | ·
grid.allowance_due                  | false      | true LS-08 | ·          | ·          | ·          | ·
grid.adjusted_by                    | none       | 2022-04-30 LS-02 | ·          | ·          | ·          | ·
screening.per_year                  | 1          | 1 LS-12    | 2 LZ-03    | ·          | 2 HN-03    | 2 LZ-03
screening.settle_days               | 30 natural | ·          | ·          | ·          | ·          | ·
screening.begins_on                 | none       | ·          | ·          | ·          | ·          | 2023-05-10 LT-16
screening.done_by                   | none       | ·          | ·          | ·          | ·          | 2023-06-08 LT-16
screening.entered_by                | none       | ·          | ·          | ·          | ·          | 2023-06-18 LT-16
screening.people_named              | false      | ·          | ·          | ·          | ·          | true LT-17
risk.housing_graded                 | false      | ·          | ·          | ·          | ·          | true LT-27
risk.labour_share_percent           | none       | ·          | ·          | ·          | ·          | 25 LT-29
inspection.grace_days               | 0 natural  | 0 natural LS-49 | ·          | 0 natural XJ-18 | ·          | ·
relocation.staffed_min_households   | none       | ·          | 200 LZ-26  | ·          | ·          | 200 LZ-26
monitoring.line_due_month           | none       | 3 LS-09    | ·          | ·          | 12 HN-11   | ·
monitoring.self_paid_summed         | false      | ·          | ·          | ·          | ·          | true LT-35
visit.key_group_months              | none       | ·          | ·          | 12 XJ-17   | ·          | ·
visit.watched_months                | none       | 6 LS-22    | ·          | ·          | 6 HN-02    | ·
elimination.relapse_unseen_months   | none       | ·          | ·          | ·          | 3 HN-09    | ·
elimination.due_days                | none       | ·          | ·          | ·          | ·          | 30 natural LT-08
measure.travel_subsidy_away         | false      | ·          | ·          | ·          | true HN-18 | ·
measure.advance_procedure_days      | none       | 30 natural LS-36 | ·          | ·          | ·          | ·
development.confirm_months          | none       | ·          | ·          | ·          | ·          | 3 LT-32
allowance.key_listed                | false      | ·          | ·          | ·          | ·          | true LT-24
warning.school_push_months          | none       | 3 LS-42    | ·          | ·          | 3 HN-04    | ·
warning.home_push_months            | none       | 3 LS-43    | ·          | ·          | 3 HN-04    | ·
warning.allowance_push_months       | none       | 3 LS-45    | ·          | ·          | ·          | ·
warning.disability_push_months      | none       | 3 LS-46    | ·          | ·          | ·          | ·
warning.work_push_months            | none       | 3 LS-47    | ·          | ·          | ·          | ·
warning.petition_push_months        | none       | 3 LS-48    | ·          | ·          | ·          | ·
grid.visit_cycle                    | none       | quarter LS-05 | ·          | ·          | ·          | ·
grid.roles                          | none       | ·          | ·          | ·          | ·          | [网格长、网格员、防返贫监测专员] LT-14
screening.key_groups                | false      | ·          | ·          | true XJ-10 | true HN-01 | true LT-01
screening.leaflet_known             | false      | ·          | ·          | ·          | ·          | true LT-18
screening.risk_named                | false      | ·          | ·          | ·          | ·          | true LT-26
screening.look_back                 | false      | ·          | ·          | ·          | ·          | true LT-23
hazard.natural_check_days           | none       | ·          | ·          | ·          | 30 natural HN-07 | 30 natural LT-11
hazard.economic_check_days          | none       | ·          | ·          | ·          | 30 natural HN-08 | 30 natural LT-11
inspection.percentile               | 75         | ·          | ·          | ·          | ·          | ·
inspection.early_days               | 180 natural | ·          | ·          | ·          | ·          | ·
inspection.cover_months             | 36         | ·          | ·          | ·          | ·          | ·
inspection.villages_percent         | 10         | ·          | ·          | ·          | ·          | ·
inspection.targeted_percent         | 70         | ·          | ·          | ·          | ·          | ·
inspection.households               | 10         | ·          | ·          | ·          | ·          | ·
inspection.good_percent             | 5          | ·          | ·          | ·          | ·          | ·
inspection.bad_percent              | 25         | ·          | ·          | ·          | ·          | ·
inspection.weight_unvisited         | 1          | ·          | ·          | ·          | ·          | ·
inspection.weight_late_measures     | 1          | ·          | ·          | ·          | ·          | ·
inspection.weight_early_eliminations| 1          | ·          | ·          | ·          | ·          | ·
inspection.weight_relapses          | 1          | ·          | ·          | ·          | ·          | ·
inspection.weight_data_defects      | 1          | ·          | ·          | ·          | ·          | ·
inspection.weight_suspect_entries   | 1          | ·          | ·          | ·          | ·          | ·
inspection.weight_few_monitored     | 1          | ·          | ·          | ·          | ·          | ·
inspection.weight_many_unresolved   | 1          | ·          | ·          | ·          | ·          | ·
inspection.weight_open_warnings     | 1          | ·          | ·          | ·          | ·          | ·
inspection.weight_unseen            | 1          | ·          | ·          | ·          | ·          | ·
";

#[test]
fn each_number_is_that_of_its_document() {
    let book = shipped();

    let told: Vec<Vec<String>> = Parameter::ALL
        .iter()
        .map(|parameter| {
            let cells = ["11", LIESHAN, LIUCHENG, XIJI, XINXIANG, LONGTOU]
                .map(|code| cell(&book, *parameter, code, "2023-06-01"));
            [parameter.name().to_owned()].into_iter().chain(cells).collect()
        })
        .collect();

    let expected: Vec<Vec<String>> = ANSWERS
        .lines()
        .skip(1)
        .map(|line| line.split('|').map(|cell| cell.trim().to_owned()).collect())
        .collect();
    assert_eq!(told, expected);
}

/// `15 natural LS-18a`; of the default, the value alone in 北京, where nobody else answers, and `·` elsewhere.
fn cell(book: &PolicyBook, parameter: Parameter, code: &str, on: &str) -> String {
    let resolved = book.resolve(parameter, place(code), day(on));
    if resolved.profile == "default" && code != "11" {
        return "·".to_owned();
    }
    let value = match resolved.value {
        Value::List(_) => format!("[{}]", resolved.value),
        value => value.to_string(),
    };
    let clause = Some(resolved.clause).filter(|clause| *clause != "default");
    let parts = [Some(value.as_str()), resolved.day_type.map(DayType::key), clause];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_silent_town_asks_its_city_and_a_silent_province_the_default() {
    let book = shipped();

    let town = book.resolve(Parameter::VisitCycle, place(LONGTOU), day("2023-06-30"));
    let province = book.resolve(Parameter::VisitCycle, place(XINXIANG), day("2023-06-30"));

    assert_eq!((town.profile, town.confidence), ("LZ", Confidence::Inherited));
    assert_eq!(town.value.text(), Some("quarter"));
    assert_eq!(
        (province.profile, province.confidence),
        ("default", Confidence::Default)
    );
    assert_eq!(
        book.profile_on(place(LONGTOU), day("2023-06-30")).key,
        "LT",
        "the nearest profile is the town's all the same"
    );
}

#[test]
fn a_profile_holds_from_its_first_day_to_its_last() {
    let book = shipped();

    let cycles = ["2022-02-18", "2022-02-19", "2025-12-31", "2026-01-01"]
        .map(|on| book.resolve(Parameter::VisitMethod, place(XIJI), day(on)).profile);

    assert_eq!(cycles, ["default", "XJ", "XJ", "default"]);
    assert_eq!(
        answer(&book, Parameter::DevelopmentFlagDerived, LONGTOU, "2023-05-14"),
        "false default default"
    );
    assert_eq!(
        answer(&book, Parameter::DevelopmentFlagDerived, LONGTOU, "2023-05-15"),
        "true LT LT-31"
    );
}

#[test]
fn a_place_above_the_region_of_a_profile_does_not_fall_under_it() {
    let book = shipped();

    assert_eq!(book.profile_on(place("4502"), day("2023-06-01")).key, "LZ");
    assert_eq!(book.profile_on(place("45"), day("2023-06-01")).key, "default");
}

#[test]
fn the_time_line_has_no_gaps_and_says_who_answered_when() {
    let book = shipped();

    let spans = book.spans(Parameter::VisitMethod, place(XIJI));

    let line: Vec<String> = spans
        .iter()
        .map(|span| format!("{} {} {}", span.from, span.to_exclusive, span.resolved.profile))
        .collect();
    assert_eq!(
        line,
        [
            "0001-01-01 2022-02-19 default",
            "2022-02-19 2026-01-01 XJ",
            "2026-01-01 9999-12-31 default",
        ]
    );
    for parameter in Parameter::ALL {
        for code in [LIESHAN, LIUCHENG, LONGTOU, XIJI, XINXIANG] {
            let spans = book.spans(*parameter, place(code));
            assert_eq!(spans.first().map(|span| span.from), Some(FIRST_DAY));
            assert_eq!(spans.last().map(|span| span.to_exclusive), Some(END_DAY));
            assert!(spans.windows(2).all(|pair| pair[0].to_exclusive == pair[1].from));
        }
    }
}

#[test]
fn a_later_file_with_the_same_key_replaces_the_shipped_one() {
    let text = r#"
key = "LS"
title = "烈山区2022（双人走访）"
region = "340604"
document = "烈农工组〔2022〕7号"
valid_from = 2022-04-23
[parameter."visit.who"]
value = "both"
unit = "text"
clause = "LS-31"
confidence = "stated"
"#;

    let book = with("home/lieshan.toml", text).unwrap();

    assert_eq!(
        answer(&book, Parameter::VisitWho, LIESHAN, "2023-05-31"),
        "both LS LS-31"
    );
    assert_eq!(book.profile("LS").unwrap().file, "home/lieshan.toml");
    assert_eq!(
        answer(&book, Parameter::NoticeDaysMin, LIESHAN, "2023-05-31"),
        "5 natural default default"
    );
}

#[test]
fn an_absent_limit_is_stated_and_not_passed_on() {
    let book = shipped();

    let months = book.resolve(
        Parameter::EliminationMonthsMin,
        place(LIUCHENG),
        day("2023-01-01"),
    );

    assert_eq!((months.value, months.profile), (&Value::Absent, "LZ"));
}

#[test]
fn a_file_with_three_faults_reports_three() {
    let text = r#"key = "AB"
title = "试"
region = "3406"
document = "某号"
valid_from = 2022-01-01
[parameter."notice.days_min"]
value = "five"
unit = "day"
day_type = "natural"
clause = "AB-1"
confidence = "stated"
[parameter."visit.cycle"]
value = "week"
unit = "text"
clause = "AB-2"
confidence = "sure"
"#;

    let faults: Vec<String> = with("ab.toml", text)
        .unwrap_err()
        .iter()
        .map(ToString::to_string)
        .collect();

    assert_eq!(
        faults,
        [
            "ab.toml, line 7, `parameter.\"notice.days_min\".value`: \
             expected a whole number, 0 or more, found the text `five`",
            "ab.toml, line 13, `parameter.\"visit.cycle\".value`: \
             expected one of \"month\", \"quarter\", found the text `week`",
            "ab.toml, line 16, `parameter.\"visit.cycle\".confidence`: \
             expected \"stated\", \"inferred\", \"inherited\", \"default\" or \"unknown\", found the text `sure`",
        ]
    );
}

#[test]
fn a_misspelt_setting_or_parameter_is_a_fault() {
    let text = r#"key = "AB"
tittle = "试"
region = "3406"
document = "某号"
valid_from = 2022-01-01
[parameter."notice.days"]
value = 5
[parameter."helper.limit_days"]
value = -1
unit = "days"
day_type = "weekday"
since = 2022-01-01
clause = ""
"#;

    let faults = with("ab.toml", text).unwrap_err();

    let settings: Vec<&str> = faults.iter().map(|fault| fault.setting.as_str()).collect();
    assert_eq!(
        settings,
        [
            "tittle",
            "title",
            "parameter.\"helper.limit_days\".since",
            "parameter.\"helper.limit_days\".value",
            "parameter.\"helper.limit_days\".unit",
            "parameter.\"helper.limit_days\".day_type",
            "parameter.\"helper.limit_days\".clause",
            "parameter.\"helper.limit_days\".confidence",
            "parameter.\"notice.days\"",
        ]
    );
}

#[test]
fn the_faults_of_all_files_are_reported_together() {
    let faults = PolicyBook::parse(&[("a.toml", "key = "), ("b.toml", "key = \"B\"\n")]).unwrap_err();

    let files: Vec<&str> = faults.iter().map(|fault| fault.file.as_str()).collect();
    assert!(
        files.contains(&"a.toml") && files.contains(&"b.toml"),
        "{faults:?}"
    );
}

#[test]
fn a_book_without_default_or_with_an_incomplete_one_is_refused() {
    let without = PolicyBook::parse(&[]).unwrap_err();
    let text = "key = \"default\"\ntitle = \"默认\"\nregion = \"\"\ndocument = \"无\"\n";
    let incomplete = with("home/default.toml", text).unwrap_err();

    assert_eq!(without.len(), 1);
    assert_eq!(incomplete.len(), Parameter::ALL.len());
}

#[test]
fn two_documents_cannot_begin_on_one_day_in_one_place() {
    let text = "key = \"L2\"\ntitle = \"又\"\nregion = \"340604000000\"\ndocument = \"某号\"\nvalid_from = 2022-04-23\n";

    let faults = with("l2.toml", text).unwrap_err();

    assert_eq!(faults.len(), 1, "{faults:?}");
}

#[test]
fn a_newer_document_of_the_same_place_takes_over_on_its_first_day() {
    let text = r#"
key = "LS2"
title = "烈山区2024"
region = "340604"
document = "某号"
valid_from = 2024-01-01
[parameter."notice.days_min"]
value = 7
unit = "day"
day_type = "natural"
clause = "LS2-1"
confidence = "stated"
"#;

    let book = with("ls2.toml", text).unwrap();

    assert_eq!(
        answer(&book, Parameter::NoticeDaysMin, LIESHAN, "2023-12-31"),
        "5 natural LS LS-18d"
    );
    assert_eq!(
        answer(&book, Parameter::NoticeDaysMin, LIESHAN, "2024-01-01"),
        "7 natural LS2 LS2-1"
    );
    // What the new document does not mention still stands in the old one.
    assert_eq!(
        answer(&book, Parameter::GridHouseholdsMax, LIESHAN, "2024-01-01"),
        "100 LS LS-01"
    );
}

#[test]
fn what_a_document_lost_is_unknown_and_not_asked_of_anybody_else() {
    let book = shipped();

    let quarters = book.resolve(Parameter::ScreeningQuarters, place(LONGTOU), day("2023-06-01"));
    let line = book.resolve(
        Parameter::MonitoringIncomeLineYuan,
        place(LIESHAN),
        day("2026-03-01"),
    );

    assert_eq!(
        (quarters.value, quarters.profile, quarters.confidence),
        (&Value::Unknown, "LZ", Confidence::Unknown)
    );
    assert_eq!((line.value, line.profile), (&Value::Unknown, "CN2026"));
}

#[test]
fn an_entry_ends_on_its_last_day_and_the_next_profile_answers() {
    let book = shipped();

    assert_eq!(
        answer(&book, Parameter::ScreeningReportedBy, LONGTOU, "2023-12-31"),
        "2023-06-24 LT LT-16"
    );
    assert_eq!(
        answer(&book, Parameter::ScreeningReportedBy, LONGTOU, "2024-01-01"),
        "none default default"
    );
}

#[test]
fn only_an_unknown_value_is_of_unknown_confidence() {
    let text = r#"key = "AB"
title = "试"
region = "3406"
document = "某号"
valid_from = 2022-01-01
[parameter."notice.days_min"]
value = "unknown"
unit = "day"
clause = "AB-1"
confidence = "stated"
[parameter."visit.cycle"]
value = "month"
unit = "text"
clause = "AB-2"
confidence = "unknown"
"#;

    let faults = with("ab.toml", text).unwrap_err();

    let lines: Vec<Option<usize>> = faults.iter().map(|fault| fault.line).collect();
    assert_eq!(lines, [Some(10), Some(15)]);
}
