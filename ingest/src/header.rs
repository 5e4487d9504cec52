//! Finding the header: which row it is, which dataset it belongs to, and which column of the file is which column of the contract.
//!
//! A header is recognised by what it says and not by where it stands: title rows may stand above it, its columns come in any order,
//! its labels carry stars, white space and units, and it may be two rows high. A dataset is chosen by most columns in common; only
//! then must all its required columns be there, so that a household file without 户主姓名 is not taken for a list of grids.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::reader::{Cell, Flow};
use crate::source::Source;
use crate::sources::SOURCES;

/// Rows with something in them among which a header is looked for.
const HEAD_ROWS_MAX: usize = 30;

/// Where each canonical header occurs: the dataset and the column.
static PLACES: LazyLock<HashMap<&'static str, Vec<(usize, usize)>>> = LazyLock::new(|| {
    let mut places: HashMap<&'static str, Vec<(usize, usize)>> = HashMap::new();
    for (source, entry) in SOURCES.iter().enumerate() {
        for (column, entry) in entry.columns.iter().enumerate() {
            places.entry(entry.header).or_default().push((source, column));
        }
    }
    places
});

/// A header that was found.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    pub(crate) source: &'static Source,
    /// For every column of the dataset: where it stands in the file, and what a number in it is multiplied by.
    pub(crate) columns: Vec<Option<Place>>,
    /// The last row of the header.
    pub(crate) row_number: i64,
}

/// A column of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) position: usize,
    pub(crate) factor: u32,
}

/// What the first rows of a sheet are.
#[derive(Debug, Clone)]
pub(crate) enum Recognition {
    /// A dataset of the contract.
    Known(Layout),
    /// A header that comes close, and the required columns that it lacks.
    Lacking(&'static Source, Vec<&'static str>),
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

    /// How many columns of one dataset the best row names.
    pub(crate) fn matched_columns(&self) -> usize {
        self.candidates()
            .map(|candidate| candidate.matched())
            .max()
            .unwrap_or(0)
    }

    /// The first row, or pair of rows, that is the header of a dataset.
    pub(crate) fn recognise(&self) -> Recognition {
        let mut closest: Option<Candidate> = None;
        let mut found: Option<Candidate> = None;
        for candidate in self.candidates() {
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
            (Some(candidate), _) => Recognition::Known(candidate.layout()),
            // Two words in common are not a header.
            (None, Some(candidate)) if candidate.matched() > 2 => {
                Recognition::Lacking(candidate.source, candidate.lacking())
            }
            (None, _) => Recognition::Unknown,
        }
    }

    fn candidates(&self) -> impl Iterator<Item = Candidate> {
        self.rows
            .iter()
            .enumerate()
            .flat_map(|(index, (number, labels))| {
                let alone = Candidate::of(labels, *number, *number);
                let pair = self.rows.get(index + 1).and_then(|(next, lower)| {
                    (*next == number + 1).then(|| Candidate::of(&merged(labels, lower), *number, *next))?
                });
                [alone, pair].into_iter().flatten()
            })
    }
}

/// The labels of a header of two rows: the lower one where there is one, else the upper one, which then spans both.
fn merged(upper: &[String], lower: &[String]) -> Vec<String> {
    let mut group = "";
    (0..upper.len().max(lower.len()))
        .map(|position| {
            let above = upper.get(position).map_or("", String::as_str);
            let below = lower.get(position).map_or("", String::as_str);
            if !above.is_empty() {
                group = above;
            }
            if below.is_empty() {
                return above.to_owned();
            }
            // A group such as 风险类型 over 1 … 5 is part of the label.
            let together = format!("{group}{below}");
            let is_known = |label: &str| PLACES.contains_key(Label::of(label).name.as_str());
            if is_known(&together) && !is_known(below) {
                together
            } else {
                below.to_owned()
            }
        })
        .collect()
}

struct Candidate {
    source: &'static Source,
    columns: Vec<Option<Place>>,
    first_row: i64,
    last_row: i64,
}

impl Candidate {
    /// The dataset that has most columns in common with these labels.
    fn of(labels: &[String], first_row: i64, last_row: i64) -> Option<Self> {
        let mut found: Vec<Vec<Option<Place>>> = SOURCES
            .iter()
            .map(|source| vec![None; source.columns.len()])
            .collect();
        for (position, label) in labels.iter().enumerate() {
            let label = Label::of(label);
            for (source, column) in PLACES.get(label.name.as_str()).into_iter().flatten() {
                // Of two columns with the same header the first one counts.
                found[*source][*column].get_or_insert(Place {
                    position,
                    factor: label.factor,
                });
            }
        }
        SOURCES
            .iter()
            .zip(found)
            .map(|(source, columns)| Self {
                source,
                columns,
                first_row,
                last_row,
            })
            .filter(|candidate| candidate.matched() > 0)
            .max_by_key(|candidate| {
                let share = candidate.matched() * 1000 / candidate.columns.len();
                (candidate.matched(), candidate.lacking().is_empty(), share)
            })
    }

    /// A title makes a pair with the row below it that says no more than that row alone; a header makes a pair with the first row of
    /// data that says less. A header further down belongs to another table.
    fn is_better_than(&self, best: &Self) -> bool {
        let is_alone = self.first_row == self.last_row;
        self.first_row <= best.last_row
            && (self.matched() > best.matched() || (is_alone && self.matched() == best.matched()))
    }

    fn matched(&self) -> usize {
        self.columns.iter().flatten().count()
    }

    fn lacking(&self) -> Vec<&'static str> {
        self.source
            .columns
            .iter()
            .zip(&self.columns)
            .filter(|(column, place)| column.is_required && place.is_none())
            .map(|(column, _)| column.header)
            .collect()
    }

    fn layout(self) -> Layout {
        Layout {
            source: self.source,
            columns: self.columns,
            row_number: self.last_row,
        }
    }
}

/// A header cell without its ornaments.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Label {
    pub(crate) name: String,
    pub(crate) factor: u32,
}

impl Label {
    /// Takes white space, line breaks, full-width forms, stars and a trailing unit in brackets off a header.
    pub(crate) fn of(text: &str) -> Self {
        let text = domain::text::label(text);
        let mut name = text.trim_matches('*');
        let mut factor = 1;
        for (open, close) in [('(', ')'), ('[', ']'), ('【', '】')] {
            if let Some((before, unit)) = name
                .strip_suffix(close)
                .and_then(|inside| inside.rsplit_once(open))
            {
                name = before.trim_end_matches('*');
                factor = factor_of(unit);
            }
        }
        Self {
            name: name.to_owned(),
            factor,
        }
    }
}

fn factor_of(unit: &str) -> u32 {
    let unit = unit.strip_prefix("单位:").unwrap_or(unit);
    match unit.chars().next() {
        Some('亿') => 100_000_000,
        Some('万') => 10_000,
        Some('千') => 1_000,
        Some('百') => 100,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heads(rows: &[&str]) -> Heads {
        let mut heads = Heads::default();
        for (number, row) in (1..).zip(rows) {
            let cells: Vec<Cell<'_>> = row.split(',').map(|text| Cell::Text(text.into())).collect();
            heads.take(number, &cells);
        }
        heads
    }

    fn known(rows: &[&str]) -> Layout {
        match heads(rows).recognise() {
            Recognition::Known(layout) => layout,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn ornaments_do_not_change_which_column_it_is_but_a_unit_changes_the_value() {
        let label = |text| {
            let label = Label::of(text);
            (label.name, label.factor)
        };

        assert_eq!(label("**户\n编 号"), ("户编号".to_owned(), 1));
        assert_eq!(label("＊金额（元）"), ("金额".to_owned(), 1));
        assert_eq!(label("金　额(万元)"), ("金额".to_owned(), 10_000));
        assert_eq!(label("风险类型１"), ("风险类型1".to_owned(), 1));
        assert_eq!(label("联系地址（门牌）"), ("联系地址".to_owned(), 1));
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
                factor: 1
            })
        );
        assert_eq!(layout.columns[6], None);
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

        match heads(&rows).recognise() {
            Recognition::Lacking(source, lacking) => {
                assert_eq!((source.name, lacking), ("household", vec!["户主姓名"]));
            }
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
            heads(&["姓名,联系电话,爱好", "某,1,2"]).recognise(),
            Recognition::Unknown
        ));
        assert!(matches!(heads(&[]).recognise(), Recognition::Unknown));
    }
}
