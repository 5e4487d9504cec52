//! Random numbers that a seed fixes for ever, on every machine: nothing here asks the clock or the system.

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};

pub(crate) struct Random(ChaCha8Rng);

impl Random {
    pub(crate) fn from_seed(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// A number of [0, 1), each multiple of 2^-53 with the same chance.
    pub(crate) fn uniform(&mut self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "53 bits are what the number holds")]
        let bits = (self.0.next_u64() >> 11) as f64;
        bits / 9_007_199_254_740_992.0
    }

    /// A standard normal number: Marsaglia and Bray (1964), the polar method.
    fn normal(&mut self) -> f64 {
        loop {
            let (x, y) = (2.0 * self.uniform() - 1.0, 2.0 * self.uniform() - 1.0);
            let square = x * x + y * y;
            if square > 0.0 && square < 1.0 {
                return x * (-2.0 * square.ln() / square).sqrt();
            }
        }
    }

    /// A gamma variable of this positive shape and rate 1: Marsaglia and Tsang (2000), A simple method for generating gamma variables.
    pub(crate) fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            return self.gamma(shape + 1.0) * (1.0 - self.uniform()).powf(1.0 / shape);
        }
        let d = shape - 1.0 / 3.0;
        loop {
            let x = self.normal();
            let v = (1.0 + x / (9.0 * d).sqrt()).powi(3);
            if v > 0.0 && (1.0 - self.uniform()).ln() < 0.5 * x * x + d * (1.0 - v + v.ln()) {
                return d * v;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_numbers_for_ever() {
        let mut random = Random::from_seed(7);
        let mut again = Random::from_seed(7);

        for _ in 0..100 {
            assert_eq!(random.gamma(0.4).to_bits(), again.gamma(0.4).to_bits());
        }
    }

    #[test]
    fn gamma_numbers_have_the_mean_and_variance_of_their_shape() {
        for shape in [0.4, 1.0, 6.5] {
            let mut random = Random::from_seed(1);
            let numbers: Vec<f64> = (0..20_000).map(|_| random.gamma(shape)).collect();

            let mean = numbers.iter().sum::<f64>() / 20_000.0;
            let variance = numbers.iter().map(|number| (number - mean).powi(2)).sum::<f64>() / 20_000.0;

            assert!((mean / shape - 1.0).abs() < 0.04, "{shape}: mean {mean}");
            assert!(
                (variance / shape - 1.0).abs() < 0.08,
                "{shape}: variance {variance}"
            );
        }
    }
}
