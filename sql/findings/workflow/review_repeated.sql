/*
title = "重复民主评议"
meaning = "近12个月申请的纳入流程，民主评议次数多于规定；退回重办的不算"
action = "取消多余的评议环节"
owner = "村级"
policy = ["inclusion.reviews_max"]
source = ["LS-16"]
*/
select
    course.region_code,
    course.household_id,
    course.workflow_id as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'warn' as severity,
    rule.clause,
    concat('民主评议', cast(course.reviews as varchar), '次') as detail
from fct_workflow as course
inner join dim_policy as rule
    on
        course.region_code = rule.region_code
        and rule.parameter = 'inclusion.reviews_max'
        and course.applied_on >= rule.valid_from
        and course.applied_on < rule.valid_to
where
    course.kind = '纳入'
    and course.applied_on > cast($as_of - interval '12 months' as date)
    and not course.was_sent_back
    and course.reviews > rule.value_number
