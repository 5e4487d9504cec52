-- One row per household of R: its latest state with 数据日期 on or before the release's day.
-- A household missing from later deliveries stays with its last state: nothing marks a departure.
with latest as (
    select
        household_id,
        max(state_on) as state_on
    from stg_household
    where state_on <= $as_of
    group by household_id
)

select
    state.household_id,
    dim_region.counts_as as region_code,
    state.household_class,
    state.persons,
    coalesce(state.is_long_absent, false) as is_long_absent,
    coalesce(state.is_safety_net, false) as is_safety_net,
    state.grid_id,
    state.housing_grade,
    state.is_water_safe,
    state.key_groups,
    state.site_id,
    state.is_registration_moved,
    state.state_on
from stg_household as state
inner join latest on state.household_id = latest.household_id and state.state_on = latest.state_on
inner join dim_region on state.region_code = dim_region.region_code
