//! The signals of a release in the types that pages and packs read.

use arrow::array::RecordBatch;
use datafusion::prelude::SessionContext;
use domain::signal::{Signal, SignalCount, SignalHousehold, Signals, Stream, Tier, WatchedStream};

use super::table::{label, read_codes};
use crate::error::Result;
use crate::ledger::ReleaseRow;
use crate::reader::{Columns, required, rows};
use crate::warehouse::Warehouse;

impl Warehouse {
    /// Everything that a release says of early warning.
    pub(crate) async fn read_signals(
        &self,
        session: &SessionContext,
        release: &ReleaseRow,
    ) -> Result<Signals> {
        let table = async |name: &str| -> Result<Vec<RecordBatch>> {
            Ok(self.published(session, release, name).await?.collect().await?)
        };
        let mut signals = rows(&table("signal").await?, signal)?;
        signals.sort_by(|a, b| {
            let rank = |signal: &Signal| (signal.state != "open", std::cmp::Reverse(signal.tier));
            rank(a).cmp(&rank(b)).then_with(|| a.signal.cmp(&b.signal))
        });
        let mut counts = rows(&table("signal_count").await?, count)?;
        counts.sort_by(|a, b| {
            let place = |row: &SignalCount| {
                (
                    row.signal.clone(),
                    row.week_ended_on.is_none(),
                    row.week_ended_on,
                    row.region_code,
                )
            };
            place(a).cmp(&place(b))
        });
        let mut households = rows(&table("signal_household").await?, household)?;
        households.sort_by(|a, b| {
            let place = |row: &SignalHousehold| {
                (
                    row.signal.clone(),
                    row.region_code,
                    row.household_id.clone(),
                    row.subject.clone(),
                )
            };
            place(a).cmp(&place(b))
        });
        let mut streams = rows(&table("signal_stream").await?, stream)?;
        streams.sort_by(|a, b| (a.region_code, a.stream, &a.slice).cmp(&(b.region_code, b.stream, &b.slice)));
        Ok(Signals {
            list: signals,
            counts,
            households,
            streams,
        })
    }
}

fn signal(columns: &Columns<'_>, row: usize) -> Result<Signal> {
    let day = |name: &str| required(columns.day(name, row)?, name);
    Ok(Signal {
        as_of: day("as_of")?,
        signal: columns.text("signal", row)?,
        region_code: columns.region("region_code", row)?,
        level: columns.text("level", row)?,
        window_days: columns.count("window_days", row)?,
        observed: columns.number("observed", row)?,
        expected: columns.number("expected", row)?,
        p_value: columns.number("p_value", row)?,
        tier: label(columns, row, "tier", Tier::from_label)?,
        consultation: required(columns.count("consultation", row)?, "consultation")?,
        evidence: columns.text("evidence", row)?,
        stream: label(columns, row, "stream", Stream::from_code)?,
        slice: columns.text("slice", row)?,
        zone: columns.text("zone", row)?,
        zone_villages: read_codes(&columns.text("zone_villages", row)?),
        households: columns.number("households", row)?,
        contributing: columns.count("contributing", row)?,
        rest: columns.number("rest", row)?,
        lower: columns.number("lower", row)?,
        upper: columns.number("upper", row)?,
        rule: columns.text("rule", row)?,
        limits: columns.text("limits", row)?,
        standard: columns.text("standard", row)?,
        valid_from: day("valid_from")?,
        window_ended_on: day("window_ended_on")?,
        opened_on: day("opened_on")?,
        renewed_on: day("renewed_on")?,
        closed_on: columns.day("closed_on", row)?,
        state: columns.text("state", row)?,
        acknowledged_by: columns.text("acknowledged_by", row)?,
        handled: columns.text("handled", row)?,
    })
}

fn count(columns: &Columns<'_>, row: usize) -> Result<SignalCount> {
    let number = |name: &str| required(columns.number(name, row)?, name);
    Ok(SignalCount {
        signal: columns.text("signal", row)?,
        region_code: columns.region("region_code", row)?,
        week_ended_on: columns.day("week_ended_on", row)?,
        observed: number("observed")?,
        expected: number("expected")?,
        upper: number("upper")?,
    })
}

fn household(columns: &Columns<'_>, row: usize) -> Result<SignalHousehold> {
    Ok(SignalHousehold {
        signal: columns.text("signal", row)?,
        region_code: columns.region("region_code", row)?,
        household_id: columns.text("household_id", row)?,
        subject: columns.text("subject", row)?,
        happened_on: required(columns.day("happened_on", row)?, "happened_on")?,
    })
}

fn stream(columns: &Columns<'_>, row: usize) -> Result<WatchedStream> {
    Ok(WatchedStream {
        region_code: columns.region("region_code", row)?,
        stream: label(columns, row, "stream", Stream::from_code)?,
        slice: columns.text("slice", row)?,
        state: columns.text("state", row)?,
        weeks: columns.count("weeks", row)?.unwrap_or_default(),
        events: columns.count("events", row)?.unwrap_or_default(),
        judged_to: columns.day("judged_to", row)?,
        completeness: columns.number("completeness", row)?,
        budget_share: columns.number("budget_share", row)?.unwrap_or_default(),
        remark: columns.text("remark", row)?,
    })
}
