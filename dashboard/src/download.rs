//! The data of a page, as a file: the same rows as CSV (for spreadsheets) and as JSON (for programs).

use std::borrow::Cow;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use domain::release::Figure;
use serde::{Serialize, Serializer};

use crate::error::PageError;
use crate::reading::{Form, Reading};

/// A table to be carried away. Column names are those of the published tables.
pub(crate) struct Sheet<'r> {
    pub(crate) name: String,
    pub(crate) columns: Vec<&'static str>,
    pub(crate) rows: Vec<Vec<Cell<'r>>>,
}

/// One value, borrowed from the release where that is possible: a file of a county has a hundred thousand of them. Absent is absent in both forms: an empty field, a null.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell<'r> {
    Text(Cow<'r, str>),
    Day(NaiveDate),
    Number(f64),
    Whole(i64),
    Absent,
}

impl<'r> From<&'r str> for Cell<'r> {
    fn from(text: &'r str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl<'r> From<Option<&'r str>> for Cell<'r> {
    fn from(text: Option<&'r str>) -> Self {
        text.map_or(Self::Absent, Self::from)
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<u64> for Cell<'_> {
    fn from(count: u64) -> Self {
        Self::from(i64::try_from(count).ok())
    }
}

impl From<Option<f64>> for Cell<'_> {
    fn from(value: Option<f64>) -> Self {
        value.map_or(Self::Absent, Self::Number)
    }
}

impl From<Option<i64>> for Cell<'_> {
    fn from(value: Option<i64>) -> Self {
        value.map_or(Self::Absent, Self::Whole)
    }
}

impl From<Option<NaiveDate>> for Cell<'_> {
    fn from(day: Option<NaiveDate>) -> Self {
        day.map_or(Self::Absent, Self::Day)
    }
}

impl Cell<'_> {
    /// The word by which the published tables name one of a closed list.
    pub(crate) fn key(word: impl Serialize) -> Self {
        match serde_json::to_value(word) {
            Ok(serde_json::Value::String(key)) => Self::from(key),
            _ => Self::Absent,
        }
    }
}

impl<'r> Sheet<'r> {
    /// Rows of the published table `indicator`, with the names that a reader needs.
    pub(crate) fn of_figures(
        reading: &'r Reading,
        name: String,
        figures: impl Iterator<Item = &'r Figure>,
    ) -> Self {
        let release = &reading.release;
        let row = |figure: &'r Figure| {
            let title = release.definition(&figure.indicator).map(|d| d.title.as_str());
            let place = release.place(figure.region_code).map(|p| p.name.as_str());
            vec![
                Cell::Day(figure.as_of),
                Cell::from(figure.indicator.as_str()),
                Cell::from(title.unwrap_or(&figure.indicator)),
                Cell::from(figure.region_code.as_str()),
                Cell::from(place.unwrap_or_default()),
                Cell::from(figure.level.as_str()),
                Cell::from(figure.slice.as_str()),
                Cell::from(figure.numerator),
                Cell::from(figure.denominator),
                Cell::from(figure.value),
                Cell::from(figure.lower),
                Cell::from(figure.upper),
                Cell::from(figure.profile.as_str()),
            ]
        };
        Self {
            name,
            columns: vec![
                "as_of",
                "indicator",
                "title",
                "region_code",
                "region_name",
                "level",
                "slice",
                "numerator",
                "denominator",
                "value",
                "lower",
                "upper",
                "profile",
            ],
            rows: figures.map(row).collect(),
        }
    }

    pub(crate) fn answer(&self, form: Form) -> Result<Response, PageError> {
        let (kind, extension, body) = match form {
            Form::Json => ("application/json; charset=utf-8", "json", self.json()?),
            Form::Csv | Form::Page => ("text/csv; charset=utf-8; header=present", "csv", self.csv()),
        };
        let disposition = match form {
            Form::Json => "inline".to_owned(),
            Form::Csv | Form::Page => format!("attachment; filename=\"{}.{extension}\"", self.name),
        };
        let headers = [
            (header::CONTENT_TYPE, kind.to_owned()),
            (header::CONTENT_DISPOSITION, disposition),
        ];
        Ok((headers, body).into_response())
    }

    /// RFC 4180 with a byte order mark, without which spreadsheets take the text for GBK.
    fn csv(&self) -> String {
        let mut text = String::from("\u{feff}");
        text.push_str(&self.columns.join(","));
        text.push_str("\r\n");
        for row in &self.rows {
            for (at, cell) in row.iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                push_field(&mut text, cell);
            }
            text.push_str("\r\n");
        }
        text
    }

    fn json(&self) -> Result<String, PageError> {
        let rows: Vec<Row<'_>> = self.rows.iter().map(|row| Row(&self.columns, row)).collect();
        serde_json::to_string(&rows).map_err(|error| PageError::Broken(error.into()))
    }
}

/// One row as an object, its columns in their order.
struct Row<'s>(&'s [&'static str], &'s [Cell<'s>]);

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().zip(self.1))
    }
}

impl Serialize for Cell<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Day(day) => serializer.collect_str(day),
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::Whole(number) => serializer.serialize_i64(*number),
            Self::Absent => serializer.serialize_none(),
        }
    }
}

fn push_field(text: &mut String, cell: &Cell<'_>) {
    match cell {
        Cell::Text(field) => push_text(text, field),
        Cell::Day(day) => text.push_str(&day.to_string()),
        Cell::Number(number) => text.push_str(&number.to_string()),
        Cell::Whole(number) => text.push_str(&number.to_string()),
        Cell::Absent => {}
    }
}

/// A text that a spreadsheet would take for a formula gets an apostrophe: `=HYPERLINK(…)` in a village's name must stay a name.
fn push_text(text: &mut String, field: &str) {
    let is_formula = field.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    if !is_formula && !field.contains(['"', ',', '\r', '\n']) {
        text.push_str(field);
        return;
    }
    text.push('"');
    if is_formula {
        text.push('\'');
    }
    text.push_str(&field.replace('"', "\"\""));
    text.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(cells: Vec<Cell<'_>>) -> Sheet<'_> {
        Sheet {
            name: "test".to_owned(),
            columns: vec!["a", "b", "c"],
            rows: vec![cells],
        }
    }

    #[test]
    fn quotes_commas_and_formulas_stay_text() {
        let sheet = sheet(vec![
            Cell::from("=1+1"),
            Cell::from("甲,\"乙\""),
            Cell::from("－3"),
        ]);

        assert_eq!(
            sheet.csv(),
            "\u{feff}a,b,c\r\n\"'=1+1\",\"甲,\"\"乙\"\"\",\"'－3\"\r\n"
        );
    }

    #[test]
    fn absent_is_an_empty_field_and_a_null_and_never_zero() {
        let sheet = sheet(vec![Cell::Absent, Cell::Number(0.0), Cell::Whole(-3)]);

        assert_eq!(sheet.csv(), "\u{feff}a,b,c\r\n,0,-3\r\n");
        assert_eq!(sheet.json().unwrap(), r#"[{"a":null,"b":0.0,"c":-3}]"#);
    }
}
