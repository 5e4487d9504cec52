-- One row per workflow of a household of R, of whatever kind: the first day of each stage, and the stages it went through.
-- A stage that was sent back (退回) is not gone through; one that ended with 不通过 closes the workflow.
with event as (
    select
        workflow_id,
        household_id,
        episode_id,
        kind,
        stage,
        occurred_at,
        occurred_on,
        coalesce(result, '通过') as result
    from stg_workflow
    where occurred_on <= $as_of
),

course as (
    select
        workflow_id,
        min(kind) as kind,
        min(household_id) as household_id,
        max(episode_id) as episode_id,
        min(occurred_on) as started_on,
        min(occurred_on) filter (where stage = '申请') as applied_on,
        min(occurred_at) filter (where stage = '承诺授权') as authorised_at,
        min(occurred_at) filter (where stage = '信息比对') as compared_at,
        min(occurred_on) filter (where stage = '入户核查' and result <> '退回') as checked_on,
        min(occurred_on) filter (where stage = '民主评议' and result <> '退回') as reviewed_on,
        min(occurred_on) filter (where stage = '公示开始') as notice_started_on,
        max(occurred_on) filter (where stage = '公示结束') as notice_ended_on,
        min(occurred_on) filter (where stage = '乡镇审核' and result <> '退回') as town_on,
        min(occurred_on) filter (where stage = '县级审定' and result <> '退回') as county_on,
        max(occurred_on) filter (where stage = '告知农户') as notified_on,
        count(*) filter (where stage = '民主评议') as reviews,
        bool_or(result = '退回') as was_sent_back,
        bool_or(result = '不通过') as is_refused,
        array_agg(distinct stage) filter (where result = '通过') as stages
    from event
    group by workflow_id
)

select
    course.workflow_id,
    course.kind,
    course.household_id,
    household.region_code,
    course.episode_id,
    course.started_on,
    course.applied_on,
    course.authorised_at,
    course.compared_at,
    course.checked_on,
    course.reviewed_on,
    course.notice_started_on,
    course.notice_ended_on,
    course.town_on,
    course.county_on,
    course.notified_on,
    course.reviews,
    course.was_sent_back,
    course.is_refused,
    course.stages
from course
inner join fct_household_state as household on course.household_id = household.household_id
