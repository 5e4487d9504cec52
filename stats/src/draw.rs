//! Draws that any auditor can repeat: tickets from a published seed, and samples in proportion to size with known chances.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::real::real;

/// The ticket of a thing in a draw: a fraction between 0 and 1, written `0.` and its decimal digits. The smallest tickets win.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ticket(String);

impl Ticket {
    /// The ticket of this identifier under this seed: SHA-256 of the hexadecimal SHA-256 of the seed followed by the identifier, as a whole
    /// number, its decimal digits in reverse.
    ///
    /// It depends on nothing else: who joins or leaves the list changes no other ticket. The public tool `consistent-sampler` gives the
    /// same digits.
    ///
    /// Rivest, R. L. (2018). Consistent Sampling with Replacement. arXiv:1808.10016.
    pub fn of(seed: &str, identifier: &str) -> Self {
        let seed_digest = HEXLOWER.encode(&Sha256::digest(seed));
        let number = Sha256::new()
            .chain_update(seed_digest)
            .chain_update(identifier)
            .finalize();
        Self(format!("0.{}", reversed_digits(number.into())))
    }

    /// `0.` and the digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The fraction itself, to the digits a number holds: a random start that the seed fixes.
    pub fn fraction(&self) -> f64 {
        self.0.parse().expect("a ticket is a decimal fraction")
    }
}

/// The first `size` of these identifiers by their tickets, in the order of the draw; all of them when there are no more.
///
/// Whoever refuses is replaced by the next ticket. Two equal identifiers are two things with the same ticket, so list each once.
pub fn by_ticket<'a>(seed: &str, identifiers: &[&'a str], size: usize) -> Vec<&'a str> {
    first_by(identifiers, size, |identifier| Ticket::of(seed, identifier))
}

/// The first of some identifiers by their tickets, of equal tickets by themselves.
fn first_by<'a, T: Ord>(identifiers: &[&'a str], size: usize, ticket: impl Fn(&str) -> T) -> Vec<&'a str> {
    let mut drawn: Vec<(T, &str)> = identifiers
        .iter()
        .map(|&identifier| (ticket(identifier), identifier))
        .collect();
    drawn.sort();
    drawn
        .into_iter()
        .take(size)
        .map(|(_, identifier)| identifier)
        .collect()
}

/// SHA-256 of the hexadecimal SHA-256 of the seed followed by the identifier, in hexadecimal: the same ticket as a digest, which `sha256sum`
/// gives.
pub fn ticket_digest(seed: &str, identifier: &str) -> String {
    let seed_digest = HEXLOWER.encode(&Sha256::digest(seed));
    let digest = Sha256::new()
        .chain_update(seed_digest)
        .chain_update(identifier)
        .finalize();
    HEXLOWER.encode(&digest)
}

/// The first `size` of these identifiers by [`ticket_digest`], the smallest first; all of them when there are no more.
///
/// As with [`by_ticket`] whoever refuses is replaced by the next, and who joins or leaves changes no other ticket. Here a shell is enough to
/// draw again.
pub fn by_digest<'a>(seed: &str, identifiers: &[&'a str], size: usize) -> Vec<&'a str> {
    first_by(identifiers, size, |identifier| ticket_digest(seed, identifier))
}

/// The digest that is published before the seed is known: SHA-256 of the identifiers in byte order, one a line. `sort | sha256sum` in the
/// C locale gives the same.
pub fn frame_digest(identifiers: &[&str]) -> String {
    let mut sorted = identifiers.to_vec();
    sorted.sort_unstable();
    let mut digest = Sha256::new();
    for identifier in sorted {
        digest.update(identifier);
        digest.update("\n");
    }
    HEXLOWER.encode(&digest.finalize())
}

/// The chance of each thing to be among `sample` drawn in proportion to its size. What is so large that its chance would exceed 1 is taken
/// for certain, and the rest shares what is left.
///
/// None when a size is negative or no number, or fewer than `sample` have a size at all.
///
/// Särndal, C.-E., Swensson, B. and Wretman, J. (1992). Model Assisted Survey Sampling. Springer, section 3.6.
pub fn inclusion_probabilities(sizes: &[f64], sample: usize) -> Option<Vec<f64>> {
    let are_sizes = sizes.iter().all(|size| *size >= 0.0 && size.is_finite());
    if !are_sizes || sizes.iter().filter(|size| **size > 0.0).count() < sample {
        return None;
    }
    let mut certain = vec![false; sizes.len()];
    loop {
        let taken = certain.iter().filter(|is_certain| **is_certain).count();
        let rest: f64 = sizes
            .iter()
            .zip(&certain)
            .filter(|(_, is_certain)| !**is_certain)
            .map(|(size, _)| size)
            .sum();
        let per_size = if rest > 0.0 {
            real((sample - taken) as u64) / rest
        } else {
            0.0
        };
        let mut has_grown = false;
        for (size, is_certain) in sizes.iter().zip(&mut certain) {
            if !*is_certain && size * per_size >= 1.0 {
                *is_certain = true;
                has_grown = true;
            }
        }
        if !has_grown {
            let chance = |(size, is_certain): (&f64, &bool)| if *is_certain { 1.0 } else { size * per_size };
            return Some(sizes.iter().zip(&certain).map(chance).collect());
        }
    }
}

/// The places in the list that a systematic draw takes, in order: all that are certain, and of the rest those at which the running sum of
/// the chances passes `start`, `start` + 1, `start` + 2, …
///
/// None for a start outside [0, 1) or a chance outside 0 to 1.
///
/// Madow, W. G. (1949). On the theory of systematic sampling, II. Annals of Mathematical Statistics 20, 333–354.
pub fn systematic(probabilities: &[f64], start: f64) -> Option<Vec<usize>> {
    let are_chances = probabilities.iter().all(|chance| (0.0..=1.0).contains(chance));
    if !are_chances || !(0.0..1.0).contains(&start) {
        return None;
    }
    let (mut sum, mut next) = (0.0, start);
    let mut taken = Vec::new();
    for (place, &chance) in probabilities.iter().enumerate() {
        if chance >= 1.0 {
            taken.push(place);
            continue;
        }
        sum += chance;
        if sum > next {
            taken.push(place);
            next += 1.0;
        }
    }
    Some(taken)
}

/// The decimal digits of a number of 256 bits, the last one first, at least 64 of them.
fn reversed_digits(mut number: [u8; 32]) -> String {
    let mut digits = String::new();
    while digits.len() < 64 || number.iter().any(|byte| *byte > 0) {
        let mut remainder = 0_u16;
        for byte in &mut number {
            let dividend = remainder << 8 | u16::from(*byte);
            *byte = u8::try_from(dividend / 10).expect("the remainder is below ten");
            remainder = dividend % 10;
        }
        digits.push(char::from(
            b'0' + u8::try_from(remainder).expect("a remainder of ten is a digit"),
        ));
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_joins_or_leaves_changes_no_other_ticket() {
        let few = by_ticket("seed", &["a", "b", "c"], 3);
        let more = by_ticket("seed", &["a", "b", "c", "d"], 4);

        let without_d: Vec<&str> = more.into_iter().filter(|identifier| *identifier != "d").collect();
        assert_eq!(few, without_d);
    }

    #[test]
    fn a_shell_draws_the_same() {
        // s=$(printf 3-1-6-2-5-5 | sha256sum | cut -c1-64); for i in h1 h2 h3; do printf "$s$i" | sha256sum; done
        assert_eq!(
            ["h1", "h2", "h3"].map(|household| ticket_digest("3-1-6-2-5-5", household)),
            [
                "2ba60a30b47b5e2f7a80600a230dff3326af4967e55c27b9bc52f9b40ad8aa6f",
                "349e0165d4dfc173ed46d7c5d2113e770faa7fb9d74e2b747a9be49ab6a508e6",
                "f9eb7d2001792ec2fe7e8038ebc0c1dece355a41dcebdcab32fb6982cfbc3333",
            ]
        );
        assert_eq!(by_digest("3-1-6-2-5-5", &["h3", "h2", "h1"], 2), ["h1", "h2"]);
    }

    #[test]
    fn a_small_number_is_padded_to_sixty_four_digits() {
        let mut forty_two = [0; 32];
        forty_two[31] = 42;

        assert_eq!(reversed_digits(forty_two), format!("24{}", "0".repeat(62)));
    }

    #[test]
    fn the_frame_has_one_digest_whatever_its_order() {
        // printf 'a\nb\n' | sha256sum
        let digest = "911169ddaaf146aff539f58c26c489af3b892dff0fe283c1c264c65ae5aa59a2";

        assert_eq!(frame_digest(&["b", "a"]), frame_digest(&["a", "b"]));
        assert_eq!(frame_digest(&["b", "a"]), digest);
    }

    #[test]
    fn nothing_can_be_drawn_twice() {
        assert_eq!(inclusion_probabilities(&[1.0, 0.0, 2.0], 3), None);
        assert_eq!(inclusion_probabilities(&[1.0, -1.0], 1), None);
        assert_eq!(inclusion_probabilities(&[1.0, 1.0, 1.0], 3), Some(vec![1.0; 3]));
        assert_eq!(inclusion_probabilities(&[], 0), Some(vec![]));
        assert_eq!(systematic(&[0.5, 0.5], 1.0), None);
        assert_eq!(systematic(&[1.5], 0.0), None);
    }

    #[test]
    fn every_place_is_taken_as_often_as_its_chance_says() {
        let chances = inclusion_probabilities(&[1.0, 2.0, 3.0, 4.0, 30.0], 3).expect("five have a size");
        let starts = 1000_u32;
        let mut taken = [0; 5];
        for start in 0..starts {
            for place in systematic(&chances, (f64::from(start) + 0.5) / f64::from(starts)).expect("a start")
            {
                taken[place] += 1;
            }
        }

        // The large one is certain; of the other two places, in ten parts, each has two parts for its size: .2, .4, .6, .8.
        assert_eq!(taken, [200, 400, 600, 800, 1000]);
    }
}
