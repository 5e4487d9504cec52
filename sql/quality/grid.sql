/*
title = "网格"
meaning = "网格，一个一行；网格没有户编号，问题归到所在的村（乡、县）"
[derived]
place_level = "所在地方的层级"
homes = "户信息中填了该网格的户数"
workers = "网格员表中该网格的人数"
is_parent_known = "上级网格编号在网格表中有"
parent_level = "上级网格的网格层级"
synced_after_days = "调整以后几天更新到平台"
children = "以该网格为上级的网格数"
*/
with home as (
    select
        grid_id,
        count(*) as homes
    from fct_household_state
    where grid_id is not null
    group by grid_id
),

worker as (
    select
        grid_id,
        count(*) as workers
    from stg_grid_worker
    group by grid_id
),

child as (
    select
        parent_grid_id,
        count(*) as children
    from stg_grid
    where parent_grid_id is not null
    group by parent_grid_id
)

select
    place.counts_as as region_code,
    cast(null as varchar) as household_id,
    grid.grid_id as subject,
    coalesce(delivery.office, '') as office,
    '' as person_in_charge,
    grid.grid_level,
    grid.parent_grid_id,
    grid.is_plain,
    grid.households,
    grid.adjusted_on,
    grid.synced_on,
    grid.synced_on - grid.adjusted_on as synced_after_days,
    place.level as place_level,
    coalesce(home.homes, 0) as homes,
    coalesce(worker.workers, 0) as workers,
    coalesce(child.children, 0) as children,
    case when grid.parent_grid_id is not null then parent.grid_id is not null end as is_parent_known,
    parent.grid_level as parent_level
from stg_grid as grid
inner join dim_region as place on grid.region_code = place.region_code
left join home on grid.grid_id = home.grid_id
left join worker on grid.grid_id = worker.grid_id
left join child on grid.grid_id = child.parent_grid_id
left join stg_grid as parent on grid.parent_grid_id = parent.grid_id
left join dim_delivery as delivery on grid.batch_id = delivery.batch_id and grid.file_sha256 = delivery.file_sha256
