//! The facts of a case, one line each, in the words of the source contract.
//!
//! `走访记录 走访方式=电话或微信访问 走访时间=09-30` is a row of 走访记录; columns that are not named have the value that breaks no rule. `21× 走访记录 …` is
//! twenty-one rows, each about a household of its own. `10-31` is a day of 2023, `10-31T09:00` a time; a time without a clock is nine o'clock.
//! Keys are numbers within the case: `户编号=2` is its second household. In 认定流程 each stage is a column and a row, so that a course is one line:
//! `认定流程 申请=09-01 民主评议=09-03/退回 民主评议=09-05`. 村, 村2, 乡 and 县 are the places of the case.

use crate::write::dataset::Dataset;

/// One line, not yet any row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) times: u32,
    pub(super) dataset: Dataset,
    pub(super) values: Vec<(&'static str, &'static str)>,
}

impl Line {
    /// Reads a line. A line that cannot be read is a slip of the pen in a table of this crate.
    pub(super) fn read(text: &'static str) -> Self {
        let mut words = text.split_whitespace().peekable();
        let times = words.next_if(|word| word.ends_with('×')).map_or(1, |word| {
            word.trim_end_matches('×').parse().expect("a number of rows")
        });
        let title = words.next().unwrap_or_default();
        let dataset = Dataset::ALL
            .iter()
            .copied()
            .find(|dataset| dataset.title() == title)
            .unwrap_or_else(|| unreadable(text, "the title of a dataset"));
        let values = words
            .map(|word| {
                word.split_once('=')
                    .unwrap_or_else(|| unreadable(text, "column=value"))
            })
            .collect();
        Self {
            times,
            dataset,
            values,
        }
    }
}

/// Stops: the tables are part of the program, and a test reads each of them.
#[expect(
    clippy::panic,
    reason = "a line that cannot be read is a fault of the program, which the test of the tables sees"
)]
pub(super) fn unreadable<T>(text: &str, expected: &str) -> T {
    panic!("cannot read `{text}`: expected {expected}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_dataset_and_its_columns() {
        let line = Line::read("21× 走访记录 走访时间=09-30 走访目的=");

        assert_eq!(line.times, 21);
        assert_eq!(line.dataset, Dataset::Visit);
        assert_eq!(line.values, [("走访时间", "09-30"), ("走访目的", "")]);
    }
}
