/*
title = "未见暗访"
meaning = "上一个已结束的周期内，全县没有暗访组的走访，也没有暗访发现的问题；其间没有任何走访记录的县不查"
action = "确认是否开展了暗访；没有开展的补做，开展了的补录"
owner = "市级、县级"
policy = ["inspection.cycle"]
source = ["LZ-28", "XJ-05"]
*/
with visit as (
    select
        above.above_code as region_code,
        period.cycle,
        count(*) filter (where visit.visitor_role = '暗访组') as inspections
    from stg_visit as visit
    inner join dim_period as period on visit.visited_on >= period.first_on and visit.visited_on <= period.last_on
    inner join fct_household_state as home on visit.household_id = home.household_id
    inner join dim_region_above as above on home.region_code = above.region_code and above.above_level = 'county'
    group by above.above_code, period.cycle
),

problem as (
    select distinct
        above.above_code as region_code,
        period.cycle
    from stg_inspection as inspection
    inner join dim_period as period
        on inspection.found_on >= period.first_on and inspection.found_on <= period.last_on
    inner join dim_region as place on inspection.region_code = place.region_code
    inner join dim_region_above as above on place.counts_as = above.region_code and above.above_level = 'county'
    where inspection.inspection_source = '暗访'
)

select
    visit.region_code,
    cast(null as varchar) as household_id,
    concat(visit.region_code, '·', substr(cast(period.last_on as varchar), 1, 7)) as subject,
    period.last_on as due_on,
    $as_of - period.last_on as days_overdue,
    'info' as severity,
    rule.clause,
    concat(cast(period.first_on as varchar), '至', cast(period.last_on as varchar), '没有暗访记录') as detail
from visit
inner join dim_policy as rule
    on
        visit.region_code = rule.region_code
        and rule.parameter = 'inspection.cycle'
        and visit.cycle = rule.value_text
        and rule.valid_from <= $as_of
        and $as_of < rule.valid_to
inner join dim_period as period on visit.cycle = period.cycle
left join problem on visit.region_code = problem.region_code and visit.cycle = problem.cycle
where visit.inspections = 0 and problem.region_code is null
