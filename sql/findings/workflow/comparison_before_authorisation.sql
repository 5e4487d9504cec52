/*
title = "未授权先比对"
meaning = "近12个月申请的纳入流程，信息比对早于承诺授权，或比对后仍无承诺授权"
action = "补签承诺授权书，停止使用未授权取得的信息"
owner = "村级"
policy = ["inclusion.authorisation_first"]
source = ["HN-06", "HN-12"]
*/
select
    course.region_code,
    course.household_id,
    course.workflow_id as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'error' as severity,
    rule.clause,
    case
        when course.authorised_at is null
            then concat('信息比对', cast(shanghai_day(course.compared_at) as varchar), '，没有承诺授权')
        else concat(
            '信息比对', cast(shanghai_day(course.compared_at) as varchar),
            '，承诺授权', cast(shanghai_day(course.authorised_at) as varchar)
        )
    end as detail
from fct_workflow as course
inner join dim_policy as rule
    on
        course.region_code = rule.region_code
        and rule.parameter = 'inclusion.authorisation_first'
        and course.applied_on >= rule.valid_from
        and course.applied_on < rule.valid_to
where
    course.kind = '纳入'
    and course.applied_on > cast($as_of - interval '12 months' as date)
    and rule.value_bool
    and course.compared_at is not null
    and (course.authorised_at is null or course.compared_at < course.authorised_at)
