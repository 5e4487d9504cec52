/*
title = "帮扶联系人不在乡村两级"
meaning = "未消除监测户在任的帮扶联系人全部来自县级及以上单位"
action = "有条件的改由村级、乡级干部帮扶"
owner = "乡镇"
policy = ["helper.local_first"]
source = ["LZ-21"]
*/
with load as (
    select
        household_id,
        region_code,
        bool_and(coalesce(unit_level = '县级及以上', false)) as is_from_above
    from fct_helper
    group by household_id, region_code
)

select
    load.region_code,
    load.household_id,
    load.household_id as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'info' as severity,
    rule.clause,
    '在任帮扶联系人均来自县级及以上单位' as detail
from load
inner join dim_policy as rule
    on
        load.region_code = rule.region_code
        and rule.parameter = 'helper.local_first'
        and rule.valid_from <= $as_of
        and $as_of < rule.valid_to
where rule.value_bool and load.is_from_above
