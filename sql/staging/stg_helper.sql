-- One row per assignment of a helper to a household.
select
    household_id,
    helper_id,
    started_on,
    ended_on,
    helper_side,
    unit_level,
    batch_id,
    file_sha256
from source_helper
