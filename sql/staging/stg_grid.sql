-- One row per grid.
select
    grid_id,
    region_code,
    is_plain
from source_grid
