/*
title = "未告知农户"
meaning = "近12个月审定（含不通过）的纳入流程、审定通过的消除流程，规定天数内没有告知农户"
action = "由村委会告知农户并补录"
owner = "村级"
policy = ["inclusion.notify_days", "elimination.notify_days"]
source = ["LZ-09", "HN-23"]
*/
with decided as (
    select
        workflow_id,
        household_id,
        region_code,
        kind,
        case kind when '纳入' then 'inclusion.notify_days' else 'elimination.notify_days' end as parameter,
        case
            when kind = '消除' then coalesce(county_on, town_on)
            -- 审定、审核情况: what the town refused never came to the county, and is told as well.
            when is_refused then coalesce(county_on, town_on)
            else county_on
        end as decided_on,
        notified_on
    from fct_workflow
    where kind = '纳入' or (kind = '消除' and not is_refused)
)

select
    decided.region_code,
    decided.household_id,
    decided.workflow_id as subject,
    due_on(decided.decided_on, rule.value_number, rule.day_type) as due_on,
    coalesce(decided.notified_on, $as_of)
    - due_on(decided.decided_on, rule.value_number, rule.day_type) as days_overdue,
    case when decided.notified_on is null then 'error' else 'warn' end as severity,
    rule.clause,
    case
        when decided.notified_on is null
            then concat(decided.kind, cast(decided.decided_on as varchar), '审定，至今未告知农户')
        else concat(
            decided.kind, cast(decided.decided_on as varchar), '审定，', cast(decided.notified_on as varchar), '告知农户'
        )
    end as detail
from decided
inner join dim_policy as rule
    on
        decided.region_code = rule.region_code
        and decided.parameter = rule.parameter
        and decided.decided_on >= rule.valid_from
        and decided.decided_on < rule.valid_to
where
    decided.decided_on > cast($as_of - interval '12 months' as date)
    and days_elapsed(decided.decided_on, coalesce(decided.notified_on, $as_of), rule.day_type) > rule.value_number
