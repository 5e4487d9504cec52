-- One row per declared event (S6) of the last 12 months or still going on: where, how many households it hit, and how many live in the town
-- of the place; of an event of a whole county, in the county.
with lived_in as (
    select
        above.above_code as region_code,
        count(*) as households
    from fct_household_state as home
    inner join dim_region_above as above on home.region_code = above.region_code
    group by above.above_code
),

hazard as (
    select
        event.hazard_id,
        event.hazard_kind,
        place.counts_as as region_code,
        event.started_on,
        event.ended_on,
        event.households as affected
    from stg_hazard as event
    inner join dim_region as place on event.region_code = place.region_code
    where
        event.started_on <= $as_of
        and coalesce(event.ended_on, event.started_on) > cast($as_of - interval '12 months' as date)
)

select
    hazard.hazard_id,
    hazard.hazard_kind,
    hazard.region_code,
    county.above_code as county_code,
    place.level,
    hazard.started_on,
    hazard.ended_on,
    coalesce(hazard.affected, 0) as affected,
    around.households
from hazard
inner join dim_region as place on hazard.region_code = place.region_code
inner join dim_region_above as county on hazard.region_code = county.region_code and county.above_level = 'county'
left join dim_region_above as town on hazard.region_code = town.region_code and town.above_level = 'town'
left join lived_in as around on coalesce(town.above_code, hazard.region_code) = around.region_code
