/*
title = "同一分钟两村入户"
meaning = "近3个月，同一走访人在同一分钟于不同的村入户；只有日期没有钟点的记录不算"
action = "核实走访记录是否补造"
owner = "乡镇"
policy = []
source = ["LZ-25", "HN-26"]
*/
-- A time without a clock lands as midnight: the day of a moment before it is another day.
with minute as (
    select
        visit.visitor_id,
        date_trunc('minute', visit.visited_at) as minute,
        min(visit.visited_on) as visited_on,
        min(household.region_code) as region_code,
        min(visit.visit_id) as visit_id
    from stg_visit as visit
    inner join fct_household_state as household on visit.household_id = household.household_id
    where
        visit.visited_on > cast($as_of - interval '3 months' as date)
        and visit.visited_on <= $as_of
        and visit.visit_method = '入户访问'
        and shanghai_day(visit.visited_at - interval '1 minute') = visit.visited_on
    group by visit.visitor_id, date_trunc('minute', visit.visited_at)
    having min(household.region_code) <> max(household.region_code)
)

select
    region_code,
    cast(null as varchar) as household_id,
    visit_id as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'warn' as severity,
    'LZ-25' as clause,
    concat(cast(visited_on as varchar), '同一分钟在不同的村入户') as detail
from minute
