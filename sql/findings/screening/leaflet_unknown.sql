/*
title = "不了解明白纸"
meaning = "近12个月最近一次排查填写不了解政策明白纸的户；未填的不查"
action = "补发明白纸并当面讲解"
owner = "村级"
policy = ["screening.leaflet_known"]
source = ["LT-18"]
*/
with latest as (
    select
        household_id,
        max(screened_on) as screened_on
    from stg_screening
    where
        is_informed is not null
        and screened_on <= $as_of
        and screened_on > cast($as_of - interval '12 months' as date)
    group by household_id
),

asked as (
    select
        form.household_id,
        form.screened_on,
        bool_or(form.is_informed) as is_informed
    from stg_screening as form
    inner join latest on form.household_id = latest.household_id and form.screened_on = latest.screened_on
    group by form.household_id, form.screened_on
)

select
    household.region_code,
    household.household_id,
    household.household_id as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'info' as severity,
    rule.clause,
    concat(cast(asked.screened_on as varchar), '排查，不了解明白纸') as detail
from asked
inner join fct_household_state as household on asked.household_id = household.household_id
inner join dim_policy as rule
    on
        household.region_code = rule.region_code
        and rule.parameter = 'screening.leaflet_known'
        and asked.screened_on >= rule.valid_from
        and asked.screened_on < rule.valid_to
where rule.value_bool and not asked.is_informed
