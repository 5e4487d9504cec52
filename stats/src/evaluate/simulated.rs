//! Simulated counties: villages of unequal size in towns, a year with seasons and two campaigns, paper that arrives in batches, and surges.

use serde::{Deserialize, Serialize};

use super::dice::Dice;
use crate::surge::cast::real;
use crate::surge::county::Calendar;
use crate::surge::panel::{Panel, Village};
use crate::surge::zones::neighbours;

/// Weeks in a simulated year.
pub const YEAR: usize = 52;

/// What a simulated county is like.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// Towns.
    pub towns: usize,
    /// Villages in each of them.
    pub villages_per_town: usize,
    /// Median of the villages' households; their logarithms have a standard deviation of one half.
    pub median_households: f64,
    /// Signals per household and year outside campaigns.
    pub yearly_rate: f64,
    /// Coefficient of variation of the villages' own levels.
    pub village_variation: f64,
    /// Amplitude of the season.
    pub season: f64,
    /// Factor of the two four-week campaigns of a year; each week of them differs by a quarter.
    pub campaign: f64,
    /// Campaigns begin up to so many weeks earlier or later than planned.
    pub campaign_moves_weeks: usize,
    /// Gamma shape of a town's weekly batch factor; none without batches.
    pub batch_shape: Option<f64>,
    /// Weeks in all.
    pub weeks: usize,
}

impl Default for Setting {
    fn default() -> Self {
        Self {
            towns: 16,
            villages_per_town: 10,
            median_households: 450.0,
            yearly_rate: 0.02,
            village_variation: 0.5,
            season: 0.35,
            campaign: 2.5,
            campaign_moves_weeks: 0,
            batch_shape: Some(8.0),
            weeks: 3 * YEAR,
        }
    }
}

/// The kinds of surges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Kind {
    /// One village, 3 % of its households in four weeks.
    OneVillage,
    /// One village, 1.2 % of its households in four weeks.
    SmallOneVillage,
    /// Five neighbouring villages, 2 % of their households in six weeks.
    FiveVillages,
    /// Eight neighbouring villages, 0.8 % of their households in six weeks.
    EightVillages,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 4] = [
        Self::OneVillage,
        Self::SmallOneVillage,
        Self::FiveVillages,
        Self::EightVillages,
    ];

    /// Villages hit, share of their households, weeks.
    pub fn size(self) -> (usize, f64, usize) {
        match self {
            Self::OneVillage => (1, 0.03, 4),
            Self::SmallOneVillage => (1, 0.012, 4),
            Self::FiveVillages => (5, 0.02, 6),
            Self::EightVillages => (8, 0.008, 6),
        }
    }

    /// What it is, in words.
    pub fn title(self) -> &'static str {
        match self {
            Self::OneVillage => "one village, 3 % in 4 weeks",
            Self::SmallOneVillage => "one village, 1.2 % in 4 weeks",
            Self::FiveVillages => "five villages, 2 % in 6 weeks",
            Self::EightVillages => "eight villages, 0.8 % in 6 weeks",
        }
    }
}

/// A surge that was put into a county.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surge {
    /// The villages hit.
    pub villages: Vec<usize>,
    /// Its first week.
    pub onset: usize,
}

/// A simulated county before its panel is made: what a scenario may still change.
#[derive(Debug, Clone)]
pub struct County {
    /// The villages.
    pub villages: Vec<Village>,
    /// Signals per village and week.
    pub counts: Vec<Vec<Option<u32>>>,
    /// Its campaigns.
    pub calendar: Calendar,
}

impl County {
    /// A county without surges.
    pub fn clean(setting: &Setting, seed: u64, number: u64) -> Self {
        let mut dice = Dice::new(seed, number * 2);
        let villages = settle(setting, &mut dice);
        let calendar = campaigns(setting, &mut dice);
        let counts = signals(setting, &villages, &calendar, &mut dice);
        Self {
            villages,
            counts,
            calendar,
        }
    }

    /// Puts a surge of this kind into the county, beginning between `from` and `to`.
    pub fn surge(&mut self, kind: Kind, seed: u64, number: u64, (from, to): (usize, usize)) -> Surge {
        let mut dice = Dice::new(seed, number * 2 + 1);
        let (size, share, weeks) = kind.size();
        let centre = dice.below(self.villages.len());
        let around = neighbours(&self.villages, size - 1).swap_remove(centre);
        let villages: Vec<usize> = std::iter::once(centre).chain(around).collect();
        let onset = from + dice.below(to - from + 1);
        for &village in &villages {
            let weekly = share * self.villages[village].households_in(onset) / real(weeks);
            for count in &mut self.counts[village][onset..onset + weeks] {
                *count = count.map(|count| count + dice.poisson(weekly));
            }
        }
        Surge { villages, onset }
    }

    /// Raises every village by a factor above 1 for some weeks.
    pub fn shock(&mut self, factor: f64, seed: u64, number: u64, weeks: std::ops::Range<usize>) {
        let mut dice = Dice::new(seed, number * 2 + 1);
        // The extra signals of a batch come with the batch: each counted one brings Poisson(factor − 1) others.
        for village in &mut self.counts {
            for count in &mut village[weeks.clone()] {
                *count = count.map(|count| count + dice.poisson(f64::from(count) * (factor - 1.0)));
            }
        }
    }

    /// The panel.
    pub fn panel(&self) -> Panel {
        let weeks = self.counts.first().map_or(0, Vec::len);
        let counts = self.counts.iter().flatten().copied().collect();
        Panel::new(self.villages.clone(), weeks, counts).expect("every village of a simulation has all weeks")
    }
}

/// Towns on a square grid, eighteen kilometres apart and moved a little; villages around them.
fn settle(setting: &Setting, dice: &mut Dice) -> Vec<Village> {
    let side = (1..setting.towns)
        .find(|side| side * side >= setting.towns)
        .unwrap_or(1);
    let mut villages = Vec::new();
    for town in 0..setting.towns {
        let centre = (
            18.0 * real(town % side) + 3.0 * dice.normal(),
            18.0 * real(town / side) + 3.0 * dice.normal(),
        );
        for _ in 0..setting.villages_per_town {
            let place = (centre.0 + 3.8 * dice.normal(), centre.1 + 3.8 * dice.normal());
            let households = (setting.median_households * (0.5 * dice.normal()).exp())
                .clamp(80.0, 1800.0)
                .round();
            villages.push(Village::steady(households, town, Some(place)));
        }
    }
    villages
}

/// Two campaigns of four weeks a year.
fn campaigns(setting: &Setting, dice: &mut Dice) -> Calendar {
    let mut campaign = vec![0.0; setting.weeks];
    for year in (0..setting.weeks).step_by(YEAR) {
        for planned in [19, 45] {
            let moves = setting.campaign_moves_weeks;
            let begins = year + planned - moves + dice.below(2 * moves + 1);
            for week in begins..begins + 4 {
                if let Some(share) = campaign.get_mut(week) {
                    *share = 1.0;
                }
            }
        }
    }
    Calendar {
        campaign,
        year_start: Vec::new(),
    }
}

fn signals(
    setting: &Setting,
    villages: &[Village],
    calendar: &Calendar,
    dice: &mut Dice,
) -> Vec<Vec<Option<u32>>> {
    let shape = setting.village_variation.powi(-2);
    let levels: Vec<f64> = villages.iter().map(|_| dice.gamma(shape)).collect();
    let mut counts = vec![Vec::with_capacity(setting.weeks); villages.len()];
    for week in 0..setting.weeks {
        let turn = std::f64::consts::TAU * (real(week) - 6.0) / real(YEAR);
        let season = 1.0 + setting.season * turn.sin();
        let campaign = if calendar.campaign[week] > 0.0 {
            setting.campaign * dice.between(0.75, 1.25)
        } else {
            1.0
        };
        let batches: Vec<f64> = (0..setting.towns)
            .map(|_| setting.batch_shape.map_or(1.0, |shape| dice.gamma(shape)))
            .collect();
        for (village, it) in villages.iter().enumerate() {
            let rate = setting.yearly_rate / real(YEAR) * season * campaign * batches[it.township];
            let mean = rate * levels[village] * it.households_in(week);
            counts[village].push(Some(dice.poisson(mean)));
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_county_and_another_another() {
        let setting = Setting {
            weeks: 20,
            ..Setting::default()
        };
        let county = |seed| County::clean(&setting, seed, 3).panel();

        assert_eq!(county(1), county(1));
        assert_ne!(county(1), county(2));
    }

    #[test]
    fn a_surge_of_five_hits_five_villages_and_no_other() {
        let setting = Setting::default();
        let clean = County::clean(&setting, 1, 0);
        let mut hit = clean.clone();

        let surge = hit.surge(Kind::FiveVillages, 1, 0, (110, 120));

        let changed: Vec<usize> = (0..160)
            .filter(|&it| hit.counts[it] != clean.counts[it])
            .collect();
        let mut villages = surge.villages.clone();
        villages.sort_unstable();
        assert_eq!(changed, villages);
        assert_eq!(villages.len(), 5);
    }

    #[test]
    fn a_year_of_a_county_has_the_rate_of_its_setting() {
        let county = County::clean(&Setting::default(), 5, 0);
        let households: f64 = county.villages.iter().map(|it| it.households_in(0)).sum();
        let signals: u32 = county.counts.iter().flatten().flatten().sum();

        // Two campaigns of four weeks at two and a half times the rate: 0.02 · (44 + 8 · 2.5) / 52 = 0.0246.
        let rate = f64::from(signals) / households / 3.0;
        assert!((rate - 0.0246).abs() < 0.003, "{rate}");
    }
}
