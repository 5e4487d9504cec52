/*
title = "排查后未开展回头看"
meaning = "集中排查总结期限已过，有农户的村从排查开始日到总结期限没有一次走访目的为回头看的走访；所在县其间没有任何走访记录的不查"
action = "补开展回头看，查缺补漏"
owner = "村级"
policy = ["screening.look_back", "screening.begins_on", "screening.reported_by"]
source = ["LT-23"]
*/
with village as (
    select
        home.region_code,
        min(above.above_code) as county_code
    from fct_household_state as home
    inner join dim_region_above as above on home.region_code = above.region_code and above.above_level = 'county'
    group by home.region_code
),

span as (
    select
        village.region_code,
        village.county_code,
        try_cast(begins.value_text as date) as begins_on,
        try_cast(reported.value_text as date) as reported_by,
        rule.clause
    from village
    inner join dim_policy as rule
        on
            village.region_code = rule.region_code
            and rule.parameter = 'screening.look_back'
            and rule.valid_from <= $as_of
            and $as_of < rule.valid_to
    inner join dim_policy as begins
        on
            village.region_code = begins.region_code
            and begins.parameter = 'screening.begins_on'
            and begins.valid_from <= $as_of
            and $as_of < begins.valid_to
    inner join dim_policy as reported
        on
            village.region_code = reported.region_code
            and reported.parameter = 'screening.reported_by'
            and reported.valid_from <= $as_of
            and $as_of < reported.valid_to
    where rule.value_bool
),

visit as (
    select
        span.region_code,
        span.county_code,
        count(*) filter (where visit.visit_purpose = '回头看') as look_backs
    from stg_visit as visit
    inner join fct_household_state as home on visit.household_id = home.household_id
    inner join span on home.region_code = span.region_code
    where visit.visited_on >= span.begins_on and visit.visited_on <= span.reported_by
    group by span.region_code, span.county_code
),

delivered as (
    select distinct county_code
    from visit
)

select
    span.region_code,
    cast(null as varchar) as household_id,
    span.region_code as subject,
    span.reported_by as due_on,
    $as_of - span.reported_by as days_overdue,
    'info' as severity,
    span.clause,
    concat(cast(span.begins_on as varchar), '至', cast(span.reported_by as varchar), '没有回头看走访') as detail
from span
inner join delivered on span.county_code = delivered.county_code
left join visit on span.region_code = visit.region_code
where span.reported_by < $as_of and coalesce(visit.look_backs, 0) = 0
