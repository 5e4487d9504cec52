//! `dixian signal`: the early warnings of a release, and what people do with them.
//!
//! Nothing here silences a warning: to lower or to close one takes a name and a reason, and both stay in the ledger.

use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Args, Subcommand, ValueEnum};
use domain::clock::{Clock, SystemClock};
use domain::release::Release;
use domain::signal::{Signal as Row, Tier};
use reports::charts::signals::place_of;
use serde::Serialize;
use warehouse::{Deed, SignalAct};

use crate::config::Place;
use crate::output::{self, Format};

/// What to do with early warnings
#[derive(Debug, Subcommand)]
pub(crate) enum Signal {
    /// List the signals of a release, the gravest first
    List(List),
    /// Show one with its evidence, its limits, its weeks, its households, and what people did
    Show(Show),
    /// Say that somebody has seen it; changes no colour
    Acknowledge(Signed),
    /// Say that somebody was there and it is so; changes no colour
    Confirm(Reasoned),
    /// Raise it to a graver colour
    Raise(Moved),
    /// Lower it to a milder colour
    Lower(Moved),
    /// Close it
    Close(Reasoned),
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Closed ones too
    #[arg(long)]
    all: bool,
    /// The release; by default the one that answers
    #[arg(long, value_name = "ID")]
    release: Option<String>,
    /// How the list is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct Show {
    /// The signal, as listed
    signal: String,
    /// The release; by default the one that answers
    #[arg(long, value_name = "ID")]
    release: Option<String>,
    /// How it is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct Signed {
    /// The signal, as listed
    signal: String,
    /// Who
    #[arg(long, value_name = "NAME")]
    by: String,
}

#[derive(Debug, Args)]
pub(crate) struct Reasoned {
    #[command(flatten)]
    signed: Signed,
    /// Why
    #[arg(long, value_name = "REASON")]
    because: String,
}

#[derive(Debug, Args)]
pub(crate) struct Moved {
    #[command(flatten)]
    reasoned: Reasoned,
    /// To which colour
    #[arg(long, value_enum)]
    to: To,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum To {
    /// 蓝
    Blue,
    /// 黄
    Yellow,
    /// 橙
    Orange,
    /// 红
    Red,
}

impl To {
    const fn tier(self) -> Tier {
        match self {
            Self::Blue => Tier::Blue,
            Self::Yellow => Tier::Yellow,
            Self::Orange => Tier::Orange,
            Self::Red => Tier::Red,
        }
    }
}

/// A signal with everything that stands behind it.
#[derive(Serialize)]
struct Whole<'a> {
    signal: &'a Row,
    counts: Vec<&'a domain::signal::SignalCount>,
    households: Vec<&'a domain::signal::SignalHousehold>,
    acts: Vec<SignalAct>,
}

impl Signal {
    pub(crate) async fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        match self {
            Self::List(list) => list.run(place).await,
            Self::Show(show) => show.run(place).await,
            Self::Acknowledge(signed) => act(place, &signed, "", |_| Ok(Deed::Acknowledge)).await,
            Self::Confirm(Reasoned { signed, because }) => {
                act(place, &signed, &because, |_| Ok(Deed::Confirm)).await
            }
            Self::Close(Reasoned { signed, because }) => {
                act(place, &signed, &because, |_| Ok(Deed::Close)).await
            }
            Self::Raise(Moved { reasoned, to }) => {
                act(place, &reasoned.signed, &reasoned.because, |tier| {
                    if to.tier() <= tier {
                        bail!("raise a signal that is {tier}: {} is not graver", to.tier());
                    }
                    Ok(Deed::Raise(to.tier()))
                })
                .await
            }
            Self::Lower(Moved { reasoned, to }) => {
                act(place, &reasoned.signed, &reasoned.because, |tier| {
                    if to.tier() >= tier {
                        bail!("lower a signal that is {tier}: {} is not milder", to.tier());
                    }
                    Ok(Deed::Lower(to.tier()))
                })
                .await
            }
        }
    }
}

/// Writes an act down. It is in every release of this day or a later one that is derived from now on.
async fn act(
    place: &Place,
    signed: &Signed,
    because: &str,
    deed: impl FnOnce(Tier) -> anyhow::Result<Deed>,
) -> anyhow::Result<ExitCode> {
    let (by, because) = (signed.by.trim(), because.trim());
    let warehouse = place.open_existing()?;
    let release = warehouse.read_release(None).await?;
    let signal = release
        .signals
        .open()
        .find(|signal| signal.signal == signed.signal)
        .with_context(|| {
            format!(
                "find `{}`: no open signal of {} is called that",
                signed.signal, release.id.release_id
            )
        })?;
    let deed = deed(signal.tier)?;
    if by.is_empty() || (because.is_empty() && deed != Deed::Acknowledge) {
        bail!("note this: a name and a reason are needed");
    }
    let subject = (signal.signal.as_str(), release.as_of());
    warehouse.ledger(|ledger| ledger.note_signal(subject, deed, (by, because), SystemClock.now()))?;
    output::line(format!(
        "noted {} {}; the next release of {} or a later day says so",
        deed.key().0,
        signal.signal,
        release.as_of()
    ))?;
    Ok(ExitCode::SUCCESS)
}

impl List {
    async fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let warehouse = place.open_existing()?;
        let release = warehouse.read_release(self.release.as_deref()).await?;
        let signals: Vec<&Row> = release
            .signals
            .list
            .iter()
            .filter(|signal| self.all || signal.state == "open")
            .collect();
        if self.format == Format::Json {
            output::json(&signals)?;
            return Ok(ExitCode::SUCCESS);
        }
        let rows: Vec<Vec<String>> = signals.iter().map(|signal| row(&release, signal)).collect();
        output::line(output::table(
            &[
                "signal", "colour", "state", "since", "where", "stream", "tier", "seen by",
            ],
            &rows,
        ))?;
        output::line(format!("{} signals in {}", signals.len(), release.id.release_id))?;
        for stream in release
            .signals
            .streams
            .iter()
            .filter(|stream| stream.state != "watched")
        {
            output::line(format!("{} {}: {}", stream.stream, stream.slice, stream.remark))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn row(release: &Release, signal: &Row) -> Vec<String> {
    vec![
        signal.signal.clone(),
        signal.tier.to_string(),
        signal.state.clone(),
        signal.opened_on.to_string(),
        place_of(release, signal),
        format!("{}{}", signal.stream, signal.slice),
        signal.consultation.to_string(),
        signal.acknowledged_by.clone(),
    ]
}

impl Show {
    async fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let warehouse = place.open_existing()?;
        let release = warehouse.read_release(self.release.as_deref()).await?;
        let signals = &release.signals;
        let signal = signals.signal(&self.signal).with_context(|| {
            format!(
                "find `{}`: no signal of {} is called that",
                self.signal, release.id.release_id
            )
        })?;
        let acts = warehouse.ledger(|ledger| ledger.signal_acts())?;
        let whole = Whole {
            signal,
            counts: signals
                .counts
                .iter()
                .filter(|row| row.signal == self.signal)
                .collect(),
            households: signals.households(&self.signal).collect(),
            acts: acts.into_iter().filter(|act| act.signal == self.signal).collect(),
        };
        if self.format == Format::Json {
            output::json(&whole)?;
            return Ok(ExitCode::SUCCESS);
        }
        whole.write(&release)?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Whole<'_> {
    fn write(&self, release: &Release) -> anyhow::Result<()> {
        let signal = self.signal;
        output::line(format!(
            "{} {}{} {} {}",
            signal.signal,
            signal.tier,
            signal.tier.meaning(),
            place_of(release, signal),
            signal.state
        ))?;
        output::line(&signal.evidence)?;
        output::line(format!(
            "规则 {}（{}，{}起）",
            signal.limits, signal.standard, signal.valid_from
        ))?;
        output::line(format!("会商 {}", signal.tier.recipient()))?;
        output::line(format!(
            "opened {}, window to {}, last reached {}",
            signal.opened_on, signal.window_ended_on, signal.renewed_on
        ))?;
        let villages: Vec<Vec<String>> = self
            .counts
            .iter()
            .filter(|count| count.week_ended_on.is_none())
            .map(|count| {
                let name = release
                    .place(count.region_code)
                    .map_or("", |place| place.name.as_str());
                vec![
                    count.region_code.to_string(),
                    name.to_owned(),
                    format!("{:.0}", count.observed),
                    format!("{:.1}", count.expected),
                ]
            })
            .collect();
        if !villages.is_empty() {
            output::line(output::table(
                &["village", "name", "counted", "expected"],
                &villages,
            ))?;
        }
        let households: Vec<Vec<String>> = self
            .households
            .iter()
            .map(|row| {
                vec![
                    row.household_id.clone(),
                    row.subject.clone(),
                    row.happened_on.to_string(),
                ]
            })
            .collect();
        output::line(output::table(&["household", "subject", "on"], &households))?;
        for act in &self.acts {
            output::line(format!(
                "{} {} {} {} {}",
                act.at, act.by, act.act, act.to_tier, act.because
            ))?;
        }
        Ok(())
    }
}
