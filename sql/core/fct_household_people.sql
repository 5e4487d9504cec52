-- One row per household of R with at least one known member: who lives in it.
select
    household_id,
    count(*) as members,
    count(*) filter (where relation = '户主') as heads,
    count(*) filter (where relation = '配偶') as spouses,
    min(sex) filter (where relation = '户主') as head_sex,
    min(birth_year) filter (where relation = '户主') as head_birth_year,
    count(*) filter (where has_capacity) as able_members,
    count(*) filter (where labour_class is not null) as members_with_class,
    count(*) filter (where is_working_away) as members_away,
    count(*) filter (where allowance_class is not null) as allowance_members,
    count(*) filter (where is_destitute_support) as destitute_members,
    count(*) filter (where has_medical_insurance = false) as uninsured_members,
    count(*) filter (where is_out_of_school) as members_out_of_school,
    count(*) filter (where school_state is not null) as pupils
from fct_member_state
group by household_id
