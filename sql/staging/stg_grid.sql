-- One row per grid.
select
    grid_id,
    region_code,
    is_plain,
    grid_level,
    adjusted_on,
    synced_on,
    parent_grid_id,
    households,
    batch_id,
    file_sha256
from source_grid
