-- One row per person and 数据日期; the person is a pseudonym.
select
    member_id,
    household_id,
    state_on,
    labour_class,
    person_key
from source_member
