/*
title = "网格员"
meaning = "网格员，一人一行"
[derived]
is_grid_known = "网格编号在网格表中有"
age_at_least = "年龄，按当年还没过生日算"
age_at_most = "年龄，按当年已经过了生日算"
days_since_trained = "最近一次培训以来的天数"
*/
select
    place.counts_as as region_code,
    cast(null as varchar) as household_id,
    worker.worker_id as subject,
    coalesce(delivery.office, '') as office,
    worker.worker_id as person_in_charge,
    worker.grid_role,
    worker.worker_origin,
    worker.birth_year,
    worker.trained_on,
    worker.is_allowance_paid,
    $as_of - worker.trained_on as days_since_trained,
    cast(extract(year from $as_of) as bigint) - worker.birth_year - 1 as age_at_least,
    cast(extract(year from $as_of) as bigint) - worker.birth_year as age_at_most,
    grid.grid_id is not null as is_grid_known
from stg_grid_worker as worker
left join stg_grid as grid on worker.grid_id = grid.grid_id
left join dim_delivery as delivery on worker.batch_id = delivery.batch_id and worker.file_sha256 = delivery.file_sha256
inner join dim_region as place on coalesce(grid.region_code, concat(worker.county_code, '000000')) = place.region_code
