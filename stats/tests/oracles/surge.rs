//! The parts of the surge detector that somebody else has computed too.

use std::f64::consts::TAU;

use stats::surge::predictive::upper_tail;
use stats::surge::regression::{Observation, fit};

use crate::table::{assert_close, assert_near, lines};

#[test]
fn the_predictive_tail_of_a_village_is_the_gamma_poisson_one() {
    let mut compared = 0;
    for line in lines(include_str!("../data/gamma_poisson_predictive.csv")) {
        let (shape, rate) = (
            line.number("prior_nu") + line.number("H"),
            line.number("prior_alpha") + line.number("Eh"),
        );
        let exposure = line.number("E");
        let mean = exposure * shape / rate;
        let variance = mean + exposure * exposure * shape / (rate * rate);

        let p = upper_tail(line.text("y").parse().unwrap(), mean, variance).unwrap();

        assert_close(p, line.number("p_ge"), 1e-9);
        compared += 1;
    }
    assert_eq!(compared, 59);
}

#[test]
fn negative_binomial_tails_agree_down_to_the_thin_ones() {
    let mut compared = 0;
    for line in lines(include_str!("../data/nbinom_tail.csv")) {
        let (mean, size) = (line.number("mu"), line.number("size"));
        let count: u32 = line.text("y").parse().unwrap();

        let p = upper_tail(count, mean, mean + mean * mean / size).unwrap();

        assert_close(p, line.number("p_ge"), 1e-8);
        compared += 1;
    }
    assert_eq!(compared, 240);
}

#[test]
fn the_regression_with_trend_and_season_is_the_one_of_r() {
    let counts: Vec<f64> = lines(include_str!("../data/salmonella_weeks.csv"))
        .map(|line| line.number("y"))
        .collect();
    for line in lines(include_str!("../data/salmonella_regression.csv")) {
        let judged = line.number("t");
        let row = |week: f64| {
            let turn = TAU * week / 52.0;
            vec![1.0, (week - judged) / 52.0, turn.sin(), turn.cos()]
        };
        let training = usize::try_from(line.count("train_from")).unwrap()
            ..=usize::try_from(line.count("train_to")).unwrap();
        let weeks: Vec<Observation> = training
            .map(|week| Observation {
                count: counts[week - 1],
                exposure: 1.0,
                covariates: row(f64::from(u32::try_from(week).unwrap())),
            })
            .collect();

        let fit = fit(&weeks).unwrap();
        let expected = fit.expectation(1.0, &row(judged));

        for (coefficient, name) in fit.coefficients.iter().zip(["intercept", "trend", "sin", "cos"]) {
            assert_near(*coefficient, line.number(name), 1e-5);
        }
        assert_close(expected.mean, line.number("mu"), 1e-6);
        assert_close(fit.dispersion, line.number("phi"), 1e-4);
        assert_close(expected.standard_error, line.number("se_mu"), 1e-4);
    }
}
