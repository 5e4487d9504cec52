//! The numbers that decide about signals: files with a region and a first day, as policies are.
//!
//! They are apart from the policy profiles because no document has them: a profile quotes its clause, these rest on a measurement.

use chrono::NaiveDate;
use domain::region::RegionCode;
use serde::Deserialize;
use stats::surge::Thresholds;

/// The numbers of one region from one day on.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standard {
    /// Its name beside every signal.
    pub key: String,
    /// The digits of the region; empty for everywhere.
    pub region: String,
    #[serde(deserialize_with = "day")]
    pub valid_from: NaiveDate,
    /// `default`: nobody but the program says so; `stated`: a paper of the county does.
    #[serde(default = "unsaid")]
    pub confidence: String,
    /// Where the numbers come from.
    #[serde(default)]
    pub note: String,
    #[serde(default)]
    pub streams: StreamNumbers,
    #[serde(default)]
    pub thresholds: Thresholds,
}

/// How the streams share the budget of false alerts, and how far each looks back.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StreamNumbers {
    pub warning_share: f64,
    pub identification_share: f64,
    /// All slices together.
    pub slices_share: f64,
    pub fewest_history_weeks: usize,
    pub first_look_weeks: usize,
    pub catch_up_weeks: usize,
    pub longest_entry_days: u32,
    pub entry_history_weeks: usize,
    pub event_weeks: usize,
}

impl Default for StreamNumbers {
    fn default() -> Self {
        Self {
            warning_share: 0.4,
            identification_share: 0.4,
            slices_share: 0.2,
            fewest_history_weeks: 26,
            first_look_weeks: 8,
            catch_up_weeks: 26,
            longest_entry_days: 56,
            entry_history_weeks: 26,
            event_weeks: 4,
        }
    }
}

/// All standards of a deployment.
#[derive(Debug, Clone, PartialEq)]
pub struct StandardBook {
    /// The longest region first, then the latest day, then the file that was read last.
    standards: Vec<Standard>,
}

impl Default for StandardBook {
    fn default() -> Self {
        let built_in = Standard {
            key: "default".to_owned(),
            region: String::new(),
            valid_from: NaiveDate::from_ymd_opt(2021, 1, 1).expect("a day of the calendar"),
            confidence: unsaid(),
            note: String::new(),
            streams: StreamNumbers::default(),
            thresholds: Thresholds::default(),
        };
        Self {
            standards: vec![built_in],
        }
    }
}

impl StandardBook {
    /// Reads standards from `(file name, text)`; the faults of all files are told at once. The built-in one answers where none does.
    pub fn parse(files: &[(&str, &str)]) -> Result<Self, Vec<String>> {
        let mut book = Self::default();
        let mut faults = vec![];
        for (name, text) in files {
            match toml::from_str::<Standard>(text) {
                Ok(standard) => match standard.fault() {
                    None => book.standards.push(standard),
                    Some(fault) => faults.push(format!("{name}: {fault}")),
                },
                Err(fault) => faults.push(format!("{name}: {}", fault.to_string().trim_end())),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        book.standards.reverse();
        book.standards
            .sort_by_key(|standard| std::cmp::Reverse((standard.region.len(), standard.valid_from)));
        Ok(book)
    }

    /// The standard in force at a place on a day; before the first day of all of them the earliest.
    pub fn on(&self, place: RegionCode, day: NaiveDate) -> &Standard {
        let covers = |standard: &&Standard| place.as_str().starts_with(&standard.region);
        let mut covering = self.standards.iter().filter(covers);
        let in_force = covering.clone().find(|standard| standard.valid_from <= day);
        in_force
            .or_else(|| covering.next_back())
            .expect("the built-in standard covers every place")
    }
}

impl Standard {
    /// What cannot be meant.
    fn fault(&self) -> Option<String> {
        let streams = &self.streams;
        let shares = [
            streams.warning_share,
            streams.identification_share,
            streams.slices_share,
        ];
        let is_digits = self.region.chars().all(|letter| letter.is_ascii_digit());
        if !is_digits {
            return Some(format!("`region` is `{}`: expected digits", self.region));
        }
        if shares.iter().any(|share| !(*share > 0.0 && *share <= 1.0))
            || shares.iter().sum::<f64>() > 1.0 + 1e-9
        {
            return Some(
                "the shares of the budget: expected numbers above 0 that add up to 1 at most".to_owned(),
            );
        }
        let is_empty = streams.first_look_weeks == 0 || streams.catch_up_weeks == 0;
        is_empty.then(|| "`first_look_weeks` and `catch_up_weeks`: expected 1 or more".to_owned())
    }
}

fn unsaid() -> String {
    "default".to_owned()
}

/// A day of TOML.
fn day<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    let written = toml::value::Datetime::deserialize(deserializer)?;
    written.to_string().parse().map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEFAULT: &str = include_str!("../../../policies/signals/default.toml");

    fn code(text: &str) -> RegionCode {
        text.parse().unwrap()
    }

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_file_that_is_shipped_says_every_number_that_is_built_in() {
        let read: Standard = toml::from_str(DEFAULT).unwrap();

        assert_eq!(read.thresholds, Thresholds::default());
        assert_eq!(read.streams, StreamNumbers::default());
        assert_eq!(read.valid_from, on("2021-01-01"));
        let numbers = DEFAULT
            .lines()
            .filter(|line| line.contains(" = ") && !line.starts_with('#'));
        let said = serde_json::to_value(Thresholds::default()).unwrap();
        let built_in: usize = said
            .as_object()
            .unwrap()
            .values()
            .map(|of| of.as_object().unwrap().len())
            .sum();
        assert_eq!(numbers.count(), built_in + 9 + 5);
    }

    #[test]
    fn the_longest_region_in_force_answers_and_what_it_does_not_say_stays() {
        let own = "key = \"烈山区\"\nregion = \"340604\"\nvalid_from = 2023-01-01\n[thresholds.red]\nexcess = 30.0\n";
        let book = StandardBook::parse(&[("default.toml", DEFAULT), ("own.toml", own)]).unwrap();

        let before = book.on(code("340604100001"), on("2022-12-31"));
        let after = book.on(code("340604100001"), on("2023-01-01"));

        assert_eq!((before.key.as_str(), after.key.as_str()), ("default", "烈山区"));
        assert!((after.thresholds.red.excess - 30.0).abs() < 1e-12);
        assert!((after.thresholds.red.zone_score - 6.0).abs() < 1e-12);
        assert_eq!(book.on(code("450222100001"), on("2023-01-01")).key, "default");
    }

    #[test]
    fn a_misspelt_number_and_shares_of_more_than_everything_are_faults_with_the_file() {
        let head = "key = \"k\"\nregion = \"34\"\nvalid_from = 2023-01-01\n";
        let misspelt = format!("{head}[thresholds.red]\nexces = 3\n");
        let too_much = format!("{head}[streams]\nwarning_share = 0.9\n");

        let faults = StandardBook::parse(&[("a.toml", &misspelt), ("b.toml", &too_much)]).unwrap_err();

        assert_eq!(faults.len(), 2);
        assert!(
            faults[0].starts_with("a.toml") && faults[0].contains("exces"),
            "{faults:?}"
        );
        assert!(faults[1].starts_with("b.toml"), "{faults:?}");
    }
}
