-- One row per household of M whose state on the day of its latest identification is known: the grade of its house on that day.
select
    household_id,
    housing_grade
from (
    select
        household.household_id,
        state.housing_grade,
        row_number() over (partition by household.household_id order by state.state_on desc) as recency
    from fct_household as household
    inner join stg_household as state
        on household.household_id = state.household_id and state.state_on <= household.identified_on
) as ranked
where recency = 1
