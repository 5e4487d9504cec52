//! Early warning end to end: from delivered warnings to signals of a release, and what people do with them.

use std::fmt::Write as _;
use std::path::Path;

use chrono::{Days, NaiveDate};

use crate::support::{self, dixian_in as dixian, write};

const TOWNS: usize = 4;
const VILLAGES: usize = 6;
const HOUSEHOLDS: usize = 40;
/// A Sunday.
const LAST: &str = "2023-05-28";
const WEEKS: u64 = 80;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn village(index: usize) -> String {
    format!("3406041{:02}{:03}", index / VILLAGES, index % VILLAGES + 1)
}

fn household(village: usize, number: usize) -> String {
    format!("H{village:02}{number:03}")
}

/// Four towns of six villages of forty households.
fn county(folder: &Path) {
    let mut regions =
        "区划代码,名称,层级,上级代码\n340600000000,淮北市,市,\n340604000000,烈山区,县,340600000000\n"
            .to_owned();
    let mut households = "户编号,户主姓名,户主证件号码,区划代码,户类型,家庭人口数,数据日期\n".to_owned();
    for town in 0..TOWNS {
        writeln!(regions, "3406041{town:02}000,第{town}镇,乡,340604000000").unwrap();
    }
    for at in 0..TOWNS * VILLAGES {
        writeln!(
            regions,
            "{},第{at}村,村,3406041{:02}000",
            village(at),
            at / VILLAGES
        )
        .unwrap();
        for number in 0..HOUSEHOLDS {
            let born = day("1970-01-01") + Days::new((at * HOUSEHOLDS + number) as u64);
            let id = domain::person::IdNumber::from_parts("340604".parse().unwrap(), born, 1);
            let id = id.reveal();
            writeln!(
                households,
                "{},赵一,{id},{},一般农户,3,2021-01-01",
                household(at, number),
                village(at)
            )
            .unwrap();
        }
    }
    write(&folder.join("regions.csv"), &regions);
    write(&folder.join("households.csv"), &households);
}

/// Warnings up to a Sunday: each village has one about every ninth week, and some villages more in the last weeks.
fn warnings(folder: &Path, last: NaiveDate, surges: &[(usize, usize)]) {
    let mut text = "预警编号,部门,预警类型,户编号,推送时间\n".to_owned();
    let mut number = 0;
    let mut warn = |village: usize, household_number: usize, on: NaiveDate| {
        number += 1;
        let household = household(village, household_number % HOUSEHOLDS);
        writeln!(text, "Y{number:05},医保,医疗自付,{household},{on} 09:00").unwrap();
    };
    for week in 0..WEEKS {
        let on = day(LAST) - Days::new(7 * week + 3);
        for at in 0..TOWNS * VILLAGES {
            if on <= last && (at * 7 + usize::try_from(week).unwrap() * 5).is_multiple_of(9) {
                warn(at, at + usize::try_from(week).unwrap(), on);
            }
        }
    }
    for (village, households) in surges {
        for number in 0..*households {
            let on = last - Days::new((number % 13) as u64);
            warn(*village, number, on);
        }
    }
    write(&folder.join("warnings.csv"), &text);
}

fn query(home: &Path, text: &str) -> serde_json::Value {
    let output = dixian(home, &["query", text, "--format", "json"]);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

fn published(home: &Path, drop: &Path, as_of: &str) {
    let output = support::run(home, drop, as_of);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// What is said of the signals from one release to the next.
const SAID: &str =
    "select signal, tier, state, opened_on, renewed_on, acknowledged_by, handled from signal order by signal";

fn done(home: &Path, arguments: &[&str]) -> bool {
    let whole: Vec<&str> = ["signal"].iter().chain(arguments).copied().collect();
    dixian(home, &whole).status.success()
}

#[test]
fn a_clean_county_has_no_signal_and_says_what_was_watched() {
    let (home, drop) = (support::home(), tempfile::tempdir().unwrap());
    county(drop.path());
    warnings(drop.path(), day(LAST), &[]);
    published(home.path(), drop.path(), LAST);

    assert_eq!(
        query(home.path(), "select signal from signal"),
        serde_json::json!([])
    );
    let streams = query(
        home.path(),
        "select stream, slice, state, weeks from signal_stream order by 1, 2",
    );
    assert_eq!(
        streams,
        serde_json::json!([
            {"stream": "S1", "slice": "", "state": "watched", "weeks": 80},
            {"stream": "S1", "slice": "因病", "state": "watched", "weeks": 80},
            {"stream": "S2", "slice": "", "state": "no_data", "weeks": 0},
            {"stream": "S6", "slice": "", "state": "watched", "weeks": 0},
        ])
    );
}

#[test]
fn surges_are_named_with_village_and_colour_and_stay_until_somebody_closes_them() {
    let (home, drop) = (support::home(), tempfile::tempdir().unwrap());
    county(drop.path());
    // One village of the first town; three of the third.
    warnings(drop.path(), day(LAST), &[(2, 9), (12, 12), (13, 12), (15, 12)]);
    published(home.path(), drop.path(), LAST);

    let said = query(home.path(), SAID);
    let row = |signal: &str, tier: &str| {
        serde_json::json!({
            "signal": signal, "tier": tier, "state": "open", "opened_on": LAST, "renewed_on": LAST, "acknowledged_by": "", "handled": "",
        })
    };
    let (town, lone) = ("S1-a340604102000-2023w20", "S1-v340604100003-2023w21");
    assert_eq!(said, serde_json::json!([row(town, "红"), row(lone, "黄")]));
    let behind = "select region_code, level, consultation, window_days, observed, contributing, rule from signal order by signal";
    assert_eq!(
        query(home.path(), behind),
        serde_json::json!([
            {"region_code": "340604102000", "level": "town", "consultation": 3, "window_days": 28, "observed": 39.0, "contributing": 3, "rule": "scale"},
            {"region_code": "340604100003", "level": "village", "consultation": 1, "window_days": 14, "observed": 9.0, "contributing": 1, "rule": "excess"},
        ])
    );
    // The first had one of its ninth week besides the twelve.
    let villages = format!(
        "select region_code, observed from signal_count where signal = '{town}' and week_ended_on is null and observed > 2 order by 1"
    );
    assert_eq!(
        query(home.path(), &villages),
        serde_json::json!([
            {"region_code": "340604102001", "observed": 13.0},
            {"region_code": "340604102002", "observed": 12.0},
            {"region_code": "340604102004", "observed": 12.0},
        ])
    );
    let households = "select signal, count(distinct household_id) as households from signal_household group by signal order by signal";
    assert_eq!(
        query(home.path(), households),
        serde_json::json!([{"signal": town, "households": 39}, {"signal": lone, "households": 9}])
    );

    // A rerun of the day says the same.
    let whole = "select * from signal order by signal";
    let first = query(home.path(), whole);
    published(home.path(), drop.path(), LAST);
    assert_eq!(query(home.path(), whole), first);

    // What people do takes a name and a reason, and is in the next release.
    assert!(!done(
        home.path(),
        &["close", town, "--by", "王某", "--because", " "]
    ));
    assert!(!done(
        home.path(),
        &["lower", town, "--by", "王某", "--because", "误报", "--to", "red"]
    ));
    assert!(!done(home.path(), &["acknowledge", "S1-v9", "--by", "王某"]));
    assert!(done(home.path(), &["acknowledge", town, "--by", "王某"]));
    assert!(done(
        home.path(),
        &[
            "raise",
            lone,
            "--by",
            "李某",
            "--because",
            "企业关停",
            "--to",
            "orange"
        ]
    ));
    published(home.path(), drop.path(), "2023-05-31");
    let courses = "select tier, state, opened_on, acknowledged_by, rule, regexp_replace(handled, '^[0-9-]+ ', '') as handled
        from signal order by signal";
    assert_eq!(
        query(home.path(), courses),
        serde_json::json!([
            {"tier": "红", "state": "open", "opened_on": LAST, "acknowledged_by": "王某", "rule": "scale", "handled": "王某已知悉"},
            {"tier": "橙", "state": "open", "opened_on": LAST, "acknowledged_by": "", "rule": "", "handled": "李某提级为橙：企业关停"},
        ])
    );

    // Orange and red stay although nothing renews them; a person closes, and it stays closed.
    assert!(done(
        home.path(),
        &["close", lone, "--by", "李某", "--because", "已逐户核实"]
    ));
    published(home.path(), drop.path(), "2023-08-13");
    let states = "select signal, tier, state, closed_on from signal where slice = '' order by signal";
    assert_eq!(
        query(home.path(), states),
        serde_json::json!([
            {"signal": town, "tier": "红", "state": "open", "closed_on": null},
            {"signal": lone, "tier": "橙", "state": "closed", "closed_on": "2023-08-13"},
        ])
    );

    // An earlier day that is derived again has the acts on its own release and none of later ones, and disturbs none of these.
    let later = query(home.path(), whole);
    published(home.path(), drop.path(), LAST);
    assert_eq!(
        query(home.path(), "select tier, state from signal order by signal"),
        serde_json::json!([
            {"tier": "红", "state": "open"}, {"tier": "橙", "state": "open"},
        ])
    );
    published(home.path(), drop.path(), "2023-08-13");
    assert_eq!(query(home.path(), whole), later);
}
