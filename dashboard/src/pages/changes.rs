//! `/changes`: what became of the ledgers since the release before — the totals, the reasons, and the households behind every difference.

mod summary;

use askama::Template;
use axum::response::Response;
use domain::change::{ChangeReason, Direction, HouseholdChange, Ledger};
use domain::release::Place;

use self::summary::{AccountRow, Below, ReasonRow};
use crate::download::{Cell, Sheet};
use crate::error::PageError;
use crate::link::Link;
use crate::number;
use crate::pages::html;
use crate::parts::choice::{self, Choice};
use crate::parts::files::Files;
use crate::parts::pager::Pager;
use crate::reading::{Form, Reading};
use crate::shell::Shell;

/// What the list can be narrowed to.
const WORDS: [&str; 4] = ["region", "ledger", "reason", "direction"];

#[derive(Template)]
#[template(path = "pages/changes.html")]
struct ChangesPage {
    shell: Shell,
    name: String,
    as_of: String,
    /// The day of the release before; none for the first.
    since: Option<String>,
    files: Files,
    older: Option<String>,
    accounts: Vec<AccountRow>,
    verdict: String,
    has_inner: bool,
    ledgers_changed: Vec<&'static str>,
    reasons_found: Vec<ReasonRow>,
    below: Option<Below>,
    regions: Vec<Choice>,
    ledgers: Vec<Choice>,
    reasons: Vec<Choice>,
    directions: Vec<Choice>,
    chosen: Vec<&'static str>,
    meaning: Option<String>,
    households: Vec<ChangeRow>,
    /// Whether any of them changed its village.
    has_other: bool,
    pager: Pager,
}

struct ChangeRow {
    direction: &'static str,
    reason: &'static str,
    ledger: &'static str,
    village: String,
    town: String,
    href: String,
    household_id: String,
    subject: String,
    /// Where it came from or went to.
    other: Option<String>,
}

/// What the query narrows the list to.
struct Filter<'r> {
    place: &'r Place,
    ledger: Option<Ledger>,
    reason: Option<ChangeReason>,
    direction: Option<Direction>,
}

impl Filter<'_> {
    fn holds(&self, change: &HouseholdChange) -> bool {
        self.ledger.is_none_or(|ledger| change.ledger == ledger)
            && self.reason.is_none_or(|reason| change.reason == reason)
            && self
                .direction
                .is_none_or(|direction| change.direction == direction)
    }
}

pub(crate) fn show(reading: &Reading, form: Form) -> Result<Response, PageError> {
    let filter = filter(reading)?;
    let here: Vec<&HouseholdChange> = reading.release.household_changes(filter.place.code).collect();
    let listed = listed(&here, &filter);
    if form != Form::Page {
        return sheet(reading, &filter, &listed).answer(form);
    }
    let link = |path: String| {
        WORDS.into_iter().fold(reading.link(path), |link, word| {
            link.with_some(word, reading.asked(word))
        })
    };
    let (pager, range) = Pager::of(listed.len(), reading.page_asked()?, &link("/changes".to_owned()));
    let accounts = summary::accounts(reading, filter.place, &here);
    let households: Vec<ChangeRow> = listed[range].iter().map(|change| row(reading, change)).collect();
    html(&ChangesPage {
        shell: Shell::of(reading, "/changes", "两期变动"),
        name: filter.place.name.clone(),
        as_of: number::day(reading.release.as_of()),
        since: reading.release.changes.since.map(number::day),
        files: Files::of("/changes", link),
        older: reading.older.clone(),
        verdict: accounts.verdict,
        has_inner: accounts.has_inner,
        accounts: accounts.rows,
        ledgers_changed: Ledger::ALL.iter().map(|ledger| ledger.label()).collect(),
        reasons_found: summary::reasons(reading, &here),
        below: summary::below(reading, filter.place, filter.ledger.unwrap_or(Ledger::Monitored)),
        regions: choice::regions(reading, filter.place)?,
        ledgers: choices(Ledger::ALL, filter.ledger, Ledger::label),
        reasons: choices(ChangeReason::ALL, filter.reason, ChangeReason::label),
        directions: Direction::ALL
            .iter()
            .map(|direction| Choice {
                value: direction.key().to_owned(),
                title: title(*direction).to_owned(),
                is_current: filter.direction == Some(*direction),
            })
            .collect(),
        chosen: [
            filter.ledger.map(Ledger::label),
            filter.direction.map(title),
            filter.reason.map(ChangeReason::label),
        ]
        .into_iter()
        .flatten()
        .collect(),
        meaning: filter
            .reason
            .map(|reason| format!("{}：{}。", reason.label(), reason.meaning())),
        has_other: households.iter().any(|change| change.other.is_some()),
        households,
        pager,
    })
}

const fn title(direction: Direction) -> &'static str {
    match direction {
        Direction::In => "转入",
        Direction::Out => "转出",
    }
}

fn filter(reading: &Reading) -> Result<Filter<'_>, PageError> {
    fn known<T>(
        reading: &Reading,
        word: &'static str,
        expected: &'static str,
        read: fn(&str) -> Option<T>,
    ) -> Result<Option<T>, PageError> {
        let Some(asked) = reading.asked(word) else {
            return Ok(None);
        };
        let value = read(asked).ok_or_else(|| PageError::BadWord {
            word,
            value: asked.to_owned(),
            expected,
        })?;
        Ok(Some(value))
    }
    Ok(Filter {
        place: reading.region_asked()?,
        ledger: known(
            reading,
            "ledger",
            "监测户、未消除、脱贫户或农户",
            Ledger::from_label,
        )?,
        reason: known(
            reading,
            "reason",
            "“两期变动”页列出的原因之一",
            ChangeReason::from_label,
        )?,
        direction: known(reading, "direction", " in 或 out", Direction::from_key)?,
    })
}

/// By ledger, way and reason, then by place: as somebody goes through them with the villages.
fn listed<'r>(here: &[&'r HouseholdChange], filter: &Filter<'_>) -> Vec<&'r HouseholdChange> {
    let mut listed: Vec<&HouseholdChange> = here
        .iter()
        .copied()
        .filter(|change| filter.holds(change))
        .collect();
    let place = |change: &HouseholdChange| {
        (
            change.ledger,
            change.direction,
            change.reason,
            change.counts_as,
            change.region_code,
        )
    };
    // The households come in their order: within a place it stays.
    listed.sort_by_key(|change| place(change));
    listed
}

/// The page of the same place with these words.
fn narrowed(reading: &Reading, words: &[(&str, &str)]) -> Link {
    let link = reading
        .link("/changes")
        .with_some("region", reading.asked("region"));
    words
        .iter()
        .fold(link, |link, (word, value)| link.with(word, value))
}

/// The address of the list on the page.
fn to_list(link: Link) -> String {
    format!("{}#list", link.text())
}

fn choices<T: Copy + PartialEq>(all: &[T], chosen: Option<T>, label: fn(T) -> &'static str) -> Vec<Choice> {
    let choice = |one: &T| Choice {
        value: label(*one).to_owned(),
        title: label(*one).to_owned(),
        is_current: chosen == Some(*one),
    };
    all.iter().map(choice).collect()
}

/// The name of a place, its code where nothing names it.
fn name(reading: &Reading, change: &HouseholdChange) -> String {
    let place = reading.release.place(change.region_code);
    place.map_or_else(|| change.region_code.to_string(), |place| place.name.clone())
}

fn town<'r>(reading: &'r Reading, change: &HouseholdChange) -> Option<&'r Place> {
    let release = &reading.release;
    let village = release
        .place(change.region_code)
        .or_else(|| release.place(change.counts_as))?;
    release.place(village.parent?)
}

fn row(reading: &Reading, change: &HouseholdChange) -> ChangeRow {
    let other = reading.release.changes.counterpart(change);
    ChangeRow {
        direction: title(change.direction),
        reason: change.reason.label(),
        ledger: change.ledger.label(),
        village: name(reading, change),
        town: town(reading, change)
            .map(|town| town.name.clone())
            .unwrap_or_default(),
        href: reading.region_link(change.counts_as),
        household_id: change.household_id.clone(),
        subject: change.subject.clone(),
        other: other.map(|other| match other.direction {
            Direction::In => format!("至{}", name(reading, other)),
            Direction::Out => format!("自{}", name(reading, other)),
        }),
    }
}

fn sheet<'r>(reading: &'r Reading, filter: &Filter<'_>, listed: &[&'r HouseholdChange]) -> Sheet<'r> {
    let release = &reading.release;
    let named = |place: Option<&'r Place>| place.map_or("", |place| place.name.as_str());
    let cells = |change: &&'r HouseholdChange| {
        let change: &'r HouseholdChange = change;
        let other = release.changes.counterpart(change);
        vec![
            Cell::Day(release.as_of()),
            Cell::from(release.changes.since),
            Cell::from(change.ledger.label()),
            Cell::from(change.direction.key()),
            Cell::from(change.reason.label()),
            Cell::from(change.region_code.as_str()),
            Cell::from(named(town(reading, change))),
            Cell::from(named(release.place(change.region_code))),
            Cell::from(change.household_id.as_str()),
            Cell::from(change.subject.as_str()),
            Cell::from(other.map(|other| other.region_code.as_str())),
        ]
    };
    Sheet {
        name: format!("changes-{}-{}", filter.place.code, release.as_of()),
        columns: vec![
            "as_of",
            "since",
            "ledger",
            "direction",
            "reason",
            "region_code",
            "town",
            "village",
            "household_id",
            "subject",
            "other_region_code",
        ],
        rows: listed.iter().map(cells).collect(),
    }
}
