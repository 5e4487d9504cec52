-- One row per person and 数据日期; the person is a pseudonym.
select
    member_id,
    household_id,
    state_on,
    labour_class,
    person_key,
    allowance_class,
    allowance_started_on,
    is_destitute_support,
    is_out_of_school,
    relation,
    sex,
    birth_year,
    school_state,
    has_medical_insurance,
    is_working_away,
    batch_id,
    file_sha256
from source_member
