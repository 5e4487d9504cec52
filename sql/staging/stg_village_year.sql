-- One row per village and year, as the village's office counts.
select
    region_code,
    year,
    households,
    persons,
    lifted_households,
    allowance_households,
    destitute_persons,
    disabled_persons,
    batch_id,
    file_sha256
from source_village_year
