/*
title = "未参加集中排查"
meaning = "近12个月本县已收尾的集中排查中，农户被排查的次数少于应有次数；排查开始后才有户信息的不算"
action = "补排查并录入"
owner = "村级"
policy = ["screening.per_year", "screening.settle_days"]
source = ["LS-12", "LZ-03", "HN-03"]
*/
with form as (
    select
        screening.household_id,
        screening.screening_round,
        screening.screened_on,
        above.above_code as county_code
    from stg_screening as screening
    inner join fct_household_state as home on screening.household_id = home.household_id
    inner join dim_region_above as above on home.region_code = above.region_code and above.above_level = 'county'
    where screening.screened_on <= $as_of
),

campaign as (
    select
        county_code,
        screening_round,
        min(screened_on) as first_on,
        max(screened_on) as last_on
    from form
    group by county_code, screening_round
),

closed as (
    select
        campaign.county_code,
        campaign.screening_round,
        campaign.first_on
    from campaign
    inner join dim_policy as settle
        on
            campaign.county_code = settle.region_code
            and settle.parameter = 'screening.settle_days'
            and settle.valid_from <= $as_of
            and $as_of < settle.valid_to
    where
        campaign.last_on > cast($as_of - interval '12 months' as date)
        and days_elapsed(campaign.last_on, $as_of, settle.day_type) > settle.value_number
),

held as (
    select
        county_code,
        count(*) as campaigns,
        min(first_on) as first_on
    from closed
    group by county_code
),

known as (
    select
        household_id,
        min(state_on) as first_on
    from stg_household
    group by household_id
),

taken_part as (
    select
        form.household_id,
        count(distinct form.screening_round) as campaigns
    from form
    inner join closed on form.county_code = closed.county_code and form.screening_round = closed.screening_round
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
inner join held on above.above_code = held.county_code
inner join known on household.household_id = known.household_id and known.first_on < held.first_on
inner join dim_policy as rule
    on
        household.region_code = rule.region_code
        and rule.parameter = 'screening.per_year'
        and rule.valid_from <= $as_of
        and $as_of < rule.valid_to
left join taken_part on household.household_id = taken_part.household_id
where coalesce(taken_part.campaigns, 0) < least(held.campaigns, rule.value_number)
