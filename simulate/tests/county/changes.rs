//! What changes under the county's feet: villages that end, households that go, and the ways in which offices lay out their files.

use std::collections::BTreeMap;
use std::fs;
use std::sync::LazyLock;

use chrono::NaiveDate;
use simulate::Place;

use crate::reader::{Delivered, Row, folders, read_drop, read_truth};
use crate::{latest_day, simulate};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn a_village_that_ends_says_so_and_its_households_carry_the_code_of_its_heir() {
    let (out, _) = simulate(Place::Liucheng, 1_500, 24, "2023-05-03", 5);
    let mergers = read_truth(out.path(), "mergers.csv");
    let left: BTreeMap<String, NaiveDate> = read_truth(out.path(), "leavers.csv")
        .iter()
        .map(|row| (row["household_id"].clone(), day(&row["left_on"])))
        .collect();
    let files = read_drop(out.path());
    let rows = |register: &str| -> Vec<&Row> {
        files
            .iter()
            .filter(|file| file.register == register)
            .flat_map(|file| &file.rows)
            .collect()
    };

    assert!(!mergers.is_empty());
    for merger in &mergers {
        let (closed, into, on) = (&merger["region_code"], &merger["merged_into"], day(&merger["on"]));
        let ended: Vec<&Row> = rows("行政区划")
            .into_iter()
            .filter(|row| row["区划代码"] == *closed && row.contains_key("停用日期"))
            .collect();
        assert_eq!(ended.len(), 1, "{closed}");
        assert_eq!((&ended[0]["并入代码"], day(&ended[0]["停用日期"])), (into, on));
        let mut moved = 0;
        for row in rows("户信息")
            .into_iter()
            .filter(|row| row["户编号"].starts_with(closed.as_str()))
        {
            let is_after = day(&row["数据日期"]) >= on;
            assert_eq!(row["区划代码"], *if is_after { into } else { closed });
            moved += usize::from(day(&row["数据日期"]) == on);
        }
        let lived_in = rows("户信息")
            .into_iter()
            .filter(|row| row["区划代码"] == *closed)
            .map(|row| row["户编号"].clone())
            .filter(|id| left.get(id).is_none_or(|left_on| *left_on > on))
            .collect::<std::collections::BTreeSet<_>>();
        assert_eq!(moved, lived_in.len(), "{closed}");
        assert!(moved > 0, "{closed}");
    }
}

/// Two years of 西吉: what was delivered, who left, and what became of the episodes.
static XIJI: LazyLock<(Vec<Delivered>, Vec<Row>, Vec<Row>)> = LazyLock::new(|| {
    let (out, _) = simulate(Place::Xiji, 2_500, 24, "2023-05-03", 5);
    let truth = |table| read_truth(out.path(), table);
    (read_drop(out.path()), truth("leavers.csv"), truth("episodes.csv"))
});

#[test]
fn nothing_happens_to_a_household_that_has_left() {
    let (files, leavers, episodes) = &*XIJI;
    let left: BTreeMap<&String, NaiveDate> = leavers
        .iter()
        .map(|row| (&row["household_id"], day(&row["left_on"])))
        .collect();
    let open: Vec<&Row> = episodes
        .iter()
        .filter(|row| row["state"] == "监测中" && left.contains_key(&row["household_id"]))
        .collect();

    assert!(
        (15..=75).contains(&leavers.len()),
        "{} of 2,500 in two years",
        leavers.len()
    );
    assert_eq!(open, [] as [&Row; 0]);
    for file in files {
        // Offices answer a warning or a declaration, and put a fault right, whether or not the household is still there.
        if ["部门预警", "自主申报", "督查问题"].contains(&file.register.as_str()) {
            continue;
        }
        for row in &file.rows {
            let Some(left_on) = row.get("户编号").and_then(|id| left.get(id)) else {
                continue;
            };
            let mut happened = row.clone();
            happened.remove("录入时间");
            let latest = latest_day(&file.register, &happened);
            assert!(latest < *left_on, "{}: {row:?}", file.path.display());
        }
    }
}

#[test]
fn old_people_who_are_taken_in_are_members_of_another_household_from_that_day_on() {
    let (files, leavers, _) = &*XIJI;
    let taken_in: Vec<&Row> = leavers.iter().filter(|row| row["reason"] == "taken_in").collect();

    assert!(!taken_in.is_empty());
    for leaver in taken_in {
        let guests: Vec<&Row> = files
            .iter()
            .filter(|file| file.register == "家庭成员")
            .flat_map(|file| &file.rows)
            .filter(|row| row["人编号"].starts_with(&leaver["household_id"]))
            .filter(|row| row["户编号"] == leaver["taken_in_by"])
            .collect();

        assert!(
            guests.iter().any(|row| row["数据日期"] == leaver["left_on"]),
            "{leaver:?}"
        );
    }
}

#[test]
fn every_way_to_lay_out_a_file_occurs_in_a_year() {
    let (out, _) = simulate(Place::Xinxiang, 400, 12, "2023-05-31", 5);
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    for file in folders(out.path())
        .iter()
        .filter(|folder| !folder.ends_with("truth"))
        .flat_map(|night| folders(night))
        .flat_map(|office| folders(&office))
    {
        let bytes = fs::read(&file).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        let most = |separator: char| text.matches(separator).count() > text.matches(',').count();
        let mut see = |what, is_so| *seen.entry(what).or_default() += u32::from(is_so);
        if bytes.starts_with(b"PK") {
            let mut book: calamine::Xlsx<_> = calamine::open_workbook(&file).unwrap();
            let sheets = calamine::Reader::sheets_metadata(&book);
            see(
                "hidden sheet",
                sheets
                    .iter()
                    .any(|sheet| sheet.visible != calamine::SheetVisible::Visible),
            );
            see("two rows", !book.merge_cells_by_sheet_id(0).unwrap().is_empty());
        } else {
            see("UTF-16", bytes.starts_with(b"\xFF\xFE"));
            see("tabs", most('\t'));
            see("semicolons", most(';'));
        }
    }

    assert!(
        seen.len() == 5 && seen.values().all(|count| *count > 0),
        "{seen:?}"
    );
}
