-- One row per grid with the place under which it counts.
select
    grid.grid_id,
    grid.grid_level,
    place.counts_as as region_code,
    place.level as place_level,
    grid.adjusted_on,
    grid.synced_on
from stg_grid as grid
inner join dim_region as place on grid.region_code = place.region_code
