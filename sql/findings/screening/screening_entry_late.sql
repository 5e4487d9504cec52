/*
title = "排查录入逾期"
meaning = "排查开始日起的排查表，录入晚于录入截止日，没有录入时间的不算；按村汇总"
action = "说明迟录原因"
owner = "乡镇"
policy = ["screening.begins_on", "screening.done_by", "screening.entered_by"]
source = ["LT-16"]
*/
select
    home.region_code,
    cast(null as varchar) as household_id,
    home.region_code as subject,
    min(try_cast(rule.value_text as date)) as due_on,
    max(form.entered_on) - min(try_cast(rule.value_text as date)) as days_overdue,
    'info' as severity,
    min(rule.clause) as clause,
    concat('逾期录入', cast(count(*) as varchar), '户，最迟', cast(max(form.entered_on) as varchar)) as detail
from stg_screening as form
inner join fct_household as home on form.household_id = home.household_id
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
inner join dim_policy as rule
    on
        home.region_code = rule.region_code
        and rule.parameter = 'screening.entered_by'
        and rule.valid_from <= $as_of
        and $as_of < rule.valid_to
where
    form.screened_on >= try_cast(begins.value_text as date)
    and form.screened_on <= try_cast(done.value_text as date)
    and form.entered_on > try_cast(rule.value_text as date)
    and form.entered_on <= $as_of
group by home.region_code
