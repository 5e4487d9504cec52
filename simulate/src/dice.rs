//! Randomness: one stream for each purpose and place, so that what happens in one village never shifts the dice of another.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A stream of random numbers that depends on nothing but the seed, the purpose and the index.
#[derive(Debug, Clone)]
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    pub(crate) fn new(seed: u64, purpose: &str, index: u64) -> Self {
        let mixed = mix(mix(seed, hash(purpose)), index);
        Self(ChaCha8Rng::seed_from_u64(mixed))
    }

    /// A number in [0, 1).
    pub(crate) fn share(&mut self) -> f64 {
        f64::from(self.0.next_u32()) / (f64::from(u32::MAX) + 1.0)
    }

    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.share() < probability
    }

    /// A whole number in [0, n).
    pub(crate) fn below(&mut self, n: u32) -> u32 {
        let wide = u64::from(self.0.next_u32()) * u64::from(n);
        u32::try_from(wide >> 32).expect("a 32-bit number times a share below one stays in 32 bits")
    }

    /// A whole number in [low, high], or `low` when the range is empty.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = u32::try_from((high - low).max(0) + 1).unwrap_or(u32::MAX);
        low + i64::from(self.below(span))
    }

    /// A number in [low, high).
    pub(crate) fn real(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.share()
    }

    /// One of the entries; the slice must not be empty.
    pub(crate) fn pick<'a, T>(&mut self, entries: &'a [T]) -> &'a T {
        let count = u32::try_from(entries.len()).unwrap_or(u32::MAX);
        &entries[self.below(count) as usize]
    }

    /// A copy of one of the entries; the slice must not be empty.
    pub(crate) fn one_of<T: Copy>(&mut self, entries: &[T]) -> T {
        *self.pick(entries)
    }

    /// One of the words; the slice must not be empty.
    pub(crate) fn word<'a, S: AsRef<str>>(&mut self, words: &'a [S]) -> &'a str {
        self.pick(words).as_ref()
    }

    /// The index of one of the weights, in proportion to them.
    pub(crate) fn weighted(&mut self, weights: &[f64]) -> usize {
        let mut left = self.share() * weights.iter().sum::<f64>();
        for (index, weight) in weights.iter().enumerate() {
            left -= weight;
            if left < 0.0 {
                return index;
            }
        }
        weights.iter().rposition(|weight| *weight > 0.0).unwrap_or(0)
    }

    /// One of the entries, in proportion to the number beside it.
    pub(crate) fn among<T: Copy>(&mut self, entries: &[(T, f64)]) -> T {
        let mut left = self.share() * entries.iter().map(|entry| entry.1).sum::<f64>();
        for (entry, weight) in entries {
            left -= weight;
            if left < 0.0 {
                return *entry;
            }
        }
        entries[entries.len() - 1].0
    }

    /// A number around `mean`: the sum of twelve shares, close to normal and the same on every machine.
    pub(crate) fn normal(&mut self, mean: f64, deviation: f64) -> f64 {
        let sum: f64 = (0..12).map(|_| self.share()).sum();
        mean + deviation * (sum - 6.0)
    }

    /// How often a rare thing happened that happens `rate` times on average.
    pub(crate) fn poisson(&mut self, rate: f64) -> u32 {
        let limit = (-rate.min(50.0)).exp();
        let mut product = self.share();
        let mut count = 0;
        while product > limit {
            product *= self.share();
            count += 1;
        }
        count
    }
}

/// The whole number next to `value`.
#[expect(
    clippy::cast_possible_truncation,
    reason = "counts, days and cents stay far inside 64 bits"
)]
pub(crate) fn whole(value: f64) -> i64 {
    value.round() as i64
}

/// A stable number for a text (FNV-1a).
pub(crate) fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |state, byte| {
        (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// Two numbers stirred into one (the finaliser of `SplitMix64`).
pub(crate) fn mix(a: u64, b: u64) -> u64 {
    let mut state = a
        .wrapping_add(0x9e37_79b9_7f4a_7c15)
        .wrapping_add(b.wrapping_mul(0xbf58_476d_1ce4_e5b9));
    state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_purpose_and_index_give_the_same_numbers() {
        let draw = |seed, purpose, index| {
            let mut dice = Dice::new(seed, purpose, index);
            [dice.below(1000), dice.below(1000), dice.below(1000)]
        };

        assert_eq!(draw(7, "village", 1), draw(7, "village", 1));
        assert_ne!(draw(7, "village", 1), draw(7, "village", 2));
        assert_ne!(draw(7, "village", 1), draw(8, "village", 1));
        assert_ne!(draw(7, "village", 1), draw(7, "shock", 1));
    }

    #[test]
    fn weights_of_zero_are_never_drawn() {
        let mut dice = Dice::new(1, "test", 0);

        assert!((0..1000).all(|_| dice.weighted(&[0.0, 1.0, 0.0]) == 1));
    }

    #[test]
    fn means_come_out_near_what_was_asked_for() {
        let mut dice = Dice::new(1, "test", 1);

        let poisson: u32 = (0..10_000).map(|_| dice.poisson(0.7)).sum();
        let normal: f64 = (0..10_000).map(|_| dice.normal(5.0, 2.0)).sum();

        assert!((6_700..7_300).contains(&poisson), "{poisson}");
        assert!((normal / 10_000.0 - 5.0).abs() < 0.1, "{normal}");
    }
}
