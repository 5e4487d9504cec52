//! Every dataset has a good file, all of which lands, and a bad one, whose last column says what is wrong with each row.

use ingest::SOURCES;

use crate::support::{Drop, fixture};

#[test]
fn every_good_row_of_every_dataset_lands() {
    let drop = Drop::new();
    for source in SOURCES {
        drop.write(&format!("{}.csv", source.name), fixture(source.name, "good"));
    }

    let landed = drop.land();

    let problems: Vec<String> = landed
        .problems
        .iter()
        .map(|problem| format!("{} {} {}", problem.file, problem.row_number, problem.message()))
        .collect();
    assert_eq!(problems, [] as [String; 0]);
    let rows: Vec<String> = landed
        .rows()
        .iter()
        .map(|((dataset, disposition), rows)| format!("{dataset} {disposition} {rows}"))
        .collect();
    assert_eq!(
        rows,
        [
            "declaration landed 2",
            "episode landed 2",
            "grid landed 2",
            "grid_worker landed 2",
            "hazard landed 2",
            "helper landed 3",
            "household landed 3",
            "income landed 3",
            "inspection landed 2",
            "measure landed 2",
            "member landed 3",
            "region landed 6",
            "relocation_site landed 2",
            "screening landed 2",
            "village_year landed 3",
            "visit landed 3",
            "warning landed 2",
            "workflow landed 3",
        ]
    );
    assert!(landed.dispositions.iter().all(|row| row.county_code == "340604"));
}

#[test]
fn every_bad_row_of_every_dataset_has_all_its_reasons() {
    for source in SOURCES {
        let drop = Drop::with_households();
        let bad = fixture(source.name, "bad");
        drop.write("bad.csv", &bad);
        let expected: Vec<&str> = bad
            .lines()
            .skip(1)
            .map(|line| line.rsplit_once(',').unwrap().1)
            .collect();

        let landed = drop.land();

        assert_eq!(landed.outcomes("bad.csv"), expected, "{}", source.name);
        for problem in &landed.problems {
            assert!(problem.message().contains(problem.column.header));
        }
    }
}

#[test]
fn values_land_in_their_types_and_personal_ones_in_the_vault() {
    let drop = Drop::with_households();
    for source in [
        "member",
        "episode",
        "visit",
        "measure",
        "grid",
        "screening",
        "hazard",
    ] {
        drop.write(&format!("{source}.csv"), fixture(source, "good"));
    }

    let landed = drop.land();

    assert_eq!(
        landed.column("household", "household_id"),
        ["H001", "H002", "H003"]
    );
    assert_eq!(
        landed.column("household", "state_on"),
        ["2022-07-10", "2022-07-01", "2022-07-10"]
    );
    assert_eq!(landed.column("household", "housing_grade"), ["B", "", "A"]);
    assert_eq!(landed.column("household", "is_water_safe"), ["true", "", "true"]);
    assert_eq!(landed.column("member", "birth_year"), ["1960", "2010", ""]);
    assert_eq!(
        landed.column("episode", "identified_income_per_person_yuan"),
        ["7646.00", ""]
    );
    assert_eq!(
        landed.column("episode", "identified_self_paid_yuan"),
        ["12000.50", ""]
    );
    assert_eq!(landed.column("episode", "risk_2"), ["因缺劳力", ""]);
    assert_eq!(landed.column("episode", "is_eliminated"), ["true", "false"]);
    assert_eq!(
        landed.column("visit", "visited_at"),
        [
            "2022-05-15 02:00:00",
            "2022-06-05 04:00:00",
            "2022-07-10 15:59:59"
        ]
    );
    assert_eq!(
        landed.column("visit", "visit_method")[1],
        "通过邻居或亲戚（代答）访问"
    );
    assert_eq!(landed.column("measure", "amount_yuan"), ["3994.00", ""]);
    assert_eq!(landed.column("grid", "is_plain"), ["true", "false"]);
    assert_eq!(landed.column("screening", "has_risk"), ["true", "false"]);
    assert_eq!(landed.column("hazard", "region_code")[1], "340604000000");
    assert_eq!(landed.personal("head_name"), ["某甲", "某·乙", "某丙"]);
    assert_eq!(landed.personal("head_id_number")[2], "340604195501010450");
    assert_eq!(landed.personal("problem"), ["反映务工无门路", "无"]);
    // The head is the same person in both tables, and nobody can tell who.
    let keys = landed.column("household", "person_key");
    assert_eq!(keys[0], landed.column("member", "person_key")[0]);
    assert_eq!(keys[0].len(), 52);
    assert!(
        landed
            .personal
            .iter()
            .filter(|personal| personal.column == "phone")
            .all(|personal| personal.person_key.as_deref() == Some(keys[0].as_str()))
    );
}
