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

-- Who a warning without 户编号 may mean: everybody who ever had that 证件号码, where the latest state says they live.
-- A person under two 人编号 lives where the latest state of both says.
named as (
    select distinct member.member_id
    from stg_member as member
    inner join window_warning as warning
        on member.person_key = warning.person_key and warning.household_id is null
    where member.state_on <= $as_of
),

latest as (
    select
        member.member_id,
        max(member.state_on) as state_on
    from stg_member as member
    inner join named on member.member_id = named.member_id
    where member.state_on <= $as_of
    group by member.member_id
),

person as (
    select
        person_key,
        household_id
    from (
        select
            state.person_key,
            state.household_id,
            row_number() over (
                partition by state.person_key
                order by state.state_on desc, state.member_id desc
            ) as recency
        from stg_member as state
        inner join latest on state.member_id = latest.member_id and state.state_on = latest.state_on
        inner join fct_household_state as household on state.household_id = household.household_id
    ) as ranked
    where recency = 1
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
    left join person on warning.person_key = person.person_key and warning.household_id is null
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
