-- One row per declaration of a farmer, as last corrected; days in Asia/Shanghai; the person is a pseudonym.
select
    declaration_id,
    declaration_channel,
    household_id,
    person_key,
    region_code,
    shanghai_day(declared_at) as declared_on,
    shanghai_day(verified_at) as verified_on,
    declaration_result as result,
    shanghai_day(replied_at) as replied_on,
    declared_at,
    verified_at,
    replied_at,
    batch_id,
    file_sha256
from source_declaration
