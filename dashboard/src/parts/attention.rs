//! What needs someone today: the open findings of a place, counted by rule, the gravest first.

use std::collections::BTreeMap;

use askama::Template;
use chrono::Days;
use domain::region::RegionCode;
use domain::release::Finding;

use crate::number::count;
use crate::reading::Reading;

/// Findings opened within this many days are counted as new.
const NEW_DAYS: u64 = 7;

#[derive(Template)]
#[template(path = "parts/attention.html")]
pub(crate) struct Attention {
    rows: Vec<RuleRow>,
    total: String,
    all_href: String,
}

impl askama::filters::HtmlSafe for Attention {}

struct RuleRow {
    title: String,
    severity: Severity,
    href: String,
    open: String,
    fresh: String,
    /// The longest delay in days, where the rule has a due day.
    worst: String,
}

#[derive(Default)]
struct Tally<'r> {
    severity: &'r str,
    open: usize,
    fresh: usize,
    worst: Option<i64>,
}

impl Attention {
    pub(crate) fn of(reading: &Reading, region: RegionCode) -> Self {
        let release = &reading.release;
        let new_from = release.as_of() - Days::new(NEW_DAYS);
        // On the first look everything was found today, and nothing is known to be new.
        let is_first_look = release.is_first_look();
        let mut tallies: BTreeMap<&str, Tally<'_>> = BTreeMap::new();
        for finding in release.findings(region).filter(|finding| is_open(finding)) {
            let tally = tallies.entry(&finding.rule).or_default();
            tally.severity = &finding.severity;
            tally.open += 1;
            tally.fresh += usize::from(finding.opened_on > new_from);
            tally.worst = tally.worst.max(finding.days_overdue);
        }
        let total: usize = tallies.values().map(|tally| tally.open).sum();
        let link = || reading.link("/findings").with("region", region.as_str());
        let mut tallies: Vec<_> = tallies.into_iter().collect();
        tallies.sort_by_key(|(rule, tally)| {
            (
                Severity::of(tally.severity).rank,
                std::cmp::Reverse(tally.open),
                *rule,
            )
        });
        let rows = tallies
            .into_iter()
            .map(|(rule, tally)| RuleRow {
                title: rule_title(reading, rule),
                severity: Severity::of(tally.severity),
                href: link().with("rule", rule).text(),
                open: count(tally.open),
                fresh: if is_first_look {
                    "—".to_owned()
                } else {
                    count(tally.fresh)
                },
                worst: tally.worst.map(|days| format!("{days}天")).unwrap_or_default(),
            })
            .collect();
        Self {
            rows,
            total: count(total),
            all_href: link().text(),
        }
    }
}

/// Whether the finding still stands.
pub(crate) fn is_open(finding: &Finding) -> bool {
    finding.state == "open"
}

/// The title of a rule; a rule without a definition shows its key.
pub(crate) fn rule_title(reading: &Reading, rule: &str) -> String {
    let known = reading.release.rules.iter().find(|known| known.name == rule);
    known.map_or_else(|| rule.to_owned(), |known| known.title.clone())
}

/// A severity in words, with a class for its colour and its place in a list.
#[derive(Clone, Copy)]
pub(crate) struct Severity {
    pub(crate) label: &'static str,
    pub(crate) class: &'static str,
    rank: u8,
}

impl Severity {
    pub(crate) fn of(key: &str) -> Self {
        let (label, class, rank) = match key {
            "error" => ("严重", "error", 0),
            "warn" => ("警示", "warn", 1),
            _ => ("提示", "info", 2),
        };
        Self { label, class, rank }
    }
}
