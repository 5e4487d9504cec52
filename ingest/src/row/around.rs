//! What a row says about days and places beside the values that land: for finding the place that a name means.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::{Row, SheetReader};
use crate::cell::Value;
use crate::known::Place;
use crate::reader::Cell;

/// Columns outside the contract that say in which town or county a row lies.
const TOWN_HEADERS: [&str; 19] = [
    "乡镇",
    "乡镇名",
    "乡镇名称",
    "乡镇街道",
    "乡镇/街道",
    "镇街",
    "镇",
    "乡",
    "街道",
    "所属乡镇",
    "所在乡镇",
    "县",
    "县名",
    "县名称",
    "县区",
    "区县",
    "县市区",
    "所属县",
    "所在县",
];

impl SheetReader {
    /// The day that the row speaks of: of its state, else of what happened, else of its delivery.
    pub(crate) fn day_of(&self, row: &Row<'_>) -> NaiveDate {
        let source = self.source();
        if source.is_state {
            return self.state_on(row).unwrap_or(self.delivered_on);
        }
        if let Some(Value::Int(year)) = source.position("year").map(|position| &row.values[position]) {
            let year = i32::try_from(*year).ok();
            return year
                .and_then(|year| NaiveDate::from_ymd_opt(year, 12, 31))
                .unwrap_or(self.delivered_on);
        }
        let happened = source.columns.iter().zip(&row.values);
        happened
            .filter(|(column, _)| column.has_happened)
            .find_map(|(_, value)| value.day())
            .unwrap_or(self.delivered_on)
    }

    /// What stands in columns of the file that name a town or a county.
    pub(crate) fn places_beside<'r>(&'r self, cells: &'r [Cell<'_>]) -> impl Iterator<Item = Cow<'r, str>> {
        let strangers = self.layout.stranger_columns.iter();
        strangers
            .filter(|(_, label)| TOWN_HEADERS.contains(&label.as_str()))
            .filter_map(|(position, _)| cells.get(*position))
            .filter(|cell| !cell.is_blank())
            .map(Cell::shown)
    }

    /// The place that a row of 行政区划 describes.
    pub(crate) fn place_of(&self, row: &Row<'_>) -> Option<Place> {
        let value = |name: &str| Some(&row.values[self.source().position(name)?]);
        let code = |name: &str| match value(name) {
            Some(Value::Region(code)) => Some(*code),
            _ => None,
        };
        let Some(Value::Text(name)) = value("name") else {
            return None;
        };
        Some(Place {
            code: code("region_code")?,
            name: name.clone().into_owned(),
            parent: code("parent_code"),
            opened_on: value("opened_on").and_then(Value::day),
            closed_on: value("closed_on").and_then(Value::day),
        })
    }
}
