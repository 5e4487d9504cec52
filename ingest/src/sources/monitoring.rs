//! The life of a case: 监测对象, 认定流程, 家庭收支.

use domain::episode::{
    DevelopmentFlag, EliminationMode, EpisodeState, ObjectType, SourceChannel, Stage, StageResult,
    WorkflowKind,
};
use domain::office::IncomeKind;
use domain::risk::Risk;

use crate::source::{Column, Kind, Source, code};

/// 监测对象: `episode_id · household_id · object_type · risk_1 … risk_5 · source_channel · identified_on · entered_at ·
/// identified_persons · identified_income_per_person_yuan · identified_self_paid_yuan · is_eliminated · elimination_mode ·
/// eliminated_on · eliminated_income_per_person_yuan · development_flag · episode_state`.
pub(super) static EPISODE: Source = Source {
    name: "episode",
    title: "监测对象",
    key: &["episode_id"],
    columns: &[
        Column::new("监测编号", "episode_id", Kind::Id).required(),
        Column::new("户编号", "household_id", Kind::Household).required(),
        Column::new("监测对象类别", "object_type", code!(ObjectType)).required(),
        Column::new("风险类型1", "risk_1", code!(Risk)),
        Column::new("风险类型2", "risk_2", code!(Risk)),
        Column::new("风险类型3", "risk_3", code!(Risk)),
        Column::new("风险类型4", "risk_4", code!(Risk)),
        Column::new("风险类型5", "risk_5", code!(Risk)),
        Column::new("来源渠道", "source_channel", code!(SourceChannel)).required(),
        Column::new("识别监测时间", "identified_on", Kind::Date)
            .required()
            .happened(),
        Column::new("录入时间", "entered_at", Kind::Time)
            .required()
            .happened(),
        Column::new("识别时家庭人口", "identified_persons", Kind::Int).required(),
        Column::new(
            "识别时人均纯收入",
            "identified_income_per_person_yuan",
            Kind::Money,
        ),
        Column::new("识别时合规自付支出", "identified_self_paid_yuan", Kind::Money),
        Column::new("风险是否已消除", "is_eliminated", Kind::Bool).required(),
        Column::new("风险消除方式", "elimination_mode", code!(EliminationMode)),
        Column::new("消除监测时间", "eliminated_on", Kind::Date).happened(),
        Column::new(
            "消除时人均纯收入",
            "eliminated_income_per_person_yuan",
            Kind::Money,
        ),
        Column::new("开发式帮扶标识", "development_flag", code!(DevelopmentFlag)),
        Column::new("状态", "episode_state", code!(EpisodeState)).required(),
    ],
    orders: &[
        ("identified_on", "eliminated_on"),
        ("identified_on", "entered_at"),
    ],
    is_state: false,
};

/// 认定流程: `workflow_id · household_id · episode_id · workflow_kind · stage · happened_at · stage_result`.
pub(super) static WORKFLOW: Source = Source {
    name: "workflow",
    title: "认定流程",
    key: &["workflow_id", "stage", "happened_at"],
    columns: &[
        Column::new("流程编号", "workflow_id", Kind::Id).required(),
        Column::new("户编号", "household_id", Kind::Household).required(),
        Column::new("监测编号", "episode_id", Kind::Id),
        Column::new("流程类型", "workflow_kind", code!(WorkflowKind)).required(),
        Column::new("环节", "stage", code!(Stage)).required(),
        Column::new("时间", "happened_at", Kind::Time)
            .required()
            .happened(),
        Column::new("结果", "stage_result", code!(StageResult)),
    ],
    orders: &[],
    is_state: false,
};

/// 家庭收支: `household_id · income_kind · period_started_on · period_ended_on · wages_yuan · business_yuan · property_yuan ·
/// transfer_yuan · business_cost_yuan · net_income_yuan · insurance_paid_yuan · medical_self_paid_yuan · education_self_paid_yuan ·
/// other_self_paid_yuan · persons`.
pub(super) static INCOME: Source = Source {
    name: "income",
    title: "家庭收支",
    key: &["household_id", "income_kind", "period_ended_on"],
    columns: &[
        Column::new("户编号", "household_id", Kind::Household).required(),
        Column::new("口径", "income_kind", code!(IncomeKind)).required(),
        Column::new("期初", "period_started_on", Kind::Date).required(),
        Column::new("期末", "period_ended_on", Kind::Date)
            .required()
            .happened(),
        Column::new("工资性收入", "wages_yuan", Kind::Money),
        Column::new("生产经营性收入", "business_yuan", Kind::Money),
        Column::new("财产性收入", "property_yuan", Kind::Money),
        Column::new("转移性收入", "transfer_yuan", Kind::Money),
        Column::new("生产经营性支出", "business_cost_yuan", Kind::Money),
        Column::new("家庭纯收入", "net_income_yuan", Kind::Money).required(),
        Column::new("家庭理赔收入", "insurance_paid_yuan", Kind::Money),
        Column::new("医疗自付支出", "medical_self_paid_yuan", Kind::Money),
        Column::new("教育自付支出", "education_self_paid_yuan", Kind::Money),
        Column::new("其他合规自付支出", "other_self_paid_yuan", Kind::Money),
        Column::new("家庭人口", "persons", Kind::Int).required(),
    ],
    orders: &[("period_started_on", "period_ended_on")],
    is_state: false,
};
