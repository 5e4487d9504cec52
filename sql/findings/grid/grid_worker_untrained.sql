/*
title = "网格员未轮训"
meaning = "网格员没有培训日期，或最近一次培训已超过规定月数；所在县没有报送任何培训日期的不查"
action = "安排培训并补录"
owner = "乡镇"
policy = ["grid.training_months"]
source = ["LS-08"]
*/
with worker as (
    select
        staff.worker_id,
        staff.grid_id,
        grid.region_code,
        case when staff.trained_on <= $as_of then staff.trained_on end as trained_on,
        max(staff.trained_on) over (partition by above.above_code) as last_training_on
    from stg_grid_worker as staff
    inner join fct_grid as grid on staff.grid_id = grid.grid_id
    inner join dim_region_above as above on grid.region_code = above.region_code and above.above_level = 'county'
    where staff.grid_role = '网格员'
)

select
    worker.region_code,
    cast(null as varchar) as household_id,
    worker.worker_id as subject,
    months_after(worker.trained_on, rule.value_number) as due_on,
    $as_of - months_after(worker.trained_on, rule.value_number) as days_overdue,
    'info' as severity,
    rule.clause,
    case
        when worker.trained_on is null then concat('网格', worker.grid_id, '网格员没有培训记录')
        else concat('网格', worker.grid_id, '网格员最近培训', cast(worker.trained_on as varchar))
    end as detail
from worker
inner join dim_policy as rule
    on
        worker.region_code = rule.region_code
        and rule.parameter = 'grid.training_months'
        and rule.valid_from <= $as_of
        and $as_of < rule.valid_to
where
    worker.last_training_on is not null
    and (worker.trained_on is null or months_after(worker.trained_on, rule.value_number) < $as_of)
