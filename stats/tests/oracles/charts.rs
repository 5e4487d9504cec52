//! Bounds and running sums over time against the R package `surveillance`, a textbook and the NIST handbook.

use stats::cusum::{average_run_length, poisson_likelihood, rossi_score, tabular};
use stats::ears::Ears;
use stats::ewma::{averages, limits};

use crate::table::{Line, assert_close, assert_near, lines};

/// The reference takes the one-sided quantile of a thousandth, not the 3 of the paper.
const Z: f64 = 3.090_232_306_167_813_5;

#[track_caller]
fn assert_bounds(ears: Ears, table: &[Line], counts: &str, bounds: &str) {
    let weeks: Vec<Option<u64>> = table.iter().map(|line| Some(line.count(counts))).collect();
    for (bound, line) in ears.bounds(&weeks).into_iter().zip(table) {
        let expected = line.number_if_any(bounds);
        assert_eq!(
            bound.is_some(),
            expected.is_some(),
            "{bounds} at {}",
            line.text("t")
        );
        if let (Some(bound), Some(expected)) = (bound, expected) {
            assert_near(bound, expected, 1e-7);
        }
    }
}

#[test]
fn bounds_of_a_frequent_disease_are_those_of_the_reference() {
    let table: Vec<Line> = lines(include_str!("../data/salmonella_ears.csv")).collect();
    for (variant, least_deviation, baseline) in [
        ("default", 0.0, 7),
        ("minSigma0.5", 0.5, 7),
        ("baseline28", 0.0, 28),
    ] {
        for (method, ears) in [("C1", Ears::C1), ("C2", Ears::C2)] {
            let ears = Ears {
                z: Z,
                least_deviation,
                baseline,
                ..ears
            };

            assert_bounds(ears, &table, "y", &format!("{method}_{variant}"));
        }
    }
}

#[test]
fn bounds_of_a_rare_disease_are_those_of_the_reference() {
    let table: Vec<Line> = lines(include_str!("../data/hepatitis_ears.csv")).collect();
    for district in ["lich", "neuk"] {
        assert_bounds(
            Ears { z: Z, ..Ears::C1 },
            &table,
            district,
            &format!("C1_{district}"),
        );
        assert_bounds(
            Ears { z: Z, ..Ears::C2 },
            &table,
            district,
            &format!("C2_{district}"),
        );
    }
}

#[test]
fn the_table_of_the_textbook_comes_out() {
    let values = [
        102.0, 94.8, 98.3, 98.4, 102.0, 98.5, 99.0, 97.7, 100.0, 98.1, 101.3, 98.7, 101.1, 98.4, 97.0, 96.7,
        100.3, 101.4, 97.2, 101.0,
    ];
    let above = [
        2.0, 0.0, 0.0, 0.0, 2.0, 0.5, 0.0, 0.0, 0.0, 0.0, 1.3, 0.0, 1.1, 0.0, 0.0, 0.0, 0.3, 1.7, 0.0, 1.0,
    ];
    let below = [
        0.0, 3.2, 2.9, 2.5, 0.0, 0.0, 0.0, 0.3, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 2.3, 0.0, 0.0, 0.8, 0.0,
    ];

    let sums = tabular(&values, 99.0, 1.0, Some(10.0));

    for ((sums, above), below) in sums.into_iter().zip(above).zip(below) {
        assert_near(sums.above, above, 1e-9);
        assert_near(sums.below, below, 1e-9);
    }
}

#[test]
fn running_sums_of_a_disease_are_those_of_the_reference() {
    let table: Vec<Line> = lines(include_str!("../data/salmonella_cusum.csv")).collect();
    // The mean of the 208 weeks before.
    let mean = 591.0 / 208.0;
    let counts: Vec<u64> = table.iter().map(|line| line.count("y")).collect();
    let scores: Vec<f64> = table
        .iter()
        .map(|line| (line.number("y") - mean) / f64::sqrt(mean))
        .collect();
    let rossi: Vec<f64> = counts
        .iter()
        .map(|&count| rossi_score(count, mean).unwrap())
        .collect();
    let expected: Vec<(u64, f64)> = counts.iter().map(|&count| (count, mean)).collect();

    let standard = tabular(&scores, 0.0, 1.04, None);
    let rossi = tabular(&rossi, 0.0, 1.04, None);
    let likelihood = poisson_likelihood(&expected, 1.5, 5.0).unwrap();

    for (week, line) in table.iter().enumerate() {
        assert_near(standard[week].above, line.number("standard"), 1e-9);
        assert_near(rossi[week].above, line.number("rossi"), 1e-9);
        assert_near(likelihood[week], line.number("likelihood"), 1e-9);
    }
}

#[test]
fn average_run_lengths_are_those_of_the_reference() {
    for line in lines(include_str!("../data/cusum_run_lengths.csv")) {
        let (limit, allowance, mean) = (line.count("h"), line.count("k"), line.number("theta"));

        assert_close(
            average_run_length(mean, allowance, limit, 0).unwrap(),
            line.number("ARL"),
            1e-6,
        );
        assert_close(
            average_run_length(mean, allowance, limit, limit / 2).unwrap(),
            line.number("FIR_ARL"),
            1e-6,
        );
    }
}

#[test]
fn the_moving_average_of_the_handbook_comes_out() {
    let values = [
        52.0, 47.0, 53.0, 49.3, 50.1, 47.0, 51.0, 50.1, 51.2, 50.5, 49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6,
        52.4, 53.6, 52.1,
    ];
    let printed = [
        50.6, 49.52, 50.56, 50.18, 50.16, 49.21, 49.75, 49.85, 50.26, 50.33, 50.11, 49.36, 49.52, 50.05,
        49.38, 49.92, 50.73, 51.23, 51.94, 51.99,
    ];

    for (average, printed) in averages(&values, 0.3, 50.0).unwrap().into_iter().zip(printed) {
        assert_near(average, printed, 0.005 + 1e-9);
    }
    let limits = limits(50.0, 2.0539, 0.3, 3.0).unwrap();
    assert_near(limits.upper, 52.5884, 1e-3);
    assert_near(limits.lower, 47.4115, 1e-3);
}
