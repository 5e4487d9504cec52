/*
title = "申报核查超时"
meaning = "近12个月的自主申报，核查晚于规定天数，未核查的算到发布日；未核查而已答复的不算"
action = "入户核查；已核查的说明超时原因"
owner = "村级"
policy = ["declaration.check_days"]
source = ["LS-18b", "LZ-06"]
*/
select
    declared.region_code,
    declared.household_id,
    declared.declaration_id as subject,
    due_on(declared.declared_on, rule.value_number, rule.day_type) as due_on,
    coalesce(declared.verified_on, $as_of)
    - due_on(declared.declared_on, rule.value_number, rule.day_type) as days_overdue,
    case when declared.verified_on is null then 'error' else 'warn' end as severity,
    rule.clause,
    case
        when declared.verified_on is null then concat(cast(declared.declared_on as varchar), '申报，至今未核查')
        else concat(cast(declared.declared_on as varchar), '申报，', cast(declared.verified_on as varchar), '核查')
    end as detail
from fct_declaration as declared
inner join dim_policy as rule
    on
        declared.region_code = rule.region_code
        and rule.parameter = 'declaration.check_days'
        and declared.declared_on >= rule.valid_from
        and declared.declared_on < rule.valid_to
where
    (declared.verified_on is not null or declared.replied_on is null)
    and days_elapsed(declared.declared_on, coalesce(declared.verified_on, $as_of), rule.day_type) > rule.value_number
