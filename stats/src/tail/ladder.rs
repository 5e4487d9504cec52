//! A distribution of counts as a ladder: the chance of its lowest count, and the ratio from each count to the next.
//!
//! Poisson, negative binomial, binomial and hypergeometric differ in nothing else (Katz 1965; Ord 1967). A tail is summed from its
//! largest term outwards; only the side of the mean that is not rare is taken as one minus the other.

use crate::real::real;

/// Below the logarithm of the smallest number there is, with room for a sum.
const LN_NOTHING: f64 = -800.0;

/// What is left of a sum once it no longer changes its last digit.
const NEGLIGIBLE: f64 = 1e-17;

pub(super) struct Ladder<Ratio> {
    pub(super) lowest: u64,
    pub(super) ln_lowest: f64,
    pub(super) mean: f64,
    /// The chance of count j + 1 over the chance of count j; 0 at the highest count.
    pub(super) ratio: Ratio,
}

impl<Ratio: Fn(f64) -> f64> Ladder<Ratio> {
    /// P(X = count).
    pub(super) fn exactly(&self, count: u64) -> f64 {
        if count < self.lowest {
            return 0.0;
        }
        let mut ln_chance = self.ln_lowest;
        for step in self.lowest..count {
            let ratio = (self.ratio)(real(step));
            if ratio <= 0.0 || (ratio < 1.0 && ln_chance < LN_NOTHING) {
                return 0.0;
            }
            ln_chance += ratio.ln();
        }
        ln_chance.exp()
    }

    /// P(X ≥ count).
    pub(super) fn at_least(&self, count: u64) -> f64 {
        if count <= self.lowest {
            1.0
        } else if real(count) > self.mean {
            self.sum_upwards(count)
        } else {
            (1.0 - self.sum_downwards(count - 1)).max(0.0)
        }
    }

    /// P(X ≤ count).
    pub(super) fn at_most(&self, count: u64) -> f64 {
        if count < self.lowest {
            0.0
        } else if real(count) < self.mean {
            self.sum_downwards(count)
        } else {
            (1.0 - self.sum_upwards(count + 1)).max(0.0)
        }
    }

    /// The smallest count with P(X ≤ count) ≥ `probability`.
    pub(super) fn quantile(&self, probability: f64) -> u64 {
        let mut above = self.lowest.max(1);
        while self.at_most(above) < probability {
            above *= 2;
        }
        let mut below = self.lowest;
        while below < above {
            let middle = u64::midpoint(below, above);
            if self.at_most(middle) < probability {
                below = middle + 1;
            } else {
                above = middle;
            }
        }
        below
    }

    fn sum_upwards(&self, count: u64) -> f64 {
        let first = self.exactly(count);
        let (mut sum, mut term, mut step) = (1.0, 1.0, real(count));
        loop {
            let ratio = (self.ratio)(step);
            term *= ratio;
            sum += term;
            if first <= 0.0 || ratio <= 0.0 || (ratio < 1.0 && term <= NEGLIGIBLE * sum * (1.0 - ratio)) {
                return (first * sum).min(1.0);
            }
            step += 1.0;
        }
    }

    fn sum_downwards(&self, count: u64) -> f64 {
        let (mut sum, mut term) = (1.0, 1.0);
        for step in (self.lowest..count).rev() {
            term /= (self.ratio)(real(step));
            sum += term;
            if term <= NEGLIGIBLE * sum {
                break;
            }
        }
        (self.exactly(count) * sum).min(1.0)
    }
}
