/*
title = "认定环节超时"
meaning = "近12个月申请的纳入流程，某一环节超过本环节规定天数；未办的算到发布日，后续环节已办的不算未办"
action = "催办该环节；已办的说明超时原因"
owner = "乡镇、县级"
policy = ["inclusion.check_days", "inclusion.review_days", "inclusion.town_days", "inclusion.county_days"]
source = ["LS-18b", "LS-18c", "LS-18e"]
*/
-- An inclusion that was sent back begins its stages anew, which the first days do not show: it is left to the limit of the whole.
with course as (
    select
        workflow_id,
        household_id,
        region_code,
        applied_on,
        checked_on,
        reviewed_on,
        notice_started_on,
        notice_ended_on,
        town_on,
        county_on
    from fct_workflow
    where
        kind = '纳入'
        and applied_on > cast($as_of - interval '12 months' as date)
        and not is_refused
        and not was_sent_back
),

step as (
    select
        workflow_id,
        household_id,
        region_code,
        '入户核查' as stage,
        'inclusion.check_days' as parameter,
        applied_on as from_on,
        checked_on as done_on,
        coalesce(reviewed_on, notice_started_on, town_on, county_on) as next_on
    from course
    union all
    select
        workflow_id,
        household_id,
        region_code,
        '民主评议' as stage,
        'inclusion.review_days' as parameter,
        checked_on as from_on,
        reviewed_on as done_on,
        coalesce(notice_started_on, town_on, county_on) as next_on
    from course
    union all
    select
        workflow_id,
        household_id,
        region_code,
        '乡镇审核' as stage,
        'inclusion.town_days' as parameter,
        notice_ended_on as from_on,
        town_on as done_on,
        county_on as next_on
    from course
    union all
    select
        workflow_id,
        household_id,
        region_code,
        '县级审定' as stage,
        'inclusion.county_days' as parameter,
        town_on as from_on,
        county_on as done_on,
        cast(null as date) as next_on
    from course
)

select
    step.region_code,
    step.household_id,
    concat(step.workflow_id, '·', step.stage) as subject,
    due_on(step.from_on, rule.value_number, rule.day_type) as due_on,
    coalesce(step.done_on, $as_of) - due_on(step.from_on, rule.value_number, rule.day_type) as days_overdue,
    case when step.done_on is null then 'error' else 'warn' end as severity,
    rule.clause,
    case
        when step.done_on is null
            then concat('上一环节', cast(step.from_on as varchar), '，', step.stage, '至今未办')
        else concat('上一环节', cast(step.from_on as varchar), '，', step.stage, cast(step.done_on as varchar))
    end as detail
from step
inner join dim_policy as rule
    on
        step.region_code = rule.region_code
        and step.parameter = rule.parameter
        and step.from_on >= rule.valid_from
        and step.from_on < rule.valid_to
where
    (step.done_on is not null or step.next_on is null)
    and days_elapsed(step.from_on, coalesce(step.done_on, $as_of), rule.day_type) > rule.value_number
