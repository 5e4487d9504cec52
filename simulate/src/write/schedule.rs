//! Which folder a row goes into: one a month for the history, one a night for the last month.

use chrono::NaiveDate;

use crate::days::{between, month_end, month_start, months_later, plus};

/// The days of the delivery folders.
#[derive(Debug, Clone)]
pub(crate) struct Schedule {
    folders: Vec<NaiveDate>,
    history: usize,
    first_day: NaiveDate,
}

impl Schedule {
    /// `months` calendar months that end with the one of `as_of`.
    pub(crate) fn new(months: u32, as_of: NaiveDate) -> Self {
        let last_month = month_start(as_of);
        let before = i32::try_from(months.saturating_sub(1)).unwrap_or(i32::MAX);
        let mut folders: Vec<NaiveDate> = (1..=before)
            .rev()
            .map(|n| month_end(months_later(last_month, -n)))
            .collect();
        let history = folders.len();
        folders.extend((0..=between(last_month, as_of)).map(|n| plus(last_month, n)));
        Self {
            folders,
            history,
            first_day: months_later(last_month, -before),
        }
    }

    /// A single night that carries everything.
    pub(crate) fn one(day: NaiveDate) -> Self {
        Self {
            folders: vec![day],
            history: 1,
            first_day: month_start(day),
        }
    }

    /// The folders' days, in order.
    pub(crate) fn folders(&self) -> &[NaiveDate] {
        &self.folders
    }

    /// The first day of the first month.
    pub(crate) const fn first_day(&self) -> NaiveDate {
        self.first_day
    }

    /// The day of the first folder, which carries the full state.
    pub(crate) fn opening(&self) -> NaiveDate {
        self.folders[0]
    }

    /// Whether the folder holds a whole month.
    pub(crate) const fn is_monthly(&self, folder: usize) -> bool {
        folder < self.history
    }

    /// The first folder whose day is not before `day`; none after the last.
    pub(crate) fn folder_of(&self, day: NaiveDate) -> Option<usize> {
        let index = self.folders.partition_point(|folder| *folder < day);
        (index < self.folders.len()).then_some(index)
    }

    /// For each folder in which something became known on one of `days`: the day in `days` that sends it, and the folder's day.
    pub(crate) fn editions(&self, days: &[NaiveDate]) -> Vec<(NaiveDate, NaiveDate)> {
        let mut editions: Vec<(usize, NaiveDate)> = vec![];
        let mut days = days.to_vec();
        days.sort_unstable();
        for day in days {
            let Some(folder) = self.folder_of(day) else { break };
            match editions.last_mut() {
                Some(last) if last.0 == folder => last.1 = day,
                _ => editions.push((folder, day)),
            }
        }
        editions
            .into_iter()
            .map(|(folder, day)| (day, self.folders[folder]))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::days::date;

    #[test]
    fn history_is_monthly_and_the_last_month_nightly() {
        let schedule = Schedule::new(3, date(2023, 5, 3));

        assert_eq!(
            schedule.folders(),
            [
                date(2023, 3, 31),
                date(2023, 4, 30),
                date(2023, 5, 1),
                date(2023, 5, 2),
                date(2023, 5, 3)
            ]
        );
        assert_eq!(schedule.first_day(), date(2023, 3, 1));
    }

    #[test]
    fn a_row_waits_for_the_next_folder() {
        let schedule = Schedule::new(2, date(2023, 5, 3));

        assert_eq!(schedule.folder_of(date(2019, 1, 1)), Some(0));
        assert_eq!(schedule.folder_of(date(2023, 4, 30)), Some(0));
        assert_eq!(schedule.folder_of(date(2023, 5, 2)), Some(2));
        assert_eq!(schedule.folder_of(date(2023, 5, 4)), None);
    }

    #[test]
    fn what_becomes_known_in_one_folder_is_one_edition() {
        let schedule = Schedule::new(2, date(2023, 5, 3));

        let editions = schedule.editions(&[
            date(2023, 5, 2),
            date(2023, 4, 3),
            date(2023, 4, 9),
            date(2023, 6, 1),
        ]);

        assert_eq!(
            editions,
            [
                (date(2023, 4, 9), date(2023, 4, 30)),
                (date(2023, 5, 2), date(2023, 5, 2))
            ]
        );
    }
}
