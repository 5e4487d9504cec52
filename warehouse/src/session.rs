//! The one place that opens a session with the engine: its functions, its limits, and what a visitor may say.
//!
//! Whether one machine or several answer is decided here and nowhere else.

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use chrono::NaiveDate;
use datafusion::datasource::MemTable;
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::logical_expr::LogicalPlan;
use datafusion::prelude::{DataFrame, SQLOptions, SessionConfig, SessionContext};
use datafusion::sql::parser::Statement;
use datafusion::sql::sqlparser::ast::{DataType as SqlType, Expr, TypedString, Value, VisitMut, VisitorMut};
use domain::calendar::WorkCalendar;
use std::convert::Infallible;
use std::ops::ControlFlow;

use crate::error::{Result, WarehouseError};
use crate::{code, udf};

/// What the engine may use of the machine.
#[derive(Debug, Clone, Copy, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Memory for sorts, joins and groups before they spill to disk.
    pub memory_mib: usize,
    /// Threads of one query; 0 means one per core.
    pub threads: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory_mib: 1024,
            threads: 0,
        }
    }
}

/// A session with our functions and code tables, and no table of anybody's yet.
pub(crate) fn open(limits: Limits, calendar: &Arc<WorkCalendar>) -> Result<SessionContext> {
    let mut config = SessionConfig::new()
        .with_information_schema(true)
        // One type of text everywhere, the one that the tables hold.
        .set_bool("datafusion.sql_parser.map_string_types_to_utf8view", false)
        // With it the two sides of a join wait for each other, on a large county for good (decision 16), and on a cluster always.
        .set_bool("datafusion.optimizer.enable_dynamic_filter_pushdown", false);
    if limits.threads > 0 {
        config = config.with_target_partitions(limits.threads);
    }
    let runtime = RuntimeEnvBuilder::new()
        .with_memory_pool(Arc::new(FairSpillPool::new(
            limits.memory_mib.max(64) * 1024 * 1024,
        )))
        .build_arc()?;
    let state = SessionStateBuilder::new()
        .with_config(config)
        .with_runtime_env(runtime)
        .with_default_features()
        .build();
    let session = SessionContext::from(state);
    for function in udf::functions(calendar) {
        session.register_udf(function);
    }
    for (name, batch) in code::tables()? {
        register_batches(&session, name, batch.schema(), vec![batch])?;
    }
    Ok(session)
}

/// Registers rows in memory under `name`, in place of what stood there.
pub(crate) fn register_batches(
    session: &SessionContext,
    name: &str,
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
) -> Result<()> {
    let table = MemTable::try_new(schema, vec![batches])?;
    session.deregister_table(name)?;
    session.register_table(name, Arc::new(table))?;
    Ok(())
}

/// Plans a model's text with `$as_of` put in as a date.
pub(crate) async fn plan(session: &SessionContext, text: &str, as_of: NaiveDate) -> Result<DataFrame> {
    let state = session.state();
    let mut statement = state.sql_to_statement(text, &state.config_options().sql_parser.dialect)?;
    if let Statement::Statement(inner) = &mut statement {
        let ControlFlow::Continue(()) = inner.visit(&mut Dated(as_of));
    }
    let plan = state.statement_to_plan(statement).await?;
    Ok(DataFrame::new(state, plan))
}

/// Runs a visitor's query: `select` only, no files, no settings.
pub(crate) async fn read_only(session: &SessionContext, text: &str) -> Result<DataFrame> {
    let options = SQLOptions::new()
        .with_allow_ddl(false)
        .with_allow_dml(false)
        .with_allow_statements(false);
    let plan = session.state().create_logical_plan(text).await?;
    if options.verify_plan(&plan).is_err()
        || matches!(plan, LogicalPlan::Explain(_) | LogicalPlan::Analyze(_))
    {
        return Err(WarehouseError::NotReadOnly);
    }
    Ok(session.execute_logical_plan(plan).await?)
}

/// The tables that a model's text names, by the engine's own parser.
pub(crate) fn references(session: &SessionContext, text: &str) -> Result<Vec<String>> {
    let state = session.state();
    let statement = state.sql_to_statement(text, &state.config_options().sql_parser.dialect)?;
    let names: BTreeSet<String> = state
        .resolve_table_references(&statement)?
        .into_iter()
        .map(|reference| reference.table().to_owned())
        .collect();
    Ok(names.into_iter().collect())
}

/// Puts the release's day in the place of `$as_of`.
struct Dated(NaiveDate);

impl VisitorMut for Dated {
    type Break = Infallible;

    fn post_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<Infallible> {
        if let Expr::Value(value) = expr
            && matches!(&value.value, Value::Placeholder(name) if name == "$as_of")
        {
            let day = Value::SingleQuotedString(self.0.to_string()).with_empty_span();
            *expr = Expr::TypedString(TypedString {
                data_type: SqlType::Date,
                value: day,
                uses_odbc_syntax: false,
            });
        }
        ControlFlow::Continue(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session() -> SessionContext {
        open(
            Limits {
                memory_mib: 64,
                threads: 1,
            },
            &Arc::new(WorkCalendar::parse(&[]).unwrap()),
        )
        .unwrap()
    }

    #[tokio::test]
    async fn the_day_takes_the_place_of_its_parameter_as_a_date() {
        let day: NaiveDate = "2024-02-29".parse().unwrap();

        let text = "select cast(cast($as_of - interval '12 months' as date) as varchar) as before";
        let rows = plan(&session(), text, day)
            .await
            .unwrap()
            .collect()
            .await
            .unwrap();

        let column = arrow::array::AsArray::as_string::<i32>(rows[0].column(0));
        assert_eq!(column.value(0), "2023-02-28");
    }

    #[tokio::test]
    async fn a_visitor_may_select_and_nothing_else() {
        let session = session();
        assert!(read_only(&session, "select 1").await.is_ok());
        for text in [
            "create table t as select 1",
            "copy (select 1) to '/tmp/x.csv'",
            "create external table t stored as csv location '/etc/passwd'",
            "set datafusion.execution.batch_size = 1",
            "explain select 1",
            "insert into code_risk values ('x')",
        ] {
            assert!(
                matches!(read_only(&session, text).await, Err(WarehouseError::NotReadOnly)),
                "{text}"
            );
        }
    }

    #[test]
    fn references_are_the_tables_and_not_the_steps() {
        let names = references(
            &session(),
            "with a as (select x from fct_b) select x from a join fct_c on true",
        )
        .unwrap();
        assert_eq!(names, ["fct_b", "fct_c"]);
    }
}
