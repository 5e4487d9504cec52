-- One row per person in a monitored household: the latest state with 数据日期 on or before the release's day.
-- Only people who were ever in such a household are looked at; one who has moved on counts where the latest state says.
with ever as (
    select distinct member.member_id
    from stg_member as member
    inner join fct_household as household on member.household_id = household.household_id
    where household.is_monitored and member.state_on <= $as_of
),

latest as (
    select
        member.member_id,
        max(member.state_on) as state_on
    from stg_member as member
    inner join ever on member.member_id = ever.member_id
    where member.state_on <= $as_of
    group by member.member_id
)

select
    state.member_id,
    state.household_id,
    code_labour_class.has_capacity,
    state.allowance_class is not null or coalesce(state.is_destitute_support, false) as is_covered,
    state.is_out_of_school,
    state.has_medical_insurance
from stg_member as state
inner join latest on state.member_id = latest.member_id and state.state_on = latest.state_on
inner join fct_household as household on state.household_id = household.household_id
inner join code_labour_class on state.labour_class = code_labour_class.labour_class
where household.is_monitored
