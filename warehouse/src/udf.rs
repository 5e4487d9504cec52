//! The functions that the SQL may use beyond the engine's own: deadlines by the working calendar, months with clamp, intervals.

use std::sync::Arc;

use arrow::array::{Array, AsArray, Date32Array, Float64Array, Int64Array};
use arrow::datatypes::{DataType, Date32Type, Float64Type, TimeUnit, TimestampMicrosecondType};
use chrono::NaiveDate;
use datafusion::error::Result as EngineResult;
use datafusion::logical_expr::{ColumnarValue, ScalarUDF, Volatility, create_udf};
use domain::calendar::{DayType, WorkCalendar};
use domain::period;
use stats::rate::Interval;

/// Days from 0001-01-01 to the engine's epoch, 1970-01-01.
const EPOCH_DAYS: i32 = 719_163;

pub(crate) fn date_of(days: i32) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(days.checked_add(EPOCH_DAYS)?)
}

pub(crate) fn days_of(date: NaiveDate) -> i32 {
    chrono::Datelike::num_days_from_ce(&date) - EPOCH_DAYS
}

/// All functions, for one calendar.
pub(crate) fn functions(calendar: &Arc<WorkCalendar>) -> Vec<ScalarUDF> {
    vec![
        due_on(Arc::clone(calendar)),
        days_elapsed(Arc::clone(calendar)),
        months_after(),
        shanghai_day(),
        wilson("wilson_lower", |interval| interval.lower),
        wilson("wilson_upper", |interval| interval.upper),
        ratio("ratio_lower", |interval| interval.lower),
        ratio("ratio_upper", |interval| interval.upper),
    ]
}

/// `due_on(day, days, day_type)`: the last day on which a limit of so many days from `day` is met.
fn due_on(calendar: Arc<WorkCalendar>) -> ScalarUDF {
    let types = vec![DataType::Date32, DataType::Float64, DataType::Utf8];
    create_udf(
        "due_on",
        types,
        DataType::Date32,
        Volatility::Immutable,
        Arc::new(move |arguments| {
            let [starts, days, day_types] = arrays::<3>(arguments)?;
            let (starts, days) = (
                starts.as_primitive::<Date32Type>(),
                days.as_primitive::<Float64Type>(),
            );
            let day_types = day_types.as_string::<i32>();
            let due: Date32Array = (0..starts.len())
                .map(|row| {
                    let start = date_of(value(starts, row)?)?;
                    let limit = whole(value(days, row)?)?;
                    calendar
                        .due_on(start, limit, day_type(day_types, row))
                        .map(days_of)
                })
                .collect();
            Ok(ColumnarValue::Array(Arc::new(due)))
        }),
    )
}

/// `days_elapsed(from, to, day_type)`: days after `from` up to and including `to`; of working days only those that are.
fn days_elapsed(calendar: Arc<WorkCalendar>) -> ScalarUDF {
    let types = vec![DataType::Date32, DataType::Date32, DataType::Utf8];
    create_udf(
        "days_elapsed",
        types,
        DataType::Int64,
        Volatility::Immutable,
        Arc::new(move |arguments| {
            let [starts, ends, day_types] = arrays::<3>(arguments)?;
            let (starts, ends) = (
                starts.as_primitive::<Date32Type>(),
                ends.as_primitive::<Date32Type>(),
            );
            let day_types = day_types.as_string::<i32>();
            let elapsed: Int64Array = (0..starts.len())
                .map(|row| {
                    let (start, end) = (value(starts, row)?, value(ends, row)?);
                    match day_type(day_types, row) {
                        DayType::Natural => Some(i64::from(end) - i64::from(start)),
                        DayType::Work => calendar
                            .workdays_between(date_of(start)?, date_of(end)?)
                            .map(i64::from),
                    }
                })
                .collect();
            Ok(ColumnarValue::Array(Arc::new(elapsed)))
        }),
    )
}

/// `months_after(day, months)`: the same day so many months later, or the month's last day.
fn months_after() -> ScalarUDF {
    let types = vec![DataType::Date32, DataType::Float64];
    create_udf(
        "months_after",
        types,
        DataType::Date32,
        Volatility::Immutable,
        Arc::new(|arguments| {
            let [starts, months] = arrays::<2>(arguments)?;
            let (starts, months) = (
                starts.as_primitive::<Date32Type>(),
                months.as_primitive::<Float64Type>(),
            );
            let later: Date32Array = (0..starts.len())
                .map(|row| {
                    let start = date_of(value(starts, row)?)?;
                    Some(days_of(period::months_after(start, whole(value(months, row)?)?)))
                })
                .collect();
            Ok(ColumnarValue::Array(Arc::new(later)))
        }),
    )
}

/// `shanghai_day(instant)`: the calendar day in Asia/Shanghai, where every department works.
fn shanghai_day() -> ScalarUDF {
    const BEIJING_MICROS: i64 = 8 * 3_600_000_000;
    const DAY_MICROS: i64 = 24 * 3_600_000_000;
    let types = vec![DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))];
    create_udf(
        "shanghai_day",
        types,
        DataType::Date32,
        Volatility::Immutable,
        Arc::new(|arguments| {
            let [instants] = arrays::<1>(arguments)?;
            let instants = instants.as_primitive::<TimestampMicrosecondType>();
            let days: Date32Array = (0..instants.len())
                .map(|row| {
                    i32::try_from((value(instants, row)? + BEIJING_MICROS).div_euclid(DAY_MICROS)).ok()
                })
                .collect();
            Ok(ColumnarValue::Array(Arc::new(days)))
        }),
    )
}

/// A limit of the 95 % Wilson interval; null when there is nothing to take a share of.
fn wilson(name: &str, limit: fn(Interval) -> f64) -> ScalarUDF {
    of_two(name, move |numerator, denominator| {
        stats::rate::wilson(numerator, denominator).map(limit)
    })
}

/// A limit of the exact 95 % interval of a count over what was expected; null where nothing was.
fn ratio(name: &str, limit: fn(Interval) -> f64) -> ScalarUDF {
    of_two(name, move |count, expected| {
        let ratio = stats::rate::standardised_ratio(u64::from(whole(count)?), expected, 0.95)?;
        Some(limit(ratio.interval))
    })
}

/// A number of two numbers; null where either is.
fn of_two(name: &str, answer: impl Fn(f64, f64) -> Option<f64> + Send + Sync + 'static) -> ScalarUDF {
    create_udf(
        name,
        vec![DataType::Float64, DataType::Float64],
        DataType::Float64,
        Volatility::Immutable,
        Arc::new(move |arguments| {
            let [ones, others] = arrays::<2>(arguments)?;
            let ones = ones.as_primitive::<Float64Type>();
            let others = others.as_primitive::<Float64Type>();
            let answers: Float64Array = (0..ones.len())
                .map(|row| answer(value(ones, row)?, value(others, row)?))
                .collect();
            Ok(ColumnarValue::Array(Arc::new(answers)))
        }),
    )
}

fn arrays<const N: usize>(arguments: &[ColumnarValue]) -> EngineResult<[Arc<dyn Array>; N]> {
    let arrays = ColumnarValue::values_to_arrays(arguments)?;
    Ok(<[Arc<dyn Array>; N]>::try_from(arrays).expect("the signature says how many arguments there are"))
}

fn value<T: arrow::datatypes::ArrowPrimitiveType>(
    array: &arrow::array::PrimitiveArray<T>,
    row: usize,
) -> Option<T::Native> {
    array.is_valid(row).then(|| array.value(row))
}

fn day_type(array: &arrow::array::StringArray, row: usize) -> DayType {
    let key = if array.is_valid(row) { array.value(row) } else { "" };
    DayType::from_key(key).unwrap_or(DayType::Natural)
}

/// A parameter as a whole number; policies are parsed as integers, so nothing is lost.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the range is checked first"
)]
fn whole(number: f64) -> Option<u32> {
    (0.0..=f64::from(u32::MAX))
        .contains(&number)
        .then_some(number as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{self, Limits};

    /// The days around Qingming 2022: 3 to 5 April off, Saturday 2 April worked instead.
    const YEAR: &str =
        "year = 2022\nnotice = \"n\"\ndays_off = [2022-04-04, 2022-04-05]\nworkdays = [2022-04-02]\n";

    async fn answer(expression: &str) -> String {
        let calendar = Arc::new(WorkCalendar::parse(&[("2022.toml", YEAR)]).unwrap());
        let session = session::open(
            Limits {
                memory_mib: 64,
                threads: 1,
            },
            &calendar,
        )
        .unwrap();
        let rows = session
            .sql(&format!("select cast({expression} as varchar)"))
            .await
            .unwrap()
            .collect()
            .await
            .unwrap();
        let column = rows[0].column(0).as_string::<i32>();
        if column.is_valid(0) {
            column.value(0).to_owned()
        } else {
            "null".to_owned()
        }
    }

    #[tokio::test]
    async fn a_limit_in_working_days_counts_the_make_up_saturday_and_skips_the_holiday() {
        // From Thursday 31 March: 1 April, 2 April (made up), 6, 7, 8 April.
        assert_eq!(
            answer("due_on(date '2022-03-31', 5.0, 'work')").await,
            "2022-04-08"
        );
        assert_eq!(
            answer("due_on(date '2022-03-31', 5.0, 'natural')").await,
            "2022-04-05"
        );
        assert_eq!(
            answer("days_elapsed(date '2022-03-31', date '2022-04-08', 'work')").await,
            "5"
        );
    }

    #[tokio::test]
    async fn the_weekend_after_the_last_working_day_has_not_begun_another() {
        // Pushed on Sunday 10 April: the fifth working day is Friday 15 April, the sixth begins on Monday.
        assert_eq!(
            answer("days_elapsed(date '2022-04-10', date '2022-04-16', 'work')").await,
            "5"
        );
        assert_eq!(
            answer("days_elapsed(date '2022-04-10', date '2022-04-18', 'work')").await,
            "6"
        );
    }

    #[tokio::test]
    async fn months_are_clamped_and_absent_stays_absent() {
        assert_eq!(answer("months_after(date '2022-08-31', 6.0)").await, "2023-02-28");
        assert_eq!(answer("due_on(cast(null as date), 5.0, 'natural')").await, "null");
        assert_eq!(answer("wilson_lower(0.0, 0.0)").await, "null");
        assert_eq!(answer("ratio_lower(0.0, 2.5)").await, "0.0");
        assert_eq!(answer("ratio_upper(3.0, 0.0)").await, "null");
    }

    #[tokio::test]
    async fn a_late_evening_in_utc_is_the_next_day_in_shanghai() {
        let at = |text: &str| {
            format!("shanghai_day(arrow_cast('{text}', 'Timestamp(Microsecond, Some(\"UTC\"))'))")
        };
        assert_eq!(answer(&at("2022-05-31T15:59:59Z")).await, "2022-05-31");
        assert_eq!(answer(&at("2022-05-31T16:00:00Z")).await, "2022-06-01");
    }
}
