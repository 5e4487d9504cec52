//! A frame of five villages in two towns, drawn.

use chrono::NaiveDate;

use super::*;

fn frame() -> Frame {
    let village = |town: &str, village: &str, rank| Village {
        region_code: format!("{town}{village}"),
        town_code: town.to_owned(),
        rank,
    };
    let villages = vec![
        village("a", "1", 1),
        village("b", "1", 2),
        village("a", "2", 3),
        village("b", "2", 4),
        village("a", "3", 5),
    ];
    let households = villages
        .iter()
        .map(|village| {
            let keys = |kind: &str, number: usize| -> Vec<String> {
                (0..number)
                    .map(|at| format!("{}{kind}{at}", village.region_code))
                    .collect()
            };
            let strata = [
                ("一般".to_owned(), keys("g", 20)),
                ("未消除".to_owned(), keys("u", 3)),
            ];
            (village.region_code.clone(), BTreeMap::from(strata))
        })
        .collect();
    Frame { villages, households }
}

fn plan(villages: u32, targeted: u32) -> DrawRow {
    DrawRow {
        draw_id: "D".to_owned(),
        release_id: "R".to_owned(),
        as_of: NaiveDate::MIN,
        region_code: "x".to_owned(),
        villages,
        targeted,
        households: 6,
        frame_households: 0,
        frame_sha256: String::new(),
        list_sha256: String::new(),
        code_version: String::new(),
        frozen_at: String::new(),
        seed: None,
        drawn_by: None,
        drawn_at: None,
    }
}

#[test]
fn the_first_by_rank_are_certain_and_every_town_has_one_by_lot() {
    let drawn = take(&plan(3, 1), &frame(), "3-1-6");

    let towns: Vec<(&str, DrawnAs, u32, u32)> = drawn
        .villages
        .iter()
        .map(|village| {
            (
                village.town_code.as_str(),
                village.drawn_as,
                village.stratum_drawn,
                village.stratum_villages,
            )
        })
        .collect();
    assert_eq!(
        towns,
        [
            ("a", DrawnAs::Targeted, 1, 1),
            ("a", DrawnAs::Reserve, 1, 2),
            ("b", DrawnAs::Reserve, 1, 2)
        ]
    );
    assert_eq!(drawn.villages[0].region_code, "a1");
}

#[test]
fn fewer_lots_than_towns_are_drawn_from_all_villages() {
    let drawn = take(&plan(2, 1), &frame(), "3-1-6");

    assert_eq!(
        (
            drawn.villages[1].stratum_drawn,
            drawn.villages[1].stratum_villages
        ),
        (1, 4)
    );
}

#[test]
fn each_kind_of_household_has_two_and_its_chance_is_kept() {
    let drawn = take(&plan(3, 1), &frame(), "3-1-6");
    let of_lot: Vec<&DrawnHousehold> = drawn
        .households
        .iter()
        .filter(|household| household.region_code == drawn.villages[1].region_code)
        .collect();

    // Six of 20 and 3: two at least of each, by size 5.2 and 0.8, so four and two.
    let kinds: Vec<(&str, u32)> = of_lot
        .iter()
        .map(|household| (household.stratum.as_str(), household.stratum_drawn))
        .collect();
    assert_eq!(
        kinds,
        [
            ("一般", 4),
            ("一般", 4),
            ("一般", 4),
            ("一般", 4),
            ("未消除", 2),
            ("未消除", 2)
        ]
    );
    assert!((of_lot[0].probability - 0.5 * 4.0 / 20.0).abs() < 1e-12);
}

#[test]
fn another_seed_takes_others_and_the_same_seed_the_same() {
    let once = take(&plan(3, 1), &frame(), "3-1-6");

    assert_eq!(once, take(&plan(3, 1), &frame(), "3-1-6"));
    assert_ne!(once.households, take(&plan(3, 1), &frame(), "2-2-2").households);
}
