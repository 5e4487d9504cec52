//! Checked rows as Arrow batches: the columns of the dataset without personal data, and nine columns about the row itself.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, Decimal128Builder, Float64Builder, Int64Builder, StringBuilder,
    TimestampMicrosecondBuilder,
};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use arrow::record_batch::RecordBatch;
use chrono::Datelike;
use domain::digest::{Digest, Numbered};
use domain::person::{PseudonymKey, without_numbers};

use crate::cell::Value;
use crate::digest::days_since_1970;
use crate::disposition::Spot;
use crate::source::{Column, Kind, Source};

/// Local time in Asia/Shanghai is eight hours ahead, and has been all the years that data can come from.
const MICROSECONDS_AHEAD: i64 = 8 * 3600 * 1_000_000;

/// The columns of a landed table: those of the dataset in the contract's order, then `county_code · batch_id · file · file_sha256 ·
/// sheet · row_number · row_key · content_hash · landed_seq`.
///
/// Personal columns are not among them; `person_key` stands for an ID number and `birth_year` for a day of birth. In a column of text
/// ID numbers and mobile numbers are replaced by marks, a key that is such a number by a pseudonym, and what was written is among the
/// personal values.
pub fn landed_schema(source: &Source) -> SchemaRef {
    let data = source.columns.iter().filter_map(|column| {
        let name = column.landed_name()?;
        Some(Field::new(name, data_type(&column.kind), true))
    });
    let text = |name| Field::new(name, DataType::Utf8, false);
    let int = |name| Field::new(name, DataType::Int64, false);
    let about = [
        text("county_code"),
        text("batch_id"),
        text("file"),
        text("file_sha256"),
        text("sheet"),
        int("row_number"),
        text("row_key"),
        text("content_hash"),
        int("landed_seq"),
    ];
    Arc::new(Schema::new(data.chain(about).collect::<Vec<Field>>()))
}

fn data_type(kind: &Kind) -> DataType {
    match kind {
        Kind::Text
        | Kind::Name
        | Kind::Phone
        | Kind::Id
        | Kind::PersonId
        | Kind::Household
        | Kind::Region
        | Kind::RegionCode
        | Kind::Code(_)
        | Kind::IdNumber => DataType::Utf8,
        Kind::Date => DataType::Date32,
        Kind::Time => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        Kind::Int | Kind::Birth => DataType::Int64,
        Kind::Number => DataType::Float64,
        Kind::Money => DataType::Decimal128(18, 2),
        Kind::Bool => DataType::Boolean,
    }
}

/// Landed rows of one dataset.
#[derive(Debug)]
pub struct Rows {
    /// The dataset.
    pub dataset: &'static Source,
    /// The rows, by [`landed_schema`].
    pub batch: RecordBatch,
    /// What belongs to these rows and into the vault.
    pub personal: Vec<Personal>,
    /// The `landed_seq` of every version that one of these rows replaces.
    pub superseded: Vec<i64>,
}

/// One personal value of one landed row. It does not print itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Personal {
    /// The row.
    pub landed_seq: i64,
    /// The key of the row.
    pub row_key: Digest,
    /// The pseudonym of the person, where the row has an ID number.
    pub person_key: Option<Arc<str>>,
    /// The column in English: `head_name`.
    pub column: &'static str,
    /// The value, as text; days as 2023-05-15.
    pub value: String,
}

impl fmt::Debug for Personal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Personal")
            .field("landed_seq", &self.landed_seq)
            .field("row_key", &self.row_key)
            .field("column", &self.column)
            .finish_non_exhaustive()
    }
}

/// A row that lands.
pub(crate) struct LandedRow<'a> {
    pub(crate) values: &'a [Value<'a>],
    /// What was written where a pseudonym stands for a key, by its column.
    pub(crate) written: &'a [(usize, String)],
    pub(crate) spot: Spot<'a>,
    pub(crate) row_key: Digest,
    pub(crate) content: Digest,
    pub(crate) landed_seq: i64,
    pub(crate) supersedes: Option<i64>,
}

/// Rows of one dataset that were not handed on yet.
pub(crate) struct RowsBuilder {
    source: &'static Source,
    key: PseudonymKey,
    schema: SchemaRef,
    /// One for every column of the dataset that lands.
    columns: Vec<Option<ColumnBuilder>>,
    about: AboutBuilder,
    personal: Vec<Personal>,
    sealed_rows: Numbered,
    superseded: Vec<i64>,
    rows: usize,
}

impl RowsBuilder {
    pub(crate) fn new(source: &'static Source, key: &PseudonymKey) -> Self {
        let columns = source
            .columns
            .iter()
            .map(|column| column.landed_name().map(|_| ColumnBuilder::of(&column.kind)))
            .collect();
        Self {
            source,
            key: key.clone(),
            schema: landed_schema(source),
            columns,
            about: AboutBuilder::default(),
            personal: vec![],
            sealed_rows: Numbered::sealed_rows_of(source.name),
            superseded: vec![],
            rows: 0,
        }
    }

    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// Adds a row; whether it has personal cells.
    pub(crate) fn append(&mut self, row: &LandedRow<'_>) -> bool {
        let personal = self.personal.len();
        let person_key: Option<Arc<str>> = row.values.iter().find_map(|value| match value {
            Value::Person(id) => Some(self.key.person_key(id).into()),
            _ => None,
        });
        let mut seal = |column: &Column, value| {
            self.personal.push(Personal {
                landed_seq: row.landed_seq,
                row_key: row.row_key,
                person_key: person_key.clone(),
                column: column.name,
                value,
            });
        };
        let columns = self.source.columns.iter().zip(&mut self.columns);
        for ((column, builder), value) in columns.zip(row.values) {
            let shown = shown(column, value);
            let is_shown_whole = shown.is_none();
            if let Some(builder) = builder {
                builder.append(shown.as_ref().unwrap_or(value), person_key.as_deref());
            }
            if (column.is_personal || !is_shown_whole)
                && let Some(value) = clear_text(value)
            {
                seal(column, value);
            }
        }
        for (position, written) in row.written {
            seal(&self.source.columns[*position], written.clone());
        }
        self.about.append(row);
        self.superseded.extend(row.supersedes);
        self.rows += 1;
        self.personal.len() > personal
    }

    /// What numbers the rows of the dataset that have personal cells.
    pub(crate) fn sealed_rows(&self) -> &Numbered {
        &self.sealed_rows
    }

    pub(crate) fn finish(&mut self) -> Rows {
        self.rows = 0;
        let columns = self
            .columns
            .iter_mut()
            .flatten()
            .map(ColumnBuilder::finish)
            .chain(self.about.finish())
            .collect();
        Rows {
            dataset: self.source,
            batch: RecordBatch::try_new(Arc::clone(&self.schema), columns)
                .expect("the builders follow the schema"),
            personal: std::mem::take(&mut self.personal),
            superseded: std::mem::take(&mut self.superseded),
        }
    }
}

/// What the table shows of a remark that holds somebody's number; none when it shows the value itself.
fn shown<'v>(column: &Column, value: &'v Value<'_>) -> Option<Value<'v>> {
    match (column.kind, value) {
        (Kind::Text, Value::Text(text)) if !column.is_personal => match without_numbers(text) {
            Cow::Owned(hidden) => Some(Value::Text(hidden.into())),
            Cow::Borrowed(_) => None,
        },
        _ => None,
    }
}

fn clear_text(value: &Value<'_>) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.clone().into_owned()),
        Value::Label(label) => Some((*label).to_owned()),
        Value::Day(day) => Some(day.to_string()),
        Value::Person(id) => Some(id.reveal().to_owned()),
        Value::Missing
        | Value::Refused
        | Value::Region(_)
        | Value::PlaceName(_)
        | Value::Moment(_)
        | Value::Int(_)
        | Value::Number(_)
        | Value::Money(_)
        | Value::Flag(_) => None,
    }
}

/// The columns about the row itself.
#[derive(Default)]
struct AboutBuilder {
    county_code: Repeated,
    batch_id: Repeated,
    file: Repeated,
    file_sha256: Repeated,
    sheet: Repeated,
    row_number: Int64Builder,
    row_key: StringBuilder,
    content_hash: StringBuilder,
    landed_seq: Int64Builder,
}

impl AboutBuilder {
    fn append(&mut self, row: &LandedRow<'_>) {
        let letters = &mut [0; 22];
        self.county_code.append(row.spot.county_code);
        self.batch_id.append(row.spot.batch_id);
        self.file.append(row.spot.file);
        self.file_sha256.append(row.spot.file_sha256);
        self.sheet.append(row.spot.sheet);
        self.row_number.append_value(row.spot.row_number);
        self.row_key.append_value(row.row_key.write(letters));
        self.content_hash.append_value(row.content.write(letters));
        self.landed_seq.append_value(row.landed_seq);
    }

    fn finish(&mut self) -> [ArrayRef; 9] {
        [
            self.county_code.finish(),
            self.batch_id.finish(),
            self.file.finish(),
            self.file_sha256.finish(),
            self.sheet.finish(),
            Arc::new(self.row_number.finish()),
            Arc::new(self.row_key.finish()),
            Arc::new(self.content_hash.finish()),
            Arc::new(self.landed_seq.finish()),
        ]
    }
}

/// A column of text that hardly ever changes from row to row.
#[derive(Debug, Default)]
struct Repeated(Vec<(String, usize)>);

impl Repeated {
    fn append(&mut self, text: &str) {
        match self.0.last_mut() {
            Some((last, times)) if last == text => *times += 1,
            _ => self.0.push((text.to_owned(), 1)),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        let runs = std::mem::take(&mut self.0);
        let rows = runs.iter().map(|(_, times)| times).sum();
        let bytes = runs.iter().map(|(text, times)| text.len() * times).sum();
        let mut column = StringBuilder::with_capacity(rows, bytes);
        for (text, times) in runs {
            column.append_value_n(text, times);
        }
        Arc::new(column.finish())
    }
}

enum ColumnBuilder {
    Text(StringBuilder),
    Day(Date32Builder),
    Moment(TimestampMicrosecondBuilder),
    Int(Int64Builder),
    Number(Float64Builder),
    Money(Decimal128Builder),
    Flag(BooleanBuilder),
}

impl ColumnBuilder {
    fn of(kind: &Kind) -> Self {
        match data_type(kind) {
            DataType::Date32 => Self::Day(Date32Builder::new()),
            timestamp @ DataType::Timestamp(..) => {
                Self::Moment(TimestampMicrosecondBuilder::new().with_data_type(timestamp))
            }
            DataType::Int64 => Self::Int(Int64Builder::new()),
            DataType::Float64 => Self::Number(Float64Builder::new()),
            decimal @ DataType::Decimal128(..) => {
                Self::Money(Decimal128Builder::new().with_data_type(decimal))
            }
            DataType::Boolean => Self::Flag(BooleanBuilder::new()),
            _ => Self::Text(StringBuilder::new()),
        }
    }

    /// Appends a value of the column's own kind; anything else is absent.
    fn append(&mut self, value: &Value<'_>, person_key: Option<&str>) {
        match self {
            Self::Text(builder) => builder.append_option(match value {
                Value::Text(text) => Some(text.as_ref()),
                Value::Label(label) => Some(*label),
                Value::Region(code) => Some(code.as_str()),
                Value::Person(_) => person_key,
                _ => None,
            }),
            Self::Day(builder) => builder.append_option(value.day().map(days_since_1970)),
            Self::Moment(builder) => builder.append_option(match value {
                Value::Moment(moment) => Some(moment.and_utc().timestamp_micros() - MICROSECONDS_AHEAD),
                _ => None,
            }),
            Self::Int(builder) => builder.append_option(match value {
                Value::Int(number) => Some(*number),
                Value::Day(birth) => Some(i64::from(birth.year())),
                _ => None,
            }),
            Self::Number(builder) => builder.append_option(match value {
                Value::Number(number) => Some(*number),
                _ => None,
            }),
            Self::Money(builder) => builder.append_option(match value {
                Value::Money(hundredths) => Some(*hundredths),
                _ => None,
            }),
            Self::Flag(builder) => builder.append_option(match value {
                Value::Flag(flag) => Some(*flag),
                _ => None,
            }),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Text(builder) => Arc::new(builder.finish()),
            Self::Day(builder) => Arc::new(builder.finish()),
            Self::Moment(builder) => Arc::new(builder.finish()),
            Self::Int(builder) => Arc::new(builder.finish()),
            Self::Number(builder) => Arc::new(builder.finish()),
            Self::Money(builder) => Arc::new(builder.finish()),
            Self::Flag(builder) => Arc::new(builder.finish()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::SOURCES;

    #[test]
    fn no_personal_column_is_in_a_landed_table() {
        for source in SOURCES {
            let schema = landed_schema(source);
            for column in source.columns.iter().filter(|column| column.is_personal) {
                assert!(
                    schema.field_with_name(column.name).is_err(),
                    "{} {}",
                    source.name,
                    column.name
                );
            }
        }
    }

    #[test]
    fn a_personal_value_does_not_print_itself() {
        let personal = Personal {
            landed_seq: 1,
            row_key: Digest(1),
            person_key: None,
            column: "head_name",
            value: "某某某".to_owned(),
        };

        assert!(!format!("{personal:?}").contains('某'));
    }
}
