/*
title = "走访集中在月末"
meaning = "上一个已结束的月份，同一走访人的走访不少于规定次数且全部在月末几天；排查不算"
action = "提醒均衡走访，抽查记录是否真实"
owner = "乡镇"
policy = ["visit.month_end_min", "anomaly.month_end_days"]
source = ["LZ-25", "HN-26"]
*/
with load as (
    select
        visit.visitor_id,
        min(household.region_code) as region_code,
        min(visit.visited_on) as first_on,
        max(period.first_on) as month_on,
        max(period.last_on) as last_on,
        count(*) as visits
    from stg_visit as visit
    inner join dim_period as period
        on period.cycle = 'month' and visit.visited_on >= period.first_on and visit.visited_on <= period.last_on
    inner join fct_household_state as household on visit.household_id = household.household_id
    where coalesce(visit.visit_purpose, '') <> '排查'
    group by visit.visitor_id
)

select
    load.region_code,
    cast(null as varchar) as household_id,
    concat(load.visitor_id, '·', substr(cast(load.month_on as varchar), 1, 7)) as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'info' as severity,
    rule.clause,
    concat('当月', cast(load.visits as varchar), '次走访全部在', cast(load.first_on as varchar), '以后') as detail
from load
inner join dim_policy as rule
    on
        load.region_code = rule.region_code
        and rule.parameter = 'visit.month_end_min'
        and load.last_on >= rule.valid_from
        and load.last_on < rule.valid_to
inner join dim_policy as span
    on
        load.region_code = span.region_code
        and span.parameter = 'anomaly.month_end_days'
        and load.last_on >= span.valid_from
        and load.last_on < span.valid_to
where load.visits >= rule.value_number and load.last_on - load.first_on < span.value_number
