/*
title = "预警超期未核实"
meaning = "近3个月推送的预警，核实晚于规定天数，未核实的算到发布日"
action = "入户核实并反馈；已核实的说明超期原因"
owner = "村级、乡镇"
policy = ["warning.response_days"]
source = ["LS-14", "LZ-06"]
*/
select
    warning.region_code,
    warning.household_id,
    warning.warning_id as subject,
    due_on(warning.pushed_on, rule.value_number, rule.day_type) as due_on,
    coalesce(warning.verified_on, $as_of)
    - due_on(warning.pushed_on, rule.value_number, rule.day_type) as days_overdue,
    case when warning.is_verified then 'warn' else 'error' end as severity,
    rule.clause,
    case
        when warning.is_verified
            then concat(
                warning.department, cast(warning.pushed_on as varchar), '推送，',
                cast(warning.verified_on as varchar), '核实'
            )
        else concat(warning.department, cast(warning.pushed_on as varchar), '推送，至今未核实')
    end as detail
from fct_warning as warning
inner join dim_policy as rule
    on
        warning.region_code = rule.region_code
        and rule.parameter = 'warning.response_days'
        and warning.pushed_on >= rule.valid_from
        and warning.pushed_on < rule.valid_to
where warning.is_overdue
