//! How much villages differ from one another over the years: the prior that a village's own history is weighed against.

use super::cast::real;

/// Below so many villages, moments of a variance say nothing; then this prior is taken (`design` value: four expected cases' worth).
const FEWEST_VILLAGES: usize = 8;
/// The gamma prior of few villages: mean 1, coefficient of variation one half.
const FEW_VILLAGES: f64 = 4.0;
/// Villages that differ by no more than chance get a prior this firm: everybody has the county's rate.
const FIRMEST: f64 = 1e6;

/// A gamma distribution of the villages' relative rates, in shape and rate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prior {
    /// Shape ν.
    pub shape: f64,
    /// Rate α: how many expected cases of own history weigh as much as the county.
    pub rate: f64,
}

impl Prior {
    /// The prior by moments of observed over expected. Marshall, R. J. (1991). Mapping disease and mortality rates using empirical Bayes
    /// estimators. Applied Statistics 40, 283–294.
    pub fn by_moments(histories: &[(f64, f64)]) -> Self {
        let known: Vec<(f64, f64)> = histories
            .iter()
            .copied()
            .filter(|(_, expected)| *expected > 0.0)
            .collect();
        let expected: f64 = known.iter().map(|(_, expected)| expected).sum();
        let observed: f64 = known.iter().map(|(observed, _)| observed).sum();
        if known.len() < FEWEST_VILLAGES || observed <= 0.0 {
            return Self {
                shape: FEW_VILLAGES,
                rate: FEW_VILLAGES,
            };
        }
        let mean = observed / expected;
        let squares = known.iter().map(|(o, e)| e * (o / e - mean).powi(2));
        let spread = squares.sum::<f64>() / expected - mean / (expected / real(known.len()));
        let rate = (mean / spread.max(0.0)).min(FIRMEST);
        Self {
            shape: mean * rate,
            rate,
        }
    }

    /// The posterior of one village's relative rate after `observed` against `expected`: shape and rate.
    pub fn posterior(self, observed: f64, expected: f64) -> (f64, f64) {
        (self.shape + observed, self.rate + expected)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn villages_that_differ_by_chance_only_get_a_firm_prior() {
        let alike = [(5.0, 5.0); 20];

        let prior = Prior::by_moments(&alike);

        assert!((prior.rate - FIRMEST).abs() < 1.0);
        assert!((prior.shape / prior.rate - 1.0).abs() < 1e-9);
    }

    #[test]
    fn the_moments_are_those_worked_out_by_hand() {
        // Half of the villages have 5 and half 15 of 10 expected: mean 1, spread .25 − 1/10 = .15, so rate 1/.15.
        let histories: Vec<(f64, f64)> = (0..20)
            .map(|i| (if i % 2 == 0 { 5.0 } else { 15.0 }, 10.0))
            .collect();

        let prior = Prior::by_moments(&histories);

        assert!((prior.rate - 1.0 / 0.15).abs() < 1e-9, "{prior:?}");
    }

    #[test]
    fn three_villages_cannot_say_how_much_villages_differ() {
        let prior = Prior::by_moments(&[(1.0, 2.0), (9.0, 3.0), (4.0, 4.0)]);

        assert!((prior.rate - FEW_VILLAGES).abs() < f64::EPSILON);
    }

    #[test]
    fn a_village_without_history_gets_the_prior_itself() {
        let prior = Prior {
            shape: 3.0,
            rate: 2.0,
        };

        assert_eq!(prior.posterior(0.0, 0.0), (3.0, 2.0));
    }
}
