/*
title = "网格员补贴未落实"
meaning = "网格员的误工补贴明确填为未落实"
action = "落实误工补贴"
owner = "乡镇"
policy = ["grid.allowance_due"]
source = ["LS-08"]
*/
select
    grid.region_code,
    cast(null as varchar) as household_id,
    worker.worker_id as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'warn' as severity,
    rule.clause,
    concat('网格', worker.grid_id, '网格员补贴未落实') as detail
from stg_grid_worker as worker
inner join fct_grid as grid on worker.grid_id = grid.grid_id
inner join dim_policy as rule
    on
        grid.region_code = rule.region_code
        and rule.parameter = 'grid.allowance_due'
        and rule.valid_from <= $as_of
        and $as_of < rule.valid_to
where rule.value_bool and worker.grid_role = '网格员' and not worker.is_allowance_paid
