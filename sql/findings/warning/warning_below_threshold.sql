/*
title = "预警未达推送起点"
meaning = "近3个月医保、农业农村推送的预警，触发值未达规定起点"
action = "与部门核对推送口径，减少无效核实"
owner = "行业部门"
policy = ["warning.medical_min_yuan", "warning.farm_loss_min_yuan"]
source = ["LS-41", "LS-44"]
*/
with pushed as (
    select
        household.region_code,
        warning.household_id,
        warning.warning_id,
        warning.department,
        warning.pushed_on,
        detail.trigger_value,
        case warning.department
            when '医保' then 'warning.medical_min_yuan'
            when '农业农村' then 'warning.farm_loss_min_yuan'
        end as parameter
    from fct_warning as warning
    inner join stg_warning as detail on warning.warning_id = detail.warning_id
    inner join fct_household_state as household on warning.household_id = household.household_id
)

select
    pushed.region_code,
    pushed.household_id,
    pushed.warning_id as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'info' as severity,
    rule.clause,
    concat(pushed.department, cast(pushed.pushed_on as varchar), '推送，触发值未达起点') as detail
from pushed
inner join dim_policy as rule
    on
        pushed.region_code = rule.region_code
        and pushed.parameter = rule.parameter
        and pushed.pushed_on >= rule.valid_from
        and pushed.pushed_on < rule.valid_to
where
    -- 医保 asks for more than the amount, 农业农村 for the amount or more.
    (pushed.department = '医保' and pushed.trigger_value <= rule.value_number)
    or (pushed.department = '农业农村' and pushed.trigger_value < rule.value_number)
