-- One row per inclusion workflow of R whose last 公示结束 fell in the last 12 months, with the days its notice lasted, both end days
-- counted. Without a 公示开始 it stays and is not counted short. The rule in force is that of the 公示开始.
-- A notice begun again after that end is not over yet: it does not count for it.
with ending as (
    select
        workflow_id,
        min(household_id) as household_id,
        max(occurred_on) as ended_on
    from stg_workflow
    where kind = '纳入' and occurred_on <= $as_of and stage = '公示结束'
    group by workflow_id
),

notice as (
    select
        ending.workflow_id,
        ending.household_id,
        max(beginning.occurred_on) as started_on,
        ending.ended_on
    from ending
    left join stg_workflow as beginning
        on
            ending.workflow_id = beginning.workflow_id
            and beginning.kind = '纳入'
            and beginning.stage = '公示开始'
            and beginning.occurred_on <= ending.ended_on
    group by ending.workflow_id, ending.household_id, ending.ended_on
)

select
    notice.workflow_id,
    notice.household_id,
    household.region_code,
    notice.started_on,
    notice.ended_on,
    notice.ended_on - notice.started_on + 1 as notice_days,
    days_min.value_number as notice_days_min,
    days_min.profile,
    days_min.clause,
    coalesce(notice.ended_on - notice.started_on + 1 < days_min.value_number, false) as is_too_short
from notice
inner join fct_household_state as household on notice.household_id = household.household_id
left join dim_policy as days_min
    on
        household.region_code = days_min.region_code
        and days_min.parameter = 'notice.days_min'
        and coalesce(notice.started_on, notice.ended_on) >= days_min.valid_from
        and coalesce(notice.started_on, notice.ended_on) < days_min.valid_to
where notice.ended_on > cast($as_of - interval '12 months' as date)
