//! `dixian demo`

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context;
use chrono::NaiveDate;
use clap::Args;
use domain::clock::{Clock, SystemClock};
use domain::period::Month;

use crate::commands::{report, run, serve, simulate};
use crate::config::Place;
use crate::landing::{self, Order};
use crate::output;

/// The settings of a home whose people are made up.
const SETTINGS: &str = "\
# Made by `dixian demo`: the people of this home do not exist.

[masthead]
simulated = true

[schedule]
nightly = \"\"
monthly = \"\"

[vault]
key_file = \"dixian.key\"
";

/// Villages in which the demo has a surge, so that there is an early warning to look at.
const DEMO_SURGE: u32 = 4;

/// The home of a demo when none is named, so that nobody mixes it with a real one.
const DEMO_HOME: &str = "dixian-demo";

#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// The county: LS 烈山区, LZ 柳城县, XJ 西吉县, LT 龙头镇, HN a county of 新乡
    #[arg(long, default_value = "LZ")]
    profile: ::simulate::Place,
    /// Households
    #[arg(long, default_value_t = 4_000)]
    households: u32,
    /// The day of the release
    #[arg(long, default_value = "2023-05-31", value_name = "DAY")]
    as_of: NaiveDate,
    /// Where to listen
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDR")]
    listen: SocketAddr,
}

impl Demo {
    pub(crate) async fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let started = Instant::now();
        // The port first: whoever cannot have it should not wait for a county.
        let listener = serve::bind(self.listen).await?;
        let place = &place.or(DEMO_HOME);
        let home = place.home();
        std::fs::create_dir_all(home.root())
            .with_context(|| format!("make the home `{}`", home.root().display()))?;
        if !home.settings().exists() {
            std::fs::write(home.settings(), SETTINGS).context("write the settings of the demo")?;
        }
        let settings = place.settings()?;
        let warehouse = Arc::new(place.open()?);
        if warehouse.ledger(|ledger| ledger.current_release())?.is_none() {
            let plan = ::simulate::Plan {
                place: self.profile,
                households: self.households,
                months: 24,
                as_of: self.as_of,
                seed: 7,
                surge_villages: DEMO_SURGE,
            };
            let drop = home.root().join("demo-drop");
            let summary = simulate::write(&plan, place, &drop)?;
            output::line(format!(
                "simulated {} households, {} files",
                self.households, summary.files
            ))?;
            let contract = place.contract()?;
            let order = Order {
                contract: &contract,
                drop: Some(&drop),
                as_of: self.as_of,
                job: "demo",
                slot: &SystemClock.now().format("demo:%Y-%m-%dT%H:%M:%S%.6f").to_string(),
                only_new_nights: false,
            };
            let progress = output::progress("run");
            let outcome = landing::run(&warehouse, &order, &settings.gate, &SystemClock, &progress).await?;
            progress.finish_and_clear();
            if let Some(outcome) = outcome {
                run::show(&outcome)?;
            }
        }
        let release = warehouse.read_release(None).await?;
        let month = Month::of(release.as_of());
        let paper = report::monthly(&release, None, month, &settings.masthead, &home.reports())?;
        output::line(format!("bulletin {}", paper.display()))?;
        output::line(format!("ready after {:.1} s", started.elapsed().as_secs_f64()))?;
        serve::serve(warehouse, &settings, listener, true).await?;
        Ok(ExitCode::SUCCESS)
    }
}
