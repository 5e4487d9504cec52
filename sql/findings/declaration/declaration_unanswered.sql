/*
title = "申报无结果或未答复"
meaning = "近12个月的自主申报，过了答复时限仍没有结果，或有结果而没有答复农户"
action = "给出结果并向农户解释"
owner = "村级、乡镇"
policy = ["declaration.answer_days"]
source = ["LS-11", "LT-19"]
*/
select
    declared.region_code,
    declared.household_id,
    declared.declaration_id as subject,
    due_on(declared.declared_on, rule.value_number, rule.day_type) as due_on,
    $as_of - due_on(declared.declared_on, rule.value_number, rule.day_type) as days_overdue,
    case when declared.result is null then 'error' else 'warn' end as severity,
    rule.clause,
    case
        when declared.result is null then concat(cast(declared.declared_on as varchar), '申报，至今没有结果')
        else concat(cast(declared.declared_on as varchar), '申报，结果', declared.result, '，未答复农户')
    end as detail
from fct_declaration as declared
inner join dim_policy as rule
    on
        declared.region_code = rule.region_code
        and rule.parameter = 'declaration.answer_days'
        and declared.declared_on >= rule.valid_from
        and declared.declared_on < rule.valid_to
where
    declared.replied_on is null
    and days_elapsed(declared.declared_on, $as_of, rule.day_type) > rule.value_number
