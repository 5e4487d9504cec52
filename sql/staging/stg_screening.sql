-- One row per household and screening campaign.
select
    household_id,
    screened_on
from source_screening
