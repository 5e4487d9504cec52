-- One row per farmer's own declaration (自主申报), as last corrected; days in Asia/Shanghai; the person is a pseudonym.
select
    declaration_id,
    household_id,
    person_key,
    region_code,
    shanghai_day(declared_at) as declared_on
from source_declaration
