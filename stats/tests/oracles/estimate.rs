//! Estimates from a stratified sample of Californian schools against the R package `survey`; allocations against `sampling`.

use stats::estimate::{Estimate, Stratum, neyman_allocation};

use crate::table::{Line, assert_close, lines};

fn schools(value: impl Fn(&Line) -> f64) -> Estimate {
    let table: Vec<Line> = lines(include_str!("../data/schools.csv")).collect();
    let stratum = |kind| {
        let of_kind: Vec<&Line> = table.iter().filter(|line| line.text("stype") == kind).collect();
        Stratum {
            size: of_kind[0].count("fpc"),
            values: of_kind.into_iter().map(&value).collect(),
        }
    };
    Estimate::stratified(&["E", "M", "H"].map(stratum)).expect("three strata")
}

#[test]
fn means_totals_and_shares_of_schools_are_those_of_the_reference() {
    let mark = schools(|line| line.number("api00"));
    let pupils = schools(|line| line.number("enroll"));
    let improved = schools(|line| if line.text("comp.imp") == "Yes" { 1.0 } else { 0.0 });
    let all = 4421.0 + 1018.0 + 755.0;

    // The manual prints 662.29 (9.4089) and 3 687 178 (114 642). The reference rounds its weights to single precision.
    assert_close(mark.mean, 662.287_363_159_321, 1e-7);
    assert_close(mark.standard_error, 9.408_940_802_784_58, 1e-7);
    assert_close(pupils.mean * all, 3_687_177.532_438_28, 1e-7);
    assert_close(pupils.standard_error * all, 114_641.716_100_78, 1e-7);
    assert_close(improved.mean, 0.655_649_011_943_978, 1e-7);
    assert_close(improved.standard_error, 0.033_725_495_798_289, 1e-7);
}

#[test]
fn allocations_are_those_of_the_reference() {
    let table: Vec<Line> = lines(include_str!("../data/mu284_allocation.csv")).collect();
    let strata: Vec<(u64, f64)> = table
        .iter()
        .map(|line| (line.count("N"), line.number("S")))
        .collect();
    let alike: Vec<(u64, f64)> = strata.iter().map(|(size, _)| (*size, 1.0)).collect();

    let neyman = neyman_allocation(&strata, 60).unwrap();
    let proportional = neyman_allocation(&alike, 60).unwrap();

    for ((neyman, proportional), line) in neyman.into_iter().zip(proportional).zip(table) {
        assert_close(neyman, line.number("neyman_alloc"), 1e-9);
        assert_close(proportional, line.number("prop_alloc"), 1e-9);
    }
}
