//! What the tables already hold: the places, the households, and every row by its key. It grows while a night is landed.

mod gazetteer;

use std::collections::BTreeSet;
use std::collections::hash_map::Entry;

use chrono::NaiveDate;
use domain::digest::Digest;
use domain::region::{Level, RegionCode};
use foldhash::fast::RandomState;

pub use self::gazetteer::Place;
pub(crate) use self::gazetteer::{Gazetteer, Meaning, Surroundings};
use crate::problem::OpenProblems;
use crate::source::Source;

/// Asked several times for every row that is delivered.
type HashMap<K, V> = std::collections::HashMap<K, V, RandomState>;
type HashSet<K> = std::collections::HashSet<K, RandomState>;

/// A version of a row: what it says, on which day it was delivered, and when it landed in the order of all landed rows.
///
/// The day of delivery counts before the order of landing: a folder that comes late was still delivered before the one that overtook it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Version {
    content: Digest,
    delivered_on: NaiveDate,
    landed_seq: i64,
}

impl Version {
    const fn age(self) -> (NaiveDate, i64) {
        (self.delivered_on, self.landed_seq)
    }
}

/// What is known before a row is judged.
#[derive(Debug, Default)]
pub struct Known {
    next_seq: i64,
    regions: HashSet<RegionCode>,
    counties: BTreeSet<RegionCode>,
    pub(crate) gazetteer: Gazetteer,
    households: HashMap<String, RegionCode>,
    versions: HashMap<&'static str, HashMap<Digest, Version>>,
    /// Versions that are not current, by key and content, with the last day on which they were delivered.
    superseded: HashMap<(Digest, Digest), NaiveDate>,
    pub(crate) open: OpenProblems,
}

/// What becomes of a row by its key and content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// A key that nobody has seen.
    New,
    /// Another content than the version that landed then.
    Correction { supersedes: i64 },
    /// Another content than the current version, from a delivery before it: it lands and is not current for a moment.
    Late,
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

    /// Notes a place with its name and its days. Of several versions the last delivered one counts, in whatever order they are noted.
    pub fn add_place(&mut self, place: Place, delivered_on: NaiveDate, landed_seq: i64) {
        self.add_region(place.code);
        self.gazetteer.add(place, (delivered_on, landed_seq));
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

    /// What becomes of a row, by its key and content, and the number that it gets if it lands: then it is noted at once.
    pub(crate) fn settle(
        &mut self,
        source: &'static Source,
        row_key: Digest,
        content: Digest,
        delivered_on: NaiveDate,
    ) -> (Standing, i64) {
        let landed_seq = self.next_seq;
        let version = Version {
            content,
            delivered_on,
            landed_seq,
        };
        let standing = match self.versions.entry(source.name).or_default().entry(row_key) {
            Entry::Vacant(vacant) => {
                vacant.insert(version);
                self.next_seq += 1;
                return (Standing::New, landed_seq);
            }
            Entry::Occupied(current) => standing(
                source,
                *current.get(),
                version,
                self.superseded.get(&(row_key, content)),
            ),
        };
        if standing != Standing::Repeated {
            self.add_version(source, row_key, content, delivered_on, landed_seq);
        }
        (standing, landed_seq)
    }

    /// Notes a landed row. The last delivered version of a key is current, in whatever order they are noted.
    pub fn add_version(
        &mut self,
        source: &'static Source,
        row_key: Digest,
        content: Digest,
        delivered_on: NaiveDate,
        landed_seq: i64,
    ) {
        let version = Version {
            content,
            delivered_on,
            landed_seq,
        };
        self.next_seq = self.next_seq.max(landed_seq + 1);
        let versions = self.versions.entry(source.name).or_default();
        let Some(current) = versions.get_mut(&row_key) else {
            versions.insert(row_key, version);
            return;
        };
        let earlier = if version.age() > current.age() {
            std::mem::replace(current, version)
        } else {
            version
        };
        let last = self
            .superseded
            .entry((row_key, earlier.content))
            .or_insert(earlier.delivered_on);
        *last = (*last).max(earlier.delivered_on);
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

    /// All counties, by code.
    pub(crate) fn counties(&self) -> impl Iterator<Item = RegionCode> {
        self.counties.iter().copied()
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
}

/// What becomes of a row whose key has a version already; `last` is the day on which the same content was delivered last and was not
/// current.
fn standing(source: &Source, current: Version, new: Version, last: Option<&NaiveDate>) -> Standing {
    let is_repeated = last.is_some_and(|last| {
        // An export that still holds the event before its correction says nothing new; a state may return to what it was.
        !source.is_state || new.delivered_on <= *last
    });
    if current.content == new.content || is_repeated {
        Standing::Repeated
    } else if new.delivered_on < current.delivered_on {
        Standing::Late
    } else {
        Standing::Correction {
            supersedes: current.landed_seq,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn code(text: &str) -> RegionCode {
        text.parse().unwrap()
    }

    /// What would become of a row; nothing is noted.
    fn standing(known: &Known, source: &Source, row_key: Digest, content: Digest, on: NaiveDate) -> Standing {
        let new = Version {
            content,
            delivered_on: on,
            landed_seq: known.next_seq(),
        };
        known.versions[source.name]
            .get(&row_key)
            .map_or(Standing::New, |current| {
                super::standing(source, *current, new, known.superseded.get(&(row_key, content)))
            })
    }

    #[test]
    fn the_latest_version_is_current_in_whatever_order_they_are_noted() {
        let visit = Source::named("visit").unwrap();
        let (key, first, second) = (Digest(1), Digest(10), Digest(20));
        let today = day("2023-05-02");
        for order in [[(first, 4), (second, 9)], [(second, 9), (first, 4)]] {
            let mut known = Known::new();
            for (content, seq) in order {
                known.add_version(visit, key, content, today, seq);
            }

            assert_eq!(known.next_seq(), 10);
            assert_eq!(standing(&known, visit, key, second, today), Standing::Repeated);
            // An export that still holds the version before the correction repeats it.
            assert_eq!(standing(&known, visit, key, first, today), Standing::Repeated);
            assert_eq!(
                standing(&known, visit, key, Digest(30), today),
                Standing::Correction { supersedes: 9 }
            );
            assert_eq!(standing(&known, visit, Digest(2), first, today), Standing::New);
        }
    }

    #[test]
    fn a_state_may_return_to_an_earlier_one() {
        let grid = Source::named("grid").unwrap();
        let mut known = Known::new();
        known.add_version(grid, Digest(1), Digest(10), day("2023-05-01"), 0);
        known.add_version(grid, Digest(1), Digest(20), day("2023-05-02"), 1);

        let standing = |content, on| standing(&known, grid, Digest(1), Digest(content), day(on));
        assert_eq!(standing(10, "2023-05-03"), Standing::Correction { supersedes: 1 });
        // The first night once more.
        assert_eq!(standing(10, "2023-05-01"), Standing::Repeated);
    }

    #[test]
    fn a_night_that_comes_after_the_one_that_followed_it_is_not_current() {
        let visit = Source::named("visit").unwrap();
        let (key, may, april) = (Digest(1), Digest(10), Digest(20));
        let mut known = Known::new();
        known.add_version(visit, key, may, day("2023-05-31"), 0);

        assert_eq!(
            standing(&known, visit, key, april, day("2023-04-30")),
            Standing::Late
        );

        known.add_version(visit, key, april, day("2023-04-30"), 1);
        assert_eq!(
            standing(&known, visit, key, may, day("2023-05-31")),
            Standing::Repeated
        );
        assert_eq!(
            standing(&known, visit, key, april, day("2023-04-30")),
            Standing::Repeated
        );
        assert_eq!(
            standing(&known, visit, key, Digest(30), day("2023-06-30")),
            Standing::Correction { supersedes: 0 }
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
