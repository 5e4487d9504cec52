/*
title = "长期外出户未联系"
meaning = "不在未消除之列的长期外出户，上一个已结束周期没有任何方式的联系"
action = "电话或网络联系并如实记录"
owner = "网格员"
policy = ["visit.absent_cycle"]
source = ["LS-04"]
*/
select
    household.region_code,
    household.household_id,
    household.household_id as subject,
    period.last_on as due_on,
    $as_of - period.last_on as days_overdue,
    'warn' as severity,
    rule.clause,
    concat('长期外出，', cast(period.first_on as varchar), '至', cast(period.last_on as varchar), '没有联系记录') as detail
from fct_household as household
inner join dim_policy as rule
    on
        household.region_code = rule.region_code
        and rule.parameter = 'visit.absent_cycle'
        and rule.valid_from <= $as_of
        and $as_of < rule.valid_to
inner join dim_period as period on rule.value_text = period.cycle
inner join fct_first_state as known on household.household_id = known.household_id and known.first_on <= period.first_on
left join fct_period_sight as seen on household.household_id = seen.household_id and period.cycle = seen.cycle
where household.is_long_absent and not household.is_unresolved and seen.household_id is null
