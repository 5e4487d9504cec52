//! How many to look at before a lot passes or fails: lot quality assurance sampling.
//!
//! A verdict is pass or fail, no rate. Between the good and the bad share it is little more than the toss of a coin, so print
//! [`Plan::operating_curve`] beside it.
//!
//! Dodge, H. F. and Romig, H. G. (1929). A method of sampling inspection. Bell System Technical Journal 8, 613–631; for surveys Lemeshow,
//! S. and Taber, S. (1991). Lot quality assurance sampling. World Health Statistics Quarterly 44, 115–132.

use crate::{
    real::real,
    tail::{binomial_cdf, hypergeometric_cdf},
};

/// A larger sample is no lot quality sampling any more.
const LARGEST_SAMPLE: u64 = 10_000;

/// What the sample is drawn from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lot {
    /// This many, drawn without replacement.
    Of(u64),
    /// So many that it does not matter: the binomial approximation.
    Unlimited,
}

/// The smallest share of defects that should fail, the largest that should pass, and how often each may go wrong.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Demand {
    /// A lot with this share of defects, or fewer, should pass. Of a lot of N that is ⌊share·N⌋ of them.
    pub good: f64,
    /// A lot with this share of defects, or more, should fail. Of a lot of N that is ⌈share·N⌉ of them.
    pub bad: f64,
    /// The chance that the good lot fails (alpha, the producer's risk).
    pub good_fails: f64,
    /// The chance that the bad lot passes (beta, the consumer's risk).
    pub bad_passes: f64,
}

/// Look at `sample` of the lot; it passes with at most `accept` defects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// How many to look at.
    pub sample: u64,
    /// The most defects with which the lot passes.
    pub accept: u64,
}

impl Plan {
    /// The plan with the smallest sample that meets the demand; for a small lot that may be all of it.
    ///
    /// None when the good share is not below the bad one, a share or risk is outside 0 to 1, the lot is empty, or the sample would be
    /// larger than 10 000.
    pub fn smallest(lot: Lot, demand: Demand) -> Option<Self> {
        let Demand {
            good,
            bad,
            good_fails,
            bad_passes,
        } = demand;
        let are_shares = [good, bad, good_fails, bad_passes]
            .iter()
            .all(|share| (0.0..=1.0).contains(share));
        if !are_shares || good >= bad {
            return None;
        }
        let largest = match lot {
            Lot::Of(size) => size.min(LARGEST_SAMPLE),
            Lot::Unlimited => LARGEST_SAMPLE,
        };
        let (good, bad) = (Defects::at_most(lot, good), Defects::at_least(lot, bad));
        // More looked at never needs fewer accepted, so the number accepted only climbs.
        let mut accept = 0;
        for sample in 1..=largest {
            while (Self { sample, accept }).passes_with(good)? < 1.0 - good_fails {
                accept += 1;
            }
            let plan = Self { sample, accept };
            if plan.passes_with(bad)? <= bad_passes {
                return Some(plan);
            }
        }
        None
    }

    /// The chance that a lot with this share of defects passes. Of a lot of N, the share is of the nearest whole number of defects. None
    /// for a share outside 0 to 1, or a sample larger than the lot.
    pub fn chance_to_pass(self, lot: Lot, share: f64) -> Option<f64> {
        (0.0..=1.0)
            .contains(&share)
            .then(|| self.passes_with(Defects::nearest(lot, share)))
            .flatten()
    }

    /// The operating curve: the share of defects, in steps of a hundredth, and the chance to pass with it.
    pub fn operating_curve(self, lot: Lot) -> Vec<(f64, f64)> {
        let shares = (0..=100_u64).map(|hundredth| real(hundredth) / 100.0);
        shares
            .filter_map(|share| Some((share, self.chance_to_pass(lot, share)?)))
            .collect()
    }

    fn passes_with(self, defects: Defects) -> Option<f64> {
        match defects {
            Defects::Among { lot, defects } => hypergeometric_cdf(self.accept, lot, defects, self.sample),
            Defects::Share(share) => binomial_cdf(self.accept, self.sample, share),
        }
    }
}

/// How many of a lot to look at to find at least one of its `defects` with this chance (0.9: nine times in ten).
///
/// Close to the whole lot when only one is hidden. None for no defects, more than the lot holds, or a chance outside 0 to 1.
pub fn discovery_sample(lot: u64, defects: u64, chance: f64) -> Option<u64> {
    if defects == 0 || !(0.0..=1.0).contains(&chance) {
        return None;
    }
    // With the lot less its defects and one more, one is found for certain; a chance of 1 asks for that.
    (0..=lot).find(|&sample| {
        hypergeometric_cdf(0, lot, defects, sample)
            .is_some_and(|none_found| none_found <= 1.0 - chance + 1e-12)
    })
}

#[derive(Clone, Copy)]
enum Defects {
    Among { lot: u64, defects: u64 },
    Share(f64),
}

impl Defects {
    /// A product such as 0.07 · 100 is not quite the whole number it stands for.
    const ROUNDING: f64 = 1e-9;

    fn at_most(lot: Lot, share: f64) -> Self {
        Self::of(lot, share, |defects| (defects + Self::ROUNDING).floor())
    }

    fn at_least(lot: Lot, share: f64) -> Self {
        Self::of(lot, share, |defects| (defects - Self::ROUNDING).ceil())
    }

    fn nearest(lot: Lot, share: f64) -> Self {
        Self::of(lot, share, f64::round)
    }

    fn of(lot: Lot, share: f64, whole: impl Fn(f64) -> f64) -> Self {
        match lot {
            Lot::Unlimited => Self::Share(share),
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a share of the lot lies between 0 and the lot"
            )]
            Lot::Of(size) => Self::Among {
                lot: size,
                defects: whole(real(size) * share).max(0.0) as u64,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEMAND: Demand = Demand {
        good: 0.05,
        bad: 0.25,
        good_fails: 0.1,
        bad_passes: 0.1,
    };

    #[test]
    fn a_lot_of_one_is_looked_at() {
        assert_eq!(
            Plan::smallest(Lot::Of(1), DEMAND),
            Some(Plan { sample: 1, accept: 0 })
        );
    }

    #[test]
    fn an_impossible_demand_has_no_plan() {
        assert_eq!(Plan::smallest(Lot::Of(0), DEMAND), None);
        assert_eq!(
            Plan::smallest(Lot::Unlimited, Demand { bad: 0.05, ..DEMAND }),
            None
        );
        assert_eq!(
            Plan::smallest(
                Lot::Unlimited,
                Demand {
                    bad: f64::NAN,
                    ..DEMAND
                }
            ),
            None
        );
        assert_eq!(
            Plan::smallest(
                Lot::Unlimited,
                Demand {
                    bad: 0.0501,
                    ..DEMAND
                }
            ),
            None
        );
        assert_eq!(discovery_sample(30, 0, 0.9), None);
        assert_eq!(discovery_sample(30, 31, 0.9), None);
    }

    #[test]
    fn the_operating_curve_falls_from_certainty_to_nothing() {
        let plan = Plan {
            sample: 20,
            accept: 2,
        };
        let curve = plan.operating_curve(Lot::Of(60));

        assert_eq!(curve.len(), 101);
        assert_eq!(curve.first(), Some(&(0.0, 1.0)));
        assert_eq!(curve.last(), Some(&(1.0, 0.0)));
        assert!(curve.is_sorted_by(|one, next| one.1 >= next.1));
        assert_eq!(plan.chance_to_pass(Lot::Of(19), 0.1), None);
    }

    #[test]
    fn only_a_census_is_sure_to_find_a_single_defect() {
        assert_eq!(discovery_sample(30, 1, 1.0), Some(30));
        assert_eq!(discovery_sample(30, 1, 0.0), Some(0));
    }
}
