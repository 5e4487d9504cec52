-- One row per problem that an inspection found, as last corrected.
select
    inspection_id,
    region_code,
    household_id,
    found_on,
    due_on,
    fixed_on
from source_inspection
