//! What the tables hold already, so that a repetition and a correction are told from something new.

use std::collections::BTreeMap;

use anyhow::Context;
use arrow::array::{Array, AsArray};
use arrow::datatypes::{Date32Type, Int64Type};
use chrono::NaiveDate;
use domain::digest::Digest;
use ingest::{Known, Place, SOURCES};
use warehouse::Writer;

/// What the tables hold already, by key and content.
pub(super) async fn read_known(writer: &Writer<'_>) -> anyhow::Result<Known> {
    let mut known = Known::new();
    for (subject, state_on) in writer.open_subjects()? {
        known.add_open_problem(subject, state_on);
    }
    let delivered = writer.delivered_on()?;
    read_places(writer, &delivered, &mut known).await?;
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

/// The places with their names and days, by which a name in place of a code is understood.
async fn read_places(
    writer: &Writer<'_>,
    delivered: &BTreeMap<String, NaiveDate>,
    known: &mut Known,
) -> anyhow::Result<()> {
    let columns = [
        "region_code",
        "name",
        "parent_code",
        "opened_on",
        "closed_on",
        "batch_id",
        "landed_seq",
    ];
    for batch in writer.landed_columns("region", &columns).await? {
        let text = |column: usize| batch.column(column).as_string::<i32>();
        let (codes, names, parents, batches) = (text(0), text(1), text(2), text(5));
        let day = |column: usize, row: usize| {
            let days = batch.column(column).as_primitive::<Date32Type>();
            days.is_valid(row).then(|| days.value_as_date(row)).flatten()
        };
        let seqs = batch.column(6).as_primitive::<Int64Type>();
        for row in 0..batch.num_rows() {
            let parent = parents.is_valid(row).then(|| parents.value(row));
            let place = Place {
                code: codes.value(row).parse()?,
                name: names.value(row).to_owned(),
                parent: parent.map(str::parse).transpose()?,
                opened_on: day(3, row),
                closed_on: day(4, row),
            };
            let delivered_on = delivered.get(batches.value(row)).copied().unwrap_or_default();
            known.add_place(place, delivered_on, seqs.value(row));
        }
    }
    Ok(())
}
