//! What the weeks behind the guard band say: of each village, how many signals it had and how many the county's rate made expect.

use super::panel::Panel;

/// Running sums over a panel, so that any stretch of weeks is two look-ups.
#[derive(Debug)]
pub(crate) struct Baseline {
    weeks: usize,
    /// Per village and week, in this order, up to that week.
    signals_before: Vec<f64>,
    expected_before: Vec<f64>,
    /// Signals and household-weeks of the whole county up to a week.
    county_before: Vec<(f64, f64)>,
}

impl Baseline {
    pub(crate) fn of(panel: &Panel) -> Self {
        let county = county_weeks(panel);
        let rate = |(signals, households): &(f64, f64)| {
            if *households > 0.0 {
                signals / households
            } else {
                0.0
            }
        };
        let rates: Vec<f64> = county.iter().map(rate).collect();
        let (signals_before, expected_before) = histories(panel, &rates);
        Self {
            weeks: panel.weeks(),
            signals_before,
            expected_before,
            county_before: running_sums(&county),
        }
    }

    /// Signals and expected signals of a village in a half-open range of weeks.
    pub(crate) fn village(&self, village: usize, from: usize, to: usize) -> (f64, f64) {
        let first = village * (self.weeks + 1);
        let between = |sums: &[f64]| sums[first + to] - sums[first + from];
        (between(&self.signals_before), between(&self.expected_before))
    }

    /// Signals per household and week of the county in a half-open range of weeks.
    pub(crate) fn county_rate(&self, from: usize, to: usize) -> Option<f64> {
        let (signals_then, households_then) = self.county_before[from];
        let (signals_now, households_now) = self.county_before[to];
        let households = households_now - households_then;
        (households > 0.0).then(|| (signals_now - signals_then) / households)
    }
}

/// Signals and reporting households of the whole county, week by week.
fn county_weeks(panel: &Panel) -> Vec<(f64, f64)> {
    let villages = panel.villages().len();
    let week = |week| {
        let signals: u32 = (0..villages)
            .filter_map(|village| panel.count(village, week))
            .sum();
        let households: f64 = (0..villages).map(|village| panel.reporting(village, week)).sum();
        (f64::from(signals), households)
    };
    (0..panel.weeks()).map(week).collect()
}

/// The sums before each week, and after the last.
fn running_sums(weeks: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut sums = vec![(0.0, 0.0)];
    for (signals, households) in weeks {
        let (signals_before, households_before) = sums[sums.len() - 1];
        sums.push((signals_before + signals, households_before + households));
    }
    sums
}

/// Prefix sums of each village's signals and of what the county's rate of each week made expect.
fn histories(panel: &Panel, rates: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let villages = panel.villages().len();
    let mut signals_before = Vec::with_capacity(villages * (panel.weeks() + 1));
    let mut expected_before = Vec::with_capacity(villages * (panel.weeks() + 1));
    for village in 0..villages {
        let (mut signals, mut expected) = (0.0, 0.0);
        signals_before.push(signals);
        expected_before.push(expected);
        for (week, rate) in rates.iter().enumerate() {
            signals += panel.count(village, week).map_or(0.0, f64::from);
            expected += rate * panel.reporting(village, week);
            signals_before.push(signals);
            expected_before.push(expected);
        }
    }
    (signals_before, expected_before)
}
