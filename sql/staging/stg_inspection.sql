-- One row per problem that an inspection found, as last corrected.
select
    inspection_id,
    inspection_source,
    region_code,
    household_id,
    found_on,
    due_on,
    fixed_on,
    problem_kind,
    batch_id,
    file_sha256
from source_inspection
