-- One row per household of U: the last qualifying contact, also one before identification, and the days since;
-- a household never contacted is counted from its identification.
with last_contact as (
    select
        household_id,
        max(visited_on) as last_contact_on
    from fct_contact
    where purpose = 'today'
    group by household_id
)

select
    household.household_id,
    household.region_code,
    last_contact.last_contact_on,
    $as_of - coalesce(last_contact.last_contact_on, household.identified_on) as days_since_contact
from fct_household as household
left join last_contact on household.household_id = last_contact.household_id
where household.is_unresolved
