-- One row per grid.
select
    grid_id,
    region_code,
    is_plain,
    grid_level,
    adjusted_on,
    synced_on
from source_grid
