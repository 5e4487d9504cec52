-- One row per department warning, as last corrected; days in Asia/Shanghai; the person is a pseudonym.
select
    warning_id,
    department,
    household_id,
    person_key,
    concat(county_code, '000000') as county_code,
    shanghai_day(pushed_at) as pushed_on,
    shanghai_day(verified_at) as verified_on,
    warning_result as result,
    trigger_value,
    shanghai_day(closed_at) as closed_on,
    warning_type,
    pushed_at,
    verified_at,
    closed_at,
    batch_id,
    file_sha256
from source_warning
