/*
title = "近12个月新增发生率"
meaning = "近12个月识别过的农户占农户的比例，乡镇一级用于看整乡整镇"
numerator = "近12个月识别过的户数"
denominator = "农户数"
grain = "village"
unit = "share"
better = "lower"
interval = "wilson"
trend = true
policy = []
source = ["XJ-01"]
*/
with identified as (
    select distinct household_id
    from fct_episode
    where identified_on > cast($as_of - interval '12 months' as date)
)

select
    household.region_code,
    '' as slice,
    count(identified.household_id) as numerator,
    count(*) as denominator
from fct_household as household
left join identified on household.household_id = identified.household_id
group by household.region_code
