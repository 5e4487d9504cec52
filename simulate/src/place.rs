//! Where people live: a real county with its towns and villages, and how hard life is there.
//!
//! Codes and names are embedded (`simulate/regions/`). How many households a village has is drawn; that they are in this village is all the rest
//! of the crate needs to know.

use std::fmt;
use std::str::FromStr;

use domain::region::{Level, RegionCode};

use crate::SimulateError;
use crate::dice::{Dice, whole};

/// A place that can be simulated, named by the policy profile that holds in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// 烈山区, 淮北市, 安徽省: a plain with few households at risk.
    Lieshan,
    /// 柳城县, 柳州市, 广西: the south-west; contains 龙头镇.
    Liucheng,
    /// 西吉县, 固原市, 宁夏: loess hills, once a county in deep poverty.
    Xiji,
    /// 龙头镇 of 柳城县 alone, with its county and city above it.
    Longtou,
    /// 延津县, 新乡市, 河南省: a large rural county of the centre.
    Xinxiang,
}

impl Place {
    /// Every place.
    pub const ALL: [Self; 5] = [
        Self::Lieshan,
        Self::Liucheng,
        Self::Xiji,
        Self::Longtou,
        Self::Xinxiang,
    ];

    /// The key of the policy profile: LS, LZ, XJ, LT, HN.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Lieshan => "LS",
            Self::Liucheng => "LZ",
            Self::Xiji => "XJ",
            Self::Longtou => "LT",
            Self::Xinxiang => "HN",
        }
    }

    const fn regions(self) -> &'static str {
        match self {
            Self::Lieshan => include_str!("../regions/lieshan_340604.csv"),
            Self::Liucheng | Self::Longtou => include_str!("../regions/liucheng_450222.csv"),
            Self::Xiji => include_str!("../regions/xiji_640422.csv"),
            Self::Xinxiang => include_str!("../regions/yanjin_410726.csv"),
        }
    }

    /// The prefix that a town's code must have to be simulated.
    const fn towns(self) -> &'static str {
        match self {
            Self::Longtou => "450222101",
            Self::Lieshan | Self::Liucheng | Self::Xiji | Self::Xinxiang => "",
        }
    }

    /// How hard life is here. Sources, in the words of `domain/calibration.md` of the policy study: 5.2 HB23 (烈山 lies in 淮北, 0.48 % of
    /// households), XX25 (新乡), 5.3 for the three archetypes: plain 0.3–0.6 %, centre 1–1.5 %, south-west 2.5–4 %.
    pub(crate) const fn archetype(self) -> Archetype {
        match self {
            Self::Lieshan => Archetype {
                incidence: 0.0048,
                lifted_share: 0.06,
                persons_mean: 3.05,
                relocated_share: 0.002,
                sites: 1,
                warnings_per_identified: 260.0,
                declarations_per_identified: 20.0,
                campaigns: 1,
                terrain: "平原",
                centre: (116.81, 33.90),
            },
            Self::Xinxiang => Archetype {
                incidence: 0.0125,
                lifted_share: 0.10,
                persons_mean: 3.45,
                relocated_share: 0.004,
                sites: 2,
                warnings_per_identified: 220.0,
                declarations_per_identified: 16.0,
                campaigns: 2,
                terrain: "平原",
                centre: (114.20, 35.14),
            },
            Self::Liucheng | Self::Longtou => Archetype {
                incidence: 0.030,
                lifted_share: 0.16,
                persons_mean: 3.35,
                relocated_share: 0.02,
                sites: 2,
                warnings_per_identified: 160.0,
                declarations_per_identified: 13.0,
                campaigns: 2,
                terrain: "山区",
                centre: (109.24, 24.65),
            },
            Self::Xiji => Archetype {
                incidence: 0.032,
                lifted_share: 0.30,
                persons_mean: 3.75,
                relocated_share: 0.05,
                sites: 4,
                warnings_per_identified: 160.0,
                declarations_per_identified: 12.0,
                campaigns: 1,
                terrain: "山区",
                centre: (105.73, 35.96),
            },
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.key())
    }
}

impl FromStr for Place {
    type Err = SimulateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wanted = text.trim().to_ascii_uppercase();
        Self::ALL
            .into_iter()
            .find(|place| place.key() == wanted)
            .ok_or_else(|| SimulateError::UnknownPlace(text.to_owned()))
    }
}

/// The numbers that make one kind of county differ from another.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Archetype {
    /// The share of households that are or were under observation, on the last day.
    pub(crate) incidence: f64,
    /// The share of 脱贫户.
    pub(crate) lifted_share: f64,
    /// Persons per household.
    pub(crate) persons_mean: f64,
    /// The share of households that live at a relocation site.
    pub(crate) relocated_share: f64,
    /// How many relocation sites there are.
    pub(crate) sites: u32,
    /// 100–400 (calibration 5.3).
    pub(crate) warnings_per_identified: f64,
    /// 10–30 (calibration 5.3).
    pub(crate) declarations_per_identified: f64,
    /// Full screenings a year: LS-12 one, LZ and HN two.
    pub(crate) campaigns: u32,
    /// The tag of its villages.
    pub(crate) terrain: &'static str,
    /// Longitude and latitude of the middle.
    pub(crate) centre: (f64, f64),
}

/// A row of the region tree.
#[derive(Debug, Clone)]
pub(crate) struct Region {
    pub(crate) code: RegionCode,
    pub(crate) name: String,
    pub(crate) parent: Option<RegionCode>,
}

/// A village and how many households live in it.
#[derive(Debug, Clone)]
pub(crate) struct Village {
    pub(crate) code: RegionCode,
    pub(crate) name: String,
    pub(crate) households: u32,
    /// How much more often than elsewhere risks arise here; one on average.
    pub(crate) propensity: f64,
}

/// A town and its villages.
#[derive(Debug, Clone)]
pub(crate) struct Town {
    pub(crate) code: RegionCode,
    pub(crate) name: String,
    pub(crate) villages: Vec<Village>,
    /// How well its offices keep their deadlines; one on average, above is worse.
    pub(crate) slackness: f64,
}

/// The county of a plan.
#[derive(Debug, Clone)]
pub(crate) struct County {
    pub(crate) code: RegionCode,
    pub(crate) name: String,
    /// Every row of the region tree that is delivered, from the province down.
    pub(crate) regions: Vec<Region>,
    pub(crate) towns: Vec<Town>,
}

impl County {
    /// The place's county, `households` spread over its villages.
    pub(crate) fn settle(place: Place, households: u32, seed: u64) -> Self {
        let regions: Vec<Region> = read(place.regions())
            .into_iter()
            .filter(|region| {
                region.code.level() <= Level::County || region.code.as_str().starts_with(place.towns())
            })
            .collect();
        let county = regions
            .iter()
            .find(|region| region.code.level() == Level::County)
            .expect("every embedded list names its county");
        let mut dice = Dice::new(seed, "place", 0);
        let villages: Vec<&Region> = regions
            .iter()
            .filter(|region| region.code.level() == Level::Village)
            .collect();
        let weights: Vec<f64> = villages
            .iter()
            .map(|village| rural_weight(village) * (0.6 * dice.normal(0.0, 1.0)).exp())
            .collect();
        let counts = apportion(households, &weights);
        let towns = regions
            .iter()
            .filter(|region| region.code.level() == Level::Town)
            .map(|town| Town {
                code: town.code,
                name: town.name.clone(),
                slackness: dice.real(0.6, 1.4),
                villages: villages
                    .iter()
                    .zip(&counts)
                    .filter(|(village, _)| village.parent == Some(town.code))
                    .map(|(village, count)| Village {
                        code: village.code,
                        name: village.name.clone(),
                        households: *count,
                        propensity: (0.4 * dice.normal(0.0, 1.0) - 0.08).exp(),
                    })
                    .collect(),
            })
            .collect();
        Self {
            code: county.code,
            name: county.name.clone(),
            towns,
            regions: regions.clone(),
        }
    }
}

/// The embedded rows. They are part of the program and checked by its tests.
fn read(text: &str) -> Vec<Region> {
    text.lines()
        .skip(1)
        .filter_map(|line| {
            let mut fields = line.split(',');
            let code = fields.next()?.parse().ok()?;
            let name = fields.next()?.to_owned();
            let parent = fields.nth(1).and_then(|parent| parent.parse().ok());
            Some(Region { code, name, parent })
        })
        .collect()
}

/// How many farming households a village has beside others: few in a 街道, none in an industrial park's virtual community.
fn rural_weight(village: &Region) -> f64 {
    let code = village.code.as_str();
    let is_street = code.get(6..7) == Some("0");
    let is_community = village.name.contains("社区") || village.name.contains("居委会");
    match (is_street, is_community) {
        _ if village.name.contains("虚拟") => 0.0,
        (true, _) => 0.25,
        (false, true) => 0.8,
        (false, false) => 1.0,
    }
}

/// `total` divided in proportion to the weights, by largest remainders.
fn apportion(total: u32, weights: &[f64]) -> Vec<u32> {
    let sum: f64 = weights.iter().sum();
    let exact: Vec<f64> = weights
        .iter()
        .map(|weight| f64::from(total) * weight / sum)
        .collect();
    let mut counts: Vec<u32> = exact
        .iter()
        .map(|share| u32::try_from(whole(share.floor())).unwrap_or(0))
        .collect();
    let mut by_remainder: Vec<usize> = (0..exact.len()).collect();
    by_remainder.sort_by(|a, b| {
        let remainder = |index: &usize| exact[*index] - exact[*index].floor();
        remainder(b).total_cmp(&remainder(a)).then(a.cmp(b))
    });
    let missing = total.saturating_sub(counts.iter().sum());
    for index in by_remainder.into_iter().take(missing as usize) {
        counts[index] += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_household_lives_in_a_village() {
        for place in Place::ALL {
            let county = County::settle(place, 400, 7);

            let settled: u32 = county
                .towns
                .iter()
                .flat_map(|town| &town.villages)
                .map(|village| village.households)
                .sum();

            assert_eq!(settled, 400, "{place}");
        }
    }

    #[test]
    fn longtou_is_one_town_with_its_county_and_city_above_it() {
        let county = County::settle(Place::Longtou, 10, 7);
        let above: Vec<&str> = county
            .regions
            .iter()
            .take(4)
            .map(|region| region.name.as_str())
            .collect();

        assert_eq!(above, ["广西壮族自治区", "柳州市", "柳城县", "龙头镇"]);
        assert_eq!(county.towns.len(), 1);
    }

    #[test]
    fn a_place_is_named_by_its_profile() {
        assert_eq!("ls".parse::<Place>().unwrap(), Place::Lieshan);
        assert!("BJ".parse::<Place>().is_err());
    }
}
