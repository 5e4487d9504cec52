-- One row per county that held a screening campaign in the last 12 months: how many, and the first day of the first.
select
    county_code,
    count(*) as campaigns,
    min(first_on) as first_on
from fct_campaign
group by county_code
