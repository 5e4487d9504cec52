//! Patterns over the map of Auckland against `PySAL` (esda).

use stats::shrink::Counted;
use stats::spatial::{hot_spots, moran, standardised_rates};

use crate::table::{Line, assert_close, assert_near, lines};

fn auckland() -> (Vec<Line<'static>>, Vec<Vec<usize>>) {
    let table: Vec<Line> = lines(include_str!("../data/auckland_map.csv")).collect();
    let neighbours = |line: &Line| {
        line.text("neighbours")
            .split(' ')
            .map(|id| id.parse::<usize>().expect("a number") - 1)
            .collect()
    };
    let neighbours = table.iter().map(neighbours).collect();
    (table, neighbours)
}

#[test]
fn the_likeness_of_neighbours_is_that_of_the_reference() {
    let (table, neighbours) = auckland();
    let rates: Vec<f64> = table
        .iter()
        .map(|line| line.number("cases") / line.number("pop"))
        .collect();

    let moran = moran(&rates, &neighbours).unwrap();

    assert_close(moran.index, 0.310_998_278_599_648_24, 1e-9);
    assert_close(moran.expected, -0.006_024_096_385_542_169, 1e-12);
    assert_close(moran.score, 6.490_839_114_004_292_5, 1e-9);
}

#[test]
fn hot_spots_are_those_of_the_reference() {
    let (table, neighbours) = auckland();
    let rates: Vec<f64> = table
        .iter()
        .map(|line| line.number("cases") / line.number("pop"))
        .collect();

    let scores = hot_spots(&rates, &neighbours).unwrap();

    for (score, line) in scores.into_iter().zip(table) {
        assert_near(score.unwrap(), line.number("hot_spot"), 1e-9);
    }
}

#[test]
fn rates_standardised_for_size_are_those_of_the_reference() {
    let (table, neighbours) = auckland();
    let places: Vec<Counted> = table
        .iter()
        .map(|line| Counted {
            count: line.count("cases"),
            exposure: line.number("pop"),
        })
        .collect();

    let rates: Vec<f64> = standardised_rates(&places)
        .unwrap()
        .into_iter()
        .flatten()
        .collect();

    for (rate, line) in rates.iter().zip(table) {
        assert_near(*rate, line.number("standardised"), 1e-9);
    }
    assert_close(
        moran(&rates, &neighbours).unwrap().index,
        0.286_858_582_856_627_24,
        1e-9,
    );
}
