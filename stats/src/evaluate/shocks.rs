//! A shock to the whole county: sixty per cent more everywhere for twelve weeks, which no comparison of villages can see.

use super::found::WATCHED_WEEKS;
use super::limits::REFRACTORY_WEEKS;
use super::simulated::{County, Setting, YEAR};
use crate::cusum::tabular;
use crate::rate::{Interval, wilson};
use crate::surge::cast::real;
use crate::surge::county::{Calendar, watch};
use crate::surge::panel::{Completeness, Panel};
use crate::surge::thresholds::CountyThresholds;

/// Weeks of a shock, and for how long it is looked for; a miss counts as so many weeks.
pub const SHOCK_WEEKS: usize = 12;
/// How much more there is of everything.
const FACTOR: f64 = 1.6;
/// The shock begins after three years of history and the year's first month.
const HISTORY: usize = 3 * YEAR;

/// A way to watch the county.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountyMethod {
    /// Regression that knows the campaigns, and a cumulative sum.
    Cusum,
    /// The same regression, each week by itself.
    Residual,
    /// Regression that does not know the campaigns, and a cumulative sum.
    WithoutCampaign,
    /// Four weeks over the same of last year.
    YearOnYear,
}

impl CountyMethod {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::Cusum,
        Self::Residual,
        Self::WithoutCampaign,
        Self::YearOnYear,
    ];

    /// What it is called in tables.
    pub fn title(self) -> &'static str {
        match self {
            Self::Cusum => "regression with campaigns, cumulative sum",
            Self::Residual => "regression with campaigns, each week",
            Self::WithoutCampaign => "regression without campaigns, cumulative sum",
            Self::YearOnYear => "4 weeks over the same of last year (同比)",
        }
    }

    /// The last year of a county as this method sees it.
    fn scores(self, county: &Watched, thresholds: &CountyThresholds) -> Scores {
        let weeks = match self {
            Self::Cusum | Self::Residual => county.with_campaigns.clone(),
            Self::WithoutCampaign => county.without_campaigns.clone(),
            Self::YearOnYear => county.year_on_year.clone(),
        };
        let allowance = match self {
            Self::Cusum | Self::WithoutCampaign => Some(thresholds.allowance),
            Self::Residual | Self::YearOnYear => None,
        };
        Scores { weeks, allowance }
    }
}

/// The last year of a county as every method sees it: weeks and scores.
struct Watched {
    with_campaigns: Vec<(usize, f64)>,
    without_campaigns: Vec<(usize, f64)>,
    year_on_year: Vec<(usize, f64)>,
}

impl Watched {
    fn new(county: &County, thresholds: &CountyThresholds) -> Self {
        let panel = county.panel();
        let residuals = |calendar: &Calendar| {
            let weeks = watch(&panel, calendar, &Completeness::default(), thresholds, HISTORY);
            weeks
                .iter()
                .map(|it| (it.week, it.residual.min(thresholds.largest_residual)))
                .collect()
        };
        Self {
            with_campaigns: residuals(&county.calendar),
            without_campaigns: residuals(&Calendar::default()),
            year_on_year: year_on_year(&panel),
        }
    }
}

fn year_on_year(panel: &Panel) -> Vec<(usize, f64)> {
    let villages = panel.villages().len();
    let month = |last: usize| -> f64 {
        let weeks = last - 3..=last;
        weeks
            .flat_map(|week| (0..villages).filter_map(move |it| panel.count(it, week)))
            .map(f64::from)
            .sum()
    };
    (HISTORY..panel.weeks())
        .map(|week| (week, month(week) / month(week - YEAR).max(1.0)))
        .collect()
}

/// A year's scores, summed up with this allowance or each for itself.
struct Scores {
    weeks: Vec<(usize, f64)>,
    allowance: Option<f64>,
}

impl Scores {
    /// Weeks of the alerts at this limit.
    fn alerts(&self, limit: f64) -> Vec<usize> {
        let scores: Vec<f64> = self.weeks.iter().map(|(_, score)| *score).collect();
        let levels = match self.allowance {
            Some(allowance) => {
                let sums = tabular(&scores, 0.0, allowance, Some(limit));
                sums.iter().map(|sums| sums.above).collect()
            }
            None => scores,
        };
        let mut alerts: Vec<usize> = Vec::new();
        let loud = self.weeks.iter().zip(levels).filter(|(_, level)| *level >= limit);
        for (&(week, _), _) in loud {
            if alerts.last().is_none_or(|last| week >= last + REFRACTORY_WEEKS) {
                alerts.push(week);
            }
        }
        alerts
    }
}

/// How one way to watch the county fared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CountyRow {
    /// Which.
    pub method: CountyMethod,
    /// Its limit.
    pub limit: f64,
    /// Alerts a year in other clean years than those the limit was set on.
    pub alerts_yearly: f64,
    /// Shocks.
    pub shocks: usize,
    /// Found within [`WATCHED_WEEKS`].
    pub in_eight: usize,
    /// Found within [`SHOCK_WEEKS`].
    pub in_all: usize,
    /// Mean delay in weeks, misses counted as [`SHOCK_WEEKS`].
    pub mean_delay_weeks: f64,
}

impl CountyRow {
    /// The Wilson interval of the share found.
    pub fn interval(&self) -> Option<Interval> {
        wilson(real(self.in_all), real(self.shocks))
    }
}

/// Sets each method's limit on clean years at `budget` alerts a year, then shocks as many other counties.
pub fn shocks(
    thresholds: &CountyThresholds,
    setting: &Setting,
    seed: u64,
    counties: u64,
    budget: f64,
) -> Vec<CountyRow> {
    let setting = Setting {
        weeks: HISTORY + YEAR,
        campaign_moves_weeks: 3,
        ..setting.clone()
    };
    let watched = |county: &County| Watched::new(county, thresholds);
    let clean = |number| County::clean(&setting, seed, number);
    let tuning: Vec<Watched> = (0..counties).map(|it| watched(&clean(10_000_000 + it))).collect();
    let fresh: Vec<Watched> = (0..counties).map(|it| watched(&clean(11_000_000 + it))).collect();
    let shocked: Vec<(Watched, usize)> = (0..counties)
        .map(|it| {
            let number = 12_000_000 + it;
            let mut county = clean(number);
            let onset = HISTORY + 4 + usize::try_from(it).unwrap_or_default() % (YEAR - SHOCK_WEEKS - 4);
            county.shock(FACTOR, seed, number, onset..onset + SHOCK_WEEKS);
            (watched(&county), onset)
        })
        .collect();
    let row = |method: CountyMethod| {
        let scores = |county: &Watched| method.scores(county, thresholds);
        let tuning: Vec<Scores> = tuning.iter().map(scores).collect();
        let limit = lowest(&tuning, budget);
        let fresh: usize = fresh
            .iter()
            .map(|county| scores(county).alerts(limit).len())
            .sum();
        let delays: Vec<Option<usize>> = shocked
            .iter()
            .map(|(county, onset)| {
                let alerts = scores(county).alerts(limit);
                let delays = alerts
                    .iter()
                    .filter(|week| (*onset..*onset + SHOCK_WEEKS).contains(week));
                delays.map(|week| week - onset + 1).min()
            })
            .collect();
        let within = |weeks: usize| delays.iter().flatten().filter(|delay| **delay <= weeks).count();
        let counted: usize = delays.iter().map(|delay| delay.unwrap_or(SHOCK_WEEKS)).sum();
        CountyRow {
            method,
            limit,
            alerts_yearly: real(fresh) / real(tuning.len().max(1)),
            shocks: delays.len(),
            in_eight: within(WATCHED_WEEKS),
            in_all: within(SHOCK_WEEKS),
            mean_delay_weeks: real(counted) / real(delays.len().max(1)),
        }
    };
    CountyMethod::ALL.into_iter().map(row).collect()
}

/// The lowest limit on a fine grid at which these years ring at most `budget` times each on average.
fn lowest(clean: &[Scores], budget: f64) -> f64 {
    let allowed = budget * real(clean.len());
    let grid = |step: usize| 0.05 * real(step);
    let is_beyond = |step: usize| real(clean.iter().map(|it| it.alerts(grid(step)).len()).sum()) > allowed;
    let steps: Vec<usize> = (0..800).collect();
    grid(steps.partition_point(|step| is_beyond(*step)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_starts_again_after_it_rang_and_rings_once_in_four_weeks() {
        let scores = Scores {
            weeks: (0..10).map(|week| (week, 2.5)).collect(),
            allowance: Some(0.5),
        };

        // 2, 4 and it rings; again after two weeks, which is the same alert; and after four.
        assert_eq!(scores.alerts(3.0), [1, 5, 9]);
    }

    #[test]
    fn a_limit_is_no_lower_than_its_budget_allows() {
        let year = Scores {
            weeks: vec![(0, 1.0), (10, 2.0)],
            allowance: None,
        };

        let limit = lowest(&[year], 1.0);

        assert!((0.95..1.1).contains(&limit), "{limit}");
    }
}
