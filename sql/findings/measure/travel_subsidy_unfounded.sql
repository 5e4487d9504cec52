/*
title = "外出务工补贴对象不符"
meaning = "近12个月明确外出务工补贴的监测户，补贴写明的成员（未写明的为全户成员）各次家庭成员信息都不是外出务工；外出务工未填的不查"
action = "核实是否外出务工；不符的停发，属实的更正成员信息"
owner = "行业部门（人社）"
policy = ["measure.travel_subsidy_away"]
source = ["HN-18"]
*/
with subsidy as (
    select
        measure.measure_id,
        measure.household_id,
        household.region_code,
        measure.member_id,
        measure.decided_on
    from stg_measure as measure
    inner join fct_household as household on measure.household_id = household.household_id
    where
        household.is_monitored
        and measure.measure_item = '外出务工补贴'
        and measure.decided_on <= $as_of
        and measure.decided_on > cast($as_of - interval '12 months' as date)
),

worker as (
    select
        subsidy.measure_id,
        bool_or(state.is_working_away) as is_working_away
    from subsidy
    inner join stg_member as state on subsidy.household_id = state.household_id
    where state.state_on <= $as_of and (subsidy.member_id is null or subsidy.member_id = state.member_id)
    group by subsidy.measure_id
)

select
    subsidy.region_code,
    subsidy.household_id,
    subsidy.measure_id as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'warn' as severity,
    rule.clause,
    concat(
        cast(subsidy.decided_on as varchar), '明确外出务工补贴，',
        case when subsidy.member_id is null then '全户没有成员外出务工' else '该成员未外出务工' end
    ) as detail
from subsidy
inner join worker on subsidy.measure_id = worker.measure_id
inner join dim_policy as rule
    on
        subsidy.region_code = rule.region_code
        and rule.parameter = 'measure.travel_subsidy_away'
        and subsidy.decided_on >= rule.valid_from
        and subsidy.decided_on < rule.valid_to
where rule.value_bool and not worker.is_working_away
