//! `dixian lineage`

use std::process::ExitCode;

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use domain::region::RegionCode;
use domain::release::{Definition, Figure};
use serde::Serialize;
use warehouse::{Ruling, Share};

use crate::config::Place;
use crate::output::{self, Format};

#[derive(Debug, Subcommand)]
pub(crate) enum Lineage {
    /// One figure: its definition, SQL and policy values, the households behind it, and the delivered rows behind these
    Indicator(Indicator),
}

#[derive(Debug, Args)]
pub(crate) struct Indicator {
    /// The indicator, e.g. `visit_overdue_rate`
    name: String,
    /// The place, e.g. 340604 or a village
    #[arg(long, value_name = "CODE")]
    region: RegionCode,
    /// The slice, e.g. 因病; the whole when it is not named
    #[arg(long, default_value = "", hide_default_value = true)]
    slice: String,
    /// The release to ask; the current one when it is not named
    #[arg(long, value_name = "ID")]
    release: Option<String>,
    /// Households that are shown as text; JSON has them all
    #[arg(long, default_value_t = 20)]
    limit: usize,
    /// How the result is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Serialize)]
struct Report<'a> {
    release_id: &'a str,
    as_of: NaiveDate,
    definition: &'a Definition,
    figure: &'a Figure,
    path: &'a str,
    sql: &'a str,
    models: &'a [String],
    datasets: &'a [String],
    policies: &'a [Ruling],
    households: Option<&'a [Share]>,
}

impl Lineage {
    pub(crate) async fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let Self::Indicator(asked) = self;
        let warehouse = place.open_existing()?;
        let known = warehouse
            .lineage(asked.release.as_deref(), &asked.name, asked.region, &asked.slice)
            .await?;
        let report = Report {
            release_id: &known.release_id,
            as_of: known.as_of,
            definition: &known.definition,
            figure: &known.figure,
            path: &known.path,
            sql: &known.sql,
            models: &known.models,
            datasets: &known.datasets,
            policies: &known.rulings,
            households: known.households.as_deref(),
        };
        match asked.format {
            Format::Json => output::json(&report)?,
            Format::Text => output::line(shown(&report, asked.limit))?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn shown(report: &Report<'_>, limit: usize) -> String {
    let (definition, figure) = (report.definition, report.figure);
    let number = |number: Option<f64>| number.map_or_else(|| "—".to_owned(), |number| format!("{number}"));
    let slice = if figure.slice.is_empty() { "" } else { " · " };
    let fraction = match &definition.denominator {
        Some(denominator) => format!(
            "{} {} / {denominator} {}",
            definition.numerator,
            number(figure.numerator),
            number(figure.denominator)
        ),
        None => format!("{} {}", definition.numerator, number(figure.numerator)),
    };
    let policies: Vec<String> = report
        .policies
        .iter()
        .map(|ruling| {
            format!(
                "{}（{}）= {}，{} {}",
                ruling.title, ruling.parameter, ruling.value, ruling.profile, ruling.clause
            )
        })
        .collect();
    let lines = [
        format!(
            "{}（{}）{slice}{}  {}  {}，{}",
            definition.title,
            definition.name,
            figure.slice,
            figure.region_code,
            report.release_id,
            report.as_of
        ),
        format!("  {fraction} = {}", number(figure.value)),
        format!("  口径：{}", definition.meaning),
        format!(
            "  依据：{}；政策：{}",
            definition.source.join(" "),
            figure.profile
        ),
        format!(
            "  参数：{}",
            if policies.is_empty() {
                "无".to_owned()
            } else {
                policies.join("；")
            }
        ),
        format!("  来源：{}", report.datasets.join(" ")),
        format!("  计算：{} → {}", report.models.join(" → "), report.path),
        String::new(),
        report.sql.to_owned(),
        String::new(),
        report.households.map_or_else(
            || "这项指标不是由户逐一计数得来，没有户名单。".to_owned(),
            |shares| list(shares, limit),
        ),
    ];
    lines.join("\n")
}

fn list(shares: &[Share], limit: usize) -> String {
    let yes = |flag: bool| if flag { "√" } else { "" }.to_owned();
    let mut cells = vec![];
    for share in shares.iter().take(limit) {
        let marks = [
            share.household_id.clone(),
            yes(share.is_in_numerator),
            share.is_in_denominator.map_or_else(|| "—".to_owned(), yes),
        ];
        let blank = || [String::new(), String::new(), String::new()];
        let mut head = Some(marks);
        for row in &share.rows {
            let sheet = if row.sheet.is_empty() {
                String::new()
            } else {
                format!("［{}］", row.sheet)
            };
            let place = format!("{}{sheet}第{}行", row.file, row.row_number);
            let [id, over, under] = head.take().unwrap_or_else(blank);
            cells.push(vec![id, over, under, row.dataset.clone(), place]);
        }
        if let Some([id, over, under]) = head {
            cells.push(vec![id, over, under, String::new(), String::new()]);
        }
    }
    let counted = shares.iter().filter(|share| share.is_in_numerator).count();
    let more = shares.len().saturating_sub(limit);
    let tail = if more > 0 {
        format!("\n另有{more}户（--limit 增加，--format json 全部）")
    } else {
        String::new()
    };
    format!(
        "涉及{}户，其中计入分子{counted}户\n{}{tail}",
        shares.len(),
        output::table(&["户编号", "分子", "分母", "数据", "报送的行"], &cells)
    )
}
