//! Shrunken rates against spdep's `EBest` (Auckland) and `MASS::glm.nb` (Scottish lip cancer).

use stats::shrink::{Counted, Prior, PriorSource, marshall};

use crate::table::{assert_close, assert_near, lines};

#[test]
fn moment_estimates_of_auckland_are_those_of_the_reference() {
    let places: Vec<Counted> = lines(include_str!("../data/auckland_marshall.csv"))
        .map(|line| Counted {
            count: line.count("cases"),
            exposure: line.number("pop"),
        })
        .collect();

    let shrunken = marshall(&places).unwrap();

    // Marshall (1991) prints .002633.
    assert_close(shrunken.mean, 0.002_633_436_193_136_17, 1e-12);
    assert_close(shrunken.variance, 7.284_172_900_975_15e-7, 1e-12);
    for (rate, line) in shrunken
        .rates
        .iter()
        .zip(lines(include_str!("../data/auckland_marshall.csv")))
    {
        assert_close(*rate, line.number("eb_global"), 1e-12);
    }
}

#[test]
fn the_gamma_prior_of_scotland_is_the_maximum_likelihood_of_the_reference() {
    let table = || lines(include_str!("../data/scotland_clayton_kaldor.csv"));
    let places: Vec<Counted> = table()
        .map(|line| Counted {
            count: line.count("observed"),
            exposure: line.number("expected"),
        })
        .collect();

    let prior = Prior::of(&places).unwrap();

    // Clayton and Kaldor (1987) print 1.88 and 1.32.
    assert_eq!(prior.source, PriorSource::Fitted);
    assert_close(prior.shape, 1.879_489_974_274_19, 1e-6);
    assert_close(prior.rate, 1.321_667_129_379_59, 1e-6);
    for (place, line) in places.iter().zip(table()) {
        let known = prior.after(*place);
        let interval = known.interval(0.95).unwrap();

        assert_close(known.mean(), line.number("eb_gamma_poisson"), 1e-6);
        assert_close(interval.lower, line.number("eb_lo95"), 1e-6);
        assert_close(interval.upper, line.number("eb_hi95"), 1e-6);
        assert_near(known.chance_above(1.0).unwrap(), line.number("p_rr_gt_1"), 1e-6);
        assert_near(known.chance_above(1.5).unwrap(), line.number("p_rr_gt_1.5"), 1e-6);
    }
}
