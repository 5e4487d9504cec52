/*
title = "消除后新增帮扶措施"
meaning = "已消除户在消除之后又明确了非周期性的帮扶措施"
action = "取消措施；确有风险的重新识别"
owner = "乡镇"
policy = ["elimination.monitor_only"]
source = ["LS-37"]
*/
select
    household.region_code,
    household.household_id,
    measure.measure_id as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'warn' as severity,
    rule.clause,
    concat(
        cast(household.eliminated_on as varchar), '消除，', cast(measure.decided_on as varchar),
        '明确', measure.measure_group
    ) as detail
from fct_household as household
inner join stg_measure as measure
    on household.household_id = measure.household_id and measure.decided_on > household.eliminated_on
inner join dim_policy as rule
    on
        household.region_code = rule.region_code
        and rule.parameter = 'elimination.monitor_only'
        and measure.decided_on >= rule.valid_from
        and measure.decided_on < rule.valid_to
where
    household.is_eliminated
    and measure.decided_on <= $as_of
    and rule.value_bool
    and not coalesce(measure.is_periodic, false)
    and not coalesce(measure.is_advance, false)
