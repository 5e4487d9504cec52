//! Asks all rules of a register of its rows, in one pass, and keeps what was asked and what was broken.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Int64Array, RecordBatch, StringArray};
use arrow::compute;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::error::Result as EngineResult;
use datafusion::logical_expr::simplify::SimplifyContext;
use datafusion::optimizer::simplify_expressions::ExprSimplifier;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::prelude::{DataFrame, Expr, SessionContext, when};
use futures::TryStreamExt;

use super::rule::{KEYS, Register, Rule};
use crate::code;
use crate::error::{Result, WarehouseError};

/// Rows of a register that break a rule: what the list of problems is made from.
#[derive(Debug, Default)]
struct Broken {
    rule: Vec<String>,
    keys: [Vec<Option<String>>; KEYS.len()],
}

/// How many rows of a place, an office and a person were asked, and how many broke the rule.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    broken: i64,
    asked: i64,
}

/// What came of asking.
#[derive(Debug, Default)]
pub(crate) struct Judgement {
    broken: Broken,
    /// By place, office and person in charge, a count for each rule.
    counts: BTreeMap<[String; 3], BTreeMap<String, Count>>,
}

/// One of the columns that every register has.
fn key_column(batch: &RecordBatch, key: &str) -> Result<ArrayRef> {
    let column = batch
        .column_by_name(key)
        .ok_or_else(|| WarehouseError::shape("quality", format!("no column `{key}`")))?;
    compute::cast(column, &DataType::Utf8).map_err(|fault| WarehouseError::shape(key, fault.to_string()))
}

/// Yes where the row breaks the rule, no where it does not, null where it is not asked or cannot be said.
pub(super) fn verdict(
    session: &SessionContext,
    rows: &DataFrame,
    rule: &Rule,
) -> EngineResult<Arc<dyn PhysicalExpr>> {
    let state = session.state();
    let wrong = state.create_logical_expr(&rule.wrong, rows.schema())?;
    let verdict = match &rule.among {
        None => wrong,
        Some(among) => {
            let among = state.create_logical_expr(among, rows.schema())?;
            when(among, wrong).end()?
        }
    };
    evaluable(session, rows, verdict)
}

/// A predicate that batches can be held against, with its types settled. It goes past the planner of whole queries, which would look at
/// all rules of a register together, again and again.
pub(super) fn evaluable(
    session: &SessionContext,
    rows: &DataFrame,
    predicate: Expr,
) -> EngineResult<Arc<dyn PhysicalExpr>> {
    let state = session.state();
    let context = SimplifyContext::builder()
        .with_schema(Arc::new(rows.schema().clone()))
        .with_config_options(Arc::clone(state.config_options()))
        .build();
    let simplifier = ExprSimplifier::new(context);
    let predicate = simplifier.simplify(simplifier.coerce(predicate, rows.schema())?)?;
    state.create_physical_expr(predicate, rows.schema())
}

impl Judgement {
    /// Asks the rules of a register of its rows.
    pub(crate) async fn add(
        &mut self,
        session: &SessionContext,
        register: &Register,
        rows: DataFrame,
    ) -> Result<()> {
        if register.rules.is_empty() {
            return Ok(());
        }
        let asked = register
            .rules
            .iter()
            .map(|rule| Ok((rule, verdict(session, &rows, rule)?)))
            .collect::<Result<Vec<_>>>()?;
        let mut batches = rows.execute_stream().await?;
        while let Some(batch) = batches.try_next().await? {
            self.fold(&asked, &batch)?;
        }
        Ok(())
    }

    fn fold(&mut self, asked: &[(&Rule, Arc<dyn PhysicalExpr>)], batch: &RecordBatch) -> Result<()> {
        let keys = KEYS
            .iter()
            .map(|key| key_column(batch, key))
            .collect::<Result<Vec<ArrayRef>>>()?;
        let keys: Vec<&StringArray> = keys.iter().map(AsArray::as_string::<i32>).collect();
        let text = |column: usize, row: usize| -> &str {
            if keys[column].is_valid(row) {
                keys[column].value(row)
            } else {
                ""
            }
        };
        // Rows of a batch lie close together: few groups, found by borrowed text.
        let mut known: HashMap<[&str; 3], usize> = HashMap::new();
        let mut groups: Vec<[&str; 3]> = vec![];
        let of_row: Vec<usize> = (0..batch.num_rows())
            .map(|row| {
                let group = [text(0, row), text(3, row), text(4, row)];
                *known.entry(group).or_insert_with(|| {
                    groups.push(group);
                    groups.len() - 1
                })
            })
            .collect();
        for (rule, verdict) in asked {
            let verdicts = verdict.evaluate(batch)?.into_array(batch.num_rows())?;
            let verdicts: &BooleanArray = verdicts
                .as_boolean_opt()
                .ok_or_else(|| WarehouseError::shape(&rule.id, "a rule says yes or no"))?;
            let mut counts = vec![Count::default(); groups.len()];
            for (row, verdict) in verdicts.iter().enumerate() {
                let count = &mut counts[of_row[row]];
                match verdict {
                    None => {}
                    Some(false) => count.asked += 1,
                    Some(true) => {
                        count.asked += 1;
                        count.broken += 1;
                        self.broken.push(&rule.id, &keys, row);
                    }
                }
            }
            for (group, count) in groups.iter().zip(counts).filter(|(_, count)| count.asked > 0) {
                let sum = self
                    .counts
                    .entry(group.map(str::to_owned))
                    .or_default()
                    .entry(rule.id.clone())
                    .or_default();
                sum.asked += count.asked;
                sum.broken += count.broken;
            }
        }
        Ok(())
    }

    /// What was broken, row by row, in the shape of [`broken_schema`].
    pub(crate) fn broken(&self) -> Result<RecordBatch> {
        let keys = self
            .broken
            .keys
            .iter()
            .map(|values| -> ArrayRef { Arc::new(StringArray::from_iter(values)) });
        let rule: ArrayRef = Arc::new(StringArray::from_iter_values(&self.broken.rule));
        batch(&broken_schema(), std::iter::once(rule).chain(keys).collect())
    }

    /// How often it was asked, in the shape of [`asked_schema`].
    pub(crate) fn asked(&self) -> Result<RecordBatch> {
        let rows: Vec<(&[String; 3], &String, &Count)> = self
            .counts
            .iter()
            .flat_map(|(group, counts)| counts.iter().map(move |(rule, count)| (group, rule, count)))
            .collect();
        let text = |value: fn(&(&[String; 3], &String, &Count)) -> String| -> ArrayRef {
            Arc::new(StringArray::from_iter_values(rows.iter().map(value)))
        };
        let number = |value: fn(&Count) -> i64| -> ArrayRef {
            Arc::new(Int64Array::from_iter_values(
                rows.iter().map(|(_, _, count)| value(count)),
            ))
        };
        let columns = vec![
            text(|row| row.1.clone()),
            text(|row| row.0[0].clone()),
            text(|row| row.0[1].clone()),
            text(|row| row.0[2].clone()),
            number(|count| count.broken),
            number(|count| count.asked),
        ];
        batch(&asked_schema(), columns)
    }
}

impl Broken {
    fn push(&mut self, rule: &str, keys: &[&StringArray], row: usize) {
        self.rule.push(rule.to_owned());
        for (values, key) in self.keys.iter_mut().zip(keys) {
            values.push(key.is_valid(row).then(|| key.value(row).to_owned()));
        }
    }
}

fn batch(schema: &SchemaRef, columns: Vec<ArrayRef>) -> Result<RecordBatch> {
    RecordBatch::try_new(Arc::clone(schema), columns)
        .map_err(|fault| WarehouseError::shape("quality", fault.to_string()))
}

/// `quality_broken`: one row per row of a register and rule that it breaks.
pub(crate) fn broken_schema() -> SchemaRef {
    let names = std::iter::once("rule").chain(KEYS);
    let fields = names.map(|name| Field::new(name, DataType::Utf8, true));
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

/// `quality_asked`: one row per rule, place, office and person in charge.
pub(crate) fn asked_schema() -> SchemaRef {
    let names = ["rule", "region_code", "office", "person_in_charge"];
    let texts = names.map(|name| Field::new(name, DataType::Utf8, true));
    let numbers = ["broken", "asked"].map(|name| Field::new(name, DataType::Int64, true));
    Arc::new(Schema::new(texts.into_iter().chain(numbers).collect::<Vec<_>>()))
}

/// `dim_quality_rule`: what the rules say about themselves.
pub(crate) fn rule_table(registers: &[Register]) -> Result<RecordBatch> {
    let rules: Vec<(&Register, &Rule)> = registers
        .iter()
        .flat_map(|register| register.rules.iter().map(move |rule| (register, rule)))
        .collect();
    let text = |value: fn(&(&Register, &Rule)) -> String| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(rules.iter().map(value)))
    };
    let (_, table) = code::table(
        "dim_quality_rule",
        [
            ("rule", text(|(_, rule)| rule.id.clone())),
            ("register", text(|(register, _)| register.name.clone())),
            ("title", text(|(_, rule)| rule.title.clone())),
            ("field", text(|(_, rule)| rule.field.clone())),
            ("dimension", text(|(_, rule)| rule.dimension.clone())),
            ("severity", text(|(_, rule)| rule.severity.clone())),
            ("clause", text(|(_, rule)| rule.clause().to_owned())),
        ],
    )?;
    Ok(table)
}
