/*
title = "未安排帮扶联系人"
meaning = "未消除监测户在发布日没有在任的帮扶联系人，且已过安排期限"
action = "安排帮扶联系人并录入"
owner = "乡镇"
policy = ["helper.limit_days"]
source = ["LS-30", "LZ-10"]
*/
with helped as (
    select distinct household_id
    from stg_helper
    where started_on <= $as_of and (ended_on is null or ended_on >= $as_of)
)

select
    household.region_code,
    household.household_id,
    household.household_id as subject,
    due_on(household.identified_on, rule.value_number, rule.day_type) as due_on,
    $as_of - due_on(household.identified_on, rule.value_number, rule.day_type) as days_overdue,
    'error' as severity,
    rule.clause,
    concat(cast(household.identified_on as varchar), '识别，发布日没有在任的帮扶联系人') as detail
from fct_household as household
inner join dim_policy as rule
    on
        household.region_code = rule.region_code
        and rule.parameter = 'helper.limit_days'
        and rule.valid_from <= $as_of
        and $as_of < rule.valid_to
left join helped on household.household_id = helped.household_id
where
    household.is_unresolved
    and helped.household_id is null
    and days_elapsed(household.identified_on, $as_of, rule.day_type) > rule.value_number
