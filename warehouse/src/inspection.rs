//! From what is counted in villages to where inspectors should look: the chances and ranks come from `stats`, the rest is carrying.
//!
//! The counts are `sql/core/fct_inspection_count.sql`; what is published from the two tables made here is in `sql/published/`.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use domain::inspection::{Component, Kind};
use stats::share::Part;
use stats::shrink::Counted;
use stats::weakness::{self, Chances, Side, Standing};

use crate::code;
use crate::error::{Result, WarehouseError};
use crate::reader::{Columns, required, rows, whole_count};

/// The villages that the latest draw took, in the session of a run.
pub(crate) const DRAWN: &str = "inspection_drawn";

/// How many truths are drawn for the range of a rank.
const DRAWS: u32 = 1_000;

/// The shape of [`DRAWN`].
pub(crate) fn drawn_schema() -> SchemaRef {
    let text = |name| Field::new(name, DataType::Utf8, true);
    Arc::new(Schema::new(vec![
        text("region_code"),
        text("drawn_as"),
        text("draw_id"),
    ]))
}

/// What is counted of one component in one village.
struct Count {
    county: String,
    village: String,
    component: Component,
    numerator: f64,
    denominator: f64,
    weight: f64,
    percentile: f64,
}

/// A count with what follows from it.
struct Judged {
    count: Count,
    threshold: Option<f64>,
    chance: Option<f64>,
    contribution: f64,
}

/// What is known of all villages.
#[derive(Default)]
pub(crate) struct Judgement {
    judged: Vec<Judged>,
    standings: Vec<(String, Standing)>,
}

/// Judges the rows of `fct_inspection_count`, each county by itself.
pub(crate) fn judge(counts: &[RecordBatch]) -> Result<Judgement> {
    let mut counties: BTreeMap<String, BTreeMap<Component, Vec<Count>>> = BTreeMap::new();
    for count in rows(counts, read)? {
        let county = counties.entry(count.county.clone()).or_default();
        county.entry(count.component).or_default().push(count);
    }
    let mut judgement = Judgement::default();
    for components in counties.into_values() {
        judgement.add(components);
    }
    Ok(judgement)
}

fn read(columns: &Columns<'_>, row: usize) -> Result<Count> {
    let number = |name: &str| required(columns.number(name, row)?, name);
    let key = columns.text("component", row)?;
    let component = Component::from_key(&key).ok_or_else(|| {
        WarehouseError::shape("fct_inspection_count", format!("`{key}` is not a component"))
    })?;
    Ok(Count {
        county: columns.text("county_code", row)?,
        village: columns.text("region_code", row)?,
        component,
        numerator: number("numerator")?,
        denominator: number("denominator")?,
        weight: number("weight")?,
        percentile: number("percentile")?,
    })
}

impl Judgement {
    /// Judges one county.
    fn add(&mut self, components: BTreeMap<Component, Vec<Count>>) {
        let mut weighed = vec![];
        let mut judged = vec![];
        let mut villages: Vec<String> = vec![];
        for (component, mut counts) in components {
            counts.sort_by(|one, other| one.village.cmp(&other.village));
            if villages.is_empty() {
                villages = counts.iter().map(|count| count.village.clone()).collect();
            }
            let chances = chances(component, &counts);
            if let Some(chances) = &chances {
                weighed.push(weakness::Component {
                    weight: counts.first().map_or(0.0, |count| count.weight),
                    of_places: chances.of_places.clone(),
                });
            }
            for (place, count) in counts.into_iter().enumerate() {
                judged.push(Judged {
                    threshold: chances.as_ref().map(|chances| chances.threshold),
                    chance: chances
                        .as_ref()
                        .and_then(|chances| chances.of_places.get(place).copied()),
                    contribution: 0.0,
                    count,
                });
            }
        }
        let weights: f64 = weighed.iter().map(|component| component.weight).sum();
        if let Some(standings) = weakness::standings(&weighed, villages.len(), DRAWS) {
            self.standings.extend(villages.into_iter().zip(standings));
            for row in &mut judged {
                row.contribution = row.chance.unwrap_or(0.0) * row.count.weight / weights;
            }
        }
        self.judged.extend(judged);
    }

    /// One row per village and component.
    pub(crate) fn components(&self) -> Result<RecordBatch> {
        let text = |of: fn(&Judged) -> &str| -> ArrayRef {
            Arc::new(StringArray::from_iter_values(self.judged.iter().map(of)))
        };
        let number = |of: fn(&Judged) -> Option<f64>| -> ArrayRef {
            Arc::new(self.judged.iter().map(of).collect::<Float64Array>())
        };
        let (_, batch) = code::table(
            "inspection_judged",
            [
                ("region_code", text(|row| &row.count.village)),
                ("county_code", text(|row| &row.count.county)),
                ("component", text(|row| row.count.component.key())),
                ("numerator", number(|row| Some(row.count.numerator))),
                ("denominator", number(|row| Some(row.count.denominator))),
                ("threshold", number(|row| row.threshold)),
                ("chance", number(|row| row.chance)),
                ("weight", number(|row| Some(row.count.weight))),
                ("contribution", number(|row| Some(row.contribution))),
            ],
        )?;
        Ok(batch)
    }

    /// One row per village: its score and its rank in its county.
    pub(crate) fn standings(&self) -> Result<RecordBatch> {
        let rank = |of: fn(&Standing) -> usize| -> ArrayRef {
            let ranks = self
                .standings
                .iter()
                .map(|(_, standing)| i64::try_from(of(standing)).unwrap_or(i64::MAX));
            Arc::new(Int64Array::from_iter_values(ranks))
        };
        let villages = self.standings.iter().map(|(village, _)| village);
        let scores = self.standings.iter().map(|(_, standing)| standing.score);
        let (_, batch) = code::table(
            "inspection_standing",
            [
                ("region_code", Arc::new(StringArray::from_iter_values(villages))),
                ("score", Arc::new(Float64Array::from_iter_values(scores))),
                ("rank", rank(|standing| standing.rank)),
                ("rank_low", rank(|standing| standing.rank_low)),
                ("rank_high", rank(|standing| standing.rank_high)),
            ],
        )?;
        Ok(batch)
    }
}

/// The chances of the villages of a county in one component.
fn chances(component: Component, counts: &[Count]) -> Option<Chances> {
    let part = counts.first()?.percentile / 100.0;
    let counted = || -> Vec<Counted> {
        counts
            .iter()
            .map(|count| Counted {
                count: whole_count(count.numerator),
                exposure: count.denominator,
            })
            .collect()
    };
    match component.kind() {
        Kind::Share => {
            let parts: Vec<Part> = counts
                .iter()
                .map(|count| Part {
                    count: whole_count(count.numerator),
                    of: whole_count(count.denominator),
                })
                .collect();
            weakness::shares_above(&parts, part)
        }
        Kind::MoreThanExpected => weakness::ratios_beyond(&counted(), Side::Above, part),
        Kind::FewerThanExpected => weakness::ratios_beyond(&counted(), Side::Below, part),
        Kind::Elapsed => Some(Chances {
            threshold: 1.0,
            source: stats::shrink::PriorSource::Fixed,
            of_places: counts
                .iter()
                .map(|count| (count.numerator / count.denominator).clamp(0.0, 1.0))
                .collect(),
        }),
    }
}
