-- One row per household: the first day of which a state is known. What was owed before is not held against anybody.
select
    household_id,
    min(state_on) as first_on
from stg_household
group by household_id
