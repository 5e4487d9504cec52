/*
title = "排查风险与类型不符"
meaning = "近12个月的排查表，存在风险而没有选风险类型，或不存在风险而选了类型"
action = "核对排查表，补选或取消风险类型"
owner = "村级"
policy = ["screening.risk_named"]
source = ["LT-26"]
*/
select
    household.region_code,
    form.household_id,
    concat(form.household_id, '·', form.screening_round) as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'warn' as severity,
    rule.clause,
    case
        when form.has_risk then concat(cast(form.screened_on as varchar), '排查存在风险，没有选风险类型')
        else concat(cast(form.screened_on as varchar), '排查不存在风险，选了', form.risks)
    end as detail
from stg_screening as form
inner join fct_household_state as household on form.household_id = household.household_id
inner join dim_policy as rule
    on
        household.region_code = rule.region_code
        and rule.parameter = 'screening.risk_named'
        and form.screened_on >= rule.valid_from
        and form.screened_on < rule.valid_to
where
    rule.value_bool
    and form.screened_on <= $as_of
    and form.screened_on > cast($as_of - interval '12 months' as date)
    and form.has_risk <> (coalesce(form.risks, '') <> '')
