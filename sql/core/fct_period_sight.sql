-- One row per household and closed period in which somebody saw it, in whatever way.
select distinct
    visit.household_id,
    period.cycle
from stg_visit as visit
inner join dim_period as period on visit.visited_on >= period.first_on and visit.visited_on <= period.last_on
