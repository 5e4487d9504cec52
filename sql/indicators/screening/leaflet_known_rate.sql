/*
title = "明白纸知晓率"
meaning = "近12个月的排查表中填写了解政策明白纸的比例；未填的不计"
numerator = "了解明白纸的排查表数"
denominator = "填了是否了解的排查表数"
grain = "village"
unit = "share"
better = "higher"
interval = "wilson"
policy = []
source = ["LT-18"]
*/
select
    household.region_code,
    '' as slice,
    count(*) filter (where form.is_informed) as numerator,
    count(*) as denominator
from stg_screening as form
inner join fct_household_state as household on form.household_id = household.household_id
where
    form.is_informed is not null
    and form.screened_on <= $as_of
    and form.screened_on > cast($as_of - interval '12 months' as date)
group by household.region_code
