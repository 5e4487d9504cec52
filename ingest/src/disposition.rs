//! What becomes of a row, and why.
//!
//! Every data row ends in exactly one [`Disposition`]; a quarantined one carries all its [`Reason`]s. Messages name the column and what
//! was expected there and never repeat the cell, which may hold personal data.

use std::fmt;
use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Builder, ListBuilder, StringBuilder};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::record_batch::RecordBatch;

use crate::source::Column;

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Disposition {
    /// New, or a new version of a known key.
    Landed,
    /// The same key with the same content is known already.
    Duplicate,
    /// Kept aside with its reasons.
    Quarantined,
}

impl Disposition {
    /// The word in the disposition table.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Landed => "landed",
            Self::Duplicate => "duplicate",
            Self::Quarantined => "quarantined",
        }
    }
}

/// What is wrong with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// A label outside the code list.
    CodeUnknown,
    /// A date that can be read in more than one way, or says no day.
    DateAmbiguous,
    /// No date, or one that does not exist.
    DateInvalid,
    /// A 户编号 that no household has.
    HouseholdUnknown,
    /// An ID number that does not pass its check.
    IdChecksum,
    /// A number that a spreadsheet has shortened.
    IdPrecisionLost,
    /// No number.
    NumberInvalid,
    /// One date after another that it must not follow, or after the delivery.
    OrderInvalid,
    /// A 区划代码 that no region has.
    RegionUnknown,
    /// Nothing where something must be.
    RequiredMissing,
}

impl Reason {
    /// All reasons, by their words.
    pub const ALL: [Self; 10] = [
        Self::CodeUnknown,
        Self::DateAmbiguous,
        Self::DateInvalid,
        Self::HouseholdUnknown,
        Self::IdChecksum,
        Self::IdPrecisionLost,
        Self::NumberInvalid,
        Self::OrderInvalid,
        Self::RegionUnknown,
        Self::RequiredMissing,
    ];

    /// The word in the disposition table.
    pub const fn key(self) -> &'static str {
        match self {
            Self::CodeUnknown => "code_unknown",
            Self::DateAmbiguous => "date_ambiguous",
            Self::DateInvalid => "date_invalid",
            Self::HouseholdUnknown => "household_unknown",
            Self::IdChecksum => "id_checksum",
            Self::IdPrecisionLost => "id_precision_lost",
            Self::NumberInvalid => "number_invalid",
            Self::OrderInvalid => "order_invalid",
            Self::RegionUnknown => "region_unknown",
            Self::RequiredMissing => "required_missing",
        }
    }

    /// What is wrong with a cell of `column`, and what should be there, for the office that sent it.
    pub fn message(self, column: &Column) -> String {
        let header = column.header;
        let expected = column.expected();
        match self {
            Self::CodeUnknown => format!("“{header}”不在代码表内，应为{expected}"),
            Self::DateAmbiguous => format!("“{header}”看不出是哪一天，应为{expected}"),
            Self::DateInvalid => format!("“{header}”不是日期或日期不存在，应为{expected}"),
            Self::HouseholdUnknown => format!("“{header}”在户信息中查不到，应为{expected}"),
            Self::IdChecksum => format!("“{header}”校验不通过，应为{expected}"),
            Self::IdPrecisionLost => format!("“{header}”被表格软件截断，应为{expected}"),
            Self::NumberInvalid => format!("“{header}”不是数字，应为{expected}"),
            Self::OrderInvalid => {
                format!("“{header}”先后颠倒或晚于报送日期，应为不早于起始日期且不晚于报送日的{expected}")
            }
            Self::RegionUnknown => format!("“{header}”在行政区划中查不到，应为{expected}"),
            Self::RequiredMissing => format!("“{header}”为必填项，应为{expected}"),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.key())
    }
}

/// The columns of a batch of dispositions.
pub fn disposition_schema() -> SchemaRef {
    let text = |name| Field::new(name, DataType::Utf8, false);
    Arc::new(Schema::new(vec![
        text("batch_id"),
        text("file"),
        text("file_sha256"),
        text("sheet"),
        Field::new("row_number", DataType::Int64, false),
        text("dataset"),
        text("disposition"),
        Field::new(
            "reasons",
            DataType::List(Arc::new(Field::new_list_field(DataType::Utf8, true))),
            false,
        ),
        text("county_code"),
    ]))
}

/// Where a row stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spot<'a> {
    pub(crate) batch_id: &'a str,
    pub(crate) file: &'a str,
    pub(crate) file_sha256: &'a str,
    pub(crate) sheet: &'a str,
    pub(crate) row_number: i64,
    pub(crate) county_code: &'a str,
}

/// Dispositions that were not handed on yet.
#[derive(Debug, Default)]
pub(crate) struct DispositionBuilder {
    batch_id: StringBuilder,
    file: StringBuilder,
    file_sha256: StringBuilder,
    sheet: StringBuilder,
    row_number: Int64Builder,
    dataset: StringBuilder,
    disposition: StringBuilder,
    reasons: ListBuilder<StringBuilder>,
    county_code: StringBuilder,
    rows: usize,
}

impl DispositionBuilder {
    pub(crate) fn append(
        &mut self,
        spot: Spot<'_>,
        dataset: &str,
        disposition: Disposition,
        reasons: &[Reason],
    ) {
        self.batch_id.append_value(spot.batch_id);
        self.file.append_value(spot.file);
        self.file_sha256.append_value(spot.file_sha256);
        self.sheet.append_value(spot.sheet);
        self.row_number.append_value(spot.row_number);
        self.dataset.append_value(dataset);
        self.disposition.append_value(disposition.key());
        for reason in reasons {
            self.reasons.values().append_value(reason.key());
        }
        self.reasons.append(true);
        self.county_code.append_value(spot.county_code);
        self.rows += 1;
    }

    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    pub(crate) fn finish(&mut self) -> RecordBatch {
        self.rows = 0;
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.batch_id.finish()),
            Arc::new(self.file.finish()),
            Arc::new(self.file_sha256.finish()),
            Arc::new(self.sheet.finish()),
            Arc::new(self.row_number.finish()),
            Arc::new(self.dataset.finish()),
            Arc::new(self.disposition.finish()),
            Arc::new(self.reasons.finish()),
            Arc::new(self.county_code.finish()),
        ];
        RecordBatch::try_new(disposition_schema(), columns).expect("the builders follow the schema")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Kind;

    #[test]
    fn reasons_are_listed_by_their_words() {
        let keys = Reason::ALL.map(Reason::key);

        assert!(keys.is_sorted());
        assert!(Reason::ALL.is_sorted());
    }

    #[test]
    fn a_message_says_what_was_expected() {
        let column = Column::new("走访时间", "visited_at", Kind::Time);

        assert_eq!(
            Reason::DateInvalid.message(&column),
            "“走访时间”不是日期或日期不存在，应为时间，如2023-05-15 10:30"
        );
    }
}
