//! The shipped calendars against dates that somebody else counted, and what a broken calendar says.

use std::path::Path;

use chrono::NaiveDate;
use domain::calendar::{DayType, WorkCalendar};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn shipped() -> WorkCalendar {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../policies/calendar");
    let files: Vec<(String, String)> = (2019..=2026)
        .map(|year| {
            let name = format!("{year}.toml");
            let text = std::fs::read_to_string(folder.join(&name)).expect("a shipped calendar");
            (name, text)
        })
        .collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    WorkCalendar::parse(&files).expect("the shipped calendars have no fault")
}

#[test]
fn working_days_are_counted_as_in_the_reference_table() {
    let calendar = shipped();

    for line in include_str!("data/working_days_cn.csv").lines().skip(1) {
        let [start, days, due] = line.split(',').collect::<Vec<_>>()[..] else {
            panic!("three columns: {line}");
        };
        let days: u32 = days.parse().unwrap();

        assert_eq!(
            calendar.due_on(day(start), days, DayType::Work),
            Some(day(due)),
            "{line}"
        );
        assert_eq!(
            calendar.workdays_between(day(start), day(due)),
            Some(days),
            "{line}"
        );
    }
}

#[test]
fn every_year_has_as_many_working_days_as_the_notices_leave() {
    // Days of the year, less Saturdays and Sundays, less holidays on weekdays, plus weekends worked. By hand for 2020: 366 − 104 =
    // 262; less 1 + 6 + 1 + 3 + 2 + 6 = 19 holidays on weekdays is 243; plus 6 weekend days worked is 249.
    let calendar = shipped();
    let counts: Vec<u32> = calendar
        .years()
        .map(|year| {
            let first = NaiveDate::from_ymd_opt(year.year - 1, 12, 31).unwrap();
            let last = NaiveDate::from_ymd_opt(year.year, 12, 31).unwrap();
            let days = first.iter_days().skip(1).take_while(|day| *day <= last);
            days.map(|day| u32::from(calendar.is_workday(day).unwrap())).sum()
        })
        .collect();

    assert_eq!(counts, [250, 249, 250, 249, 249, 251, 248, 248]);
}

#[test]
fn the_holidays_that_were_changed_later_are_the_changed_ones() {
    let calendar = shipped();

    // Labour Day 2019 became four days; the Spring Festival of 2020 was extended to 2 February.
    assert_eq!(calendar.is_workday(day("2019-05-03")), Some(false));
    assert_eq!(calendar.is_workday(day("2019-05-05")), Some(true));
    assert_eq!(calendar.is_workday(day("2020-01-31")), Some(false));
    assert_eq!(calendar.is_workday(day("2020-02-03")), Some(true));
}

#[test]
fn a_make_up_saturday_is_a_working_day_and_a_plain_one_is_not() {
    let calendar = shipped();

    assert_eq!(calendar.is_workday(day("2023-10-07")), Some(true));
    assert_eq!(calendar.is_workday(day("2023-10-14")), Some(false));
}

#[test]
fn natural_days_need_no_calendar_and_working_days_do() {
    let calendar = shipped();

    assert_eq!(
        calendar.due_on(day("2022-04-23"), 15, DayType::Natural),
        Some(day("2022-05-08"))
    );
    assert_eq!(
        calendar.due_on(day("2035-01-01"), 1, DayType::Natural),
        Some(day("2035-01-02"))
    );
    assert_eq!(calendar.due_on(day("2026-12-31"), 1, DayType::Work), None);
    assert_eq!(calendar.is_workday(day("2018-12-31")), None);
}

#[test]
fn a_limit_of_no_days_ends_on_the_day_itself() {
    let calendar = shipped();

    for day_type in DayType::ALL {
        assert_eq!(
            calendar.due_on(day("2023-10-01"), 0, day_type),
            Some(day("2023-10-01"))
        );
    }
    assert_eq!(
        calendar.workdays_between(day("2023-05-15"), day("2023-05-15")),
        Some(0)
    );
    assert_eq!(
        calendar.workdays_between(day("2023-05-15"), day("2023-05-12")),
        Some(0)
    );
}

#[test]
fn every_year_names_its_notice() {
    assert!(shipped().years().all(|year| year.notice.contains("国办发明电")));
}

#[test]
fn a_broken_calendar_says_everything_that_is_wrong() {
    let text = "year = 2023\ndays_off = [2023-01-01, 2024-01-01]\nworkdays = [2023-01-03]\nhalf_days = []\n";

    let faults = WorkCalendar::parse(&[("2023.toml", text)]).unwrap_err();

    let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        faults,
        [
            "2023.toml, line 4, `half_days`: unknown setting, expected one of year, notice, days_off, workdays",
            "2023.toml, `notice`: expected, but missing",
            "2023.toml, line 2, `days_off`: expected days of 2023, found 2024-01-01",
            "2023.toml, line 3, `workdays`: expected Saturdays and Sundays outside the holidays, found 2023-01-03",
        ]
    );
}
