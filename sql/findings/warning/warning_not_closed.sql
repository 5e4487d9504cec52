/*
title = "预警核实后未办结"
meaning = "近12个月推送、已核实的预警，核实后规定天数内没有办结"
action = "办结销号"
owner = "乡镇"
policy = ["warning.close_days"]
source = ["HN-27"]
*/
select
    household.region_code,
    household.household_id,
    warning.warning_id as subject,
    due_on(warning.verified_on, rule.value_number, rule.day_type) as due_on,
    $as_of - due_on(warning.verified_on, rule.value_number, rule.day_type) as days_overdue,
    'warn' as severity,
    rule.clause,
    concat(warning.department, '预警', cast(warning.verified_on as varchar), '核实，至今未办结') as detail
from stg_warning as warning
left join fct_clue_person as person on warning.person_key = person.person_key and warning.household_id is null
inner join fct_household_state as household
    on coalesce(warning.household_id, person.household_id) = household.household_id
inner join dim_policy as rule
    on
        household.region_code = rule.region_code
        and rule.parameter = 'warning.close_days'
        and warning.verified_on >= rule.valid_from
        and warning.verified_on < rule.valid_to
where
    warning.pushed_on > cast($as_of - interval '12 months' as date)
    and warning.verified_on <= $as_of
    and (warning.closed_on is null or warning.closed_on > $as_of)
    and days_elapsed(warning.verified_on, $as_of, rule.day_type) > rule.value_number
