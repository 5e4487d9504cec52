//! Looking for what was missed: 集中排查, 督查问题.

use domain::office::{InspectionSource, ScreeningAdvice, ScreeningForm};
use domain::visit::VisitMethod;

use crate::source::{Column, Kind, Source, code};

/// 集中排查: `household_id · screening_round · screening_form · visit_method · screened_on · has_risk · risks · is_safeguarded ·
/// has_coping_ability · screening_advice · is_informed · collector_id · reviewer_id · recorder_id · entered_at`.
pub(super) static SCREENING: Source = Source {
    name: "screening",
    title: "集中排查",
    key: &["household_id", "screening_round"],
    columns: &[
        Column::new("户编号", "household_id", Kind::Household).required(),
        Column::new("排查批次", "screening_round", Kind::Text).required(),
        Column::new("表种", "screening_form", code!(ScreeningForm)).required(),
        Column::new("入户方式", "visit_method", code!(VisitMethod)),
        Column::new("排查日期", "screened_on", Kind::Date)
            .required()
            .happened(),
        Column::new("是否存在风险", "has_risk", Kind::Bool).required(),
        Column::new("风险类型", "risks", Kind::Text),
        Column::new("三保障达标", "is_safeguarded", Kind::Bool),
        Column::new("有自主应对能力", "has_coping_ability", Kind::Bool),
        Column::new("排查建议", "screening_advice", code!(ScreeningAdvice)),
        Column::new("明白纸知晓", "is_informed", Kind::Bool),
        Column::new("采集人编号", "collector_id", Kind::PersonId),
        Column::new("审核人编号", "reviewer_id", Kind::PersonId),
        Column::new("录入人编号", "recorder_id", Kind::PersonId),
        Column::new("录入时间", "entered_at", Kind::Time).happened(),
    ],
    orders: &[("screened_on", "entered_at")],
    is_state: false,
};

/// 督查问题: `inspection_id · inspection_source · region_code · household_id · found_on · problem_kind · due_on · fixed_on`.
pub(super) static INSPECTION: Source = Source {
    name: "inspection",
    title: "督查问题",
    key: &["inspection_id"],
    columns: &[
        Column::new("问题编号", "inspection_id", Kind::Id).required(),
        Column::new("来源", "inspection_source", code!(InspectionSource)).required(),
        Column::new("区划代码", "region_code", Kind::Region).required(),
        Column::new("户编号", "household_id", Kind::Household),
        Column::new("发现日期", "found_on", Kind::Date)
            .required()
            .happened(),
        Column::new("问题类别", "problem_kind", Kind::Text).required(),
        Column::new("整改时限", "due_on", Kind::Date),
        Column::new("整改日期", "fixed_on", Kind::Date).happened(),
    ],
    orders: &[("found_on", "fixed_on")],
    is_state: false,
};
