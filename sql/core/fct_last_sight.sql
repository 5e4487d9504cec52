-- One row per household that was ever visited, in whatever way, or screened: the last day on which somebody did so.
select
    household_id,
    max(seen_on) as seen_on
from (
    select
        household_id,
        visited_on as seen_on
    from stg_visit
    where visited_on <= $as_of
    union all
    select
        household_id,
        screened_on as seen_on
    from stg_screening
    where screened_on <= $as_of
) as sight
group by household_id
