//! Faults as things that last: what stays the same when a row is delivered again, and what the night's last word about it is.
//!
//! A fault is known by the row it is about, its column and its reason, so that the same fault in tomorrow's export is not a second one,
//! and a corrected row answers it. A row is known by its key. For a state that is delivered every night the 数据日期 is no part of
//! that: the household whose ID number is wrong on Monday and right on Tuesday was corrected. A row whose key cannot be read is known by
//! its place in the file of that name.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;

use crate::disposition::Reason;
use crate::source::{Column, Source};
use domain::digest::{Digest, push};

/// One fault of one quarantined row, for the people who have to correct it.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_field_names,
    reason = "`problem_id` is what every table calls it"
)]
pub struct Problem {
    /// The file, below the drop folder.
    pub file: Arc<str>,
    /// The sheet; empty for a text.
    pub sheet: Arc<str>,
    /// The row in the sheet, or the line in the text.
    pub row_number: i64,
    /// The dataset.
    pub dataset: &'static str,
    /// The column.
    pub column: &'static Column,
    /// Where the column stands in the file, counted from 0; none when the file has no such column.
    pub position: Option<u32>,
    /// What is wrong.
    pub reason: Reason,
    /// What else there is to say, in Chinese and without the cell.
    pub detail: Option<Arc<str>>,
    /// The key of the row, when all its key columns could be read.
    pub row_key: Option<Digest>,
    /// The row, however often it is delivered; see [`Answer`].
    pub subject: Digest,
    /// The day of a state, if it could be read; of a dataset without one, the day of delivery. What comes from an earlier day answers
    /// nothing.
    pub state_on: Option<NaiveDate>,
    /// This fault, however often it is delivered: subject, column and reason.
    pub problem_id: Digest,
    /// The household of the row, when it could be read.
    pub household_id: Option<Arc<str>>,
    /// The six digits of its county, when it could be told.
    pub county_code: Option<Arc<str>>,
}

impl Problem {
    /// What is wrong and what was expected, in Chinese and without the cell.
    pub fn message(&self) -> String {
        let message = self.reason.message(self.column);
        match &self.detail {
            Some(detail) => format!("{message}；{detail}"),
            None => message,
        }
    }
}

/// The night's last word about a row that had faults: those of its faults that are not named here are answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The dataset.
    pub dataset: &'static str,
    /// The row, as [`Problem::subject`].
    pub subject: Digest,
    /// The faults that the row still has, by their identity, in order; none when it is good.
    pub remaining: Vec<Digest>,
}

/// A sheet of the files of this name, whatever they hold tonight.
pub(crate) fn lasting_sheet(source: &Source, file: &str, sheet: &str) -> Digest {
    let mut bytes = Vec::with_capacity(128);
    push(&mut bytes, 8, source.name.as_bytes());
    push(&mut bytes, 1, file.as_bytes());
    push(&mut bytes, 1, sheet.as_bytes());
    Digest::of(&bytes)
}

/// A row of such a sheet.
pub(crate) const fn lasting_place(sheet: Digest, row_number: i64) -> Digest {
    Digest(sheet.0.wrapping_add(row_number.unsigned_abs() as u128))
}

/// A fault of a row.
pub(crate) fn problem_id(subject: Digest, column: &Column, reason: Reason) -> Digest {
    let mut bytes = Vec::with_capacity(96);
    push(&mut bytes, 9, &subject.0.to_be_bytes());
    push(&mut bytes, 1, column.name.as_bytes());
    push(&mut bytes, 1, reason.key().as_bytes());
    Digest::of(&bytes)
}

/// Rows that have open problems.
#[derive(Debug, Default)]
pub(crate) struct OpenProblems {
    /// By subject, the latest day that had them.
    subjects: HashMap<Digest, Option<NaiveDate>>,
}

impl OpenProblems {
    pub(crate) fn add(&mut self, subject: Digest, state_on: Option<NaiveDate>) {
        let known = self.subjects.entry(subject).or_default();
        *known = (*known).max(state_on);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.subjects.is_empty()
    }

    fn contain(&self, subject: Digest) -> bool {
        self.subjects.contains_key(&subject)
    }

    /// Whether faults are open that stand in a later state than that of `state_on`.
    fn are_later(&self, subject: Digest, state_on: Option<NaiveDate>) -> bool {
        self.subjects
            .get(&subject)
            .is_some_and(|open| open.is_some() && state_on < *open)
    }
}

/// What was said about rows with faults in one night.
#[derive(Debug, Default)]
pub(crate) struct Heard {
    rows: BTreeMap<Digest, LastWord>,
}

#[derive(Debug)]
struct LastWord {
    dataset: &'static str,
    state_on: Option<NaiveDate>,
    remaining: Vec<Digest>,
    /// Whether there was something to answer: faults open before, or an earlier word of this night.
    is_answer: bool,
}

impl Heard {
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Takes note of a row. Of several with one subject the last counts, or the one of the latest day.
    pub(crate) fn take(
        &mut self,
        open: &OpenProblems,
        dataset: &'static str,
        subject: Digest,
        state_on: Option<NaiveDate>,
        remaining: Vec<Digest>,
    ) {
        if let Some(word) = self.rows.get_mut(&subject) {
            word.is_answer = true;
            if state_on >= word.state_on {
                word.state_on = state_on;
                word.remaining = remaining;
            }
            return;
        }
        let is_answer = open.contain(subject);
        if is_answer || !remaining.is_empty() {
            let word = LastWord {
                dataset,
                state_on,
                remaining,
                is_answer,
            };
            self.rows.insert(subject, word);
        }
    }

    /// The answers by subject; `open` becomes what is open after the night.
    pub(crate) fn into_answers(self, open: &mut OpenProblems) -> Vec<Answer> {
        let mut answers = vec![];
        for (subject, mut word) in self.rows {
            // An older state says nothing about the faults of a later one.
            let is_outdated = open.are_later(subject, word.state_on);
            if !word.remaining.is_empty() {
                open.add(subject, word.state_on);
            } else if !is_outdated {
                open.subjects.remove(&subject);
            }
            if word.is_answer && !is_outdated {
                word.remaining.sort_unstable();
                answers.push(Answer {
                    dataset: word.dataset,
                    subject,
                    remaining: word.remaining,
                });
            }
        }
        answers
    }
}
