/*
title = "县级当月未审定"
meaning = "上一个已结束的月份，月初已有乡镇审核通过、待县级审定的纳入流程，全县当月一件也没有审定"
action = "县级按月集中审定"
owner = "县级"
policy = ["inclusion.approval_monthly"]
source = ["LZ-08"]
*/
with waiting as (
    select
        above.above_code as region_code,
        count(*) filter (
            where
            course.town_on < period.first_on
            and (course.county_on is null or course.county_on >= period.first_on)
            and (course.county_on is not null or not course.is_refused)
        ) as waiting,
        count(*) filter (where course.county_on >= period.first_on and course.county_on <= period.last_on) as decided,
        min(period.first_on) as first_on,
        min(period.last_on) as last_on
    from fct_workflow as course
    inner join dim_region_above as above
        on course.region_code = above.region_code and above.above_level = 'county'
    inner join dim_period as period on period.cycle = 'month'
    -- A county that refused has decided.
    where course.kind = '纳入'
    group by above.above_code
)

select
    waiting.region_code,
    cast(null as varchar) as household_id,
    concat(waiting.region_code, '·', substr(cast(waiting.first_on as varchar), 1, 7)) as subject,
    waiting.last_on as due_on,
    $as_of - waiting.last_on as days_overdue,
    'warn' as severity,
    rule.clause,
    concat('待审定', cast(waiting.waiting as varchar), '件，当月未审定') as detail
from waiting
inner join dim_policy as rule
    on
        waiting.region_code = rule.region_code
        and rule.parameter = 'inclusion.approval_monthly'
        and waiting.last_on >= rule.valid_from
        and waiting.last_on < rule.valid_to
where rule.value_bool and waiting.waiting > 0 and waiting.decided = 0
