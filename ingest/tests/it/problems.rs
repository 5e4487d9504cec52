//! Faults that last: the same fault delivered again, faults that are answered, and those that are not.

use std::collections::BTreeSet;

use domain::digest::Digest;
use ingest::{Known, Problem};

use crate::support::{Drop, Landed, land_folder};

const HEAD: &str = "走访编号,户编号,走访人编号,走访人角色,走访方式,走访时间,录入时间\n";
const GOOD: &str = "V1,H001,R1,网格员,入户访问,2022-05-15,2022-05-16\n";
const ROLE: &str = "V1,H001,R1,亲戚,入户访问,2022-05-15,2022-05-16\n";
const ROLE_AND_DAY: &str = "V1,H001,R1,亲戚,入户访问,2022-02-29,2022-05-16\n";
const NO_KEY: &str = ",H001,R1,网格员,入户访问,2022-05-15,2022-05-16\n";

/// Nights of one home, each landed into what is known from those before.
struct Home {
    known: Known,
}

impl Home {
    fn new() -> Self {
        Self { known: Known::new() }
    }

    fn visits(&mut self, files: &[(&str, &str)]) -> Landed {
        let drop = Drop::with_households();
        for (name, rows) in files {
            drop.write(name, format!("{HEAD}{rows}"));
        }
        drop.land_into(&mut self.known)
    }
}

fn ids(problems: &[Problem]) -> BTreeSet<Digest> {
    problems.iter().map(|problem| problem.problem_id).collect()
}

/// The subject and how many faults it still has.
fn answers(landed: &Landed) -> Vec<(Digest, usize)> {
    let answers = landed.answers.iter();
    answers
        .map(|answer| (answer.subject, answer.remaining.len()))
        .collect()
}

#[test]
fn a_fault_says_which_row_column_and_household_it_is_about() {
    let landed = Home::new().visits(&[("a.csv", ROLE)]);

    let [problem] = landed.problems.as_slice() else {
        panic!("{:?}", landed.problems)
    };
    assert_eq!((problem.column.header, problem.position), ("走访人角色", Some(3)));
    assert_eq!(problem.row_key, Some(problem.subject));
    assert_eq!(problem.household_id.as_deref(), Some("H001"));
    assert_eq!(problem.county_code.as_deref(), Some("340604"));
    assert_eq!(landed.answers, []);
}

#[test]
fn a_fault_is_the_same_when_its_row_comes_in_another_file_at_another_place() {
    let mut home = Home::new();
    let first = home.visits(&[("a.csv", ROLE)]);
    let second = home.visits(&[("南片/b.csv", &format!("{}{ROLE}", GOOD.replace("V1", "V2")))]);

    assert_eq!(ids(&first.problems), ids(&second.problems));
    assert_eq!(answers(&second), [(first.problems[0].subject, 1)]);
}

#[test]
fn a_corrected_row_answers_its_faults_one_by_one() {
    let mut home = Home::new();
    let first = home.visits(&[("a.csv", ROLE_AND_DAY)]);
    let second = home.visits(&[("a.csv", ROLE)]);
    let third = home.visits(&[("a.csv", GOOD)]);
    let fourth = home.visits(&[("a.csv", GOOD)]);

    let subject = first.problems[0].subject;
    assert_eq!(ids(&first.problems).len(), 2);
    assert_eq!(second.answers[0].remaining, [second.problems[0].problem_id]);
    assert!(ids(&first.problems).is_superset(&ids(&second.problems)));
    assert_eq!(answers(&third), [(subject, 0)]);
    assert_eq!(fourth.answers, []);
}

#[test]
fn a_row_that_is_known_already_answers_too() {
    let mut home = Home::new();
    home.visits(&[("a.csv", GOOD)]);
    let bad = home.visits(&[("a.csv", ROLE)]);
    let again = home.visits(&[("a.csv", GOOD)]);

    assert_eq!(again.outcomes("a.csv"), ["duplicate"]);
    assert_eq!(answers(&again), [(bad.problems[0].subject, 0)]);
}

#[test]
fn of_a_good_and_a_bad_version_in_one_night_the_last_one_counts() {
    let last_is_good = Home::new().visits(&[("a.csv", ROLE_AND_DAY), ("b.csv", GOOD)]);
    let last_is_bad = Home::new().visits(&[("a.csv", GOOD), ("b.csv", ROLE)]);
    let one_is_left = Home::new().visits(&[("a.csv", ROLE_AND_DAY), ("b.csv", ROLE)]);

    assert_eq!(answers(&last_is_good), [(last_is_good.problems[0].subject, 0)]);
    assert_eq!(last_is_bad.answers, []);
    assert_eq!(last_is_bad.problems.len(), 1);
    assert_eq!(answers(&one_is_left), [(last_is_good.problems[0].subject, 1)]);
}

#[test]
fn what_the_ledger_says_is_open_is_answered_after_a_restart() {
    let bad = Home::new().visits(&[("a.csv", ROLE)]);
    let mut restarted = Home::new();
    let problem = &bad.problems[0];
    restarted
        .known
        .add_open_problem(problem.subject, problem.state_on);

    let good = restarted.visits(&[("c.csv", GOOD)]);

    assert_eq!(answers(&good), [(problem.subject, 0)]);
}

#[test]
fn a_row_without_a_key_is_known_by_its_place_in_the_file_of_that_name() {
    let nights = Drop::with_households();
    let rows = [
        ("2022-07-01", NO_KEY),
        ("2022-07-02", NO_KEY),
        ("2022-07-03", GOOD),
    ];
    for (night, rows) in rows {
        nights.write(&format!("{night}/南片/a.csv"), format!("{HEAD}{rows}"));
    }
    let mut known = Known::new();
    nights.land_into(&mut known);
    let [first, second, third] =
        rows.map(|(night, _)| land_folder(nights.path(), &nights.path().join(night), night, &mut known));

    assert_eq!(first.problems[0].row_key, None);
    assert_eq!(ids(&first.problems), ids(&second.problems));
    assert_eq!(answers(&second), [(first.problems[0].subject, 1)]);
    assert_eq!(answers(&third), [(first.problems[0].subject, 0)]);
}

#[test]
fn the_fault_of_a_nightly_state_is_one_fault_until_a_later_state_is_right() {
    let head = "户编号,户主姓名,户主证件号码,区划代码,户类型,家庭人口数,数据日期\n";
    let state = |id: &str, day: &str| format!("{head}H009,某甲,{id},340604100001,脱贫户,2,{day}\n");
    let (wrong, right) = ("340604196002030111", "34060419600203011X");
    let mut known = Known::new();
    let mut night = |rows: String| {
        let drop = Drop::with_households();
        drop.write("h.csv", rows);
        drop.land_into(&mut known)
    };

    let first = night(state(wrong, "2022-07-01"));
    let second = night(state(wrong, "2022-07-02"));
    let earlier_state = night(state(right, "2022-06-30"));
    let no_day = night(state(right, ""));
    let corrected = night(state(right, "2022-07-02"));

    assert_eq!(ids(&first.problems), ids(&second.problems));
    assert_ne!(first.problems[0].row_key, second.problems[0].row_key);
    assert_eq!(earlier_state.outcomes("h.csv"), ["landed"]);
    assert_eq!(earlier_state.answers, []);
    assert_eq!(no_day.answers, []);
    // The day that was missing is there too.
    assert_eq!(answers(&corrected), [(first.problems[0].subject, 0)]);
}

#[test]
fn a_column_that_the_file_lacks_has_no_position() {
    let drop = Drop::with_households();
    drop.write(
        "i.csv",
        "户编号,口径,期初,期末,家庭纯收入,家庭人口\nH001,年度,2022-01-01,2021-01-01,1,2\n",
    );
    let landed = drop.land();

    assert_eq!(landed.problems[0].position, Some(3));
    assert_eq!(landed.problems.len(), 1);
}

#[test]
fn a_night_that_comes_late_does_not_answer_for_the_one_that_overtook_it() {
    let nights = Drop::with_households();
    for (night, rows) in [("2022-05-31", GOOD), ("2022-06-30", ROLE)] {
        nights.write(&format!("{night}/a.csv"), format!("{HEAD}{rows}"));
    }
    let mut known = Known::new();
    nights.land_into(&mut known);
    let [june, may] = ["2022-06-30", "2022-05-31"]
        .map(|night| land_folder(nights.path(), &nights.path().join(night), night, &mut known));

    assert_eq!(june.problems.len(), 1);
    assert_eq!(may.outcomes("2022-05-31/a.csv"), ["landed"]);
    assert_eq!(may.answers, []);
}
