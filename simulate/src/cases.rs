//! Cases: for each finding what breaks its clause by the least that breaks it, and what just keeps it.
//!
//! A drawn county breaks rules by chance and only those that its offices know of. Here every finding has a place of its own, worked out by hand from the
//! clause: what was delivered when the rule is broken, and the near-miss that a careless reading would report. A case is a row of a table; its
//! facts are written in the words of the source contract (see [`line`]), so that a reader of the clause can check them without reading a program.
//! No day here is computed from the policy book, and nothing is drawn.

mod asking;
mod checking;
mod eliminating;
mod grids;
mod helping;
mod including;
mod line;
mod returning;
mod scene;
mod screening;
mod usual;
mod visiting;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::NaiveDate;
use domain::region::{Level, RegionCode};

use crate::cases::scene::Scene;
use crate::days::date;
use crate::write::csv_file;
use crate::write::dataset::Dataset;
use crate::write::row::{Cell, cells};
use crate::write::schedule::Schedule;
use crate::write::{Deliveries, Expectation};
use crate::{SimulateError, Summary};

/// One rule, broken and just kept.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Case {
    /// The finding that should see the one and not the other.
    finding: &'static str,
    /// The clause: `LS-18b`.
    clause: &'static str,
    ground: Ground,
    /// Why the one is broken and the other is not, worked out from the clause; and which reading of it was taken, where there are two.
    reading: &'static str,
    /// What the finding is about, as a pattern: `{流程编号}·入户核查`.
    subject: &'static str,
    broken: &'static [&'static str],
    kept: &'static [&'static str],
}

/// Under whose policy a case lies: the counties in which the rule is broken and kept. Where a rule is about a whole county, the two differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ground {
    Lieshan,
    Liuzhou,
    Xiji,
    Henan,
    /// 龙头镇 alone: its cases are villages of one town.
    Longtou,
    /// Broken in 西吉县, kept in 烈山区: both ask for the same, and neither policy holds in a second county.
    XijiAndLieshan,
}

impl Ground {
    const fn county(self, side: Side) -> &'static str {
        match (self, side) {
            (Self::Lieshan, _) | (Self::XijiAndLieshan, Side::Kept) => "340604",
            (Self::Xiji, _) | (Self::XijiAndLieshan, Side::Broken) => "640422",
            (Self::Liuzhou, Side::Broken) => "450291",
            (Self::Liuzhou, Side::Kept) => "450292",
            (Self::Henan, Side::Broken) => "410791",
            (Self::Henan, Side::Kept) => "410792",
            (Self::Longtou, _) => "450222",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Broken,
    Kept,
}

impl Side {
    const fn key(self) -> &'static str {
        match self {
            Self::Broken => "broken",
            Self::Kept => "kept",
        }
    }
}

/// The tables, by theme.
const THEMES: [&[Case]; 9] = [
    including::CASES,
    eliminating::CASES,
    returning::CASES,
    visiting::CASES,
    helping::CASES,
    asking::CASES,
    screening::CASES,
    checking::CASES,
    grids::CASES,
];

/// Tuesday, 31 October 2023: the last working day of a month in which a Saturday and a Sunday (7 and 8 October) were made up, with all five policies in
/// force and the campaign of 2023 over.
fn as_of() -> NaiveDate {
    date(2023, 10, 31)
}

/// Writes all cases below `out` as one night of that day, and `truth/cases.csv`: what is to be found, and where nothing is.
pub fn write(out: &Path) -> Result<Summary, SimulateError> {
    let expected = Expectation {
        households: 0.0,
        assisted_share: 0.0,
        warnings_per_month: 0.0,
        campaigns: 0,
    };
    let schedule = Schedule::one(as_of());
    let mut post = Deliveries::new(out.to_path_buf(), 7, "试例".to_owned(), schedule, expected);
    let mut truth = vec![];
    let mut places = BTreeSet::new();
    let mut broken: BTreeMap<String, u64> = BTreeMap::new();
    let mut villages_of_longtou = 0;
    for (case, number) in THEMES.into_iter().flatten().zip(1_u32..) {
        for (side, facts) in [(Side::Broken, case.broken), (Side::Kept, case.kept)] {
            let tag = format!("SL{number:03}{}", if side == Side::Broken { 'A' } else { 'B' });
            let (town, before) = if case.ground == Ground::Longtou {
                ("450222101".to_owned(), Some(villages_of_longtou))
            } else {
                let own = 500 + 2 * number + u32::from(side == Side::Kept);
                (format!("{}{own:03}", case.ground.county(side)), None)
            };
            let mut scene = Scene::new(tag, &town, before);
            for fact in facts {
                scene.tell(fact);
            }
            scene.settle();
            if case.ground == Ground::Longtou {
                villages_of_longtou += scene.villages();
            }
            places.extend(scene.places());
            truth.push(vec![
                case.finding.to_owned(),
                case.clause.to_owned(),
                side.key().to_owned(),
                scene.subject(case.subject),
                scene.ground(case.subject.contains("{县}")),
                case.reading.to_owned(),
            ]);
            if side == Side::Broken {
                *broken.entry(case.finding.to_owned()).or_default() += 1;
            }
            for (dataset, cells) in scene.into_rows() {
                post.put(dataset, places_root(&town), as_of(), cells);
            }
        }
    }
    deliver_places(&mut post, &places);
    post.close()?;
    let folder = out.join("truth");
    std::fs::create_dir_all(&folder).map_err(|source| SimulateError::io(&folder, source))?;
    csv_file::write_plain(
        &folder.join("cases.csv"),
        &["finding", "clause", "side", "subject", "region_codes", "reading"],
        &truth,
    )?;
    Ok(summary(&post, broken))
}

fn places_root(town: &str) -> RegionCode {
    town.parse().expect("a town has nine digits")
}

/// The villages, and everything above them.
fn deliver_places(post: &mut Deliveries, villages: &BTreeSet<RegionCode>) {
    let mut tree = villages.clone();
    for village in villages {
        tree.extend(Level::ALL.into_iter().map(|level| village.at(level)));
    }
    for place in tree {
        let cells = cells![
            place,
            format!("试例{}{}", place.prefix(), place.level().label()),
            place.level().label(),
            place.parent(),
            None::<String>,
            None::<String>,
            None::<NaiveDate>,
            None::<NaiveDate>,
            None::<String>,
            Cell::Blank,
            Cell::Blank,
        ];
        post.put(Dataset::Region, place, as_of(), cells);
    }
}

fn summary(post: &Deliveries, broken: BTreeMap<String, u64>) -> Summary {
    let rows: BTreeMap<String, u64> = post
        .rows()
        .iter()
        .map(|(dataset, rows)| (dataset.key().to_owned(), *rows))
        .collect();
    Summary {
        files: post.files(),
        bytes: post.bytes(),
        persons: rows.get(Dataset::Member.key()).copied().unwrap_or(0),
        monitored_households: rows.get(Dataset::Episode.key()).copied().unwrap_or(0),
        eliminated_households: 0,
        newly_identified: 0,
        rows,
        folders: post.schedule().folders().to_vec(),
        broken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_case_can_be_told_and_names_what_it_is_about() {
        let out = tempfile::tempdir().unwrap();

        let summary = write(out.path()).unwrap();

        let truth = std::fs::read_to_string(out.path().join("truth/cases.csv")).unwrap();
        assert!(summary.broken.len() > 80, "{}", summary.broken.len());
        assert!(!truth.contains(['{', '}']), "a subject was not found");
    }

    #[test]
    fn a_case_is_broken_and_kept_by_different_facts() {
        for case in THEMES.into_iter().flatten() {
            assert_ne!(case.broken, case.kept, "{}", case.finding);
            assert!(!case.reading.is_empty(), "{}", case.finding);
        }
    }

    #[test]
    fn the_same_cases_give_the_same_bytes() {
        let outs = [(); 2].map(|()| tempfile::tempdir().unwrap());
        let texts = outs.each_ref().map(|out| {
            write(out.path()).unwrap();
            std::fs::read(out.path().join("truth/cases.csv")).unwrap()
        });

        assert_eq!(texts[0], texts[1]);
    }
}
