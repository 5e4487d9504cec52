//! Tails of counts against R's `pnbinom`, `dnbinom`, `qnbinom` and `ppois`.

use stats::tail::{nbinom_pmf, nbinom_quantile, nbinom_sf, poisson_sf};

use crate::table::{assert_close, lines};

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
