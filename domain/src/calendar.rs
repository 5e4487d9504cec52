//! Working days: weekends, the holidays that the State Council announces each year, and the weekends worked to make up for them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use crate::settings::{Fault, SettingsFile};

/// Which days a limit counts: 日 and 天 are natural days, 工作日 are working days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayType {
    /// 自然日
    Natural,
    /// 工作日
    Work,
}

impl DayType {
    /// Both kinds.
    pub const ALL: [Self; 2] = [Self::Natural, Self::Work];

    /// The word in policy files and tables: `natural`, `work`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Natural => "natural",
            Self::Work => "work",
        }
    }

    /// 自然日 or 工作日.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Natural => "自然日",
            Self::Work => "工作日",
        }
    }

    /// The kind called `key` in policy files.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|day_type| day_type.key() == key)
    }
}

impl fmt::Display for DayType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.label())
    }
}

/// What the State Council announced for one year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarYear {
    /// The year.
    pub year: i32,
    /// Title and number of the notice.
    pub notice: String,
    /// The days of the announced holidays, weekends inside them included.
    pub days_off: BTreeSet<NaiveDate>,
    /// Saturdays and Sundays on which people work.
    pub workdays: BTreeSet<NaiveDate>,
}

/// The working days of the years whose notices are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkCalendar {
    years: BTreeMap<i32, CalendarYear>,
}

impl WorkCalendar {
    /// Reads one file a year; a later file for the same year replaces the earlier one. Every fault of every file is reported.
    pub fn parse(files: &[(&str, &str)]) -> Result<Self, Vec<Fault>> {
        let mut years = BTreeMap::new();
        let mut faults = vec![];
        for (name, text) in files {
            let mut file = SettingsFile::new(name, text);
            let year = read_year(&mut file);
            let found = file.into_faults();
            if let (Some(year), true) = (year, found.is_empty()) {
                years.insert(year.year, year);
            }
            faults.extend(found);
        }
        if faults.is_empty() {
            Ok(Self { years })
        } else {
            Err(faults)
        }
    }

    /// The years that are known, with their notices.
    pub fn years(&self) -> impl Iterator<Item = &CalendarYear> {
        self.years.values()
    }

    /// Whether people work on `day`; none in a year that is not known.
    pub fn is_workday(&self, day: NaiveDate) -> Option<bool> {
        let year = self.years.get(&day.year())?;
        let is_weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        Some(year.workdays.contains(&day) || (!is_weekend && !year.days_off.contains(&day)))
    }

    /// The last day on which a limit of `days` from an event on `start` is met. Counting begins the day after; none when working
    /// days of a year that is not known would have to be counted.
    pub fn due_on(&self, start: NaiveDate, days: u32, day_type: DayType) -> Option<NaiveDate> {
        match day_type {
            DayType::Natural => start.checked_add_days(Days::new(u64::from(days))),
            DayType::Work => {
                let mut day = start;
                let mut left = days;
                while left > 0 {
                    day = day.succ_opt()?;
                    if self.is_workday(day)? {
                        left -= 1;
                    }
                }
                Some(day)
            }
        }
    }

    /// How many working days lie after `start`, up to and including `end`: 0 when `end` is not later. None in years that are not known.
    pub fn workdays_between(&self, start: NaiveDate, end: NaiveDate) -> Option<u32> {
        let mut count = 0;
        for day in start.iter_days().skip(1).take_while(|day| *day <= end) {
            count += u32::from(self.is_workday(day)?);
        }
        Some(count)
    }
}

fn read_year(file: &mut SettingsFile<'_>) -> Option<CalendarYear> {
    let root = file.root();
    file.refuse_others(&root, &["year", "notice", "days_off", "workdays"]);
    let year = file.integer(&root, "year");
    let notice = file.text(&root, "notice");
    let days_off = file.dates(&root, "days_off");
    let workdays = file.dates(&root, "workdays");
    let year = i32::try_from(year?).ok()?;
    for (setting, days) in [("days_off", &days_off), ("workdays", &workdays)] {
        for day in days.iter().filter(|day| day.year() != year) {
            file.fault(&root, setting, format!("expected days of {year}, found {day}"));
        }
    }
    for day in &workdays {
        if !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) || days_off.contains(day) {
            file.fault(
                &root,
                "workdays",
                format!("expected Saturdays and Sundays outside the holidays, found {day}"),
            );
        }
    }
    Some(CalendarYear {
        year,
        notice: notice?,
        days_off: days_off.into_iter().collect(),
        workdays: workdays.into_iter().collect(),
    })
}
