//! Places in order of one figure, with the uncertainty of each and the whole as a line of reference.
//!
//! A small place swings: one household in three is 33 %, and means nothing. So shares are never ordered by their value. Where a
//! high value is bad, the place whose **lower** 95 % limit is highest comes first; where a low value is bad, the place whose
//! **upper** limit is lowest. A denominator below [`SMALLEST_SAMPLE`] is shown but not ordered at all. Figures that have no
//! interval (counts, percentiles) are ordered by value.

use std::cmp::Ordering;

use domain::release::{Better, FigureUnit};

use super::scale::{from_zero, tick_label, ticks};
use super::{Chart, ChartError, DataTable};
use crate::number::{ABSENT, interval, over, with_word, word};
use crate::svg::palette::{AXIS, DANGER, FAINT, GRID, INK, MAIN, MUTED, Role};
use crate::svg::sheet::{Anchor, Area, Drawn, Sheet, Type, elide, ems, head_height, times};

/// Below this denominator a share is not compared with others.
pub const SMALLEST_SAMPLE: f64 = 5.0;

const WIDTH: f64 = 720.0;
const ROW: f64 = 26.0;
const NAME_SIZE: f64 = 13.0;
/// Room for names, in ems of their size.
const LONGEST_NAME: f64 = 9.0;

/// Fewer places than this with a sample of that size give no ranking.
pub(super) const FEWEST_RANKED: usize = 2;

/// What a ranking shows.
#[derive(Debug, Clone)]
pub struct Ranking {
    pub title: String,
    pub subtitle: String,
    pub unit: FigureUnit,
    pub better: Better,
    /// The whole that the places are parts of: its name and its value.
    pub reference: Option<(String, f64)>,
    pub rows: Vec<RankingRow>,
}

/// One place of a ranking.
#[derive(Debug, Clone)]
pub struct RankingRow {
    /// What the mark answers to in a page: the region code.
    pub key: String,
    pub name: String,
    pub value: Option<f64>,
    pub lower: Option<f64>,
    pub upper: Option<f64>,
    pub numerator: Option<f64>,
    pub denominator: Option<f64>,
}

/// How much a row can be relied on; rows are grouped in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    Ranked,
    SmallSample,
    Absent,
}

impl RankingRow {
    fn standing(&self, unit: FigureUnit) -> Standing {
        // The denominator of a ratio is a share, not a number of households.
        let sample = self.denominator.filter(|_| unit != FigureUnit::Ratio);
        match (self.value, sample) {
            (None, _) => Standing::Absent,
            (Some(_), Some(sample)) if sample < SMALLEST_SAMPLE => Standing::SmallSample,
            (Some(_), _) => Standing::Ranked,
        }
    }

    fn fraction(&self, unit: FigureUnit) -> Option<String> {
        over(self.numerator, self.denominator, unit)
    }

    /// What stands to the right of the bar.
    fn label(&self, unit: FigureUnit) -> String {
        let Some(value) = self.value else {
            return "无数据".to_owned();
        };
        match (self.standing(unit), self.fraction(unit)) {
            (Standing::SmallSample, Some(fraction)) => format!("{fraction}　样本过小"),
            (Standing::SmallSample, None) => format!("{}　样本过小", with_word(value, unit)),
            (Standing::Ranked | Standing::Absent, Some(fraction)) => {
                format!("{}（{fraction}）", with_word(value, unit))
            }
            (Standing::Ranked | Standing::Absent, None) => with_word(value, unit),
        }
    }

    /// The name of the mark: everything that is known about the row.
    fn tip(&self, rank: Option<usize>, unit: FigureUnit) -> String {
        let place = rank.map_or_else(|| self.name.clone(), |rank| format!("第{rank}位 {}", self.name));
        match interval(self.lower, self.upper, unit) {
            Some(interval) => format!("{place}：{}，95%区间 {interval}", self.label(unit)),
            None => format!("{place}：{}", self.label(unit)),
        }
    }
}

impl Ranking {
    /// How many places have a sample that can be compared.
    pub(super) fn comparable(&self) -> usize {
        let rows = self.rows.iter();
        rows.filter(|row| row.standing(self.unit) == Standing::Ranked)
            .count()
    }

    /// Whether a row is kept out because its sample is too small.
    pub(super) fn has_small_samples(&self) -> bool {
        self.rows
            .iter()
            .any(|row| row.standing(self.unit) == Standing::SmallSample)
    }

    /// The chart; the rows come out in the order the module's text says.
    pub fn chart(mut self) -> Result<Chart, ChartError> {
        let (better, unit) = (self.better, self.unit);
        self.rows
            .sort_by(|a, b| order(a, b, better, unit).then_with(|| a.key.cmp(&b.key)));
        let svg = self.draw()?;
        Ok(Chart {
            svg,
            description: self.description(),
            table: self.table(),
            title: self.title,
        })
    }

    fn description(&self) -> String {
        let first = self
            .rows
            .first()
            .filter(|row| row.standing(self.unit) == Standing::Ranked)
            .map_or_else(String::new, |row| {
                format!("，排在首位的是{}，{}", row.name, row.label(self.unit))
            });
        format!("排名图，共{}个地方{first}。{}", self.rows.len(), self.subtitle)
    }

    fn table(&self) -> DataTable {
        let head = ["位次", "地方", "数值", "分子/分母", "95%区间", "说明"];
        let row = |(at, row): (usize, &RankingRow)| {
            let (rank, note) = match row.standing(self.unit) {
                Standing::Ranked => ((at + 1).to_string(), ""),
                Standing::SmallSample => (ABSENT.to_owned(), "样本过小，不排序"),
                Standing::Absent => (ABSENT.to_owned(), "无数据"),
            };
            let absent = || ABSENT.to_owned();
            vec![
                rank,
                row.name.clone(),
                row.value.map_or_else(absent, |value| with_word(value, self.unit)),
                row.fraction(self.unit).unwrap_or_else(absent),
                interval(row.lower, row.upper, self.unit).unwrap_or_else(absent),
                note.to_owned(),
            ]
        };
        DataTable {
            head: head.map(str::to_owned).into(),
            rows: self.rows.iter().enumerate().map(row).collect(),
        }
    }

    /// Red says: worse than the whole, beyond what chance explains.
    fn colour(&self, row: &RankingRow) -> Role {
        if row.standing(self.unit) != Standing::Ranked {
            return FAINT;
        }
        let is_worse = match (self.better, &self.reference, row.lower, row.upper) {
            (Better::Lower, Some((_, whole)), Some(lower), _) => lower > *whole,
            (Better::Higher, Some((_, whole)), _, Some(upper)) => upper < *whole,
            _ => false,
        };
        if is_worse { DANGER } else { MAIN }
    }

    fn draw(&self) -> Result<String, ChartError> {
        let longest = |texts: &mut dyn Iterator<Item = f64>| texts.fold(0.0, f64::max);
        let names = longest(&mut self.rows.iter().map(|row| ems(&row.name)));
        let labels = longest(&mut self.rows.iter().map(|row| ems(&row.label(self.unit))));
        let top = head_height(&self.subtitle, WIDTH) + if self.reference.is_some() { 22.0 } else { 6.0 };
        let plot = Area {
            left: 24.0 + names.clamp(3.0, LONGEST_NAME) * NAME_SIZE,
            top,
            right: WIDTH - 28.0 - labels * 12.0,
            bottom: top + times(self.rows.len(), ROW),
        };
        let values = self
            .rows
            .iter()
            .flat_map(|row| {
                [
                    row.value,
                    row.upper.filter(|_| row.standing(self.unit) == Standing::Ranked),
                ]
            })
            .chain([self.reference.as_ref().map(|(_, value)| *value)])
            .flatten();
        let range = from_zero(values, self.unit);
        let x = |value: f64| plot.left + (plot.right - plot.left) * (value / range.end).clamp(0.0, 1.0);

        let sheet = Sheet::new(WIDTH, plot.bottom + 34.0)?;
        sheet.head(&self.title, &self.subtitle)?;
        sheet.layer("grid", || {
            for tick in ticks(&range, 7, self.unit) {
                let role = if tick > 0.0 { GRID } else { AXIS };
                sheet.line((x(tick), plot.top), (x(tick), plot.bottom), role, 1.0)?;
                let label = format!("{}{}", tick_label(tick, self.unit), word(self.unit));
                sheet.text(
                    x(tick),
                    plot.bottom + 13.0,
                    &label,
                    Type::new(11.0, MUTED, Anchor::Middle),
                )?;
            }
            Ok(())
        })?;
        for (at, row) in self.rows.iter().enumerate() {
            let middle = plot.top + ROW / 2.0 + times(at, ROW);
            let rank = (row.standing(self.unit) == Standing::Ranked).then_some(at + 1);
            sheet.mark(&row.tip(rank, self.unit), &row.key, || {
                self.draw_row(&sheet, row, plot, middle, &x)
            })?;
        }
        self.draw_reference(&sheet, plot, &x)?;
        Ok(sheet.finish(&self.title, &self.description()))
    }

    fn draw_row(
        &self,
        sheet: &Sheet,
        row: &RankingRow,
        plot: Area,
        middle: f64,
        x: &dyn Fn(f64) -> f64,
    ) -> Drawn {
        let whole_row = Area {
            left: 0.0,
            top: middle - ROW / 2.0,
            right: WIDTH,
            bottom: middle + ROW / 2.0,
        };
        sheet.rectangle(whole_row, INK, 0.0)?;
        let colour = self.colour(row);
        if let Some(value) = row.value {
            // Three households of three would be the longest bar of all, so what says little is drawn thin.
            let half = if row.standing(self.unit) == Standing::Ranked {
                8.0
            } else {
                2.0
            };
            let bar = Area {
                left: plot.left,
                top: middle - half,
                right: x(value),
                bottom: middle + half,
            };
            sheet.rectangle(bar, colour, 0.85)?;
        }
        if let (Standing::Ranked, Some(lower), Some(upper)) = (row.standing(self.unit), row.lower, row.upper)
        {
            sheet.line((x(lower), middle), (x(upper), middle), INK, 1.5)?;
            for end in [x(lower), x(upper)] {
                sheet.line((end, middle - 4.0), (end, middle + 4.0), INK, 1.5)?;
            }
        }
        let name = elide(&row.name, LONGEST_NAME);
        sheet.text(
            plot.left - 8.0,
            middle,
            &name,
            Type::new(NAME_SIZE, INK, Anchor::Right),
        )?;
        let label_role = if colour == DANGER { DANGER } else { MUTED };
        let label = row.label(self.unit);
        sheet.text(
            plot.right + 12.0,
            middle,
            &label,
            Type::new(12.0, label_role, Anchor::Left),
        )
    }

    fn draw_reference(&self, sheet: &Sheet, plot: Area, x: &dyn Fn(f64) -> f64) -> Drawn {
        let Some((name, value)) = &self.reference else {
            return Ok(());
        };
        sheet.layer("reference", || {
            let at = x(*value);
            sheet.dashed(|| sheet.line((at, plot.top - 4.0), (at, plot.bottom), INK, 1.2))?;
            let label = format!("{name} {}", with_word(*value, self.unit));
            let room = ems(&label) * 11.5 / 2.0;
            let middle = at.clamp(16.0 + room, WIDTH - 16.0 - room);
            sheet.text(
                middle,
                plot.top - 13.0,
                &label,
                Type::new(11.5, INK, Anchor::Middle),
            )
        })
    }
}

fn order(a: &RankingRow, b: &RankingRow, better: Better, unit: FigureUnit) -> Ordering {
    let standing = a.standing(unit).cmp(&b.standing(unit));
    let by_value = match better {
        Better::Lower | Better::Neither => descending(a.lower.or(a.value), b.lower.or(b.value)),
        Better::Higher => descending(b.upper.or(b.value), a.upper.or(a.value)),
    };
    if a.standing(unit) == Standing::Ranked {
        standing.then(by_value)
    } else {
        standing
    }
}

fn descending(a: Option<f64>, b: Option<f64>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => b.total_cmp(&a),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, numerator: f64, denominator: f64, lower: f64, upper: f64) -> RankingRow {
        RankingRow {
            key: name.to_owned(),
            name: name.to_owned(),
            value: (denominator > 0.0).then(|| numerator / denominator),
            lower: (denominator > 0.0).then_some(lower),
            upper: (denominator > 0.0).then_some(upper),
            numerator: Some(numerator),
            denominator: Some(denominator),
        }
    }

    fn ranking(better: Better) -> Ranking {
        Ranking {
            title: "各乡镇逾期走访率".to_owned(),
            subtitle: "截至2023年5月31日".to_owned(),
            unit: FigureUnit::Share,
            better,
            reference: Some(("全区".to_owned(), 0.2)),
            rows: vec![
                row("空村", 0.0, 0.0, 0.0, 0.0),
                row("小村", 2.0, 3.0, 0.208, 0.939),
                // 4 of 8 is the higher share, but 120 of 300 is the surer one.
                row("半村", 4.0, 8.0, 0.215, 0.785),
                row("大村", 120.0, 300.0, 0.346, 0.456),
                row("好村", 10.0, 300.0, 0.018, 0.060),
            ],
        }
    }

    fn order_of(chart: &Chart) -> Vec<(&str, &str)> {
        chart
            .table
            .rows
            .iter()
            .map(|row| (row[0].as_str(), row[1].as_str()))
            .collect()
    }

    #[test]
    fn where_high_is_bad_the_highest_lower_limit_comes_first() {
        let chart = ranking(Better::Lower).chart().unwrap();

        assert_eq!(
            order_of(&chart),
            [
                ("1", "大村"),
                ("2", "半村"),
                ("3", "好村"),
                ("—", "小村"),
                ("—", "空村")
            ]
        );
        assert!(chart.svg.contains("2/3　样本过小"));
    }

    #[test]
    fn where_low_is_bad_the_lowest_upper_limit_comes_first() {
        let chart = ranking(Better::Higher).chart().unwrap();

        assert_eq!(
            order_of(&chart)[..3],
            [("1", "好村"), ("2", "大村"), ("3", "半村")]
        );
    }

    #[test]
    fn only_a_place_that_is_worse_beyond_chance_is_red() {
        let ranking = ranking(Better::Lower);
        let red: Vec<&str> = ranking
            .rows
            .iter()
            .filter(|row| ranking.colour(row) == DANGER)
            .map(|row| row.name.as_str())
            .collect();

        assert_eq!(red, ["半村", "大村"]);
    }
}
