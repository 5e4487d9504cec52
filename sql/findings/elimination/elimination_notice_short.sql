/*
title = "消除公示天数不足"
meaning = "近12个月公示结束的消除流程，公示天数（首尾两日均计）少于规定"
action = "重新公示，或说明天数不足的原因"
owner = "村级"
policy = ["elimination.notice_days_min"]
source = ["HN-23"]
*/
select
    notice.region_code,
    notice.household_id,
    notice.workflow_id as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'error' as severity,
    rule.clause,
    concat(
        cast(notice.started_on as varchar), '至', cast(notice.ended_on as varchar), '公示',
        cast(notice.notice_days as varchar), '天，规定不少于', cast(cast(rule.value_number as bigint) as varchar), '天'
    ) as detail
from fct_notice_span as notice
inner join dim_policy as rule
    on
        notice.region_code = rule.region_code
        and rule.parameter = 'elimination.notice_days_min'
        and notice.started_on >= rule.valid_from
        and notice.started_on < rule.valid_to
where notice.kind = '消除' and notice.notice_days < rule.value_number
