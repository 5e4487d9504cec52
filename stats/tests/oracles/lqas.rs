//! Sampling plans against scipy's distributions and the published table.

use stats::lqas::{Demand, Lot, Plan, discovery_sample};

use crate::table::{assert_near, lines};

#[test]
fn the_smallest_plans_are_those_of_the_reference() {
    for line in lines(include_str!("../data/lqas_plans.csv")) {
        let lot = line
            .number_if_any("N")
            .map_or(Lot::Unlimited, |_| Lot::Of(line.count("N")));
        let demand = Demand {
            good: line.number("p_good_defect"),
            bad: line.number("p_bad_defect"),
            good_fails: line.number("alpha"),
            bad_passes: line.number("beta"),
        };

        let plan = Plan::smallest(lot, demand);

        assert_eq!(
            plan,
            Some(Plan {
                sample: line.count("n"),
                accept: line.count("c")
            }),
            "{lot:?} {demand:?}"
        );
        if lot == Lot::Unlimited {
            assert_near(
                plan.unwrap().chance_to_pass(lot, demand.good).unwrap(),
                line.number("pa_good"),
                1e-12,
            );
            assert_near(
                plan.unwrap().chance_to_pass(lot, demand.bad).unwrap(),
                line.number("pa_bad"),
                1e-12,
            );
        }
    }
}

#[test]
fn chances_to_pass_are_those_of_the_published_table() {
    for line in lines(include_str!("../data/lqas_operating.csv")) {
        let plan = Plan {
            sample: line.count("n"),
            accept: line.count("max_failures"),
        };

        let good_passes = plan.chance_to_pass(Lot::Unlimited, 0.2).unwrap();
        let bad_passes = plan.chance_to_pass(Lot::Unlimited, 0.5).unwrap();

        assert_near(good_passes, line.number("p_accept_if_80pct_ok"), 1e-12);
        assert_near(1.0 - bad_passes, line.number("p_reject_if_50pct_ok"), 1e-12);
    }
}

#[test]
fn samples_that_find_a_hidden_defect_are_those_of_the_reference() {
    for line in lines(include_str!("../data/lqas_discovery.csv")) {
        let sample = discovery_sample(
            line.count("N"),
            line.count("defectives"),
            line.number("confidence"),
        );

        assert_eq!(sample, Some(line.count("n_min")));
    }
}
