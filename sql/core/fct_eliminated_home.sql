-- One row per household of E that was not eliminated naturally: its house, its water and its pupils on the day of the elimination.
with eliminated as (
    select
        household_id,
        region_code,
        episode_id,
        eliminated_on
    from fct_household
    where is_eliminated and coalesce(elimination_mode, '') <> '自然消除'
),

home as (
    select
        eliminated.household_id,
        state.housing_grade,
        state.is_water_safe,
        row_number() over (partition by eliminated.household_id order by state.state_on desc) as recency
    from eliminated
    inner join stg_household as state
        on eliminated.household_id = state.household_id and state.state_on <= eliminated.eliminated_on
),

pupil as (
    select
        eliminated.household_id,
        state.is_out_of_school,
        row_number() over (
            partition by eliminated.household_id, state.member_id
            order by state.state_on desc
        ) as recency
    from eliminated
    inner join stg_member as state
        on eliminated.household_id = state.household_id and state.state_on <= eliminated.eliminated_on
),

out_of_school as (
    select household_id
    from pupil
    where recency = 1 and is_out_of_school
    group by household_id
)

select
    eliminated.household_id,
    eliminated.region_code,
    eliminated.episode_id,
    eliminated.eliminated_on,
    home.housing_grade,
    home.is_water_safe,
    out_of_school.household_id is not null as has_out_of_school
from eliminated
left join home on eliminated.household_id = home.household_id and home.recency = 1
left join out_of_school on eliminated.household_id = out_of_school.household_id
