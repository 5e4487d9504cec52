//! Every definition has a worked example, and every example comes out as it was worked by hand.

use std::collections::BTreeSet;

use sqllogictest::{AsyncDB, DBOutput, DefaultColumnType, Runner};
use warehouse::{WarehouseError, Workbench};

use crate::support;

/// Sqllogictest's view of a workbench.
struct Bench(Workbench<'static>);

#[async_trait::async_trait]
impl AsyncDB for Bench {
    type Error = WarehouseError;
    type ColumnType = DefaultColumnType;

    async fn run(&mut self, statement: &str) -> Result<DBOutput<Self::ColumnType>, Self::Error> {
        let rows = self.0.run(statement).await?;
        let Some(first) = rows.first() else {
            return Ok(DBOutput::StatementComplete(0));
        };
        let types = vec![DefaultColumnType::Any; first.len()];
        Ok(DBOutput::Rows { types, rows })
    }

    async fn shutdown(&mut self) {}
}

#[tokio::test]
async fn every_worked_example_comes_out() {
    let catalogue: &'static _ = Box::leak(Box::new(support::catalogue()));
    let policies: &'static _ = Box::leak(Box::new(support::policies()));
    let examples = support::texts("tests/sql", "slt");
    let mut faults = vec![];
    for (name, text) in &examples {
        let mut runner = Runner::new(|| async {
            Workbench::new(
                catalogue,
                policies,
                support::calendar(),
                support::sources(),
                ingest::disposition_schema(),
            )
            .map(Bench)
        });
        if let Err(fault) = runner.run_script_async(text).await {
            faults.push(format!("{name}: {fault}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

#[test]
fn every_definition_has_a_worked_example() {
    let stems = |folder: &str, extension: &str| -> BTreeSet<String> {
        support::texts(folder, extension)
            .into_iter()
            .map(|(name, _)| name.trim_end_matches(extension).trim_end_matches('.').to_owned())
            .filter(|name| name.starts_with("indicators/") || name.starts_with("findings/"))
            .collect()
    };

    let missing: Vec<String> = stems("sql", "sql")
        .difference(&stems("tests/sql", "slt"))
        .cloned()
        .collect();

    assert!(missing.is_empty(), "no worked example: {missing:?}");
}
