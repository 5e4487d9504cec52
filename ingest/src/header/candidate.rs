//! A row, or a pair of rows, that may be the header of a dataset.

use super::label::Label;
use super::{Layout, Place};
use crate::contract::Contract;
use crate::source::{Column, Source};
use crate::sources::SOURCES;

/// Which label is read where both `角色` and `走访人角色`, with the group above it, are headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Prefer {
    Alone,
    WithGroup,
}

/// The labels of a header of two rows: the lower one where there is one, else the upper one, which then spans both.
pub(super) fn merged(contract: &Contract, upper: &[String], lower: &[String], prefer: Prefer) -> Vec<String> {
    let mut group = "";
    (0..upper.len().max(lower.len()))
        .map(|position| {
            let above = upper.get(position).map_or("", String::as_str);
            let below = lower.get(position).map_or("", String::as_str);
            if !above.is_empty() {
                group = above;
            }
            if below.is_empty() {
                return above.to_owned();
            }
            // A group such as 风险类型 over 1 … 5 is part of the label.
            let together = format!("{group}{below}");
            let is_known = |label: &str| !contract.places(&Label::of(label).name).is_empty();
            if is_known(&together) && (prefer == Prefer::WithGroup || !is_known(below)) {
                together
            } else {
                below.to_owned()
            }
        })
        .collect()
}

pub(super) struct Candidate<'c> {
    contract: &'c Contract,
    pub(super) source: &'static Source,
    columns: Vec<Option<Place>>,
    /// What stands over the columns of the file, and whether that is a column of the dataset.
    labels: Vec<(String, bool)>,
    pub(super) first_row: i64,
    last_row: i64,
}

impl<'c> Candidate<'c> {
    /// The dataset that has most columns in common with these labels.
    pub(super) fn of(
        contract: &'c Contract,
        labels: &[String],
        first_row: i64,
        last_row: i64,
    ) -> Option<Self> {
        let mut found: Vec<Vec<Option<Place>>> = SOURCES
            .iter()
            .map(|source| vec![None; source.columns.len()])
            .collect();
        for (position, label) in labels.iter().enumerate() {
            let label = Label::of(label);
            for (source, column) in contract.places(&label.name) {
                // Of two columns with the same header the first one counts.
                found[*source][*column].get_or_insert(Place {
                    position,
                    factor: label.factor,
                });
            }
        }
        SOURCES
            .iter()
            .zip(found)
            .map(|(source, columns)| Self {
                contract,
                source,
                columns,
                labels: vec![],
                first_row,
                last_row,
            })
            .filter(|candidate| candidate.matched() > 0)
            .max_by_key(|candidate| {
                let share = candidate.matched() * 1000 / candidate.columns.len();
                (candidate.matched(), candidate.lacking().is_empty(), share)
            })
            .map(|best| best.with_labels(labels))
    }

    fn with_labels(mut self, labels: &[String]) -> Self {
        let places: Vec<usize> = self
            .columns
            .iter()
            .flatten()
            .map(|place| place.position)
            .collect();
        self.labels = labels
            .iter()
            .enumerate()
            .map(|(position, label)| (label.clone(), places.contains(&position)))
            .collect();
        self
    }

    /// A title makes a pair with the row below it that says no more than that row alone; a header makes a pair with the first row of
    /// data that says less. A header further down belongs to another table.
    pub(super) fn is_better_than(&self, best: &Self) -> bool {
        let is_alone = self.first_row == self.last_row;
        self.first_row <= best.last_row
            && (self.matched() > best.matched() || (is_alone && self.matched() == best.matched()))
    }

    pub(super) fn matched(&self) -> usize {
        self.columns.iter().flatten().count()
    }

    /// The required columns that are not there and have no value that the office has stated once for all.
    pub(super) fn lacking(&self) -> Vec<&'static str> {
        self.source
            .columns
            .iter()
            .zip(&self.columns)
            .filter(|(column, place)| {
                column.is_required
                    && place.is_none()
                    && self.contract.default_of(self.source, column).is_none()
            })
            .map(|(column, _)| column.header)
            .collect()
    }

    /// What stands over columns that are none of the dataset, with the position in the file.
    pub(super) fn strangers(&self) -> Vec<(usize, &str)> {
        self.labels
            .iter()
            .enumerate()
            .filter(|(_, (label, is_known))| !is_known && !label.trim().is_empty())
            .map(|(position, (label, _))| (position, label.as_str()))
            .collect()
    }

    /// The columns of the dataset that are not there.
    pub(super) fn absent(&self) -> Vec<&'static Column> {
        let columns = self.source.columns.iter().zip(&self.columns);
        columns
            .filter(|(_, place)| place.is_none())
            .map(|(column, _)| column)
            .collect()
    }

    /// Whether a header is one of the dataset.
    pub(super) fn has(&self, name: &str) -> bool {
        let places = self.contract.places(name).iter();
        places
            .filter_map(|(source, _)| SOURCES.get(*source))
            .any(|source| source.name == self.source.name)
    }

    pub(super) fn layout(self, money_factor: u32) -> Layout {
        let strangers = self.strangers();
        let labels = self
            .columns
            .iter()
            .map(|place| {
                let (label, _) = self.labels.get(place.as_ref()?.position)?;
                Some(Label::of(label).name)
            })
            .collect();
        Layout {
            source: self.source,
            stranger_columns: strangers
                .iter()
                .map(|(position, label)| (*position, Label::of(label).name))
                .collect(),
            remarks: super::remark::remarks(&self),
            labels,
            columns: self.columns,
            money_factor,
            row_number: self.last_row,
        }
    }
}
