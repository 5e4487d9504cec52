//! Places against kinds: a table whose cells are coloured by their value.
//!
//! The number stands in every cell, so nothing depends on telling colours apart.

use domain::release::FigureUnit;

use super::scale::Steps;
use super::{Chart, ChartError, DataTable};
use crate::number::{ABSENT, shown, with_word};
use crate::svg::palette::{GRID, INK, MUTED};
use crate::svg::sheet::{Anchor, Area, Drawn, Sheet, Type, elide, ems, head_height, times};

const WIDTH: f64 = 720.0;
const ROW: f64 = 28.0;
const LONGEST_NAME: f64 = 8.0;

/// What a heat map shows.
#[derive(Debug, Clone)]
pub struct Heat {
    pub title: String,
    pub subtitle: String,
    pub unit: FigureUnit,
    pub columns: Vec<String>,
    pub rows: Vec<HeatRow>,
}

/// One place of a heat map.
#[derive(Debug, Clone)]
pub struct HeatRow {
    pub key: String,
    pub name: String,
    /// One cell for each column.
    pub cells: Vec<HeatCell>,
}

/// One cell: what it shows, and what else is known about it.
#[derive(Debug, Clone)]
pub struct HeatCell {
    pub value: CellValue,
    /// Added to the name of the mark: `5/12，区位商1.8`.
    pub note: String,
}

/// What a cell shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CellValue {
    Value(f64),
    /// Fewer than three households: a value would say more about the few than about the place.
    Suppressed,
    /// No household, or no data.
    Absent,
}

impl CellValue {
    fn text(self, unit: FigureUnit) -> String {
        match self {
            Self::Value(value) => shown(value, unit),
            Self::Suppressed => "<3".to_owned(),
            Self::Absent => ABSENT.to_owned(),
        }
    }
}

impl Heat {
    pub fn chart(self) -> Result<Chart, ChartError> {
        let svg = self.draw()?;
        Ok(Chart {
            svg,
            description: self.description(),
            table: self.table(),
            title: self.title,
        })
    }

    fn values(&self) -> Vec<f64> {
        self.rows
            .iter()
            .flat_map(|row| &row.cells)
            .filter_map(|cell| match cell.value {
                CellValue::Value(value) => Some(value),
                CellValue::Suppressed | CellValue::Absent => None,
            })
            .collect()
    }

    fn description(&self) -> String {
        let mut highest: Option<(f64, String)> = None;
        for row in &self.rows {
            for (column, cell) in self.columns.iter().zip(&row.cells) {
                if let CellValue::Value(value) = cell.value
                    && highest.as_ref().is_none_or(|(most, _)| value > *most)
                {
                    let value_text = with_word(value, self.unit);
                    highest = Some((value, format!("，最高的是{}的{column}，{value_text}", row.name)));
                }
            }
        }
        let highest = highest.map_or_else(String::new, |(_, text)| text);
        format!(
            "热力图，{}个地方，{}类{highest}。{}",
            self.rows.len(),
            self.columns.len(),
            self.subtitle
        )
    }

    fn table(&self) -> DataTable {
        let row = |row: &HeatRow| {
            let cells = row.cells.iter().map(|cell| cell.value.text(self.unit));
            std::iter::once(row.name.clone()).chain(cells).collect()
        };
        DataTable {
            head: std::iter::once("地方".to_owned())
                .chain(self.columns.iter().cloned())
                .collect(),
            rows: self.rows.iter().map(row).collect(),
        }
    }

    fn draw(&self) -> Result<String, ChartError> {
        let names = self.rows.iter().map(|row| ems(&row.name)).fold(3.0, f64::max);
        let top = head_height(&self.subtitle, WIDTH) + 34.0;
        let area = Area {
            left: 24.0 + names.min(LONGEST_NAME) * 12.5,
            top,
            right: WIDTH - 16.0,
            bottom: top + times(self.rows.len(), ROW),
        };
        let width = (area.right - area.left) / times(self.columns.len().max(1), 1.0);
        let steps = Steps::over(&self.values(), self.unit);

        let sheet = Sheet::new(WIDTH, area.bottom + 52.0)?;
        sheet.head(&self.title, &self.subtitle)?;
        sheet.layer("columns", || {
            for (at, column) in self.columns.iter().enumerate() {
                let x = area.left + width / 2.0 + times(at, width);
                draw_column_name(&sheet, x, area.top, column)?;
            }
            Ok(())
        })?;
        for (at, row) in self.rows.iter().enumerate() {
            let band = Area {
                top: area.top + times(at, ROW),
                bottom: area.top + times(at + 1, ROW),
                ..area
            };
            self.draw_row(&sheet, row, band, width, &steps)?;
        }
        steps.legend(&sheet, area.left, area.bottom + 20.0)?;
        Ok(sheet.finish(&self.title, &self.description()))
    }

    fn draw_row(&self, sheet: &Sheet, row: &HeatRow, band: Area, width: f64, steps: &Steps) -> Drawn {
        let middle = f64::midpoint(band.top, band.bottom);
        sheet.layer("row", || {
            let name = elide(&row.name, LONGEST_NAME);
            sheet.text(
                band.left - 8.0,
                middle,
                &name,
                Type::new(12.5, INK, Anchor::Right),
            )
        })?;
        for (at, (column, cell)) in self.columns.iter().zip(&row.cells).enumerate() {
            let left = band.left + times(at, width);
            let square = Area {
                left: left + 1.0,
                top: band.top + 1.0,
                right: left + width - 1.0,
                bottom: band.bottom - 1.0,
            };
            let text = cell.value.text(self.unit);
            let note = if cell.note.is_empty() {
                String::new()
            } else {
                format!("（{}）", cell.note)
            };
            let tip = format!("{} · {column}：{text}{note}", row.name);
            sheet.mark(&tip, &row.key, || {
                let text_role = match cell.value {
                    CellValue::Value(value) => {
                        let (fill, text) = steps.colours(value);
                        sheet.rectangle(square, fill, 1.0)?;
                        text
                    }
                    CellValue::Suppressed | CellValue::Absent => {
                        sheet.rectangle(square, INK, 0.0)?;
                        sheet.frame(square, GRID)?;
                        MUTED
                    }
                };
                let centre = f64::midpoint(square.left, square.right);
                sheet.text(centre, middle, &text, Type::new(11.5, text_role, Anchor::Middle))
            })?;
        }
        Ok(())
    }
}

/// A name of more than four characters takes two lines: 因务工 / 就业不稳.
fn draw_column_name(sheet: &Sheet, x: f64, bottom: f64, name: &str) -> Drawn {
    let look = Type::new(11.5, INK, Anchor::Middle);
    if name.chars().count() <= 4 {
        return sheet.text(x, bottom - 11.0, name, look);
    }
    let first: String = name.chars().take(3).collect();
    let rest: String = name.chars().skip(3).collect();
    sheet.text(x, bottom - 25.0, &first, look)?;
    sheet.text(x, bottom - 11.0, &rest, look)
}
