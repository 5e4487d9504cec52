-- One row per person who works for a grid.
select
    worker_id,
    grid_id,
    grid_role,
    worker_origin,
    trained_on,
    is_allowance_paid,
    birth_year,
    batch_id,
    file_sha256,
    county_code
from source_grid_worker
