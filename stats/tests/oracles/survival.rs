//! Survival, log-rank and competing risks against the R package `survival`, and lifelines (Python).

use stats::competing::Incidence;
use stats::logrank::log_rank;
use stats::survival::{Spell, Survival, time_rate};

use crate::table::{Line, assert_close, assert_near, lines};

fn gehan(treatment: &str) -> Vec<Spell> {
    lines(include_str!("../data/gehan.csv"))
        .filter(|line| line.text("treat") == treatment)
        .map(|line| from_zero(&line, "cens"))
        .collect()
}

fn from_zero(line: &Line, cause: &str) -> Spell {
    Spell::new(line.number("time"), cause_of(line, cause)).expect("a length")
}

fn cause_of(line: &Line, name: &str) -> Option<u8> {
    u8::try_from(line.count(name)).ok().filter(|cause| *cause > 0)
}

/// A table of residents of a home, who enter at an age.
fn channing(table: &'static str, gender: &str) -> Vec<Spell> {
    lines(table)
        .filter(|line| line.text("gender") == gender)
        .map(|line| {
            let (entered, left) = (line.number("ageentry"), line.number("age"));
            Spell::entering_late(entered, left, cause_of(&line, "death")).expect("an age after entry")
        })
        .collect()
}

fn mgus2(is_in: impl Fn(usize, &Line) -> bool) -> Vec<Spell> {
    lines(include_str!("../data/mgus2.csv"))
        .enumerate()
        .filter(|(place, line)| is_in(*place, line))
        .map(|(_, line)| from_zero(&line, "event"))
        .collect()
}

#[track_caller]
fn assert_curve(curve: &Survival, reference: &str, stratum: &str) {
    let table: Vec<Line> = lines(reference)
        .filter(|line| line.text("stratum") == stratum)
        .collect();
    assert_eq!(curve.steps.len(), table.len());
    for (step, line) in curve.steps.iter().zip(table) {
        assert_near(step.time, line.number("time"), 1e-9);
        assert_eq!(
            (step.at_risk, step.ended),
            (line.count("n_risk"), line.count("n_event"))
        );
        assert_near(step.survival, line.number("surv"), 1e-9);
        assert_eq!(step.interval.is_some(), line.number_if_any("lo").is_some());
        if let (Some(error), Some(interval)) = (step.standard_error, step.interval) {
            assert_near(error, line.number("std_err"), 1e-9);
            assert_near(interval.lower, line.number("lo"), 1e-9);
            assert_near(interval.upper, line.number("hi"), 1e-9);
        }
    }
}

#[test]
fn the_curve_of_a_leukaemia_trial_is_that_of_the_reference() {
    for treatment in ["6-MP", "control"] {
        let curve = Survival::of(&gehan(treatment), 1, 0.95).unwrap();

        assert_curve(
            &curve,
            include_str!("../data/gehan_curve.csv"),
            &format!("treat={treatment}"),
        );
    }
}

#[test]
fn quartiles_of_the_trial_and_their_intervals_are_those_of_the_reference() {
    let quartiles = |treatment| {
        let curve = Survival::of(&gehan(treatment), 1, 0.95).unwrap();
        [0.25, 0.5, 0.75].map(|share| {
            let quantile = curve.quantile(share);
            (quantile.time, quantile.lower, quantile.upper)
        })
    };

    assert_eq!(
        quartiles("6-MP"),
        [
            (Some(13.0), Some(6.0), Some(22.0)),
            (Some(23.0), Some(13.0), None),
            (None, Some(23.0), None)
        ]
    );
    assert_eq!(
        quartiles("control"),
        [
            (Some(4.0), Some(1.0), Some(5.0)),
            (Some(8.0), Some(4.0), Some(11.0)),
            (Some(12.0), Some(8.0), Some(22.0))
        ]
    );
}

#[test]
fn mean_times_up_to_twenty_weeks_are_those_of_the_reference() {
    for (treatment, mean, error) in [
        ("6-MP", 16.116_526_610_644_3, 1.251_560_196_005_05),
        ("control", 8.428_571_428_571_43, 1.268_082_682_503_92),
    ] {
        let restricted = Survival::of(&gehan(treatment), 1, 0.95)
            .unwrap()
            .mean_until(20.0)
            .unwrap();

        assert_close(restricted.mean, mean, 1e-9);
        assert_close(restricted.standard_error, error, 1e-9);
    }
}

#[test]
fn late_entries_count_from_where_they_enter() {
    for gender in ["1", "2"] {
        let curve = Survival::of(
            &channing(include_str!("../data/channing_from_816.csv"), gender),
            1,
            0.95,
        )
        .unwrap();

        assert_curve(
            &curve,
            include_str!("../data/channing_from_816_curve.csv"),
            &format!("gender={gender}"),
        );
    }
}

#[test]
fn a_lone_first_entry_does_not_take_the_curve_to_nothing_when_five_are_asked_for() {
    let spells = channing(include_str!("../data/channing.csv"), "1");

    let from_one = Survival::of(&spells, 1, 0.95).unwrap();
    let from_five = Survival::of(&spells, 5, 0.95).unwrap();

    assert_eq!(
        (from_one.at(777.0), from_one.at(781.0), from_one.at(1100.0)),
        (Some(0.5), Some(0.0), Some(0.0))
    );
    assert_curve(
        &from_five,
        include_str!("../data/channing_from_816_curve.csv"),
        "gender=1",
    );
}

#[test]
fn with_late_entries_and_one_way_to_end_the_incidence_is_what_the_reference_curve_leaves() {
    for gender in ["1", "2"] {
        let spells = channing(include_str!("../data/channing_from_816.csv"), gender);
        let incidence = Incidence::of(&spells, 1, 1, 0.95).unwrap();

        let reference = lines(include_str!("../data/channing_from_816_curve.csv"))
            .filter(|line| line.text("stratum") == format!("gender={gender}"));
        for (step, line) in incidence.steps.iter().zip(reference) {
            assert_eq!(step.at_risk, line.count("n_risk"));
            assert_near(1.0 - step.incidence, line.number("surv"), 1e-9);
            if step.survival > 0.0 {
                assert_near(step.standard_error, line.number("std_err"), 1e-9);
            }
        }
    }
}

#[test]
fn the_log_rank_test_of_the_trial_is_that_of_the_reference() {
    let test = log_rank(&[gehan("6-MP"), gehan("control")]).unwrap();

    assert_close(test.chi_squared, 16.792_940_989_216_5, 1e-9);
    assert_close(test.chance, 4.168_809_109_334_53e-5, 1e-9);
    assert_eq!((test.observed, test.degrees_of_freedom), (vec![9.0, 21.0], 1));
    assert_close(test.expected[0], 19.250_500_948_031_1, 1e-9);
    assert_close(test.expected[1], 10.749_499_051_968_9, 1e-9);
}

#[test]
fn the_log_rank_test_of_four_groups_is_that_of_the_reference() {
    let groups = [0, 1, 2, 3].map(|group| mgus2(|place, _| place % 4 == group));

    let test = log_rank(&groups).unwrap();

    assert_eq!(test.degrees_of_freedom, 3);
    assert_close(test.chi_squared, 5.565_114_104_823_893, 1e-9);
    assert_close(test.chance, 0.134_795_530_423_585_22, 1e-9);
}

#[test]
fn the_incidence_of_one_way_to_end_is_that_of_the_reference() {
    let spells = mgus2(|_, _| true);
    let progression = Incidence::of(&spells, 1, 1, 0.95).unwrap();
    let death = Incidence::of(&spells, 2, 1, 0.95).unwrap();

    for line in lines(include_str!("../data/mgus2_incidence.csv")) {
        let (one, other) = progression
            .at(line.number("t"))
            .zip(death.at(line.number("t")))
            .unwrap();

        assert_near(one.survival, line.number("state0"), 1e-9);
        assert_near(one.incidence, line.number("cif_pcm"), 1e-9);
        assert_near(other.incidence, line.number("cif_death"), 1e-9);
        assert_near(one.standard_error, line.number("se_pcm"), 1e-9);
        assert_near(other.standard_error, line.number("se_death"), 1e-9);
    }
}

#[test]
fn the_incidence_by_sex_is_that_of_the_reference() {
    for line in lines(include_str!("../data/mgus2_incidence_by_sex.csv")) {
        let spells = mgus2(|_, person| line.text("sex").ends_with(person.text("sex")));

        let [progression, death] = [1, 2].map(|cause| Incidence::of(&spells, cause, 1, 0.95).unwrap());

        assert_near(
            progression.at(line.number("t")).unwrap().incidence,
            line.number("cif_pcm"),
            1e-9,
        );
        assert_near(
            death.at(line.number("t")).unwrap().incidence,
            line.number("cif_death"),
            1e-9,
        );
    }
}

#[test]
fn rates_for_each_unit_of_time_have_the_exact_limits_of_the_reference() {
    for line in lines(include_str!("../data/poisson_smr.csv")) {
        let (events, time) = (line.count("observed"), line.number("expected"));
        let each = time / f64::from(u32::try_from(events).unwrap() + 1);
        let mut spells: Vec<Spell> = (0..events).filter_map(|_| Spell::new(each, Some(1))).collect();
        spells.extend(Spell::new(each, None));

        let rate = time_rate(&spells, 1, 0.95).unwrap();

        assert_eq!(rate.events, events);
        assert_close(rate.rate, line.number("smr"), 1e-9);
        assert_close(rate.interval.lower, line.number("exact_lo"), 1e-9);
        assert_close(rate.interval.upper, line.number("exact_hi"), 1e-9);
    }
}

#[test]
fn to_take_death_for_an_open_end_overstates_the_incidence() {
    let spells = mgus2(|_, _| true);
    let open_at_death: Vec<Spell> = lines(include_str!("../data/mgus2.csv"))
        .map(|line| {
            Spell::new(
                line.number("time"),
                cause_of(&line, "event").filter(|cause| *cause == 1),
            )
            .unwrap()
        })
        .collect();

    let naive = Survival::of(&open_at_death, 1, 0.95).unwrap();
    let incidence = Incidence::of(&spells, 1, 1, 0.95).unwrap();

    for (time, one_minus) in [
        (12.0, 0.010_282_100_535_131_5),
        (120.0, 0.095_221_659_350_418),
        (360.0, 0.424_836_940_897_356),
    ] {
        assert_near(1.0 - naive.at(time).unwrap(), one_minus, 1e-9);
        assert!(incidence.at(time).unwrap().incidence < one_minus);
    }
}
