//! Which colour a candidate deserves: significance and size together, never one alone.
//!
//! 蓝黄橙红 and their numbers are a design choice (no document has either); the three recipients of 黄橙红 are the three 会商 tiers of LS-39.

use serde::{Deserialize, Serialize};

use super::cast::real;
use super::detector::Candidate;
use super::thresholds::Thresholds;
use super::zones::Level;

/// How serious an alert is, from watching to telling the 党委农村工作领导小组.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Colour {
    /// 蓝 关注: the village looks at itself.
    Blue,
    /// 黄 预警: 业务部门相关负责人会商.
    Yellow,
    /// 橙 突出、突发: 部门负责人会商.
    Orange,
    /// 红 区域性、规模性: 上报党委农村工作领导小组.
    Red,
}

impl Colour {
    /// All colours, from the mildest.
    pub const ALL: [Self; 4] = [Self::Blue, Self::Yellow, Self::Orange, Self::Red];

    /// The 会商 tier of LS-39; none for blue, which is listed at the routine meeting.
    pub fn tier(self) -> Option<u8> {
        match self {
            Self::Blue => None,
            Self::Yellow => Some(1),
            Self::Orange => Some(2),
            Self::Red => Some(3),
        }
    }

    /// Its Chinese name.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Blue => "蓝",
            Self::Yellow => "黄",
            Self::Orange => "橙",
            Self::Red => "红",
        }
    }

    /// The next milder colour.
    pub fn milder(self) -> Option<Self> {
        match self {
            Self::Blue => None,
            Self::Yellow => Some(Self::Blue),
            Self::Orange => Some(Self::Yellow),
            Self::Red => Some(Self::Orange),
        }
    }
}

/// Which rule gave a colour: printed beside the alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// A village stands out.
    Village,
    /// A village, neighbourhood or town stands out, with enough households.
    Excess,
    /// A neighbourhood or town stands out, over several villages.
    SeveralVillages,
    /// One village is so far out that it counts as a sudden event; a person confirms it.
    LoneVillage,
    /// The county's cumulative sum is over its limit.
    County,
    /// A region-wide surge that does not hang on one village.
    Scale,
    /// A fifth of a town's villages is orange.
    OrangeTown,
    /// A declared event, or a disaster that hit a fifth of a town's households.
    Disaster,
}

/// The highest colour a candidate reaches, and by which rule.
pub fn reached(candidate: &Candidate, thresholds: &Thresholds) -> Option<(Colour, Rule)> {
    Colour::ALL.iter().rev().find_map(|&colour| {
        let rule = match colour {
            Colour::Red => red(candidate, thresholds),
            Colour::Orange => orange(candidate, thresholds),
            Colour::Yellow => yellow(candidate, thresholds),
            Colour::Blue => blue(candidate, thresholds),
        };
        rule.map(|rule| (colour, rule))
    })
}

fn blue(candidate: &Candidate, thresholds: &Thresholds) -> Option<Rule> {
    let limits = &thresholds.blue;
    let is_village = candidate.level == Level::Village;
    let reaches = candidate.score() >= limits.village_score && candidate.observed >= limits.signals;
    (is_village && reaches).then_some(Rule::Village)
}

fn yellow(candidate: &Candidate, thresholds: &Thresholds) -> Option<Rule> {
    let limits = &thresholds.yellow;
    let score = if candidate.level == Level::Village {
        limits.village_score
    } else {
        limits.zone_score
    };
    (candidate.score() >= score && candidate.excess() >= limits.excess).then_some(Rule::Excess)
}

fn orange(candidate: &Candidate, thresholds: &Thresholds) -> Option<Rule> {
    let limits = &thresholds.orange;
    if candidate.level == Level::Village {
        let is_sudden = candidate.score() >= limits.lone_village_score
            && candidate.excess() >= limits.lone_village_excess;
        return is_sudden.then_some(Rule::LoneVillage);
    }
    let reaches = candidate.score() >= limits.zone_score
        && candidate.excess() >= limits.excess
        && candidate.contributing >= limits.contributing
        && candidate.rest >= limits.rest;
    reaches.then_some(Rule::SeveralVillages)
}

fn red(candidate: &Candidate, thresholds: &Thresholds) -> Option<Rule> {
    let limits = &thresholds.red;
    let reaches = candidate.level != Level::Village
        && candidate.score() >= limits.zone_score
        && candidate.excess() >= limits.excess
        && candidate.contributing >= limits.contributing
        && candidate.rest >= limits.rest;
    reaches.then_some(Rule::Scale)
}

/// Whether so many of a town's villages are orange that the town is red.
pub fn is_orange_town(orange_villages: usize, villages: usize, thresholds: &Thresholds) -> bool {
    let several = orange_villages >= thresholds.red.contributing;
    several && real(orange_villages) >= thresholds.red.orange_village_share * real(villages)
}

/// What a declared event is worth: blue at once, more by the share of a town's households it hit and by how many they are.
pub fn declared(affected_households: f64, town_households: f64, thresholds: &Thresholds) -> (Colour, Rule) {
    let is_wide = town_households > 0.0
        && affected_households >= thresholds.red.disaster_household_share * town_households;
    let colour = if is_wide && affected_households >= thresholds.red.excess {
        Colour::Red
    } else if affected_households >= thresholds.orange.excess {
        Colour::Orange
    } else if affected_households >= thresholds.yellow.excess {
        Colour::Yellow
    } else {
        Colour::Blue
    };
    (colour, Rule::Disaster)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(
        level: Level,
        p: f64,
        observed: u32,
        expected: f64,
        contributing: usize,
        rest: f64,
    ) -> Candidate {
        Candidate {
            week: 0,
            window_weeks: 4,
            level,
            township: 0,
            zone: 0,
            households: 1000.0,
            observed,
            expected,
            variance: expected,
            p,
            contributing,
            rest,
        }
    }

    fn colour(candidate: &Candidate) -> Option<Colour> {
        reached(candidate, &Thresholds::default()).map(|(colour, _)| colour)
    }

    #[test]
    fn significance_alone_never_makes_red() {
        let many = candidate(Level::Nearest(8), 1e-9, 30, 5.0, 5, 15.0);
        let few = candidate(Level::Nearest(8), 1e-30, 14, 1.0, 5, 9.0);

        assert_eq!(colour(&many), Some(Colour::Red));
        assert_eq!(colour(&few), Some(Colour::Orange));
    }

    #[test]
    fn a_red_that_hangs_on_its_worst_village_is_none() {
        let hangs = candidate(Level::Nearest(5), 1e-9, 30, 5.0, 3, 9.9);

        assert_eq!(colour(&hangs), Some(Colour::Orange));
    }

    #[test]
    fn size_alone_makes_nothing() {
        let large = candidate(Level::Township, 0.01, 300, 250.0, 9, 40.0);

        assert_eq!(colour(&large), None);
    }

    #[test]
    fn one_village_is_at_most_a_sudden_event() {
        let village = candidate(Level::Village, 1e-20, 60, 1.0, 1, 0.0);

        assert_eq!(
            reached(&village, &Thresholds::default()),
            Some((Colour::Orange, Rule::LoneVillage))
        );
    }

    #[test]
    fn three_households_of_a_village_are_blue_and_five_too_many_yellow() {
        assert_eq!(
            colour(&candidate(Level::Village, 0.001, 3, 0.3, 1, 0.0)),
            Some(Colour::Blue)
        );
        assert_eq!(
            colour(&candidate(Level::Village, 0.001, 6, 0.9, 1, 0.0)),
            Some(Colour::Yellow)
        );
        assert_eq!(colour(&candidate(Level::Village, 0.01, 6, 0.9, 1, 0.0)), None);
    }

    #[test]
    fn a_flood_over_a_fifth_of_a_town_is_red_at_once() {
        let thresholds = Thresholds::default();

        assert_eq!(declared(400.0, 2000.0, &thresholds).0, Colour::Red);
        assert_eq!(declared(399.0, 2000.0, &thresholds).0, Colour::Orange);
        assert_eq!(declared(0.0, 2000.0, &thresholds).0, Colour::Blue);
    }

    #[test]
    fn a_fifth_of_a_town_s_villages_in_orange_is_red() {
        assert!(is_orange_town(3, 15, &Thresholds::default()));
        assert!(!is_orange_town(2, 10, &Thresholds::default()));
    }
}
