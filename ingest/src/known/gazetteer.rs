//! The places that the tables hold, by name: 伏虎村, 龙头镇伏虎村委会, 柳城县龙头镇伏虎村.
//!
//! A name is a place when exactly one place can be meant. What else the row says, the day it speaks of and the file it stands in may
//! leave one of several; a guess never does.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use domain::region::{Level, RegionCode};

/// Endings that offices use for the same thing, and the one that stands for all of them; the longer ones first.
const ENDINGS: [(&str, &str); 12] = [
    ("社区居民委员会", "社区"),
    ("社区居委会", "社区"),
    ("村民委员会", "村"),
    ("居民委员会", "社区"),
    ("街道办事处", "街道"),
    ("镇人民政府", "镇"),
    ("乡人民政府", "乡"),
    ("村委会", "村"),
    ("居委会", "社区"),
    ("街道办", "街道"),
    ("镇政府", "镇"),
    ("乡政府", "乡"),
];
/// What kind of place it is; it is left out in speech.
const KINDS: [&str; 8] = ["社区", "街道", "村", "镇", "乡", "县", "区", "市"];
/// What may stand between the parts of a path.
const JOINTS: [char; 8] = ['-', '/', '\\', '—', '、', ',', '>', '·'];

/// A place as the tables hold it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its code.
    pub code: RegionCode,
    /// Its name.
    pub name: String,
    /// 上级代码, if the table says one; else the digits tell.
    pub parent: Option<RegionCode>,
    /// The first day of the place.
    pub opened_on: Option<NaiveDate>,
    /// The day on which it was closed.
    pub closed_on: Option<NaiveDate>,
}

/// What a name may mean in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Meaning {
    Place(RegionCode),
    /// More than one, as a person reads them.
    Several(Vec<String>),
    Nothing,
}

/// What is said around a name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Surroundings {
    /// The day that the row speaks of.
    pub(crate) day: NaiveDate,
    /// Places that the row itself says it lies in, one of them.
    pub(crate) row: BTreeSet<RegionCode>,
    /// Places in which it probably lies, the likeliest first.
    pub(crate) probable: Vec<RegionCode>,
}

/// When a version of a place was delivered, and when it landed in the order of all rows.
type Age = (NaiveDate, i64);

/// Places by code and name.
#[derive(Debug, Default)]
pub(crate) struct Gazetteer {
    places: BTreeMap<RegionCode, (Age, Place)>,
    /// By name with its ending in one form.
    by_name: HashMap<String, BTreeSet<RegionCode>>,
    /// By name without its ending.
    by_stem: HashMap<String, BTreeSet<RegionCode>>,
}

impl Gazetteer {
    /// Notes a place; the latest version counts, and all its names are understood.
    pub(crate) fn add(&mut self, place: Place, age: Age) {
        let name = form(&place.name);
        if let Some(stem) = stem(&name) {
            self.by_stem
                .entry(stem.to_owned())
                .or_default()
                .insert(place.code);
        }
        self.by_name.entry(name).or_default().insert(place.code);
        let is_outdated = self
            .places
            .get(&place.code)
            .is_some_and(|(known, _)| *known > age);
        if !is_outdated {
            self.places.insert(place.code, (age, place));
        }
    }

    /// The place that a name means, if it can be only one.
    pub(crate) fn meaning(&self, name: &str, around: &Surroundings) -> Meaning {
        self.chosen(self.called(name), around)
    }

    /// Of some places the one that is meant.
    pub(crate) fn chosen(&self, mut places: BTreeSet<RegionCode>, around: &Surroundings) -> Meaning {
        if !around.row.is_empty() {
            places.retain(|place| around.row.iter().any(|outer| self.is_within(*place, *outer)));
        }
        prefer(&mut places, |place| self.is_open(place, around.day));
        for outer in &around.probable {
            prefer(&mut places, |place| self.is_within(place, *outer));
        }
        let mut left = places.iter();
        match (left.next(), left.next()) {
            (None, _) => Meaning::Nothing,
            (Some(place), None) => Meaning::Place(*place),
            _ => Meaning::Several(places.iter().map(|place| self.shown(*place)).collect()),
        }
    }

    /// All places that a name, alone or behind the names of places above, may mean.
    pub(crate) fn called(&self, name: &str) -> BTreeSet<RegionCode> {
        let text = domain::text::label(name);
        let whole = self.matching(&text, |own| self.by_name.get(&form(own)));
        if whole.is_empty() {
            self.matching(&text, |own| self.by_stem.get(own))
        } else {
            whole
        }
    }

    /// The places that any end of a text names, if the rest of it leads to them.
    fn matching<'g>(
        &'g self,
        text: &str,
        by: impl Fn(&str) -> Option<&'g BTreeSet<RegionCode>>,
    ) -> BTreeSet<RegionCode> {
        let mut places = BTreeSet::new();
        for (at, _) in text.char_indices() {
            let (above, own) = text.split_at(at);
            let named = by(own).into_iter().flatten().copied();
            places.extend(named.filter(|place| self.leads_to(above, *place)));
        }
        places
    }

    /// The town, or else the county, that the path of a file names, if it names one.
    pub(crate) fn named_by(&self, path: &str) -> Option<RegionCode> {
        let text = domain::text::label(path);
        let runs: BTreeSet<&str> = text
            .split(|letter: char| !letter.is_ascii_digit())
            .filter(|digits| matches!(digits.len(), 6 | 9 | 12))
            .collect();
        let at = |level: Level| {
            let of_level = self
                .places
                .values()
                .filter(|(_, place)| place.code.level() == level);
            let named: Vec<&Place> = of_level
                .map(|(_, place)| place)
                .filter(|place| {
                    let name = domain::text::label(&place.name);
                    text.contains(name.as_ref())
                        || runs.contains(place.code.prefix())
                        || runs.contains(place.code.as_str())
                })
                .collect();
            match named.as_slice() {
                [one] => Some(one.code),
                _ => None,
            }
        };
        at(Level::Town).or_else(|| at(Level::County))
    }

    /// The place of a level in which a place lies.
    pub(crate) fn above(&self, place: RegionCode, level: Level) -> Option<RegionCode> {
        self.upwards(place).find(|outer| outer.level() == level)
    }

    /// Whether the names in `path`, from the top, are those of places above `place`; not all of them need to be there.
    fn leads_to(&self, path: &str, place: RegionCode) -> bool {
        let mut above: Vec<RegionCode> = self.upwards(place).skip(1).collect();
        above.reverse();
        let mut rest = path.trim_matches(JOINTS);
        for outer in above {
            let Some((_, outer)) = self.places.get(&outer) else {
                continue;
            };
            let name = domain::text::label(&outer.name);
            let form = form(&name);
            let after = rest
                .strip_prefix(name.as_ref())
                .or_else(|| rest.strip_prefix(form.as_str()))
                .or_else(|| rest.strip_prefix(stem(&form)?));
            rest = after.unwrap_or(rest).trim_start_matches(JOINTS);
        }
        rest.is_empty()
    }

    fn is_within(&self, place: RegionCode, outer: RegionCode) -> bool {
        self.upwards(place).any(|above| above == outer)
    }

    /// A place and those above it.
    fn upwards(&self, place: RegionCode) -> impl Iterator<Item = RegionCode> {
        let above = |place: &RegionCode| {
            let stated = self.places.get(place).and_then(|(_, place)| place.parent);
            stated.or_else(|| place.parent()).filter(|outer| outer != place)
        };
        std::iter::successors(Some(place), above).take(Level::ALL.len() + 1)
    }

    fn is_open(&self, place: RegionCode, day: NaiveDate) -> bool {
        self.places.get(&place).is_none_or(|(_, place)| {
            place.opened_on.is_none_or(|opened| opened <= day)
                && place.closed_on.is_none_or(|closed| day <= closed)
        })
    }

    /// `龙头镇伏虎村委会（450222102203）`.
    fn shown(&self, place: RegionCode) -> String {
        let name = |code: RegionCode| {
            self.places
                .get(&code)
                .map_or("", |(_, place)| place.name.as_str())
        };
        let above = self.upwards(place).nth(1).map_or("", name);
        format!("{above}{}（{place}）", name(place))
    }
}

/// Leaves those that fit, if any do.
fn prefer(places: &mut BTreeSet<RegionCode>, fits: impl Fn(RegionCode) -> bool) {
    let fitting: BTreeSet<RegionCode> = places.iter().copied().filter(|place| fits(*place)).collect();
    if !fitting.is_empty() {
        *places = fitting;
    }
}

/// A name with its ending in one form: 伏虎村民委员会, 伏虎村委会 and 伏虎村村委会 are 伏虎村.
fn form(name: &str) -> String {
    let name = domain::text::label(name);
    for (ending, kind) in ENDINGS {
        if let Some(stem) = name.strip_suffix(ending) {
            let stem = stem.strip_suffix(kind).unwrap_or(stem);
            return format!("{stem}{kind}");
        }
    }
    name.into_owned()
}

/// A name without its ending, if two letters are left.
fn stem(form: &str) -> Option<&str> {
    let stem = KINDS.iter().find_map(|kind| form.strip_suffix(kind))?;
    (stem.chars().count() >= 2).then_some(stem)
}

#[cfg(test)]
mod tests;
