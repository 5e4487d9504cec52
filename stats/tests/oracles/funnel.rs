//! Funnels with over-dispersion against `FunnelPlotR`; labels of shares against the tests of `PHEindicatormethods`.

use stats::funnel::{Funnel, Measure, Place};
use stats::rate::wilson_at;

use crate::table::{Line, assert_close, assert_near, lines};

/// The normal quantiles of 95 % and 99.8 %, two-sided.
const TWO_SIGMA: f64 = 1.959_963_984_540_054;
const THREE_SIGMA: f64 = 3.090_232_306_167_813_5;

#[test]
fn spread_and_scores_are_those_of_the_reference() {
    let table: Vec<Line> = lines(include_str!("../data/funnel_scores.csv")).collect();
    for (case, measure, places, phi, tau2) in [
        (
            "lip_SR_CQC",
            Measure::Ratio,
            54,
            3.753_979_858_913_83,
            0.074_478_662_936_565_1,
        ),
        (
            "sids_PR",
            Measure::Share,
            100,
            1.552_116_107_238_47,
            4.361_284_454_989_83e-5,
        ),
    ] {
        let case: Vec<&Line> = table.iter().filter(|line| line.text("case") == case).collect();
        let counted: Vec<Place> = case
            .iter()
            .map(|line| Place {
                events: line.number("numerator"),
                base: line.number("denominator"),
            })
            .collect();

        let funnel = Funnel::of(&counted, measure).unwrap();

        assert_eq!(funnel.positions.len(), places);
        assert_close(funnel.phi, phi, 1e-9);
        assert_close(funnel.tau2, tau2, 1e-9);
        for (position, line) in funnel.positions.into_iter().zip(case) {
            assert_near(position.unwrap().score, line.number("Uzscore"), 1e-9);
            assert_near(position.unwrap().adjusted_score, line.number("od_z"), 1e-9);
        }
    }
}

#[test]
fn every_share_gets_the_label_that_public_health_england_prints() {
    let table: Vec<Line> = lines(include_str!("../data/phe_funnel_shares.csv")).collect();
    let all = |name: &str| table.iter().map(|line| line.number(name)).sum::<f64>();
    let common = all("numerator") / all("denominator");

    for line in &table {
        let (events, base) = (line.number("numerator"), line.number("denominator"));
        let [near, far] = [TWO_SIGMA, THREE_SIGMA].map(|z| wilson_at(base * common, base, z).unwrap());
        let label = match events / base {
            rate if rate < far.lower => "Low (0.001)",
            rate if rate < near.lower => "Low (0.025)",
            rate if rate > far.upper => "High (0.001)",
            rate if rate > near.upper => "High (0.025)",
            _ => "Not significant",
        };

        assert_eq!(label, line.text("significance"), "{events} of {base}");
    }
}
