/*
title = "集中排查次数不足"
meaning = "上一个已结束的年度，全县开展的集中排查少于规定次数；年初以后才有户信息的县不查"
action = "补足集中排查"
owner = "县级"
policy = ["screening.per_year"]
source = ["LS-12", "LZ-03", "HN-03"]
*/
with year as (
    select
        cast(date_trunc('year', $as_of) - interval '1 year' as date) as first_on,
        cast(date_trunc('year', $as_of) - interval '1 day' as date) as last_on
),

county as (
    select
        above.above_code as region_code,
        min(state.state_on) as known_on
    from stg_household as state
    inner join fct_household_state as home on state.household_id = home.household_id
    inner join dim_region_above as above on home.region_code = above.region_code and above.above_level = 'county'
    group by above.above_code
),

held as (
    select
        above.above_code as region_code,
        count(distinct screening.screening_round) as campaigns
    from stg_screening as screening
    inner join year on screening.screened_on >= year.first_on and screening.screened_on <= year.last_on
    inner join fct_household_state as home on screening.household_id = home.household_id
    inner join dim_region_above as above on home.region_code = above.region_code and above.above_level = 'county'
    group by above.above_code
)

select
    county.region_code,
    cast(null as varchar) as household_id,
    concat(county.region_code, '·', substr(cast(year.first_on as varchar), 1, 4)) as subject,
    year.last_on as due_on,
    $as_of - year.last_on as days_overdue,
    'warn' as severity,
    rule.clause,
    concat(
        substr(cast(year.first_on as varchar), 1, 4), '年开展集中排查', cast(coalesce(held.campaigns, 0) as varchar), '次'
    ) as detail
from county
inner join year on county.known_on <= year.first_on
inner join dim_policy as rule
    on
        county.region_code = rule.region_code
        and rule.parameter = 'screening.per_year'
        and year.last_on >= rule.valid_from
        and year.last_on < rule.valid_to
left join held on county.region_code = held.region_code
where coalesce(held.campaigns, 0) < rule.value_number
