-- The events that an open signal counts, by household.
select
    $as_of as as_of,
    signal,
    region_code,
    household_id,
    subject,
    happened_on
from signal_household_now
order by signal, region_code, household_id, happened_on, subject
