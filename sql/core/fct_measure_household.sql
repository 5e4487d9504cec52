-- One row per household of U: what kinds of measures it has had since its identification.
select
    household.household_id,
    household.region_code,
    count(measure.measure_id) as measures,
    coalesce(bool_or(measure.is_development), false) as has_development,
    coalesce(bool_and(measure.measure_group = '综合保障'), false) as has_safety_net_only
from fct_household as household
left join fct_measure as measure on household.household_id = measure.household_id
where household.is_unresolved
group by household.household_id, household.region_code
