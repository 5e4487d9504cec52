//! One profile: what one document states for one region from one day on.

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;

use super::{DEFAULT_KEY, DayType, Parameter};
use crate::region::RegionCode;

/// How sure an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// The document of the place says so.
    Stated,
    /// The document of the place does not say so in words; we read it that way.
    Inferred,
    /// A document above it says so.
    Inherited,
    /// No document says so; it is the program's default.
    Default,
    /// A document says something that cannot be read, or that is not published. Nothing is guessed and nobody else is asked.
    Unknown,
}

impl Confidence {
    /// All five.
    pub const ALL: [Self; 5] = [
        Self::Stated,
        Self::Inferred,
        Self::Inherited,
        Self::Default,
        Self::Unknown,
    ];

    /// The word in policy files and tables.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Inferred => "inferred",
            Self::Inherited => "inherited",
            Self::Default => "default",
            Self::Unknown => "unknown",
        }
    }

    /// 本级规定, 本级推定, 沿用上级, 通用默认, 原文不明.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Stated => "本级规定",
            Self::Inferred => "本级推定",
            Self::Inherited => "沿用上级",
            Self::Default => "通用默认",
            Self::Unknown => "原文不明",
        }
    }

    /// The confidence called `key` in policy files.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|confidence| confidence.key() == key)
    }
}

/// The value of a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A number of whatever the parameter's unit is.
    Integer(i64),
    /// A word.
    Text(String),
    /// Yes or no.
    Bool(bool),
    /// Words.
    List(Vec<String>),
    /// The document says that there is no such limit.
    Absent,
    /// What the document says cannot be read or is not published.
    Unknown,
}

impl Value {
    /// The number, if it is one.
    pub const fn integer(&self) -> Option<i64> {
        match self {
            Self::Integer(number) => Some(*number),
            Self::Text(_) | Self::Bool(_) | Self::List(_) | Self::Absent | Self::Unknown => None,
        }
    }

    /// The word, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Integer(_) | Self::Bool(_) | Self::List(_) | Self::Absent | Self::Unknown => None,
        }
    }

    /// Yes or no, if it is that.
    pub const fn flag(&self) -> Option<bool> {
        match self {
            Self::Bool(flag) => Some(*flag),
            Self::Integer(_) | Self::Text(_) | Self::List(_) | Self::Absent | Self::Unknown => None,
        }
    }

    /// The words, if it is a list.
    pub fn list(&self) -> Option<&[String]> {
        match self {
            Self::List(list) => Some(list),
            Self::Integer(_) | Self::Text(_) | Self::Bool(_) | Self::Absent | Self::Unknown => None,
        }
    }
}

impl fmt::Display for Value {
    /// As in a policy file, without quotes: `15`, `month`, `true`, `帮扶联系人、网格员`, `none`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(number) => write!(f, "{number}"),
            Self::Text(text) => f.write_str(text),
            Self::Bool(flag) => write!(f, "{flag}"),
            Self::List(list) => f.write_str(&list.join("、")),
            Self::Absent => f.write_str("none"),
            Self::Unknown => f.write_str("unknown"),
        }
    }
}

/// What a profile says about one parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The value.
    pub value: Value,
    /// What kind of days it counts, when it counts days.
    pub day_type: Option<DayType>,
    /// The clause: `LS-18a`.
    pub clause: String,
    /// The words of the document that say so; none where it is silent.
    pub phrase: Option<String>,
    /// The last day on which the profile says so, inclusive; none is as long as the profile.
    pub valid_to: Option<NaiveDate>,
    /// How sure the profile is.
    pub confidence: Confidence,
}

/// One policy document, as parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// `LS`, `default`.
    pub key: String,
    /// 烈山区2022
    pub title: String,
    /// Where it holds; none is everywhere.
    pub region: Option<RegionCode>,
    /// Title and number of the document.
    pub document: String,
    /// The first day; none is always.
    pub valid_from: Option<NaiveDate>,
    /// The last day, inclusive; none is open.
    pub valid_to: Option<NaiveDate>,
    /// The file it was read from.
    pub file: String,
    pub(super) entries: BTreeMap<Parameter, Entry>,
}

impl Profile {
    /// What the profile itself says about `parameter`.
    pub fn entry(&self, parameter: Parameter) -> Option<&Entry> {
        self.entries.get(&parameter)
    }

    /// What the profile itself says about `parameter` on `day`.
    pub fn entry_on(&self, parameter: Parameter, day: NaiveDate) -> Option<&Entry> {
        self.entry(parameter)
            .filter(|entry| entry.valid_to.is_none_or(|last| day <= last))
    }

    /// Everything that the profile says, in the order of the list of parameters.
    pub fn entries(&self) -> impl Iterator<Item = (Parameter, &Entry)> {
        self.entries.iter().map(|(parameter, entry)| (*parameter, entry))
    }

    /// Whether it is the profile that answers when nobody else does.
    pub fn is_default(&self) -> bool {
        self.key == DEFAULT_KEY
    }

    /// Whether it holds at `place`.
    pub fn covers(&self, place: RegionCode) -> bool {
        self.region.is_none_or(|region| region.contains(place))
    }

    /// Whether it holds on `day`: the first day and the last day included.
    pub fn is_in_force(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|first| first <= day) && self.valid_to.is_none_or(|last| day <= last)
    }
}
