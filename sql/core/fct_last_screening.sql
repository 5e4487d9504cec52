-- One row per household of R that was ever screened: its latest form.
select
    household_id,
    region_code,
    screened_on,
    has_risk,
    is_safeguarded,
    has_coping_ability,
    screening_advice
from (
    select
        screening.household_id,
        home.region_code,
        screening.screened_on,
        screening.has_risk,
        screening.is_safeguarded,
        screening.has_coping_ability,
        screening.screening_advice,
        row_number() over (
            partition by screening.household_id
            order by screening.screened_on desc, screening.screening_round desc
        ) as recency
    from stg_screening as screening
    inner join fct_household_state as home on screening.household_id = home.household_id
    where screening.screened_on <= $as_of
) as ranked
where recency = 1
