-- One row per workflow of R, of whatever kind, whose last 公示结束 fell in the last 12 months: the days its notice lasted, both end days
-- counted; none without a 公示开始. A notice begun again after that end is not over yet: it does not count for it.
with ending as (
    select
        workflow_id,
        kind,
        min(household_id) as household_id,
        max(occurred_on) as ended_on
    from stg_workflow
    where occurred_on <= $as_of and stage = '公示结束'
    group by workflow_id, kind
),

notice as (
    select
        ending.workflow_id,
        ending.kind,
        ending.household_id,
        max(beginning.occurred_on) as started_on,
        ending.ended_on
    from ending
    left join stg_workflow as beginning
        on
            ending.workflow_id = beginning.workflow_id
            and ending.kind = beginning.kind
            and beginning.stage = '公示开始'
            and beginning.occurred_on <= ending.ended_on
    group by ending.workflow_id, ending.kind, ending.household_id, ending.ended_on
)

select
    notice.workflow_id,
    notice.kind,
    notice.household_id,
    household.region_code,
    notice.started_on,
    notice.ended_on,
    notice.ended_on - notice.started_on + 1 as notice_days
from notice
inner join fct_household_state as household on notice.household_id = household.household_id
where notice.ended_on > cast($as_of - interval '12 months' as date)
