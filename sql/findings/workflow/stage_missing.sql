/*
title = "认定环节缺失"
meaning = "近12个月申请、县级已审定（备案）的纳入流程，缺少规定的环节"
action = "补齐环节材料，或说明缺失原因"
owner = "村级、乡镇"
policy = ["inclusion.stages"]
source = ["LS-18a", "LZ-07", "HN-12", "HN-14", "HN-15"]
*/
with gap as (
    select
        course.workflow_id,
        course.household_id,
        course.region_code,
        rule.clause,
        array_except(string_to_array(rule.value_text, '、'), course.stages) as missing
    from fct_workflow as course
    inner join dim_policy as rule
        on
            course.region_code = rule.region_code
            and rule.parameter = 'inclusion.stages'
            and course.applied_on >= rule.valid_from
            and course.applied_on < rule.valid_to
    where
        course.kind = '纳入'
        and course.applied_on > cast($as_of - interval '12 months' as date)
        and course.county_on is not null
        and not course.is_refused
        and rule.value_text <> ''
)

select
    region_code,
    household_id,
    workflow_id as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'warn' as severity,
    clause,
    concat('缺少环节：', array_to_string(missing, '、')) as detail
from gap
where array_length(missing) > 0
