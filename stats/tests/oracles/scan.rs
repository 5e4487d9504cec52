//! The scan statistic against `SaTScan`, on leukaemia in 281 tracts of New York.

use stats::scan::{Circles, Place};

use crate::table::{assert_near, lines};

fn new_york() -> (Circles, Vec<f64>) {
    let (places, cases) = lines(include_str!("../data/new_york_leukaemia.csv"))
        .map(|line| {
            let place = Place {
                at: (line.number("longitude"), line.number("latitude")),
                population: line.number("population"),
            };
            (place, line.number("cases"))
        })
        .unzip();
    (Circles::new(places, 0.5), cases)
}

#[test]
fn the_most_likely_cluster_is_the_one_of_satscan() {
    let (circles, cases) = new_york();

    let cluster = circles.scan(&cases).unwrap();

    assert_near(cluster.log_likelihood_ratio, 14.083_511, 5e-7);
    assert_near(cluster.cases, 100.0, 0.0);
    assert_near(cluster.expected, 58.28, 0.005);
    assert_near(cluster.radius, 0.087, 0.0005);
    // SaTScan numbers the tracts from 1; nearest first.
    let published = [
        52, 50, 37, 49, 38, 48, 53, 39, 15, 47, 51, 1, 40, 44, 16, 2, 55, 36, 14, 43, 13, 45, 3, 35, 17, 11,
        12, 46,
    ];
    let tracts: Vec<usize> = cluster.places.iter().map(|place| place + 1).collect();
    assert_eq!(tracts, published);
}

#[test]
fn no_cluster_of_nine_counties_of_chance_is_as_likely() {
    let (circles, _) = new_york();

    let by_chance = circles.by_chance(552, 9, 20);

    assert!(
        by_chance.iter().all(|it| (2.0..14.0).contains(it)),
        "{by_chance:?}"
    );
}
