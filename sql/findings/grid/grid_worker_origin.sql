/*
title = "网格员来源不符"
meaning = "网格员的来源不在规定的五类人员之内"
action = "按规定重新遴选，或更正来源"
owner = "村级"
policy = ["grid.origins_limited"]
source = ["LS-03"]
*/
select
    grid.region_code,
    cast(null as varchar) as household_id,
    worker.worker_id as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'info' as severity,
    rule.clause,
    concat('网格', worker.grid_id, '网格员来源为其他') as detail
from stg_grid_worker as worker
inner join fct_grid as grid on worker.grid_id = grid.grid_id
inner join dim_policy as rule
    on
        grid.region_code = rule.region_code
        and rule.parameter = 'grid.origins_limited'
        and rule.valid_from <= $as_of
        and $as_of < rule.valid_to
where rule.value_bool and worker.grid_role = '网格员' and worker.worker_origin = '其他'
