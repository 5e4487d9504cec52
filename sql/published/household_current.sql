-- One row per household of R today, without personal data.
with contact as (
    select
        household_id,
        last_contact_on
    from fct_last_contact
),

risk as (
    select
        household_id,
        array_to_string(array_sort(array_agg(risk)), '、') as risks
    from fct_household_risk
    group by household_id
)

select
    $as_of as as_of,
    household.household_id,
    household.region_code,
    household.household_class,
    household.persons,
    household.grid_id,
    household.is_long_absent,
    household.is_monitored,
    household.is_unresolved,
    household.is_excused,
    household.object_type,
    household.episode_id,
    household.identified_on,
    household.eliminated_on,
    household.elimination_mode,
    risk.risks,
    contact.last_contact_on,
    had.measures
from fct_household as household
left join contact on household.household_id = contact.household_id
left join risk on household.household_id = risk.household_id
left join fct_measure_household as had on household.household_id = had.household_id
