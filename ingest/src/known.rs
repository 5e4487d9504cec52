//! What the tables already hold: the places, the households, and every row by its key. It grows while a night is landed.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;
use domain::digest::Digest;
use domain::region::{Level, RegionCode};

use crate::problem::OpenProblems;
use crate::source::Source;

/// The current version of a row: what it says, and when it landed in the order of all landed rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Version {
    content: Digest,
    landed_seq: i64,
}

/// What is known before a row is judged.
#[derive(Debug, Default)]
pub struct Known {
    next_seq: i64,
    regions: HashSet<RegionCode>,
    counties: BTreeSet<RegionCode>,
    households: HashMap<String, RegionCode>,
    versions: BTreeMap<&'static str, HashMap<Digest, Version>>,
    superseded: HashSet<(Digest, Digest)>,
    pub(crate) open: OpenProblems,
}

/// What becomes of a row by its key and content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// A key that nobody has seen.
    New,
    /// Another content than the version that landed then.
    Correction { supersedes: i64 },
    /// The same again.
    Repeated,
}

impl Known {
    /// Nothing: the first night of a home.
    pub fn new() -> Self {
        Self::default()
    }

    /// The number that the next landed row gets.
    pub const fn next_seq(&self) -> i64 {
        self.next_seq
    }

    /// Notes a place that the tables hold.
    pub fn add_region(&mut self, code: RegionCode) {
        self.regions.insert(code);
        if code.level() >= Level::County {
            self.counties.insert(code.at(Level::County));
        }
    }

    /// Notes a household that the tables hold, and where it lives.
    pub fn add_household(&mut self, household_id: &str, region: RegionCode) {
        match self.households.get_mut(household_id) {
            Some(known) => *known = region,
            None => {
                self.households.insert(household_id.to_owned(), region);
            }
        }
    }

    /// Notes a landed row; the highest `landed_seq` of a key is its current version, in whatever order they are noted.
    pub fn add_version(
        &mut self,
        source: &'static Source,
        row_key: Digest,
        content: Digest,
        landed_seq: i64,
    ) {
        let version = Version { content, landed_seq };
        self.next_seq = self.next_seq.max(landed_seq + 1);
        let versions = self.versions.entry(source.name).or_default();
        let Some(current) = versions.get_mut(&row_key) else {
            versions.insert(row_key, version);
            return;
        };
        let earlier = if landed_seq > current.landed_seq {
            std::mem::replace(current, version)
        } else {
            version
        };
        if !source.is_state {
            self.superseded.insert((row_key, earlier.content));
        }
    }

    /// Notes a row that has open problems, by the subject that they carry and the latest day of a state among them.
    pub fn add_open_problem(&mut self, subject: Digest, state_on: Option<NaiveDate>) {
        self.open.add(subject, state_on);
    }

    /// How many rows of a dataset are current.
    pub fn current_rows(&self, source: &Source) -> usize {
        self.versions.get(source.name).map_or(0, HashMap::len)
    }

    pub(crate) fn has_region(&self, code: RegionCode) -> bool {
        self.regions.contains(&code)
    }

    /// Where a household lives, if it is known.
    pub(crate) fn region_of(&self, household_id: &str) -> Option<RegionCode> {
        self.households.get(household_id).copied()
    }

    /// Notes the county of a place that is about to be read, so that the first row of a drop knows it as well as the last.
    pub(crate) fn add_county_of(&mut self, code: RegionCode) {
        if code.level() >= Level::County {
            self.counties.insert(code.at(Level::County));
        }
    }

    /// The county a row counts for: the one it names if that is known, else the only one, else none.
    pub(crate) fn county(&self, region: Option<RegionCode>) -> Option<RegionCode> {
        let named = region
            .filter(|code| code.level() >= Level::County)
            .map(|code| code.at(Level::County))
            .filter(|county| self.counties.contains(county));
        let only = || {
            let mut counties = self.counties.iter();
            counties.next().filter(|_| counties.next().is_none()).copied()
        };
        named.or_else(only)
    }

    pub(crate) fn standing(&self, source: &Source, row_key: Digest, content: Digest) -> Standing {
        let current = self
            .versions
            .get(source.name)
            .and_then(|versions| versions.get(&row_key));
        match current {
            None => Standing::New,
            Some(version) if version.content == content => Standing::Repeated,
            Some(_) if self.superseded.contains(&(row_key, content)) => Standing::Repeated,
            Some(version) => Standing::Correction {
                supersedes: version.landed_seq,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> RegionCode {
        text.parse().unwrap()
    }

    #[test]
    fn the_latest_version_is_current_in_whatever_order_they_are_noted() {
        let visit = Source::named("visit").unwrap();
        let (key, first, second) = (Digest(1), Digest(10), Digest(20));
        for order in [[(first, 4), (second, 9)], [(second, 9), (first, 4)]] {
            let mut known = Known::new();
            for (content, seq) in order {
                known.add_version(visit, key, content, seq);
            }

            assert_eq!(known.next_seq(), 10);
            assert_eq!(known.standing(visit, key, second), Standing::Repeated);
            // An export that still holds the version before the correction repeats it.
            assert_eq!(known.standing(visit, key, first), Standing::Repeated);
            assert_eq!(
                known.standing(visit, key, Digest(30)),
                Standing::Correction { supersedes: 9 }
            );
            assert_eq!(known.standing(visit, Digest(2), first), Standing::New);
        }
    }

    #[test]
    fn a_state_may_return_to_an_earlier_one() {
        let grid = Source::named("grid").unwrap();
        let mut known = Known::new();
        known.add_version(grid, Digest(1), Digest(10), 0);
        known.add_version(grid, Digest(1), Digest(20), 1);

        assert_eq!(
            known.standing(grid, Digest(1), Digest(10)),
            Standing::Correction { supersedes: 1 }
        );
    }

    #[test]
    fn a_row_counts_for_its_county_or_for_the_only_one() {
        let mut known = Known::new();
        assert_eq!(known.county(None), None);
        for place in ["34", "3406", "340604", "340604100001"] {
            known.add_region(code(place));
        }

        assert_eq!(known.county(Some(code("340604100001"))), Some(code("340604")));
        assert_eq!(known.county(Some(code("34"))), Some(code("340604")));
        assert_eq!(known.county(Some(code("999999100001"))), Some(code("340604")));

        known.add_region(code("340621"));
        assert_eq!(known.county(Some(code("340621100"))), Some(code("340621")));
        assert_eq!(known.county(None), None);
    }
}
