//! How a risk gets noticed: 部门预警, 自主申报, 外部事件.

use domain::office::HazardKind;
use domain::warning::{DeclarationChannel, DeclarationResult, Department, WarningResult};

use crate::source::{Column, Kind, Source, code};

/// 部门预警: `warning_id · department · warning_type · household_id · person_key · trigger_value · pushed_at · verified_at ·
/// warning_result · closed_at`; to the vault `id_number`.
pub(super) static WARNING: Source = Source {
    name: "warning",
    title: "部门预警",
    key: &["warning_id"],
    columns: &[
        Column::new("预警编号", "warning_id", Kind::Id).required(),
        Column::new("部门", "department", code!(Department)).required(),
        Column::new("预警类型", "warning_type", Kind::Text).required(),
        Column::new("户编号", "household_id", Kind::Household),
        Column::new("证件号码", "id_number", Kind::IdNumber).personal(),
        Column::new("触发值", "trigger_value", Kind::Number),
        Column::new("推送时间", "pushed_at", Kind::Time)
            .required()
            .happened(),
        Column::new("核实时间", "verified_at", Kind::Time).happened(),
        Column::new("核实结果", "warning_result", code!(WarningResult)),
        Column::new("办结时间", "closed_at", Kind::Time).happened(),
    ],
    orders: &[
        ("pushed_at", "verified_at"),
        ("verified_at", "closed_at"),
        ("pushed_at", "closed_at"),
    ],
    is_state: false,
};

/// 自主申报: `declaration_id · declaration_channel · household_id · person_key · region_code · declared_at · verified_at ·
/// declaration_result · replied_at`; to the vault `id_number`.
pub(super) static DECLARATION: Source = Source {
    name: "declaration",
    title: "自主申报",
    key: &["declaration_id"],
    columns: &[
        Column::new("申报编号", "declaration_id", Kind::Id).required(),
        Column::new("渠道", "declaration_channel", code!(DeclarationChannel)).required(),
        Column::new("户编号", "household_id", Kind::Household),
        Column::new("证件号码", "id_number", Kind::IdNumber).personal(),
        Column::new("区划代码", "region_code", Kind::Region).required(),
        Column::new("申报时间", "declared_at", Kind::Time)
            .required()
            .happened(),
        Column::new("核查时间", "verified_at", Kind::Time).happened(),
        Column::new("结果", "declaration_result", code!(DeclarationResult)),
        Column::new("答复时间", "replied_at", Kind::Time).happened(),
    ],
    orders: &[
        ("declared_at", "verified_at"),
        ("verified_at", "replied_at"),
        ("declared_at", "replied_at"),
    ],
    is_state: false,
};

/// 外部事件: `hazard_id · hazard_kind · region_code · started_on · ended_on · households · persons · loss_yuan`, and 说明, which may
/// name anybody and is sealed.
pub(super) static HAZARD: Source = Source {
    name: "hazard",
    title: "外部事件",
    key: &["hazard_id"],
    columns: &[
        Column::new("事件编号", "hazard_id", Kind::Id).required(),
        Column::new("事件类型", "hazard_kind", code!(HazardKind)).required(),
        Column::new("区划代码", "region_code", Kind::Region).required(),
        Column::new("开始日期", "started_on", Kind::Date)
            .required()
            .happened(),
        Column::new("结束日期", "ended_on", Kind::Date),
        Column::new("影响户数", "households", Kind::Int),
        Column::new("影响人数", "persons", Kind::Int),
        Column::new("损失金额", "loss_yuan", Kind::Money),
        Column::new("说明", "description", Kind::Text).personal(),
    ],
    orders: &[("started_on", "ended_on")],
    is_state: false,
};
