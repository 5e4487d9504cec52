//! The draw of an inspection, in the order of acts that nobody can bend: the frame is frozen and its digest told, then the meeting gives a
//! seed, then everything follows from both.
//!
//! The villages by rank are known before; the others, and the households in all of them, come by ticket:
//! SHA-256(hexadecimal SHA-256(seed) ‖ key), the smallest first. A public tool draws the same.

mod lot;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, FixedOffset, NaiveDate};
use domain::inspection::DrawnAs;
use domain::policy::{Parameter, Value};
use domain::region::{Level, RegionCode, RegionCodeError};
use serde::Serialize;
use stats::draw::frame_digest;

use self::lot::{Frame, Village, take};
use crate::error::{Result, WarehouseError};
use crate::inspection::drawn_schema;
use crate::ledger::{DrawRow, Drawn, stamp};
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
            list_sha256: frame.list_digest(),
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
        self.frame(&draw.release_id, place_of(draw)?).await
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
            for households in strata.values_mut() {
                households.sort_unstable();
            }
        }
        Ok(frame)
    }

    /// A whole number that the policy of a place gives.
    pub(crate) fn number(&self, parameter: Parameter, region: RegionCode, day: NaiveDate) -> Result<u32> {
        match self.policies.resolve(parameter, region, day).value {
            Value::Integer(number) => Ok(u32::try_from(*number).unwrap_or(u32::MAX)),
            Value::Text(_) | Value::Bool(_) | Value::List(_) | Value::Absent | Value::Unknown => Err(
                WarehouseError::Draw(format!("no policy gives a number for {parameter}")),
            ),
        }
    }
}

/// The place that a draw is of.
pub(crate) fn place_of(draw: &DrawRow) -> Result<RegionCode> {
    draw.region_code.parse().map_err(|fault: RegionCodeError| {
        let what = format!("`{}` is not a region code", draw.region_code);
        WarehouseError::damaged("draw", what, fault)
    })
}

fn frame_faults(draw: &DrawRow, frame: &Frame) -> Vec<String> {
    let mut faults = vec![];
    if frame_digest(&frame.keys()) != draw.frame_sha256 {
        faults.push("the households of the release are not those that were frozen".to_owned());
    }
    if frame.list_digest() != draw.list_sha256 {
        faults.push("villages or kinds of the households are not those that were frozen".to_owned());
    }
    faults
}
