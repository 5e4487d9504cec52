//! The detector, and what people use instead: every method turns the weeks of a county into bells.

use super::limits::Bell;
use crate::surge::cast::real;
use crate::surge::colour::{Colour, reached};
use crate::surge::detector::{Candidate, Detector};
use crate::surge::panel::{Completeness, Panel};
use crate::surge::thresholds::Thresholds;
use crate::surge::zones::Level;

/// A way to watch villages. Those that look at one village give a bell each week; its score is what the method compares with a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// The detector on single villages.
    Village,
    /// The detector on villages, neighbourhoods and towns; a village needs less, by the difference of the two yellow limits.
    MultiScale,
    /// Signals of four weeks: 「本月三户以上」.
    Count,
    /// Signals of four weeks per household.
    Rate,
    /// Four weeks over the four before: 环比.
    MonthOnMonth,
    /// Four weeks over the same weeks of last year: 同比.
    YearOnYear,
    /// EARS C2: a week against the seven before the last two. Hutwagner, L. et al. (2003). Journal of Urban Health 80, i89–i96.
    Ears,
    /// Four weeks against the mean and standard deviation of a year.
    LongBaseline,
}

impl Method {
    /// All methods, the detector first.
    pub const ALL: [Self; 8] = [
        Self::MultiScale,
        Self::Village,
        Self::LongBaseline,
        Self::Rate,
        Self::Count,
        Self::Ears,
        Self::YearOnYear,
        Self::MonthOnMonth,
    ];

    /// What it is called in tables.
    pub fn title(self) -> &'static str {
        match self {
            Self::Village => "detector, villages only",
            Self::MultiScale => "detector, all scales",
            Self::Count => "signals in 4 weeks",
            Self::Rate => "signals in 4 weeks per household",
            Self::MonthOnMonth => "4 weeks over the 4 before (环比)",
            Self::YearOnYear => "4 weeks over the same of last year (同比)",
            Self::Ears => "EARS C2, weekly",
            Self::LongBaseline => "4 weeks against a year (z)",
        }
    }

    /// The bells of the weeks from `first` on, those with no score left out.
    pub fn bells(self, panel: &Panel, thresholds: &Thresholds, first: usize) -> Vec<Bell> {
        match self {
            Self::Village => detector_bells(panel, thresholds, first, |candidate| {
                (candidate.level == Level::Village).then(|| candidate.score())
            }),
            Self::MultiScale => detector_bells(panel, thresholds, first, |candidate| {
                Some(candidate.score() + village_bonus(candidate, thresholds))
            }),
            _ => (first..panel.weeks())
                .flat_map(|week| self.village_bells(panel, week))
                .collect(),
        }
    }

    fn village_bells(self, panel: &Panel, week: usize) -> impl Iterator<Item = Bell> {
        panel
            .villages()
            .iter()
            .enumerate()
            .filter_map(move |(index, village)| {
                let course = panel.course(index);
                let score = self.village_score(course, week, village.households_in(week))?;
                (score > 0.0).then(|| Bell {
                    week,
                    township: village.township,
                    score,
                    villages: vec![index],
                })
            })
    }

    /// The score of one village's week.
    fn village_score(self, course: &[Option<u32>], week: usize, households: f64) -> Option<f64> {
        let month = |last: usize| -> Option<f64> {
            let weeks = course.get((last + 1).checked_sub(4)?..=last)?;
            Some(f64::from(weeks.iter().flatten().sum::<u32>()))
        };
        let recent = month(week)?;
        match self {
            Self::Village | Self::MultiScale => None,
            Self::Count => Some(recent),
            Self::Rate => (households > 0.0).then(|| recent / households),
            Self::MonthOnMonth => Some(recent / month(week.checked_sub(4)?)?.max(0.5)),
            Self::YearOnYear => Some(recent / month(week.checked_sub(52)?)?.max(0.5)),
            Self::Ears => {
                let baseline = course.get(week.checked_sub(9)?..week.checked_sub(2)?)?;
                let counts: Vec<f64> = baseline
                    .iter()
                    .map(|count| count.map_or(0.0, f64::from))
                    .collect();
                Some(standardised(f64::from(course[week]?), &counts, 0.5))
            }
            Self::LongBaseline => {
                let months: Vec<f64> = (1..=12)
                    .filter_map(|back| month(week.checked_sub(4 * back + 4)?))
                    .collect();
                Some(standardised(recent, &months, 0.5))
            }
        }
    }
}

/// The distance from a baseline's mean in its standard deviations, which are taken as at least `smallest`.
fn standardised(value: f64, baseline: &[f64], smallest: f64) -> f64 {
    let n = real(baseline.len()).max(1.0);
    let mean = baseline.iter().sum::<f64>() / n;
    let squares: f64 = baseline.iter().map(|it| (it - mean).powi(2)).sum();
    (value - mean) / (squares / (n - 1.0).max(1.0)).sqrt().max(smallest)
}

/// By how much less a village has to stand out than a zone: there are fewer ways for it to do so by chance.
fn village_bonus(candidate: &Candidate, thresholds: &Thresholds) -> f64 {
    if candidate.level == Level::Village {
        thresholds.yellow.zone_score - thresholds.yellow.village_score
    } else {
        0.0
    }
}

/// Bells of every candidate that reaches a colour: score 1 for blue to 4 for red.
pub fn colour_bells(panel: &Panel, thresholds: &Thresholds, first: usize) -> Vec<Bell> {
    detector_bells(panel, thresholds, first, |candidate| {
        reached(candidate, thresholds).map(|(colour, _)| match colour {
            Colour::Blue => 1.0,
            Colour::Yellow => 2.0,
            Colour::Orange => 3.0,
            Colour::Red => 4.0,
        })
    })
}

/// Bells of the detector's candidates that get a score.
fn detector_bells(
    panel: &Panel,
    thresholds: &Thresholds,
    first: usize,
    score: impl Fn(&Candidate) -> Option<f64>,
) -> Vec<Bell> {
    let completeness = Completeness::default();
    let detector = Detector::new(panel, &completeness, &thresholds.detector);
    let mut bells = Vec::new();
    for week in first..panel.weeks() {
        for candidate in detector.candidates(week) {
            if let Some(score) = score(&candidate) {
                bells.push(Bell {
                    week,
                    township: candidate.township,
                    score,
                    villages: detector.zones()[candidate.zone].villages.clone(),
                });
            }
        }
    }
    bells
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(method: Method, counts: &[u32]) -> f64 {
        let course: Vec<Option<u32>> = counts.iter().copied().map(Some).collect();
        method.village_score(&course, counts.len() - 1, 100.0).unwrap()
    }

    #[test]
    fn month_on_month_is_four_weeks_over_the_four_before() {
        assert!((score(Method::MonthOnMonth, &[1, 0, 1, 0, 2, 2, 1, 1]) - 3.0).abs() < 1e-12);
    }

    #[test]
    fn ears_leaves_out_the_two_weeks_before() {
        // Baseline 1, 0, 1, 0, 1, 0, 1: mean 4/7, standard deviation .5345.
        let found = score(Method::Ears, &[1, 0, 1, 0, 1, 0, 1, 9, 9, 5]);

        assert!(
            (found - (5.0 - 4.0 / 7.0) / 0.534_522_483_824_848_8).abs() < 1e-9,
            "{found}"
        );
    }

    #[test]
    fn a_village_without_a_year_of_history_has_no_year_on_year() {
        assert_eq!(Method::YearOnYear.village_score(&[Some(1); 20], 19, 100.0), None);
    }
}
