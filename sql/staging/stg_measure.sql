-- One row per measure, as last corrected.
select
    measure_id,
    household_id,
    episode_id,
    member_id,
    measure_group,
    measure_item,
    decided_on,
    is_advance,
    ended_on,
    is_periodic,
    started_on,
    amount_yuan,
    batch_id,
    file_sha256
from source_measure
