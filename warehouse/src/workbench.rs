//! A definition on a table of a few rows: what worked examples run on.
//!
//! Source rows are put in by hand (`insert into source_visit …`), then any model, indicator or finding may be read by its name. What a
//! model gives is computed when it is first named; rows put in afterwards are not seen.

use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Schema};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use chrono::NaiveDate;
use domain::calendar::WorkCalendar;
use domain::policy::PolicyBook;

use crate::derive::{Derivation, Extent, loose};
use crate::error::{Result, WarehouseError};
use crate::inspection;
use crate::model::Catalogue;
use crate::quality::QualityFault;
use crate::session::{self, Limits};
use crate::tables::{self, SourceTable};

/// A session with empty source tables, for one day.
pub struct Workbench<'a> {
    derivation: Derivation<'a>,
    calendar: Arc<WorkCalendar>,
    sources: Vec<SourceTable>,
    disposition: Arc<Schema>,
}

impl<'a> Workbench<'a> {
    /// Opens a bench with the sources' tables empty; the day is set by `set as_of = '2022-06-30'`.
    pub fn new(
        catalogue: &'a Catalogue,
        policies: &'a PolicyBook,
        calendar: WorkCalendar,
        sources: Vec<SourceTable>,
        disposition: Arc<Schema>,
    ) -> Result<Self> {
        let calendar = Arc::new(calendar);
        let session = session::open(
            Limits {
                memory_mib: 256,
                threads: 1,
            },
            &calendar,
        )?;
        let derivation = Derivation::new(session, catalogue, policies, NaiveDate::MIN);
        let bench = Self {
            derivation,
            calendar,
            sources,
            disposition,
        };
        bench.lay_out()?;
        Ok(bench)
    }

    fn lay_out(&self) -> Result<()> {
        let session = &self.derivation.session;
        for source in &self.sources {
            session::register_batches(
                session,
                &format!("source_{}", source.name),
                Arc::new(loose(&source.schema)),
                vec![],
            )?;
        }
        session::register_batches(
            session,
            "run_disposition",
            Arc::new(loose(&self.disposition)),
            vec![],
        )?;
        session::register_batches(session, "source_file", tables::source_file_schema(), vec![])?;
        session::register_batches(session, inspection::DRAWN, inspection::drawn_schema(), vec![])?;
        for name in ["finding", "quality_problem", "household_current", "signal"] {
            let schema = tables::published(name).schema;
            session::register_batches(session, &format!("previous_{name}"), schema, vec![])?;
        }
        Ok(())
    }

    /// Runs one statement; gives its rows as text, null as `NULL`.
    pub async fn run(&mut self, statement: &str) -> Result<Vec<Vec<String>>> {
        if let Some(day) = statement.trim().strip_prefix("set as_of = ") {
            let text = day.trim_matches(['\'', ';', ' ']);
            let as_of = text.parse().map_err(|fault: chrono::ParseError| {
                WarehouseError::damaged("as_of", format!("`{text}` is not a day"), fault)
            })?;
            let session = session::open(
                Limits {
                    memory_mib: 256,
                    threads: 1,
                },
                &self.calendar,
            )?;
            self.derivation = Derivation::new(
                session,
                self.derivation.catalogue,
                self.derivation.policies,
                as_of,
            );
            self.lay_out()?;
            return Ok(vec![]);
        }
        let names = session::references(&self.derivation.session, statement)?;
        let is_insert = statement.trim_start().starts_with("insert");
        if !is_insert {
            self.prepare(&names).await?;
        }
        let frame = session::plan(&self.derivation.session, statement, self.derivation.as_of).await?;
        let batches = frame.collect().await?;
        if is_insert { Ok(vec![]) } else { written(&batches) }
    }

    /// Builds what a statement names: models, indicators (the village rows of their files), findings, published tables.
    async fn prepare(&mut self, names: &[String]) -> Result<()> {
        self.derivation.prepare().await?;
        self.derivation.build(names).await?;
        let catalogue = self.derivation.catalogue;
        for name in names {
            let text = catalogue
                .indicators
                .iter()
                .find(|indicator| indicator.definition.name == *name)
                .map(|indicator| (&indicator.text, &indicator.needs))
                .or_else(|| {
                    catalogue
                        .finders
                        .iter()
                        .find(|finder| finder.rule.name == *name)
                        .map(|finder| (&finder.text, &finder.needs))
                });
            let register = catalogue.registers.iter().find(|register| register.name == *name);
            let text = text.or(register.map(|register| (&register.text, &register.needs)));
            if let Some((text, needs)) = text {
                self.derivation.build(needs).await?;
                let frame = session::plan(&self.derivation.session, text, self.derivation.as_of).await?;
                self.keep(name, frame.collect().await?)?;
            }
            match name.as_str() {
                "indicator" => {
                    let rows = self.derivation.figures(Extent::Whole).await?;
                    self.keep(name, rows)?;
                }
                "finding" => {
                    let rows = self.derivation.findings(Extent::Whole).await?;
                    self.keep(name, rows)?;
                }
                "reconciliation" => {
                    let changes = self.derivation.published("household_change").await?;
                    self.keep("household_moved", changes)?;
                    let rows = self.derivation.published(name).await?;
                    self.keep(name, rows)?;
                }
                "concentration" => {
                    self.derivation.concentrate().await?;
                    let rows = self.derivation.published(name).await?;
                    self.keep(name, rows)?;
                }
                "spell_rate" | "spell_curve" => {
                    self.derivation.time().await?;
                    let rows = self.derivation.published(name).await?;
                    self.keep(name, rows)?;
                }
                "inspection_target" | "inspection_component" => {
                    self.derivation.inspect().await?;
                    let rows = self.derivation.published(name).await?;
                    self.keep(name, rows)?;
                }
                "household_current" | "household_change" | "quality_problem" | "quality_rate" | "signal"
                | "signal_count" | "signal_household" | "signal_stream" => {
                    let rows = self.derivation.published(name).await?;
                    self.keep(name, rows)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// What is wrong with the rules of data quality.
    pub async fn rule_faults(&mut self) -> Result<Vec<QualityFault>> {
        // Any day will do on which a year before can be named.
        self.run("set as_of = '2000-01-01'").await?;
        self.derivation.rule_faults().await
    }

    fn keep(&self, name: &str, batches: Vec<RecordBatch>) -> Result<()> {
        let schema = batches
            .first()
            .map_or_else(|| Arc::new(Schema::empty()), RecordBatch::schema);
        session::register_batches(&self.derivation.session, name, schema, batches)
    }
}

fn written(batches: &[RecordBatch]) -> Result<Vec<Vec<String>>> {
    let options = FormatOptions::default().with_null("NULL");
    let mut rows = vec![];
    for batch in batches {
        let columns = batch
            .columns()
            .iter()
            .map(|column| ArrayFormatter::try_new(column, &options))
            .collect::<std::result::Result<Vec<_>, _>>()
            .map_err(|fault| WarehouseError::shape("rows", fault.to_string()))?;
        for row in 0..batch.num_rows() {
            let cells = columns.iter().zip(batch.columns()).map(|(column, array)| {
                let text = column.value(row).to_string();
                // A whole number is written as one, whatever type the engine gave it.
                match array.data_type() {
                    DataType::Float64 => text.strip_suffix(".0").map_or(text.clone(), str::to_owned),
                    _ if text.is_empty() => "(empty)".to_owned(),
                    _ => text,
                }
            });
            rows.push(cells.collect());
        }
    }
    Ok(rows)
}
