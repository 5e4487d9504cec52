//! Eight ways in which a county without any surge may look odd. None of them may ring more often than half as much again as was agreed.

use super::dice::Dice;
use super::simulated::{County, Setting, YEAR};

/// A scenario without a surge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Null {
    /// Seasons, half again as strong, and no campaign.
    SeasonOnly,
    /// Campaigns at any time, and no season.
    CampaignOnly,
    /// Three villages are founded, with people and no history.
    NewVillage,
    /// A village joins another; of another a part becomes a village.
    MergeAndSplit,
    /// Two weeks in which nobody enters anything: a festival.
    ZeroWeeks,
    /// A week in which all towns but one are missing and look like zero.
    DataGap,
    /// A town's week is counted twice.
    DuplicatedUpload,
    /// A town enters three weeks with the fourth.
    LateBulkEntry,
}

impl Null {
    /// All scenarios.
    pub const ALL: [Self; 8] = [
        Self::SeasonOnly,
        Self::CampaignOnly,
        Self::NewVillage,
        Self::MergeAndSplit,
        Self::ZeroWeeks,
        Self::DataGap,
        Self::DuplicatedUpload,
        Self::LateBulkEntry,
    ];

    /// What it is called in tables.
    pub fn title(self) -> &'static str {
        match self {
            Self::SeasonOnly => "season only",
            Self::CampaignOnly => "campaign only",
            Self::NewVillage => "new villages",
            Self::MergeAndSplit => "village merged, village split",
            Self::ZeroWeeks => "two weeks of zero",
            Self::DataGap => "a week of one town only",
            Self::DuplicatedUpload => "a town's week twice",
            Self::LateBulkEntry => "a town's month in one week",
        }
    }

    /// A county of the scenario; what happens, happens after week `first`.
    pub fn county(self, setting: &Setting, seed: u64, number: u64, first: usize) -> County {
        let setting = match self {
            Self::SeasonOnly => Setting {
                campaign: 1.0,
                season: setting.season * 1.5,
                ..setting.clone()
            },
            Self::CampaignOnly => Setting {
                season: 0.0,
                campaign_moves_weeks: 3,
                ..setting.clone()
            },
            _ => setting.clone(),
        };
        let mut county = County::clean(&setting, seed, number);
        let mut dice = Dice::new(seed, number * 2 + 1);
        let week = first + 6 + dice.below(YEAR - 12);
        let town = dice.below(setting.towns);
        match self {
            Self::SeasonOnly | Self::CampaignOnly => {}
            Self::NewVillage => found(&mut county, &mut dice, week),
            Self::MergeAndSplit => rearrange(&mut county, week, town * setting.villages_per_town),
            Self::ZeroWeeks => change(&mut county, |_, weeks| weeks[week..week + 2].fill(Some(0))),
            Self::DataGap => change(&mut county, |village, weeks| {
                if village != town {
                    weeks[week] = Some(0);
                }
            }),
            Self::DuplicatedUpload => change(&mut county, |village, weeks| {
                if village == town {
                    weeks[week] = weeks[week].map(|count| count * 2);
                }
            }),
            Self::LateBulkEntry => change(&mut county, |village, weeks| {
                if village == town {
                    let month: u32 = weeks[week - 3..=week].iter().flatten().sum();
                    weeks[week - 3..week].fill(Some(0));
                    weeks[week] = Some(month);
                }
            }),
        }
        county
    }
}

/// Changes the weeks of every village, of which it is told the town.
fn change(county: &mut County, with: impl Fn(usize, &mut [Option<u32>])) {
    for (village, weeks) in county.villages.iter().zip(&mut county.counts) {
        with(village.township, weeks);
    }
}

/// Three villages have neither households nor counts before the week.
fn found(county: &mut County, dice: &mut Dice, week: usize) {
    for _ in 0..3 {
        let village = dice.below(county.villages.len());
        let households = county.villages[village].households_in(week);
        county.villages[village].households = vec![(week, households)];
        county.counts[village][..week].fill(None);
    }
}

/// The first village of a town joins the second; of the third, half was counted under the fourth before.
fn rearrange(county: &mut County, week: usize, first: usize) {
    let [joins, joined, parent, part] = [first, first + 1, first + 2, first + 3];
    let households = |county: &County, village: usize| county.villages[village].households_in(0);
    let both = households(county, joins) + households(county, joined);
    county.villages[joined].households.push((week, both));
    county.villages[joins].households.push((week, 0.0));
    let before = households(county, parent) + households(county, part);
    let (alone, new) = (households(county, parent), households(county, part));
    county.villages[parent].households = vec![(0, before), (week, alone)];
    county.villages[part].households = vec![(week, new)];
    for it in 0..county.counts[joins].len() {
        if it >= week {
            county.counts[joined][it] = sum(county.counts[joined][it], county.counts[joins][it]);
            county.counts[joins][it] = None;
        } else {
            county.counts[parent][it] = sum(county.counts[parent][it], county.counts[part][it]);
            county.counts[part][it] = None;
        }
    }
}

fn sum(a: Option<u32>, b: Option<u32>) -> Option<u32> {
    Some(a? + b?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signals(county: &County) -> u32 {
        county.counts.iter().flatten().flatten().sum()
    }

    #[test]
    fn a_merger_and_a_split_lose_no_signal_and_no_household() {
        let setting = Setting::default();
        let before = County::clean(&setting, 7, 3);

        let after = Null::MergeAndSplit.county(&setting, 7, 3, 104);

        let households = |county: &County, week: usize| -> f64 {
            county
                .villages
                .iter()
                .map(|village| village.households_in(week))
                .sum()
        };
        assert_eq!(signals(&before), signals(&after));
        assert!((households(&before, 0) - households(&after, 0)).abs() < 1e-9);
        assert!((households(&before, 155) - households(&after, 155)).abs() < 1e-9);
    }

    #[test]
    fn a_late_entry_moves_signals_and_loses_none() {
        let setting = Setting::default();

        let late = Null::LateBulkEntry.county(&setting, 7, 4, 104);

        assert_eq!(signals(&late), signals(&County::clean(&setting, 7, 4)));
    }

    #[test]
    fn every_scenario_makes_a_panel() {
        for null in Null::ALL {
            assert_eq!(
                null.county(&Setting::default(), 1, 1, 104).panel().weeks(),
                156,
                "{null:?}"
            );
        }
    }
}
