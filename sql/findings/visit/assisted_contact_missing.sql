/*
title = "其他帮扶对象未走访"
meaning = "整个周期都有帮扶联系人、不在未消除之列、不长期外出的户，上一个已结束周期没有任何方式的走访或联系"
action = "补走访并如实记录"
owner = "帮扶联系人"
policy = ["visit.assisted_cycle"]
source = ["LS-32", "LZ-25"]
*/
with helped as (
    select distinct
        helper.household_id,
        period.cycle
    from stg_helper as helper
    inner join dim_period as period
        on helper.started_on <= period.first_on and (helper.ended_on is null or helper.ended_on >= period.last_on)
)

select
    household.region_code,
    household.household_id,
    household.household_id as subject,
    period.last_on as due_on,
    $as_of - period.last_on as days_overdue,
    'warn' as severity,
    rule.clause,
    concat('帮扶对象，', cast(period.first_on as varchar), '至', cast(period.last_on as varchar), '没有走访或联系记录') as detail
from fct_household as household
inner join dim_policy as rule
    on
        household.region_code = rule.region_code
        and rule.parameter = 'visit.assisted_cycle'
        and rule.valid_from <= $as_of
        and $as_of < rule.valid_to
inner join dim_period as period on rule.value_text = period.cycle
inner join fct_first_state as known on household.household_id = known.household_id and known.first_on <= period.first_on
inner join helped on household.household_id = helped.household_id and period.cycle = helped.cycle
left join fct_period_sight as seen on household.household_id = seen.household_id and period.cycle = seen.cycle
where not household.is_long_absent and not household.is_unresolved and seen.household_id is null
