//! `dixian release`

use std::collections::BTreeMap;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use domain::release::Figure;
use serde::Serialize;

use crate::config::Place;
use crate::output::{self, Format};

#[derive(Debug, Subcommand)]
pub(crate) enum Release {
    /// All releases, newest first
    List(Common),
    /// One release: its day, its tables and their versions
    Show(Show),
    /// Which figures and findings differ between two releases
    Diff(Diff),
    /// Let an earlier release answer again; those after it are withdrawn, not deleted
    Rollback(Show),
}

#[derive(Debug, Args)]
pub(crate) struct Common {
    /// How the result is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct Show {
    /// The release, e.g. R20230531-0001
    release: String,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Args)]
pub(crate) struct Diff {
    before: String,
    after: String,
    #[command(flatten)]
    common: Common,
}

/// One figure that two releases see differently.
#[derive(Debug, Serialize)]
struct FigureChange {
    indicator: String,
    slice: String,
    region_code: String,
    before: Option<f64>,
    after: Option<f64>,
}

/// What two releases see differently.
#[derive(Debug, Serialize)]
struct Difference {
    figures: Vec<FigureChange>,
    findings_added: Vec<String>,
    findings_gone: Vec<String>,
}

impl Release {
    pub(crate) async fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let warehouse = place.open_existing()?;
        match self {
            Self::List(common) => {
                let releases = warehouse.release_ids()?;
                match common.format {
                    Format::Json => output::json(&releases)?,
                    Format::Text => {
                        let rows: Vec<Vec<String>> = releases
                            .into_iter()
                            .map(|release| {
                                vec![
                                    release.release_id,
                                    release.as_of.to_string(),
                                    release.published_at,
                                    release.state,
                                ]
                            })
                            .collect();
                        output::line(output::table(
                            &["release", "as of", "published at", "state"],
                            &rows,
                        ))?;
                    }
                }
            }
            Self::Show(show) => {
                let release = warehouse.release(Some(&show.release))?;
                match show.common.format {
                    Format::Json => output::json(&release)?,
                    Format::Text => {
                        output::line(format!(
                            "{} as of {}, published {}, {}",
                            release.release_id, release.as_of, release.published_at, release.state
                        ))?;
                        let rows: Vec<Vec<String>> = release
                            .tables
                            .iter()
                            .map(|(table, version)| vec![table.clone(), version.to_string()])
                            .collect();
                        output::line(output::table(&["table", "version"], &rows))?;
                    }
                }
            }
            Self::Diff(diff) => {
                let before = warehouse.read_release(Some(&diff.before)).await?;
                let after = warehouse.read_release(Some(&diff.after)).await?;
                let difference = compare(&before, &after);
                match diff.common.format {
                    Format::Json => output::json(&difference)?,
                    Format::Text => show_difference(&difference)?,
                }
            }
            Self::Rollback(show) => {
                let withdrawn = warehouse.ledger(|ledger| ledger.roll_back(&show.release))?;
                match show.common.format {
                    Format::Json => output::json(&warehouse.release(None)?)?,
                    Format::Text => {
                        output::line(format!("{} answers again, {withdrawn} withdrawn", show.release))?;
                    }
                }
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn compare(before: &domain::release::Release, after: &domain::release::Release) -> Difference {
    let (old, new) = (values(before), values(after));
    let keys: std::collections::BTreeSet<_> = old.keys().chain(new.keys()).collect();
    let figures = keys
        .into_iter()
        .filter(|key| old.get(*key) != new.get(*key))
        .map(|key| FigureChange {
            region_code: key.0.clone(),
            indicator: key.1.clone(),
            slice: key.2.clone(),
            before: old.get(key).copied().flatten(),
            after: new.get(key).copied().flatten(),
        })
        .collect();
    let (seen, found) = (open_findings(before), open_findings(after));
    Difference {
        figures,
        findings_added: found
            .iter()
            .filter(|finding| !seen.contains(*finding))
            .cloned()
            .collect(),
        findings_gone: seen
            .iter()
            .filter(|finding| !found.contains(*finding))
            .cloned()
            .collect(),
    }
}

fn values(release: &domain::release::Release) -> BTreeMap<(String, String, String), Option<f64>> {
    let key = |figure: &Figure| {
        (
            figure.region_code.to_string(),
            figure.indicator.clone(),
            figure.slice.clone(),
        )
    };
    release
        .places()
        .flat_map(|place| release.figures(place.code))
        .map(|figure| (key(figure), figure.value))
        .collect()
}

fn open_findings(release: &domain::release::Release) -> std::collections::BTreeSet<String> {
    release
        .places()
        .filter(|place| place.parent.is_none())
        .flat_map(|place| release.findings(place.code))
        .filter(|finding| finding.state == "open")
        .map(|finding| format!("{} {}", finding.rule, finding.subject))
        .collect()
}

fn show_difference(difference: &Difference) -> anyhow::Result<()> {
    let shown = |value: Option<f64>| value.map_or_else(|| "—".to_owned(), |value| format!("{value:.4}"));
    let rows: Vec<Vec<String>> = difference
        .figures
        .iter()
        .map(|change| {
            vec![
                change.region_code.clone(),
                change.indicator.clone(),
                change.slice.clone(),
                shown(change.before),
                shown(change.after),
            ]
        })
        .collect();
    output::line(output::table(
        &["region", "indicator", "slice", "before", "after"],
        &rows,
    ))?;
    for finding in &difference.findings_added {
        output::line(format!("+ {finding}"))?;
    }
    for finding in &difference.findings_gone {
        output::line(format!("- {finding}"))?;
    }
    Ok(())
}
