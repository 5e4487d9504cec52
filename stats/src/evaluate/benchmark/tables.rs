//! The three tables of a benchmark, read strictly.

use std::collections::BTreeMap;
use std::io::Read;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::surge::county::Calendar;
use crate::surge::panel::{PanelError, Village};

/// Why a benchmark could not be read or written.
#[derive(Debug, Error)]
pub enum BenchmarkError {
    /// A row that is not as described.
    #[error("{file} cannot be read")]
    Row {
        /// Which file.
        file: &'static str,
        /// Why.
        #[source]
        source: csv::Error,
    },
    /// A signal of a village that is not in the list.
    #[error("signals of village {village} in county {county}, which `villages` does not have")]
    Village {
        /// Its county.
        county: Id,
        /// The village.
        village: Id,
    },
    /// A signal of a week that the calendar does not have.
    #[error("signals of week {week}, and the calendar ends before week {weeks}")]
    Week {
        /// The week.
        week: usize,
        /// Weeks of the calendar.
        weeks: usize,
    },
    /// A village that stands twice.
    #[error("village {village} of county {county} stands twice")]
    Twice {
        /// Its county.
        county: Id,
        /// The village.
        village: Id,
    },
    /// Households that are no number.
    #[error("county {county} cannot be judged")]
    Panel {
        /// The county.
        county: Id,
        /// Why.
        #[source]
        source: PanelError,
    },
    /// The output took no more.
    #[error("candidates cannot be written")]
    Output(#[from] std::io::Error),
    /// A candidate that is no JSON.
    #[error("a candidate cannot be written as JSON")]
    Json(#[from] serde_json::Error),
}

/// A county or village as its file calls it; numbers stay numbers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Id {
    /// A whole number.
    Number(u64),
    /// Anything else.
    Text(String),
}

impl std::fmt::Display for Id {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) => write!(f, "{text}"),
        }
    }
}

#[derive(Debug, Deserialize)]
struct VillageRow {
    county: Id,
    village: Id,
    township: Id,
    x_km: Option<f64>,
    y_km: Option<f64>,
    households: f64,
}

#[derive(Debug, Deserialize)]
struct CalendarRow {
    week: usize,
    #[serde(default)]
    campaign_window: f64,
}

#[derive(Debug, Deserialize)]
struct SignalRow {
    county: Id,
    village: Id,
    week: usize,
    signals: u32,
}

/// One county as read.
#[derive(Debug, Default)]
pub(super) struct County {
    pub(super) ids: Vec<Id>,
    index: BTreeMap<Id, usize>,
    townships: BTreeMap<Id, usize>,
    pub(super) villages: Vec<Village>,
    pub(super) counts: Vec<u32>,
}

fn rows<T: for<'a> Deserialize<'a>>(
    file: &'static str,
    reader: impl Read,
) -> impl Iterator<Item = Result<T, BenchmarkError>> {
    let rows = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(reader)
        .into_deserialize();
    rows.map(move |row| row.map_err(|source| BenchmarkError::Row { file, source }))
}

/// The campaigns, as many as there are weeks.
pub(super) fn read_calendar(reader: impl Read) -> Result<Calendar, BenchmarkError> {
    let mut campaign = Vec::new();
    for row in rows("calendar", reader) {
        let CalendarRow {
            week,
            campaign_window,
        } = row?;
        if campaign.len() <= week {
            campaign.resize(week + 1, 0.0);
        }
        campaign[week] = campaign_window;
    }
    Ok(Calendar {
        campaign,
        year_start: Vec::new(),
    })
}

pub(super) fn read_villages(reader: impl Read) -> Result<BTreeMap<Id, County>, BenchmarkError> {
    let mut counties: BTreeMap<Id, County> = BTreeMap::new();
    for row in rows("villages", reader) {
        let row: VillageRow = row?;
        let county = counties.entry(row.county.clone()).or_default();
        if county
            .index
            .insert(row.village.clone(), county.ids.len())
            .is_some()
        {
            return Err(BenchmarkError::Twice {
                county: row.county,
                village: row.village,
            });
        }
        let next = county.townships.len();
        let township = *county.townships.entry(row.township).or_insert(next);
        county
            .villages
            .push(Village::steady(row.households, township, row.x_km.zip(row.y_km)));
        county.ids.push(row.village);
    }
    Ok(counties)
}

pub(super) fn read_signals(
    reader: impl Read,
    weeks: usize,
    counties: &mut BTreeMap<Id, County>,
) -> Result<(), BenchmarkError> {
    for county in counties.values_mut() {
        county.counts = vec![0; county.ids.len() * weeks];
    }
    for row in rows("signals", reader) {
        let SignalRow {
            county,
            village,
            week,
            signals,
        } = row?;
        if week >= weeks {
            return Err(BenchmarkError::Week { week, weeks });
        }
        let Some(it) = counties
            .get_mut(&county)
            .filter(|it| it.index.contains_key(&village))
        else {
            return Err(BenchmarkError::Village { county, village });
        };
        it.counts[it.index[&village] * weeks + week] += signals;
    }
    Ok(())
}
