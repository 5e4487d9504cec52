//! Who goes there and what is done: 走访记录, 帮扶联系人, 帮扶措施.

use domain::measure::MeasureGroup;
use domain::office::{HelperSide, UnitLevel};
use domain::visit::{VisitMethod, VisitPurpose, VisitorRole};

use crate::source::{Column, Kind, Source, code};

/// 走访记录: `visit_id · household_id · visitor_id · visitor_role · visit_method · visited_at · entered_at · visit_purpose`; to the
/// vault `problem`.
pub(super) static VISIT: Source = Source {
    name: "visit",
    title: "走访记录",
    key: &["visit_id"],
    columns: &[
        Column::new("走访编号", "visit_id", Kind::Id).required(),
        Column::new("户编号", "household_id", Kind::Household).required(),
        Column::new("走访人编号", "visitor_id", Kind::PersonId).required(),
        Column::new("走访人角色", "visitor_role", code!(VisitorRole)).required(),
        Column::new("走访方式", "visit_method", code!(VisitMethod)).required(),
        Column::new("走访时间", "visited_at", Kind::Time)
            .required()
            .happened(),
        Column::new("录入时间", "entered_at", Kind::Time).happened(),
        Column::new("走访目的", "visit_purpose", code!(VisitPurpose)),
        Column::new("发现问题", "problem", Kind::Text).personal(),
    ],
    orders: &[("visited_at", "entered_at")],
    is_state: false,
};

/// 帮扶联系人: `household_id · helper_id · helper_side · unit_level · started_on · ended_on`; to the vault `name`.
pub(super) static HELPER: Source = Source {
    name: "helper",
    title: "帮扶联系人",
    key: &["household_id", "helper_id", "started_on"],
    columns: &[
        Column::new("户编号", "household_id", Kind::Household).required(),
        Column::new("人员编号", "helper_id", Kind::PersonId).required(),
        Column::new("姓名", "name", Kind::Name).personal(),
        Column::new("帮扶侧", "helper_side", code!(HelperSide)),
        Column::new("单位层级", "unit_level", code!(UnitLevel)),
        Column::new("开始日期", "started_on", Kind::Date)
            .required()
            .happened(),
        Column::new("结束日期", "ended_on", Kind::Date),
    ],
    orders: &[("started_on", "ended_on")],
    is_state: false,
};

/// 帮扶措施: `measure_id · household_id · episode_id · member_id · measure_group · measure_item · decided_on · started_on · ended_on ·
/// amount_yuan · is_advance · is_periodic`.
pub(super) static MEASURE: Source = Source {
    name: "measure",
    title: "帮扶措施",
    key: &["measure_id"],
    columns: &[
        Column::new("措施编号", "measure_id", Kind::Id).required(),
        Column::new("户编号", "household_id", Kind::Household).required(),
        Column::new("监测编号", "episode_id", Kind::Id),
        Column::new("人编号", "member_id", Kind::PersonId),
        Column::new("措施类别", "measure_group", code!(MeasureGroup)).required(),
        Column::new("措施项目", "measure_item", Kind::Text).required(),
        Column::new("明确日期", "decided_on", Kind::Date)
            .required()
            .happened(),
        Column::new("开始日期", "started_on", Kind::Date),
        Column::new("结束日期", "ended_on", Kind::Date),
        Column::new("金额", "amount_yuan", Kind::Money),
        Column::new("先行救助", "is_advance", Kind::Bool),
        Column::new("周期性", "is_periodic", Kind::Bool),
    ],
    orders: &[("started_on", "ended_on")],
    is_state: false,
};
