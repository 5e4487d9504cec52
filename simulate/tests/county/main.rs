//! The simulated county from outside: its numbers against the published ones, its files against the contract, its bytes against themselves.
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::unwrap_used,
    reason = "counts of a test are small, and a test may stop at a fault"
)]

mod changes;
mod reader;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use chrono::{Datelike, NaiveDate};
use domain::calendar::WorkCalendar;
use domain::person::IdNumber;
use domain::policy::PolicyBook;
use reader::{Row, cents, folders, read_drop, read_truth};
use simulate::{Place, Plan, Summary, write};
use tempfile::TempDir;

fn texts(folder: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../policies")
        .join(folder);
    folders(&folder)
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .map(|path| (path.display().to_string(), fs::read_to_string(&path).unwrap()))
        .collect()
}

fn borrowed(files: &[(String, String)]) -> Vec<(&str, &str)> {
    files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect()
}

fn simulate(place: Place, households: u32, months: u32, as_of: &str, seed: u64) -> (TempDir, Summary) {
    let policies = PolicyBook::parse(&borrowed(&texts(""))).unwrap();
    let calendar = WorkCalendar::parse(&borrowed(&texts("calendar"))).unwrap();
    let out = TempDir::new().unwrap();
    let plan = Plan {
        place,
        households,
        months,
        as_of: as_of.parse().unwrap(),
        seed,
        surge_villages: 0,
    };
    let summary = write(&plan, &policies, &calendar, out.path(), &mut |_, _, _| ()).unwrap();
    (out, summary)
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

/// Calibration 5.3: 0.3–0.6, 1–1.5 and 2.5–4 % of households by archetype; 3.0–3.8 persons a household.
#[test]
fn incidence_and_household_size_lie_in_the_band_of_the_archetype() {
    for (place, low, high) in [
        (Place::Lieshan, 0.003, 0.006),
        (Place::Xinxiang, 0.010, 0.015),
        (Place::Liucheng, 0.025, 0.040),
        (Place::Xiji, 0.025, 0.040),
    ] {
        let (_out, summary) = simulate(place, 12_000, 1, "2022-12-02", 11);

        let incidence = summary.monitored_households as f64 / 12_000.0;
        let persons = summary.persons as f64 / 12_000.0;

        assert!(
            (low..=high).contains(&incidence),
            "{place}: {incidence} of households"
        );
        assert!(
            (2.9..=3.9).contains(&persons),
            "{place}: {persons} persons a household"
        );
    }
}

/// Types BS21 (stock of end 2021: 31/30/39 %), risks WJW23 (因病 48.13 %), risks a household 5.3 (1.3–1.6), ends BS21 (44.5 % of households at the end of
/// 2021, nearly all at the end of the year) and XX25 (78.5 % in November 2025), clues 5.3 (100–400 and 10–30 for each household identified).
#[test]
fn the_course_of_episodes_is_the_published_one() {
    let (out, summary) = simulate(Place::Liucheng, 20_000, 2, "2025-11-30", 5);
    let episodes = read_truth(out.path(), "episodes.csv");
    let by = |episode: &Row, column: &str, day: &str| {
        episode
            .get(column)
            .is_some_and(|on| !on.is_empty() && on.as_str() <= day)
    };
    let stock = |day: &str| -> Vec<&Row> {
        episodes
            .iter()
            .filter(|episode| by(episode, "identified_on", day))
            .collect()
    };
    let ended = |day: &str| {
        let stock = stock(day);
        let ended = stock
            .iter()
            .filter(|episode| by(episode, "eliminated_on", day))
            .count();
        share(ended, stock.len())
    };

    let stock_2021 = stock("2021-12-31");
    for (kind, published) in [
        ("脱贫不稳定户", 0.31),
        ("边缘易致贫户", 0.30),
        ("突发严重困难户", 0.39),
    ] {
        let of_kind = stock_2021
            .iter()
            .filter(|episode| episode["object_type"] == kind)
            .count();
        let found = share(of_kind, stock_2021.len());
        assert!(
            (found - published).abs() < 0.07,
            "{kind}: {found}, published {published}"
        );
    }
    let is_ill = |episode: &&Row| episode["risks"].split('、').next() == Some("因病");
    let ill = share(episodes.iter().filter(is_ill).count(), episodes.len());
    assert!((0.40..=0.56).contains(&ill), "因病 {ill}");
    let risks: usize = episodes
        .iter()
        .map(|episode| episode["risks"].split('、').count())
        .sum();
    let risks = share(risks, episodes.len());
    assert!((1.3..=1.6).contains(&risks), "{risks} risks a household");
    let rates = [
        "2020-12-31",
        "2021-12-31",
        "2022-12-31",
        "2023-12-31",
        "2025-11-30",
    ]
    .map(ended);
    assert!(rates.windows(2).all(|pair| pair[0] < pair[1]), "{rates:?}");
    assert!((rates[1] - 0.445).abs() < 0.08, "end of 2021: {}", rates[1]);
    assert!((0.70..=0.86).contains(&rates[4]), "November 2025: {}", rates[4]);
    let ends: Vec<NaiveDate> = episodes
        .iter()
        .filter_map(|episode| episode["eliminated_on"].parse().ok())
        .collect();
    let late = ends.iter().filter(|day| day.month() >= 11).count();
    assert!(
        share(late, ends.len()) > 0.8,
        "{late} of {} in November and December",
        ends.len()
    );
    assert!(summary.newly_identified > 0);
}

#[test]
fn departments_warn_a_hundred_times_for_each_household_that_is_identified() {
    for (place, households) in [(Place::Liucheng, 4_000), (Place::Xinxiang, 6_000)] {
        let (out, summary) = simulate(place, households, 12, "2022-12-03", 3);
        let counts: BTreeMap<String, f64> = read_truth(out.path(), "summary.csv")
            .into_iter()
            .map(|row| (row["measure"].clone(), row["value"].parse().unwrap()))
            .collect();
        let identified = summary.newly_identified as f64;

        let warnings = counts["warnings"] / identified;
        let declarations = counts["declarations"] / identified;
        let kept = 1.0 - counts["broken.visit_overdue"] / counts["visit_duties"];

        assert!(
            (100.0..=400.0).contains(&warnings),
            "{place}: {warnings} warnings"
        );
        assert!(
            (10.0..=30.0).contains(&declarations),
            "{place}: {declarations} declarations"
        );
        assert!(
            (0.85..=0.95).contains(&kept),
            "{place}: {kept} of the visits were made"
        );
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_other_people() {
    let contents = |out: &TempDir| -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut open = vec![out.path().to_path_buf()];
        while let Some(path) = open.pop() {
            if path.is_dir() {
                open.extend(folders(&path));
            } else {
                let name = path.strip_prefix(out.path()).unwrap().display().to_string();
                files.insert(name, fs::read(&path).unwrap());
            }
        }
        files
    };
    let drop = |seed| contents(&simulate(Place::Longtou, 400, 3, "2023-06-04", seed).0);

    let (first, second, other) = (drop(7), drop(7), drop(8));

    assert!(
        first
            .keys()
            .any(|name| Path::new(name).extension().unwrap() == "xlsx")
    );
    assert!(first == second);
    assert_ne!(first, other);
}

/// What a reader that follows the source contract would quarantine or call a duplicate.
#[test]
fn every_row_of_every_place_would_land() {
    for place in Place::ALL {
        let (out, summary) = simulate(place, 400, 5, "2023-05-06", 2);
        let mut households = BTreeSet::new();
        let mut regions = BTreeSet::new();
        let mut current: BTreeMap<(String, Vec<String>), Row> = BTreeMap::new();
        let mut rows = 0;
        let files = read_drop(out.path());
        for folder in &summary.folders {
            let night: Vec<_> = files.iter().filter(|file| file.folder == *folder).collect();
            for row in night
                .iter()
                .filter(|file| file.register == "户信息")
                .flat_map(|file| &file.rows)
            {
                households.insert(row["户编号"].clone());
            }
            for row in night
                .iter()
                .filter(|file| file.register == "行政区划")
                .flat_map(|file| &file.rows)
            {
                regions.insert(row["区划代码"].clone());
            }
            for file in night {
                for row in &file.rows {
                    rows += 1;
                    let at = || format!("{}: {row:?}", file.path.display());
                    assert!(
                        row.get("户编号").is_none_or(|id| households.contains(id)),
                        "{}",
                        at()
                    );
                    assert!(
                        row.get("区划代码").is_none_or(|code| regions.contains(code)),
                        "{}",
                        at()
                    );
                    assert!(latest_day(&file.register, row) <= *folder, "{}", at());
                    for number in ["证件号码", "户主证件号码"]
                        .iter()
                        .filter_map(|column| row.get(*column))
                    {
                        let number: IdNumber = number.parse().unwrap();
                        assert!(!number.born_after(*folder), "{}", at());
                    }
                    let key = (file.register.clone(), key(&file.register, row));
                    let before = current.insert(key, row.clone());
                    assert_ne!(before.as_ref(), Some(row), "{}", at());
                }
            }
        }
        assert_eq!(rows, summary.rows.values().sum::<u64>(), "{place}");
        assert_eq!(households.len(), 400, "{place}");
    }
}

/// The latest of the days on which something had already happened; planned days aside.
fn latest_day(register: &str, row: &Row) -> NaiveDate {
    row.iter()
        .filter(|(column, _)| {
            let is_day = ["日期", "时间", "期末"].iter().any(|word| column.ends_with(word));
            let is_plan = (register == "帮扶措施" && *column != "明确日期")
                || (column.as_str() == "结束日期")
                || (column.as_str() == "整改时限");
            is_day && !is_plan
        })
        .map(|(_, cell)| cell.get(..10).unwrap().parse().unwrap())
        .max()
        .unwrap_or(NaiveDate::MIN)
}

fn key(register: &str, row: &Row) -> Vec<String> {
    let columns: &[&str] = match register {
        "行政村基本情况" => &["区划代码", "年度"],
        "户信息" => &["户编号", "数据日期"],
        "家庭成员" => &["人编号", "数据日期"],
        "认定流程" => &["流程编号", "环节", "时间"],
        "家庭收支" => &["户编号", "口径", "期末"],
        "帮扶联系人" => &["户编号", "人员编号", "开始日期"],
        "集中排查" => &["户编号", "排查批次"],
        "行政区划" => &["区划代码"],
        "网格" => &["网格编号"],
        "网格员" => &["人员编号"],
        "监测对象" => &["监测编号"],
        "走访记录" => &["走访编号"],
        "帮扶措施" => &["措施编号"],
        "部门预警" => &["预警编号"],
        "自主申报" => &["申报编号"],
        "外部事件" => &["事件编号"],
        "安置点" => &["安置点编号"],
        "督查问题" => &["问题编号"],
        other => unreachable!("{other} is not a register"),
    };
    columns.iter().map(|column| row[*column].clone()).collect()
}

#[test]
fn net_income_is_what_comes_in_less_the_costs_of_the_business() {
    let (out, _) = simulate(Place::Xiji, 400, 3, "2023-02-03", 4);
    let mut seen = 0;
    for file in read_drop(out.path())
        .iter()
        .filter(|file| file.register == "家庭收支")
    {
        for row in &file.rows {
            seen += 1;
            let earned: i64 = ["工资性收入", "生产经营性收入", "财产性收入", "转移性收入"]
                .iter()
                .map(|column| cents(row, column))
                .sum();

            assert_eq!(
                earned - cents(row, "生产经营性支出"),
                cents(row, "家庭纯收入"),
                "{row:?}"
            );
        }
    }
    assert!(seen > 100, "{seen} accounts");
}

#[test]
fn plans_that_cannot_be_carried_out_are_refused_with_a_sentence() {
    let policies = PolicyBook::parse(&borrowed(&texts(""))).unwrap();
    let calendar = WorkCalendar::parse(&borrowed(&texts("calendar"))).unwrap();
    let out = TempDir::new().unwrap();
    let plan = Plan {
        place: Place::Lieshan,
        households: 10,
        months: 0,
        as_of: NaiveDate::from_ymd_opt(2023, 5, 31).unwrap(),
        seed: 1,
        surge_villages: 0,
    };

    let error = write(&plan, &policies, &calendar, out.path(), &mut |_, _, _| ()).unwrap_err();

    assert_eq!(error.to_string(), "cannot simulate 0 months: expected 1 to 72");
    assert_eq!(folders(out.path()), [] as [std::path::PathBuf; 0]);
}
