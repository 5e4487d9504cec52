/*
title = "重点人群户排查率"
meaning = "填有重点人群的户中，近12个月排查过的比例；一户可有多种重点人群，分类各算一次"
numerator = "近12个月排查过的重点人群户数"
denominator = "重点人群户数"
grain = "village"
unit = "share"
better = "higher"
interval = "wilson"
slice = "重点人群"
policy = []
source = ["HN-01", "LT-01", "XJ-10"]
*/
with screened as (
    select distinct household_id
    from stg_screening
    where screened_on <= $as_of and screened_on > cast($as_of - interval '12 months' as date)
),

grouped as (
    select distinct
        household_id,
        region_code,
        unnest(string_to_array(key_groups, '、')) as key_group
    from fct_household_state
    where key_groups <> ''
)

select
    household.region_code,
    '' as slice,
    count(screened.household_id) as numerator,
    count(*) as denominator
from fct_household_state as household
left join screened on household.household_id = screened.household_id
where household.key_groups <> ''
group by household.region_code
union all
select
    grouped.region_code,
    grouped.key_group as slice,
    count(screened.household_id) as numerator,
    count(*) as denominator
from grouped
left join screened on grouped.household_id = screened.household_id
where grouped.key_group <> ''
group by grouped.region_code, grouped.key_group
