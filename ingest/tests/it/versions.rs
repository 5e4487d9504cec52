//! The same row again: in one night, in another, under another spelling, corrected, and corrected back.

use ingest::Known;

use crate::support::{Drop, fixture};

const HEAD: &str = "走访编号,户编号,走访人编号,走访人角色,走访方式,走访时间,走访目的\n";

fn visit(id: &str, at: &str, purpose: &str) -> String {
    format!("{id},H001,R1,网格员,入户访问,{at},{purpose}\n")
}

fn drop_of(files: &[(&str, String)]) -> Drop {
    let drop = Drop::with_households();
    for (name, rows) in files {
        drop.write(name, format!("{HEAD}{rows}"));
    }
    drop
}

#[test]
fn of_equal_rows_in_several_files_exactly_one_lands() {
    let drop = drop_of(&[
        ("a.csv", visit("V1", "2022-05-15 10:00", "排查")),
        ("b.csv", visit("V1", "2022年5月15日 10:00:00", "排 查").repeat(2)),
    ]);

    let landed = drop.land();

    assert_eq!(landed.outcomes("a.csv"), ["landed"]);
    assert_eq!(landed.outcomes("b.csv"), ["duplicate", "duplicate"]);
}

#[test]
fn of_two_contents_of_one_key_both_land_and_the_last_by_path_is_current() {
    let drop = drop_of(&[
        ("b.csv", visit("V1", "2022-05-16", "排查")),
        ("a.csv", visit("V1", "2022-05-15", "排查")),
        ("c.csv", visit("V1", "2022-05-15", "排查")),
    ]);

    let landed = drop.land();

    assert_eq!(landed.column("visit", "visited_at").len(), 2);
    // Six places and three households land first.
    assert_eq!(landed.column("visit", "landed_seq"), ["9", "10"]);
    assert_eq!(landed.superseded, [9]);
    assert_eq!(landed.outcomes("c.csv"), ["duplicate"]);
}

#[test]
fn a_second_night_knows_the_first() {
    let mut known = Known::new();
    let first = drop_of(&[("a.csv", visit("V1", "2022-05-15", "排查"))]).land_into(&mut known);
    let second = drop_of(&[("b.csv", visit("V1", "2022-05-15", "回访"))]).land_into(&mut known);
    let third = drop_of(&[("c.csv", visit("V1", "2022-05-15", "排查"))]).land_into(&mut known);

    assert_eq!(first.outcomes("a.csv"), ["landed"]);
    assert_eq!(second.outcomes("b.csv"), ["landed"]);
    assert_eq!(second.superseded.len(), 1);
    assert_eq!(
        second.rows()[&("household".to_owned(), "duplicate".to_owned())],
        3
    );
    // An overlapping export that still holds the version before the correction does not undo it.
    assert_eq!(third.outcomes("c.csv"), ["duplicate"]);
}

#[test]
fn a_household_is_known_when_the_whole_batch_is_read_and_by_later_batches() {
    let mut known = Known::new();
    let drop = Drop::new();
    drop.write("1.csv", format!("{HEAD}{}", visit("V1", "2022-05-15", "")));
    drop.write("2/household.csv", fixture("household", "good"));
    drop.write("3/region.csv", fixture("region", "good"));
    assert_eq!(drop.land_into(&mut known).outcomes("1.csv"), ["landed"]);

    let later = Drop::new();
    later.write("1.csv", format!("{HEAD}{}", visit("V2", "2022-05-15", "")));
    let landed = later.land_into(&mut known);

    assert_eq!(landed.outcomes("1.csv"), ["landed"]);
    assert_eq!(landed.dispositions[0].county_code, "340604");
}

#[test]
fn a_household_whose_own_row_is_quarantined_is_unknown() {
    let drop = Drop::new();
    drop.write("region.csv", fixture("region", "good"));
    drop.write(
        "household.csv",
        fixture("household", "good").replace("H001,某甲,", "H001,,"),
    );
    drop.write("visit.csv", format!("{HEAD}{}", visit("V1", "2022-05-15", "")));

    let landed = drop.land();

    assert_eq!(
        landed.outcomes("household.csv"),
        ["required_missing", "landed", "landed"]
    );
    assert_eq!(landed.outcomes("visit.csv"), ["household_unknown"]);
}

#[test]
fn the_same_drop_gives_the_same_rows_twice() {
    let drop = Drop::new();
    for source in ["region", "household", "member", "visit"] {
        drop.write(&format!("{source}.csv"), fixture(source, "good"));
    }

    let (one, other) = (drop.land(), drop.land());

    assert_eq!(one.counts, other.counts);
    assert_eq!(
        one.column("member", "content_hash"),
        other.column("member", "content_hash")
    );
    assert_eq!(one.column("visit", "row_key"), other.column("visit", "row_key"));
}

#[test]
fn another_dot_in_a_name_is_not_another_name_and_the_vault_keeps_the_first() {
    let head = "户编号,人员编号,姓名,开始日期\n";
    let drop = Drop::with_households();
    for (file, name) in [
        ("a.csv", "买买提•吐尔逊"),
        ("b.csv", "买买提·吐尔逊"),
        ("c.csv", "吐尔逊·买买提"),
    ] {
        drop.write(file, format!("{head}H001,R1,{name},2022-01-01\n"));
    }

    let landed = drop.land();

    assert_eq!(landed.outcomes("b.csv"), ["duplicate"]);
    assert_eq!(landed.outcomes("c.csv"), ["landed"]);
    assert_eq!(landed.personal("name"), ["买买提•吐尔逊", "吐尔逊·买买提"]);
}
