//! Which row it is that has faults, and which rows answer faults of before.

use std::sync::Arc;

use chrono::NaiveDate;
use domain::region::RegionCode;

use super::{Lander, Origin};
use crate::problem::{Problem, lasting_place, problem_id};
use crate::row::Row;
use crate::source::Source;
use domain::digest::Digest;

/// What a row is known by when it is delivered again.
pub(super) struct Identity {
    /// Its key, if that could be read; every column of a key is required.
    pub(super) row_key: Option<Digest>,
    /// Its key without the day of a state, if that could be read.
    lasting: Option<Digest>,
    /// Its place in the file of that name.
    place: Digest,
    /// The day that the row speaks for; of a place, the day of delivery.
    state_on: Option<NaiveDate>,
    delivered_on: NaiveDate,
}

impl<E> Lander<'_, E> {
    pub(super) fn identity(&mut self, origin: &Origin<'_>, row_number: i64, row: &Row<'_>) -> Identity {
        let reader = origin.reader;
        let source = reader.source();
        let mut digest = |key: &[usize]| {
            row.has_all(key)
                .then(|| self.hasher.row_key(source, key, &row.values))
        };
        let row_key = digest(&reader.key);
        let lasting = if reader.lasting_key.len() == reader.key.len() {
            row_key
        } else {
            digest(&reader.lasting_key)
        };
        Identity {
            row_key,
            lasting,
            place: lasting_place(origin.lasting_sheet, row_number),
            state_on: if lasting.is_some() {
                reader.state_on(row)
            } else {
                Some(self.night.delivered_on)
            },
            delivered_on: self.night.delivered_on,
        }
    }

    /// Hands on the faults of a row.
    pub(super) fn note_problems(
        &mut self,
        origin: &Origin<'_>,
        row_number: i64,
        row: &Row<'_>,
        identity: &Identity,
        county: Option<RegionCode>,
    ) {
        let reader = origin.reader;
        let source = reader.source();
        let subject = identity.lasting.unwrap_or(identity.place);
        let household_id: Option<Arc<str>> = reader.household_of(row).map(Into::into);
        let county_code: Option<Arc<str>> =
            county.and_then(|county| county.as_str().get(..6).map(Into::into));
        let mut remaining = vec![];
        for (position, reason) in &row.faults {
            let column = &source.columns[*position];
            let problem_id = problem_id(subject, column, *reason);
            // A day can be too late in more than one way.
            if remaining.contains(&problem_id) {
                continue;
            }
            remaining.push(problem_id);
            self.problems.push(Problem {
                file: Arc::clone(origin.file),
                sheet: Arc::clone(&origin.sheet),
                row_number,
                dataset: source.name,
                column,
                position: reader.position_of(*position),
                reason: *reason,
                detail: row
                    .details
                    .iter()
                    .find(|(column, _)| column == position)
                    .map(|(_, detail)| detail.as_str().into()),
                row_key: identity.row_key,
                subject,
                state_on: identity.state_on,
                problem_id,
                household_id: household_id.clone(),
                county_code: county_code.clone(),
            });
        }
        self.hear(source, identity, remaining);
    }

    /// A row without faults answers those that it had.
    pub(super) fn answer_problems(&mut self, source: &'static Source, identity: &Identity) {
        if !self.known.open.is_empty() || !self.heard.is_empty() {
            self.hear(source, identity, vec![]);
        }
    }

    /// A row with a key also answers for one without a key in the same place.
    fn hear(&mut self, source: &'static Source, identity: &Identity, remaining: Vec<Digest>) {
        let (heard, open) = (&mut self.heard, &self.known.open);
        match identity.lasting {
            Some(subject) => {
                heard.take(open, source.name, subject, identity.state_on, remaining);
                heard.take(
                    open,
                    source.name,
                    identity.place,
                    Some(identity.delivered_on),
                    vec![],
                );
            }
            None => heard.take(open, source.name, identity.place, identity.state_on, remaining),
        }
    }
}
