//! A release as plain types: read once, then pages and packs need the engine no more.

mod change;
mod spell;

use arrow::array::{Array, AsArray, RecordBatch, StringArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Date32Type, Float64Type, Int64Type};
use chrono::{Datelike, Days, NaiveDate};
use datafusion::prelude::{SessionContext, col, lit};
use domain::concentration::{Concentration, Measure, Verdict};
use domain::inspection::{DrawnAs, Evidence, Inspection, Target};
use domain::quality::{Account, Quality, QualityProblem, QualityRate};
use domain::region::{RegionCode, RegionCodeError};
use domain::release::{Figure, Finding, Place, Release, ReleaseId, ReleaseParts};

use crate::error::{Result, WarehouseError};
use crate::ledger::ReleaseRow;
use crate::udf::date_of;
use crate::warehouse::Warehouse;

/// How far back a trend reaches.
const TREND_YEARS: i32 = 2;

impl Warehouse {
    /// Reads a whole release.
    pub async fn read_release(&self, release_id: Option<&str>) -> Result<Release> {
        let row = self.release(release_id)?;
        let mut derivation = self.derivation(&self.sources(&row.tables).await?, row.as_of)?;
        derivation.build(&["dim_region".to_owned()]).await?;
        let session = &derivation.session;
        let places = places(session).await?;
        let all_days = session
            .read_table(self.scan(&row.tables, "indicator", None).await?)?
            .collect()
            .await?;
        let findings = self.published(session, &row, "finding").await?;
        let findings = findings.collect().await?;
        let rates = self.published(session, &row, "quality_rate").await?;
        let rates = rates.collect().await?;
        let accounts = self.published(session, &row, "reconciliation").await?;
        let accounts = accounts.collect().await?;
        let problems = self.published(session, &row, "quality_problem").await?;
        let problems = problems
            .filter(col("state").eq(lit("open")))?
            .sort_by(vec![col("region_code"), col("rule"), col("subject")])?
            .collect()
            .await?;

        let changes = self.read_changes(session, &row).await?;

        let targets = self.published(session, &row, "inspection_target").await?;
        let targets = targets.collect().await?;
        let evidence = self.published(session, &row, "inspection_component").await?;
        let evidence = evidence.collect().await?;

        let gathered = self.published(session, &row, "concentration").await?;
        let gathered = gathered.collect().await?;

        let spells = self.read_spells(session, &row).await?;

        let signals = self.read_signals(session, &row).await?;
        let (mut figures, mut history) = (vec![], vec![]);
        for figure in rows(&all_days, read_figures)? {
            if figure.as_of == row.as_of {
                figures.push(figure.clone());
            }
            if in_trend(figure.as_of, row.as_of) && self.has_trend(&figure.indicator) {
                history.push(figure);
            }
        }
        Ok(Release::new(ReleaseParts {
            id: identity(&row),
            places,
            definitions: self.catalogue.definitions(),
            rules: self.catalogue.rules(),
            figures,
            history,
            findings: rows(&findings, read_findings)?,
            landings: row.landings,
            quality: Quality {
                rules: self.catalogue.quality_rules(),
                rates: rows(&rates, read_quality_rates)?,
                problems: rows(&problems, read_quality_problems)?,
                accounts: rows(&accounts, read_accounts)?,
            },
            changes,
            inspection: Inspection {
                targets: rows(&targets, read_targets)?,
                evidence: rows(&evidence, read_evidence)?,
            },
            concentration: rows(&gathered, read_concentration)?,
            spells,
            signals,
        }))
    }

    /// All releases, newest first, without their content.
    pub fn release_ids(&self) -> Result<Vec<ReleaseId>> {
        Ok(self
            .ledger(|ledger| ledger.releases())?
            .iter()
            .map(identity)
            .collect())
    }

    /// The files that the release's tables know as refused: batch, path below the drop, reason.
    pub async fn refused_files(&self, release_id: Option<&str>) -> Result<Vec<[String; 3]>> {
        let row = self.release(release_id)?;
        let session = crate::session::open(self.limits, &self.calendar)?;
        let part = datafusion::scalar::ScalarValue::from("refused");
        let scan = self
            .scan(&row.tables, crate::tables::SOURCE_FILE, Some(&part))
            .await?;
        let mut files = rows(&session.read_table(scan)?.collect().await?, |columns, row| {
            Ok([
                columns.text("batch_id", row)?,
                columns.text("file", row)?,
                columns.text("reason", row)?,
            ])
        })?;
        files.sort();
        Ok(files)
    }

    fn has_trend(&self, indicator: &str) -> bool {
        self.catalogue
            .indicators
            .iter()
            .any(|known| known.definition.name == indicator && known.has_trend)
    }
}

fn identity(row: &ReleaseRow) -> ReleaseId {
    ReleaseId {
        release_id: row.release_id.clone(),
        as_of: row.as_of,
        published_at: row.published_at.clone(),
        state: row.state.clone(),
    }
}

/// The release's own day, and month ends of the two years before it.
fn in_trend(day: NaiveDate, as_of: NaiveDate) -> bool {
    let is_month_end = day
        .checked_add_days(Days::new(1))
        .is_some_and(|next| next.day() == 1);
    let is_recent = (as_of.year() - day.year()) * 12 + month(as_of) - month(day) < TREND_YEARS * 12 + 1;
    day == as_of || (day < as_of && is_month_end && is_recent)
}

fn month(day: NaiveDate) -> i32 {
    i32::try_from(day.month()).unwrap_or_default()
}

/// The places of the day's tree.
pub(crate) async fn places(session: &SessionContext) -> Result<Vec<Place>> {
    let batches = session.table("dim_region").await?.collect().await?;
    rows(&batches, read_places)
}

pub(crate) fn rows<T>(batches: &[RecordBatch], read: fn(&Columns<'_>, usize) -> Result<T>) -> Result<Vec<T>> {
    let mut all = vec![];
    for batch in batches {
        let columns = Columns(batch);
        for row in 0..batch.num_rows() {
            all.push(read(&columns, row)?);
        }
    }
    Ok(all)
}

pub(crate) fn read_figures(columns: &Columns<'_>, row: usize) -> Result<Figure> {
    Ok(Figure {
        as_of: required(columns.day("as_of", row)?, "as_of")?,
        indicator: columns.text("indicator", row)?,
        region_code: columns.region("region_code", row)?,
        level: columns.text("level", row)?,
        slice: columns.text("slice", row)?,
        numerator: columns.number("numerator", row)?,
        denominator: columns.number("denominator", row)?,
        value: columns.number("value", row)?,
        lower: columns.number("lower", row)?,
        upper: columns.number("upper", row)?,
        profile: columns.text("profile", row)?,
    })
}

pub(crate) fn read_findings(columns: &Columns<'_>, row: usize) -> Result<Finding> {
    Ok(Finding {
        as_of: required(columns.day("as_of", row)?, "as_of")?,
        rule: columns.text("rule", row)?,
        clause: columns.text("clause", row)?,
        severity: columns.text("severity", row)?,
        region_code: columns.region("region_code", row)?,
        household_id: columns.text("household_id", row)?,
        subject: columns.text("subject", row)?,
        due_on: columns.day("due_on", row)?,
        days_overdue: columns.count("days_overdue", row)?,
        detail: columns.text("detail", row)?,
        opened_on: required(columns.day("opened_on", row)?, "opened_on")?,
        closed_on: columns.day("closed_on", row)?,
        state: columns.text("state", row)?,
    })
}

fn read_quality_rates(columns: &Columns<'_>, row: usize) -> Result<QualityRate> {
    Ok(QualityRate {
        as_of: required(columns.day("as_of", row)?, "as_of")?,
        rule: columns.text("rule", row)?,
        dimension: columns.text("dimension", row)?,
        region_code: columns.region("region_code", row)?,
        level: columns.text("level", row)?,
        office: columns.text("office", row)?,
        person_in_charge: columns.text("person_in_charge", row)?,
        numerator: required(columns.number("numerator", row)?, "numerator")?,
        denominator: required(columns.number("denominator", row)?, "denominator")?,
        value: columns.number("value", row)?,
        profile: columns.text("profile", row)?,
        clause: columns.text("clause", row)?,
    })
}

fn read_accounts(columns: &Columns<'_>, row: usize) -> Result<Account> {
    let count = |name: &str| required(columns.count(name, row)?, name);
    Ok(Account {
        kind: columns.text("kind", row)?,
        ledger: columns.text("ledger", row)?,
        region_code: columns.region("region_code", row)?,
        theirs: count("theirs")?,
        came_in: count("came_in")?,
        went_out: count("went_out")?,
        ours: count("ours")?,
        difference: count("difference")?,
    })
}

fn read_targets(columns: &Columns<'_>, row: usize) -> Result<Target> {
    let rank = |name: &str| {
        let rank = columns
            .count(name, row)?
            .and_then(|rank| u64::try_from(rank).ok());
        required(rank, name)
    };
    Ok(Target {
        as_of: required(columns.day("as_of", row)?, "as_of")?,
        region_code: columns.region("region_code", row)?,
        rank: rank("rank")?,
        rank_low: rank("rank_low")?,
        rank_high: rank("rank_high")?,
        score: required(columns.number("score", row)?, "score")?,
        drawn_as: required(DrawnAs::from_key(&columns.text("drawn_as", row)?), "drawn_as")?,
        is_listed: columns.flag("is_listed", row)?,
        draw_id: columns.text("draw_id", row)?,
    })
}

fn read_evidence(columns: &Columns<'_>, row: usize) -> Result<Evidence> {
    let number = |name: &str| required(columns.number(name, row)?, name);
    Ok(Evidence {
        as_of: required(columns.day("as_of", row)?, "as_of")?,
        region_code: columns.region("region_code", row)?,
        component: columns.text("component", row)?,
        numerator: number("numerator")?,
        denominator: number("denominator")?,
        threshold: columns.number("threshold", row)?,
        chance: columns.number("chance", row)?,
        weight: number("weight")?,
        contribution: number("contribution")?,
    })
}

fn read_concentration(columns: &Columns<'_>, row: usize) -> Result<Concentration> {
    let number = |name: &str| columns.number(name, row);
    let count = |name: &str| required(columns.number(name, row)?, name);
    Ok(Concentration {
        as_of: required(columns.day("as_of", row)?, "as_of")?,
        measure: required(Measure::from_key(&columns.text("measure", row)?), "measure")?,
        slice: columns.text("slice", row)?,
        region_code: columns.region("region_code", row)?,
        level: columns.text("level", row)?,
        households: count("households")?,
        observed: count("observed")?,
        expected: count("expected")?,
        ratio: number("ratio")?,
        lower: number("lower")?,
        upper: number("upper")?,
        share: number("share")?,
        share_lower: number("share_lower")?,
        share_upper: number("share_upper")?,
        quotient: number("quotient")?,
        shrunken: number("shrunken")?,
        chance_above: number("chance_above")?,
        funnel_score: number("funnel_score")?,
        funnel_variance: number("funnel_variance")?,
        verdict: required(Verdict::from_label(&columns.text("verdict", row)?), "verdict")?,
    })
}

fn read_quality_problems(columns: &Columns<'_>, row: usize) -> Result<QualityProblem> {
    Ok(QualityProblem {
        as_of: required(columns.day("as_of", row)?, "as_of")?,
        rule: columns.text("rule", row)?,
        region_code: columns.region("region_code", row)?,
        household_id: columns.text("household_id", row)?,
        subject: columns.text("subject", row)?,
        office: columns.text("office", row)?,
        person_in_charge: columns.text("person_in_charge", row)?,
        opened_on: required(columns.day("opened_on", row)?, "opened_on")?,
        closed_on: columns.day("closed_on", row)?,
        state: columns.text("state", row)?,
    })
}

fn read_places(columns: &Columns<'_>, row: usize) -> Result<Place> {
    let parent = columns.text("parent_code", row)?;
    Ok(Place {
        code: columns.region("region_code", row)?,
        name: columns.text("name", row)?,
        level: columns.text("level", row)?,
        parent: (!parent.is_empty())
            .then(|| columns.region("parent_code", row))
            .transpose()?,
    })
}

/// A batch read by column name; absent text is empty, absent numbers stay absent.
pub(crate) struct Columns<'a>(&'a RecordBatch);

impl Columns<'_> {
    fn column(&self, name: &str) -> Result<&dyn Array> {
        self.0
            .column_by_name(name)
            .map(AsRef::as_ref)
            .ok_or_else(|| WarehouseError::shape("release", format!("no column `{name}`")))
    }

    pub(crate) fn text(&self, name: &str, row: usize) -> Result<String> {
        let column = self.column(name)?;
        let texts: &StringArray = column.as_string_opt().ok_or_else(|| {
            WarehouseError::shape("release", format!("`{name}` is {}, not text", column.data_type()))
        })?;
        Ok(if texts.is_valid(row) {
            texts.value(row).to_owned()
        } else {
            String::new()
        })
    }

    pub(crate) fn region(&self, name: &str, row: usize) -> Result<RegionCode> {
        let text = self.text(name, row)?;
        text.parse().map_err(|fault: RegionCodeError| {
            WarehouseError::damaged(
                "release",
                format!("`{text}` in `{name}` is not a region code"),
                fault,
            )
        })
    }

    pub(crate) fn day(&self, name: &str, row: usize) -> Result<Option<NaiveDate>> {
        let column = self.column(name)?.slice(row, 1);
        let days = cast(&column, &DataType::Date32)
            .map_err(|fault| WarehouseError::shape(name, fault.to_string()))?;
        let days = days.as_primitive::<Date32Type>();
        Ok(if days.is_valid(0) {
            date_of(days.value(0))
        } else {
            None
        })
    }

    pub(crate) fn number(&self, name: &str, row: usize) -> Result<Option<f64>> {
        let column = self.column(name)?;
        let numbers = column
            .as_primitive_opt::<Float64Type>()
            .ok_or_else(|| WarehouseError::shape("release", format!("`{name}` is not a number")))?;
        Ok(numbers.is_valid(row).then(|| numbers.value(row)))
    }

    pub(crate) fn flag(&self, name: &str, row: usize) -> Result<bool> {
        let flags = self
            .column(name)?
            .as_boolean_opt()
            .ok_or_else(|| WarehouseError::shape("release", format!("`{name}` is not yes or no")))?;
        Ok(flags.is_valid(row) && flags.value(row))
    }

    pub(crate) fn count(&self, name: &str, row: usize) -> Result<Option<i64>> {
        let column = self.column(name)?;
        let counts = column
            .as_primitive_opt::<Int64Type>()
            .ok_or_else(|| WarehouseError::shape("release", format!("`{name}` is not a count")))?;
        Ok(counts.is_valid(row).then(|| counts.value(row)))
    }
}

pub(crate) fn required<T>(value: Option<T>, name: &str) -> Result<T> {
    value.ok_or_else(|| WarehouseError::shape("release", format!("`{name}` is missing")))
}

/// A count that SQL gave as a number.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts of households are whole and far below 2^53"
)]
pub(crate) fn whole_count(number: f64) -> u64 {
    number.max(0.0).round() as u64
}
