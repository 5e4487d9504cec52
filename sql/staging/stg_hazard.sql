-- One row per event from outside: disasters, prices, unemployment.
select
    hazard_id,
    hazard_kind,
    region_code,
    started_on,
    ended_on,
    households,
    persons,
    loss_yuan,
    batch_id,
    file_sha256
from source_hazard
