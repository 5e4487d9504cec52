-- One row per region code, as last delivered.
select
    region_code,
    name,
    level as level_label,
    parent_code,
    closed_on as ended_on,
    merged_into_code,
    urban_rural_code,
    opened_on,
    longitude,
    latitude,
    batch_id,
    file_sha256
from source_region
