//! What is owed to one household on a release's day, clause by clause, and what is wrong with it.

use chrono::NaiveDate;
use datafusion::prelude::{DataFrame, col, lit};
use domain::person::KeyOf;
use domain::region::RegionCode;
use domain::release::{Finding, Place};
use serde::Serialize;

use crate::error::{Result, WarehouseError};
use crate::reader::{Columns, places, read_findings, rows};
use crate::warehouse::Warehouse;

/// One thing that is owed to a household (`sql/core/fct_obligation.sql`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ObligationRow {
    /// What, in Chinese.
    pub obligation: String,
    pub clause: String,
    /// The profile that says so.
    pub profile: String,
    /// The last day on which it is in time; none for a condition.
    pub due_on: Option<NaiveDate>,
    pub done_on: Option<NaiveDate>,
    /// 已逾期, 待完成, 已完成 or 条件.
    pub state: String,
    pub detail: String,
}

/// A household as a release knows it. It names nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HouseholdRow {
    pub household_id: String,
    pub region_code: RegionCode,
    pub household_class: String,
    pub persons: Option<i64>,
    pub object_type: String,
    pub risks: String,
    pub identified_on: Option<NaiveDate>,
    pub eliminated_on: Option<NaiveDate>,
    pub last_contact_on: Option<NaiveDate>,
    pub measures: Option<i64>,
}

/// Everything about one household in one release.
#[derive(Debug, Clone)]
pub struct Explanation {
    pub release_id: String,
    pub as_of: NaiveDate,
    pub household: HouseholdRow,
    /// Its village and what lies above, the village first.
    pub places: Vec<Place>,
    /// What is overdue first, then by day.
    pub obligations: Vec<ObligationRow>,
    /// What the release finds wrong and open.
    pub findings: Vec<Finding>,
}

impl Warehouse {
    /// Explains a household by its 户编号, as the office writes it: where that is an ID number, the tables know it by a pseudonym.
    pub async fn explain(&self, release_id: Option<&str>, household_id: &str) -> Result<Explanation> {
        let release = self.release(release_id)?;
        let known_as = self.known_as(household_id)?;
        let own = |frame: DataFrame| frame.filter(col("household_id").eq(lit(known_as.as_str())));

        let mut day = self.derivation(&self.sources(&release.tables).await?, release.as_of)?;
        let households = self
            .published(&day.session, &release, "household_current")
            .await?;
        let households = own(households)?.collect().await?;
        let Some(household) = rows(&households, read_household)?.into_iter().next() else {
            return Err(WarehouseError::UnknownHousehold {
                release: release.release_id,
            });
        };

        day.prepare().await?;
        day.build(&["fct_obligation".to_owned()]).await?;
        let owed = own(day.session.table("fct_obligation").await?)?;
        let mut obligations = rows(&owed.collect().await?, read_obligation)?;
        obligations.sort_by_key(|owed| {
            let urgency = ["已逾期", "待完成", "条件"]
                .iter()
                .position(|state| *state == owed.state);
            (
                urgency.unwrap_or(usize::MAX),
                owed.due_on,
                owed.obligation.clone(),
            )
        });

        let findings = self.published(&day.session, &release, "finding").await?;
        let open = own(findings)?.filter(col("state").eq(lit("open")))?;
        let mut findings = rows(&open.collect().await?, read_findings)?;
        findings.sort_by(|one, other| (&one.rule, &one.subject).cmp(&(&other.rule, &other.subject)));

        let places = above(&places(&day.session).await?, household.region_code);
        Ok(Explanation {
            release_id: release.release_id,
            as_of: release.as_of,
            household,
            places,
            obligations,
            findings,
        })
    }

    fn known_as(&self, household_id: &str) -> Result<String> {
        let written = household_id.trim();
        // Only a text as long as an ID number may be one, and only then is the vault asked.
        let may_be_number = written.len() >= 18;
        let hidden = may_be_number
            .then(|| self.open_vault())
            .transpose()?
            .and_then(|vault| vault.pseudonyms().instead_of(written, KeyOf::Thing));
        Ok(hidden.unwrap_or_else(|| written.to_owned()))
    }
}

/// A place and the places above it, nearest first.
fn above(places: &[Place], from: RegionCode) -> Vec<Place> {
    let mut path: Vec<Place> = vec![];
    let mut next = Some(from);
    while let Some(code) = next {
        let Some(place) = places.iter().find(|place| place.code == code) else {
            break;
        };
        // A tree with a loop in it ends where it began.
        if path.contains(place) {
            break;
        }
        path.push(place.clone());
        next = place.parent;
    }
    path
}

fn read_household(columns: &Columns<'_>, row: usize) -> Result<HouseholdRow> {
    Ok(HouseholdRow {
        household_id: columns.text("household_id", row)?,
        region_code: columns.region("region_code", row)?,
        household_class: columns.text("household_class", row)?,
        persons: columns.count("persons", row)?,
        object_type: columns.text("object_type", row)?,
        risks: columns.text("risks", row)?,
        identified_on: columns.day("identified_on", row)?,
        eliminated_on: columns.day("eliminated_on", row)?,
        last_contact_on: columns.day("last_contact_on", row)?,
        measures: columns.count("measures", row)?,
    })
}

fn read_obligation(columns: &Columns<'_>, row: usize) -> Result<ObligationRow> {
    Ok(ObligationRow {
        obligation: columns.text("obligation", row)?,
        clause: columns.text("clause", row)?,
        profile: columns.text("profile", row)?,
        due_on: columns.day("due_on", row)?,
        done_on: columns.day("done_on", row)?,
        state: columns.text("state", row)?,
        detail: columns.text("detail", row)?,
    })
}
