//! Intervals of shares against reference implementations.

use stats::rate::{exact_count, exact_share, standardised_ratio, wilson, wilson_at};

use crate::table::{assert_close, lines};

/// Two-sided normal quantiles of the confidence levels in the reference table.
const LEVELS: [(&str, f64); 3] = [
    ("0.8", 1.281_551_565_544_600_4),
    ("0.95", 1.959_963_984_540_054),
    ("0.998", 3.090_232_306_167_813_5),
];

#[test]
fn wilson_agrees_with_the_reference_implementation_at_every_level() {
    let mut compared = 0;
    for line in include_str!("../data/proportion_ci.csv").lines().skip(1) {
        let [successes, trials, level, "wilson", lower, upper] = line.split(',').collect::<Vec<_>>()[..]
        else {
            continue; // The table has three other methods.
        };
        let [successes, trials, lower, upper]: [f64; 4] =
            [successes, trials, lower, upper].map(|number| number.parse().unwrap());
        let (_, z) = LEVELS.into_iter().find(|(name, _)| *name == level).unwrap();

        let interval = wilson_at(successes, trials, z).unwrap();

        assert!((interval.lower - lower).abs() < 1e-9, "{line}: {interval:?}");
        assert!((interval.upper - upper).abs() < 1e-9, "{line}: {interval:?}");
        compared += 1;
    }
    assert_eq!(compared, 60);
}

#[test]
fn wilson_agrees_with_the_published_table_to_its_four_places() {
    for (successes, trials, lower, upper) in [
        (81.0, 263.0, 0.2553, 0.3662),
        (15.0, 148.0, 0.0624, 0.1605),
        (0.0, 20.0, 0.0, 0.1611),
        (1.0, 29.0, 0.0061, 0.1718),
    ] {
        let interval = wilson(successes, trials).unwrap();

        assert!(
            (interval.lower - lower).abs() < 0.000_05,
            "{successes}/{trials}: {interval:?}"
        );
        assert!(
            (interval.upper - upper).abs() < 0.000_05,
            "{successes}/{trials}: {interval:?}"
        );
    }
}

#[test]
fn exact_shares_have_seven_right_digits_at_every_level() {
    let mut compared = 0;
    for line in lines(include_str!("../data/proportion_ci.csv")) {
        if line.text("method") == "clopper_pearson" {
            let interval = exact_share(line.count("k"), line.count("n"), line.number("conf")).unwrap();

            assert_close(interval.lower, line.number("lo"), 1e-7);
            assert_close(interval.upper, line.number("hi"), 1e-7);
            compared += 1;
        }
    }
    assert_eq!(compared, 60);
}

#[test]
fn standardised_ratios_have_nine_right_digits() {
    for line in lines(include_str!("../data/poisson_smr.csv")) {
        let ratio = standardised_ratio(line.count("observed"), line.number("expected"), 0.95).unwrap();

        assert_close(ratio.value, line.number("smr"), 1e-9);
        assert_close(ratio.interval.lower, line.number("exact_lo"), 1e-9);
        assert_close(ratio.interval.upper, line.number("exact_hi"), 1e-9);
    }
}

#[test]
fn exact_counts_are_the_limits_that_public_health_england_prints() {
    for line in lines(include_str!("../data/phe_funnel_ratio_limits.csv")) {
        // A solver found the printed numbers; it stops at four to six digits.
        for (confidence, upper, lower) in [
            (0.95, "lower_2s_exp_events", "upper_2s_exp_events"),
            (0.998, "lower_3s_exp_events", "upper_3s_exp_events"),
        ] {
            let interval = exact_count(line.count("Observed_events"), confidence).unwrap();

            assert_close(interval.lower, line.number(lower), 1e-4);
            assert_close(interval.upper, line.number(upper), 1e-6);
        }
    }
}
