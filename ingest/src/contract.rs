//! The source contract as one deployment reads it: the shipped descriptions, and what its offices write otherwise.
//!
//! A user's own file adds other headers, other labels, values that an office has stated once for all, and names of places. It adds and
//! never changes: what the shipped contract reads, it reads as before. Nothing is applied that no file states.

mod user;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, LazyLock};

use chrono::NaiveDate;
use domain::Fault;
use domain::region::RegionCode;

use crate::source::{Column, Source};
use crate::sources::SOURCES;

static SHIPPED: LazyLock<Contract> = LazyLock::new(Contract::standard);

/// A column of a dataset, by the names of both.
type ColumnName = (&'static str, &'static str);

/// What the labels of an office mean, by the form in which labels are compared.
pub(crate) type Labels = Arc<BTreeMap<String, &'static str>>;

/// The source contract of a deployment.
#[derive(Debug, Clone)]
pub struct Contract {
    /// Where each header occurs: the dataset and the column.
    headers: HashMap<String, Vec<(usize, usize)>>,
    labels: BTreeMap<ColumnName, Labels>,
    defaults: BTreeMap<ColumnName, String>,
    places: Vec<PlaceAlias>,
}

/// Another name of a place, and when it is used.
#[derive(Debug, Clone, PartialEq, Eq)]
struct PlaceAlias {
    name: String,
    code: RegionCode,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
}

impl Contract {
    /// The shipped contract, to which nobody has added anything.
    pub fn standard() -> Self {
        let mut headers: HashMap<String, Vec<(usize, usize)>> = HashMap::new();
        for (source, entry) in SOURCES.iter().enumerate() {
            for (column, entry) in entry.columns.iter().enumerate() {
                headers
                    .entry(entry.header.to_owned())
                    .or_default()
                    .push((source, column));
            }
        }
        Self {
            headers,
            labels: BTreeMap::new(),
            defaults: BTreeMap::new(),
            places: vec![],
        }
    }

    /// The shipped contract with what `files` add, each given as its name and its text; or everything that is wrong with them.
    pub fn with_user_files(files: &[(&str, &str)]) -> Result<Self, Vec<Fault>> {
        let mut contract = Self::standard();
        let faults: Vec<Fault> = files
            .iter()
            .flat_map(|(name, text)| user::add(&mut contract, name, text))
            .collect();
        if faults.is_empty() {
            Ok(contract)
        } else {
            Err(faults)
        }
    }

    /// [`Self::standard`], made once.
    pub(crate) fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// The datasets and columns that a header without its ornaments may be.
    pub(crate) fn places(&self, header: &str) -> &[(usize, usize)] {
        self.headers.get(header).map_or(&[], Vec::as_slice)
    }

    /// What an office writes in a column in place of its labels.
    pub(crate) fn labels_of(&self, source: &Source, column: &Column) -> Option<&Labels> {
        self.labels.get(&(source.name, column.name))
    }

    /// What an empty cell of a column says.
    pub(crate) fn default_of(&self, source: &Source, column: &Column) -> Option<&str> {
        self.defaults.get(&(source.name, column.name)).map(String::as_str)
    }

    /// The places that offices call by this name on that day.
    pub(crate) fn places_called(&self, name: &str, day: NaiveDate) -> BTreeSet<RegionCode> {
        let called = self.places.iter().filter(|alias| {
            alias.name == name
                && alias.from.is_none_or(|from| from <= day)
                && alias.to.is_none_or(|to| day <= to)
        });
        called.map(|alias| alias.code).collect()
    }
}
