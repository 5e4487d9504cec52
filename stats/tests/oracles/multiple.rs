//! Adjusted chances against R's `p.adjust`; combined ones against the formula worked in another language.

use stats::multiple::{benjamini_hochberg, benjamini_yekutieli, cauchy_combination};

use crate::table::{Line, assert_close, assert_near, lines};

#[test]
fn adjusted_chances_are_those_of_the_reference_with_ties_and_gaps() {
    let table: Vec<Line> = lines(include_str!("../data/adjusted_p.csv")).collect();
    for set in ["BH1995", "ties_na"] {
        let set: Vec<&Line> = table.iter().filter(|line| line.text("set") == set).collect();
        let chances: Vec<Option<f64>> = set.iter().map(|line| line.number_if_any("p")).collect();
        let adjusted = benjamini_hochberg(&chances)
            .into_iter()
            .zip(benjamini_yekutieli(&chances));

        for (line, (hochberg, yekutieli)) in set.iter().zip(adjusted) {
            assert_eq!(hochberg.is_some(), line.number_if_any("BH").is_some());
            if let (Some(hochberg), Some(yekutieli)) = (hochberg, yekutieli) {
                assert_near(hochberg, line.number("BH"), 1e-12);
                assert_near(yekutieli, line.number("BY"), 1e-12);
            }
        }
    }
}

#[test]
fn four_of_the_fifteen_findings_of_the_first_paper_stand_at_five_in_a_hundred() {
    let chances: Vec<Option<f64>> = lines(include_str!("../data/adjusted_p.csv"))
        .filter(|line| line.text("set") == "BH1995")
        .map(|line| line.number_if_any("p"))
        .collect();

    let standing = benjamini_hochberg(&chances)
        .into_iter()
        .flatten()
        .filter(|adjusted| *adjusted <= 0.05);

    assert_eq!(standing.count(), 4);
}

#[test]
fn a_combined_chance_is_the_published_formula() {
    for (chances, combined) in [
        (vec![0.01, 0.2, 0.5], 0.028_687_703_876_189_02),
        (vec![0.001, 0.001, 0.9, 0.4], 0.002_008_665_593_628_500_3),
        (vec![0.05, 0.05], 0.05),
        (vec![1e-8, 0.7], 2.000_000_048_907_324_4e-8),
        (vec![0.3, 0.6, 0.99], 0.969_698_380_603_553_2),
    ] {
        let weighted: Vec<(f64, f64)> = chances.into_iter().map(|chance| (1.0, chance)).collect();

        // The reference cancels digits at 1e-8; ours does not.
        assert_close(cauchy_combination(&weighted).unwrap(), combined, 1e-7);
    }
}
