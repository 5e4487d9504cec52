/*
title = "排查覆盖率"
meaning = "本年度已排查的农户占农户的比例"
numerator = "本年度已排查户数"
denominator = "农户数"
grain = "village"
unit = "share"
better = "higher"
interval = "wilson"
policy = []
source = ["LZ-03", "LT-16"]
*/
with screened as (
    select distinct household_id
    from stg_screening
    where screened_on >= date_trunc('year', $as_of) and screened_on <= $as_of
)

select
    household.region_code,
    '' as slice,
    count(screened.household_id) as numerator,
    count(*) as denominator
from fct_household as household
left join screened on household.household_id = screened.household_id
group by household.region_code
