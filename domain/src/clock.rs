//! The time, as something that is passed in. Every figure depends on a day, so no figure may ask for it.

use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, FixedOffset, NaiveDate};

/// 北京时间, eight hours ahead of UTC, the whole year.
pub const BEIJING: FixedOffset = FixedOffset::east_opt(8 * 3600).expect("eight hours are less than a day");

/// Who tells the time.
pub trait Clock: Send + Sync {
    /// The present instant, in Beijing time.
    fn now(&self) -> DateTime<FixedOffset>;

    /// The present day in Beijing.
    fn today(&self) -> NaiveDate {
        self.now().date_naive()
    }
}

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the clock that everybody else is told to take"
    )]
    fn now(&self) -> DateTime<FixedOffset> {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let seconds = i64::try_from(since_epoch.as_secs()).expect("the year is below 292 billion");
        DateTime::from_timestamp(seconds, since_epoch.subsec_nanos())
            .expect("the year is below 262 thousand")
            .with_timezone(&BEIJING)
    }
}

/// A clock that stands still, for tests and for runs that must come out the same.
#[derive(Debug, Clone, Copy)]
pub struct FixedClock(DateTime<FixedOffset>);

impl FixedClock {
    /// A clock that always shows `now`.
    pub const fn new(now: DateTime<FixedOffset>) -> Self {
        Self(now)
    }

    /// A clock that always shows noon of `day` in Beijing.
    pub fn at_noon(day: NaiveDate) -> Self {
        let noon = day.and_hms_opt(12, 0, 0).expect("every day has a noon");
        Self(
            noon.and_local_timezone(BEIJING)
                .single()
                .expect("a fixed offset repeats no hour"),
        )
    }
}

impl Clock for FixedClock {
    fn now(&self) -> DateTime<FixedOffset> {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_clock_stands_on_its_day() {
        let day = NaiveDate::from_ymd_opt(2023, 5, 31).unwrap();

        assert_eq!(FixedClock::at_noon(day).today(), day);
        assert_eq!(
            FixedClock::at_noon(day).now().to_rfc3339(),
            "2023-05-31T12:00:00+08:00"
        );
    }

    #[test]
    fn the_machine_shows_beijing_time() {
        assert_eq!(SystemClock.now().offset(), &BEIJING);
    }
}
