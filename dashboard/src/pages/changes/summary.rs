//! What became of the ledgers in numbers: their accounts, the reasons, and the places below.

use std::collections::BTreeMap;

use domain::change::{ChangeReason, Direction, HouseholdChange, Ledger};
use domain::quality::Account;
use domain::region::Level;
use domain::release::Place;
use domain::unit::grouped;

use super::{narrowed, title, to_list};
use crate::number;
use crate::reading::Reading;

/// The accounts of all ledgers.
pub(super) struct Accounts {
    pub(super) rows: Vec<AccountRow>,
    /// Whether the names explain the totals, in a sentence.
    pub(super) verdict: String,
    /// Whether households moved from one village of the place to another.
    pub(super) has_inner: bool,
}

/// One ledger: before, in, out, after.
pub(super) struct AccountRow {
    pub(super) title: String,
    pub(super) href: String,
    pub(super) before: String,
    pub(super) came_in: String,
    pub(super) went_out: String,
    pub(super) inner: String,
    pub(super) after: String,
    pub(super) net: String,
    /// Households that nothing explains; none when the accounts agree.
    pub(super) difference: Option<String>,
}

/// One reason and what it did to each ledger.
pub(super) struct ReasonRow {
    pub(super) title: &'static str,
    pub(super) meaning: &'static str,
    pub(super) cells: Vec<Vec<Amount>>,
}

/// How many came in or went out, and where they are listed.
pub(super) struct Amount {
    pub(super) sign: &'static str,
    pub(super) count: String,
    pub(super) href: String,
    pub(super) label: String,
}

/// The places below, for one ledger.
pub(super) struct Below {
    pub(super) ledger: &'static str,
    pub(super) head: &'static str,
    pub(super) rows: Vec<AccountRow>,
    pub(super) others: Vec<(String, &'static str)>,
}

/// The accounts of a place, with what moved within it.
pub(super) fn accounts(reading: &Reading, place: &Place, here: &[&HouseholdChange]) -> Accounts {
    let nights = nights(reading, place);
    let inner = moved_within(here);
    let rows = nights.iter().map(|(account, ledger)| AccountRow {
        inner: number::count(inner.get(ledger).copied().unwrap_or_default()),
        ..account_row(
            account,
            ledger.label().to_owned(),
            to_list(narrowed(reading, &[("ledger", ledger.label())])),
        )
    });
    Accounts {
        rows: rows.collect(),
        verdict: verdict(&nights),
        has_inner: !inner.is_empty(),
    }
}

/// The accounts of a place with the release before, in the order of the ledgers.
fn nights<'r>(reading: &'r Reading, place: &Place) -> Vec<(&'r Account, Ledger)> {
    let mut accounts: Vec<(&Account, Ledger)> = reading
        .release
        .quality
        .accounts_of(place.code)
        .filter(|account| account.kind == "night")
        .filter_map(|account| Some((account, Ledger::from_label(&account.ledger)?)))
        .collect();
    accounts.sort_by_key(|(_, ledger)| *ledger);
    accounts
}

/// How many households of each ledger went out of one village and came into another, both among these.
fn moved_within(here: &[&HouseholdChange]) -> BTreeMap<Ledger, usize> {
    let mut moved = BTreeMap::new();
    for [came, went] in here.array_windows() {
        if came.ledger == went.ledger
            && came.household_id == went.household_id
            && came.direction != went.direction
        {
            *moved.entry(came.ledger).or_default() += 1;
        }
    }
    moved
}

/// Whether the names explain the totals, in a sentence.
fn verdict(accounts: &[(&Account, Ledger)]) -> String {
    let open: Vec<String> = accounts
        .iter()
        .filter(|(account, _)| account.difference != 0)
        .map(|(account, ledger)| format!("{}比逐户加减{}", ledger.label(), unexplained(account.difference)))
        .collect();
    if open.is_empty() {
        format!(
            "{}个账目逐户核对相符，每一户增减都有原因。",
            number::count(accounts.len())
        )
    } else {
        format!("{}，多少的户没有说明，应先查清再使用本期数字。", open.join("，"))
    }
}

fn account_row(account: &Account, title: String, href: String) -> AccountRow {
    AccountRow {
        title,
        href,
        before: whole(account.theirs),
        came_in: whole(account.came_in),
        went_out: whole(account.went_out),
        inner: String::new(),
        after: whole(account.ours),
        net: signed(account.ours - account.theirs),
        difference: (account.difference != 0).then(|| unexplained(account.difference)),
    }
}

/// What each reason did to each ledger, for those that did anything.
pub(super) fn reasons(reading: &Reading, here: &[&HouseholdChange]) -> Vec<ReasonRow> {
    let mut counts: BTreeMap<(ChangeReason, Ledger, Direction), usize> = BTreeMap::new();
    for change in here {
        *counts
            .entry((change.reason, change.ledger, change.direction))
            .or_default() += 1;
    }
    let amount = |reason: ChangeReason, ledger: Ledger, direction: Direction| {
        let number = counts.get(&(reason, ledger, direction))?;
        let words = [
            ("ledger", ledger.label()),
            ("reason", reason.label()),
            ("direction", direction.key()),
        ];
        Some(Amount {
            sign: match direction {
                Direction::In => "+",
                Direction::Out => "−",
            },
            count: number::count(*number),
            href: to_list(narrowed(reading, &words)),
            label: format!(
                "{}因{}{}{number}户，看清单",
                ledger.label(),
                reason.label(),
                title(direction)
            ),
        })
    };
    ChangeReason::ALL
        .iter()
        .filter(|reason| here.iter().any(|change| change.reason == **reason))
        .map(|reason| ReasonRow {
            title: reason.label(),
            meaning: reason.meaning(),
            cells: Ledger::ALL
                .iter()
                .map(|ledger| {
                    Direction::ALL
                        .into_iter()
                        .filter_map(|direction| amount(*reason, *ledger, direction))
                        .collect()
                })
                .collect(),
        })
        .collect()
}

/// The places directly below for the chosen ledger, else for the first.
pub(super) fn below(reading: &Reading, place: &Place, ledger: Ledger) -> Option<Below> {
    let rows: Vec<AccountRow> = reading
        .release
        .children(place.code)
        .filter_map(|child| {
            let (account, _) = nights(reading, child)
                .into_iter()
                .find(|(_, own)| *own == ledger)?;
            let code = child.code.to_string();
            let link = reading
                .link("/changes")
                .with("region", &code)
                .with("ledger", ledger.label());
            Some(account_row(account, child.name.clone(), link.text()))
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    let others = Ledger::ALL.iter().filter(|other| **other != ledger);
    Some(Below {
        ledger: ledger.label(),
        head: match Level::from_key(&place.level) {
            Some(Level::Province) => "市（州）",
            Some(Level::City) => "县（市、区）",
            Some(Level::Town | Level::Village) => "村（社区）",
            Some(Level::County) | None => "乡镇（街道）",
        },
        rows,
        others: others
            .map(|other| {
                (
                    narrowed(reading, &[("ledger", other.label())]).text(),
                    other.label(),
                )
            })
            .collect(),
    })
}

fn whole(households: i64) -> String {
    grouped(households.unsigned_abs())
}

/// By how much the total is beside what the names come to.
fn unexplained(difference: i64) -> String {
    let word = if difference > 0 { "多" } else { "少" };
    format!("{word}{}户", whole(difference))
}

fn signed(households: i64) -> String {
    match households {
        0 => "0".to_owned(),
        more if more > 0 => format!("+{}", whole(more)),
        fewer => format!("−{}", whole(fewer)),
    }
}
