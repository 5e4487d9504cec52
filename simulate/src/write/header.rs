//! The header of a sheet: one row, or two where an office prints the name of a group above its columns and merges the cells.

use crate::dirt::Layout;
use crate::write::dataset::Dataset;

/// The groups of columns as printed forms have them: what stands above, and the columns below. A column of no group stands in both rows.
const GROUPS: &[(Dataset, &str, &[&str])] = &[
    (Dataset::Region, "沿革", &["启用日期", "停用日期", "并入代码"]),
    (Dataset::Region, "位置", &["经度", "纬度"]),
    (Dataset::VillageYear, "规模", &["总户数", "总人口数"]),
    (
        Dataset::VillageYear,
        "其中",
        &["脱贫户数", "低保户数", "特困人数", "残疾人数"],
    ),
    (
        Dataset::GridWorker,
        "基本情况",
        &["姓名", "联系电话", "来源", "出生日期"],
    ),
    (
        Dataset::GridWorker,
        "履职情况",
        &["网格编号", "角色", "最近培训日期", "补贴是否落实"],
    ),
    (
        Dataset::Household,
        "基本信息",
        &[
            "户编号",
            "户主姓名",
            "户主证件号码",
            "区划代码",
            "自然村",
            "网格编号",
        ],
    ),
    (
        Dataset::Household,
        "家庭情况",
        &["户类型", "家庭人口数", "联系电话", "重点人群"],
    ),
    (
        Dataset::Household,
        "居住条件",
        &["住房等级", "饮水是否安全", "长期外出"],
    ),
    (Dataset::Household, "搬迁情况", &["安置点编号", "户籍是否迁移"]),
    (
        Dataset::Member,
        "基本信息",
        &["姓名", "证件号码", "与户主关系", "性别", "出生日期"],
    ),
    (
        Dataset::Member,
        "健康与劳动",
        &["健康状况", "劳动技能", "残疾类别", "残疾等级", "外出务工"],
    ),
    (Dataset::Member, "就学情况", &["在校生状况", "义务教育失学辍学"]),
    (
        Dataset::Member,
        "社会保障",
        &["低保类别", "低保开始日期", "特困供养", "基本医疗保险"],
    ),
    (
        Dataset::Episode,
        "风险类型",
        &["风险类型1", "风险类型2", "风险类型3", "风险类型4", "风险类型5"],
    ),
    (
        Dataset::Episode,
        "识别情况",
        &[
            "来源渠道",
            "识别监测时间",
            "录入时间",
            "识别时家庭人口",
            "识别时人均纯收入",
            "识别时合规自付支出",
        ],
    ),
    (
        Dataset::Episode,
        "消除情况",
        &[
            "风险是否已消除",
            "风险消除方式",
            "消除监测时间",
            "消除时人均纯收入",
        ],
    ),
    (Dataset::Income, "核算期", &["期初", "期末"]),
    (
        Dataset::Income,
        "收入",
        &[
            "工资性收入",
            "生产经营性收入",
            "财产性收入",
            "转移性收入",
            "家庭理赔收入",
        ],
    ),
    (
        Dataset::Income,
        "支出",
        &[
            "生产经营性支出",
            "医疗自付支出",
            "教育自付支出",
            "其他合规自付支出",
        ],
    ),
    (Dataset::Visit, "走访人", &["走访人编号", "走访人角色"]),
    (
        Dataset::Visit,
        "走访情况",
        &["走访方式", "走访时间", "走访目的", "发现问题"],
    ),
    (
        Dataset::Helper,
        "联系人情况",
        &["人员编号", "姓名", "帮扶侧", "单位层级"],
    ),
    (Dataset::Helper, "联系期限", &["开始日期", "结束日期"]),
    (Dataset::Measure, "帮扶内容", &["措施类别", "措施项目", "金额"]),
    (
        Dataset::Measure,
        "实施时间",
        &["明确日期", "开始日期", "结束日期"],
    ),
    (
        Dataset::Warning,
        "推送情况",
        &["部门", "预警类型", "触发值", "推送时间"],
    ),
    (
        Dataset::Warning,
        "核实情况",
        &["核实时间", "核实结果", "办结时间"],
    ),
    (
        Dataset::Screening,
        "排查情况",
        &["排查批次", "表种", "入户方式", "排查日期"],
    ),
    (
        Dataset::Screening,
        "排查结果",
        &[
            "是否存在风险",
            "风险类型",
            "三保障达标",
            "有自主应对能力",
            "排查建议",
        ],
    ),
    (
        Dataset::Screening,
        "经办",
        &["采集人编号", "审核人编号", "录入人编号", "录入时间"],
    ),
    (Dataset::Hazard, "影响", &["影响户数", "影响人数", "损失金额"]),
    (
        Dataset::RelocationSite,
        "就业情况",
        &["劳动力数", "已就业数", "零就业户数"],
    ),
    (Dataset::Inspection, "整改情况", &["整改时限", "整改日期"]),
];

/// One column's share of the header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Heading {
    /// What stands above it in a header of two rows.
    pub(crate) group: Option<&'static str>,
    pub(crate) label: String,
}

/// The header from left to right, the serial number's column included.
pub(crate) fn headings(dataset: Dataset, layout: &Layout) -> Vec<Heading> {
    let columns = dataset.columns();
    let serial = layout.has_serial.then(|| Heading {
        group: None,
        label: "序号".to_owned(),
    });
    let named = layout.order.iter().map(|index| {
        let column = &columns[*index];
        let group = GROUPS
            .iter()
            .find(|(of, _, members)| layout.has_two_rows && *of == dataset && members.contains(&column.name))
            .map(|(_, group, _)| *group);
        // Below 风险类型 stands 1, not 风险类型1. A word is never cut: 角色 below 走访人 is a column of another dataset, too.
        let number = group
            .and_then(|group| column.name.strip_prefix(group))
            .filter(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()));
        Heading {
            group,
            label: number.map_or_else(|| layout.header_cell(column), str::to_owned),
        }
    });
    serial.into_iter().chain(named).collect()
}

/// The row or the two rows of the header as text: a merged cell is its first cell, the others are empty.
pub(crate) fn lines(headings: &[Heading]) -> Vec<Vec<String>> {
    let labels = |keeps: &dyn Fn(&Heading) -> bool| {
        let label = |heading: &Heading| {
            if keeps(heading) {
                heading.label.clone()
            } else {
                String::new()
            }
        };
        headings.iter().map(label).collect::<Vec<_>>()
    };
    if headings.iter().all(|heading| heading.group.is_none()) {
        return vec![labels(&|_| true)];
    }
    let mut upper = labels(&|heading| heading.group.is_none());
    for (start, _, group) in runs(headings) {
        group.clone_into(&mut upper[start]);
    }
    vec![upper, labels(&|heading| heading.group.is_some())]
}

/// The merged cells of the upper row: first column, last column, text.
pub(crate) fn runs(headings: &[Heading]) -> Vec<(usize, usize, &'static str)> {
    let mut runs: Vec<(usize, usize, &'static str)> = vec![];
    for (index, heading) in headings.iter().enumerate() {
        let Some(group) = heading.group else { continue };
        match runs.last_mut() {
            Some((_, last, name)) if *name == group && *last + 1 == index => *last = index,
            _ => runs.push((index, index, group)),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::days::date;

    fn layout(dataset: Dataset) -> Layout {
        let mut layout = Layout::of(1, dataset, None, date(2023, 5, 1));
        layout.has_two_rows = true;
        layout.has_serial = true;
        layout.header = crate::dirt::HeaderHabit::Plain;
        layout.order = (0..dataset.columns().len()).collect();
        layout
    }

    #[test]
    fn a_group_stands_once_above_its_columns_and_the_others_in_the_upper_row() {
        let lines = lines(&headings(Dataset::VillageYear, &layout(Dataset::VillageYear)));

        let joined: Vec<String> = lines.iter().map(|line| line.join(",")).collect();
        assert_eq!(
            joined,
            [
                "序号,区划代码,年度,规模,,其中,,,",
                ",,,总户数,总人口数,脱贫户数,低保户数,特困人数,残疾人数"
            ]
        );
    }

    #[test]
    fn below_the_group_of_risks_stand_numbers() {
        let lines = lines(&headings(Dataset::Episode, &layout(Dataset::Episode)));

        assert_eq!(lines[0][4], "风险类型");
        assert_eq!(lines[1][4..=8], ["1", "2", "3", "4", "5"]);
    }

    #[test]
    fn every_grouped_column_is_a_column_of_its_dataset_and_no_group_is() {
        for (dataset, group, members) in GROUPS {
            let is_column = |name: &str| dataset.columns().iter().any(|column| column.name == name);

            assert!(!is_column(group), "{group}");
            assert!(members.iter().all(|member| is_column(member)), "{group}");
        }
    }
}
