//! `dixian report`

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{anyhow, bail};
use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use domain::period::Month;
use domain::region::RegionCode;
use domain::release::Release;
use reports::document::Masthead;
use warehouse::Warehouse;

use crate::config::{self, Place};
use crate::{output, whole};

#[derive(Debug, Args)]
pub(crate) struct Report {
    /// The pack: monthly
    #[arg(value_enum)]
    name: Pack,
    /// The place, e.g. 340604 or 340604000000; the release's own county when it is not named
    #[arg(long, value_name = "CODE")]
    region: Option<RegionCode>,
    /// The month, e.g. 2023-05
    #[arg(long, value_name = "MONTH")]
    period: Month,
    /// The folder that the file goes into
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The release; the newest whose day lies in the month when it is not named
    #[arg(long, value_name = "ID")]
    release: Option<String>,
    /// The form of the file
    #[arg(long, value_enum, default_value_t)]
    format: PaperFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Pack {
    /// 防止返贫监测帮扶工作月报
    Monthly,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum PaperFormat {
    #[default]
    Pdf,
}

impl Report {
    pub(crate) async fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let (Pack::Monthly, PaperFormat::Pdf) = (self.name, self.format);
        let settings = place.settings()?;
        let warehouse = place.open_existing()?;
        let release_id = match self.release {
            Some(release_id) => release_id,
            None => release_of(&warehouse, self.period)?,
        };
        let release = warehouse.read_release(Some(&release_id)).await?;
        let path = monthly(&release, self.region, self.period, &settings.masthead, &self.out)?;
        output::line(path.display().to_string())?;
        Ok(ExitCode::SUCCESS)
    }
}

/// The newest release whose day lies in the month.
pub(crate) fn release_of(warehouse: &Warehouse, month: Month) -> anyhow::Result<String> {
    warehouse
        .release_ids()?
        .into_iter()
        .filter(|release| release.state == "published" && Month::of(release.as_of) == month)
        .max_by_key(|release| release.as_of)
        .map(|release| release.release_id)
        .ok_or_else(|| anyhow!("find a release of {month}: none was published for a day of that month"))
}

/// Writes the monthly bulletin as PDF; gives its path.
pub(crate) fn monthly(
    release: &Release,
    region: Option<RegionCode>,
    month: Month,
    masthead: &config::Masthead,
    out: &Path,
) -> anyhow::Result<PathBuf> {
    let Some(place) = region.map_or_else(|| release.home(), |code| release.place(code)) else {
        match region {
            Some(code) => bail!(
                "write the bulletin: release {} knows no region {code}",
                release.id.release_id
            ),
            None => bail!("write the bulletin: the release holds several counties, name one with --region"),
        }
    };
    let issued_on = issue_day(month);
    let document = reports::packs::monthly(
        release,
        place.code,
        month,
        Some(headed(masthead, &place.name, issued_on)),
    )?;
    let pdf = reports::writers::pdf::pdf(&document)?;
    let path = out.join(format!("{}防止返贫监测帮扶工作月报{month}.pdf", place.name));
    whole::write(&path, pdf)?;
    Ok(path)
}

/// The bulletin of a month is dated the first of the next, whenever it is printed, so that it is the same paper every time.
fn issue_day(month: Month) -> NaiveDate {
    month.next().first_day()
}

fn headed(settings: &config::Masthead, place: &str, issued_on: NaiveDate) -> Masthead {
    let office = format!("{place}防止返贫监测帮扶工作专班");
    let addressee = settings
        .addressee
        .clone()
        .or_else(|| Some(format!("{place}防止返贫监测帮扶工作领导小组")));
    if settings.simulated {
        return Masthead::simulated(place, addressee.as_deref().unwrap_or_default(), issued_on);
    }
    Masthead {
        mark: settings.mark.clone().unwrap_or_else(|| office.clone()),
        number: settings.number.clone(),
        addressee,
        issuer: settings.issuer.clone().unwrap_or_else(|| office.clone()),
        issued_on,
        copies: settings.copies.clone(),
        printer: settings.printer.clone().or(Some(office)),
        is_simulated: false,
    }
}
