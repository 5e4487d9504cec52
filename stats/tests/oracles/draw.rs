//! Draws against the public tool `consistent-sampler`, and the R package `sampling`.

use stats::draw::{Ticket, by_ticket, inclusion_probabilities, systematic};

use crate::table::{Line, assert_near, lines};

#[test]
fn tickets_are_those_of_the_public_tool() {
    // The example in the documentation of the tool.
    assert_eq!(
        Ticket::of("01382438112797316654", "AB-130").as_str(),
        "0.26299714122838008416507544297546663599715395525154425586041245287750224561854"
    );
    for line in lines(include_str!("../data/tickets.csv")) {
        assert_eq!(
            Ticket::of("3-1-6-2-5-5", line.text("identifier")).as_str(),
            line.text("ticket")
        );
    }
}

#[test]
fn the_smallest_tickets_are_drawn() {
    let table: Vec<Line> = lines(include_str!("../data/tickets.csv")).collect();
    let identifiers: Vec<&str> = table.iter().map(|line| line.text("identifier")).collect();
    let mut by_number: Vec<&Line> = table.iter().collect();
    by_number.sort_by(|one, other| one.number("ticket").total_cmp(&other.number("ticket")));

    let drawn = by_ticket("3-1-6-2-5-5", &identifiers, 7);

    let expected: Vec<&str> = by_number
        .iter()
        .take(7)
        .map(|line| line.text("identifier"))
        .collect();
    assert_eq!(drawn, expected);
}

#[test]
fn chances_in_proportion_to_size_are_those_of_the_reference() {
    let mu284 = lines(include_str!("../data/mu284.csv"))
        .map(|line| (line.number("size_P75"), line.number("pik_n50")));
    let small =
        lines(include_str!("../data/pps_small.csv")).map(|line| (line.number("size"), line.number("pik")));
    for table in [mu284.collect::<Vec<_>>(), small.collect()] {
        let sample = table.iter().map(|(_, chance)| chance).sum::<f64>().round();
        let sizes: Vec<f64> = table.iter().map(|(size, _)| *size).collect();

        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a rounded sample of fifty"
        )]
        let chances = inclusion_probabilities(&sizes, sample as usize).unwrap();

        for (chance, (_, expected)) in chances.into_iter().zip(table) {
            assert_near(chance, expected, 1e-9);
        }
    }
}

#[test]
fn a_systematic_draw_takes_the_places_of_the_reference() {
    let table: Vec<Line> = lines(include_str!("../data/mu284.csv")).collect();
    let sizes: Vec<f64> = table.iter().map(|line| line.number("size_P75")).collect();

    let places = systematic(
        &inclusion_probabilities(&sizes, 50).unwrap(),
        0.914_806_043_496_355,
    )
    .unwrap();

    let labels: Vec<u64> = places
        .into_iter()
        .map(|place| table[place].count("label"))
        .collect();
    assert_eq!(
        labels,
        [
            6, 10, 14, 16, 18, 21, 29, 30, 35, 38, 46, 47, 55, 57, 65, 72, 79, 84, 88, 98, 103, 112, 114,
            117, 120, 124, 129, 137, 139, 146, 156, 158, 169, 176, 187, 192, 199, 204, 211, 216, 226, 232,
            237, 241, 245, 251, 264, 270, 280, 284
        ]
    );
}
