//! What stands on the page besides the rows: title, unit row, header, footer.

use chrono::{Datelike, NaiveDate};

use crate::dirt::{Layout, MoneyHabit};
use crate::write::dataset::{Column, Dataset, Kind};
use crate::write::header::{self, Heading};
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

    /// The header, column by column.
    pub(crate) fn headings(&self) -> Vec<Heading> {
        header::headings(self.dataset, self.layout)
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

    /// What stands on the hidden sheet of a workbook that carries its own instructions.
    pub(crate) fn notes(&self) -> Vec<String> {
        if !self.layout.has_notes {
            return vec![];
        }
        vec![
            "填报说明".to_owned(),
            format!("一、本表由{}填报，每日汇总。", self.office),
            "二、带*的为必填项，编码列请按文本格式填写，勿用科学计数。".to_owned(),
            "三、下拉选项请勿改动；本页供填报人参考，不需填写。".to_owned(),
        ]
    }
}
