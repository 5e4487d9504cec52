-- One row per assignment of a helper to a household.
select
    household_id,
    helper_id,
    started_on,
    ended_on
from source_helper
