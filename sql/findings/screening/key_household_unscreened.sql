/*
title = "重点人群户未排查"
meaning = "填有重点人群的户，本县近12个月有已收尾的集中排查而该户一次也没有排查；排查开始后才有户信息的不算"
action = "优先补排查并录入"
owner = "村级"
policy = ["screening.key_groups", "screening.settle_days"]
source = ["HN-01", "LT-01", "XJ-10"]
*/
with looked_at as (
    select
        household_id,
        max(screened_on) as screened_on
    from stg_screening
    where screened_on <= $as_of
    group by household_id
)

select
    household.region_code,
    household.household_id,
    household.household_id as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'warn' as severity,
    rule.clause,
    concat('重点人群户；本县近12个月已收尾的集中排查', cast(held.campaigns as varchar), '次，该户没有记录') as detail
from fct_household_state as household
inner join dim_region_above as above on household.region_code = above.region_code and above.above_level = 'county'
inner join fct_campaign_held as held on above.above_code = held.county_code
inner join fct_first_state as known on household.household_id = known.household_id and known.first_on < held.first_on
inner join dim_policy as rule
    on
        household.region_code = rule.region_code
        and rule.parameter = 'screening.key_groups'
        and rule.valid_from <= $as_of
        and $as_of < rule.valid_to
left join looked_at on household.household_id = looked_at.household_id and looked_at.screened_on >= held.first_on
where rule.value_bool and household.key_groups <> '' and looked_at.household_id is null
