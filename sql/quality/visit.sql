/*
title = "走访记录"
meaning = "近三个月的走访，一次一行"
[derived]
visited_on = "走访日期"
visited_hour = "走访时间的钟点"
entry_workdays = "走访到录入隔了几个工作日"
is_long_absent = "走访的户长期外出"
is_in_office = "走访人当日是该户的帮扶联系人"
is_of_grid = "走访人是网格员表中的人"
is_of_own_grid = "走访人就在该户所在网格"
is_monitored = "是监测户"
visits_that_minute = "同一走访人在同一分钟走访的户数"
*/
with crowd as (
    select
        visitor_id,
        date_trunc('minute', visited_at) as visited_minute,
        count(distinct household_id) as visits_that_minute
    from stg_visit
    where visited_on <= $as_of and visited_on > cast($as_of - interval '3 months' as date)
    group by visitor_id, date_trunc('minute', visited_at)
    having count(distinct household_id) > 1
),

helper as (
    select distinct
        household_id,
        helper_id,
        started_on,
        ended_on
    from stg_helper
)

select
    home.region_code,
    visit.household_id,
    visit.visit_id as subject,
    coalesce(delivery.office, '') as office,
    visit.visitor_id as person_in_charge,
    visit.visitor_role,
    visit.visit_method,
    visit.visit_purpose,
    visit.visited_on,
    visit.entered_at,
    days_elapsed(visit.visited_on, shanghai_day(visit.entered_at), 'work') as entry_workdays,
    cast(extract(hour from visit.visited_at + interval '8 hours') as bigint) as visited_hour,
    home.is_long_absent,
    home.is_monitored,
    coalesce(bool_or(helper.helper_id is not null), false) as is_in_office,
    max(worker.worker_id) is not null as is_of_grid,
    max(worker.grid_id) = max(home.grid_id) as is_of_own_grid,
    coalesce(max(crowd.visits_that_minute), 1) as visits_that_minute
from stg_visit as visit
inner join fct_household as home on visit.household_id = home.household_id
left join crowd
    on visit.visitor_id = crowd.visitor_id and date_trunc('minute', visit.visited_at) = crowd.visited_minute
left join helper
    on
        visit.household_id = helper.household_id
        and visit.visitor_id = helper.helper_id
        and helper.started_on <= visit.visited_on
        and (helper.ended_on is null or helper.ended_on >= visit.visited_on)
left join stg_grid_worker as worker on visit.visitor_id = worker.worker_id
left join dim_delivery as delivery on visit.batch_id = delivery.batch_id and visit.file_sha256 = delivery.file_sha256
where visit.visited_on <= $as_of and visit.visited_on > cast($as_of - interval '3 months' as date)
group by
    home.region_code, visit.household_id, visit.visit_id, delivery.office, visit.visitor_id, visit.visitor_role,
    visit.visit_method, visit.visit_purpose, visit.visited_on, visit.entered_at, visit.visited_at,
    home.is_long_absent, home.is_monitored
