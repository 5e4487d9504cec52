//! Calendar weeks, Monday to Sunday, counted from the year 1: a surge is judged once a week, on whole weeks only, so that every night of a
//! week says the same and the budget of false alerts is the one that was measured.

use chrono::{Datelike, NaiveDate};

/// The number of the week that a day lies in.
pub(super) fn week_of(day: NaiveDate) -> usize {
    usize::try_from((day.num_days_from_ce() - 1).max(0) / 7).unwrap_or_default()
}

/// The last week that is over at the end of this day.
pub(super) fn last_whole_week(day: NaiveDate) -> usize {
    week_of(day.succ_opt().unwrap_or(day)).saturating_sub(1)
}

/// The Sunday that ends a week.
pub(super) fn ends_on(week: usize) -> NaiveDate {
    let days = i32::try_from(week * 7 + 7).unwrap_or(i32::MAX);
    NaiveDate::from_num_days_from_ce_opt(days).unwrap_or(NaiveDate::MAX)
}

/// `2023w18`, as ISO 8601 numbers the weeks of a year.
pub(super) fn name(week: usize) -> String {
    let iso = ends_on(week).iso_week();
    format!("{}w{:02}", iso.year(), iso.week())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_week_is_over_on_its_sunday() {
        // 2023-05-07 is a Sunday.
        let sunday = week_of(day("2023-05-07"));

        assert_eq!(week_of(day("2023-05-01")), sunday);
        assert_eq!(week_of(day("2023-05-08")), sunday + 1);
        assert_eq!(last_whole_week(day("2023-05-06")), sunday - 1);
        assert_eq!(last_whole_week(day("2023-05-07")), sunday);
        assert_eq!(ends_on(sunday), day("2023-05-07"));
        assert_eq!(name(sunday), "2023w18");
    }
}
