//! The closed list of policy parameters: their names, units, and what each may be.

use std::fmt;

use crate::episode::Stage;
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
    /// Labels of [`Stage`], in the order of a workflow; an empty list asks for none.
    Stages,
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
            Self::Stages => {
                let labels: Vec<&str> = Stage::ALL.iter().map(|stage| stage.label()).collect();
                format!("a list of {}", labels.join(", "))
            }
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
    InclusionCheckDays = "inclusion.check_days", Day, Kind::NumberOrNone, "入户核查时限",
        "From 申请 to 入户核查, at most so many days.";
    InclusionReviewDays = "inclusion.review_days", Day, Kind::NumberOrNone, "民主评议时限",
        "From 入户核查 to 民主评议, at most so many days.";
    InclusionTownDays = "inclusion.town_days", Day, Kind::NumberOrNone, "乡镇审核时限",
        "From the end of the notice to 乡镇审核, at most so many days.";
    InclusionCountyDays = "inclusion.county_days", Day, Kind::NumberOrNone, "县级审定时限",
        "From 乡镇审核 to 县级审定, at most so many days.";
    InclusionStages = "inclusion.stages", Text, Kind::Stages, "纳入必经环节",
        "The stages that every decided inclusion must have gone through; an empty list asks for none.";
    InclusionAuthorisationFirst = "inclusion.authorisation_first", Bool, Kind::Flag, "先授权后比对",
        "Whether 信息比对 may only follow 承诺授权.";
    InclusionReviewsMax = "inclusion.reviews_max", Count, Kind::NumberOrNone, "民主评议次数上限",
        "A workflow has at most so many 民主评议.";
    InclusionNotifyDays = "inclusion.notify_days", Day, Kind::NumberOrNone, "纳入告知时限",
        "From the decision to 告知农户, at most so many days.";
    InclusionApprovalMonthly = "inclusion.approval_monthly", Bool, Kind::Flag, "县级按月审定",
        "Whether the county decides every month in which something waits.";
    EntryLimitDays = "entry.limit_days", Day, Kind::NumberOrNone, "录入时限",
        "From identification to the entry into the system, at most so many days.";
    EliminationStages = "elimination.stages", Text, Kind::Stages, "消除必经环节",
        "The stages that every elimination other than a natural one must have gone through; an empty list asks for none.";
    EliminationNotifyDays = "elimination.notify_days", Day, Kind::NumberOrNone, "消除告知时限",
        "From the elimination to 告知农户, at most so many days.";
    EliminationMonitorOnly = "elimination.monitor_only", Bool, Kind::Flag, "消除后只监测不帮扶",
        "Whether a household gets no new measure after its elimination, periodic ones aside.";
    EliminationBurstMin = "elimination.burst_min", Count, Kind::NumberOrNone, "突击消除最少户次",
        "So many eliminations of one village in a year that all fall together are a burst.";
    EliminationRollbackStages = "elimination.rollback_stages", Text, Kind::Stages, "回退清退审批环节",
        "The approvals without which 风险消除回退 and 清退 may not be carried out; an empty list asks for none.";
    AnomalyMonthEndDays = "anomaly.month_end_days", Day, Kind::Number, "月末天数",
        "So many last days of a month are its end.";
    AnomalyEqualVillagesMin = "anomaly.equal_villages_min", Count, Kind::NumberOrNone, "雷同村数",
        "A town of at least so many villages that all identified the same number of households is worth a look.";
    VisitAbsentCycle = "visit.absent_cycle", Text, Kind::Choice(&["month", "quarter", "none"]), "长期外出户联系周期",
        "How often a household that is away for long and not unresolved is contacted.";
    VisitAssistedCycle = "visit.assisted_cycle", Text, Kind::Choice(&["month", "quarter", "none"]), "其他帮扶对象走访周期",
        "How often a household that has a helper and is not unresolved is contacted.";
    VisitRevisitMonths = "visit.revisit_months", Month, Kind::NumberOrNone, "消除后回访月数",
        "A household whose risk is eliminated is seen again within so many months.";
    VisitPerDayMax = "visit.per_day_max", Count, Kind::Number, "一人一日走访上限",
        "One visitor can see so many households at home in one day, screening aside.";
    VisitMonthEndMin = "visit.month_end_min", Count, Kind::Number, "月末集中走访最少次数",
        "So many visits of one visitor in a month that all fall on its end are worth a look.";
    HelperBothSides = "helper.both_sides", Bool, Kind::Flag, "搬迁户双帮扶人",
        "Whether a relocated household whose registration has not moved has a helper on both sides.";
    HelperPerSideMax = "helper.per_side_max", Count, Kind::NumberOrNone, "每侧帮扶人上限",
        "A household has at most so many helpers on one side.";
    HelperLocalFirst = "helper.local_first", Bool, Kind::Flag, "帮扶人以乡村两级为主",
        "Whether helpers come from the village and the town as a rule.";
    MeasureSingleRiskGroupsMax = "measure.single_risk_groups_max", Count, Kind::NumberOrNone, "单一风险帮扶类别上限",
        "A household with a single risk gets measures of at most so many groups.";
    MeasureNoLabourSafetyNet = "measure.no_labour_safety_net", Bool, Kind::Flag, "无劳动能力户须有保障",
        "Whether a household without any labour must have 综合保障.";
    MeasureNoWithdrawal = "measure.no_withdrawal", Bool, Kind::Flag, "政策不退",
        "Whether a household may not be left without any measure in force.";
    DevelopmentLimitMonths = "development.limit_months", Month, Kind::NumberOrNone, "开发式帮扶时限",
        "A household with working capacity has a development measure within so many months.";
    AllowanceWatchedFrom = "allowance.watched_from", Date, Kind::DateOrNone, "新识别低保排查起日",
        "Households that got 低保 or 特困供养 from this day on are screened one by one.";
    WarningCloseDays = "warning.close_days", Day, Kind::NumberOrNone, "预警办结时限",
        "From verification to the closing of a warning, at most so many days.";
    WarningMedicalMinYuan = "warning.medical_min_yuan", Yuan, Kind::NumberOrNone, "医保推送起点",
        "医保 pushes households that paid more than this themselves.";
    WarningFarmLossMinYuan = "warning.farm_loss_min_yuan", Yuan, Kind::NumberOrNone, "农业损失推送起点",
        "农业农村 pushes households that lost this much or more.";
    WarningDepartmentsMin = "warning.departments_min", Count, Kind::NumberOrNone, "多部门叠加预警",
        "A household about which so many departments warn at once is worth a joint look.";
    DeclarationCheckDays = "declaration.check_days", Day, Kind::NumberOrNone, "申报核查时限",
        "From a declaration to its check, at most so many days.";
    DeclarationAnswerDays = "declaration.answer_days", Day, Kind::Number, "申报答复时限",
        "From a declaration to its outcome and the answer, at most so many days.";
    GridWholeCoverage = "grid.whole_coverage", Bool, Kind::Flag, "网格全覆盖",
        "Whether every household belongs to a grid of its own village.";
    GridLayered = "grid.layered", Bool, Kind::Flag, "四级网格",
        "Whether every town has a 一级 grid, every village a 二级 and a 三级 one.";
    GridOriginsLimited = "grid.origins_limited", Bool, Kind::Flag, "网格员遴选范围",
        "Whether a 网格员 comes from one of the five groups that are named.";
    GridTrainingMonths = "grid.training_months", Month, Kind::NumberOrNone, "网格员轮训月数",
        "A 网格员 is trained once in so many months.";
    GridAllowanceDue = "grid.allowance_due", Bool, Kind::Flag, "网格员误工补贴",
        "Whether a 网格员 is paid for lost working time.";
    GridAdjustedBy = "grid.adjusted_by", Date, Kind::DateOrNone, "网格调整截止日",
        "Grids are adjusted, and the platform with them, by this day.";
    ScreeningPerYear = "screening.per_year", Count, Kind::Number, "每年集中排查次数",
        "Every household is screened at least so often in a year.";
    ScreeningSettleDays = "screening.settle_days", Day, Kind::Number, "排查收尾天数",
        "A campaign is over when no form has come for so many days.";
    ScreeningBeginsOn = "screening.begins_on", Date, Kind::DateOrNone, "排查开始日",
        "The campaign of the plan begins on this day.";
    ScreeningDoneBy = "screening.done_by", Date, Kind::DateOrNone, "排查截止日",
        "Every household is screened by this day.";
    ScreeningEnteredBy = "screening.entered_by", Date, Kind::DateOrNone, "排查录入截止日",
        "Every form of the campaign is entered by this day.";
    ScreeningPeopleNamed = "screening.people_named", Bool, Kind::Flag, "采集审核录入人留痕",
        "Whether a form names who collected, reviewed and entered it.";
    RiskHousingGraded = "risk.housing_graded", Bool, Kind::Flag, "住房风险须为危房",
        "Whether 因住房安全 is only said of a house of grade C or D.";
    RiskLabourSharePercent = "risk.labour_share_percent", Percent, Kind::NumberOrNone, "缺劳力比例",
        "因缺劳力 is only said where less than this share of the family can work.";
    InspectionGraceDays = "inspection.grace_days", Day, Kind::Number, "整改宽限天数",
        "A finding of an inspection is mended so many days after its own deadline at the latest.";
    RelocationStaffedMinHouseholds = "relocation.staffed_min_households", Household, Kind::NumberOrNone, "安置点驻点户数",
        "A relocation site of at least so many households has people posted to it.";
    MonitoringLineDueMonth = "monitoring.line_due_month", Count, Kind::NumberOrNone, "监测范围确定月份",
        "The line of a year is set by the end of this month of the year.";
    MonitoringSelfPaidSummed = "monitoring.self_paid_summed", Bool, Kind::Flag, "合规自付合计",
        "Whether compliant self-pay is the sum of its three parts, so that both can be compared.";
    VisitKeyGroupMonths = "visit.key_group_months", Month, Kind::NumberOrNone, "重点人群户走访月数",
        "A household of a key group is seen within so many months.";
    VisitWatchedMonths = "visit.watched_months", Month, Kind::NumberOrNone, "持续关注回访月数",
        "A household that is watched (持续关注) and not included is seen again within so many months.";
    EliminationRelapseUnseenMonths = "elimination.relapse_unseen_months", Month, Kind::NumberOrNone, "返贫前未走访月数",
        "A household that relapses after so many months without any visit is looked into.";
    EliminationDueDays = "elimination.due_days", Day, Kind::NumberOrNone, "应消除提示天数",
        "A household that meets the conditions is proposed for elimination within so many days.";
    MeasureTravelSubsidyAway = "measure.travel_subsidy_away", Bool, Kind::Flag, "交通补助须外出务工",
        "Whether 外出务工补贴 is only for those who work away.";
    MeasureAdvanceProcedureDays = "measure.advance_procedure_days", Day, Kind::NumberOrNone, "先行救助补办时限",
        "After advance relief the procedure begins within so many days.";
    DevelopmentConfirmMonths = "development.confirm_months", Month, Kind::NumberOrNone, "尚未实施复核月数",
        "Where a household that can work is marked 尚未实施, somebody goes there within so many months.";
    AllowanceKeyListed = "allowance.key_listed", Bool, Kind::Flag, "新识别低保列入重点户",
        "Whether households that got 低保 or 特困供养 from the day watched on are on the list of key households.";
    WarningSchoolPushMonths = "warning.school_push_months", Month, Kind::NumberOrNone, "教育推送月数",
        "教育 pushes pupils out of school within so many months.";
    WarningHomePushMonths = "warning.home_push_months", Month, Kind::NumberOrNone, "住房饮水推送月数",
        "住建 and 农水 push houses and water that are not safe within so many months.";
    WarningAllowancePushMonths = "warning.allowance_push_months", Month, Kind::NumberOrNone, "民政推送月数",
        "民政 pushes households that newly get 低保 within so many months.";
    WarningDisabilityPushMonths = "warning.disability_push_months", Month, Kind::NumberOrNone, "残联推送月数",
        "残联 pushes households with severely disabled members within so many months.";
    WarningWorkPushMonths = "warning.work_push_months", Month, Kind::NumberOrNone, "人社推送月数",
        "人社 pushes people without work within so many months.";
    WarningPetitionPushMonths = "warning.petition_push_months", Month, Kind::NumberOrNone, "信访推送月数",
        "信访 pushes households in need that a petition brought up within so many months.";
    GridVisitCycle = "grid.visit_cycle", Text, Kind::Choice(&["month", "quarter", "none"]), "网格走访周期",
        "How often a 网格员 sees some household of the grid at home.";
    GridRoles = "grid.roles", Text, Kind::Labels, "网格岗位",
        "The posts that every village fills.";
    ScreeningKeyGroups = "screening.key_groups", Bool, Kind::Flag, "重点人群须排查",
        "Whether a household of a key group (重点人群) may not be left out of a screening.";
    ScreeningLeafletKnown = "screening.leaflet_known", Bool, Kind::Flag, "明白纸知晓",
        "Whether every household knows the leaflet (明白纸).";
    ScreeningRiskNamed = "screening.risk_named", Bool, Kind::Flag, "风险须选类型",
        "Whether a form that finds a risk names one of the eleven, and one that finds none names none.";
    ScreeningLookBack = "screening.look_back", Bool, Kind::Flag, "排查回头看",
        "Whether every village looks back between the campaign and its report.";
    HazardNaturalCheckDays = "hazard.natural_check_days", Day, Kind::NumberOrNone, "灾后排查天数",
        "After a disaster or an epidemic the households hit are seen within so many days.";
    HazardEconomicCheckDays = "hazard.economic_check_days", Day, Kind::NumberOrNone, "经济事件排查天数",
        "After prices fall, projects fail or work is lost the households hit are seen within so many days.";
    InspectionPercentile = "inspection.percentile", Percent, Kind::Number, "薄弱村比较基准百分位",
        "A village is among the worse in something when its true rate is above that which so many hundredths of the villages stay below.";
    InspectionEarlyDays = "inspection.early_days", Day, Kind::Number, "短期消除天数",
        "An elimination after fewer days than this speaks for an inspection.";
    InspectionCoverMonths = "inspection.cover_months", Month, Kind::Number, "督查覆盖月数",
        "Every village is seen by an inspection once in so many months.";
    InspectionVillagesPercent = "inspection.villages_percent", Percent, Kind::Number, "督查村比例",
        "An inspection goes to so many hundredths of the villages of a county.";
    InspectionTargetedPercent = "inspection.targeted_percent", Percent, Kind::Number, "定向抽取比例",
        "So many hundredths of the villages are taken by rank, the others by lot.";
    InspectionHouseholds = "inspection.households", Household, Kind::Number, "每村督查户数",
        "An inspection sees so many households of a village.";
    InspectionGoodPercent = "inspection.good_percent", Percent, Kind::Number, "合格问题比例",
        "A village where so many hundredths of the households have a problem, or fewer, should pass.";
    InspectionBadPercent = "inspection.bad_percent", Percent, Kind::Number, "不合格问题比例",
        "A village where so many hundredths of the households have a problem, or more, should fail.";
    InspectionWeightUnvisited = "inspection.weight_unvisited", Count, Kind::Number, "薄弱村权重：走访逾期",
        "How much `unvisited` counts in the score of a village, against the others.";
    InspectionWeightLateMeasures = "inspection.weight_late_measures", Count, Kind::Number, "薄弱村权重：帮扶不及时",
        "How much `late_measures` counts in the score of a village, against the others.";
    InspectionWeightEarlyEliminations = "inspection.weight_early_eliminations", Count, Kind::Number, "薄弱村权重：短期消除",
        "How much `early_eliminations` counts in the score of a village, against the others.";
    InspectionWeightRelapses = "inspection.weight_relapses", Count, Kind::Number, "薄弱村权重：再识别与回退",
        "How much `relapses` counts in the score of a village, against the others.";
    InspectionWeightDataDefects = "inspection.weight_data_defects", Count, Kind::Number, "薄弱村权重：数据问题",
        "How much `data_defects` counts in the score of a village, against the others.";
    InspectionWeightSuspectEntries = "inspection.weight_suspect_entries", Count, Kind::Number, "薄弱村权重：走访记录可疑",
        "How much `suspect_entries` counts in the score of a village, against the others.";
    InspectionWeightFewMonitored = "inspection.weight_few_monitored", Count, Kind::Number, "薄弱村权重：监测户偏少",
        "How much `few_monitored` counts in the score of a village, against the others.";
    InspectionWeightManyUnresolved = "inspection.weight_many_unresolved", Count, Kind::Number, "薄弱村权重：未消除户偏多",
        "How much `many_unresolved` counts in the score of a village, against the others.";
    InspectionWeightOpenWarnings = "inspection.weight_open_warnings", Count, Kind::Number, "薄弱村权重：预警未核实",
        "How much `open_warnings` counts in the score of a village, against the others.";
    InspectionWeightUnseen = "inspection.weight_unseen", Count, Kind::Number, "薄弱村权重：久未督查",
        "How much `unseen` counts in the score of a village, against the others.";
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
