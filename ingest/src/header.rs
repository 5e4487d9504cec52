//! Finding the header: which row it is, which dataset it belongs to, and which column of the file is which column of the contract.
//!
//! A header is recognised by what it says and not by where it stands: title rows may stand above it, its columns come in any order,
//! its labels carry stars, white space and units, and it may be two rows high. A dataset is chosen by most columns in common; only
//! then must all its required columns be there, so that a household file without 户主姓名 is not taken for a list of grids.

mod candidate;
mod label;
mod remark;

use self::candidate::{Candidate, Prefer, merged};
pub(crate) use self::label::Label;
use self::label::unit_of_title;
use crate::contract::Contract;
use crate::reader::{Cell, Flow};
use crate::source::Source;

/// Rows with something in them among which a header is looked for.
pub(crate) const HEAD_ROWS_MAX: usize = 30;

/// A header that was found.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    pub(crate) source: &'static Source,
    /// For every column of the dataset: where it stands in the file, and what a number in it is multiplied by.
    pub(crate) columns: Vec<Option<Place>>,
    /// For every column of the dataset: what the file calls it.
    pub(crate) labels: Vec<Option<String>>,
    /// The other columns of the file, with what stands over them.
    pub(crate) stranger_columns: Vec<(usize, String)>,
    /// What the sender has to know about the columns, in Chinese.
    pub(crate) remarks: Vec<String>,
    /// What an amount is multiplied by whose column names no unit.
    pub(crate) money_factor: u32,
    /// The last row of the header.
    pub(crate) row_number: i64,
}

/// A column of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) position: usize,
    /// What the unit in the header multiplies numbers by, if there is one.
    pub(crate) factor: Option<u32>,
}

/// What the first rows of a sheet are.
#[derive(Debug, Clone)]
pub(crate) enum Recognition {
    /// A dataset of the contract.
    Known(Layout),
    /// A header that comes close; what it lacks, in Chinese.
    Lacking(String),
    /// Nothing of the contract.
    Unknown,
}

/// The first rows of a sheet, gathered until a header can be told.
#[derive(Debug, Default)]
pub(crate) struct Heads {
    rows: Vec<(i64, Vec<String>)>,
}

impl Heads {
    /// Takes one more row; stops when there are enough.
    pub(crate) fn take(&mut self, number: i64, cells: &[Cell<'_>]) -> Flow {
        if cells.iter().any(|cell| !cell.is_blank()) {
            let labels = cells.iter().map(|cell| cell.shown().into_owned()).collect();
            self.rows.push((number, labels));
        }
        if self.rows.len() < HEAD_ROWS_MAX {
            Flow::Next
        } else {
            Flow::Stop
        }
    }

    /// Whether there was nothing to see at all.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many columns of one dataset the best row names, by the headers of the contract alone.
    pub(crate) fn matched_columns(&self) -> usize {
        self.candidates(Contract::shipped())
            .map(|candidate| candidate.matched())
            .max()
            .unwrap_or(0)
    }

    /// The first row, or pair of rows, that is the header of a dataset.
    pub(crate) fn recognise(&self, contract: &Contract) -> Recognition {
        let mut closest: Option<Candidate<'_>> = None;
        let mut found: Option<Candidate<'_>> = None;
        for candidate in self.candidates(contract) {
            if candidate.lacking().is_empty() {
                if found.as_ref().is_none_or(|best| candidate.is_better_than(best)) {
                    found = Some(candidate);
                }
            } else if closest
                .as_ref()
                .is_none_or(|best| candidate.matched() > best.matched())
            {
                closest = Some(candidate);
            }
        }
        match (found, closest) {
            (Some(candidate), _) => {
                let money_factor = self.unit_above(candidate.first_row);
                Recognition::Known(candidate.layout(money_factor))
            }
            // Two words in common are not a header.
            (None, Some(candidate)) if candidate.matched() > 2 => {
                Recognition::Lacking(remark::lacking(&candidate))
            }
            (None, _) => Recognition::Unknown,
        }
    }

    /// What the title nearest to the header says that amounts are counted in.
    fn unit_above(&self, header: i64) -> u32 {
        let titles = self.rows.iter().rev().filter(|(number, _)| *number < header);
        titles
            .flat_map(|(_, cells)| cells)
            .find_map(|cell| unit_of_title(cell))
            .unwrap_or(1)
    }

    fn candidates<'c>(&'c self, contract: &'c Contract) -> impl Iterator<Item = Candidate<'c>> {
        self.rows
            .iter()
            .enumerate()
            .flat_map(move |(index, (number, labels))| {
                let alone = Candidate::of(contract, labels, *number, *number);
                let below = self.rows.get(index + 1).filter(|(next, _)| *next == number + 1);
                let pairs = below.into_iter().flat_map(move |(next, lower)| {
                    // In most headers no group changes what a label means.
                    let mut readings = [Prefer::Alone, Prefer::WithGroup]
                        .map(|prefer| merged(contract, labels, lower, prefer))
                        .to_vec();
                    readings.dedup();
                    let pair = |labels: Vec<String>| Candidate::of(contract, &labels, *number, *next);
                    readings.into_iter().filter_map(pair).collect::<Vec<_>>()
                });
                alone.into_iter().chain(pairs)
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::SOURCES;

    fn heads(rows: &[&str]) -> Heads {
        let mut heads = Heads::default();
        for (number, row) in (1..).zip(rows) {
            let cells: Vec<Cell<'_>> = row.split(',').map(|text| Cell::Text(text.into())).collect();
            heads.take(number, &cells);
        }
        heads
    }

    fn known(rows: &[&str]) -> Layout {
        match heads(rows).recognise(Contract::shipped()) {
            Recognition::Known(layout) => layout,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_header_is_found_below_titles_in_any_order_of_columns() {
        let layout = known(&[
            "防止返贫动态监测和帮扶数据报表",
            "填报单位：某县,,单位：元",
            "序号,*走访时间,走访方式,走访人角色,走访人编号,户编号,走访编号,备注",
            "1,2022-06-01,入户访问,网格员,R1,H1,V1,",
        ]);

        assert_eq!((layout.source.name, layout.row_number), ("visit", 3));
        assert_eq!(
            layout.columns[0],
            Some(Place {
                position: 6,
                factor: None
            })
        );
        assert_eq!(layout.columns[6], None);
    }

    #[test]
    fn a_column_that_nobody_knows_is_told_with_what_it_may_be() {
        let layout = known(&[
            "序号,走访编号,户编号,走访人编号,走访人角色,走访方式,走访时间,走访目地,天气,13812345678",
        ]);

        assert_eq!(
            layout.remarks,
            [
                "未识别的列：“走访目地”“天气”“（疑似数据）”",
                "“走访目地”是否为“走访目的”？"
            ]
        );
    }

    #[test]
    fn a_column_that_is_there_twice_is_told() {
        let layout = known(&["走访编号,户编号,走访人编号,走访人角色,走访方式,走访时间,*户编号"]);

        assert_eq!(layout.remarks, ["重复的列（以第一列为准）：“户编号”"]);
        assert_eq!(layout.columns[1].map(|place| place.position), Some(1));
    }

    #[test]
    fn a_required_column_under_another_name_is_asked_for() {
        let rows = ["走访编号,户编号,走访人编号,走访人角色,走访方式,走访日期,录入时间"];

        match heads(&rows).recognise(Contract::shipped()) {
            Recognition::Lacking(message) => assert_eq!(
                message,
                "走访记录缺少必填列“走访时间”；未识别的列：“走访日期”；“走访日期”是否为“走访时间”？"
            ),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_unit_of_a_title_is_that_of_columns_without_their_own() {
        let layout = known(&[
            "家庭收支（单位：万元）",
            "户编号,口径,期初,期末,家庭纯收入,工资性收入（元）,家庭人口",
        ]);

        assert_eq!(layout.money_factor, 10_000);
        assert_eq!(layout.columns[4].map(|place| place.factor), Some(Some(1)));
        assert_eq!(layout.columns[9].map(|place| place.factor), Some(None));
    }

    #[test]
    fn a_merged_header_of_two_rows_is_one_header() {
        let layout = known(&[
            "防止返贫动态监测和帮扶数据报表",
            "序号,流程编号,基本情况,,,",
            ",,户编号,流程类型,环节,时间",
            "1,LC1,H1,纳入,申请,2022-06-01",
        ]);

        assert_eq!((layout.source.name, layout.row_number), ("workflow", 3));
        assert_eq!(layout.columns[0].map(|place| place.position), Some(1));
    }

    #[test]
    fn a_label_that_another_dataset_knows_is_read_with_its_group() {
        let layout = known(&[
            "走访编号,户编号,走访人,,走访,",
            ",,编号,角色,方式,时间",
            "V1,H1,R1,网格员,入户访问,2022-06-01",
        ]);

        assert_eq!((layout.source.name, layout.row_number), ("visit", 2));
        let places: Vec<_> = layout
            .columns
            .iter()
            .flatten()
            .map(|place| place.position)
            .collect();
        assert_eq!(places, [0, 1, 2, 3, 4, 5]);
    }

    #[test]
    fn a_group_over_numbered_columns_is_part_of_their_labels() {
        let layout = known(&[
            "监测编号,户编号,监测对象类别,风险类型,,来源渠道,识别监测时间,录入时间,识别时家庭人口,风险是否已消除,状态",
            ",,,1,2,,,,,,",
        ]);

        assert_eq!(layout.columns[3].map(|place| place.position), Some(3));
        assert_eq!(layout.columns[4].map(|place| place.position), Some(4));
        assert_eq!(layout.row_number, 2);
    }

    #[test]
    fn a_household_file_without_a_required_column_is_not_a_list_of_grids() {
        let rows = ["户编号,户主证件号码,区划代码,网格编号,户类型,家庭人口数,数据日期"];

        match heads(&rows).recognise(Contract::shipped()) {
            Recognition::Lacking(message) => assert_eq!(message, "户信息缺少必填列“户主姓名”"),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_dataset_is_recognised_by_all_its_columns_and_by_its_required_ones() {
        for source in SOURCES {
            let all: Vec<&str> = source.columns.iter().map(|column| column.header).collect();
            let required: Vec<&str> = source
                .columns
                .iter()
                .filter(|column| column.is_required)
                .map(|column| column.header)
                .collect();
            for headers in [all, required] {
                assert_eq!(known(&[&headers.join(",")]).source.name, source.name);
            }
        }
    }

    #[test]
    fn other_tables_are_unknown() {
        assert!(matches!(
            heads(&["姓名,联系电话,爱好", "某,1,2"]).recognise(Contract::shipped()),
            Recognition::Unknown
        ));
        assert!(matches!(
            heads(&[]).recognise(Contract::shipped()),
            Recognition::Unknown
        ));
    }
}
