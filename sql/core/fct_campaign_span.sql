-- One row per county and screening campaign, whenever it was: the days of its first and its last form, and the days on which it ran. Single
-- forms come long before and after the others; the days between which nineteen in twenty came are the campaign.
with form as (
    select
        above.above_code as county_code,
        screening.screening_round,
        screening.screened_on
    from stg_screening as screening
    inner join fct_household_state as home on screening.household_id = home.household_id
    inner join dim_region_above as above on home.region_code = above.region_code and above.above_level = 'county'
    where screening.screened_on <= $as_of
),

ranked as (
    select
        county_code,
        screening_round,
        screened_on,
        cume_dist() over (partition by county_code, screening_round order by screened_on) as share_until,
        percent_rank() over (partition by county_code, screening_round order by screened_on) as share_before
    from form
)

select
    county_code,
    screening_round,
    min(screened_on) as first_form_on,
    max(screened_on) as last_form_on,
    min(screened_on) filter (where share_until > 0.025) as first_on,
    max(screened_on) filter (where share_before <= 0.975) as last_on
from ranked
group by county_code, screening_round
