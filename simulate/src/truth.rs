//! What really happened, for whoever wants to check what the program found. It is written beside the nights and never read by the program.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::NaiveDate;
use domain::office::GridRole;
use domain::region::RegionCode;
use domain::risk::Risk;

use crate::SimulateError;
use crate::life::Episode;
use crate::life::leaving::Leaving;
use crate::merger::Merger;
use crate::people::Household;
use crate::write::csv_file;

/// A rule that an office broke.
#[derive(Debug, Clone)]
pub(crate) struct Break {
    /// The finding that should see it: `visit_overdue`, `measure_late` …
    pub(crate) rule: &'static str,
    /// The key of the thing that is wrong: workflow, episode, warning, or the month of a visit.
    pub(crate) subject: String,
    pub(crate) due_on: Option<NaiveDate>,
    /// When it was done after all; none when it was not.
    pub(crate) done_on: Option<NaiveDate>,
}

/// Everything that is written to `truth/`.
#[derive(Debug, Default)]
pub(crate) struct Truth {
    breaks: Vec<Vec<String>>,
    by_rule: BTreeMap<&'static str, u64>,
    episodes: Vec<Vec<String>>,
    missed: Vec<Vec<String>>,
    leavers: Vec<Vec<String>>,
    mergers: Vec<Vec<String>>,
    counts: BTreeMap<&'static str, u64>,
    posts: BTreeMap<RegionCode, BTreeSet<GridRole>>,
}

impl Truth {
    /// A broken rule.
    pub(crate) fn record(&mut self, household: &str, village: RegionCode, broken: Break) {
        *self.by_rule.entry(broken.rule).or_default() += 1;
        self.breaks.push(vec![
            broken.rule.to_owned(),
            broken.subject,
            household.to_owned(),
            village.to_string(),
            text(broken.due_on),
            text(broken.done_on),
        ]);
    }

    /// A post of a village that somebody has, under the code of the last day.
    pub(crate) fn fill_post(&mut self, village: RegionCode, role: GridRole) {
        self.posts.entry(village).or_default().insert(role);
    }

    /// Notes the villages of a town that lack one of the posts wanted, once all of them are told.
    pub(crate) fn audit_posts(&mut self, wanted: &[GridRole]) {
        for (village, posts) in std::mem::take(&mut self.posts) {
            if wanted.iter().any(|role| !posts.contains(role)) {
                let broken = Break {
                    rule: "grid_role_missing",
                    subject: village.to_string(),
                    due_on: None,
                    done_on: None,
                };
                self.record("", village, broken);
            }
        }
    }

    /// How often each rule was broken.
    pub(crate) fn rules(&self) -> impl Iterator<Item = (&'static str, u64)> {
        self.by_rule.iter().map(|(rule, count)| (*rule, *count))
    }

    /// The course of an episode.
    pub(crate) fn episode(&mut self, household: &Household, episode: &Episode, as_of: NaiveDate) {
        if episode.identified_on > as_of {
            return;
        }
        let state = match (episode.removed_on, episode.returned_on, episode.end) {
            (Some(_), _, _) => "已清退",
            (None, Some(_), _) => "已回退",
            (None, None, Some(_)) => "已消除",
            (None, None, None) => "监测中",
        };
        let risks: Vec<&str> = episode.risks.iter().map(|risk| risk.label()).collect();
        self.episodes.push(vec![
            episode.id.clone(),
            household.id.clone(),
            household.village_on(as_of).to_string(),
            household.class.label().to_owned(),
            episode.kind.label().to_owned(),
            risks.join("、"),
            episode.channel.label().to_owned(),
            episode.arose_on.to_string(),
            episode.identified_on.to_string(),
            text(episode.end.map(|end| end.on)),
            episode
                .end
                .map_or_else(String::new, |end| end.mode.label().to_owned()),
            state.to_owned(),
            if household.has_no_labour() { "1" } else { "0" }.to_owned(),
        ]);
    }

    /// A risk that arose and that nobody noticed.
    pub(crate) fn missed(
        &mut self,
        household: &Household,
        risk: Risk,
        arose_on: NaiveDate,
        as_of: NaiveDate,
    ) {
        self.missed.push(vec![
            household.id.clone(),
            household.village_on(as_of).to_string(),
            risk.label().to_owned(),
            arose_on.to_string(),
        ]);
    }

    /// A household that left, and the one that took its people in, if one did.
    pub(crate) fn left(
        &mut self,
        household: &str,
        village: RegionCode,
        leaving: Leaving,
        host: Option<&str>,
    ) {
        self.count("left_households", 1);
        self.leavers.push(vec![
            household.to_owned(),
            village.to_string(),
            leaving.on.to_string(),
            leaving.why.key().to_owned(),
            host.unwrap_or_default().to_owned(),
        ]);
    }

    /// A village that was merged into another.
    pub(crate) fn merged(&mut self, merger: &Merger) {
        self.count("merged_villages", 1);
        self.mergers.push(vec![
            merger.closed.to_string(),
            merger.into.to_string(),
            merger.on.to_string(),
        ]);
    }

    /// Adds to a count of the summary.
    pub(crate) fn count(&mut self, name: &'static str, more: u64) {
        *self.counts.entry(name).or_default() += more;
    }

    /// A count of the summary.
    pub(crate) fn counted(&self, name: &str) -> u64 {
        self.counts.get(name).copied().unwrap_or(0)
    }

    /// Writes `breaks.csv`, `episodes.csv`, `missed_risks.csv`, `leavers.csv`, `mergers.csv` and `summary.csv`.
    pub(crate) fn write(&self, folder: &Path) -> Result<(), SimulateError> {
        std::fs::create_dir_all(folder).map_err(|source| SimulateError::io(folder, source))?;
        csv_file::write_plain(
            &folder.join("breaks.csv"),
            &[
                "rule",
                "subject",
                "household_id",
                "region_code",
                "due_on",
                "done_on",
            ],
            &self.breaks,
        )?;
        csv_file::write_plain(
            &folder.join("episodes.csv"),
            &[
                "episode_id",
                "household_id",
                "region_code",
                "class",
                "object_type",
                "risks",
                "channel",
                "arose_on",
                "identified_on",
                "eliminated_on",
                "elimination_mode",
                "state",
                "without_labour",
            ],
            &self.episodes,
        )?;
        csv_file::write_plain(
            &folder.join("missed_risks.csv"),
            &["household_id", "region_code", "risk", "arose_on"],
            &self.missed,
        )?;
        csv_file::write_plain(
            &folder.join("leavers.csv"),
            &["household_id", "region_code", "left_on", "reason", "taken_in_by"],
            &self.leavers,
        )?;
        csv_file::write_plain(
            &folder.join("mergers.csv"),
            &["region_code", "merged_into", "on"],
            &self.mergers,
        )?;
        let counts = self
            .counts
            .iter()
            .map(|(name, count)| vec![(*name).to_owned(), count.to_string()]);
        let broken = self
            .by_rule
            .iter()
            .map(|(rule, count)| vec![format!("broken.{rule}"), count.to_string()]);
        let summary: Vec<Vec<String>> = counts.chain(broken).collect();
        csv_file::write_plain(&folder.join("summary.csv"), &["measure", "value"], &summary)
    }
}

fn text(day: Option<NaiveDate>) -> String {
    day.map_or_else(String::new, |day| day.to_string())
}
