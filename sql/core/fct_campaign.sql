-- One row per county and screening campaign of the last 12 months that is over: no form has come for the days of `screening.settle_days`.
select
    campaign.county_code,
    campaign.screening_round,
    campaign.first_form_on as first_on,
    campaign.last_form_on as last_on
from fct_campaign_span as campaign
inner join dim_policy as settle
    on
        campaign.county_code = settle.region_code
        and settle.parameter = 'screening.settle_days'
        and settle.valid_from <= $as_of
        and $as_of < settle.valid_to
where
    campaign.last_form_on > cast($as_of - interval '12 months' as date)
    and days_elapsed(campaign.last_form_on, $as_of, settle.day_type) > settle.value_number
