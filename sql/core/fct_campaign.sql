-- One row per county and screening campaign of the last 12 months that is over: no form has come for the days of `screening.settle_days`.
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

campaign as (
    select
        county_code,
        screening_round,
        min(screened_on) as first_on,
        max(screened_on) as last_on
    from form
    group by county_code, screening_round
)

select
    campaign.county_code,
    campaign.screening_round,
    campaign.first_on,
    campaign.last_on
from campaign
inner join dim_policy as settle
    on
        campaign.county_code = settle.region_code
        and settle.parameter = 'screening.settle_days'
        and settle.valid_from <= $as_of
        and $as_of < settle.valid_to
where
    campaign.last_on > cast($as_of - interval '12 months' as date)
    and days_elapsed(campaign.last_on, $as_of, settle.day_type) > settle.value_number
