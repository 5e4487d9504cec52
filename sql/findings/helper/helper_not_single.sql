/*
title = "帮扶联系人不是一对一"
meaning = "未消除监测户同一侧在任的帮扶联系人多于规定人数"
action = "明确一名帮扶责任人"
owner = "乡镇"
policy = ["helper.per_side_max"]
source = ["LZ-10"]
*/
with load as (
    select
        household_id,
        region_code,
        helper_side,
        count(distinct helper_id) as helpers
    from fct_helper
    group by household_id, region_code, helper_side
)

select
    load.region_code,
    load.household_id,
    concat(load.household_id, '·', load.helper_side) as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'warn' as severity,
    rule.clause,
    concat(load.helper_side, '在任帮扶联系人', cast(load.helpers as varchar), '名') as detail
from load
inner join dim_policy as rule
    on
        load.region_code = rule.region_code
        and rule.parameter = 'helper.per_side_max'
        and rule.valid_from <= $as_of
        and $as_of < rule.valid_to
where load.helpers > rule.value_number
