//! Places: the twelve-digit 统计用区划代码 and its five levels.
//!
//! Here is what the digits alone say. Which place belongs to which on a given day is data (上级代码, 并入代码) and lives in the
//! tables: a village that merged keeps its digits and changes its parent.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The five administrative levels, from the top.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// 省
    Province,
    /// 市
    City,
    /// 县, 区, 县级市
    County,
    /// 乡, 镇, 街道
    Town,
    /// 村, 社区
    Village,
}

impl Level {
    /// All levels, from the top.
    pub const ALL: [Self; 5] = [
        Self::Province,
        Self::City,
        Self::County,
        Self::Town,
        Self::Village,
    ];

    /// The word in published tables: `province`, `city`, `county`, `town`, `village`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Province => "province",
            Self::City => "city",
            Self::County => "county",
            Self::Town => "town",
            Self::Village => "village",
        }
    }

    /// The label of the 层级 column: 省, 市, 县, 乡, 村.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Province => "省",
            Self::City => "市",
            Self::County => "县",
            Self::Town => "乡",
            Self::Village => "村",
        }
    }

    /// How many leading digits of a code name a place of this level.
    pub const fn digits(self) -> usize {
        match self {
            Self::Province => 2,
            Self::City => 4,
            Self::County => 6,
            Self::Town => 9,
            Self::Village => 12,
        }
    }

    /// The level called `key` in published tables.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.key() == key)
    }
}

/// What is wrong with a text that should be a region code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegionCodeError {
    /// Neither twelve digits nor a prefix of 2, 4, 6 or 9 digits.
    #[error("a region code has 12 digits (or the 2, 4, 6 or 9 that lead it), not `{0}`")]
    NotACode(String),
}

/// A place of any level: twelve ASCII digits, upper levels padded with zeros (`340604000000` is 烈山区).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegionCode([u8; 12]);

impl RegionCode {
    /// The twelve digits.
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).expect("a region code holds ASCII digits only")
    }

    /// The level that the trailing zeros tell.
    pub fn level(self) -> Level {
        let is_zero_from = |start: usize| self.0[start..].iter().all(|digit| *digit == b'0');
        Level::ALL
            .into_iter()
            .find(|level| is_zero_from(level.digits()))
            .unwrap_or(Level::Village)
    }

    /// The digits that distinguish the place: `340604` for a county.
    pub fn prefix(&self) -> &str {
        self.as_str()
            .get(..self.level().digits())
            .expect("a level has at most 12 digits")
    }

    /// The place of `level` that these digits lie in; itself when it is of that level or above it.
    #[must_use]
    pub fn at(self, level: Level) -> Self {
        let mut digits = self.0;
        digits[level.digits()..].fill(b'0');
        Self(digits)
    }

    /// The place one level up, by the digits; none above a province.
    pub fn parent(self) -> Option<Self> {
        let above = Level::ALL.into_iter().rev().find(|level| *level < self.level())?;
        Some(self.at(above))
    }

    /// Whether `other` is this place or lies in it, by the digits.
    pub fn contains(self, other: Self) -> bool {
        other.at(self.level()) == self
    }
}

impl FromStr for RegionCode {
    type Err = RegionCodeError;

    /// Twelve digits, or the leading 2, 4, 6 or 9 of an upper level.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = text.bytes().all(|byte| byte.is_ascii_digit())
            && Level::ALL.iter().any(|level| level.digits() == text.len());
        if !fits {
            return Err(RegionCodeError::NotACode(text.to_owned()));
        }
        let mut digits = [b'0'; 12];
        digits[..text.len()].copy_from_slice(text.as_bytes());
        Ok(Self(digits))
    }
}

impl fmt::Display for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RegionCode({})", self.as_str())
    }
}

impl Serialize for RegionCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for RegionCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> RegionCode {
        text.parse().unwrap()
    }

    #[test]
    fn the_trailing_zeros_tell_the_level() {
        let levels: Vec<Level> = ["34", "3406", "340604", "340604100", "340604100001"]
            .map(|text| code(text).level())
            .into();

        assert_eq!(levels, Level::ALL);
    }

    #[test]
    fn a_place_contains_itself_and_what_lies_below_it() {
        assert!(code("340604").contains(code("340604100001")));
        assert!(code("340604").contains(code("340604")));
        assert!(!code("340604").contains(code("3406")));
        assert!(!code("340604").contains(code("340605100001")));
    }

    #[test]
    fn parents_lead_from_the_village_to_the_province() {
        let mut place = Some(code("340604100001"));
        let mut seen = vec![];
        while let Some(current) = place {
            seen.push(current.prefix().to_owned());
            place = current.parent();
        }

        assert_eq!(seen, ["340604100001", "340604100", "340604", "3406", "34"]);
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "",
            "3",
            "34060",
            "34060410000",
            "３４０６０４",
            "3406041000011",
            "34060x",
        ] {
            assert!(text.parse::<RegionCode>().is_err(), "{text}");
        }
    }
}
