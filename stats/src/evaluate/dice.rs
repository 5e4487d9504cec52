//! Chance for simulated counties: one stream for each county and purpose, from a seed that somebody gave.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use rand_distr::{Distribution, Gamma, Poisson, StandardNormal};

/// A stream of random numbers that depends on nothing but the seed and its number.
#[derive(Debug, Clone)]
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(stream);
        Self(generator)
    }

    /// A number in [0, 1).
    pub(crate) fn share(&mut self) -> f64 {
        f64::from(self.0.next_u32()) / (f64::from(u32::MAX) + 1.0)
    }

    /// A number in [low, high).
    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.share()
    }

    /// A whole number in [0, n).
    pub(crate) fn below(&mut self, n: usize) -> usize {
        let n = u64::try_from(n).unwrap_or(u64::MAX).min(u64::from(u32::MAX));
        let wide = u64::from(self.0.next_u32()) * n;
        usize::try_from(wide >> 32).unwrap_or_default()
    }

    /// A standard normal number.
    pub(crate) fn normal(&mut self) -> f64 {
        StandardNormal.sample(&mut self.0)
    }

    /// A gamma number with mean 1.
    pub(crate) fn gamma(&mut self, shape: f64) -> f64 {
        let gamma = Gamma::new(shape, 1.0 / shape).expect("the shape of a setting is positive");
        gamma.sample(&mut self.0)
    }

    /// A Poisson count.
    pub(crate) fn poisson(&mut self, mean: f64) -> u32 {
        if mean <= 0.0 {
            return 0;
        }
        let poisson = Poisson::new(mean).expect("a mean is positive and finite");
        let count: f64 = poisson.sample(&mut self.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a Poisson count is whole and not negative, and saturates"
        )]
        let count = count as u32;
        count
    }
}
