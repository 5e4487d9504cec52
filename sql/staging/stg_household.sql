-- One row per household and 数据日期.
select
    household_id,
    region_code,
    state_on,
    household_class,
    persons,
    is_long_absent,
    is_no_labour_safety_net as is_safety_net,
    grid_id,
    housing_grade,
    is_water_safe,
    site_id,
    is_registration_moved,
    natural_village,
    key_groups,
    batch_id,
    file_sha256
from source_household
