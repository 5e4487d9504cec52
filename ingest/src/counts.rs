//! The books of a night, for every file and dataset.

use std::collections::BTreeMap;

use domain::book::Counts;

/// What became of the rows of one dataset in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The file, as in the dispositions.
    pub file: String,
    /// Its content, by SHA-256.
    pub file_sha256: String,
    /// The dataset.
    pub dataset: &'static str,
    /// Its rows.
    pub counts: Counts,
}

/// The books of one night.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NightCounts {
    /// In the order of landing.
    pub books: Vec<Account>,
    /// Files that were read.
    pub files_read: u64,
    /// Files that were refused.
    pub files_refused: u64,
}

impl NightCounts {
    /// By dataset.
    pub fn datasets(&self) -> BTreeMap<&'static str, Counts> {
        let mut datasets: BTreeMap<&'static str, Counts> = BTreeMap::new();
        for book in &self.books {
            *datasets.entry(book.dataset).or_default() += book.counts;
        }
        datasets
    }

    /// Of all rows.
    pub fn total(&self) -> Counts {
        let mut total = Counts::default();
        for book in &self.books {
            total += book.counts;
        }
        total
    }

    /// Whether every book balances.
    pub fn is_balanced(&self) -> bool {
        self.books.iter().all(|book| book.counts.is_balanced())
    }

    pub(crate) fn rows_of(&self, file: &str) -> u64 {
        self.books
            .iter()
            .filter(|book| book.file == file)
            .map(|book| book.counts.rows_in.rows)
            .sum()
    }
}
