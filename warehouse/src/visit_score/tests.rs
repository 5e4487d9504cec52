//! One village by rank and two by lot, visited.

use super::*;

fn household(village: &str, number: u32) -> DrawnHousehold {
    DrawnHousehold {
        household_id: format!("{village}-{number}"),
        region_code: village.to_owned(),
        stratum: "一般".to_owned(),
        stratum_households: 40,
        stratum_drawn: 20,
        probability: 0.5,
        ticket: String::new(),
    }
}

fn village(code: &str, drawn_as: DrawnAs) -> DrawnVillage {
    DrawnVillage {
        region_code: code.to_owned(),
        town_code: "t".to_owned(),
        drawn_as,
        households: 40,
        stratum: if drawn_as == DrawnAs::Targeted { code } else { "t" }.to_owned(),
        stratum_villages: if drawn_as == DrawnAs::Targeted { 1 } else { 4 },
        stratum_drawn: if drawn_as == DrawnAs::Targeted { 1 } else { 2 },
    }
}

/// Twenty of forty households of a village by rank and two by lot; the first so many of each have a problem.
fn drawn_and_field(problems: [u32; 3]) -> (Drawn, Field) {
    let villages = vec![
        village("a", DrawnAs::Targeted),
        village("b", DrawnAs::Reserve),
        village("c", DrawnAs::Reserve),
    ];
    let households: Vec<DrawnHousehold> = villages
        .iter()
        .flat_map(|village| (0..20).map(|number| household(&village.region_code, number)))
        .collect();
    let with_problem = villages
        .iter()
        .zip(problems)
        .flat_map(|(village, problems)| {
            (0..problems).map(|number| household(&village.region_code, number).household_id)
        })
        .collect();
    let field = Field {
        visited: households
            .iter()
            .map(|household| household.household_id.clone())
            .collect(),
        with_problem,
        with_finding: ["a-0", "a-19"].map(str::to_owned).into(),
    };
    (Drawn { villages, households }, field)
}

const DEMAND: Demand = Demand {
    good: 0.05,
    bad: 0.25,
    good_fails: RISK,
    bad_passes: RISK,
};

#[test]
fn a_village_passes_with_few_problems_fails_with_many_and_stays_open_with_few_visits() {
    let (drawn, mut field) = drawn_and_field([1, 9, 0]);
    let verdict_of = |field: &Field, at: usize| verdict(&drawn.villages[at], &drawn, field, DEMAND);

    assert_eq!(verdict_of(&field, 0).verdict, Verdict::Pass);
    assert_eq!(verdict_of(&field, 1).verdict, Verdict::Fail);
    field.visited.retain(|household| household == "c-0");
    assert_eq!(verdict_of(&field, 2).verdict, Verdict::Open);
    field.visited.clear();
    assert_eq!(verdict_of(&field, 2).verdict, Verdict::Open);
    assert!(verdict_of(&field, 2).operating_curve.is_empty());
}

#[test]
fn a_clean_record_that_hides_a_problem_is_counted_apart() {
    let (drawn, field) = drawn_and_field([3, 0, 1]);

    // Findings at a-0, which has a problem, and a-19, which has none; problems without a finding at a-1, a-2 and c-0.
    let found = discrepancy(&drawn, &field);

    assert_eq!((found.clean_record_with_problem, found.clean_record), (3, 58));
    assert_eq!((found.finding_without_problem, found.with_finding), (1, 2));
}

#[test]
fn the_county_counts_the_village_by_rank_once_and_those_by_lot_for_their_town() {
    let (drawn, field) = drawn_and_field([10, 2, 4]);

    // a stands for itself: 20 of 40. b and c stand for four villages: 4/2 · (4 + 8) = 24 of 160.
    let share = county(&drawn, &field).expect("two by lot");

    assert!((share.value - 44.0 / 200.0).abs() < 1e-12, "{share:?}");
    assert!(share.lower < share.value && share.value < share.upper);
    // 10/20 over 6/40.
    assert!(worth(&drawn, &field).is_some_and(|lift| (lift.ratio - 10.0 / 3.0).abs() < 1e-12));
}
