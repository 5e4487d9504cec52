//! What early warning reads, as plain rows: villages, events, declared events, campaigns, and what people did.

use arrow::array::RecordBatch;
use chrono::NaiveDate;
use datafusion::prelude::SessionContext;
use domain::region::RegionCode;
use domain::signal::Stream;

use crate::error::{Result, WarehouseError};
use crate::ledger::SignalAct;
use crate::reader::{Columns, required, rows};

/// A village in which somebody lives.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct VillageRow {
    pub code: RegionCode,
    pub town: Option<RegionCode>,
    pub county: RegionCode,
    pub households: f64,
    /// Longitude and latitude.
    pub place: Option<(f64, f64)>,
}

/// An event of a stream and slice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EventRow {
    pub stream: Stream,
    pub slice: String,
    pub region: RegionCode,
    pub household_id: String,
    pub subject: String,
    pub happened_on: NaiveDate,
    pub entered_on: Option<NaiveDate>,
}

/// A declared event.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct HazardRow {
    pub hazard_id: String,
    pub kind: String,
    pub region: RegionCode,
    pub county: RegionCode,
    pub level: String,
    pub started_on: NaiveDate,
    pub ended_on: Option<NaiveDate>,
    /// Households hit.
    pub affected: f64,
    /// Households of the town, or of the county where the event is the county's.
    pub households: f64,
}

/// A 集中排查.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CampaignRow {
    pub county: RegionCode,
    pub first_on: NaiveDate,
    pub last_on: NaiveDate,
}

/// Everything that is read.
#[derive(Debug)]
pub(super) struct Input {
    pub as_of: NaiveDate,
    pub villages: Vec<VillageRow>,
    pub events: Vec<EventRow>,
    pub hazards: Vec<HazardRow>,
    pub campaigns: Vec<CampaignRow>,
    /// In the order in which they were done; none of a later release's day.
    pub acts: Vec<SignalAct>,
}

/// The models that the input is read from.
pub(super) const MODELS: [&str; 4] = [
    "dim_signal_village",
    "fct_signal_event",
    "fct_signal_hazard",
    "fct_campaign_span",
];

impl Input {
    /// Reads the models, which must be built.
    pub(super) async fn read(session: &SessionContext, as_of: NaiveDate, acts: &[SignalAct]) -> Result<Self> {
        let [villages, events, hazards, campaigns] = MODELS;
        Ok(Self {
            as_of,
            villages: rows(&table(session, villages).await?, village)?,
            events: rows(&table(session, events).await?, event)?,
            hazards: rows(&table(session, hazards).await?, hazard)?,
            campaigns: rows(&table(session, campaigns).await?, campaign)?,
            acts: acts.iter().filter(|act| act.as_of <= as_of).cloned().collect(),
        })
    }
}

async fn table(session: &SessionContext, name: &str) -> Result<Vec<RecordBatch>> {
    Ok(session.table(name).await?.collect().await?)
}

fn village(columns: &Columns<'_>, row: usize) -> Result<VillageRow> {
    let place = columns
        .number("longitude", row)?
        .zip(columns.number("latitude", row)?);
    let has_town = !columns.text("town_code", row)?.is_empty();
    Ok(VillageRow {
        code: columns.region("region_code", row)?,
        town: has_town.then(|| columns.region("town_code", row)).transpose()?,
        county: columns.region("county_code", row)?,
        households: whole(columns, "households", row)?,
        place,
    })
}

fn event(columns: &Columns<'_>, row: usize) -> Result<EventRow> {
    let code = columns.text("stream", row)?;
    Ok(EventRow {
        stream: Stream::from_code(&code)
            .ok_or_else(|| WarehouseError::shape("fct_signal_event", format!("`{code}` is no stream")))?,
        slice: columns.text("slice", row)?,
        region: columns.region("region_code", row)?,
        household_id: columns.text("household_id", row)?,
        subject: columns.text("subject", row)?,
        happened_on: required(columns.day("happened_on", row)?, "happened_on")?,
        entered_on: columns.day("entered_on", row)?,
    })
}

fn hazard(columns: &Columns<'_>, row: usize) -> Result<HazardRow> {
    Ok(HazardRow {
        hazard_id: columns.text("hazard_id", row)?,
        kind: columns.text("hazard_kind", row)?,
        region: columns.region("region_code", row)?,
        county: columns.region("county_code", row)?,
        level: columns.text("level", row)?,
        started_on: required(columns.day("started_on", row)?, "started_on")?,
        ended_on: columns.day("ended_on", row)?,
        affected: whole(columns, "affected", row)?,
        households: whole(columns, "households", row)?,
    })
}

fn campaign(columns: &Columns<'_>, row: usize) -> Result<CampaignRow> {
    Ok(CampaignRow {
        county: columns.region("county_code", row)?,
        first_on: required(columns.day("first_on", row)?, "first_on")?,
        last_on: required(columns.day("last_on", row)?, "last_on")?,
    })
}

/// A count as a number; an absent one is none.
fn whole(columns: &Columns<'_>, name: &str, row: usize) -> Result<f64> {
    let count = columns.count(name, row)?.unwrap_or_default();
    Ok(u64::try_from(count).map_or(0.0, domain::unit::to_f64))
}
