//! Every number that decides about an alert, in one place, so that it can be printed beside the alert and dated in a configuration.
//!
//! No document gives a number for 规模性返贫. The defaults are a design choice, found by simulation under a budget of false alerts
//! (`docs/early-warning.md` has the measurement); a county may set its own. The three recipients are LS-39's.

use serde::{Deserialize, Serialize};

/// All thresholds of early warning.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Thresholds {
    /// How villages, neighbourhoods and towns are watched.
    pub detector: DetectorThresholds,
    /// How the county as a whole is watched.
    pub county: CountyThresholds,
    /// 蓝: a village looks at itself.
    pub blue: BlueThresholds,
    /// 黄: 业务部门相关负责人会商.
    pub yellow: YellowThresholds,
    /// 橙: 部门负责人会商.
    pub orange: OrangeThresholds,
    /// 红: 上报党委农村工作领导小组.
    pub red: RedThresholds,
    /// How long a colour stays.
    pub course: CourseThresholds,
}

/// The multi-scale negative binomial detector.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DetectorThresholds {
    /// Lengths of the windows that end with the week looked at.
    pub windows_weeks: Vec<usize>,
    /// The longest window of a single village. A village that is slow over two months costs alerts and is seldom a surge; with its neighbours it is
    /// still looked at over all windows.
    pub longest_village_window_weeks: usize,
    /// Villages in a neighbourhood, its centre included.
    pub neighbourhood_villages: Vec<usize>,
    /// Weeks of history behind the guard band that a village's own level is learned from.
    pub history_weeks: usize,
    /// Weeks between window and history, so that the beginning of a surge does not become its own baseline.
    pub guard_weeks: usize,
    /// Variance of a zone's weekly rate beyond Poisson, relative to the squared rate: paper comes in batches. To be re-estimated yearly.
    pub batch_variance: f64,
    /// A window with fewer signals is no candidate.
    pub fewest_signals: u32,
    /// The rest of the county never counts as quieter than this share of its own history: where nobody else has delivered yet, the first who
    /// has is no surge.
    pub quietest_rate_share: f64,
    /// A candidate is kept when its p is below this.
    pub candidate_p: f64,
    /// A week of which less than this share is entered is not judged yet.
    pub least_completeness: f64,
    /// A village contributes to a zone's surge with so many signals …
    pub contributing_signals: u32,
    /// … and more than this many times its expectation.
    pub contributing_ratio: f64,
}

impl Default for DetectorThresholds {
    fn default() -> Self {
        Self {
            windows_weeks: vec![1, 2, 4, 8],
            longest_village_window_weeks: 4,
            neighbourhood_villages: vec![3, 5, 8],
            history_weeks: 150,
            guard_weeks: 4,
            batch_variance: 0.10,
            fewest_signals: 3,
            quietest_rate_share: 0.5,
            candidate_p: 0.05,
            least_completeness: crate::delay::LEAST_ENTERED,
            contributing_signals: 2,
            contributing_ratio: 2.0,
        }
    }
}

/// The regression of the county's weekly total, and the cumulative sum over its residuals.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CountyThresholds {
    /// Weeks the regression learns from.
    pub history_weeks: usize,
    /// With fewer weeks nothing is said.
    pub fewest_weeks: usize,
    /// Weeks between the week looked at and what the regression learns from.
    pub guard_weeks: usize,
    /// Below this expectation a week's residual is not near enough to normal.
    pub least_expected: f64,
    /// Past weeks with a standardised Anscombe residual above this count less: Noufaily, A. et al. (2013). Statistics in Medicine 32, 1206–1222.
    pub outlier_residual: f64,
    /// The allowance k of the cumulative sum, in standard deviations.
    pub allowance: f64,
    /// One residual adds no more than this to the sum, so that a single odd week, a file delivered twice, is no shock.
    pub largest_residual: f64,
    /// The limit h of the cumulative sum: one false alert a year.
    pub limit: f64,
    /// After an alert the sum starts again, and the next alert is not counted for so many weeks.
    pub refractory_weeks: usize,
}

impl Default for CountyThresholds {
    fn default() -> Self {
        Self {
            history_weeks: 156,
            fewest_weeks: 60,
            guard_weeks: 4,
            least_expected: 5.0,
            outlier_residual: 2.58,
            allowance: 0.5,
            largest_residual: 2.5,
            limit: 2.5,
            refractory_weeks: 4,
        }
    }
}

/// 蓝 关注.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BlueThresholds {
    /// −log10 p of a village.
    pub village_score: f64,
    /// Signals in the window.
    pub signals: u32,
}

impl Default for BlueThresholds {
    fn default() -> Self {
        Self {
            village_score: 2.34,
            signals: 3,
        }
    }
}

/// 黄 预警.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct YellowThresholds {
    /// −log10 p of a village …
    pub village_score: f64,
    /// … or of a neighbourhood or town.
    pub zone_score: f64,
    /// Signals above expectation.
    pub excess: f64,
}

impl Default for YellowThresholds {
    fn default() -> Self {
        Self {
            village_score: 2.60,
            zone_score: 3.30,
            excess: 5.0,
        }
    }
}

/// 橙 突出、突发.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OrangeThresholds {
    /// −log10 p of a neighbourhood or town.
    pub zone_score: f64,
    /// Signals above expectation.
    pub excess: f64,
    /// Villages that contribute.
    pub contributing: usize,
    /// Excess that is left without the worst village.
    pub rest: f64,
    /// A lone village that is this far out …
    pub lone_village_score: f64,
    /// … with this much excess is a sudden event, which a person confirms.
    pub lone_village_excess: f64,
}

impl Default for OrangeThresholds {
    fn default() -> Self {
        Self {
            zone_score: 4.37,
            excess: 10.0,
            contributing: 2,
            rest: 4.0,
            lone_village_score: 6.0,
            lone_village_excess: 20.0,
        }
    }
}

/// 红 区域性、规模性.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RedThresholds {
    /// −log10 p of a neighbourhood or town.
    pub zone_score: f64,
    /// Signals above expectation.
    pub excess: f64,
    /// Villages that contribute.
    pub contributing: usize,
    /// Excess that is left without the worst village.
    pub rest: f64,
    /// Or: so large a share of a town's villages is orange. The rule of a fifth is the IPC's for areas (Technical Manual 3.1).
    pub orange_village_share: f64,
    /// Or: a disaster has hit so large a share of a town's households.
    pub disaster_household_share: f64,
}

impl Default for RedThresholds {
    fn default() -> Self {
        Self {
            zone_score: 6.0,
            excess: 20.0,
            contributing: 3,
            rest: 10.0,
            orange_village_share: 0.2,
            disaster_household_share: 0.2,
        }
    }
}

/// How long a colour stays.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CourseThresholds {
    /// Runs below the next lower limit after which a colour is left.
    pub quiet_runs: u32,
    /// A blue that nothing renews ends after so many weeks.
    pub blue_weeks: usize,
    /// A yellow that nothing renews ends after so many weeks.
    pub yellow_weeks: usize,
    /// After a person closed a colour, it and milder ones are not entered again for so many weeks: the longest window.
    pub closed_weeks: usize,
}

impl Default for CourseThresholds {
    fn default() -> Self {
        Self {
            quiet_runs: 2,
            blue_weeks: 4,
            yellow_weeks: 8,
            closed_weeks: 8,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_configuration_names_only_what_it_changes() {
        let read: Thresholds = serde_json::from_str(r#"{"red":{"excess":30}}"#).unwrap();

        assert!((read.red.excess - 30.0).abs() < f64::EPSILON);
        assert_eq!(read.orange, OrangeThresholds::default());
    }

    #[test]
    fn a_misspelt_threshold_is_an_error_and_no_silence() {
        let read = serde_json::from_str::<Thresholds>(r#"{"red":{"exces":30}}"#);

        assert!(read.is_err());
    }
}
