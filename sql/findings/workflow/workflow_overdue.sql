/*
title = "认定流程超时"
meaning = "纳入流程从申请到审定超过规定天数，未办结的算到发布日"
action = "办结，或说明超时原因"
owner = "乡镇、县级"
policy = ["inclusion.limit_days", "inclusion.approver"]
source = ["LS-18a", "HN-15"]
*/
select
    region_code,
    household_id,
    workflow_id as subject,
    due_on,
    coalesce(decided_on, $as_of) - due_on as days_overdue,
    case when decided_on is null then 'error' else 'warn' end as severity,
    clause,
    case
        when decided_on is null
            then concat(cast(applied_on as varchar), '申请，至今未审定')
        else concat(cast(applied_on as varchar), '申请，', cast(decided_on as varchar), '审定')
    end as detail
from fct_inclusion
where is_overdue
