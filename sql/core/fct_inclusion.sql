-- One row per inclusion workflow (纳入) of a household of R that has a 申请: its days, and the limit of the profile in force on the
-- day of the 申请. The decision is the first event of the approver's stage that is not 退回 (blank counts as 通过); a 不通过 before it
-- closes the workflow on its day.
with event as (
    select
        workflow.workflow_id,
        workflow.household_id,
        workflow.stage,
        workflow.occurred_at,
        workflow.occurred_on,
        coalesce(workflow.result, '通过') as result
    from stg_workflow as workflow
    where workflow.kind = '纳入' and workflow.occurred_on <= $as_of
),

application as (
    select
        workflow_id,
        min(household_id) as household_id,
        min(occurred_on) as applied_on
    from event
    where stage = '申请'
    group by workflow_id
),

ruled as (
    select
        application.workflow_id,
        application.household_id,
        household.region_code,
        application.applied_on,
        approver.value_text as approver,
        due_on(application.applied_on, limit_days.value_number, limit_days.day_type) as due_on,
        limit_days.value_number as limit_days,
        limit_days.day_type,
        limit_days.profile,
        limit_days.clause
    from application
    inner join fct_household_state as household on application.household_id = household.household_id
    inner join dim_policy as approver
        on
            household.region_code = approver.region_code
            and approver.parameter = 'inclusion.approver'
            and application.applied_on >= approver.valid_from
            and application.applied_on < approver.valid_to
    inner join dim_policy as limit_days
        on
            household.region_code = limit_days.region_code
            and limit_days.parameter = 'inclusion.limit_days'
            and application.applied_on >= limit_days.valid_from
            and application.applied_on < limit_days.valid_to
),

closed as (
    select
        ruled.workflow_id,
        min(event.occurred_on) as decided_on
    from ruled
    inner join event on ruled.workflow_id = event.workflow_id
    where
        event.result = '不通过'
        or (
            event.result <> '退回'
            and event.stage = case ruled.approver when 'town' then '乡镇审核' else '县级审定' end
        )
    group by ruled.workflow_id
)

select
    ruled.workflow_id,
    ruled.household_id,
    ruled.region_code,
    ruled.applied_on,
    closed.decided_on,
    ruled.due_on,
    ruled.profile,
    ruled.clause,
    days_elapsed(ruled.applied_on, coalesce(closed.decided_on, $as_of), ruled.day_type)
    > ruled.limit_days as is_overdue
from ruled
left join closed on ruled.workflow_id = closed.workflow_id
where ruled.applied_on > cast($as_of - interval '12 months' as date)
