//! Policy profiles: which number a rule has at a place on a day, and which clause says so.
//!
//! Profiles are files. A profile answers what its document states and is silent about the rest; the question then passes to the next
//! longest region prefix in force, and last to `default`, which answers everything. Nothing else in the program holds such a number.

mod parameter;
mod profile;
mod read;
mod rule;
mod suppose;

use std::cmp::Reverse;

use chrono::NaiveDate;

pub use crate::calendar::DayType;
pub use crate::settings::Fault;
pub use parameter::{Kind, Parameter, Unit};
pub use profile::{Confidence, Entry, Profile, Value};
pub use rule::{Clause, ClauseError, ColumnName, ProposedDataset, Rule, RuleBook, RuleState};
pub use suppose::{Supposition, SuppositionError};

use crate::region::RegionCode;

/// The key of the profile that answers when nobody else does.
pub const DEFAULT_KEY: &str = "default";

/// All profiles of a deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyBook {
    /// The nearest first: longest region prefix, then latest first day, then key; `default` last.
    profiles: Vec<Profile>,
}

/// What a parameter is at a place on a day, and who says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resolved<'a> {
    /// The answer.
    pub value: &'a Value,
    /// What kind of days the answer counts, when it counts days.
    pub day_type: Option<DayType>,
    /// The key of the profile that answers: `LS`, `default`.
    pub profile: &'a str,
    /// The clause: `LS-18a`.
    pub clause: &'a str,
    /// The words of the document that say so; none where it is silent.
    pub phrase: Option<&'a str>,
    /// `Inherited` when another profile than the nearest answers, `Default` when nobody but the default does.
    pub confidence: Confidence,
}

/// A stretch of days with one answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span<'a> {
    /// The first day.
    pub from: NaiveDate,
    /// The day after the last.
    pub to_exclusive: NaiveDate,
    /// The answer on these days.
    pub resolved: Resolved<'a>,
}

/// The first day of every time line of [`PolicyBook::spans`].
pub const FIRST_DAY: NaiveDate = NaiveDate::from_ymd_opt(1, 1, 1).expect("a day of the calendar");

/// The day on which every time line of [`PolicyBook::spans`] ends; it does not belong to it.
pub const END_DAY: NaiveDate = NaiveDate::from_ymd_opt(9999, 12, 31).expect("a day of the calendar");

impl PolicyBook {
    /// Reads profiles from `(file name, text)`. A later file with the same key replaces an earlier one. Every fault of every file is
    /// reported.
    pub fn parse(files: &[(&str, &str)]) -> Result<Self, Vec<Fault>> {
        let mut profiles = read::profiles(files)?;
        profiles.sort_by_key(|profile| {
            (
                Reverse(profile.region.map_or(0, |region| region.prefix().len())),
                Reverse(profile.valid_from),
                profile.key.clone(),
            )
        });
        Ok(Self { profiles })
    }

    /// All profiles, `default` last.
    pub fn profiles(&self) -> impl Iterator<Item = &Profile> {
        self.profiles.iter()
    }

    /// The profile with this key.
    pub fn profile(&self, key: &str) -> Option<&Profile> {
        self.profiles.iter().find(|profile| profile.key == key)
    }

    /// The profile with the longest region prefix in force at a place on a day.
    pub fn profile_on(&self, place: RegionCode, day: NaiveDate) -> &Profile {
        self.in_force(place, day)
            .next()
            .expect("the default profile is in force everywhere, always")
    }

    /// What `parameter` is at a place on a day.
    pub fn resolve(&self, parameter: Parameter, place: RegionCode, day: NaiveDate) -> Resolved<'_> {
        let nearest = self.profile_on(place, day);
        let (profile, entry) = self
            .in_force(place, day)
            .find_map(|profile| Some((profile, profile.entry_on(parameter, day)?)))
            .expect("the default profile answers every parameter");
        let confidence = if entry.confidence == Confidence::Unknown {
            Confidence::Unknown
        } else if profile.is_default() {
            Confidence::Default
        } else if profile.key == nearest.key {
            entry.confidence
        } else {
            Confidence::Inherited
        };
        Resolved {
            value: &entry.value,
            day_type: entry.day_type,
            profile: &profile.key,
            clause: &entry.clause,
            phrase: entry.phrase.as_deref(),
            confidence,
        }
    }

    /// Everybody who has an answer at a place on a day, the one who answers first, then those it overrides, `default` last.
    pub fn answers(
        &self,
        parameter: Parameter,
        place: RegionCode,
        day: NaiveDate,
    ) -> impl Iterator<Item = (&Profile, &Entry)> {
        self.in_force(place, day)
            .filter_map(move |profile| Some((profile, profile.entry_on(parameter, day)?)))
    }

    /// The whole time line of `parameter` at a place, without gaps, from [`FIRST_DAY`] to [`END_DAY`].
    pub fn spans(&self, parameter: Parameter, place: RegionCode) -> Vec<Span<'_>> {
        let mut edges: Vec<NaiveDate> = self
            .profiles
            .iter()
            .filter(|profile| profile.covers(place))
            .flat_map(|profile| {
                let ends = [
                    profile.valid_to,
                    profile.entry(parameter).and_then(|entry| entry.valid_to),
                ];
                let after = ends.map(|day| day.and_then(|day| day.succ_opt()));
                std::iter::once(profile.valid_from).chain(after)
            })
            .flatten()
            .filter(|day| FIRST_DAY < *day && *day < END_DAY)
            .chain([FIRST_DAY, END_DAY])
            .collect();
        edges.sort_unstable();
        edges.dedup();
        let mut spans: Vec<Span<'_>> = vec![];
        for (from, to_exclusive) in edges.iter().zip(edges.iter().skip(1)) {
            let resolved = self.resolve(parameter, place, *from);
            match spans.last_mut() {
                Some(last) if last.resolved == resolved => last.to_exclusive = *to_exclusive,
                _ => spans.push(Span {
                    from: *from,
                    to_exclusive: *to_exclusive,
                    resolved,
                }),
            }
        }
        spans
    }

    fn in_force(&self, place: RegionCode, day: NaiveDate) -> impl Iterator<Item = &Profile> {
        self.profiles
            .iter()
            .filter(move |profile| profile.covers(place) && profile.is_in_force(day))
    }
}
