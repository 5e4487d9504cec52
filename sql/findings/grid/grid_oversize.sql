/*
title = "网格超规模"
meaning = "一个网格编号下的农户多于规定户数；平原网格可适当增加，级别降低"
action = "拆分网格，或说明平原网格增加的理由"
owner = "乡镇"
policy = ["grid.households_max"]
source = ["LS-01"]
*/
with load as (
    select
        grid_id,
        min(region_code) as region_code,
        count(*) as households
    from fct_household
    where grid_id is not null
    group by grid_id
)

select
    load.region_code,
    cast(null as varchar) as household_id,
    load.grid_id as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    case when grid.is_plain then 'info' else 'warn' end as severity,
    rule.clause,
    concat(
        '网格内', cast(load.households as varchar), '户，原则上不超过',
        cast(cast(rule.value_number as bigint) as varchar), '户'
    ) as detail
from load
left join stg_grid as grid on load.grid_id = grid.grid_id
inner join dim_policy as rule
    on
        load.region_code = rule.region_code
        and rule.parameter = 'grid.households_max'
        and rule.valid_from <= $as_of
        and $as_of < rule.valid_to
where load.households > rule.value_number
