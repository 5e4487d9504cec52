/*
title = "集中排查未按期完成"
meaning = "排查截止日已过，村内仍有农户从排查开始日起没有排查记录；截止日以后才有户信息的不算"
action = "逐户补排查"
owner = "村级"
policy = ["screening.begins_on", "screening.done_by"]
source = ["LT-16"]
*/
with span as (
    select
        home.household_id,
        home.region_code,
        try_cast(begins.value_text as date) as begins_on,
        try_cast(done.value_text as date) as done_by,
        done.clause
    from fct_household as home
    inner join fct_first_state as known on home.household_id = known.household_id
    inner join dim_policy as begins
        on
            home.region_code = begins.region_code
            and begins.parameter = 'screening.begins_on'
            and begins.valid_from <= $as_of
            and $as_of < begins.valid_to
    inner join dim_policy as done
        on
            home.region_code = done.region_code
            and done.parameter = 'screening.done_by'
            and done.valid_from <= $as_of
            and $as_of < done.valid_to
    where known.first_on <= try_cast(done.value_text as date)
),

form as (
    select
        household_id,
        max(screened_on) as screened_on
    from stg_screening
    where screened_on <= $as_of
    group by household_id
)

select
    span.region_code,
    cast(null as varchar) as household_id,
    span.region_code as subject,
    min(span.done_by) as due_on,
    $as_of - min(span.done_by) as days_overdue,
    'warn' as severity,
    min(span.clause) as clause,
    concat(
        '应排查', cast(count(*) as varchar), '户，未排查',
        cast(count(*) - count(form.household_id) as varchar), '户'
    ) as detail
from span
left join form on span.household_id = form.household_id and form.screened_on >= span.begins_on
where span.done_by < $as_of
group by span.region_code
having count(form.household_id) < count(*)
