/*
title = "排查收支期间不符"
meaning = "近12个月的排查时收支，期初到期末不是规定的月数（期末算在内或不算在内都可以）"
action = "按排查前规定月数重新核算"
owner = "村级"
policy = ["monitoring.window_months"]
source = ["LT-34"]
*/
select
    household.region_code,
    account.household_id,
    concat(account.household_id, '·', cast(account.period_ended_on as varchar)) as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'info' as severity,
    rule.clause,
    concat('收支期间', cast(account.period_started_on as varchar), '至', cast(account.period_ended_on as varchar)) as detail
from stg_income as account
inner join fct_household_state as household on account.household_id = household.household_id
inner join dim_policy as rule
    on
        household.region_code = rule.region_code
        and rule.parameter = 'monitoring.window_months'
        and account.period_ended_on >= rule.valid_from
        and account.period_ended_on < rule.valid_to
where
    account.income_kind = '排查时'
    and account.period_ended_on <= $as_of
    and account.period_ended_on > cast($as_of - interval '12 months' as date)
    and months_after(account.period_started_on, rule.value_number) <> account.period_ended_on
    and months_after(account.period_started_on, rule.value_number) <> account.period_ended_on + 1
