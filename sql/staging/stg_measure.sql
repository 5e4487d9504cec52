-- One row per measure, as last corrected.
select
    measure_id,
    household_id,
    episode_id,
    measure_group,
    measure_item,
    decided_on,
    is_advance,
    ended_on,
    is_periodic,
    amount_yuan
from source_measure
