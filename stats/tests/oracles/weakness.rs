//! What ranking villages for inspection is worth, on sixty simulated counties whose truth is known.

use stats::share::Part;
use stats::weakness::{Lift, lift, shares_above};

use crate::table::lines;

/// Villages of a county that are visited, of 160.
const VISITED: usize = 16;

struct Village {
    monitored: u64,
    found: Part,
    chance: f64,
}

/// The counties with the chance of each village to be among the worse, by what the office's own records say.
fn counties() -> Vec<Vec<Village>> {
    let mut counties: Vec<Vec<(Part, Part)>> = vec![];
    for line in lines(include_str!("../data/inspection_villages.csv")) {
        let county: usize = line.text("rep").parse().expect("a number");
        counties.resize_with(counties.len().max(county + 1), Vec::new);
        let recorded = Part {
            count: line.count("admin_defects"),
            of: line.count("monitored_households"),
        };
        let found = Part {
            count: line.count("defects_found_if_inspected"),
            of: line.count("inspected"),
        };
        counties[county].push((recorded, found));
    }
    counties
        .into_iter()
        .map(|villages| {
            let recorded: Vec<Part> = villages.iter().map(|(recorded, _)| *recorded).collect();
            let chances = shares_above(&recorded, 0.75).expect("villages differ").of_places;
            villages
                .into_iter()
                .zip(chances)
                .map(|((recorded, found), chance)| Village {
                    monitored: recorded.of,
                    found,
                    chance,
                })
                .collect()
        })
        .collect()
}

#[test]
fn the_top_tenth_finds_far_more_for_each_visit_and_is_not_a_list_of_small_villages() {
    let (mut list, mut all) = (vec![], vec![]);
    let (mut small, mut picks) = (0, 0);
    for mut villages in counties() {
        let mut sizes: Vec<u64> = villages.iter().map(|village| village.monitored).collect();
        sizes.sort_unstable();
        let smallest_fifth = sizes[sizes.len() / 5];
        all.extend(villages.iter().map(|village| village.found));
        villages.sort_by(|one, other| other.chance.total_cmp(&one.chance));
        villages.truncate(VISITED);
        picks += VISITED;
        small += villages
            .iter()
            .filter(|village| village.monitored < smallest_fifth)
            .count();
        list.extend(villages.iter().map(|village| village.found));
    }

    let Lift { ratio, .. } = lift(&list, &all).expect("both were visited");

    assert!(ratio >= 1.7, "lift {ratio:.3}");
    assert!(
        4 * small <= picks,
        "{small} of {picks} picks are of the smallest fifth"
    );
}
