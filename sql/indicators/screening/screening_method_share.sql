/*
title = "排查入户方式构成"
meaning = "近12个月的排查表按入户方式的比例；不分类的一行是入户访问所占的比例，未填入户方式的在分母中"
numerator = "该入户方式的排查表数"
denominator = "排查表数"
grain = "village"
unit = "share"
better = "neither"
interval = "wilson"
slice = "入户方式"
policy = []
source = ["LT-33"]
*/
with form as (
    select
        household.region_code,
        coalesce(form.visit_method, '未填') as visit_method
    from stg_screening as form
    inner join fct_household_state as household on form.household_id = household.household_id
    where form.screened_on <= $as_of and form.screened_on > cast($as_of - interval '12 months' as date)
),

method as (
    select distinct visit_method
    from form
)

select
    region_code,
    '' as slice,
    count(*) filter (where visit_method = '入户访问') as numerator,
    count(*) as denominator
from form
group by region_code
union all
select
    form.region_code,
    method.visit_method as slice,
    count(*) filter (where form.visit_method = method.visit_method) as numerator,
    count(*) as denominator
from form
cross join method
group by form.region_code, method.visit_method
