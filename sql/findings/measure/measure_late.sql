/*
title = "帮扶措施逾期明确"
meaning = "首项帮扶措施明确晚于规定期限，未明确的算到发布日"
action = "明确措施；已明确的补录"
owner = "乡镇"
policy = ["measure.first_limit_days"]
source = ["LS-35", "LS-36", "LZ-11"]
*/
select
    region_code,
    household_id,
    episode_id as subject,
    due_on,
    coalesce(decided_on, $as_of) - due_on as days_overdue,
    case when decided_on is null then 'error' else 'warn' end as severity,
    clause,
    case
        when decided_on is null
            then concat(cast(identified_on as varchar), '识别，至今未明确措施')
        else concat(cast(identified_on as varchar), '识别，', cast(decided_on as varchar), '明确首项措施')
    end as detail
from fct_first_measure
where is_late
