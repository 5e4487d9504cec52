-- One row per person whom a warning or a declaration names by 证件号码 alone, if the household is known: where the latest state says they live.
-- Everybody who ever had that 证件号码 is looked at; a person under two 人编号 lives where the latest state of both says.
with clue as (
    select person_key
    from stg_warning
    where household_id is null and person_key is not null and pushed_on <= $as_of
    union
    select person_key
    from stg_declaration
    where household_id is null and person_key is not null and declared_on <= $as_of
),

named as (
    select distinct member.member_id
    from stg_member as member
    inner join clue on member.person_key = clue.person_key
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
)

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
