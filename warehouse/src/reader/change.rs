//! The difference between a release and the one before, as plain types.

use std::collections::BTreeMap;

use datafusion::prelude::SessionContext;
use domain::change::{ChangeReason, Changes, Direction, HouseholdChange, Ledger};
use domain::region::RegionCode;

use super::{Columns, required, rows};
use crate::error::Result;
use crate::ledger::ReleaseRow;
use crate::warehouse::Warehouse;

impl Warehouse {
    /// What became of the ledgers since the release before; `dim_region` must be built.
    pub(super) async fn read_changes(&self, session: &SessionContext, row: &ReleaseRow) -> Result<Changes> {
        // A release of a time before the table had nothing to be compared with.
        let since = if row.tables.contains_key("household_current") {
            self.day_before(&row.tables, "household_current", row.as_of)
                .await?
        } else {
            None
        };
        let changed = self.published(session, row, "household_change").await?;
        let mut households = rows(&changed.collect().await?, read_change)?;
        let heirs = session.table("dim_region").await?.collect().await?;
        let heirs: BTreeMap<RegionCode, RegionCode> = rows(&heirs, read_heir)?.into_iter().collect();
        for change in &mut households {
            change.counts_as = heirs
                .get(&change.region_code)
                .copied()
                .unwrap_or(change.counts_as);
        }
        Ok(Changes::new(since, households))
    }
}

fn read_change(columns: &Columns<'_>, row: usize) -> Result<HouseholdChange> {
    let region_code = columns.region("region_code", row)?;
    Ok(HouseholdChange {
        ledger: required(Ledger::from_label(&columns.text("ledger", row)?), "ledger")?,
        region_code,
        counts_as: region_code,
        household_id: columns.text("household_id", row)?,
        direction: required(Direction::from_key(&columns.text("direction", row)?), "direction")?,
        reason: required(ChangeReason::from_label(&columns.text("reason", row)?), "reason")?,
        subject: columns.text("subject", row)?,
    })
}

/// A village and the one that its facts count in.
fn read_heir(columns: &Columns<'_>, row: usize) -> Result<(RegionCode, RegionCode)> {
    Ok((
        columns.region("region_code", row)?,
        columns.region("counts_as", row)?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words between quotes that stand after one of these keywords.
    fn said(sql: &str, from: &str, to: &str) -> Vec<String> {
        let part = sql.split(from).nth(1).unwrap().split(to).next().unwrap();
        let words = part.split('\'').skip(1).step_by(2);
        words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
    }

    #[test]
    fn every_reason_and_ledger_of_the_sql_can_be_read() {
        let reasons = said(
            include_str!("../../../sql/published/household_change.sql"),
            "as direction,",
            "as reason",
        );
        let ledgers = said(
            include_str!("../../../sql/core/fct_ledger.sql"),
            "make_array(",
            "as ledger",
        );

        let unread: Vec<&String> = reasons
            .iter()
            .filter(|word| *word != "脱贫户" && ChangeReason::from_label(word).is_none())
            .collect();
        assert!(unread.is_empty(), "{unread:?}");
        assert_eq!(reasons.len(), ChangeReason::ALL.len() + 1, "{reasons:?}");
        assert!(
            ledgers.iter().all(|word| Ledger::from_label(word).is_some()),
            "{ledgers:?}"
        );
    }
}
