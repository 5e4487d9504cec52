//! The datasets as the simulator writes them: their canonical columns, the register's title, and the office that sends it.

/// What a column holds; it decides how the layout habits of an office print it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Date,
    Time,
    Number,
    Money,
    Bool,
}

/// One canonical column.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) required: bool,
}

/// Declares the datasets with their columns: `name kind` is optional, `name kind required` is not.
macro_rules! datasets {
    ($($(#[$meta:meta])* $variant:ident $key:literal $title:literal $office:literal [$($name:literal $kind:ident $($mark:ident)?),+ $(,)?])+) => {
        /// A dataset of the source contract.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum Dataset {
            $($(#[$meta])* $variant,)+
        }

        impl Dataset {
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The English name of the contract.
            pub(crate) const fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)+ }
            }

            /// The Chinese name of the contract.
            pub(crate) const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)+ }
            }

            /// The county office that delivers what towns do not deliver themselves.
            pub(crate) const fn office(self) -> &'static str {
                match self { $(Self::$variant => $office,)+ }
            }

            pub(crate) const fn columns(self) -> &'static [Column] {
                match self {
                    $(Self::$variant => &[$(Column {
                        name: $name,
                        kind: Kind::$kind,
                        required: datasets!(@required $($mark)?),
                    },)+],)+
                }
            }
        }
    };
    (@required required) => { true };
    (@required) => { false };
}

datasets! {
    Region "region" "行政区划" "统计局" [
        "区划代码" Text required, "名称" Text required, "层级" Text required, "上级代码" Text, "城乡分类代码" Text, "标签" Text,
        "启用日期" Date, "停用日期" Date, "并入代码" Text, "经度" Number, "纬度" Number,
    ]
    VillageYear "village_year" "行政村基本情况" "统计局" [
        "区划代码" Text required, "年度" Number required, "总户数" Number required, "总人口数" Number required, "脱贫户数" Number,
        "低保户数" Number, "特困人数" Number, "残疾人数" Number,
    ]
    Grid "grid" "网格" "社会工作部" [
        "网格编号" Text required, "区划代码" Text required, "网格层级" Text, "上级网格编号" Text, "是否平原" Bool, "户数" Number,
        "调整日期" Date, "平台更新日期" Date,
    ]
    GridWorker "grid_worker" "网格员" "社会工作部" [
        "人员编号" Text required, "姓名" Text, "联系电话" Text, "网格编号" Text required, "角色" Text, "来源" Text, "出生日期" Date,
        "最近培训日期" Date, "补贴是否落实" Bool,
    ]
    Household "household" "户信息" "乡村振兴局" [
        "户编号" Text required, "户主姓名" Text required, "户主证件号码" Text required, "区划代码" Text required, "自然村" Text, "网格编号" Text,
        "户类型" Text required, "家庭人口数" Number required, "联系电话" Text, "住房等级" Text, "饮水是否安全" Bool, "长期外出" Bool,
        "安置点编号" Text, "户籍是否迁移" Bool, "整户无劳动能力兜底保障户" Bool, "重点人群" Text, "数据日期" Date required,
    ]
    Member "member" "家庭成员" "乡村振兴局" [
        "人编号" Text required, "户编号" Text required, "姓名" Text required, "证件号码" Text required, "与户主关系" Text required, "性别" Text, "出生日期" Date,
        "健康状况" Text, "劳动技能" Text required, "在校生状况" Text, "义务教育失学辍学" Bool, "残疾类别" Text, "残疾等级" Text,
        "低保类别" Text, "低保开始日期" Date, "特困供养" Bool, "基本医疗保险" Bool, "外出务工" Bool, "数据日期" Date required,
    ]
    Episode "episode" "监测对象" "乡村振兴局" [
        "监测编号" Text required, "户编号" Text required, "监测对象类别" Text required, "风险类型1" Text, "风险类型2" Text, "风险类型3" Text,
        "风险类型4" Text, "风险类型5" Text, "来源渠道" Text required, "识别监测时间" Date required, "录入时间" Time required,
        "识别时家庭人口" Number required, "识别时人均纯收入" Money, "识别时合规自付支出" Money, "风险是否已消除" Bool required,
        "风险消除方式" Text, "消除监测时间" Date, "消除时人均纯收入" Money, "开发式帮扶标识" Text, "状态" Text required,
    ]
    Workflow "workflow" "认定流程" "乡村振兴局" [
        "流程编号" Text required, "户编号" Text required, "监测编号" Text, "流程类型" Text required, "环节" Text required, "时间" Time required, "结果" Text,
    ]
    Income "income" "家庭收支" "乡村振兴局" [
        "户编号" Text required, "口径" Text required, "期初" Date required, "期末" Date required, "工资性收入" Money, "生产经营性收入" Money,
        "财产性收入" Money, "转移性收入" Money, "生产经营性支出" Money, "家庭纯收入" Money required, "家庭理赔收入" Money,
        "医疗自付支出" Money, "教育自付支出" Money, "其他合规自付支出" Money, "家庭人口" Number required,
    ]
    Visit "visit" "走访记录" "乡村振兴局" [
        "走访编号" Text required, "户编号" Text required, "走访人编号" Text required, "走访人角色" Text required, "走访方式" Text required, "走访时间" Time required,
        "录入时间" Time, "走访目的" Text, "发现问题" Text,
    ]
    Helper "helper" "帮扶联系人" "乡村振兴局" [
        "户编号" Text required, "人员编号" Text required, "姓名" Text, "帮扶侧" Text, "单位层级" Text, "开始日期" Date required, "结束日期" Date,
    ]
    Measure "measure" "帮扶措施" "乡村振兴局" [
        "措施编号" Text required, "户编号" Text required, "监测编号" Text, "人编号" Text, "措施类别" Text required, "措施项目" Text required,
        "明确日期" Date required, "开始日期" Date, "结束日期" Date, "金额" Money, "先行救助" Bool, "周期性" Bool,
    ]
    Warning "warning" "部门预警" "防返贫监测中心" [
        "预警编号" Text required, "部门" Text required, "预警类型" Text required, "户编号" Text, "证件号码" Text, "触发值" Number, "推送时间" Time required,
        "核实时间" Time, "核实结果" Text, "办结时间" Time,
    ]
    Declaration "declaration" "自主申报" "防返贫监测中心" [
        "申报编号" Text required, "渠道" Text required, "户编号" Text, "证件号码" Text, "区划代码" Text required, "申报时间" Time required,
        "核查时间" Time, "结果" Text, "答复时间" Time,
    ]
    Screening "screening" "集中排查" "乡村振兴局" [
        "户编号" Text required, "排查批次" Text required, "表种" Text required, "入户方式" Text, "排查日期" Date required, "是否存在风险" Bool required,
        "风险类型" Text, "三保障达标" Bool, "有自主应对能力" Bool, "排查建议" Text, "明白纸知晓" Bool, "采集人编号" Text,
        "审核人编号" Text, "录入人编号" Text, "录入时间" Time,
    ]
    Hazard "hazard" "外部事件" "应急管理局" [
        "事件编号" Text required, "事件类型" Text required, "区划代码" Text required, "开始日期" Date required, "结束日期" Date, "影响户数" Number,
        "影响人数" Number, "损失金额" Money, "说明" Text,
    ]
    RelocationSite "relocation_site" "安置点" "发展和改革局" [
        "安置点编号" Text required, "名称" Text required, "区划代码" Text required, "搬迁户数" Number required, "劳动力数" Number, "已就业数" Number,
        "零就业户数" Number, "驻点力量" Number,
    ]
    Inspection "inspection" "督查问题" "督查考核办" [
        "问题编号" Text required, "来源" Text required, "区划代码" Text required, "户编号" Text, "发现日期" Date required, "问题类别" Text required,
        "整改时限" Date, "整改日期" Date,
    ]
}

impl Dataset {
    /// Whether towns send the dataset themselves once it is large.
    pub(crate) const fn is_town_register(self) -> bool {
        matches!(
            self,
            Self::Grid
                | Self::GridWorker
                | Self::Household
                | Self::Member
                | Self::Workflow
                | Self::Income
                | Self::Visit
                | Self::Helper
                | Self::Measure
                | Self::Warning
                | Self::Screening
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_eighteen_datasets_with_distinct_columns() {
        assert_eq!(Dataset::ALL.len(), 18);
        for dataset in Dataset::ALL {
            let mut names: Vec<&str> = dataset.columns().iter().map(|column| column.name).collect();
            names.sort_unstable();
            names.dedup();

            assert_eq!(names.len(), dataset.columns().len(), "{}", dataset.key());
            assert!(dataset.columns()[0].required, "{}", dataset.key());
        }
    }
}
