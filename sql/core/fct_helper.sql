-- One row per helper who is in office with a household of U on the release's day; a blank side is the place of registration.
select
    household.household_id,
    household.region_code,
    household.identified_on,
    helper.helper_id,
    helper.started_on,
    coalesce(helper.helper_side, '户籍地') as helper_side,
    helper.unit_level
from fct_household as household
inner join stg_helper as helper on household.household_id = helper.household_id
where
    household.is_unresolved
    and helper.started_on <= $as_of
    and (helper.ended_on is null or helper.ended_on >= $as_of)
