//! Code lists and policies as tables, so that the SQL joins them and holds no list and no number of its own.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Date32Array, Float64Array, RecordBatch, StringArray};
use chrono::NaiveDate;
use domain::measure::MeasureGroup;
use domain::member::LabourClass;
use domain::office::HazardKind;
use domain::policy::{Parameter, PolicyBook, Value};
use domain::region::{Level, RegionCode};
use domain::risk::Risk;
use domain::warning::Department;

use crate::error::{Result, WarehouseError};
use crate::udf::days_of;

/// Items that never count as development, whatever their group (figures.md, LT-31).
const NOT_DEVELOPMENT: [&str; 2] = ["其他", "技能培训"];

/// Every code table by name.
pub(crate) fn tables() -> Result<Vec<(&'static str, RecordBatch)>> {
    let answers: Vec<(Risk, MeasureGroup)> = Risk::ALL
        .iter()
        .flat_map(|risk| risk.answers().iter().map(|group| (*risk, *group)))
        .collect();
    Ok(vec![
        table(
            "code_level",
            [
                ("level_label", texts(Level::ALL.iter().map(|level| level.label()))),
                ("level", texts(Level::ALL.iter().map(|level| level.key()))),
            ],
        )?,
        table(
            "code_risk",
            [("risk", texts(Risk::ALL.iter().map(|risk| risk.label())))],
        )?,
        table(
            "code_risk_answer",
            [
                ("risk", texts(answers.iter().map(|(risk, _)| risk.label()))),
                (
                    "measure_group",
                    texts(answers.iter().map(|(_, group)| group.label())),
                ),
            ],
        )?,
        table(
            "code_measure_group",
            [
                (
                    "measure_group",
                    texts(MeasureGroup::ALL.iter().map(|group| group.label())),
                ),
                (
                    "is_development",
                    flags(MeasureGroup::ALL.iter().map(|group| Some(group.is_development()))),
                ),
            ],
        )?,
        table(
            "code_hazard_kind",
            [
                (
                    "hazard_kind",
                    texts(HazardKind::ALL.iter().map(|kind| kind.label())),
                ),
                (
                    "is_natural",
                    flags(HazardKind::ALL.iter().map(|kind| Some(kind.is_natural()))),
                ),
            ],
        )?,
        table(
            "code_department",
            [
                (
                    "department",
                    texts(Department::ALL.iter().map(|department| department.label())),
                ),
                (
                    "signal_slice",
                    Arc::new(
                        Department::ALL
                            .iter()
                            .map(|department| signal_slice(*department))
                            .collect::<StringArray>(),
                    ),
                ),
            ],
        )?,
        table(
            "code_item_not_development",
            [("measure_item", texts(NOT_DEVELOPMENT))],
        )?,
        table(
            "code_labour_class",
            [
                (
                    "labour_class",
                    texts(LabourClass::ALL.iter().map(|class| class.label())),
                ),
                (
                    "has_capacity",
                    flags(LabourClass::ALL.iter().map(|class| Some(class.has_capacity()))),
                ),
            ],
        )?,
    ])
}

/// Under which name the warnings of a department are watched besides all of them.
fn signal_slice(department: Department) -> Option<&'static str> {
    match department {
        Department::Petitions => Some(department.label()),
        _ => department.risk().map(Risk::label),
    }
}

/// `dim_policy`: one row per place, parameter and stretch of days, with the profile that answers; no row where the answer is "none" or
/// unknown.
pub(crate) fn policy_table(book: &PolicyBook, places: &[RegionCode]) -> Result<RecordBatch> {
    let mut rows = vec![];
    for place in places {
        for parameter in Parameter::ALL {
            for span in book.spans(*parameter, *place) {
                if !matches!(span.resolved.value, Value::Absent | Value::Unknown) {
                    rows.push((place, parameter, span));
                }
            }
        }
    }
    let text_of = |value: &Value| match value {
        Value::Text(text) => Some(text.clone()),
        Value::List(list) => Some(list.join("、")),
        Value::Integer(_) | Value::Bool(_) | Value::Absent | Value::Unknown => None,
    };
    let batch = table(
        "dim_policy",
        [
            (
                "region_code",
                texts(rows.iter().map(|(place, _, _)| place.as_str())),
            ),
            (
                "parameter",
                texts(rows.iter().map(|(_, parameter, _)| parameter.name())),
            ),
            ("valid_from", days(rows.iter().map(|(_, _, span)| span.from))),
            (
                "valid_to",
                days(rows.iter().map(|(_, _, span)| span.to_exclusive)),
            ),
            (
                "value_number",
                Arc::new(
                    rows.iter()
                        .map(|(_, _, span)| span.resolved.value.integer().map(number))
                        .collect::<Float64Array>(),
                ),
            ),
            (
                "value_text",
                Arc::new(
                    rows.iter()
                        .map(|(_, _, span)| text_of(span.resolved.value))
                        .collect::<StringArray>(),
                ),
            ),
            (
                "value_bool",
                flags(rows.iter().map(|(_, _, span)| span.resolved.value.flag())),
            ),
            (
                "day_type",
                Arc::new(
                    rows.iter()
                        .map(|(_, _, span)| span.resolved.day_type.map(domain::calendar::DayType::key))
                        .collect::<StringArray>(),
                ),
            ),
            (
                "profile",
                texts(rows.iter().map(|(_, _, span)| span.resolved.profile)),
            ),
            (
                "clause",
                texts(rows.iter().map(|(_, _, span)| span.resolved.clause)),
            ),
        ],
    )?;
    Ok(batch.1)
}

/// `dim_indicator_profile`: which profile a figure of a place rests on, on the release's day: that of its first parameter, else the
/// profile in force there.
pub(crate) fn indicator_profiles(
    book: &PolicyBook,
    places: &[RegionCode],
    indicators: &[(String, Option<Parameter>)],
    as_of: NaiveDate,
) -> Result<RecordBatch> {
    let mut rows: Vec<(&str, &RegionCode, &str)> = vec![];
    for place in places {
        for (indicator, parameter) in indicators {
            let profile = parameter.map_or_else(
                || book.profile_on(*place, as_of).key.as_str(),
                |named| book.resolve(named, *place, as_of).profile,
            );
            rows.push((indicator, place, profile));
        }
    }
    let batch = table(
        "dim_indicator_profile",
        [
            ("indicator", texts(rows.iter().map(|row| row.0))),
            ("region_code", texts(rows.iter().map(|row| row.1.as_str()))),
            ("profile", texts(rows.iter().map(|row| row.2))),
        ],
    )?;
    Ok(batch.1)
}

/// `dim_quality_profile`: the profile in force at each place on the release's day.
pub(crate) fn profile_table(
    book: &PolicyBook,
    places: &[RegionCode],
    as_of: NaiveDate,
) -> Result<RecordBatch> {
    let profiles = places
        .iter()
        .map(|place| book.profile_on(*place, as_of).key.as_str());
    let batch = table(
        "dim_quality_profile",
        [
            ("region_code", texts(places.iter().map(RegionCode::as_str))),
            ("profile", texts(profiles)),
        ],
    )?;
    Ok(batch.1)
}

#[expect(clippy::cast_precision_loss, reason = "policy parameters stay far below 2^53")]
fn number(value: i64) -> f64 {
    value as f64
}

fn texts<'a>(values: impl IntoIterator<Item = &'a str>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(values))
}

fn flags(values: impl IntoIterator<Item = Option<bool>>) -> ArrayRef {
    Arc::new(values.into_iter().collect::<BooleanArray>())
}

fn days(values: impl IntoIterator<Item = NaiveDate>) -> ArrayRef {
    Arc::new(Date32Array::from_iter_values(values.into_iter().map(days_of)))
}

pub(crate) fn table<const N: usize>(
    name: &'static str,
    columns: [(&str, ArrayRef); N],
) -> Result<(&'static str, RecordBatch)> {
    RecordBatch::try_from_iter_with_nullable(columns.map(|(column, array)| (column, array, true)))
        .map(|batch| (name, batch))
        .map_err(|source| WarehouseError::shape(name, source.to_string()))
}
