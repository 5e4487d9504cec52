/*
title = "一般户有风险未填重点户表"
meaning = "近12个月按一般农户（2-3）排查存在风险的户，当日及以后没有重点户排查表（2-4），也没有纳入流程"
action = "按重点户排查并填2-4表"
owner = "村级"
policy = []
source = ["LT-25"]
*/
with answered as (
    select
        household_id,
        max(screened_on) as answered_on
    from stg_screening
    where screening_form = '2-4' and screened_on <= $as_of
    group by household_id
    union all
    select
        household_id,
        max(started_on) as answered_on
    from fct_workflow
    where kind = '纳入'
    group by household_id
),

last_answer as (
    select
        household_id,
        max(answered_on) as answered_on
    from answered
    group by household_id
)

select
    household.region_code,
    household.household_id,
    concat(household.household_id, '·', screening.screening_round) as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'warn' as severity,
    'LT-25' as clause,
    concat(cast(screening.screened_on as varchar), '按一般农户排查存在风险，没有重点户排查表') as detail
from stg_screening as screening
inner join fct_household as household on screening.household_id = household.household_id
left join last_answer
    on screening.household_id = last_answer.household_id and last_answer.answered_on >= screening.screened_on
where
    screening.screening_form = '2-3'
    and screening.has_risk
    and screening.screened_on <= $as_of
    and screening.screened_on > cast($as_of - interval '12 months' as date)
    and not household.is_unresolved
    and last_answer.household_id is null
