//! The county as a whole, which the comparison of villages with one another cannot see: a regression of its weekly total, and a cumulative sum
//! over what the regression did not expect.
//!
//! The regression knows trend, season and campaigns. A 集中排查 doubles the count within a week; where it is not told, every campaign is an
//! alert, or the limit has to be so high that nothing else is.

use super::cast::real;
use super::panel::{Completeness, Panel};
use super::predictive::upper_tail;
use super::regression::{Fit, Observation, anscombe, fit_without_outbreaks};
use super::thresholds::CountyThresholds;
use crate::cusum::tabular;

/// The place of the campaign among the covariates.
const CAMPAIGN: usize = 4;
/// Weeks in a year of the seasonal wave.
const YEAR_WEEKS: f64 = 52.1786;

/// What is known about the weeks apart from the counts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Calendar {
    /// Per week, how much of it lay in a 集中排查: 0 to 1. Weeks beyond the list had none.
    pub campaign: Vec<f64>,
    /// Per week, whether last year's people are identified anew (年初). Left out of the regression where no week is.
    pub year_start: Vec<f64>,
}

/// One week of the county under watch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CountyWeek {
    /// The week.
    pub week: usize,
    /// Signals counted.
    pub observed: f64,
    /// Signals expected.
    pub expected: f64,
    /// Variance of the count under no shock, the regression's own uncertainty included.
    pub variance: f64,
    /// That uncertainty: the standard error of what is expected. Neighbouring weeks share it.
    pub standard_error: f64,
    /// The standardised Anscombe residual.
    pub residual: f64,
    /// The cumulative sum, which starts again after an alert.
    pub sum: f64,
    /// Whether the sum reached its limit.
    pub is_alert: bool,
}

/// Watches the weeks from `first` on; a week without enough history or expectation is left out. Each week is judged by a regression that ends
/// before the guard band, on nothing later than itself.
pub fn watch(
    panel: &Panel,
    calendar: &Calendar,
    completeness: &Completeness,
    thresholds: &CountyThresholds,
    first: usize,
) -> Vec<CountyWeek> {
    let series = Series::new(panel, calendar);
    let share = |week: usize| completeness_of(panel, completeness, panel.weeks() - 1 - week);
    let judge = |week: usize| series.judge(week, share(week), thresholds);
    let mut weeks: Vec<CountyWeek> = (first..panel.weeks()).filter_map(judge).collect();
    let capped: Vec<f64> = weeks
        .iter()
        .map(|week| week.residual.min(thresholds.largest_residual))
        .collect();
    let sums = tabular(&capped, 0.0, thresholds.allowance, Some(thresholds.limit));
    for (week, sums) in weeks.iter_mut().zip(sums) {
        week.sum = sums.above;
        week.is_alert = sums.above >= thresholds.limit;
    }
    weeks
}

/// The share of the county's signals of a week of this age that is entered, by households.
fn completeness_of(panel: &Panel, completeness: &Completeness, age_weeks: usize) -> f64 {
    let week = panel.weeks() - 1 - age_weeks;
    let mut known = 0.0;
    let mut all = 0.0;
    for (index, village) in panel.villages().iter().enumerate() {
        let households = panel.reporting(index, week);
        all += households;
        known += households * completeness.share(village.township, age_weeks);
    }
    if all > 0.0 { known / all } else { 0.0 }
}

/// The county's weekly totals and what explains them.
struct Series {
    counts: Vec<f64>,
    households: Vec<f64>,
    covariates: Vec<Vec<f64>>,
}

impl Series {
    fn new(panel: &Panel, calendar: &Calendar) -> Self {
        let villages = panel.villages().len();
        let counts = (0..panel.weeks())
            .map(|week| f64::from((0..villages).filter_map(|it| panel.count(it, week)).sum::<u32>()));
        let households =
            (0..panel.weeks()).map(|week| (0..villages).map(|it| panel.reporting(it, week)).sum::<f64>());
        let has_year_start = calendar.year_start.iter().any(|it| *it > 0.0);
        let covariates = (0..panel.weeks()).map(|week| {
            let turn = std::f64::consts::TAU * real(week) / YEAR_WEEKS;
            let campaign = calendar.campaign.get(week).copied().unwrap_or_default();
            let mut row = vec![1.0, real(week) / YEAR_WEEKS, turn.sin(), turn.cos(), campaign];
            if has_year_start {
                row.push(calendar.year_start.get(week).copied().unwrap_or_default());
            }
            row
        });
        Self {
            counts: counts.collect(),
            households: households.collect(),
            covariates: covariates.collect(),
        }
    }

    fn judge(&self, week: usize, completeness: f64, thresholds: &CountyThresholds) -> Option<CountyWeek> {
        let exposure = self.households[week] * completeness;
        let model = self.model(week, thresholds)?;
        let row: Vec<f64> = model
            .columns
            .iter()
            .map(|&column| self.covariates[week][column])
            .collect();
        let expected = model.fit.expectation(exposure, &row);
        if expected.mean < thresholds.least_expected {
            return None;
        }
        let variance = model.dispersion * expected.mean
            + expected.standard_error.powi(2)
            + self.campaign(week) * model.campaign_variance * expected.mean.powi(2);
        let scale = (variance / expected.mean).sqrt();
        Some(CountyWeek {
            week,
            observed: self.counts[week],
            expected: expected.mean,
            variance,
            standard_error: expected.standard_error,
            residual: anscombe(self.counts[week], expected.mean) / scale,
            sum: 0.0,
            is_alert: false,
        })
    }

    fn campaign(&self, week: usize) -> f64 {
        self.covariates[week][CAMPAIGN]
    }

    /// The regression that may judge a week.
    fn model(&self, week: usize, thresholds: &CountyThresholds) -> Option<Model> {
        let to = week.saturating_sub(thresholds.guard_weeks);
        let from = to.saturating_sub(thresholds.history_weeks);
        let past: Vec<usize> = (from..to).filter(|&it| self.households[it] > 0.0).collect();
        if past.len() < thresholds.fewest_weeks {
            return None;
        }
        let varies = |column: usize| {
            let first = self.covariates[past[0]][column];
            past.iter()
                .any(|&it| (self.covariates[it][column] - first).abs() > 1e-12)
        };
        let columns: Vec<usize> = (0..self.covariates[week].len())
            .filter(|&it| it == 0 || varies(it))
            .collect();
        let observations: Vec<Observation> = past
            .iter()
            .map(|&it| Observation {
                count: self.counts[it],
                exposure: self.households[it],
                covariates: columns
                    .iter()
                    .map(|&column| self.covariates[it][column])
                    .collect(),
            })
            .collect();
        let fit = fit_without_outbreaks(&observations, thresholds.outlier_residual)?;
        let (dispersion, campaign_variance) = self.spread(&fit, &past, &observations);
        Some(Model {
            fit,
            columns,
            dispersion,
            campaign_variance,
        })
    }

    /// Over-dispersion of the weeks outside campaigns, and how much campaigns differ from one another beyond that: no two are done alike, and
    /// taking their spread for everybody's would blunt the rest of the year.
    fn spread(&self, fit: &Fit, past: &[usize], observations: &[Observation]) -> (f64, f64) {
        let (mut quiet, mut quiet_weeks) = (0.0, 0.0);
        let (mut campaign, mut campaign_means) = (0.0, 0.0);
        for (&week, it) in past.iter().zip(observations) {
            let mean = fit.mean(it.exposure, &it.covariates);
            // An outbreak of the past spreads no more than the regression let it count.
            let residual =
                anscombe(it.count, mean).clamp(-3.0 * fit.dispersion.sqrt(), 3.0 * fit.dispersion.sqrt());
            if self.campaign(week) > 0.0 {
                campaign += residual * residual * mean;
                campaign_means += mean;
            } else {
                quiet += residual * residual;
                quiet_weeks += 1.0;
            }
        }
        let freedom = quiet_weeks - real(fit.coefficients.len()) + 1.0;
        if freedom < 1.0 {
            return (fit.dispersion, 0.0);
        }
        let dispersion = (quiet / freedom).max(1.0);
        let squares: f64 = (past.iter().zip(observations))
            .filter(|(week, _)| self.campaign(**week) > 0.0)
            .map(|(_, it)| fit.mean(it.exposure, &it.covariates).powi(2))
            .sum();
        let beyond = campaign - dispersion * campaign_means;
        (
            dispersion,
            if squares > 0.0 {
                (beyond / squares).max(0.0)
            } else {
                0.0
            },
        )
    }
}

/// A regression, and what it says about spread.
struct Model {
    fit: Fit,
    /// The covariates it uses: one that never varied in its past can have no coefficient.
    columns: Vec<usize>,
    dispersion: f64,
    campaign_variance: f64,
}

/// The county's candidate of a week: the window whose total is the most surprising under the regression, and its p.
pub fn most_surprising(weeks: &[CountyWeek], windows_weeks: &[usize]) -> Option<(usize, f64)> {
    let tail = |&window: &usize| {
        let last = weeks.get(weeks.len().checked_sub(window)?..)?;
        let sum = |part: fn(&CountyWeek) -> f64| last.iter().map(part).sum::<f64>();
        // What the regression has wrong it has wrong in all these weeks: its errors add up, and do not cancel out as those of counts do.
        let own = sum(|week| week.variance - week.standard_error.powi(2));
        let variance = own + sum(|week| week.standard_error).powi(2);
        let p = upper_tail(
            whole(sum(|week| week.observed)),
            sum(|week| week.expected),
            variance,
        )?;
        (window > 0).then_some((window, p))
    };
    windows_weeks
        .iter()
        .filter_map(tail)
        .min_by(|a, b| a.1.total_cmp(&b.1))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the sum of counts is whole and not negative"
)]
fn whole(count: f64) -> u32 {
    count as u32
}

#[cfg(test)]
mod tests {
    use super::super::panel::Village;
    use super::*;

    fn panel(counts: &[u32]) -> Panel {
        let villages = vec![Village::steady(1000.0, 0, None)];
        Panel::new(villages, counts.len(), counts.iter().copied().map(Some).collect()).unwrap()
    }

    /// Twenty a week, give or take two, and double in the campaign of every 26th week.
    fn year_after_year(weeks: usize) -> (Vec<u32>, Calendar) {
        let is_campaign = |week: usize| week % 26 == 5;
        let wave = [18, 21, 20, 22, 19];
        let counts = (0..weeks).map(|week| wave[week % 5] * if is_campaign(week) { 2 } else { 1 });
        let campaign = (0..weeks).map(|week| if is_campaign(week) { 1.0 } else { 0.0 });
        let calendar = Calendar {
            campaign: campaign.collect(),
            year_start: vec![],
        };
        (counts.collect(), calendar)
    }

    fn alerts(counts: &[u32], calendar: &Calendar) -> Vec<usize> {
        let thresholds = CountyThresholds::default();
        let weeks = watch(
            &panel(counts),
            calendar,
            &Completeness::default(),
            &thresholds,
            104,
        );
        weeks
            .iter()
            .filter(|week| week.is_alert)
            .map(|week| week.week)
            .collect()
    }

    #[test]
    fn a_campaign_that_is_told_is_no_shock() {
        let (counts, calendar) = year_after_year(156);

        assert!(alerts(&counts, &calendar).is_empty());
    }

    #[test]
    fn half_as_many_again_are_found_within_three_weeks() {
        let (mut counts, calendar) = year_after_year(156);
        for count in &mut counts[140..] {
            *count = *count * 8 / 5;
        }

        let alerts = alerts(&counts, &calendar);

        assert!((140..143).contains(&alerts[0]), "{alerts:?}");
    }

    #[test]
    fn one_odd_week_is_no_shock() {
        let (mut counts, calendar) = year_after_year(156);
        counts[140] *= 3;

        assert!(alerts(&counts, &calendar).is_empty());
    }

    #[test]
    fn a_county_without_history_is_not_judged() {
        let (counts, calendar) = year_after_year(50);

        let weeks = watch(
            &panel(&counts),
            &calendar,
            &Completeness::default(),
            &CountyThresholds::default(),
            0,
        );

        assert_eq!(weeks, []);
    }
}
