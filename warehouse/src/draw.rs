//! The draw of an inspection, in the order of acts that nobody can bend: the frame is frozen and its digest told, then the meeting gives a
//! seed, then everything follows from both.
//!
//! The villages by rank are known before; the others, and the households in all of them, come by ticket:
//! SHA-256(hexadecimal SHA-256(seed) ‖ key), the smallest first. A public tool draws the same.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, FixedOffset, NaiveDate};
use data_encoding::HEXLOWER;
use domain::inspection::DrawnAs;
use domain::policy::{Parameter, Value};
use domain::region::{Level, RegionCode};
use serde::Serialize;
use sha2::{Digest, Sha256};
use stats::draw::{by_digest, frame_digest, ticket_digest};
use stats::estimate::whole_allocation;

use crate::error::{Result, WarehouseError};
use crate::inspection::drawn_schema;
use crate::ledger::{DrawRow, Drawn, DrawnHousehold, DrawnVillage, stamp};
use crate::reader::rows;
use crate::warehouse::Warehouse;

/// What is to be drawn; what is not said comes from the policy parameters.
#[derive(Debug, Clone, Copy)]
pub struct DrawPlan {
    pub region: RegionCode,
    /// Villages to visit.
    pub villages: Option<u32>,
    /// Households to see in each.
    pub households: Option<u32>,
}

/// Whether a stored draw is what its frame and its seed give.
#[derive(Debug, Clone, Serialize)]
pub struct DrawCheck {
    pub draw: DrawRow,
    /// What is not as it should be; empty when all is.
    pub faults: Vec<String>,
}

/// All households that may be drawn, by village, and the villages by rank.
struct Frame {
    villages: Vec<Village>,
    /// By village, by stratum, the keys in order.
    households: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

struct Village {
    region_code: String,
    town_code: String,
    rank: i64,
}

/// Fewest households of each kind in a village, where there are so many: one has no spread.
const FEWEST_OF_A_KIND: u64 = 2;

impl Frame {
    fn keys(&self) -> Vec<&str> {
        let strata = self.households.values().flat_map(BTreeMap::values);
        strata.flatten().map(String::as_str).collect()
    }

    fn lines(&self) -> Vec<String> {
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

    fn size_of(&self, village: &str) -> u32 {
        let strata = self.households.get(village);
        let households = strata.map_or(0, |strata| strata.values().map(Vec::len).sum::<usize>());
        u32::try_from(households).unwrap_or(u32::MAX)
    }
}

impl Warehouse {
    /// Freezes the households of a release and the sizes of the draw. Households that were frozen before keep their first frame.
    pub async fn freeze_draw(
        &self,
        plan: DrawPlan,
        release_id: Option<&str>,
        at: DateTime<FixedOffset>,
    ) -> Result<DrawRow> {
        let release = self.release(release_id)?;
        if matches!(plan.region.level(), Level::Province | Level::City) {
            return Err(WarehouseError::Draw(
                "a draw is of one county or a part of it: ranks are those of a county".to_owned(),
            ));
        }
        let frame = self.frame(&release.release_id, plan.region).await?;
        let number = |parameter| self.number(parameter, plan.region, release.as_of);
        let known = u32::try_from(frame.villages.len()).unwrap_or(u32::MAX);
        let villages = match plan.villages {
            Some(villages) => villages,
            None => (known * number(Parameter::InspectionVillagesPercent)?).div_ceil(100),
        }
        .clamp(1, known);
        // Half a village is rounded up, and one always goes by rank.
        let targeted = (villages * number(Parameter::InspectionTargetedPercent)? + 50) / 100;
        let households = match plan.households {
            Some(households) => households,
            None => number(Parameter::InspectionHouseholds)?,
        };
        let keys = frame.keys();
        let draw = DrawRow {
            draw_id: format!(
                "D{}-{:03}",
                release.as_of.format("%Y%m%d"),
                self.ledger(|ledger| ledger.count_draws())? + 1
            ),
            release_id: release.release_id,
            as_of: release.as_of,
            region_code: plan.region.to_string(),
            villages,
            targeted: targeted.clamp(1, villages),
            households: households.max(1),
            frame_households: u32::try_from(keys.len()).unwrap_or(u32::MAX),
            frame_sha256: frame_digest(&keys),
            list_sha256: list_digest(&frame.lines()),
            code_version: env!("CARGO_PKG_VERSION").to_owned(),
            frozen_at: stamp(at),
            seed: None,
            drawn_by: None,
            drawn_at: None,
        };
        self.ledger(|ledger| ledger.freeze(&draw))
    }

    /// Draws a frozen frame with the seed that the meeting gave.
    pub async fn draw_inspection(
        &self,
        draw_id: &str,
        seed: &str,
        by: &str,
        at: DateTime<FixedOffset>,
    ) -> Result<Drawn> {
        let draw = self.known_draw(draw_id)?;
        // Other sizes of the same households are the same frame: whoever may draw it twice may choose.
        let draws = self.ledger(|ledger| ledger.draws())?;
        let earlier = draws
            .iter()
            .find(|known| known.frame_sha256 == draw.frame_sha256 && known.seed.is_some());
        if let Some(earlier) = earlier {
            return Err(WarehouseError::Draw(format!(
                "these households were drawn as {} on {}: a second seed would be a choice; publish a new release first",
                earlier.draw_id,
                earlier.drawn_at.as_deref().unwrap_or_default()
            )));
        }
        let frame = self.frame_of(&draw).await?;
        if let Some(fault) = frame_faults(&draw, &frame).into_iter().next() {
            return Err(WarehouseError::Draw(fault));
        }
        let drawn = take(&draw, &frame, seed);
        if !self.ledger(|ledger| ledger.draw(draw_id, seed, by, &drawn, at))? {
            return Err(WarehouseError::Draw(format!("{draw_id} was drawn meanwhile")));
        }
        Ok(drawn)
    }

    /// Draws a stored draw again, from its release and its seed, and says what is different.
    pub async fn check_draw(&self, draw_id: &str) -> Result<DrawCheck> {
        let draw = self.known_draw(draw_id)?;
        let frame = self.frame_of(&draw).await?;
        let mut faults = frame_faults(&draw, &frame);
        let stored = self.ledger(|ledger| ledger.drawn(draw_id))?;
        match &draw.seed {
            None => faults.push("there is no seed yet".to_owned()),
            Some(seed) => {
                let again = take(&draw, &frame, seed);
                if again.villages != stored.villages {
                    faults.push("the seed gives other villages than those that are stored".to_owned());
                }
                if again.households != stored.households {
                    faults.push("the seed gives other households than those that are stored".to_owned());
                }
            }
        }
        Ok(DrawCheck { draw, faults })
    }

    /// The draw of this name.
    pub fn known_draw(&self, draw_id: &str) -> Result<DrawRow> {
        let draws = self.ledger(|ledger| ledger.draws())?;
        let draw = draws.into_iter().find(|draw| draw.draw_id == draw_id);
        draw.ok_or_else(|| WarehouseError::Draw(format!("no draw is called `{draw_id}`")))
    }

    /// The frame as lines `village,stratum,household` in order, as the digest of the list has them.
    pub async fn draw_frame(&self, draw_id: &str) -> Result<Vec<String>> {
        Ok(self.frame_of(&self.known_draw(draw_id)?).await?.lines())
    }

    /// The villages of the latest draw of each place up to a day.
    pub(crate) fn drawn_villages(&self, as_of: NaiveDate) -> Result<arrow::array::RecordBatch> {
        let mut latest: BTreeMap<String, String> = BTreeMap::new();
        for draw in self.ledger(|ledger| ledger.draws())? {
            if draw.seed.is_some() && draw.as_of <= as_of {
                latest.insert(draw.region_code, draw.draw_id);
            }
        }
        // A village drawn for its county and for its town is on both lists; the later draw is told.
        let mut taken: BTreeMap<String, (DrawnAs, String)> = BTreeMap::new();
        let draw_ids: BTreeSet<String> = latest.into_values().collect();
        for draw_id in draw_ids {
            for village in self.ledger(|ledger| ledger.drawn(&draw_id))?.villages {
                taken.insert(village.region_code, (village.drawn_as, draw_id.clone()));
            }
        }
        let text = |of: &mut dyn Iterator<Item = &str>| -> arrow::array::ArrayRef {
            std::sync::Arc::new(arrow::array::StringArray::from_iter_values(of))
        };
        let columns = vec![
            text(&mut taken.keys().map(String::as_str)),
            text(&mut taken.values().map(|(drawn_as, _)| drawn_as.key())),
            text(&mut taken.values().map(|(_, draw_id)| draw_id.as_str())),
        ];
        arrow::array::RecordBatch::try_new(drawn_schema(), columns)
            .map_err(|fault| WarehouseError::shape("inspection_drawn", fault.to_string()))
    }

    async fn frame_of(&self, draw: &DrawRow) -> Result<Frame> {
        let region = draw
            .region_code
            .parse()
            .map_err(|fault: domain::region::RegionCodeError| {
                WarehouseError::damaged(
                    "draw",
                    format!("`{}` is not a region code", draw.region_code),
                    fault,
                )
            })?;
        self.frame(&draw.release_id, region).await
    }

    async fn frame(&self, release_id: &str, region: RegionCode) -> Result<Frame> {
        let villages = self.query(
            "select target.region_code, coalesce(town.above_code, '') as town_code, target.rank
             from inspection_target as target
             left join dim_region_above as town on target.region_code = town.region_code and town.above_level = 'town'",
            Some(release_id),
        );
        let above = self.query(
            "select region_code, above_code from dim_region_above",
            Some(release_id),
        );
        let households = self.query(
            "select household_id, region_code, stratum from fct_inspection_stratum",
            Some(release_id),
        );
        let below: BTreeSet<String> = rows(&above.await?.1, |columns, row| {
            Ok((
                columns.text("region_code", row)?,
                columns.text("above_code", row)?,
            ))
        })?
        .into_iter()
        .filter(|(_, above)| *above == region.as_str())
        .map(|(village, _)| village)
        .collect();
        let mut villages = rows(&villages.await?.1, |columns, row| {
            Ok(Village {
                region_code: columns.text("region_code", row)?,
                town_code: columns.text("town_code", row)?,
                rank: columns.count("rank", row)?.unwrap_or(i64::MAX),
            })
        })?;
        villages.retain(|village| below.contains(&village.region_code));
        villages.sort_by(|one, other| (one.rank, &one.region_code).cmp(&(other.rank, &other.region_code)));
        if villages.is_empty() {
            return Err(WarehouseError::Draw(format!(
                "release {release_id} has no list for inspection of {region}"
            )));
        }
        let mut frame = Frame {
            villages,
            households: BTreeMap::new(),
        };
        for [household, village, stratum] in rows(&households.await?.1, |columns, row| {
            Ok([
                columns.text("household_id", row)?,
                columns.text("region_code", row)?,
                columns.text("stratum", row)?,
            ])
        })? {
            if below.contains(&village) {
                let strata = frame.households.entry(village).or_default();
                strata.entry(stratum).or_default().push(household);
            }
        }
        for strata in frame.households.values_mut() {
            strata
                .values_mut()
                .for_each(|households| households.sort_unstable());
        }
        Ok(frame)
    }

    fn number(&self, parameter: Parameter, region: RegionCode, day: NaiveDate) -> Result<u32> {
        match self.policies.resolve(parameter, region, day).value {
            Value::Integer(number) => Ok(u32::try_from(*number).unwrap_or(u32::MAX)),
            Value::Text(_) | Value::Bool(_) | Value::List(_) | Value::Absent | Value::Unknown => Err(
                WarehouseError::Draw(format!("no policy gives a number for {parameter}")),
            ),
        }
    }
}

fn list_digest(lines: &[String]) -> String {
    let mut digest = Sha256::new();
    for line in lines {
        digest.update(line);
        digest.update("\n");
    }
    HEXLOWER.encode(&digest.finalize())
}

fn frame_faults(draw: &DrawRow, frame: &Frame) -> Vec<String> {
    let mut faults = vec![];
    if frame_digest(&frame.keys()) != draw.frame_sha256 {
        faults.push("the households of the release are not those that were frozen".to_owned());
    }
    if list_digest(&frame.lines()) != draw.list_sha256 {
        faults.push("villages or kinds of the households are not those that were frozen".to_owned());
    }
    faults
}

/// What a seed takes of a frame.
fn take(draw: &DrawRow, frame: &Frame, seed: &str) -> Drawn {
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
mod tests {
    use super::*;

    fn frame() -> Frame {
        let village = |town: &str, village: &str, rank| Village {
            region_code: format!("{town}{village}"),
            town_code: town.to_owned(),
            rank,
        };
        let villages = vec![
            village("a", "1", 1),
            village("b", "1", 2),
            village("a", "2", 3),
            village("b", "2", 4),
            village("a", "3", 5),
        ];
        let households = villages
            .iter()
            .map(|village| {
                let keys = |kind: &str, number: usize| -> Vec<String> {
                    (0..number)
                        .map(|at| format!("{}{kind}{at}", village.region_code))
                        .collect()
                };
                let strata = [
                    ("一般".to_owned(), keys("g", 20)),
                    ("未消除".to_owned(), keys("u", 3)),
                ];
                (village.region_code.clone(), BTreeMap::from(strata))
            })
            .collect();
        Frame { villages, households }
    }

    fn plan(villages: u32, targeted: u32) -> DrawRow {
        DrawRow {
            draw_id: "D".to_owned(),
            release_id: "R".to_owned(),
            as_of: NaiveDate::MIN,
            region_code: "x".to_owned(),
            villages,
            targeted,
            households: 6,
            frame_households: 0,
            frame_sha256: String::new(),
            list_sha256: String::new(),
            code_version: String::new(),
            frozen_at: String::new(),
            seed: None,
            drawn_by: None,
            drawn_at: None,
        }
    }

    #[test]
    fn the_first_by_rank_are_certain_and_every_town_has_one_by_lot() {
        let drawn = take(&plan(3, 1), &frame(), "3-1-6");

        let towns: Vec<(&str, DrawnAs, u32, u32)> = drawn
            .villages
            .iter()
            .map(|village| {
                (
                    village.town_code.as_str(),
                    village.drawn_as,
                    village.stratum_drawn,
                    village.stratum_villages,
                )
            })
            .collect();
        assert_eq!(
            towns,
            [
                ("a", DrawnAs::Targeted, 1, 1),
                ("a", DrawnAs::Reserve, 1, 2),
                ("b", DrawnAs::Reserve, 1, 2)
            ]
        );
        assert_eq!(drawn.villages[0].region_code, "a1");
    }

    #[test]
    fn fewer_lots_than_towns_are_drawn_from_all_villages() {
        let drawn = take(&plan(2, 1), &frame(), "3-1-6");

        assert_eq!(
            (
                drawn.villages[1].stratum_drawn,
                drawn.villages[1].stratum_villages
            ),
            (1, 4)
        );
    }

    #[test]
    fn each_kind_of_household_has_two_and_its_chance_is_kept() {
        let drawn = take(&plan(3, 1), &frame(), "3-1-6");
        let of_lot: Vec<&DrawnHousehold> = drawn
            .households
            .iter()
            .filter(|household| household.region_code == drawn.villages[1].region_code)
            .collect();

        // Six of 20 and 3: two at least of each, by size 5.2 and 0.8, so four and two.
        let kinds: Vec<(&str, u32)> = of_lot
            .iter()
            .map(|household| (household.stratum.as_str(), household.stratum_drawn))
            .collect();
        assert_eq!(
            kinds,
            [
                ("一般", 4),
                ("一般", 4),
                ("一般", 4),
                ("一般", 4),
                ("未消除", 2),
                ("未消除", 2)
            ]
        );
        assert!((of_lot[0].probability - 0.5 * 4.0 / 20.0).abs() < 1e-12);
    }

    #[test]
    fn another_seed_takes_others_and_the_same_seed_the_same() {
        let once = take(&plan(3, 1), &frame(), "3-1-6");

        assert_eq!(once, take(&plan(3, 1), &frame(), "3-1-6"));
        assert_ne!(once.households, take(&plan(3, 1), &frame(), "2-2-2").households);
    }
}
