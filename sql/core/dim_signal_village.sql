-- One row per village in which a household of R lives: its town, its county, how many households could signal, and where it lies.
with lived_in as (
    select
        region_code,
        count(*) as households
    from fct_household_state
    group by region_code
)

select
    lived_in.region_code,
    town.above_code as town_code,
    county.above_code as county_code,
    lived_in.households,
    place.longitude,
    place.latitude
from lived_in
inner join dim_region_above as county on lived_in.region_code = county.region_code and county.above_level = 'county'
inner join stg_region as place on lived_in.region_code = place.region_code
left join dim_region_above as town on lived_in.region_code = town.region_code and town.above_level = 'town'
