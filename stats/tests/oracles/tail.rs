//! Tails of counts against R's `pnbinom`, `dnbinom`, `qnbinom` and `ppois`, and scipy's `hypergeom`; beta quantiles against statsmodels.

use stats::tail::{beta_quantile, hypergeometric_cdf, nbinom_pmf, nbinom_quantile, nbinom_sf, poisson_sf};

use crate::table::{assert_close, assert_near, lines};

#[test]
fn negative_binomial_tails_have_nine_right_digits_down_to_one_in_a_million_million() {
    for line in lines(include_str!("../data/nbinom_tail.csv")) {
        let (count, mean, size) = (line.count("y"), line.number("mu"), line.number("size"));

        assert_close(nbinom_sf(count, mean, size).unwrap(), line.number("p_ge"), 1e-9);
        assert_close(nbinom_pmf(count, mean, size).unwrap(), line.number("p_eq"), 1e-9);
    }
}

#[test]
fn negative_binomial_quantiles_are_those_of_the_reference() {
    for line in lines(include_str!("../data/nbinom_tail.csv")) {
        for (probability, name) in [(0.95, "q95"), (0.99, "q99"), (0.999, "q999")] {
            let quantile = nbinom_quantile(probability, line.number("mu"), line.number("size"));

            assert_eq!(quantile, Some(line.count(name)));
        }
    }
}

#[test]
fn the_tail_of_a_gamma_poisson_prediction_is_that_of_the_reference() {
    for line in lines(include_str!("../data/gamma_poisson_predictive.csv")) {
        let chance = nbinom_sf(line.count("y"), line.number("mu"), line.number("size"));

        assert_close(chance.unwrap(), line.number("p_ge"), 1e-9);
    }
}

#[test]
fn poisson_tails_have_nine_right_digits() {
    for line in lines(include_str!("../data/poisson_smr.csv")) {
        let chance = poisson_sf(line.count("observed"), line.number("expected"));

        assert_close(chance.unwrap(), line.number("p_upper"), 1e-9);
    }
}

#[test]
fn hypergeometric_chances_have_twelve_right_places() {
    for line in lines(include_str!("../data/lqas_plans.csv")) {
        if line.number_if_any("N").is_none() {
            continue; // Unlimited lots are binomial.
        }
        let (lot, sample, accept) = (line.count("N"), line.count("n"), line.count("c"));
        for (share, chance) in [("p_good_defect", "pa_good"), ("p_bad_defect", "pa_bad")] {
            // Good is rounded down and bad up; a product such as 0.15 · 60 is a whole number but for its last digit.
            let marked = line.number(share) * line.number("N");
            let marked = if share == "p_good_defect" {
                (marked + 1e-9).floor()
            } else {
                (marked - 1e-9).ceil()
            };
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a part of a lot of 300"
            )]
            let passes = hypergeometric_cdf(accept, lot, marked as u64, sample);

            assert_near(passes.unwrap(), line.number(chance), 1e-12);
        }
    }
}

#[test]
fn beta_quantiles_have_seven_right_digits() {
    let mut compared = 0;
    for line in lines(include_str!("../data/proportion_ci.csv")) {
        if line.text("method") == "jeffreys" {
            let (successes, failures) = (line.number("k") + 0.5, line.number("n") - line.number("k") + 0.5);
            let tail = (1.0 - line.number("conf")) / 2.0;

            assert_close(
                beta_quantile(tail, successes, failures).unwrap(),
                line.number("lo"),
                1e-7,
            );
            assert_close(
                beta_quantile(1.0 - tail, successes, failures).unwrap(),
                line.number("hi"),
                1e-7,
            );
            compared += 1;
        }
    }
    assert_eq!(compared, 60);
}
