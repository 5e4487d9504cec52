-- One row per person in a household of R: the latest state with 数据日期 on or before the release's day.
with ranked as (
    select
        member_id,
        household_id,
        person_key,
        labour_class,
        state_on,
        row_number() over (partition by member_id order by state_on desc) as recency
    from stg_member
    where state_on <= $as_of
)

select
    ranked.member_id,
    ranked.household_id,
    ranked.person_key,
    ranked.state_on,
    code_labour_class.has_capacity
from ranked
inner join code_labour_class on ranked.labour_class = code_labour_class.labour_class
inner join fct_household_state as household on ranked.household_id = household.household_id
where ranked.recency = 1
