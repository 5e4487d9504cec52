-- One row per person of a household of R: the latest state with 数据日期 on or before the release's day, and under how many 人编号 the
-- same 证件号码 lives.
with latest as (
    select
        member_id,
        max(state_on) as state_on
    from stg_member
    where state_on <= $as_of
    group by member_id
),

living as (
    select
        state.member_id,
        state.household_id,
        home.region_code,
        state.person_key,
        state.relation,
        state.sex,
        state.birth_year,
        state.labour_class,
        state.school_state,
        state.is_out_of_school,
        state.allowance_class,
        state.allowance_started_on,
        state.is_destitute_support,
        state.has_medical_insurance,
        state.is_working_away,
        state.state_on,
        state.batch_id,
        state.file_sha256
    from stg_member as state
    inner join latest on state.member_id = latest.member_id and state.state_on = latest.state_on
    inner join fct_household_state as home on state.household_id = home.household_id
),

shared as (
    select
        person_key,
        count(*) as records
    from living
    where person_key is not null
    group by person_key
    having count(*) > 1
)

select
    living.member_id,
    living.household_id,
    living.region_code,
    living.relation,
    living.sex,
    living.birth_year,
    cast(extract(year from living.state_on) as bigint) - living.birth_year as age_at_most,
    living.labour_class,
    class.has_capacity,
    living.school_state,
    living.is_out_of_school,
    living.allowance_class,
    living.allowance_started_on,
    living.is_destitute_support,
    living.has_medical_insurance,
    living.is_working_away,
    living.state_on,
    living.batch_id,
    living.file_sha256,
    case when living.person_key is not null then coalesce(shared.records, 1) end as records_of_person
from living
left join code_labour_class as class on living.labour_class = class.labour_class
left join shared on living.person_key = shared.person_key
