//! Places as tiles of equal size, coloured by one figure.
//!
//! There are no boundaries of towns and villages that one may publish, and a large town is not worse for being large. So every place
//! is one tile, and the picture says that the positions are a sketch.

use domain::release::FigureUnit;

use super::scale::Steps;
use super::{Chart, ChartError, DataTable};
use crate::number::{ABSENT, shown, with_word};
use crate::svg::palette::{GRID, INK, MUTED};
use crate::svg::sheet::{Anchor, Area, Drawn, Sheet, Type, elide, head_height, times};

const MARGIN: f64 = 16.0;
const TILE: f64 = 92.0;
const TILE_HEIGHT: f64 = 66.0;
/// The legend and the title need this much, however few tiles there are.
const NARROWEST: f64 = 480.0;

/// What a tile map shows.
#[derive(Debug, Clone)]
pub struct Tiles {
    pub title: String,
    /// What is said before the sentence on positions, which the chart adds itself.
    pub subtitle: String,
    pub unit: FigureUnit,
    pub places: Vec<Tile>,
}

/// One place.
#[derive(Debug, Clone)]
pub struct Tile {
    pub key: String,
    pub name: String,
    pub value: Option<f64>,
    /// Said by the mark beside the value: `41/333`.
    pub note: String,
    /// Whether the value stands on too few to be coloured; the tile then shows the note instead.
    pub is_small: bool,
    pub row: usize,
    pub column: usize,
}

/// Places for `count` tiles in the order given, in rows that make up a near-square: (row, column).
pub fn near_square(count: usize) -> Vec<(usize, usize)> {
    let columns = (1..=count).find(|side| side * side >= count).unwrap_or(1);
    (0..count).map(|at| (at / columns, at % columns)).collect()
}

impl Tile {
    /// The value that the colour stands for.
    fn coloured(&self) -> Option<f64> {
        self.value.filter(|_| !self.is_small)
    }
}

impl Tiles {
    pub fn chart(mut self) -> Result<Chart, ChartError> {
        self.subtitle = format!("示意位置，非真实边界；{}", self.subtitle);
        if self
            .places
            .iter()
            .any(|tile| tile.value.is_some() && tile.is_small)
        {
            self.subtitle.push_str("；样本过小的不着色，只列分子/分母");
        }
        let svg = self.draw()?;
        Ok(Chart {
            svg,
            description: format!("方格图，共{}个地方。{}", self.places.len(), self.subtitle),
            table: self.table(),
            title: self.title,
        })
    }

    fn table(&self) -> DataTable {
        let row = |tile: &Tile| {
            let value = tile
                .value
                .map_or_else(|| "无数据".to_owned(), |value| with_word(value, self.unit));
            let note = if tile.note.is_empty() {
                ABSENT.to_owned()
            } else {
                tile.note.clone()
            };
            vec![tile.name.clone(), value, note]
        };
        DataTable {
            head: ["地方", "数值", "分子/分母"].map(str::to_owned).into(),
            rows: self.places.iter().map(row).collect(),
        }
    }

    fn draw(&self) -> Result<String, ChartError> {
        let columns = self.places.iter().map(|tile| tile.column + 1).max().unwrap_or(1);
        let rows = self.places.iter().map(|tile| tile.row + 1).max().unwrap_or(1);
        let width = (times(columns, TILE) + 2.0 * MARGIN).max(NARROWEST);
        let top = head_height(&self.subtitle, width) + 4.0;
        let left = (width - times(columns, TILE)) / 2.0;
        let bottom = top + times(rows, TILE_HEIGHT);
        let values: Vec<f64> = self.places.iter().filter_map(Tile::coloured).collect();
        let steps = Steps::over(&values, self.unit);

        let sheet = Sheet::new(width, bottom + 52.0)?;
        sheet.head(&self.title, &self.subtitle)?;
        for tile in &self.places {
            let corner = (
                left + times(tile.column, TILE),
                top + times(tile.row, TILE_HEIGHT),
            );
            self.draw_tile(&sheet, tile, corner, &steps)?;
        }
        steps.legend(&sheet, MARGIN + 14.0, bottom + 20.0)?;
        Ok(sheet.finish(
            &self.title,
            &format!("方格图，共{}个地方。{}", self.places.len(), self.subtitle),
        ))
    }

    fn draw_tile(&self, sheet: &Sheet, tile: &Tile, corner: (f64, f64), steps: &Steps) -> Drawn {
        let square = Area {
            left: corner.0 + 2.0,
            top: corner.1 + 2.0,
            right: corner.0 + TILE - 2.0,
            bottom: corner.1 + TILE_HEIGHT - 2.0,
        };
        let value = tile
            .value
            .map_or_else(|| "无数据".to_owned(), |value| with_word(value, self.unit));
        let note = if tile.note.is_empty() {
            String::new()
        } else {
            format!("（{}）", tile.note)
        };
        sheet.mark(&format!("{}：{value}{note}", tile.name), &tile.key, || {
            let (name_role, value_role) = if let Some(value) = tile.coloured() {
                let (fill, text) = steps.colours(value);
                sheet.rectangle(square, fill, 1.0)?;
                (text, text)
            } else {
                sheet.rectangle(square, INK, 0.0)?;
                sheet.frame(square, GRID)?;
                (INK, MUTED)
            };
            let centre = f64::midpoint(square.left, square.right);
            let name = elide(&tile.name, 6.4);
            sheet.text(
                centre,
                square.top + 21.0,
                &name,
                Type::new(12.5, name_role, Anchor::Middle),
            )?;
            let (text, look) = match tile.value {
                Some(_) if tile.is_small => (tile.note.clone(), Type::new(13.0, value_role, Anchor::Middle)),
                Some(value) => (
                    shown(value, self.unit),
                    Type::new(15.0, value_role, Anchor::Middle).bold(),
                ),
                None => (
                    ABSENT.to_owned(),
                    Type::new(15.0, value_role, Anchor::Middle).bold(),
                ),
            };
            sheet.text(centre, square.top + 42.0, &text, look)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_household_of_one_has_no_colour() {
        let tile = |name: &str, value: f64, note: &str, is_small: bool| Tile {
            key: name.to_owned(),
            name: name.to_owned(),
            value: Some(value),
            note: note.to_owned(),
            is_small,
            row: 0,
            column: 0,
        };

        let chart = Tiles {
            title: "逾期走访率".to_owned(),
            subtitle: String::new(),
            unit: FigureUnit::Share,
            places: vec![tile("大村", 0.1, "10/100", false), tile("小村", 1.0, "1/1", true)],
        }
        .chart()
        .unwrap();

        assert!(chart.svg.contains(">1/1</text>") && !chart.svg.contains(">100.0%</text>"));
    }

    #[test]
    fn tiles_fill_a_near_square_in_their_order() {
        assert_eq!(near_square(3), [(0, 0), (0, 1), (1, 0)]);
        assert_eq!(near_square(4), [(0, 0), (0, 1), (1, 0), (1, 1)]);
        assert_eq!(near_square(19).last(), Some(&(3, 3)));
        assert_eq!(near_square(0), []);
    }
}
