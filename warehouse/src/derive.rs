//! From source rows to figures and findings for one day: staging, core, indicators, findings, in the order that the SQL asks for.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use arrow::array::{AsArray, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use chrono::NaiveDate;
use datafusion::prelude::{DataFrame, SessionContext, cast, col, lit};
use domain::policy::{Parameter, PolicyBook};
use domain::region::{RegionCode, RegionCodeError};
use tracing::debug;

use crate::error::{Result, WarehouseError};
use crate::model::{Catalogue, Grain, Indicator};
use crate::quality::{self, Judgement, QualityFault};
use crate::signal::{Told, WATCHED};
use crate::{code, concentration, inspection, session, spell};

/// What asking the rules of data quality leaves: the rows that break one, how often each was asked, the rules themselves, and the profile
/// in force at each place.
const JUDGED: [&str; 4] = [
    "quality_broken",
    "quality_asked",
    "dim_quality_rule",
    "dim_quality_profile",
];

/// A session over the source rows of one set of versions, for one day.
pub(crate) struct Derivation<'a> {
    pub session: SessionContext,
    pub catalogue: &'a Catalogue,
    pub policies: &'a PolicyBook,
    pub as_of: NaiveDate,
    /// What early warning is told besides the tables.
    pub told: Told,
    /// Models that are registered already.
    built: Vec<String>,
    /// How long each definition and each model of the core took by itself, by its path below `sql/`.
    pub costs: Vec<Step>,
}

/// What is to be computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent<'p> {
    /// Every figure, and the findings.
    Whole,
    /// The figures that have a trend.
    Trend,
    /// What reads one of these parameters, as its header says; a test holds the headers to what the SQL reads.
    Reading(&'p [Parameter]),
}

impl Extent<'_> {
    fn holds(self, policy: &[String], has_trend: bool) -> bool {
        match self {
            Self::Whole => true,
            Self::Trend => has_trend,
            Self::Reading(parameters) => policy
                .iter()
                .any(|name| parameters.iter().any(|parameter| parameter.name() == name)),
        }
    }
}

impl<'a> Derivation<'a> {
    pub(crate) fn new(
        session: SessionContext,
        catalogue: &'a Catalogue,
        policies: &'a PolicyBook,
        as_of: NaiveDate,
    ) -> Self {
        Self {
            session,
            catalogue,
            policies,
            as_of,
            told: Told::default(),
            built: vec![],
            costs: vec![],
        }
    }

    /// Computes the figures of the day.
    pub(crate) async fn figures(&mut self, extent: Extent<'_>) -> Result<Vec<RecordBatch>> {
        let wanted: Vec<&Indicator> = self
            .catalogue
            .indicators
            .iter()
            .filter(|indicator| extent.holds(&indicator.definition.policy, indicator.has_trend))
            .collect();
        self.prepare().await?;
        let mut village = vec![];
        let mut own = vec![];
        for indicator in &wanted {
            let name = &indicator.definition.name;
            self.build(&indicator.needs).await?;
            debug!(indicator = name, "compute");
            let started = Instant::now();
            let rows = session::plan(&self.session, &indicator.text, self.as_of).await;
            let rows = shaped(rows.map_err(|fault| named(name, fault))?, name, indicator.grain)
                .map_err(|fault| WarehouseError::model(name, fault))?
                .collect()
                .await
                .map_err(|fault| WarehouseError::model(name, fault))?;
            match indicator.grain {
                Grain::Village => village.extend(rows),
                Grain::Own => own.extend(rows),
            }
            self.costs.push(Step::new(
                format!("indicators/{}/{name}", indicator.definition.topic),
                started.elapsed(),
            ));
        }
        session::register_batches(
            &self.session,
            "village_figure",
            figure_schema(Grain::Village),
            village,
        )?;
        session::register_batches(&self.session, "own_figure", figure_schema(Grain::Own), own)?;
        let list = indicator_table(&wanted)?;
        session::register_batches(&self.session, "dim_indicator", list.schema(), vec![list])?;
        let profiles = self.profiles(&wanted).await?;
        session::register_batches(
            &self.session,
            "dim_indicator_profile",
            profiles.schema(),
            vec![profiles],
        )?;
        self.published("indicator").await
    }

    /// Computes what is wrong or due on the day; `previous_finding` must be registered.
    pub(crate) async fn findings(&mut self, extent: Extent<'_>) -> Result<Vec<RecordBatch>> {
        let mut found = vec![];
        let catalogue = self.catalogue;
        let wanted = catalogue
            .finders
            .iter()
            .filter(|finder| extent.holds(&finder.rule.policy, false));
        for finder in wanted {
            let name = &finder.rule.name;
            self.build(&finder.needs).await?;
            debug!(finding = name, "compute");
            let started = Instant::now();
            let rows = session::plan(&self.session, &finder.text, self.as_of)
                .await
                .map_err(|fault| named(name, fault))?;
            let rows = rows
                .select(
                    found_schema()
                        .fields()
                        .iter()
                        .map(|field| match field.name().as_str() {
                            "rule" => lit(name.as_str()).alias("rule"),
                            column => cast(col(column), field.data_type().clone()).alias(column),
                        }),
                )
                .map_err(|fault| WarehouseError::model(name, fault))?
                .collect()
                .await
                .map_err(|fault| WarehouseError::model(name, fault))?;
            found.extend(rows);
            self.costs.push(Step::new(
                format!("findings/{}/{name}", finder.rule.topic),
                started.elapsed(),
            ));
        }
        session::register_batches(&self.session, "found_now", found_schema(), found)?;
        self.published("finding").await
    }

    /// Judges where inspectors should look, from what the day's registers count; `inspection_drawn` must be registered.
    pub(crate) async fn inspect(&mut self) -> Result<()> {
        let name = "fct_inspection_count".to_owned();
        self.build(std::slice::from_ref(&name)).await?;
        let started = Instant::now();
        let counts = self.session.table(name).await?.collect().await?;
        let judged = inspection::judge(&counts)?;
        for (name, table) in [
            ("inspection_judged", judged.components()?),
            ("inspection_standing", judged.standings()?),
        ] {
            session::register_batches(&self.session, name, table.schema(), vec![table])?;
        }
        self.costs.push(Step::new("inspection", started.elapsed()));
        Ok(())
    }

    /// Judges where things gather.
    pub(crate) async fn concentrate(&mut self) -> Result<()> {
        let name = "fct_concentration_count".to_owned();
        self.build(std::slice::from_ref(&name)).await?;
        let counts = self.session.table(name).await?.collect().await?;
        let judged = concentration::judge(&counts)?;
        session::register_batches(
            &self.session,
            "concentration_judged",
            judged.schema(),
            vec![judged],
        )
    }

    /// Judges how long spells under watch last, and how they end.
    pub(crate) async fn time(&mut self) -> Result<()> {
        let name = "fct_spell_count".to_owned();
        self.build(std::slice::from_ref(&name)).await?;
        let started = Instant::now();
        let counts = self.session.table(name).await?.collect().await?;
        for (name, table) in ["spell_rate_judged", "spell_curve_judged"]
            .into_iter()
            .zip(spell::judge(&counts)?)
        {
            session::register_batches(&self.session, name, table.schema(), vec![table])?;
        }
        self.costs.push(Step::new("spells", started.elapsed()));
        Ok(())
    }

    /// Runs one of the files of `sql/published/`.
    pub(crate) async fn published(&mut self, name: &str) -> Result<Vec<RecordBatch>> {
        let model = self
            .catalogue
            .published
            .get(name)
            .ok_or_else(|| WarehouseError::shape(name, "there is no such file in `sql/published`"))?;
        self.build(&model.needs).await?;
        debug!(published = name, "compute");
        let frame = session::plan(&self.session, &model.text, self.as_of)
            .await
            .map_err(|fault| named(name, fault))?;
        frame
            .collect()
            .await
            .map_err(|fault| WarehouseError::model(name, fault))
    }

    /// Builds the region tree and the policies of its places.
    pub(crate) async fn prepare(&mut self) -> Result<()> {
        self.build_models(&["dim_region".to_owned()]).await?;
        if !self.built.iter().any(|name| name == "dim_policy") {
            let policies = code::policy_table(self.policies, &self.places().await?)?;
            session::register_batches(&self.session, "dim_policy", policies.schema(), vec![policies])?;
            self.built.push("dim_policy".to_owned());
        }
        Ok(())
    }

    /// Builds the models that `names` need and are not built yet: staging where it stands, core computed once and kept.
    pub(crate) async fn build(&mut self, names: &[String]) -> Result<()> {
        let is_judged = |name: &String| JUDGED.contains(&name.as_str());
        let models = self.catalogue.order(names.iter().cloned())?;
        if names
            .iter()
            .chain(models.iter().flat_map(|model| &model.needs))
            .any(is_judged)
        {
            self.judge().await?;
        }
        let is_watched = self.built.iter().any(|name| name == WATCHED[0]);
        if !is_watched && names.iter().any(|name| WATCHED.contains(&name.as_str())) {
            self.watch().await?;
            self.built.extend(WATCHED.map(str::to_owned));
        }
        self.build_models(names).await
    }

    /// Asks the rules of data quality of the day's registers, once.
    pub(crate) async fn judge(&mut self) -> Result<()> {
        if self.built.iter().any(|name| name == JUDGED[0]) {
            return Ok(());
        }
        self.prepare().await?;
        let catalogue = self.catalogue;
        let mut judgement = Judgement::default();
        for register in &catalogue.registers {
            let fail = |fault| named(&register.name, fault);
            self.build_models(&register.needs).await?;
            debug!(register = register.name, rules = register.rules.len(), "ask");
            let rows = session::plan(&self.session, &register.text, self.as_of)
                .await
                .map_err(fail)?;
            judgement.add(&self.session, register, rows).await.map_err(fail)?;
        }
        let rules = quality::rule_table(&catalogue.registers)?;
        let profiles = code::profile_table(self.policies, &self.places().await?, self.as_of)?;
        for (name, table) in
            JUDGED
                .into_iter()
                .zip([judgement.broken()?, judgement.asked()?, rules, profiles])
        {
            session::register_batches(&self.session, name, table.schema(), vec![table])?;
            self.built.push(name.to_owned());
        }
        Ok(())
    }

    /// What is wrong with the rules of data quality.
    pub(crate) async fn rule_faults(&mut self) -> Result<Vec<QualityFault>> {
        self.prepare().await?;
        let catalogue = self.catalogue;
        let mut faults = vec![];
        for register in &catalogue.registers {
            self.build_models(&register.needs).await?;
            let rows = session::plan(&self.session, &register.text, self.as_of)
                .await
                .map_err(|fault| named(&register.name, fault))?;
            // Types are settled when a plan is made to be run.
            rows.clone()
                .create_physical_plan()
                .await
                .map_err(|fault| WarehouseError::model(&register.name, fault))?;
            let schema = Arc::new(loose(rows.schema().as_arrow()));
            faults.extend(quality::faults(&self.session, register, &schema)?);
        }
        Ok(faults)
    }

    pub(crate) async fn build_models(&mut self, names: &[String]) -> Result<()> {
        for model in self.catalogue.order(names.iter().cloned())? {
            if self.built.contains(&model.name) {
                continue;
            }
            let fail = |fault| named(&model.name, fault);
            debug!(model = model.name, "build");
            let started = Instant::now();
            let frame = session::plan(&self.session, &model.text, self.as_of)
                .await
                .map_err(fail)?;
            if model.is_staging {
                self.session
                    .register_table(model.name.as_str(), frame.into_view())?;
            } else {
                let schema: SchemaRef = Arc::clone(frame.schema().inner());
                let batches = frame
                    .collect()
                    .await
                    .map_err(|fault| WarehouseError::model(&model.name, fault))?;
                let schema = batches.first().map_or(schema, RecordBatch::schema);
                session::register_batches(&self.session, &model.name, schema, batches)?;
                self.costs
                    .push(Step::new(format!("core/{}", model.name), started.elapsed()));
            }
            self.built.push(model.name.clone());
        }
        Ok(())
    }

    /// The codes of all places of the day's tree.
    async fn places(&self) -> Result<Vec<RegionCode>> {
        let batches = self
            .session
            .table("dim_region")
            .await?
            .select_columns(&["region_code"])?
            .collect()
            .await?;
        let mut places = vec![];
        for batch in &batches {
            let codes: &StringArray = batch.column(0).as_string();
            for text in codes.iter().flatten() {
                let code = text.parse().map_err(|fault: RegionCodeError| {
                    WarehouseError::damaged("dim_region", format!("`{text}` is not a region code"), fault)
                })?;
                places.push(code);
            }
        }
        Ok(places)
    }

    async fn profiles(&self, wanted: &[&Indicator]) -> Result<RecordBatch> {
        let indicators: Vec<(String, Option<Parameter>)> = wanted
            .iter()
            .map(|indicator| {
                let first = indicator
                    .definition
                    .policy
                    .first()
                    .and_then(|name| Parameter::from_name(name));
                (indicator.definition.name.clone(), first)
            })
            .collect();
        code::indicator_profiles(self.policies, &self.places().await?, &indicators, self.as_of)
    }
}

fn named(model: &str, fault: WarehouseError) -> WarehouseError {
    match fault {
        WarehouseError::Query(source) => WarehouseError::Model {
            model: model.to_owned(),
            source,
        },
        other => other,
    }
}

/// The columns that an indicator's file must give, in one shape for all.
fn shaped(rows: DataFrame, name: &str, grain: Grain) -> datafusion::error::Result<DataFrame> {
    let schema = figure_schema(grain);
    rows.select(schema.fields().iter().map(|field| match field.name().as_str() {
        "indicator" => lit(name).alias("indicator"),
        column => cast(col(column), field.data_type().clone()).alias(column),
    }))
}

fn figure_schema(grain: Grain) -> SchemaRef {
    let mut fields = vec![
        Field::new("indicator", DataType::Utf8, true),
        Field::new("region_code", DataType::Utf8, true),
        Field::new("slice", DataType::Utf8, true),
        Field::new("numerator", DataType::Float64, true),
        Field::new("denominator", DataType::Float64, true),
    ];
    if grain == Grain::Own {
        fields.push(Field::new("value", DataType::Float64, true));
    }
    Arc::new(Schema::new(fields))
}

/// The schema with every column nullable: an example gives only the cells that matter.
pub(crate) fn loose(schema: &Schema) -> Schema {
    let fields = schema
        .fields()
        .iter()
        .map(|field| Field::new(field.name(), field.data_type().clone(), true));
    Schema::new(fields.collect::<Vec<_>>())
}

fn found_schema() -> SchemaRef {
    Arc::new(Schema::new(vec![
        Field::new("rule", DataType::Utf8, true),
        Field::new("clause", DataType::Utf8, true),
        Field::new("severity", DataType::Utf8, true),
        Field::new("region_code", DataType::Utf8, true),
        Field::new("household_id", DataType::Utf8, true),
        Field::new("subject", DataType::Utf8, true),
        Field::new("due_on", DataType::Date32, true),
        Field::new("days_overdue", DataType::Int64, true),
        Field::new("detail", DataType::Utf8, true),
    ]))
}

fn indicator_table(wanted: &[&Indicator]) -> Result<RecordBatch> {
    let names = || wanted.iter().map(|indicator| indicator.definition.name.as_str());
    let grains = wanted.iter().map(|indicator| match indicator.grain {
        Grain::Village => "village",
        Grain::Own => "own",
    });
    let flags = |flag: fn(&Indicator) -> bool| -> arrow::array::ArrayRef {
        Arc::new(
            wanted
                .iter()
                .map(|indicator| Some(flag(indicator)))
                .collect::<arrow::array::BooleanArray>(),
        )
    };
    let (_, batch) = code::table(
        "dim_indicator",
        [
            ("indicator", Arc::new(StringArray::from_iter_values(names()))),
            ("grain", Arc::new(StringArray::from_iter_values(grains))),
            ("has_interval", flags(|indicator| indicator.has_interval)),
            (
                "has_denominator",
                flags(|indicator| indicator.definition.denominator.is_some()),
            ),
        ],
    )?;
    Ok(batch)
}

/// A named step and how long it took.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Step {
    pub name: String,
    pub seconds: f64,
}

impl Step {
    pub fn new(name: impl Into<String>, took: Duration) -> Self {
        Self {
            name: name.into(),
            seconds: took.as_secs_f64(),
        }
    }
}

/// How long a run took: what it did one after the other, and which definitions were the dearest.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct Timings {
    pub steps: Vec<Step>,
    /// The ten definitions and models that took longest, each by itself, the longest first.
    pub dearest: Vec<Step>,
}

impl Timings {
    /// How many definitions are named.
    const DEAREST: usize = 10;

    /// Notes what was done, and how long it took.
    pub fn step(&mut self, name: &str, took: Duration) {
        self.steps.push(Step::new(name, took));
    }

    /// Keeps the dearest of these.
    pub(crate) fn keep_dearest(&mut self, mut costs: Vec<Step>) {
        costs.sort_by(|one, other| other.seconds.total_cmp(&one.seconds));
        costs.truncate(Self::DEAREST);
        self.dearest = costs;
    }
}

/// The versions of the tables a session reads, by name.
pub(crate) type Versions = BTreeMap<String, u64>;
