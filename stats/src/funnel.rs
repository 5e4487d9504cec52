//! Which places lie further from the common rate than their size and the usual differences between places explain.
//!
//! Both tails say something: too many, and too few, which may be cases that nobody looked for.
//!
//! Spiegelhalter, D. J. (2005). Funnel plots for comparing institutional performance. Statistics in Medicine 24, 1185–1202. With the
//! variance between places: Spiegelhalter, D. J. (2005). Handling over-dispersion of performance indicators. Quality and Safety in Health
//! Care 14, 347–351.

use crate::{rate::percentile, real::real, tail::normal_sf};

/// Fewer places than this cannot say how places differ; then show counts and exact intervals instead.
pub const FEWEST_PLACES: usize = 8;

/// The share of places at each end that count with the score of the outermost of the others when the usual difference is measured.
const WINSORISED: f64 = 0.1;

/// What a place has, and what it is measured by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Events; of a share, successes.
    pub events: f64,
    /// What they are measured by: for a share the trials, for a ratio the events expected.
    pub base: f64,
}

/// What the funnel compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Successes of trials, around the share of all places together.
    Share,
    /// Events for each one expected, around 1.
    Ratio,
}

/// A funnel and where each place stands in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Funnel {
    /// The common value, on the scale of the measure.
    pub target: f64,
    /// How much more the scores vary than chance makes them; 1 is chance alone.
    pub phi: f64,
    /// The variance between places on the transformed scale; 0 where chance explains all.
    pub tau2: f64,
    /// Each place; none where it has no base.
    pub positions: Vec<Option<Position>>,
}

/// Where a place stands in a funnel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    /// Standard deviations from the target, chance alone.
    pub score: f64,
    /// Standard deviations from the target, the usual difference between places taken off.
    pub adjusted_score: f64,
    /// The chance of a place so far up or further, from the adjusted score.
    pub chance_above: f64,
    /// The chance of a place so far down or further: the suspicion that too few were found.
    pub chance_below: f64,
}

impl Funnel {
    /// The funnel of these places. Shares are compared as arcsines, ratios as square roots, which makes their spread the same at every size.
    ///
    /// None when fewer than [`FEWEST_PLACES`] places have a base, or all successes or none are.
    pub fn of(places: &[Place], measure: Measure) -> Option<Self> {
        let target = measure.target(places)?;
        let points: Vec<Option<Point>> = places.iter().map(|place| measure.point(*place, target)).collect();
        let known: Vec<Point> = points.iter().flatten().copied().collect();
        if known.len() < FEWEST_PLACES {
            return None;
        }
        let (phi, tau2) = spread(&known)?;
        let positions = points
            .into_iter()
            .map(|point| Some(point?.position(tau2)))
            .collect();
        Some(Self {
            target,
            phi,
            tau2,
            positions,
        })
    }
}

impl Measure {
    fn target(self, places: &[Place]) -> Option<f64> {
        match self {
            Self::Ratio => Some(1.0),
            Self::Share => {
                let based = || places.iter().filter(|place| place.base > 0.0);
                let share = based().map(|place| place.events).sum::<f64>()
                    / based().map(|place| place.base).sum::<f64>();
                (share > 0.0 && share < 1.0).then_some(share)
            }
        }
    }

    fn point(self, Place { events, base }: Place, target: f64) -> Option<Point> {
        if !(base > 0.0 && base.is_finite() && events >= 0.0 && events.is_finite()) {
            return None;
        }
        let rate = events / base;
        let distance = match self {
            Self::Ratio => rate.sqrt() - target.sqrt(),
            Self::Share if rate > 1.0 => return None,
            Self::Share => rate.sqrt().asin() - target.sqrt().asin(),
        };
        Some(Point {
            distance,
            deviation: 0.5 / base.sqrt(),
        })
    }
}

/// A place on the transformed scale.
#[derive(Clone, Copy)]
struct Point {
    distance: f64,
    deviation: f64,
}

impl Point {
    fn score(self) -> f64 {
        self.distance / self.deviation
    }

    fn position(self, tau2: f64) -> Position {
        let adjusted_score = self.distance / (self.deviation.powi(2) + tau2).sqrt();
        Position {
            score: self.score(),
            adjusted_score,
            chance_above: normal_sf(adjusted_score),
            chance_below: normal_sf(-adjusted_score),
        }
    }
}

/// The over-dispersion factor and the variance between places, the outermost scores pulled in so that the outliers we look for do not hide
/// themselves (`DerSimonian` and Laird 1986 by moments).
fn spread(points: &[Point]) -> Option<(f64, f64)> {
    let mut scores: Vec<f64> = points.iter().map(|point| point.score()).collect();
    scores.sort_by(f64::total_cmp);
    let (low, high) = percentile(&scores, WINSORISED).zip(percentile(&scores, 1.0 - WINSORISED))?;
    let places = real(scores.len() as u64);
    let phi = scores
        .iter()
        .map(|score| score.clamp(low, high).powi(2))
        .sum::<f64>()
        / places;

    let weight = |point: &Point| point.deviation.powi(-2);
    let weights: f64 = points.iter().map(weight).sum();
    let squares: f64 = points.iter().map(|point| weight(point).powi(2)).sum();
    let tau2 = (places * phi - (places - 1.0)) / (weights - squares / weights);
    Some((phi, tau2.max(0.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(events: &[f64], base: f64) -> Vec<Place> {
        events.iter().map(|&events| Place { events, base }).collect()
    }

    #[test]
    fn three_towns_have_no_funnel() {
        assert_eq!(Funnel::of(&places(&[3.0, 9.0, 4.0], 100.0), Measure::Share), None);
        assert_eq!(Funnel::of(&places(&[0.0; 20], 100.0), Measure::Share), None);
        assert_eq!(Funnel::of(&[], Measure::Ratio), None);
    }

    #[test]
    fn a_place_without_a_base_has_no_position() {
        let mut all = places(&[3.0, 5.0, 4.0, 6.0, 5.0, 4.0, 5.0, 4.0], 100.0);
        all.push(Place {
            events: 0.0,
            base: 0.0,
        });

        let funnel = Funnel::of(&all, Measure::Share).expect("eight places");

        assert_eq!(funnel.positions.last(), Some(&None));
        assert_eq!(funnel.positions.iter().flatten().count(), 8);
        assert_eq!(funnel.tau2.to_bits(), 0);
    }

    #[test]
    fn a_village_with_none_of_many_stands_out_below() {
        let mut counts = [20.0; 12];
        counts[3] = 0.0;
        let funnel = Funnel::of(&places(&counts, 400.0), Measure::Share).expect("twelve places");

        let empty = funnel.positions[3].expect("it has a base");

        assert!(
            empty.chance_below < 0.001 && empty.chance_above > 0.999,
            "{empty:?}"
        );
    }
}
