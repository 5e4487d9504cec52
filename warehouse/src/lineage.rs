//! Where a figure comes from: its definition and SQL, the release, the households behind it, and the rows of delivered files behind these.
//!
//! The households are not written down anywhere: they are read off the figure's own SQL, by taking away its last step, the counting.

use std::collections::BTreeMap;

use arrow::array::AsArray;
use chrono::NaiveDate;
use datafusion::common::Column;
use datafusion::logical_expr::{Aggregate, Expr, LogicalPlan, Projection};
use datafusion::prelude::{DataFrame, SessionContext, col, lit};
use domain::policy::Parameter;
use domain::region::RegionCode;
use domain::release::{Definition, Figure};
use serde::Serialize;

use crate::error::{Result, WarehouseError};
use crate::model::Grain;
use crate::reader::{Columns, read_figures, rows};
use crate::session;
use crate::tables::SOURCE_FILE;
use crate::warehouse::Warehouse;

/// A row of a delivered file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct SourceRow {
    pub dataset: String,
    pub batch_id: String,
    /// Its path below the drop folder.
    pub file: String,
    pub sheet: String,
    pub row_number: i64,
}

/// A household behind a figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Share {
    pub household_id: String,
    pub is_in_numerator: bool,
    /// Absent for a plain count.
    pub is_in_denominator: Option<bool>,
    /// The rows about it in the datasets that the figure reads.
    pub rows: Vec<SourceRow>,
}

/// A policy parameter that a figure depends on, as it stands at the place on the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ruling {
    pub parameter: &'static str,
    pub title: &'static str,
    pub value: String,
    pub profile: String,
    pub clause: String,
}

/// Where one figure comes from.
#[derive(Debug, Clone)]
pub struct Lineage {
    pub release_id: String,
    pub as_of: NaiveDate,
    pub definition: Definition,
    pub figure: Figure,
    /// The file: `sql/indicators/visit/visit_overdue_rate.sql`.
    pub path: String,
    /// Its SQL, without the header.
    pub sql: String,
    /// The models it is made from, each after those it needs.
    pub models: Vec<String>,
    /// The datasets that these read.
    pub datasets: Vec<String>,
    pub rulings: Vec<Ruling>,
    /// None where the figure does not count households: it is computed from others, or counts something else.
    pub households: Option<Vec<Share>>,
}

impl Warehouse {
    /// Traces one figure of a release: an indicator at a place, and the slice of it (empty for the whole).
    pub async fn lineage(
        &self,
        release_id: Option<&str>,
        indicator: &str,
        region: RegionCode,
        slice: &str,
    ) -> Result<Lineage> {
        let release = self.release(release_id)?;
        let known = self
            .catalogue()
            .indicators
            .iter()
            .find(|known| known.definition.name == indicator)
            .ok_or_else(|| WarehouseError::UnknownFigure(format!("no indicator is called `{indicator}`")))?;
        let mut day = self.derivation(&self.sources(&release.tables).await?, release.as_of)?;

        let published = self.published(&day.session, &release, "indicator").await?;
        let own = col("indicator")
            .eq(lit(indicator))
            .and(col("region_code").eq(lit(region.as_str())))
            .and(col("slice").eq(lit(slice)));
        let figures = published.filter(own)?.collect().await?;
        let Some(figure) = rows(&figures, read_figures)?.into_iter().next() else {
            return Err(WarehouseError::UnknownFigure(format!(
                "release {} has no `{indicator}` for {region} in the slice `{slice}`",
                release.release_id
            )));
        };

        let order = self.catalogue().order(known.needs.iter().cloned())?;
        let models: Vec<String> = order.iter().map(|model| model.name.clone()).collect();
        let mut datasets: Vec<String> = order
            .iter()
            .flat_map(|model| &model.needs)
            .chain(&known.needs)
            .filter_map(|need| need.strip_prefix("source_"))
            .map(str::to_owned)
            .collect();
        datasets.sort();
        datasets.dedup();

        day.prepare().await?;
        day.build(&known.needs).await?;
        let households = match known.grain {
            Grain::Own => None,
            Grain::Village => {
                let frame = session::plan(&day.session, &known.text, release.as_of).await?;
                day.build(&["dim_region_above".to_owned()]).await?;
                behind(&day.session, frame, region, slice).await?
            }
        };
        let households = match households {
            Some(mut shares) => {
                add_rows(&day.session, &mut shares, &datasets).await?;
                Some(shares)
            }
            None => None,
        };
        let definition = known.definition.clone();
        Ok(Lineage {
            release_id: release.release_id,
            as_of: release.as_of,
            path: format!("sql/indicators/{}/{}.sql", definition.topic, definition.name),
            sql: body(&known.text).to_owned(),
            rulings: self.rulings(&definition, region, release.as_of),
            definition,
            figure,
            models,
            datasets,
            households,
        })
    }

    fn rulings(&self, definition: &Definition, region: RegionCode, on: NaiveDate) -> Vec<Ruling> {
        definition
            .policy
            .iter()
            .filter_map(|name| Parameter::from_name(name))
            .map(|parameter| {
                let answer = self.policies().resolve(parameter, region, on);
                Ruling {
                    parameter: parameter.name(),
                    title: parameter.title(),
                    value: answer.value.to_string(),
                    profile: answer.profile.to_owned(),
                    clause: answer.clause.to_owned(),
                }
            })
            .collect()
    }
}

/// A text without its header.
fn body(text: &str) -> &str {
    text.split_once("*/").map_or(text, |(_, body)| body).trim()
}

/// One `select … group by …` of a figure's SQL, before the counting.
struct Branch {
    input: LogicalPlan,
    region: Expr,
    slice: Expr,
    /// Whether a row of the input is counted.
    numerator: Expr,
    denominator: Option<Expr>,
}

/// The households below a place that a figure counts, by key; none when what it counts is no household.
async fn behind(
    session: &SessionContext,
    frame: DataFrame,
    region: RegionCode,
    slice: &str,
) -> Result<Option<Vec<Share>>> {
    let mut branches = vec![];
    if !collect(frame.logical_plan(), &mut branches) {
        return Ok(None);
    }
    let mut found: BTreeMap<String, (bool, Option<bool>)> = BTreeMap::new();
    for branch in branches {
        let Some(household) = column(&branch.input, "household_id") else {
            return Ok(None);
        };
        let below = session
            .table("dim_region_above")
            .await?
            .filter(col("above_code").eq(lit(region.as_str())))?
            .select(vec![col("region_code").alias("below_code")])?;
        let has_denominator = branch.denominator.is_some();
        let counted = DataFrame::new(session.state(), branch.input)
            .filter(branch.slice.eq(lit(slice)))?
            .select(vec![
                household.alias("counted_household"),
                branch.region.alias("counted_region"),
                branch.numerator.alias("in_numerator"),
                branch
                    .denominator
                    .unwrap_or_else(|| lit(false))
                    .alias("in_denominator"),
            ])?
            .join(
                below,
                datafusion::common::JoinType::LeftSemi,
                &["counted_region"],
                &["below_code"],
                None,
            )?;
        for batch in counted.collect().await? {
            let ids = arrow::compute::cast(batch.column(0), &arrow::datatypes::DataType::Utf8)
                .map_err(|fault| WarehouseError::shape("household_id", fault.to_string()))?;
            let ids = ids.as_string::<i32>();
            let (over, under) = (batch.column(2).as_boolean(), batch.column(3).as_boolean());
            let is_true = |flags: &arrow::array::BooleanArray, row| {
                arrow::array::Array::is_valid(flags, row) && flags.value(row)
            };
            for (row, id) in ids.iter().enumerate() {
                let Some(id) = id else { continue };
                let share = found
                    .entry(id.to_owned())
                    .or_insert((false, has_denominator.then_some(false)));
                share.0 |= is_true(over, row);
                if let Some(in_denominator) = &mut share.1 {
                    *in_denominator |= is_true(under, row);
                }
            }
        }
    }
    let shares = found
        .into_iter()
        .filter(|(_, (over, under))| *over || under.unwrap_or_default())
        .map(|(household_id, (over, under))| Share {
            household_id,
            is_in_numerator: over,
            is_in_denominator: under,
            rows: vec![],
        });
    Ok(Some(shares.collect()))
}

/// Finds the branches of a plan; false when some part of it is no counting of rows.
fn collect(plan: &LogicalPlan, branches: &mut Vec<Branch>) -> bool {
    match plan {
        LogicalPlan::Union(union) => union.inputs.iter().all(|input| collect(input, branches)),
        LogicalPlan::SubqueryAlias(alias) => collect(&alias.input, branches),
        LogicalPlan::Sort(sort) => collect(&sort.input, branches),
        LogicalPlan::Projection(projection) => match &*projection.input {
            LogicalPlan::Aggregate(aggregate) => branch(projection, aggregate).is_some_and(|branch| {
                branches.push(branch);
                true
            }),
            // A union casts its parts to one type.
            inner @ (LogicalPlan::Projection(_) | LogicalPlan::SubqueryAlias(_)) => collect(inner, branches),
            _ => false,
        },
        _ => false,
    }
}

fn branch(projection: &Projection, aggregate: &Aggregate) -> Option<Branch> {
    let named = |name: &str| {
        let position = projection
            .schema
            .fields()
            .iter()
            .position(|field| field.name() == name)?;
        Some(plain(projection.expr.get(position)?))
    };
    let grouped = |expr: &Expr| match expr {
        Expr::Column(column) => aggregate
            .group_expr
            .iter()
            .find(|group| group.schema_name().to_string() == column.name || plain(group) == expr)
            .map(|group| plain(group).clone()),
        Expr::Literal(..) => Some(expr.clone()),
        _ => None,
    };
    let denominator = named("denominator")?;
    Some(Branch {
        region: grouped(named("region_code")?)?,
        slice: grouped(named("slice")?)?,
        numerator: is_counted(named("numerator")?, aggregate)?,
        denominator: if matches!(denominator, Expr::Literal(..)) {
            None
        } else {
            Some(is_counted(denominator, aggregate)?)
        },
        input: (*aggregate.input).clone(),
    })
}

/// Without names and casts.
fn plain(expr: &Expr) -> &Expr {
    match expr {
        Expr::Alias(alias) => plain(&alias.expr),
        Expr::Cast(cast) => plain(&cast.expr),
        other => other,
    }
}

/// Whether a row of the input goes into one of the counts or sums that an expression is made of.
fn is_counted(expr: &Expr, aggregate: &Aggregate) -> Option<Expr> {
    let columns = expr.column_refs();
    let mut counts = aggregate
        .aggr_expr
        .iter()
        .filter(|counted| {
            let name = counted.schema_name().to_string();
            columns.iter().any(|column| column.name == name)
        })
        .filter_map(|counted| match plain(counted) {
            Expr::AggregateFunction(function) => Some(&function.params),
            _ => None,
        })
        .map(|params| {
            let is_there = params
                .args
                .iter()
                .filter(|argument| !matches!(argument, Expr::Literal(..)))
                .map(|argument| argument.clone().is_not_null());
            let filter = params.filter.as_deref().cloned();
            filter
                .into_iter()
                .chain(is_there)
                .reduce(Expr::and)
                .unwrap_or_else(|| lit(true))
        });
    let first = counts.next()?;
    Some(counts.fold(first, Expr::or))
}

/// A column of a plan by its name; of several of that name the first, which is the row's own.
fn column(plan: &LogicalPlan, name: &str) -> Option<Expr> {
    plan.schema()
        .iter()
        .find(|(_, field)| field.name() == name)
        .map(|(qualifier, field)| Expr::Column(Column::new(qualifier.cloned(), field.name())))
}

/// Notes for each household the delivered rows about it.
async fn add_rows(session: &SessionContext, shares: &mut [Share], datasets: &[String]) -> Result<()> {
    let files = session.table(SOURCE_FILE).await?.select(vec![
        col("batch_id").alias("of_batch"),
        col("file_sha256").alias("of_sha256"),
        col("file"),
    ])?;
    let ids: Vec<Expr> = shares
        .iter()
        .map(|share| lit(share.household_id.as_str()))
        .collect();
    let mut by_household: BTreeMap<String, Vec<SourceRow>> = BTreeMap::new();
    for dataset in datasets {
        let table = session.table(format!("source_{dataset}")).await?;
        if table
            .schema()
            .index_of_column_by_name(None, "household_id")
            .is_none()
        {
            continue;
        }
        let found = table
            .filter(col("household_id").in_list(ids.clone(), false))?
            .join(
                files.clone(),
                datafusion::common::JoinType::Left,
                &["batch_id", "file_sha256"],
                &["of_batch", "of_sha256"],
                None,
            )?
            .select_columns(&["household_id", "batch_id", "file", "sheet", "row_number"])?
            .collect()
            .await?;
        for (household, batch_id, file, sheet, row_number) in rows(&found, read_row)? {
            by_household.entry(household).or_default().push(SourceRow {
                dataset: dataset.clone(),
                batch_id,
                file,
                sheet,
                row_number,
            });
        }
    }
    for share in shares {
        share.rows = by_household.remove(&share.household_id).unwrap_or_default();
        share.rows.sort();
    }
    Ok(())
}

fn read_row(columns: &Columns<'_>, row: usize) -> Result<(String, String, String, String, i64)> {
    Ok((
        columns.text("household_id", row)?,
        columns.text("batch_id", row)?,
        columns.text("file", row)?,
        columns.text("sheet", row)?,
        columns.count("row_number", row)?.unwrap_or_default(),
    ))
}
