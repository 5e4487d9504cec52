/*
title = "灾情、经济事件后未逐户排查"
meaning = "近12个月的外部事件，发生后规定天数内在事件所在地走访或排查过的户数，少于报送的影响户数（多于当地农户数的按农户数算）"
action = "逐户排查受影响农户，符合条件的按程序纳入"
owner = "乡镇"
policy = ["hazard.natural_check_days", "hazard.economic_check_days"]
source = ["HN-07", "HN-08", "LT-11"]
*/
with hazard as (
    select
        event.hazard_id,
        place.counts_as as region_code,
        event.hazard_kind,
        event.started_on,
        event.households,
        case
            when kind.is_natural then 'hazard.natural_check_days'
            else 'hazard.economic_check_days'
        end as parameter
    from stg_hazard as event
    inner join code_hazard_kind as kind on event.hazard_kind = kind.hazard_kind
    inner join dim_region as place on event.region_code = place.region_code
    where
        event.households > 0
        and event.started_on <= $as_of
        and event.started_on > cast($as_of - interval '12 months' as date)
),

ruled as (
    select
        hazard.hazard_id,
        hazard.region_code,
        hazard.hazard_kind,
        hazard.started_on,
        hazard.households,
        due_on(hazard.started_on, rule.value_number, rule.day_type) as due_on,
        rule.clause
    from hazard
    inner join dim_policy as rule
        on
            hazard.region_code = rule.region_code
            and hazard.parameter = rule.parameter
            and hazard.started_on >= rule.valid_from
            and hazard.started_on < rule.valid_to
    where due_on(hazard.started_on, rule.value_number, rule.day_type) < $as_of
),

home as (
    select
        ruled.hazard_id,
        ruled.started_on,
        ruled.due_on,
        household.household_id
    from ruled
    inner join dim_region_above as above on ruled.region_code = above.above_code
    inner join fct_household_state as household on above.region_code = household.region_code
),

sight as (
    select
        household_id,
        visited_on as seen_on
    from stg_visit
    where visited_on > cast($as_of - interval '12 months' as date)
    union all
    select
        household_id,
        screened_on as seen_on
    from stg_screening
    where screened_on > cast($as_of - interval '12 months' as date)
),

reached as (
    select
        home.hazard_id,
        count(distinct home.household_id) as households
    from home
    inner join sight
        on home.household_id = sight.household_id and sight.seen_on >= home.started_on and sight.seen_on <= home.due_on
    group by home.hazard_id
),

lived_in as (
    select
        hazard_id,
        count(*) as households
    from home
    group by hazard_id
)

select
    ruled.region_code,
    cast(null as varchar) as household_id,
    ruled.hazard_id as subject,
    ruled.due_on,
    $as_of - ruled.due_on as days_overdue,
    'warn' as severity,
    ruled.clause,
    concat(
        ruled.hazard_kind, '（', cast(ruled.started_on as varchar), '）影响', cast(ruled.households as varchar), '户，至',
        cast(ruled.due_on as varchar), '走访或排查', cast(coalesce(reached.households, 0) as varchar), '户'
    ) as detail
from ruled
inner join lived_in on ruled.hazard_id = lived_in.hazard_id
left join reached on ruled.hazard_id = reached.hazard_id
where coalesce(reached.households, 0) < least(ruled.households, lived_in.households)
