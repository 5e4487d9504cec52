/*
title = "一人一日走访过多"
meaning = "近3个月，同一走访人一天入户的户数多于规定；排查入户不算"
action = "抽查走访是否真实"
owner = "乡镇"
policy = ["visit.per_day_max"]
source = ["LZ-25", "HN-26"]
*/
with load as (
    select
        visit.visitor_id,
        visit.visited_on,
        min(household.region_code) as region_code,
        count(distinct visit.household_id) as households
    from stg_visit as visit
    inner join fct_household_state as household on visit.household_id = household.household_id
    where
        visit.visited_on > cast($as_of - interval '3 months' as date)
        and visit.visited_on <= $as_of
        and visit.visit_method = '入户访问'
        and coalesce(visit.visit_purpose, '') <> '排查'
    group by visit.visitor_id, visit.visited_on
)

select
    load.region_code,
    cast(null as varchar) as household_id,
    concat(load.visitor_id, '·', cast(load.visited_on as varchar)) as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'warn' as severity,
    rule.clause,
    concat('一日入户', cast(load.households as varchar), '户') as detail
from load
inner join dim_policy as rule
    on
        load.region_code = rule.region_code
        and rule.parameter = 'visit.per_day_max'
        and load.visited_on >= rule.valid_from
        and load.visited_on < rule.valid_to
where load.households > rule.value_number
