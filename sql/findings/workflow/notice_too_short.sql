/*
title = "公示天数不足"
meaning = "公示天数（首尾两日均计）少于规定"
action = "重新公示，或说明天数不足的原因"
owner = "村级"
policy = ["notice.days_min"]
source = ["LS-18d", "HN-14"]
*/
select
    region_code,
    household_id,
    workflow_id as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'error' as severity,
    clause,
    concat(
        cast(started_on as varchar), '至', cast(ended_on as varchar), '公示',
        cast(notice_days as varchar), '天，规定不少于', cast(cast(notice_days_min as bigint) as varchar), '天'
    ) as detail
from fct_notice
where is_too_short
