//! A release beside itself under other policies: the same source rows, everything derived twice.

use std::collections::BTreeMap;

use arrow::array::RecordBatch;
use chrono::NaiveDate;
use datafusion::prelude::col;
use domain::policy::{Parameter, PolicyBook, Supposition};
use domain::region::RegionCode;
use domain::release::{Figure, Place};

use crate::derive::Extent;
use crate::error::Result;
use crate::reader::{Columns, places, read_figures, rows};
use crate::session;
use crate::sources::Sources;
use crate::tables;
use crate::warehouse::Warehouse;

/// What follows from the policies at one place (`sql/core/fct_burden.sql`).
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize)]
pub struct Burden {
    /// Households below the line.
    pub below: f64,
    /// Those among them that nobody monitors.
    pub below_unmonitored: f64,
    /// Visits owed in a year to households in monitoring and to these.
    pub visits_a_year: f64,
    /// Measures for these, at what a household in monitoring has; none when there is no such household.
    pub measures: Option<f64>,
    /// What they cost, 元; none when no measure has an amount.
    pub yuan: Option<f64>,
}

/// What is derived from the source rows of a release under some policies.
#[derive(Debug, Clone)]
pub struct Picture {
    /// By place.
    pub burdens: BTreeMap<RegionCode, Burden>,
    /// The figures that read a supposed parameter.
    pub figures: Vec<Figure>,
    /// What the rules find that read one, by rule.
    pub findings: BTreeMap<String, u64>,
}

/// Two pictures of one release.
#[derive(Debug, Clone)]
pub struct WhatIf {
    pub release_id: String,
    pub as_of: NaiveDate,
    pub places: Vec<Place>,
    /// Under the policies of the home.
    pub now: Picture,
    /// Under the supposed ones.
    pub then: Picture,
}

impl Warehouse {
    /// Derives what depends on some parameters under the home's policies and under supposed ones. Nothing is written.
    pub async fn what_if(&self, release_id: Option<&str>, suppositions: &[Supposition]) -> Result<WhatIf> {
        let release = self.release(release_id)?;
        let sources = self.sources(&release.tables).await?;
        let supposed = self.policies().supposing(suppositions);
        let parameters: Vec<Parameter> = suppositions.iter().map(|set| set.parameter).collect();
        let extent = Extent::Reading(&parameters);
        let (now, places) = self
            .picture(&sources, release.as_of, self.policies(), extent)
            .await?;
        let (then, _) = self.picture(&sources, release.as_of, &supposed, extent).await?;
        Ok(WhatIf {
            release_id: release.release_id,
            as_of: release.as_of,
            places,
            now,
            then,
        })
    }

    async fn picture(
        &self,
        sources: &Sources,
        as_of: NaiveDate,
        policies: &PolicyBook,
        extent: Extent<'_>,
    ) -> Result<(Picture, Vec<Place>)> {
        let mut day = self.derivation(sources, as_of)?;
        day.policies = policies;
        // No run and no release before: what is quarantined, and since when something is wrong, is the same under any policy.
        session::register_batches(&day.session, "run_disposition", self.disposition_schema(), vec![])?;
        let before = tables::published("finding").schema;
        session::register_batches(&day.session, "previous_finding", before, vec![])?;

        let figures = rows(&day.figures(extent).await?, read_figures)?;
        let findings = rows(&day.findings(extent).await?, |columns, row| {
            columns.text("rule", row)
        })?;
        day.build(&["fct_burden".to_owned()]).await?;
        let burdens: Vec<RecordBatch> = day
            .session
            .table("fct_burden")
            .await?
            .sort_by(vec![col("region_code")])?
            .collect()
            .await?;
        let mut counted = BTreeMap::new();
        for finding in findings {
            *counted.entry(finding).or_default() += 1;
        }
        let picture = Picture {
            burdens: rows(&burdens, read_burden)?.into_iter().collect(),
            figures,
            findings: counted,
        };
        Ok((picture, places(&day.session).await?))
    }
}

fn read_burden(columns: &Columns<'_>, row: usize) -> Result<(RegionCode, Burden)> {
    let number = |name| columns.number(name, row);
    let burden = Burden {
        below: number("below")?.unwrap_or_default(),
        below_unmonitored: number("below_unmonitored")?.unwrap_or_default(),
        visits_a_year: number("visits_a_year")?.unwrap_or_default(),
        measures: number("measures")?,
        yuan: number("yuan")?,
    };
    Ok((columns.region("region_code", row)?, burden))
}
