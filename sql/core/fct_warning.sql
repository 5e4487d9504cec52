-- One row per department warning pushed in the last 3 months whose household is known: by 户编号, else by the person with the same
-- 证件号码. Verified late is overdue too.
with window_warning as (
    select
        warning_id,
        department,
        household_id,
        person_key,
        pushed_on,
        case when verified_on <= $as_of then verified_on end as verified_on,
        result
    from stg_warning
    where pushed_on <= $as_of and pushed_on > cast($as_of - interval '3 months' as date)
),

placed as (
    select
        warning.warning_id,
        warning.department,
        coalesce(warning.household_id, person.household_id) as household_id,
        warning.pushed_on,
        warning.verified_on,
        warning.result
    from window_warning as warning
    left join fct_clue_person as person on warning.person_key = person.person_key and warning.household_id is null
)

select
    placed.warning_id,
    placed.department,
    placed.household_id,
    household.region_code,
    placed.pushed_on,
    placed.verified_on,
    placed.verified_on is not null as is_verified,
    placed.verified_on is not null and coalesce(placed.result = '纳入', false) as is_included,
    days_elapsed(placed.pushed_on, coalesce(placed.verified_on, $as_of), limit_days.day_type)
    > limit_days.value_number as is_overdue,
    limit_days.profile
from placed
inner join fct_household_state as household on placed.household_id = household.household_id
inner join dim_policy as limit_days
    on
        household.region_code = limit_days.region_code
        and limit_days.parameter = 'warning.response_days'
        and placed.pushed_on >= limit_days.valid_from
        and placed.pushed_on < limit_days.valid_to
