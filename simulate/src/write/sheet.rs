//! What stands on the page besides the rows: title, unit row, header, footer.

use chrono::{Datelike, NaiveDate};

use crate::dirt::{Layout, MoneyHabit};
use crate::write::dataset::{Column, Dataset, Kind};
use crate::write::row::{Cell, Row};

/// One file to be written, in either format.
#[derive(Debug)]
pub(crate) struct Sheet<'a> {
    pub(crate) dataset: Dataset,
    pub(crate) layout: &'a Layout,
    /// Who fills the form: a town or a department.
    pub(crate) office: &'a str,
    pub(crate) folder: NaiveDate,
    /// Who filled it in and who checked it.
    pub(crate) clerks: (&'a str, &'a str),
    pub(crate) rows: &'a [Row],
}

impl Sheet<'_> {
    /// How many columns the header has.
    pub(crate) fn width(&self) -> usize {
        self.layout.order.len() + usize::from(self.layout.has_serial)
    }

    /// The lines above the header.
    pub(crate) fn above(&self) -> Vec<Vec<String>> {
        let mut lines = vec![];
        if self.layout.has_title {
            lines.push(vec![format!(
                "{}{}表（{}年{}月）",
                self.office,
                self.dataset.title(),
                self.folder.year(),
                self.folder.month()
            )]);
        }
        if self.layout.has_unit_row {
            let has_money = self
                .dataset
                .columns()
                .iter()
                .any(|column| column.kind == Kind::Money);
            let unit = match (has_money, self.layout.money) {
                (false, _) => "单位：户、人",
                (true, MoneyHabit::TenThousand) => "单位：万元",
                (true, MoneyHabit::Plain | MoneyHabit::FullWidth | MoneyHabit::HalfWidth) => "单位：元",
            };
            lines.push(vec![
                format!("填报单位：{}", self.office),
                String::new(),
                unit.to_owned(),
            ]);
        }
        lines
    }

    pub(crate) fn header(&self) -> Vec<String> {
        let serial = self.layout.has_serial.then(|| "序号".to_owned());
        let columns = self.dataset.columns();
        serial
            .into_iter()
            .chain(
                self.layout
                    .order
                    .iter()
                    .map(|index| self.layout.header_cell(&columns[*index])),
            )
            .collect()
    }

    /// The cells of a row in the order of the header, each with its column.
    pub(crate) fn ordered<'r>(&'r self, row: &'r Row) -> impl Iterator<Item = (&'r Cell, &'r Column)> {
        let columns = self.dataset.columns();
        self.layout
            .order
            .iter()
            .map(move |index| (&row.cells[*index], &columns[*index]))
    }

    /// The lines below the last row.
    pub(crate) fn below(&self) -> Vec<Vec<String>> {
        if !self.layout.has_footer {
            return vec![];
        }
        let (filled_by, checked_by) = self.clerks;
        vec![
            vec!["合计".to_owned(), format!("{}条", self.rows.len())],
            vec![
                format!("填表人：{filled_by}"),
                String::new(),
                format!("审核人：{checked_by}"),
            ],
        ]
    }
}
