//! Elimination and relapse in time, as plain types.

use datafusion::prelude::SessionContext;
use domain::concentration::Verdict;
use domain::spell::{Course, SpellGroup, SpellPoint, SpellRate, Spells, StratumKind};

use super::{Columns, required, rows};
use crate::error::Result;
use crate::ledger::ReleaseRow;
use crate::warehouse::Warehouse;

impl Warehouse {
    /// The rates and curves of a release.
    pub(super) async fn read_spells(&self, session: &SessionContext, row: &ReleaseRow) -> Result<Spells> {
        let rates = self.published(session, row, "spell_rate").await?;
        let curves = self.published(session, row, "spell_curve").await?;
        Ok(Spells {
            rates: rows(&rates.collect().await?, read_rate)?,
            curves: rows(&curves.collect().await?, read_point)?,
        })
    }
}

fn read_stratum(columns: &Columns<'_>, row: usize) -> Result<SpellGroup> {
    Ok(SpellGroup {
        course: required(Course::from_key(&columns.text("course", row)?), "course")?,
        region_code: columns.region("region_code", row)?,
        stratum_kind: required(
            StratumKind::from_key(&columns.text("stratum_kind", row)?),
            "stratum_kind",
        )?,
        stratum: columns.text("stratum", row)?,
    })
}

fn read_rate(columns: &Columns<'_>, row: usize) -> Result<SpellRate> {
    let number = |name: &str| columns.number(name, row);
    let count = |name: &str| required(columns.number(name, row)?, name);
    Ok(SpellRate {
        as_of: required(columns.day("as_of", row)?, "as_of")?,
        of: read_stratum(columns, row)?,
        level: columns.text("level", row)?,
        spells: count("spells")?,
        late: count("late")?,
        outside: count("outside")?,
        events: count("events")?,
        exits: count("exits")?,
        years: count("years")?,
        rate: number("rate")?,
        lower: number("lower")?,
        upper: number("upper")?,
        expected: number("expected")?,
        chance: number("chance")?,
        verdict: Verdict::from_label(&columns.text("verdict", row)?),
        profile: columns.text("profile", row)?,
        clause: columns.text("clause", row)?,
    })
}

fn read_point(columns: &Columns<'_>, row: usize) -> Result<SpellPoint> {
    let count = |name: &str| required(columns.number(name, row)?, name);
    let month = columns
        .count("month", row)?
        .and_then(|month| u32::try_from(month).ok());
    Ok(SpellPoint {
        as_of: required(columns.day("as_of", row)?, "as_of")?,
        of: read_stratum(columns, row)?,
        level: columns.text("level", row)?,
        month: required(month, "month")?,
        at_risk: count("at_risk")?,
        events: count("events")?,
        exits: count("exits")?,
        incidence: count("incidence")?,
        lower: columns.number("lower", row)?,
        upper: columns.number("upper", row)?,
        exit_incidence: count("exit_incidence")?,
        profile: columns.text("profile", row)?,
        clause: columns.text("clause", row)?,
    })
}
