/*
title = "网格员未入户走访"
meaning = "上一个已结束的周期内，有农户的网格没有一户由网格员入户走访；周期开始后才有户信息的不算，其间没有任何网格员走访记录的县不查"
action = "督促网格员入户走访并如实记录"
owner = "村级"
policy = ["grid.visit_cycle"]
source = ["LS-05"]
*/
with known as (
    select
        household_id,
        min(state_on) as known_on
    from stg_household
    group by household_id
),

visit as (
    select distinct
        household.grid_id,
        above.above_code as county_code,
        period.cycle
    from stg_visit as visit
    inner join dim_period as period on visit.visited_on >= period.first_on and visit.visited_on <= period.last_on
    inner join fct_household as household on visit.household_id = household.household_id
    inner join dim_region_above as above
        on household.region_code = above.region_code and above.above_level = 'county'
    where visit.visitor_role = '网格员' and visit.visit_method = '入户访问'
),

delivered as (
    select distinct
        county_code,
        cycle
    from visit
),

load as (
    select
        household.grid_id,
        period.cycle,
        period.first_on,
        period.last_on,
        min(household.region_code) as region_code,
        count(*) as households
    from fct_household as household
    inner join known on household.household_id = known.household_id
    inner join dim_period as period on known.known_on <= period.first_on
    where household.grid_id is not null
    group by household.grid_id, period.cycle, period.first_on, period.last_on
)

select
    load.region_code,
    cast(null as varchar) as household_id,
    load.grid_id as subject,
    load.last_on as due_on,
    $as_of - load.last_on as days_overdue,
    'warn' as severity,
    rule.clause,
    concat(
        '网格内', cast(load.households as varchar), '户，', cast(load.first_on as varchar), '至',
        cast(load.last_on as varchar), '没有网格员入户走访'
    ) as detail
from load
inner join dim_policy as rule
    on
        load.region_code = rule.region_code
        and rule.parameter = 'grid.visit_cycle'
        and load.cycle = rule.value_text
        and rule.valid_from <= $as_of
        and $as_of < rule.valid_to
inner join dim_region_above as above on load.region_code = above.region_code and above.above_level = 'county'
inner join delivered on above.above_code = delivered.county_code and load.cycle = delivered.cycle
left join visit on load.grid_id = visit.grid_id and load.cycle = visit.cycle
where visit.grid_id is null
