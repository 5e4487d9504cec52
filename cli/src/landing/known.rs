//! What the tables hold already, so that a repetition and a correction are told from something new.

use anyhow::Context;
use arrow::array::AsArray;
use arrow::datatypes::Int64Type;
use domain::digest::Digest;
use ingest::{Known, SOURCES};
use warehouse::Writer;

/// What the tables hold already, by key and content.
pub(super) async fn read_known(writer: &Writer<'_>) -> anyhow::Result<Known> {
    let mut known = Known::new();
    for (subject, state_on) in writer.open_subjects()? {
        known.add_open_problem(subject, state_on);
    }
    for batch in writer.landed_columns("region", &["region_code"]).await? {
        for code in batch.column(0).as_string::<i32>().iter().flatten() {
            known.add_region(code.parse()?);
        }
    }
    for batch in writer
        .landed_columns("household", &["household_id", "region_code"])
        .await?
    {
        let (households, regions) = (
            batch.column(0).as_string::<i32>(),
            batch.column(1).as_string::<i32>(),
        );
        for (household, region) in households.iter().flatten().zip(regions.iter().flatten()) {
            known.add_household(household, region.parse()?);
        }
    }
    let delivered = writer.delivered_on()?;
    for source in SOURCES {
        for batch in writer
            .landed_columns(
                source.name,
                &["row_key", "content_hash", "landed_seq", "batch_id"],
            )
            .await?
        {
            let (keys, contents) = (
                batch.column(0).as_string::<i32>(),
                batch.column(1).as_string::<i32>(),
            );
            let seqs = batch.column(2).as_primitive::<Int64Type>();
            let batches = batch.column(3).as_string::<i32>();
            for row in 0..batch.num_rows() {
                let key: Digest = keys.value(row).parse().context("read a landed row")?;
                let content: Digest = contents.value(row).parse().context("read a landed row")?;
                let delivered_on = delivered.get(batches.value(row)).copied().unwrap_or_default();
                known.add_version(source, key, content, delivered_on, seqs.value(row));
            }
        }
    }
    Ok(known)
}
