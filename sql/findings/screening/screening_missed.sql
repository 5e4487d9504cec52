/*
title = "未参加集中排查"
meaning = "近12个月本县已收尾的集中排查中，农户被排查的次数少于应有次数；排查开始后才有户信息的不算"
action = "补排查并录入"
owner = "村级"
policy = ["screening.per_year", "screening.settle_days"]
source = ["LS-12", "LZ-03", "HN-03"]
*/
with taken_part as (
    select
        form.household_id,
        count(distinct form.screening_round) as campaigns
    from stg_screening as form
    inner join fct_household_state as home on form.household_id = home.household_id
    inner join dim_region_above as above on home.region_code = above.region_code and above.above_level = 'county'
    inner join fct_campaign as campaign
        on above.above_code = campaign.county_code and form.screening_round = campaign.screening_round
    where form.screened_on <= $as_of
    group by form.household_id
)

select
    household.region_code,
    household.household_id,
    household.household_id as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'info' as severity,
    rule.clause,
    concat(
        '本县近12个月已收尾的集中排查', cast(held.campaigns as varchar), '次，该户',
        cast(coalesce(taken_part.campaigns, 0) as varchar), '次'
    ) as detail
from fct_household as household
inner join dim_region_above as above on household.region_code = above.region_code and above.above_level = 'county'
inner join fct_campaign_held as held on above.above_code = held.county_code
inner join fct_first_state as known on household.household_id = known.household_id and known.first_on < held.first_on
inner join dim_policy as rule
    on
        household.region_code = rule.region_code
        and rule.parameter = 'screening.per_year'
        and rule.valid_from <= $as_of
        and $as_of < rule.valid_to
left join taken_part on household.household_id = taken_part.household_id
where coalesce(taken_part.campaigns, 0) < least(held.campaigns, rule.value_number)
