/*
title = "多部门叠加预警"
meaning = "近3个月被两个以上部门预警、不在未消除之列、至少一条预警尚未核实的户"
action = "联合会商，优先入户"
owner = "县级"
policy = ["warning.departments_min"]
source = ["LS-40"]
*/
with load as (
    select
        warning.household_id,
        warning.region_code,
        count(distinct warning.department) as departments,
        array_to_string(array_sort(array_agg(distinct warning.department)), '、') as names,
        count(*) filter (where not warning.is_verified) as unverified
    from fct_warning as warning
    group by warning.household_id, warning.region_code
)

select
    load.region_code,
    load.household_id,
    load.household_id as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'info' as severity,
    rule.clause,
    concat('预警部门：', load.names) as detail
from load
inner join fct_household as household on load.household_id = household.household_id
inner join dim_policy as rule
    on
        load.region_code = rule.region_code
        and rule.parameter = 'warning.departments_min'
        and rule.valid_from <= $as_of
        and $as_of < rule.valid_to
where load.departments >= rule.value_number and load.unverified > 0 and not household.is_unresolved
