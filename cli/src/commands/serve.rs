//! `dixian serve`

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use clap::Args;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use crate::config::{Place, Settings};
use crate::schedule::{self, Timetable};
use crate::{office, output};
use warehouse::Warehouse;

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Where to listen; there is no sign-in yet, so only this machine's own addresses are served
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDR")]
    listen: SocketAddr,
    /// Serve the pages only: no nightly run, no bulletin
    #[arg(long)]
    no_schedule: bool,
}

impl Serve {
    pub(crate) async fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let settings = place.settings()?;
        let listener = bind(self.listen).await?;
        serve(Arc::new(place.open()?), &settings, listener, !self.no_schedule).await?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Opens the port; only this machine's own addresses.
pub(crate) async fn bind(listen: SocketAddr) -> anyhow::Result<TcpListener> {
    dashboard::bind(listen).await.context("serve the pages")
}

/// Serves the pages and keeps the schedule until Ctrl-C.
pub(crate) async fn serve(
    warehouse: Arc<Warehouse>,
    settings: &Settings,
    listener: TcpListener,
    keeps_schedule: bool,
) -> anyhow::Result<()> {
    let timetable = Timetable::new(settings)?;
    let (board, desk) = office::open(Arc::clone(&warehouse), timetable.clone()).await?;
    let address = listener.local_addr().context("read the address")?;
    output::line(format!("http://{address}/"))?;
    let (ringing, bell) = mpsc::channel(1);
    if keeps_schedule {
        schedule::ring(ringing)?;
    }
    let pages = dashboard::serve_on(listener, desk, async {
        // An error here means that no signal can come; the pages then run until the process is ended.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    });
    let scheduled = async {
        if keeps_schedule {
            schedule::answer(&warehouse, settings, &timetable, bell).await;
        }
        std::future::pending::<()>().await;
    };
    tokio::select! {
        served = pages => served.context("serve the pages"),
        () = board.keep_fresh() => Ok(()),
        () = scheduled => Ok(()),
    }
}
