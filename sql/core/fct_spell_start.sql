-- One row per county: the first day from which its episodes are watched. A register that keeps ended episodes has them from its first end on; one
-- that holds the open ones only, from the first day of which the state of a household is known. Who was identified before was already under
-- observation then and enters late; who had ended before is not known, and nobody's time before that day counts.
with home as (
    select
        household.household_id,
        above.above_code as county_code
    from fct_household_state as household
    inner join dim_region_above as above on household.region_code = above.region_code and above.above_level = 'county'
),

known as (
    select
        home.county_code,
        first.first_on
    from fct_first_state as first
    inner join home on first.household_id = home.household_id
    union all
    select
        home.county_code,
        episode.eliminated_on as first_on
    from fct_episode as episode
    inner join home on episode.household_id = home.household_id
    where episode.is_eliminated
)

select
    county_code,
    min(first_on) as watched_from
from known
group by county_code
