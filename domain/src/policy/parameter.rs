//! The closed list of policy parameters: their names, units, and what each may be.

use std::fmt;

use crate::visit::VisitorRole;

/// What the number of a parameter counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Days; the entry says of which kind.
    Day,
    /// Months of the calendar.
    Month,
    /// Households.
    Household,
    /// 元.
    Yuan,
    /// Things, whatever they are.
    Count,
    /// Hundredths.
    Percent,
    /// A day of the calendar.
    Date,
    /// A word, or a list of words.
    Text,
    /// Yes or no.
    Bool,
}

impl Unit {
    /// The word in policy files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
            Self::Household => "household",
            Self::Yuan => "yuan",
            Self::Count => "count",
            Self::Percent => "percent",
            Self::Date => "date",
            Self::Text => "text",
            Self::Bool => "bool",
        }
    }
}

/// What the value of a parameter may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A whole number, not negative.
    Number,
    /// The same, or `"none"`: the document says that there is no such limit.
    NumberOrNone,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// Labels of [`VisitorRole`]; an empty list is anyone.
    Roles,
    /// A day such as `"2022-04-30"`, or `"none"`.
    DateOrNone,
    /// Labels of a code list of the datasets, or `"none"`.
    Labels,
    /// Quarters of the year, 1 to 4, or `"none"`.
    Quarters,
    /// Yes or no.
    Flag,
}

impl Kind {
    /// What a reader of a policy file is told to write.
    pub fn expectation(self) -> String {
        match self {
            Self::Number => String::from("a whole number, 0 or more"),
            Self::NumberOrNone => String::from("a whole number, 0 or more, or \"none\""),
            Self::Choice(words) => format!("one of \"{}\"", words.join("\", \"")),
            Self::Roles => {
                let labels: Vec<&str> = VisitorRole::ALL.iter().map(|role| role.label()).collect();
                format!("a list of {}", labels.join(", "))
            }
            Self::DateOrNone => String::from("a day such as \"2022-04-30\", or \"none\""),
            Self::Labels => String::from("a list of labels, or \"none\""),
            Self::Quarters => String::from("a list of quarters from 1 to 4, or \"none\""),
            Self::Flag => String::from("true or false"),
        }
    }
}

macro_rules! parameters {
    ($($variant:ident = $name:literal, $unit:ident, $kind:expr, $title:literal, $meaning:literal;)+) => {
        /// A policy parameter.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Parameter {
            $(#[doc = $meaning] $variant,)+
        }

        impl Parameter {
            /// Every parameter, in the order in which they are explained.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The name in policy files, SQL and headers of definitions.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// What its number counts.
            pub const fn unit(self) -> Unit {
                match self { $(Self::$variant => Unit::$unit,)+ }
            }

            /// What its value may be.
            pub const fn kind(self) -> Kind {
                match self { $(Self::$variant => $kind,)+ }
            }

            /// Its Chinese name.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)+ }
            }

            /// One English sentence.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $meaning,)+ }
            }
        }
    };
}

parameters! {
    InclusionLimitDays = "inclusion.limit_days", Day, Kind::Number, "认定总时限",
        "From 申请 to the approver's decision, at most so many days.";
    InclusionApprover = "inclusion.approver", Text, Kind::Choice(&["county", "town"]), "审定机关",
        "Who decides on inclusion: the county (县级审定) or the town (乡镇审核).";
    InclusionStageOrder = "inclusion.stage_order", Text, Kind::Choice(&["review_first", "comparison_first", "none"]), "评议与比对的先后",
        "Whether 民主评议 comes before 信息比对, after it, or in any order.";
    InclusionRecompareMonths = "inclusion.recompare_months", Month, Kind::NumberOrNone, "低保对象免重复比对月数",
        "A 低保 household compared within so many months is not compared again.";
    ComparisonCycle = "comparison.cycle", Text, Kind::Choice(&["month", "quarter", "none"]), "数据比对周期",
        "The departments compare their data once in every calendar month or quarter.";
    NoticeDaysMin = "notice.days_min", Day, Kind::Number, "公示最短天数",
        "A public notice lasts at least so many days, both end days counted.";
    MeasureFirstLimitDays = "measure.first_limit_days", Day, Kind::Number, "首项措施时限",
        "From identification to the first measure decided, at most so many days.";
    WarningResponseDays = "warning.response_days", Day, Kind::Number, "预警核实时限",
        "From the push of a warning to its verification, at most so many days.";
    VisitCycle = "visit.cycle", Text, Kind::Choice(&["month", "quarter"]), "走访周期",
        "An unresolved household is visited once in every calendar month or quarter.";
    VisitMethod = "visit.method", Text, Kind::Choice(&["in_person", "any"]), "走访方式",
        "Which visits count: those at home, or any.";
    VisitRemoteIfAbsent = "visit.remote_if_absent", Bool, Kind::Flag, "长期外出可电话联系",
        "Whether a call counts as a visit for a household that is away for long.";
    VisitRoles = "visit.roles", Text, Kind::Roles, "走访责任人",
        "Whose visits count; an empty list is anyone's.";
    VisitWho = "visit.who", Text, Kind::Choice(&["any", "both"]), "责任人要求",
        "Whether a visit by any of the roles is enough, or each role must have come.";
    EliminationNoLabourForbidden = "elimination.no_labour_forbidden", Bool, Kind::Flag, "整户无劳力暂不消除",
        "Whether the risk of a household without any labour may not be marked as eliminated.";
    EliminationMonthsMin = "elimination.months_min", Month, Kind::NumberOrNone, "消除前稳定月数",
        "From identification to elimination, natural elimination aside, at least so many months.";
    EliminationNoticeDaysMin = "elimination.notice_days_min", Day, Kind::NumberOrNone, "消除公示最短天数",
        "The notice before an elimination lasts at least so many days, both end days counted.";
    HelperLimitDays = "helper.limit_days", Day, Kind::NumberOrNone, "帮扶联系人时限",
        "From identification to the first helper, at most so many days.";
    GridHouseholdsMax = "grid.households_max", Household, Kind::NumberOrNone, "网格户数上限",
        "A grid has at most so many households.";
    ScreeningQuarters = "screening.quarters", Text, Kind::Quarters, "集中排查季度",
        "The quarters in which the campaigns take place.";
    ScreeningKeyAreaQuarters = "screening.key_area_quarters", Text, Kind::Quarters, "重点区域排查季度",
        "The quarters in which key areas are screened besides.";
    ScreeningTrainedBy = "screening.trained_by", Date, Kind::DateOrNone, "排查部署培训期限",
        "The last day of preparing the campaign.";
    ScreeningReportedBy = "screening.reported_by", Date, Kind::DateOrNone, "排查总结期限",
        "The last day on which villages report on the campaign.";
    InspectionCycle = "inspection.cycle", Text, Kind::Choice(&["month", "quarter", "none"]), "暗访周期",
        "Inspectors go out in every calendar month or quarter.";
    RiskUnemployedMonths = "risk.unemployed_months", Month, Kind::NumberOrNone, "务工不稳月数",
        "So many months in a row without work within a year make the risk 因务工就业不稳.";
    DevelopmentFlagDerived = "development.flag_derived", Bool, Kind::Flag, "开发式帮扶标识由措施推定",
        "Whether the development flag follows from the measures, so that both can be compared.";
    MonitoringIncomeBasis = "monitoring.income_basis", Text, Kind::Choice(&["net", "net_claims_self_pay"]), "收入口径",
        "What is held against the line: net income, or net income and claims less compliant self-pay.";
    MonitoringWindowMonths = "monitoring.window_months", Month, Kind::NumberOrNone, "收支计算月数",
        "Income and expenses are those of so many months before the survey.";
    MonitoringObjectTypes = "monitoring.object_types", Text, Kind::Labels, "监测对象类别",
        "The kinds of monitored households that the document knows.";
    MonitoringIncomeLineYuan = "monitoring.income_line_yuan", Yuan, Kind::NumberOrNone, "监测范围",
        "The yearly income a person below which a household is looked at; never a reason to refuse by itself.";
}

impl Parameter {
    /// The parameter called `name`.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|parameter| parameter.name() == name)
    }
}

impl fmt::Display for Parameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
