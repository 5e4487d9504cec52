/*
title = "疑似应纳未纳"
meaning = "未列为监测对象（或已消除）的户，最近一次排查三保障未达标且无自主应对能力、未建议纳入，近12个月收入（纯收入加理赔减合规自付，人均）低于监测范围"
action = "入户核实；符合条件的启动纳入程序，不符合的说明理由"
owner = "村级、乡镇"
policy = ["monitoring.income_line_yuan", "inclusion.limit_days", "inclusion.approver"]
source = ["LT-37", "LS-19"]
*/
select
    household.region_code,
    household.household_id,
    household.household_id as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'warn' as severity,
    'LT-37' as clause,
    concat(cast(looked_at.screened_on as varchar), '排查：三保障未达标、无自主应对能力、收入低于监测范围，未建议纳入') as detail
from fct_household as household
inner join fct_last_screening as looked_at on household.household_id = looked_at.household_id
inner join fct_last_account as account on household.household_id = account.household_id
inner join dim_policy as rule
    on
        household.region_code = rule.region_code
        and rule.parameter = 'monitoring.income_line_yuan'
        and looked_at.screened_on >= rule.valid_from
        and looked_at.screened_on < rule.valid_to
inner join dim_policy as limit_days
    on
        household.region_code = limit_days.region_code
        and limit_days.parameter = 'inclusion.limit_days'
        and looked_at.screened_on >= limit_days.valid_from
        and looked_at.screened_on < limit_days.valid_to
left join fct_under_way as taken_up
    on
        household.household_id = taken_up.household_id
        and taken_up.under_way_on >= looked_at.screened_on
        and taken_up.started_on > coalesce(household.eliminated_on, date '0001-01-01')
where
    looked_at.screened_on > cast($as_of - interval '12 months' as date)
    and not household.is_unresolved
    and not looked_at.is_safeguarded
    and not looked_at.has_coping_ability
    and coalesce(looked_at.screening_advice, '') not in ('纳入', '申请风险消除回退')
    and account.per_person_yuan < rule.value_number
    and taken_up.household_id is null
    and days_elapsed(looked_at.screened_on, $as_of, limit_days.day_type) > limit_days.value_number
