//! What a seed takes of a frame: nothing here reads a table or asks the time.

use std::collections::BTreeMap;

use domain::inspection::DrawnAs;
use stats::draw::{by_digest, frame_digest, ticket_digest};
use stats::estimate::whole_allocation;

use crate::ledger::{DrawRow, Drawn, DrawnHousehold, DrawnVillage};

/// All households that may be drawn, by village, and the villages by rank.
pub(super) struct Frame {
    pub(super) villages: Vec<Village>,
    /// By village, by stratum, the keys in order.
    pub(super) households: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

pub(super) struct Village {
    pub(super) region_code: String,
    pub(super) town_code: String,
    pub(super) rank: i64,
}

/// Fewest households of each kind in a village, where there are so many: one has no spread.
const FEWEST_OF_A_KIND: u64 = 2;

impl Frame {
    pub(super) fn keys(&self) -> Vec<&str> {
        let strata = self.households.values().flat_map(BTreeMap::values);
        strata.flatten().map(String::as_str).collect()
    }

    pub(super) fn lines(&self) -> Vec<String> {
        let mut lines: Vec<String> = self
            .households
            .iter()
            .flat_map(|(village, strata)| {
                strata.iter().flat_map(move |(stratum, households)| {
                    households
                        .iter()
                        .map(move |household| format!("{village},{stratum},{household}"))
                })
            })
            .collect();
        lines.sort_unstable();
        lines
    }

    /// SHA-256 of the lines, each with its end.
    pub(super) fn list_digest(&self) -> String {
        let lines = self.lines();
        frame_digest(&lines.iter().map(String::as_str).collect::<Vec<_>>())
    }

    fn size_of(&self, village: &str) -> u32 {
        let strata = self.households.get(village);
        let households = strata.map_or(0, |strata| strata.values().map(Vec::len).sum::<usize>());
        u32::try_from(households).unwrap_or(u32::MAX)
    }
}

/// What a seed takes of a frame.
pub(super) fn take(draw: &DrawRow, frame: &Frame, seed: &str) -> Drawn {
    let targeted = usize::try_from(draw.targeted).unwrap_or(usize::MAX);
    let (by_rank, others) = frame.villages.split_at(targeted.min(frame.villages.len()));
    let mut villages: Vec<DrawnVillage> = by_rank
        .iter()
        .map(|village| DrawnVillage {
            region_code: village.region_code.clone(),
            town_code: village.town_code.clone(),
            drawn_as: DrawnAs::Targeted,
            households: frame.size_of(&village.region_code),
            stratum: village.region_code.clone(),
            stratum_villages: 1,
            stratum_drawn: 1,
        })
        .collect();
    let reserve = draw.villages.saturating_sub(draw.targeted);
    for stratum in strata(others, reserve) {
        let keys: Vec<&str> = stratum
            .villages
            .iter()
            .map(|village| village.region_code.as_str())
            .collect();
        for key in by_digest(seed, &keys, count(stratum.size)) {
            if let Some(village) = stratum.villages.iter().find(|village| village.region_code == key) {
                villages.push(DrawnVillage {
                    region_code: village.region_code.clone(),
                    town_code: village.town_code.clone(),
                    drawn_as: DrawnAs::Reserve,
                    households: frame.size_of(&village.region_code),
                    stratum: stratum.name.clone(),
                    stratum_villages: u32::try_from(keys.len()).unwrap_or(u32::MAX),
                    stratum_drawn: stratum.size,
                });
            }
        }
    }
    let households = villages
        .iter()
        .flat_map(|village| households(draw, frame, village, seed))
        .collect();
    Drawn { villages, households }
}

/// Villages out of which some are drawn.
struct VillageStratum<'f> {
    /// The town; empty for all of them.
    name: String,
    villages: Vec<&'f Village>,
    size: u32,
}

/// Every town by itself where there is a village to draw for each, else all of them together.
fn strata(villages: &[Village], size: u32) -> Vec<VillageStratum<'_>> {
    let mut towns: BTreeMap<&str, Vec<&Village>> = BTreeMap::new();
    for village in villages {
        towns.entry(village.town_code.as_str()).or_default().push(village);
    }
    let all = count(size).min(villages.len());
    if towns.len() > all {
        let villages = villages.iter().collect();
        let size = u32::try_from(all).unwrap_or(u32::MAX);
        return vec![VillageStratum {
            name: String::new(),
            villages,
            size,
        }];
    }
    let sizes: Vec<u64> = towns.values().map(|town| town.len() as u64).collect();
    let parts = shares(&sizes, all as u64);
    let numbers = whole_allocation(&parts, all as u64, 1).unwrap_or_default();
    towns
        .into_iter()
        .zip(numbers)
        .map(|((town, villages), size)| VillageStratum {
            name: town.to_owned(),
            villages,
            size: u32::try_from(size).unwrap_or(u32::MAX),
        })
        .collect()
}

/// The households of a village: each kind by its size, two of each where there are two.
fn households(draw: &DrawRow, frame: &Frame, village: &DrawnVillage, seed: &str) -> Vec<DrawnHousehold> {
    let Some(strata) = frame.households.get(&village.region_code) else {
        return vec![];
    };
    let sizes: Vec<u64> = strata
        .values()
        .map(|households| households.len() as u64)
        .collect();
    let wanted = u64::from(draw.households);
    let numbers = whole_allocation(&shares(&sizes, wanted), wanted, FEWEST_OF_A_KIND).unwrap_or_default();
    let of_village = f64::from(village.stratum_drawn) / f64::from(village.stratum_villages);
    let mut drawn = vec![];
    for ((stratum, households), number) in strata.iter().zip(numbers) {
        let keys: Vec<&str> = households.iter().map(String::as_str).collect();
        let size = u32::try_from(number).unwrap_or(u32::MAX);
        let of = u32::try_from(keys.len()).unwrap_or(u32::MAX);
        for key in by_digest(seed, &keys, count(size)) {
            drawn.push(DrawnHousehold {
                household_id: key.to_owned(),
                region_code: village.region_code.clone(),
                stratum: stratum.clone(),
                stratum_households: of,
                stratum_drawn: size,
                probability: of_village * f64::from(size) / f64::from(of),
                ticket: ticket_digest(seed, key),
            });
        }
    }
    drawn
}

/// The part of each size in a sample, in fractions.
fn shares(sizes: &[u64], sample: u64) -> Vec<(u64, f64)> {
    let strata: Vec<(u64, f64)> = sizes.iter().map(|size| (*size, 1.0)).collect();
    let parts = stats::estimate::neyman_allocation(&strata, sample).unwrap_or_default();
    sizes.iter().copied().zip(parts).collect()
}

fn count(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests;
