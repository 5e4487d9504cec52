//! The rules under which the offices of a town work on a day: what the policy book says, in the words this crate needs.

use chrono::NaiveDate;
use domain::calendar::{DayType, WorkCalendar};
use domain::office::GridRole;
use domain::policy::{FIRST_DAY, Parameter, PolicyBook, Value};
use domain::region::RegionCode;
use domain::visit::VisitorRole;

use crate::days::plus;

/// A number of days of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limit {
    pub(crate) days: u32,
    pub(crate) day_type: DayType,
}

/// Whether 民主评议 comes before 信息比对.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StageOrder {
    ReviewFirst,
    ComparisonFirst,
    Free,
}

/// The rules of one place between two changes of policy.
#[expect(clippy::struct_excessive_bools, reason = "each is one clause of a policy")]
#[derive(Debug, Clone)]
pub(crate) struct Terms {
    pub(crate) inclusion: Limit,
    pub(crate) is_town_approver: bool,
    pub(crate) order: StageOrder,
    pub(crate) notice_days: i64,
    pub(crate) first_measure: Limit,
    pub(crate) warning: Limit,
    pub(crate) is_quarterly: bool,
    pub(crate) is_any_method: bool,
    pub(crate) is_remote_if_absent: bool,
    /// Whose visits count; empty: anyone's.
    pub(crate) roles: Vec<VisitorRole>,
    pub(crate) is_no_labour_forbidden: bool,
    pub(crate) elimination_months: Option<u32>,
    pub(crate) helper: Option<Limit>,
    pub(crate) grid_households: Option<i64>,
    pub(crate) is_flag_derived: bool,
    pub(crate) income_line_yuan: i64,
    pub(crate) is_leaflet_known: bool,
    /// The posts of the grids that every village fills.
    pub(crate) grid_roles: Vec<GridRole>,
}

/// The rules of one place over time.
#[derive(Debug)]
pub(crate) struct Rules<'a> {
    calendar: &'a WorkCalendar,
    terms: Vec<(NaiveDate, Terms)>,
}

impl<'a> Rules<'a> {
    pub(crate) fn of(policies: &PolicyBook, calendar: &'a WorkCalendar, place: RegionCode) -> Self {
        let mut edges: Vec<NaiveDate> = Parameter::ALL
            .iter()
            .flat_map(|parameter| policies.spans(*parameter, place))
            .map(|span| span.from)
            .chain([FIRST_DAY])
            .collect();
        edges.sort_unstable();
        edges.dedup();
        let terms = edges
            .into_iter()
            .map(|day| (day, Terms::on(policies, place, day)))
            .collect();
        Self { calendar, terms }
    }

    /// The rules in force on a day.
    pub(crate) fn on(&self, day: NaiveDate) -> &Terms {
        let after = self.terms.partition_point(|(from, _)| *from <= day);
        &self.terms[after.saturating_sub(1)].1
    }

    /// The last day on which a limit is met. Outside the years of the working calendar, five working days are taken for a week.
    pub(crate) fn due_on(&self, start: NaiveDate, limit: Limit) -> NaiveDate {
        self.calendar
            .due_on(start, limit.days, limit.day_type)
            .unwrap_or_else(|| plus(start, i64::from(limit.days) * 7 / 5))
    }
}

impl Terms {
    fn on(policies: &PolicyBook, place: RegionCode, day: NaiveDate) -> Self {
        use Parameter as P;
        let value = |parameter| policies.resolve(parameter, place, day).value;
        let limit = |parameter| {
            let resolved = policies.resolve(parameter, place, day);
            resolved.value.integer().map(|days| Limit {
                days: u32::try_from(days).unwrap_or(0),
                day_type: resolved.day_type.unwrap_or(DayType::Natural),
            })
        };
        let required = |parameter| {
            limit(parameter).unwrap_or(Limit {
                days: 0,
                day_type: DayType::Natural,
            })
        };
        let says = |parameter, word: &str| value(parameter).text() == Some(word);
        let is_set = |parameter| matches!(value(parameter), Value::Bool(true));
        let roles = match value(P::VisitRoles) {
            Value::List(labels) => labels
                .iter()
                .filter_map(|label| VisitorRole::from_label(label))
                .collect(),
            Value::Integer(_) | Value::Text(_) | Value::Bool(_) | Value::Absent | Value::Unknown => vec![],
        };
        Self {
            inclusion: required(P::InclusionLimitDays),
            is_town_approver: says(P::InclusionApprover, "town"),
            order: match value(P::InclusionStageOrder).text() {
                Some("review_first") => StageOrder::ReviewFirst,
                Some("comparison_first") => StageOrder::ComparisonFirst,
                _ => StageOrder::Free,
            },
            notice_days: value(P::NoticeDaysMin).integer().unwrap_or(5),
            first_measure: required(P::MeasureFirstLimitDays),
            warning: required(P::WarningResponseDays),
            is_quarterly: says(P::VisitCycle, "quarter"),
            is_any_method: says(P::VisitMethod, "any"),
            is_remote_if_absent: is_set(P::VisitRemoteIfAbsent),
            roles,
            is_no_labour_forbidden: is_set(P::EliminationNoLabourForbidden),
            elimination_months: value(P::EliminationMonthsMin)
                .integer()
                .and_then(|months| u32::try_from(months).ok()),
            helper: limit(P::HelperLimitDays),
            grid_households: value(P::GridHouseholdsMax).integer(),
            is_flag_derived: is_set(P::DevelopmentFlagDerived),
            income_line_yuan: value(P::MonitoringIncomeLineYuan).integer().unwrap_or(7000),
            is_leaflet_known: is_set(P::ScreeningLeafletKnown),
            grid_roles: match value(P::GridRoles) {
                Value::List(labels) => labels
                    .iter()
                    .filter_map(|label| GridRole::from_label(label))
                    .collect(),
                Value::Integer(_) | Value::Text(_) | Value::Bool(_) | Value::Absent | Value::Unknown => {
                    vec![]
                }
            },
        }
    }
}
