//! Settings, read once: the home, its `dixian.toml`, the policies and the calendar.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use domain::Fault;
use domain::calendar::WorkCalendar;
use domain::policy::PolicyBook;
use ingest::{Contract, SOURCES};
use serde::Deserialize;
use warehouse::{Catalogue, Home, Limits, Setup, SourceTable, SqlFile, StandardBook, Warehouse};

use crate::embedded;
use crate::halt::Halt;

/// Where the deployment lives.
#[derive(Debug, Clone, Args)]
pub(crate) struct Place {
    /// The folder that holds everything: settings, tables, raw files, databases, keys, papers [default: dixian-home; demo: dixian-demo]
    #[arg(long, global = true, env = "DIXIAN_HOME", value_name = "DIR")]
    home: Option<PathBuf>,
    /// The file of the keys that seal personal data, away from the home; by default `<home>.key` beside it
    #[arg(long, global = true, env = "DIXIAN_KEY_FILE", value_name = "FILE")]
    key_file: Option<PathBuf>,
    #[command(flatten)]
    halt: Halt,
}

/// The home when none is named.
const DEFAULT_HOME: &str = "dixian-home";

/// `dixian.toml`. Every setting has a default; an unknown one is a fault.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Settings {
    pub limits: Limits,
    pub gate: Gate,
    pub schedule: Schedule,
    pub vault: Sealing,
    pub masthead: Masthead,
}

/// When a release is held back for a person to look at.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Gate {
    /// The largest share of quarantined rows of a run that is still published by itself; none: any.
    pub quarantined_share_max: Option<f64>,
}

/// How personal data are sealed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Sealing {
    /// The key file, relative to the home; none: beside the home, with its name and `.key`.
    pub key_file: Option<PathBuf>,
}

/// What `serve` does by itself, at Asia/Shanghai times.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Schedule {
    /// The folder that departments deliver into, relative to the home; ISO-dated sub-folders are nights.
    pub drop: PathBuf,
    /// The nightly run, as a cron line of five fields; empty: never.
    pub nightly: String,
    /// The monthly bulletin for the month before; empty: never.
    pub monthly: String,
}

impl Default for Schedule {
    fn default() -> Self {
        Self {
            drop: PathBuf::from("drop"),
            nightly: "30 1 * * *".to_owned(),
            monthly: "0 7 1 * *".to_owned(),
        }
    }
}

/// Who issues the papers. What is not set is made from the name of the place.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Masthead {
    pub mark: Option<String>,
    pub number: Option<String>,
    pub addressee: Option<String>,
    pub issuer: Option<String>,
    pub copies: Option<String>,
    pub printer: Option<String>,
    /// The data are simulated, and every paper says so.
    pub simulated: bool,
}

impl Place {
    pub(crate) fn home(&self) -> Home {
        Home::new(self.home.as_deref().unwrap_or(Path::new(DEFAULT_HOME)))
    }

    /// The same place, or `home` when none was named.
    pub(crate) fn or(&self, home: &str) -> Self {
        Self {
            home: self.home.clone().or_else(|| Some(PathBuf::from(home))),
            key_file: self.key_file.clone(),
            halt: self.halt.clone(),
        }
    }

    /// The home with the key file that is named for it: on the command line or in the environment, else in the settings.
    pub(crate) fn home_with_keys(&self, settings: &Settings) -> Home {
        let home = self.home();
        let named = self.key_file.clone().or_else(|| {
            let key_file = settings.vault.key_file.as_ref()?;
            Some(home.root().join(key_file))
        });
        match named {
            Some(key_file) => Home::with_key_file(home.root(), key_file),
            None => home,
        }
    }

    /// Reads `dixian.toml`, if there is one.
    pub(crate) fn settings(&self) -> anyhow::Result<Settings> {
        let path = self.home().settings();
        if !path.exists() {
            return Ok(Settings::default());
        }
        let text = std::fs::read_to_string(&path).with_context(|| format!("read `{}`", path.display()))?;
        toml::from_str(&text).with_context(|| format!("understand `{}`", path.display()))
    }

    /// The shipped policies, those of the home over them.
    pub(crate) fn policies(&self) -> anyhow::Result<PolicyBook> {
        let mut files = embedded::policies();
        files.extend(texts_in(&self.home().policies())?);
        PolicyBook::parse(&borrowed(&files))
            .or_else(|faults| bail!("understand the policies:\n{}", listed(&faults)))
    }

    /// The shipped numbers of early warning, those of the home over them.
    pub(crate) fn standards(&self) -> anyhow::Result<StandardBook> {
        let mut files = embedded::standards();
        files.extend(texts_in(&self.home().signals())?);
        StandardBook::parse(&borrowed(&files)).or_else(|faults| {
            bail!(
                "understand the numbers of early warning:\n  {}",
                faults.join("\n  ")
            )
        })
    }

    /// The shipped SQL and rules of data quality, with the rules of the home.
    pub(crate) fn catalogue(&self) -> anyhow::Result<Catalogue> {
        let mut files = embedded::sql();
        let own = texts_in(&self.home().quality())?;
        files.extend(own.into_iter().map(|(path, text)| SqlFile { path, text }));
        Catalogue::read(&files).context("read the SQL")
    }

    /// How the files of departments are understood here.
    pub(crate) fn contract(&self) -> anyhow::Result<Contract> {
        contract(&self.home())
    }

    /// Opens a home that must be there already: asking a question makes nothing.
    pub(crate) fn open_existing(&self) -> anyhow::Result<Warehouse> {
        let home = self.home();
        if !home.control().exists() {
            bail!(
                "open the home `{}`: there is none yet; `dixian run` makes one, `dixian demo` makes one to look at",
                home.root().display()
            );
        }
        self.open()
    }

    /// Opens the home, made when it is missing.
    pub(crate) fn open(&self) -> anyhow::Result<Warehouse> {
        let settings = self.settings()?;
        let setup = Setup {
            home: self.home_with_keys(&settings),
            catalogue: self.catalogue()?,
            policies: self.policies()?,
            calendar: calendar()?,
            standards: self.standards()?,
            sources: SOURCES
                .iter()
                .map(|source| SourceTable {
                    name: source.name,
                    title: source.title,
                    schema: ingest::landed_schema(source),
                })
                .collect(),
            disposition: ingest::disposition_schema(),
            limits: settings.limits,
            disk: self.halt.disk(self.home().root()),
            watcher: self.halt.watcher(),
        };
        Warehouse::open(setup).with_context(|| format!("open the home `{}`", self.home().root().display()))
    }
}

/// The source contract with what the files of the home add.
pub(crate) fn contract(home: &Home) -> anyhow::Result<Contract> {
    let files = texts_in(&home.sources())?;
    Contract::with_user_files(&borrowed(&files))
        .or_else(|faults| bail!("understand the source contract:\n{}", listed(&faults)))
}

/// The settings files of a folder with their texts, by name; none when there is no such folder.
fn texts_in(folder: &Path) -> anyhow::Result<Vec<(String, String)>> {
    if !folder.is_dir() {
        return Ok(vec![]);
    }
    let mut entries = std::fs::read_dir(folder)
        .and_then(Iterator::collect::<std::io::Result<Vec<_>>>)
        .with_context(|| format!("list `{}`", folder.display()))?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    let mut texts = vec![];
    for path in entries.iter().map(std::fs::DirEntry::path) {
        if path.extension().is_some_and(|extension| extension == "toml") {
            let text =
                std::fs::read_to_string(&path).with_context(|| format!("read `{}`", path.display()))?;
            texts.push((path.display().to_string(), text));
        }
    }
    Ok(texts)
}

/// The shipped working calendar.
pub(crate) fn calendar() -> anyhow::Result<WorkCalendar> {
    WorkCalendar::parse(&borrowed(&embedded::calendar()))
        .or_else(|faults| bail!("understand the calendar:\n{}", listed(&faults)))
}

fn borrowed(files: &[(String, String)]) -> Vec<(&str, &str)> {
    files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect()
}

fn listed(faults: &[Fault]) -> String {
    faults
        .iter()
        .map(|fault| format!("  {fault}"))
        .collect::<Vec<_>>()
        .join("\n")
}
